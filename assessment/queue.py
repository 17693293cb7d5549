"""What waits for an assessor, oldest first."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from assessment.allocations import ASSESSING, Scope, scopes_of
from assessment.models import Judgement, Mapping, Submission
from assessment.status import Status, newest_hand_in, with_status
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
class _Row:
    """A criterion without a decision that counts, and a trainee's decision on it if any."""

    learner: int
    unit: int
    submission: int
    provisional_by: int | None


def queue_of(user: User) -> tuple[Waiting, ...]:
    """What ``user`` may decide now or countersign, oldest first; five queries."""
    to_do = _to_do(user)
    return tuple(Waiting(submission, *to_do[submission.pk]) for submission in _oldest_first(to_do))


def next_after(submission: Submission, user: User) -> Waiting | None:
    """The item that ``user`` goes on with: the oldest in the queue that is not this one."""
    to_do = _to_do(user)
    to_do.pop(submission.pk, None)
    following = _oldest_first(to_do).first()
    return Waiting(following, *to_do[following.pk]) if following else None


def _to_do(user: User) -> dict[int, tuple[int, int]]:
    """How much there is to decide and to countersign in each submission with any; four queries."""
    learners = set(
        Allocation.objects.current()
        .filter(membership__user=user, membership__role__in=ASSESSING)
        .values_list("learner", flat=True)
    )
    scopes = scopes_of(user, learners)
    to_do: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for row in _undecided(learners):
        for place, is_due in enumerate(_due(row, user, scopes[row.learner])):
            to_do[row.submission][place] += is_due
    return {
        submission: (to_decide, to_sign)
        for submission, (to_decide, to_sign) in to_do.items()
        if to_decide or to_sign
    }


def _oldest_first(submissions: Collection[int]) -> QuerySet[Submission]:
    return (
        Submission.objects.filter(pk__in=submissions)
        .select_related("evidence__learner__user")
        .defer("content", "declaration", "evidence__narrative")
        .order_by("submitted_at", "pk")
    )


def _due(row: _Row, user: User, scope: Scope) -> tuple[bool, bool]:
    """Whether ``user`` has to decide it, or to countersign a trainee's decision on it."""
    if not scope.covers(row.unit):
        return False, False
    if row.provisional_by is None:
        return True, False
    return False, row.provisional_by != user.pk and scope.is_qualified(row.unit)


def _undecided(learners: set[int]) -> list[_Row]:
    """The criteria that wait; two queries."""
    mappings = Mapping.objects.live().of_criteria().filter(evidence__learner__in=learners)
    awaiting = with_status(mappings).filter(status=Status.AWAITING)
    rows = list(
        awaiting.values_list(
            "pk", "evidence__learner", "criterion__outcome__unit", newest_hand_in()
        )
    )
    provisional = {
        (mapping, submission): assessor
        for mapping, submission, assessor in Judgement.objects.filter(
            mapping__evidence__learner__in=learners, is_provisional=True
        )
        .order_by("pk")
        .values_list("mapping", "submission", "assessor")
    }
    return [
        _Row(learner, unit, handed_in, provisional.get((pk, handed_in)))
        for pk, learner, unit, handed_in in rows
    ]
