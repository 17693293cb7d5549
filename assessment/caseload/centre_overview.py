"""A whole centre at a glance: cohorts, and how long things wait with whom."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from assessment.caseload.caseload import Case, Course
from assessment.caseload.tracking import Track
from assessment.caseload.waits import Wait, oldest
from assessment.models import Claim, Qualification
from portfolio.models import User


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who began a qualification in the same month (its first day)."""

    qualification: Qualification
    month: date
    learners: int
    on_track: int
    behind: int
    off_track: int
    oldest: Wait | None
    claims: int


@dataclass(frozen=True, slots=True)
class AssessorWait:
    """What waits for one assessor; for nobody where ``name`` is empty."""

    name: str
    items: int
    oldest: Wait
    learners: int


def cohorts_of(cases: Iterable[Case]) -> list[Cohort]:
    """By qualification and month of the start, the newest first; one query."""
    members: dict[tuple[Qualification, date], list[tuple[Case, Course]]] = defaultdict(list)
    for case in cases:
        for course in case.courses:
            month = course.enrolment.started_on.replace(day=1)
            members[course.enrolment.qualification, month].append((case, course))
    claims = _claims({course.enrolment.pk for found in members.values() for _, course in found})
    cohorts = [_cohort(*key, found, claims) for key, found in members.items()]
    return sorted(cohorts, key=lambda each: (each.qualification.code, -each.month.toordinal()))


def _cohort(
    qualification: Qualification,
    month: date,
    members: list[tuple[Case, Course]],
    claims: Counter[int],
) -> Cohort:
    tracks = Counter(course.tracking.track for _, course in members)
    return Cohort(
        qualification,
        month,
        learners=len(members),
        on_track=tracks[Track.ON],
        behind=tracks[Track.BEHIND],
        off_track=tracks[Track.OFF],
        oldest=oldest(wait for case, _ in members for wait in case.waits),
        claims=sum(claims[course.enrolment.pk] for _, course in members),
    )


def _claims(enrolments: Collection[int]) -> Counter[int]:
    """How many claims that stand each enrolment has."""
    standing = Claim.objects.standing().filter(enrolment__in=enrolments).order_by()
    return Counter(standing.values_list("enrolment", flat=True))


def waits_by_assessor(waits: Iterable[Wait]) -> list[AssessorWait]:
    """Who has had something waiting for longest comes first; one query."""
    by_person: dict[int | None, list[Wait]] = defaultdict(list)
    for wait in waits:
        by_person[wait.person].append(wait)
    names = {
        person.pk: str(person) for person in User.objects.filter(pk__in=filter(None, by_person))
    }
    rows = [
        AssessorWait(
            names.get(person or 0, ""),
            items=len(found),
            oldest=min(found, key=lambda wait: wait.since),
            learners=len({wait.learner for wait in found}),
        )
        for person, found in by_person.items()
    ]
    return sorted(rows, key=lambda row: (row.oldest.since, row.name))
