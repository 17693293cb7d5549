"""What waits for an assessor, oldest first."""

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from assessment.allocations import ASSESSING, Scope, scopes_of
from assessment.models import Judgement, Mapping, Submission
from assessment.status import OPEN, newest_hand_in, with_status
from portfolio.compiling import Given, compiled_once
from portfolio.models import Allocation, User


@dataclass(frozen=True, slots=True)
class Waiting:
    """One item in the queue: how many criteria to decide, how many decisions to countersign."""

    submission: Submission
    to_decide: int
    to_sign: int

    @property
    def since(self) -> datetime:
        return self.submission.submitted_at

    @property
    def days(self) -> int:
        return (timezone.now() - self.since).days


@dataclass(frozen=True, slots=True)
class Undecided:
    """A criterion without a decision that counts, and a trainee's decision on it if any."""

    learner: int
    unit: int
    submission: int
    provisional_by: int | None


def queue_of(user: User) -> tuple[Waiting, ...]:
    """What ``user`` may decide now or countersign, oldest first; five queries."""
    to_do = _to_do(user)
    return tuple(
        Waiting(submission, *to_do[submission.pk]) for submission in _submissions(keys=to_do)
    )


class Neighbours(NamedTuple):
    """The items before and after one in the queue."""

    previous: Waiting | None
    next: Waiting | None


def neighbours_of(submission: Submission, user: User) -> Neighbours:
    """Where ``user`` goes on from this item: to the next in the queue, from its end to its start.

    Six queries, whatever the queue holds.
    """
    to_do = _to_do(user)
    to_do.pop(submission.pk, None)
    order = _moments(keys=to_do)
    place = bisect(order, (submission.submitted_at, submission.pk))
    previous = order[place - 1][1] if place else None
    following = order[place % len(order)][1] if order else None
    found = {
        each.pk: Waiting(each, *to_do[each.pk])
        for each in _submissions(keys={previous, following} - {None})
    }
    return Neighbours(found.get(previous or 0), found.get(following or 0))


def _to_do(user: User) -> dict[int, tuple[int, int]]:
    """How much there is to decide and to countersign in each submission with any; four queries."""
    learners = set(_assessed(user=user.pk))
    scopes = scopes_of(user, learners)
    to_do: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for row in undecided_of(learners):
        for place, is_due in enumerate(due_from(row, user.pk, scopes[row.learner])):
            to_do[row.submission][place] += is_due
    return {
        submission: (to_decide, to_sign)
        for submission, (to_decide, to_sign) in to_do.items()
        if to_decide or to_sign
    }


@compiled_once
def _assessed(user: Given) -> QuerySet[Allocation, int]:
    assessing = Allocation.objects.current().filter(
        membership__user=user, membership__role__in=ASSESSING
    )
    return assessing.order_by().values_list("learner", flat=True)


@compiled_once
def _submissions(keys: Given) -> QuerySet[Submission]:
    """Oldest first, with whose item it is."""
    return (
        Submission.objects.filter(pk__in=keys)
        .select_related("evidence__learner__user")
        .defer("content", "declaration", "evidence__narrative")
        .order_by("submitted_at", "pk")
    )


@compiled_once
def _moments(keys: Given) -> QuerySet[Submission, tuple[datetime, int]]:
    """When each was handed over, in the same order."""
    moments = Submission.objects.filter(pk__in=keys).order_by("submitted_at", "pk")
    return moments.values_list("submitted_at", "pk")


def due_from(row: Undecided, person: int, scope: Scope) -> tuple[bool, bool]:
    """Whether ``person`` (a primary key), who assesses ``scope`` of the learner, has to decide it,
    or to countersign a trainee's decision on it."""
    if not scope.covers(row.unit):
        return False, False
    if row.provisional_by is None:
        return True, False
    return False, row.provisional_by != person and scope.is_qualified(row.unit)


def undecided_of(learners: set[int]) -> list[Undecided]:
    """The criteria that wait; two queries."""
    rows = _open(learners=learners)
    provisional = {
        (mapping, submission): assessor
        for mapping, submission, assessor in _provisional(learners=learners)
    }
    return [
        Undecided(learner, unit, handed_in, provisional.get((pk, handed_in)))
        for pk, learner, unit, handed_in in rows
    ]


@compiled_once
def _open(learners: Given) -> QuerySet[Mapping, tuple]:
    mappings = Mapping.objects.live().of_criteria().filter(evidence__learner__in=learners)
    to_decide = with_status(mappings.order_by()).filter(status__in=OPEN)
    return to_decide.values_list(
        "pk", "evidence__learner", "criterion__outcome__unit", newest_hand_in()
    )


@compiled_once
def _provisional(learners: Given) -> QuerySet[Judgement, tuple]:
    """Trainees' newest decisions that are not countersigned."""
    return (
        Judgement.objects.current()
        .filter(mapping__evidence__learner__in=learners, is_provisional=True, countersignature=None)
        .order_by("pk")
        .values_list("mapping", "submission", "assessor")
    )
