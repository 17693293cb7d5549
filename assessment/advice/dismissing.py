"""Putting advice aside, with a reason that assessors read, and following it after all."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from assessment.advice.advising import advise
from assessment.models import Dismissal
from portfolio.models import Learner, User
from portfolio.people import tidy
from portfolio.rules import keeps

# Fewer say nothing to whoever reads it.
FEWEST_WORDS = 3
LONGEST_LABEL = 300

TOO_SHORT = "Say in a few words why this advice does not fit. Your assessor reads it."
GONE = "This is not found any more: it was mended, or brought back, in the meantime."


def dismiss(
    *, learner: Learner, user: User, check_key: str, reason: str, found_key: str = ""
) -> list[Dismissal]:
    """Put aside one thing that a check finds now, or, without ``found_key``, all that it finds.

    What it finds later is said anew. Returns what stands; sent twice, it is one. Raises
    ``ValidationError`` where the reason is too short, and where there is nothing to put aside.
    """
    if not keeps(user, learner):
        raise PermissionDenied
    reason = tidy(reason)
    if not _says_something(reason):
        raise ValidationError({"reason": TOO_SHORT})
    # Looked for before the lock is held: a large portfolio takes a moment.
    labels = _found_now(learner, check_key, found_key)
    rows = _put_aside(learner, user, check_key, labels, reason)
    standing = [row for row in rows if found_key in ("", row.found_key)]
    if not standing:
        raise ValidationError(GONE)
    return standing


@transaction.atomic
def bring_back(*, dismissal: Dismissal, user: User, together: bool = False) -> int:
    """Follow an advice after all; ``together``: with all that was put aside in the same breath.

    Returns how many were brought back: none where that was done before.
    """
    if not keeps(user, dismissal.learner):
        raise PermissionDenied
    rows = Dismissal.objects.standing().filter(pk=dismissal.pk)
    if together:
        rows = Dismissal.objects.standing().filter(
            learner=dismissal.learner,
            check_key=dismissal.check_key,
            dismissed_at=dismissal.dismissed_at,
        )
    return rows.update(lifted_at=timezone.now())


def _says_something(reason: str) -> bool:
    """Whether there are words enough; dots and hidden characters are none."""
    words = (word for word in reason.split() if any(letter.isalnum() for letter in word))
    return len(tuple(words)) >= FEWEST_WORDS


def _found_now(learner: Learner, check_key: str, found_key: str) -> Mapping[str, str]:
    """What the check finds and what is not put aside yet: labels by key."""
    return {
        thing.key: thing.label
        for advised in advise(learner, is_own=True).open
        if advised.key == check_key
        for thing in advised.found
        if found_key in ("", thing.key)
    }


@transaction.atomic
def _put_aside(
    learner: Learner, user: User, check_key: str, labels: Mapping[str, str], reason: str
) -> list[Dismissal]:
    """All that is put aside of the check; ``labels`` are added to it."""
    # Sent twice, it is one: the second waits here and then finds the first.
    Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    standing = list(Dismissal.objects.standing().filter(learner=learner, check_key=check_key))
    aside, now = {row.found_key for row in standing}, timezone.now()
    for key, label in labels.items():
        if key not in aside:
            row = Dismissal(
                learner=learner,
                check_key=check_key,
                found_key=key,
                label=label[:LONGEST_LABEL],
                reason=reason,
                dismissed_by=user,
                dismissed_at=now,
            )
            row.full_clean()
            row.save()
            standing.append(row)
    return standing
