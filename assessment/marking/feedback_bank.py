"""The feedback bank: sentences that assessors use again, their own and those of their centre."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessment.models import Criterion, FeedbackPhrase, Mapping, Unit
from assessment.rules import unit_of
from portfolio.models import Centre, Learner, Role, User
from portfolio.saving import save_checked

KEEPERS = frozenset({Role.ASSESSOR, Role.TRAINEE})
READERS = KEEPERS | {Role.ADMIN}


class Phrase(TypedDict):
    """What its owner says about a sentence. Empty ``decision``: for both; no unit: for all."""

    text: str
    decision: str
    unit: Unit | None
    criterion: Criterion | None
    is_shared: bool


def centres_of(user: User, roles: Iterable[str] = KEEPERS) -> tuple[Centre, ...]:
    """Where ``user`` has one of ``roles`` today, each centre once; no query of its own."""
    held = [membership for membership in user.current_memberships if membership.role in roles]
    return tuple({membership.centre_id: membership.centre for membership in held}.values())


def visible_phrases(user: User) -> QuerySet[FeedbackPhrase]:
    """One's own and the shared ones of one's centres, put away or not."""
    of_centres = FeedbackPhrase.objects.filter(centre__in=centres_of(user, READERS))
    return of_centres.filter(Q(owner=user) | Q(is_shared=True))


def phrases_of(user: User) -> QuerySet[FeedbackPhrase]:
    """Those ``user`` may use or, as an administrator, read."""
    return visible_phrases(user).filter(archived_at=None)


def phrases_for(user: User, mapping: Mapping) -> list[FeedbackPhrase]:
    """What fits the card of ``mapping``, the most particular first; one query."""
    fitting = Q(criterion=None) & (Q(unit=None) | Q(unit=unit_of(mapping)))
    if mapping.criterion_id:
        fitting |= Q(criterion=mapping.criterion_id)
    found = phrases_of(user).filter(fitting)
    return sorted(found, key=lambda phrase: (phrase.criterion_id is None, phrase.unit_id is None))


@transaction.atomic
def keep_phrase(*, user: User, centre: Centre, **phrase: Unpack[Phrase]) -> FeedbackPhrase:
    """Add a sentence. Raises ``ValidationError`` for one that its owner has already."""
    if centre not in centres_of(user):
        raise PermissionDenied
    kept = FeedbackPhrase(owner=user, centre=centre, **_tidy(phrase))
    save_checked(kept)
    return kept


@transaction.atomic
def change_phrase(*, phrase: FeedbackPhrase, user: User, **values: Unpack[Phrase]) -> None:
    """Change a sentence of one's own."""
    _require_own(phrase, user)
    values = _tidy(values)
    for name, value in values.items():
        setattr(phrase, name, value)
    save_checked(phrase, list(values))


def archive_phrase(*, phrase: FeedbackPhrase, user: User) -> None:
    """Put a sentence away; ``restore_phrase`` brings it back."""
    _require_own(phrase, user)
    FeedbackPhrase.objects.filter(pk=phrase.pk, archived_at=None).update(archived_at=timezone.now())


def restore_phrase(*, phrase: FeedbackPhrase, user: User) -> None:
    """Bring a sentence back. Raises ``ValidationError`` where it was written anew meanwhile."""
    _require_own(phrase, user)
    phrase.archived_at = None
    save_checked(phrase, ["archived_at"])


def centre_for(user: User, learner: Learner) -> Centre:
    """The bank that a sentence from the card of a learner goes to: their centre's."""
    return learner.centre if learner.centre in centres_of(user) else centres_of(user)[0]


def _tidy(phrase: Phrase) -> Phrase:
    """One line, as it goes into a sentence; a criterion's unit is said by the criterion."""
    tidied = phrase | {"text": " ".join(phrase["text"].split())}
    if tidied["criterion"] is not None:
        tidied["unit"] = None
    return tidied


def _require_own(phrase: FeedbackPhrase, user: User) -> None:
    if phrase.owner_id != user.pk or phrase.centre not in centres_of(user):
        raise PermissionDenied
