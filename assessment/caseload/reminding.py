"""Reminders of what is due, overdue or quiet: notices, each thing told to each person once.

``send_reminders`` may run as often as one likes: what was told under a key is never told again,
read or not. The daily digest carries notices on by e-mail.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from assessment.allocations import Scope, scopes_among
from assessment.caseload.caseload import LONG_WAIT, QUIET_FROM, Case, cases_of
from assessment.models import Submission, Unit, Visit
from assessment.plans.rows import OpenPlan, PlanRow
from assessment.quality.states import standings_of
from assessment.working_days import working_days
from portfolio.models import Learner, Membership, Notice, Role, User
from portfolio.models.centres import in_force
from portfolio.notifying import notify


@dataclass(frozen=True, slots=True)
class Reminder:
    """``people``: primary keys."""

    people: Collection[int]
    words: str
    address: str
    key: str


@dataclass(frozen=True)
class Situation:
    """All that reminders are made of, read once."""

    today: date
    cases: list[Case]
    scopes: dict[int, dict[int, Scope]]  # of each person: what they assess of each learner

    def assessors_of(self, learner: Learner) -> set[int]:
        return {person for person, scopes in self.scopes.items() if learner.pk in scopes}

    def both_of(self, learner: Learner) -> set[int]:
        """The learner and who assesses them."""
        return {learner.user_id, *self.assessors_of(learner)}


def send_reminders(today: date | None = None) -> int:
    """Tell everybody what they have to think of on ``today``; returns how many notices were made.

    A number of queries that does not grow with the learners, but for two for each reminder that
    is new.
    """
    today = today or timezone.localdate()
    cases = cases_of(Learner.objects.all(), today=today)
    learners = [case.learner.pk for case in cases]
    situation = Situation(today, cases, scopes_among(learners))
    due = [reminder for find in _SOURCES for reminder in find(situation)]
    told = _told(reminder.key for reminder in due)
    people = User.objects.in_bulk({person for reminder in due for person in reminder.people})
    count = 0
    for reminder in due:
        new = [people[pk] for pk in sorted(reminder.people) if (pk, reminder.key) not in told]
        new = [person for person in new if person.is_active]
        if new:
            notify(new, reminder.words, address=reminder.address, key=reminder.key)
            count += len(new)
    return count


def _told(keys: Iterable[str]) -> set[tuple[int, str]]:
    """Who was told what before, read or not."""
    return set(Notice.objects.filter(key__in=set(keys)).values_list("user", "key"))


# -- What there is to remind of -----------------------------------------------------------------


def _overdue_rows(situation: Situation) -> Iterator[Reminder]:
    for case, plan in _plans(situation):
        for row in plan.overdue:
            yield Reminder(
                situation.both_of(case.learner),
                f"Overdue in the plan of {case.learner}: “{_short(row)}”, by {_day(row.due_on)}.",
                reverse("plan", args=[plan.code]),
                f"plan-row-overdue-{row.id}-{row.due_on}",
            )


def _reviews(situation: Situation) -> Iterator[Reminder]:
    tomorrow = situation.today + timedelta(days=1)
    for case, plan in _plans(situation):
        day, learner = plan.review_on, case.learner
        if day == tomorrow:
            words = f"The assessment plan of {learner} is reviewed tomorrow, {_day(day)}."
            people, name = situation.both_of(learner), "tomorrow"
        elif day is not None and day < situation.today:
            words = f"The review of the assessment plan of {learner} was due on {_day(day)}."
            people, name = situation.assessors_of(learner), "overdue"
        else:
            continue
        yield Reminder(
            people, words, reverse("plan", args=[plan.code]), f"review-{name}-{plan.id}-{day}"
        )


def _long_waits(situation: Situation) -> Iterator[Reminder]:
    waits = [
        wait
        for case in situation.cases
        for wait in case.waits
        if working_days(timezone.localdate(wait.since), situation.today) > LONG_WAIT
    ]
    submissions = Submission.objects.select_related("evidence__learner__user").in_bulk(
        {wait.submission for wait in waits}
    )
    for wait in waits:
        item = submissions[wait.submission].evidence
        since = timezone.localdate(wait.since)
        if wait.person is not None:
            yield Reminder(
                [wait.person],
                f"{item.label} of {item.learner} has waited for you since {_day(since)}: more than "
                f"{LONG_WAIT} working days.",
                reverse("mark", args=[item.code]),
                f"waiting-{wait.submission}",
            )


def _late_returns(situation: Situation) -> Iterator[Reminder]:
    learners = {case.learner.pk: case.learner for case in situation.cases}
    standings = standings_of(learners)
    units = Unit.objects.in_bulk({unit for _, unit in standings})
    for (pk, unit), standing in standings.items():
        sample = standing.newest if standing.is_returned else None
        if sample is None or sample.due_on is None or sample.due_on >= situation.today:
            continue
        learner = learners[pk]
        yield Reminder(
            {
                person
                for person in situation.assessors_of(learner)
                if situation.scopes[person][pk].covers(unit)
            },
            f"{units[unit].code} of {learner} was returned by IQA; action was due on "
            f"{_day(sample.due_on)}.",
            f"{reverse('learner-quality', args=[learner.code])}#sample-{sample.id}",
            f"return-due-{sample.id}-{sample.due_on}",
        )


def _quiet_learners(situation: Situation) -> Iterator[Reminder]:
    for case in situation.cases:
        if case.is_quiet and not case.is_complete:
            since = timezone.localdate(case.last_active) if case.last_active else None
            yield Reminder(
                situation.assessors_of(case.learner),
                f"Nothing from {case.learner} for {QUIET_FROM // 7} weeks"
                + (f": the last was on {_day(since)}." if since else " since the start."),
                reverse("learner", args=[case.learner.code]),
                f"quiet-{case.learner.pk}-{since or 'start'}",
            )


def _visits(situation: Situation) -> Iterator[Reminder]:
    tomorrow = situation.today + timedelta(days=1)
    visits = Visit.objects.filter(visits_on=tomorrow, cancelled_at=None)
    found = list(visits.select_related("centre", "membership__user"))
    for visit, hosts in zip(found, _hosts_of(found), strict=True):
        yield Reminder(
            {visit.membership.user_id, *hosts},
            f"{visit.membership.user} visits {visit.centre} tomorrow, {_day(tomorrow)}.",
            reverse("visit", args=[visit.code]),
            f"visit-{visit.pk}-{tomorrow}",
        )


def _hosts_of(visits: list[Visit]) -> list[set[int]]:
    """The administrators and IQAs of each visit's centre; one query."""
    hosts = defaultdict(set)
    rows = Membership.objects.filter(
        in_force(), centre__in=[visit.centre_id for visit in visits], role__in=_HOSTS
    )
    for centre, person in rows.values_list("centre", "user"):
        hosts[centre].add(person)
    return [hosts[visit.centre_id] for visit in visits]


_HOSTS = (Role.ADMIN, Role.IQA)
_SOURCES: tuple[Callable[[Situation], Iterator[Reminder]], ...] = (
    _overdue_rows,
    _reviews,
    _long_waits,
    _late_returns,
    _quiet_learners,
    _visits,
)


def _plans(situation: Situation) -> Iterator[tuple[Case, OpenPlan]]:
    for case in situation.cases:
        for course in case.courses:
            if course.plan:
                yield case, course.plan


def _short(row: PlanRow) -> str:
    return row.what if len(row.what) <= 120 else f"{row.what[:119]}…"


def _day(day: date) -> str:
    return format_date(day, "j F Y")
