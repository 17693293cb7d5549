"""Keeping evidence: adding, changing, withdrawing, and freezing what was handed over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from portfolio import rules
from portfolio.holding import hold_learner
from portfolio.models import Evidence, Learner, User
from portfolio.narrative import clean

HANDED_OVER = (
    "This item was handed over or withdrawn, so what is in it cannot be changed now. "
    "Open the item again to see where it stands."
)


class EvidenceContent(TypedDict):
    """What a learner writes about an item. ``narrative`` is HTML and cleaned here."""

    title: str
    method: str
    happened_on: date
    narrative: str
    location: str
    seen_by: str


class ChangedMeanwhile(Exception):
    """The item was changed or handed over in another window; nothing was saved."""


class CannotChange(PermissionDenied):
    """The item is handed over, withdrawn or somebody else's; nothing was changed."""


@transaction.atomic
def add_evidence(
    *, learner: Learner, user: User, code: UUID | None = None, **content: Unpack[EvidenceContent]
) -> Evidence:
    """Add an item with the learner's next number. Numbers of withdrawn items are not reused.

    ``code``: that of the item, where a form has chosen it so that sending it twice is one item.
    """
    if not rules.keeps(user, learner):
        raise PermissionDenied
    content["narrative"] = clean(content["narrative"])
    evidence = Evidence(
        learner=learner, number=next_number(learner), code=code or uuid4(), **content
    )
    evidence.full_clean()
    evidence.save()
    return evidence


def next_number(learner: Learner) -> int:
    """The number of the learner's next item. Call inside the transaction that adds it: the learner
    is held, as two windows adding at once would otherwise take the same number."""
    hold_learner(learner.pk)
    return (learner.evidence.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def change_evidence(
    *, evidence: Evidence, user: User, revision: int, **content: Unpack[EvidenceContent]
) -> Evidence:
    """Change an item that is still at ``revision``; raise ``ChangedMeanwhile`` otherwise."""
    if not rules.can_change_evidence(user, evidence):
        raise PermissionDenied
    content["narrative"] = clean(content["narrative"])
    for name, value in content.items():
        setattr(evidence, name, value)
    evidence.full_clean()
    unchanged = Evidence.objects.filter(
        pk=evidence.pk, revision=revision, frozen_at=None, withdrawn_at=None
    )
    if not unchanged.update(**content, revision=F("revision") + 1, changed_at=timezone.now()):
        raise ChangedMeanwhile
    evidence.refresh_from_db()
    return evidence


def withdraw_evidence(*, evidence: Evidence, user: User) -> bool:
    """Put an item aside; it keeps its number, files and mappings. False if handed over."""
    if not rules.keeps(user, evidence.learner):
        raise PermissionDenied
    kept = Evidence.objects.filter(pk=evidence.pk, frozen_at=None, withdrawn_at=None)
    return bool(kept.update(withdrawn_at=timezone.now(), revision=F("revision") + 1))


def restore_evidence(*, evidence: Evidence, user: User) -> bool:
    """Bring a withdrawn item back as it was. False if it was not withdrawn."""
    if not rules.keeps(user, evidence.learner):
        raise PermissionDenied
    withdrawn = Evidence.objects.filter(pk=evidence.pk, withdrawn_at__isnull=False)
    return bool(withdrawn.update(withdrawn_at=None, revision=F("revision") + 1))


def freeze_evidence(evidence: Evidence) -> None:
    """Fix the content of an item that is handed over. Call inside the transaction that does so."""
    Evidence.objects.filter(pk=evidence.pk, frozen_at=None).update(frozen_at=timezone.now())


def release_evidence(evidence: Evidence) -> None:
    """Let the learner change a frozen item again. Call inside the transaction that decides so."""
    Evidence.objects.filter(pk=evidence.pk).update(frozen_at=None)


@contextmanager
def changing_evidence(evidence: Evidence, user: User) -> Iterator[Evidence]:
    """Hold the item in a transaction, so that it is not handed over while what is in it changes.

    Raises ``CannotChange``.
    """
    with transaction.atomic():
        locked = (
            Evidence.objects.select_for_update(of=("self",), no_key=True)
            .select_related("learner")
            .get(pk=evidence.pk)
        )
        if not rules.can_change_evidence(user, locked):
            raise CannotChange(HANDED_OVER)
        yield locked


def note_change(evidence: Evidence) -> None:
    """The time only: a narrative open in another window is not outdated by a file."""
    Evidence.objects.filter(pk=evidence.pk).update(changed_at=timezone.now())
