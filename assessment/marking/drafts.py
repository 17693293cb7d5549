"""Drafts of decisions: what an assessor has typed in a card, kept on the server until recorded.

They survive a closed browser and follow the assessor to another device. Nobody else sees them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dateparse import parse_datetime

from assessment import rules
from assessment.allocations import Scope
from assessment.models import JudgementDraft, Mapping
from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence, User


class Typed(TypedDict):
    decision: str
    feedback: str
    action: str
    reason: str


class WrittenElsewhere(Exception):
    """The draft was changed in another window since this one read it; nothing was saved."""


class Draft(NamedTuple):
    """What a card shows of a draft."""

    decision: str
    feedback: str
    action: str
    reason: str
    saved_at: datetime

    @property
    def mark(self) -> str:
        """Tells this state of the draft from an earlier and a later one."""
        return self.saved_at.isoformat()

    @property
    def saved(self) -> str:
        return saved_words(self.saved_at)


def drafts_of(user: User, mappings: Iterable[int]) -> dict[int, Draft]:
    """The drafts of ``user`` on ``mappings`` (primary keys), by mapping; one query."""
    rows = _typed(assessor=user.pk, mappings=mappings)
    return {mapping: Draft._make(typed) for mapping, *typed in rows}


@compiled_once
def _typed(assessor: Given, mappings: Given) -> QuerySet[JudgementDraft, tuple]:
    rows = JudgementDraft.objects.filter(assessor=assessor, mapping__in=mappings).order_by()
    return rows.values_list("mapping", "decision", "feedback", "action", "reason", "saved_at")


@transaction.atomic
def keep_draft(
    *,
    mapping: Mapping,
    assessor: User,
    scope: Scope,
    seen: int,
    mark: str,
    **typed: Unpack[Typed],
) -> Draft | None:
    """Keep what is typed in a card; None where there is nothing to keep (any more).

    ``mark`` is that of the draft the card knows (empty: none). Raises ``WrittenElsewhere`` where
    another window saved since, and ``ValidationError`` for what is too long. A card that was sent
    meanwhile (a judgement newer than ``seen``) leaves no draft.
    """
    if not rules.can_judge(assessor, mapping, scope):
        raise PermissionDenied
    # A decision holds the item while it removes the draft: what arrives late must not revive it.
    Evidence.objects.select_for_update(no_key=True).only("pk").get(pk=mapping.evidence_id)
    if mapping.judgements.filter(assessor=assessor, pk__gt=seen).exists():
        return None
    found = JudgementDraft.objects.filter(mapping=mapping, assessor=assessor).first()
    if found and found.saved_at != _moment(mark):
        raise WrittenElsewhere
    if not any(str(value).strip() for value in typed.values()):
        discard_draft(mapping=mapping, assessor=assessor)
        return None
    draft = found or JudgementDraft(mapping=mapping, assessor=assessor)
    for name, value in typed.items():
        setattr(draft, name, value)
    draft.saved_at = timezone.now()
    draft.full_clean(exclude={"mapping", "assessor"}, validate_constraints=False)
    draft.save()
    return Draft(**typed, saved_at=draft.saved_at)


def discard_draft(*, mapping: Mapping, assessor: User) -> None:
    """Throw one's own draft away; one statement."""
    JudgementDraft.objects.filter(mapping=mapping, assessor=assessor).delete()


def saved_words(moment: datetime) -> str:
    """ "14:03" for one saved today, else with its day."""
    here = timezone.localtime(moment)
    is_today = here.date() == timezone.localdate()
    return format_date(here, "H:i" if is_today else "j F, H:i")


def _moment(mark: str) -> datetime | None:
    try:
        return parse_datetime(mark)
    except ValueError:
        return None
