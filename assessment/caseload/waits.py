"""How long what was handed over waits, and for whom: of many learners and assessors at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from assessment.allocations import Scope, scopes_among
from assessment.marking.queue import due_from, undecided_of
from assessment.models import Submission
from portfolio.compiling import Given, compiled_once


@dataclass(frozen=True, slots=True)
class Wait:
    """An item (a submission) that waits for a person, or for nobody: then no assessor is allocated
    for it. All by primary key."""

    person: int | None
    learner: int
    submission: int
    since: datetime

    @property
    def days(self) -> int:
        return (timezone.now() - self.since).days


def waits_among(learners: Collection[int]) -> list[Wait]:
    """What of ``learners`` (primary keys) waits, once for each person who may decide it, oldest
    first; four queries."""
    if not learners:
        return []
    assessors = _assessors_of(learners)
    found: set[tuple[int | None, int, int]] = set()
    for row in set(undecided_of(set(learners))):
        people: list[int | None] = [
            person for person, scope in assessors[row.learner] if any(due_from(row, person, scope))
        ]
        found.update((person, row.learner, row.submission) for person in people or [None])
    submissions = {submission for _, _, submission in found}
    since = dict(_moments(keys=submissions))
    waits = [Wait(*each, since=since[each[2]]) for each in found]
    return sorted(waits, key=lambda wait: (wait.since, wait.submission, wait.person or 0))


@compiled_once
def _moments(keys: Given) -> QuerySet[Submission, tuple[int, datetime]]:
    """When each was handed over."""
    return Submission.objects.filter(pk__in=keys).order_by().values_list("pk", "submitted_at")


def _assessors_of(learners: Collection[int]) -> dict[int, list[tuple[int, Scope]]]:
    """For each learner, who assesses what of theirs; one query."""
    assessors = defaultdict(list)
    for person, scopes in scopes_among(learners).items():
        for learner, scope in scopes.items():
            assessors[learner].append((person, scope))
    return assessors


def oldest(waits: Iterable[Wait]) -> Wait | None:
    return min(waits, key=lambda wait: wait.since, default=None)
