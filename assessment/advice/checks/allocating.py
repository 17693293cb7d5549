"""Giving out work: hours, reasons, what good work looks like, and standards from the outset."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import cast

from assessment.advice.checks.plans import assigned_tasks
from assessment.advice.facts import PortfolioFacts, RecordFacts, Row
from assessment.advice.findings import Check, Found, Sureness, in_record, is_missing
from assessment.advice.quoting import quoted
from assessment.advice.words.allotting import looks_at_the_person
from assessment.advice.words.criteria import can_be_seen
from assessment.advice.words.emptiness import says_nothing
from teams.models import Kind, Reason, TaskStatus
from teams.workload import figure, in_tenths, spread_over_weeks

# -- MT-M3: more hours than somebody has ------------------------------------------------------


@dataclass
class Week:
    """What one colleague is to do in one week, and in which plan most of it."""

    hours: Decimal = Decimal()
    most: Decimal = Decimal()
    plan: RecordFacts | None = None

    def add(self, hours: Decimal, plan: RecordFacts) -> None:
        self.hours += hours
        if hours > self.most:
            self.most, self.plan = hours, plan


A_DAY = 24 * 60

Planned = dict[str, dict[date, Week]]


def _above_hours(facts: PortfolioFacts) -> Iterator[Found]:
    contracts = _contracted(facts)
    planned = _planned(facts) if contracts else {}
    # A week has room for what is planned in it, and for the shifts of its rota: two things.
    yield from _above_hours_in_rotas(facts, contracts)
    for name, contracted in contracts.items():
        over = {
            monday: week
            for monday, week in planned.get(name, {}).items()
            if in_tenths(week.hours) > contracted
        }
        if over:
            yield _said_of(name, contracted, over)


def _contracted(facts: PortfolioFacts) -> dict[str, Decimal]:
    """Known hours by name; two teams may each have somebody of the same name: neither is told."""
    names = [member.name for member in facts.members]
    return {
        member.name: member.contracted_hours
        for member in facts.members
        if member.contracted_hours is not None and names.count(member.name) == 1
    }


def _planned(facts: PortfolioFacts) -> Planned:
    """The hours of all tasks by name and week, as the team's own pages reckon them."""
    planned: Planned = defaultdict(lambda: defaultdict(Week))
    for plan in facts.of_kind(Kind.WORK_PLAN):
        for task in assigned_tasks(plan):
            weeks = planned[task.text("assignee")]
            for monday, hours in _hours_by_week(task).items():
                weeks[monday].add(hours, plan)
    return planned


def _above_hours_in_rotas(facts: PortfolioFacts, contracts: dict[str, Decimal]) -> Iterator[Found]:
    for rota in facts.of_kind(Kind.ROTA) if contracts else ():
        hours: dict[str, Decimal] = defaultdict(Decimal)
        for shift in rota.rows("shifts"):
            hours[shift.text("member")] += hours_of_shift(shift)
        for name, worked in hours.items():
            if name in contracts and in_tenths(worked) > contracts[name]:
                yield in_record(
                    rota,
                    f"{name}: {figure(in_tenths(worked))} h of shifts in this rota, contracted for "
                    f"{figure(contracts[name])} h.",
                    part=f"hours of {name}",
                )


def hours_of_shift(shift: Row) -> Decimal:
    """Worked hours, without the break; one that ends before it begins goes on past midnight."""
    starts, ends = shift.text("starts_at"), shift.text("ends_at")
    if not (starts and ends):
        return Decimal()
    minutes = (_minutes(ends) - _minutes(starts)) % A_DAY - int(shift.amount("break_minutes") or 0)
    return max(Decimal(minutes) / 60, Decimal())


def _minutes(clock: str) -> int:
    at = time.fromisoformat(clock)
    return at.hour * 60 + at.minute


def _hours_by_week(task: Row) -> dict[date, Decimal]:
    hours, first, last = task.amount("hours"), task.day("starts_on"), task.day("ends_on")
    return spread_over_weeks(hours, first, last) if hours and first and last else {}


def _said_of(name: str, contracted: Decimal, over: dict[date, Week]) -> Found:
    monday, worst = max(over.items(), key=lambda each: each[1].hours)
    more = f", and too many in {len(over) - 1} more weeks" if len(over) > 2 else ""
    more = ", and too many in one more week" if len(over) == 2 else more
    return in_record(
        # A week that has hours has the plan of most of them.
        cast("RecordFacts", worst.plan),
        f"{name}: {figure(in_tenths(worst.hours))} h planned in the week of {monday.day} "
        f"{monday:%B}, contracted for {figure(contracted)} h{more}.",
        part=f"hours of {name}",
    )


# -- MT-M3: no regard to load, wish or development --------------------------------------------

ENOUGH_TO_COMPARE = 3
OF_THE_PERSON = (Reason.DEVELOPMENT, Reason.WORKLOAD)


def _without_regard(facts: PortfolioFacts) -> Iterator[Found]:
    for plan in facts.of_kind(Kind.WORK_PLAN):
        tasks = assigned_tasks(plan)
        if len(tasks) >= ENOUGH_TO_COMPARE and not any(map(_regards_the_person, tasks)):
            yield in_record(
                plan,
                f"None of the {len(tasks)} tasks is given to somebody because of their workload, "
                "a wish of theirs, or what they are to learn.",
                part="reasons",
            )


def _regards_the_person(task: Row) -> bool:
    return task.text("reason") in OF_THE_PERSON or looks_at_the_person(task.text("reason_words"))


# -- MT-M5: no quality criteria ---------------------------------------------------------------

AT_WORK = (TaskStatus.DOING, TaskStatus.DONE)


def _without_criteria(facts: PortfolioFacts) -> Iterator[Found]:
    for plan in facts.of_kind(Kind.WORK_PLAN):
        for task in assigned_tasks(plan):
            if task.text("status") in AT_WORK and not can_be_seen(task.text("quality_criteria")):
                yield in_record(plan, _said_of_criteria(task), part=task.text("title"))


def _said_of_criteria(task: Row) -> str:
    title, criteria = quoted(task.text("title")), task.text("quality_criteria")
    status = "done" if task.text("status") == TaskStatus.DONE else "under way"
    what = f"{title} ({task.text('assignee')}) is {status}"
    if says_nothing(criteria):
        return f"{what}, and nothing says how one can see that it is done well."
    return f"{what}. Its quality criterion, {quoted(criteria)}, can be neither seen nor counted."


# -- MT-M6: standards at the outset -----------------------------------------------------------

LONG_AFTER = timedelta(weeks=4)


def _without_standards(facts: PortfolioFacts) -> Iterator[Found]:
    begun = sorted(facts.of_kind(Kind.WORK_PLAN, Kind.REVIEW), key=lambda each: each.happened_on)
    if not begun:
        return
    first = begun[0]
    standards = facts.of_kind(Kind.STANDARD)
    targets = [each for each in standards if each.amount("target") is not None]
    if targets:
        earliest = min(targets, key=lambda each: each.happened_on)
        if earliest.happened_on - first.happened_on > LONG_AFTER:
            yield in_record(earliest, _said_of_late(earliest, first))
    elif standards:
        yield in_record(
            standards[0],
            f"{len(standards)} service standards are kept, and none has a target."
            if len(standards) > 1
            else "This is the only service standard, and it has no target.",
        )
    elif not _are_elsewhere(facts, begun):
        yield is_missing(
            Kind.STANDARD,
            f"{quoted(first.title)} was begun on {_said_day(first.happened_on)}, and no service "
            "standard with a target is on record.",
        )


def _said_of_late(standard: RecordFacts, first: RecordFacts) -> str:
    weeks = (standard.happened_on - first.happened_on).days // 7
    return (
        f"The first target is of {_said_day(standard.happened_on)}, {weeks} weeks after "
        f"{quoted(first.title)} began on {_said_day(first.happened_on)}."
    )


def _are_elsewhere(facts: PortfolioFacts, begun: list[RecordFacts]) -> bool:
    """Whether standards are linked that were not handed over along with what links them."""
    if facts.members:
        return False
    return any(row.text("standard") for each in begun for row in _linking(each))


def _linking(record: RecordFacts) -> tuple[Row, ...]:
    return record.rows("objectives") + record.rows("metrics")


def _said_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


CHECKS = (
    Check(
        key="more-hours-than-contracted",
        title="More work than somebody’s hours",
        codes=("MT-M3",),
        sureness=Sureness.COUNTED,
        why="Work that does not fit into somebody's week is not planned. An examiner asks how you "
        "saw to it that each can do what they were given.",
        mend="Move or share a task, change its dates, or correct its hours; say in the plan what "
        "you changed and why.",
        find=_above_hours,
    ),
    Check(
        key="tasks-without-regard",
        title="Tasks given without regard to load, wish or development",
        codes=("MT-M3",),
        sureness=Sureness.READ,
        why="Giving work to whoever does it best keeps everybody where they are. Credit is given "
        "for weighing workload, wishes and development beside skill.",
        mend="For at least one task choose the reason “Workload” or “Development”, or say in your "
        "words what the person wished or is to learn. If none was, ask them in the next "
        "one-to-one.",
        find=_without_regard,
    ),
    Check(
        key="task-without-criteria",
        title="Tasks without quality criteria",
        codes=("MT-M5",),
        sureness=Sureness.READ,
        why="Whoever is given work should know beforehand how it will be judged, and so should you "
        "when you judge it.",
        mend="Add to the task what somebody else could see or count: “no gaps in the notes of ten "
        "calls”, “answered within two minutes”.",
        find=_without_criteria,
    ),
    Check(
        key="standards-not-at-outset",
        title="Standards not set at the outset",
        codes=("MT-M6",),
        sureness=Sureness.COUNTED,
        why="People can only be reviewed against what they knew was expected. Targets that come "
        "after plans and reviews look as if they were made to fit.",
        mend="Give your standards their targets, and the day since when they have applied at work.",
        find=_without_standards,
    ),
)
