"""Workload: the hours that planned tasks take each week, against the hours people have."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from teams.models import Member, Task, Team
from teams.weeks import monday_of

A_WEEK = timedelta(days=7)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class PersonLoad:
    """A colleague and their planned hours in each of the weeks."""

    member: Member
    hours: tuple[Decimal, ...]

    def is_over(self, hours: Decimal) -> bool:
        """Whether a week with ``hours`` is more than they have, as far as one knows."""
        contracted = self.member.contracted_hours
        return contracted is not None and hours > contracted

    @property
    def most(self) -> Decimal:
        """The hours of their busiest week."""
        return max(self.hours, default=Decimal())

    @property
    def is_busiest_over(self) -> bool:
        return self.is_over(self.most)


@dataclass(frozen=True)
class Workload:
    """``weeks`` by their Mondays, and who has work in them."""

    weeks: tuple[date, ...]
    people: tuple[PersonLoad, ...]


def workload_of(team: Team, first: date, last: date) -> Workload:
    """The hours of all the team's current plans in the weeks from ``first`` to ``last``."""
    weeks = weeks_between(first, last)
    planned: dict[int | None, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for task in _counted(team, weeks):
        for monday, hours in hours_by_week(task).items():
            planned[task.assignee_id][monday] += hours
    people = (
        PersonLoad(member, tuple(in_tenths(planned[member.pk][week]) for week in weeks))
        for member in team.members.all()
        if member.pk in planned or not member.archived_at
    )
    return Workload(weeks, tuple(people))


def hours_by_week(task: Task) -> dict[date, Decimal]:
    """The task's hours, by the Mondays of the weeks it takes."""
    return spread_over_weeks(task.hours or Decimal(), task.starts_on, task.ends_on)


def spread_over_weeks(hours: Decimal, first: date, last: date) -> dict[date, Decimal]:
    """The hours by Mondays, spread evenly over working days; over all, if there are only weekends.

    Parts of hours do not add up exactly: compare sums of them ``in_tenths``.
    """
    days = _days_by_week(first, last, 5) or _days_by_week(first, last, 7)
    total = sum(days.values())
    return {monday: hours * count / total for monday, count in days.items()}


def in_tenths(hours: Decimal) -> Decimal:
    """As pages say them: six minutes more than somebody has are too many, a third of them not."""
    return hours.quantize(TENTH)


def weeks_between(first: date, last: date) -> tuple[date, ...]:
    """The Mondays of the weeks from that of ``first`` to that of ``last``."""
    start = monday_of(first)
    return tuple(start + A_WEEK * number for number in range((last - start).days // 7 + 1))


def _days_by_week(first: date, last: date, length: int) -> dict[date, int]:
    """How many of the first ``length`` days of each week lie between these."""
    days = {}
    for monday in weeks_between(first, last):
        end = min(last, monday + timedelta(days=length - 1))
        count = (end - max(first, monday)).days + 1
        if count > 0:
            days[monday] = count
    return days


def _counted(team: Team, weeks: tuple[date, ...]) -> Iterable[Task]:
    """Tasks with a person and hours that touch these weeks."""
    tasks = Task.objects.not_dropped().filter(plan__team=team, plan__archived_at=None)
    return tasks.filter(
        assignee__isnull=False,
        hours__gt=0,
        starts_on__lt=weeks[-1] + A_WEEK,
        ends_on__gte=weeks[0],
    )


# -- In words ---------------------------------------------------------------------------------

A_FEW = 4


def warnings_of(load: Workload) -> tuple[str, ...]:
    """A sentence on everybody whose tasks take more hours than they have."""
    return tuple(
        _warning(person, over)
        for person in load.people
        if (
            over := [
                (week, hours)
                for week, hours in zip(load.weeks, person.hours, strict=True)
                if person.is_over(hours)
            ]
        )
    )


def _warning(person: PersonLoad, over: list[tuple[date, Decimal]]) -> str:
    name, contracted = person.member.shown_name, figure(person.member.contracted_hours)
    if len(over) == 1:
        week, hours = over[0]
        return (
            f"In the week of {_said(week)} {name} has tasks for {figure(hours)} hours, more than "
            f"the contracted {contracted}."
        )
    weeks = ", ".join(f"{figure(hours)} in that of {_said(week)}" for week, hours in over[:A_FEW])
    more = f", and {len(over) - A_FEW} more" if len(over) > A_FEW else ""
    return (
        f"In {len(over)} weeks {name} has tasks for more than the contracted {contracted} hours: "
        f"{weeks}{more}."
    )


def figure(hours: Decimal | float | None) -> str:
    """Hours as people write them: "37.5", "40"."""
    return "" if hours is None else f"{float(hours):g}"


def _said(day: date) -> str:
    return f"{day.day} {day:%b}"
