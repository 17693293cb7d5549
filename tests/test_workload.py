"""Workload: hours per person and week, against the hours they have."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from teams.models import Kind, Task
from teams.presenting import sheet_of
from teams.sheets.gantt import Workload
from teams.workload import hours_by_week, warnings_of, workload_of
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import make_record, make_team

MONDAY = date(2026, 5, 4)
FIRST, SECOND = MONDAY, MONDAY + timedelta(days=7)


def day(number):
    return MONDAY + timedelta(days=number)


@laid_once
def team(learner):
    return make_team(learner)


@pytest.fixture
def kit(team):
    return team.members.get(pseudonym="Kit")


def make_plan(team, **values):
    defaults = {"happened_on": MONDAY, "ends_on": day(11)}
    return make_record(team, Kind.WORK_PLAN, **defaults | values)


def make_task(plan, member, hours, first=0, last=4, **values):
    return Task.objects.create(
        plan=plan,
        title="Listen to calls",
        assignee=member,
        hours=hours,
        starts_on=day(first),
        ends_on=day(last),
        **values,
    )


def hours_of(team, member, first=MONDAY, last=None):
    load = workload_of(team, first, last or day(11))
    return next(person.hours for person in load.people if person.member == member)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 4, {FIRST: 10}),
        (0, 6, {FIRST: 10}),  # the weekend takes nothing
        (4, 7, {FIRST: 5, SECOND: 5}),  # Friday to Monday
        (3, 11, {FIRST: Decimal(20) / 7, SECOND: Decimal(50) / 7}),
        (2, 2, {FIRST: 10}),
        (5, 6, {FIRST: 10}),  # only a weekend
        (6, 6, {FIRST: 10}),
    ],
)
def test_hours_are_spread_evenly_over_working_days(first, last, expected):
    task = Task(starts_on=day(first), ends_on=day(last), hours=Decimal(10))
    assert hours_by_week(task) == pytest.approx(expected)


def test_all_current_plans_count(team, kit):
    make_task(make_plan(team), kit, 10)
    make_task(make_plan(team), kit, Decimal("5.5"), 0, 11)
    make_task(make_plan(team, archived_at=timezone.now()), kit, 100)
    make_task(make_plan(team), kit, 100, status="dropped")
    make_task(make_plan(team), kit, None)
    assert hours_of(team, kit) == (Decimal("12.8"), Decimal("2.8"))


def test_a_colleague_without_tasks_is_free(team, kit):
    assert hours_of(team, kit) == (0, 0)


def test_who_has_left_is_shown_only_with_work(team, kit):
    plan = make_plan(team)
    kit.archived_at = timezone.now()
    kit.save()
    assert kit not in [person.member for person in workload_of(team, MONDAY, day(4)).people]
    make_task(plan, kit, 3)
    assert hours_of(team, kit)[0] == 3


def test_exactly_the_contracted_hours_are_not_too_many(team, kit):
    """Thirds of hours do not add up to more than there are."""
    plan = make_plan(team)
    for _ in range(3):
        make_task(plan, kit, Decimal("37.5"), 0, 18)
    assert warnings_of(workload_of(team, MONDAY, day(18))) == ()


def test_too_many_hours_are_said_in_words(team, kit):
    plan = make_plan(team)
    make_task(plan, kit, 40)
    load = workload_of(team, MONDAY, day(11))
    assert warnings_of(load) == (
        "In the week of 4 May Kit has tasks for 40 hours, more than the contracted 37.5.",
    )
    make_task(plan, kit, 60, 7, 11)
    (said,) = warnings_of(workload_of(team, MONDAY, day(11)))
    assert said == (
        "In 2 weeks Kit has tasks for more than the contracted 37.5 hours: 40 in that of 4 May, "
        "60 in that of 11 May."
    )


def test_nobody_is_warned_of_hours_that_are_not_known(team, kit):
    kit.contracted_hours = None
    kit.save()
    make_task(make_plan(team), kit, 90)
    assert warnings_of(workload_of(team, MONDAY, day(11))) == ()


def test_the_plan_says_it(team, kit, anna):
    plan = make_plan(team)
    make_task(plan, kit, 40)
    make_task(plan, None, 4)
    page = client_of(anna).get(plan.get_absolute_url()).content.decode()
    assert "more than the contracted 37.5" in page
    assert "does not count: it has no person or no hours yet" in page
    assert "No tasks with hours in these weeks: Ash, Robin." in page


def test_weeks_without_work_are_left_out_of_the_tables(team, kit):
    plan = make_plan(team, ends_on=day(7 * 60))
    make_task(plan, kit, 5)
    make_task(plan, kit, 5, 7 * 50, 7 * 50)
    block = next(each for each in sheet_of(plan).blocks if isinstance(each, Workload))
    assert len(block.weeks) == 61
    assert [part["weeks"][0] for part in block.parts] == [
        MONDAY.isoformat(),
        day(7 * 48).isoformat(),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_workload_takes_two_queries(team, count, django_assert_num_queries):
    plan = make_plan(team)
    for member in team.members.all()[:count]:
        make_task(plan, member, 5)
    with django_assert_num_queries(2):
        workload_of(team, MONDAY, day(11))
