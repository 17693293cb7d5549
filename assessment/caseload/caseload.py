"""The learners somebody looks after: how far each is, and what needs attention most."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Max, QuerySet
from django.utils import timezone

from assessment.allocations import ASSESSING
from assessment.caseload.tracking import Track, Tracking, tracking_of
from assessment.caseload.waits import Wait, oldest, waits_among
from assessment.models import Enrolment, SignOff
from assessment.plans.rows import OpenPlan, open_plans, standings_among
from assessment.summaries import Summary, UnitSummary, summaries_of
from assessment.working_days import working_days
from portfolio.compiling import Given, compiled_once
from portfolio.models import Allocation, Evidence, Learner, Origin, Role, User

QUIET_FROM = 28  # days without anything of the learner's
LONG_WAIT = 10  # working days


@dataclass(frozen=True)
class Course:
    """One enrolment of a learner: how far, on track or not, and its plan."""

    summary: Summary
    tracking: Tracking
    plan: OpenPlan | None

    @property
    def enrolment(self) -> Enrolment:
        return self.summary.enrolment

    @cached_property
    def _complete(self) -> list[UnitSummary]:
        """The units whose criteria are all met."""
        return [
            unit
            for unit in self.summary.units
            if unit.counts.met and unit.counts.met == unit.counts.total
        ]

    @property
    def units_met(self) -> int:
        return len(self._complete)

    @property
    def units_to_sign(self) -> int:
        """Units whose criteria are all met and that are not signed off by both."""
        return sum(not unit.is_signed_off for unit in self._complete)


@dataclass(frozen=True)
class Case:
    """A learner in a caseload. ``waits``: what waits for the person whose caseload it is."""

    learner: Learner
    courses: tuple[Course, ...]
    waits: tuple[Wait, ...]
    last_active: datetime | None
    to_confirm: int
    today: date

    @cached_property
    def track(self) -> Track:
        """The worst of the enrolments."""
        tracks = {course.tracking.track for course in self.courses}
        return next((track for track in Track if track in tracks), Track.UNKNOWN)

    @property
    def waiting(self) -> int:
        """How many items wait."""
        return len({wait.submission for wait in self.waits})

    @cached_property
    def oldest(self) -> Wait | None:
        return oldest(self.waits)

    @property
    def has_long_wait(self) -> bool:
        since = self.oldest and timezone.localdate(self.oldest.since)
        return bool(since and working_days(since, self.today) > LONG_WAIT)

    @property
    def overdue_rows(self) -> int:
        return sum(len(course.plan.overdue) for course in self.courses if course.plan)

    @property
    def overdue_reviews(self) -> list[date]:
        return [
            course.plan.review_on
            for course in self.courses
            if course.plan and course.plan.review_on and course.plan.review_on < self.today
        ]

    @property
    def next_review(self) -> date | None:
        days = [course.plan.review_on for course in self.courses if course.plan]
        return min((day for day in days if day and day >= self.today), default=None)

    @property
    def is_complete(self) -> bool:
        """Every criterion of all that they are enrolled on is met."""
        return all(
            course.summary.counts.met == course.summary.counts.total for course in self.courses
        )

    @property
    def returned(self) -> int:
        # Enrolments may share units: the largest number is of the same criteria.
        return max((course.summary.counts.returned for course in self.courses), default=0)

    @property
    def units_to_sign(self) -> int:
        """Those that wait for the learner's own declaration were signed by the assessor."""
        complete = max((course.units_to_sign for course in self.courses), default=0)
        return max(0, complete - self.to_confirm)

    @property
    def quiet_days(self) -> int | None:
        """Days since the learner last did anything; None where they never did."""
        if self.last_active is None:
            return None
        return (self.today - timezone.localdate(self.last_active)).days

    @property
    def is_quiet(self) -> bool:
        """Nothing of theirs for four weeks, counted from their start at the earliest."""
        started = max((course.enrolment.started_on for course in self.courses), default=self.today)
        quiet = self.quiet_days
        return ((self.today - started).days if quiet is None else quiet) >= QUIET_FROM

    @cached_property
    def urgency(self) -> int:
        """The more, the further up in the list."""
        return sum(
            (
                4 * (self.track == Track.OFF),
                3 * bool(self.overdue_rows),
                3 * bool(self.overdue_reviews),
                2 * bool(self.returned),
                2 * self.has_long_wait,
                1 * (self.track == Track.BEHIND),
                1 * bool(self.waits),
                1 * bool(self.units_to_sign),
                1 * self.is_quiet,
            )
        )


def assessed_by(user: User) -> QuerySet[Learner]:
    """The learners whom ``user`` assesses today."""
    return _allocated(user, ASSESSING)


def assured_by(user: User) -> QuerySet[Learner]:
    """The learners of the assessors whose decisions ``user`` samples."""
    return _allocated(user, (Role.IQA,))


def administered_by(user: User) -> QuerySet[Learner]:
    """All learners of the centres that ``user`` administers."""
    if user.is_superuser:
        return Learner.objects.all()
    centres = {one.centre_id for one in user.current_memberships if one.role == Role.ADMIN}
    return Learner.objects.filter(centre__in=centres)


def _allocated(user: User, roles: Collection[str]) -> QuerySet[Learner]:
    current = Allocation.objects.current().filter(membership__user=user, membership__role__in=roles)
    return Learner.objects.filter(pk__in=current.values("learner"))


def cases_of(
    learners: QuerySet[Learner], *, waiting_for: User | None = None, today: date | None = None
) -> list[Case]:
    """What there is to know of ``learners`` who are enrolled, the most urgent first.

    ``waiting_for``: only what waits for that person counts as waiting; else whatever waits, once
    for each person it waits for. Sixteen queries at most, whatever their number.
    """
    today = today or timezone.localdate()
    enrolments = list(
        Enrolment.objects.current()
        .filter(learner__in=learners)
        .select_related("learner__user", "learner__centre", "qualification")
        .order_by("learner", "started_on", "pk")
    )
    people = {enrolment.learner_id: enrolment.learner for enrolment in enrolments}
    courses = _courses(enrolments, today)
    waits = _waits(people, waiting_for)
    active, to_confirm = _last_active(people), _to_confirm(people)
    cases = [
        Case(
            learner,
            tuple(courses[pk]),
            tuple(waits[pk]),
            active.get(pk),
            to_confirm[pk],
            today,
        )
        for pk, learner in people.items()
    ]
    return sorted(cases, key=_order)


def _order(case: Case) -> tuple:
    behind = max((course.tracking.behind for course in case.courses), default=0)
    return (-case.urgency, -behind, str(case.learner), case.learner.pk)


def _courses(enrolments: Sequence[Enrolment], today: date) -> dict[int, list[Course]]:
    summaries = summaries_of(enrolments)
    keys = [enrolment.pk for enrolment in enrolments]
    plans = {plan.enrolment: plan for plan in open_plans(keys, standings_among(summaries), today)}
    courses = defaultdict(list)
    for summary in summaries:
        enrolment = summary.enrolment
        tracking = tracking_of(
            started_on=enrolment.started_on,
            target_on=enrolment.target_on,
            met=summary.counts.met,
            total=summary.counts.total,
            today=today,
        )
        course = Course(summary, tracking, plans.get(enrolment.pk))
        courses[enrolment.learner_id].append(course)
    return courses


def _waits(learners: Collection[int], person: User | None) -> dict[int, list[Wait]]:
    found = defaultdict(list)
    for wait in waits_among(learners):
        if person is None or wait.person == person.pk:
            found[wait.learner].append(wait)
    return found


def _last_active(learners: Iterable[int]) -> dict[int, datetime]:
    """When each last changed an item or handed one over; one query."""
    rows = _changes(learners=learners)
    return {learner: max(changed, handed_over or changed) for learner, changed, handed_over in rows}


@compiled_once
def _changes(learners: Given) -> QuerySet[Evidence, tuple]:
    items = Evidence.objects.filter(learner__in=learners, origin=Origin.LEARNER).order_by()
    return items.values_list("learner").annotate(
        Max("changed_at"), Max("submissions__submitted_at")
    )


def _to_confirm(learners: Iterable[int]) -> dict[int, int]:
    """How many declarations of units each learner is asked for; one query."""
    counts: dict[int, int] = defaultdict(int)
    for learner in _asked(learners=learners):
        counts[learner] += 1
    return counts


@compiled_once
def _asked(learners: Given) -> QuerySet[SignOff, int]:
    asked = SignOff.objects.standing().filter(learner__in=learners, confirmation=None).order_by()
    return asked.values_list("learner", flat=True)
