"""Charts: what readings say in words and figures, and where things stand in the drawing."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from teams.amounts import figure
from teams.figures import change_around, change_of, chart_of, overall_change, readings_in
from teams.models import Kind
from teams.presenting import sheet_of
from teams.scales import day_ticks, value_ticks
from teams.sheets.charts import Chart
from teams.templatetags.charts import MARKER, drawing_of, sparkline
from tests.laying import laid_once
from tests.teams import make_readings, make_record, make_standard, make_team

FIRST = date(2026, 1, 5)


@laid_once
def team(learner):
    return make_team(learner)


@laid_once
def standard(team):
    return make_standard(team)


def a_chart(*values, step=7, events=(), target=75.0, unit="%", direction="higher"):
    points = tuple(
        ((FIRST + timedelta(days=step * number)).isoformat(), float(value))
        for number, value in enumerate(values)
    )
    return Chart("Readings", "FCR", "The whole team", unit, direction, target, points, events)


def drawn(chart):
    return render_to_string("teams/blocks/chart.html", {"block": chart, "level": 2})


# -- In words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("62.00", "%", "62%"),
        ("1250000", "calls", "1,250,000 calls"),
        ("1", "complaints a month", "1 complaint a month"),
        ("-12.50", "", "−12.5"),
        ("7.9", "£", "£7.90"),
        ("-3", "£", "−£3"),
        ("-0.001", "%", "0%"),
    ],
)
def test_figures_as_people_read_them(value, unit, words):
    assert figure(Decimal(value), unit) == words


def test_the_change_around_a_day_is_stated_in_figures(standard):
    make_readings(standard, 60, 62, 64, 70, 74, 78)
    change = change_around(standard, FIRST + timedelta(weeks=3))
    assert (change.before, change.after, change.difference) == (62, 74, 12)
    assert (change.n_before, change.n_after, change.is_better) == (3, 3, True)
    assert change.words == (
        "From 62% (mean of 3 readings, before 26 January 2026) "
        "to 74% (mean of 3 readings, since 26 January 2026): 12 points better."
    )


def test_lower_can_be_better(team):
    standard = make_standard(team, measure="aht", unit="seconds", direction="lower", target=420)
    make_readings(standard, 400, 430)
    change = change_of(standard, (FIRST, FIRST), (date(2026, 1, 6), date(2026, 2, 1)))
    assert change.is_better is False
    assert change.words.endswith("to 430 seconds (on 12 January 2026): 30 seconds worse.")


def test_no_change_is_neither(standard):
    make_readings(standard, 70, 70)
    change = overall_change(standard, readings_in([standard])[standard.pk])
    assert change.is_better is None
    assert change.verdict == "no change"


def test_nothing_to_compare_is_said(standard):
    make_readings(standard, 70)
    change = change_around(standard, FIRST)
    assert (change.before, change.after, change.difference) == (None, 70, None)
    assert "no reading before 5 January 2026" in change.words


def test_both_means_are_rounded_alike(standard):
    make_readings(standard, "9.111", "9.111", "10.126", "10.126")
    change = overall_change(standard, readings_in([standard])[standard.pk])
    assert change.after - change.before == change.difference
    assert (change.before, change.after) == (Decimal("9.1"), Decimal("10.1"))


def test_a_chart_says_what_it_shows(standard):
    assert chart_of(standard).said == "There are no readings of the whole team yet."
    make_readings(standard, 60, 74)
    assert chart_of(standard).said == (
        "From 60% (on 5 January 2026) to 74% (on 12 January 2026): 14 points better. "
        "The newest reading is 74% on 12 January 2026, 1 point below the target of 75%."
    )


def test_a_colleagues_readings_are_their_own(team, standard):
    robin = team.members.get(pseudonym="Robin")
    make_readings(standard, 50, 55)
    make_readings(standard, 90, member=robin)
    assert [value for _, value in chart_of(standard).points] == [50, 55]
    chart = chart_of(standard, member=robin)
    assert ([value for _, value in chart.points], chart.whose) == ([90], "Robin")


# -- Events -----------------------------------------------------------------------------------


def coached(team, standard, day, sessions=0, member="Kit", **values):
    plan = make_record(
        team,
        Kind.COACHING_PLAN,
        title=f"Coaching {member}",
        member=team.members.get(pseudonym=member),
        standard=standard,
        happened_on=day,
        ends_on=day + timedelta(days=90),
        **values,
    )
    for number in range(sessions):
        make_record(
            team,
            Kind.COACHING_SESSION,
            title=f"Session {number + 1}",
            plan=plan,
            happened_on=day + timedelta(days=7 * number),
        )
    return plan


def test_coaching_and_initiatives_are_marked(team, standard):
    make_readings(standard, *range(60, 70))
    coached(team, standard, FIRST + timedelta(days=7), sessions=1)
    make_record(
        team,
        Kind.INITIATIVE,
        title="Fix drive",
        standard=standard,
        happened_on=FIRST + timedelta(days=14),
        ends_on=FIRST + timedelta(days=28),
    )
    coached(team, make_standard(team, title="Another"), FIRST)
    make_record(team, Kind.INITIATIVE, standard=standard, happened_on=FIRST - timedelta(days=90))
    assert chart_of(standard).events == (
        ("2026-01-12", "Coaching Kit", "coaching"),
        ("2026-01-12", "Session 1", "coaching"),
        ("2026-01-19", "Fix drive", "start"),
        ("2026-02-02", "Fix drive", "end"),
    )


def test_a_colleagues_chart_marks_their_own_coaching(team, standard):
    robin = team.members.get(pseudonym="Robin")
    make_readings(standard, 60, 70, member=robin)
    coached(team, standard, FIRST, sessions=1, member="Ash")
    coached(team, standard, FIRST, member="Robin")
    assert [label for _, label, _ in chart_of(standard, member=robin).events] == ["Coaching Robin"]


def test_what_is_archived_is_not_marked(team, standard):
    make_readings(standard, 60, 70)
    plan = coached(team, standard, FIRST)
    type(plan).objects.filter(pk=plan.pk).update(archived_at="2026-02-01T00:00Z")
    assert chart_of(standard).events == ()


def test_too_many_sessions_give_way_to_the_plans(team, standard):
    make_readings(standard, *range(60, 70))
    coached(team, standard, FIRST, sessions=13)
    assert [label for _, label, _ in chart_of(standard).events] == ["Coaching Kit"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_chart_takes_five_queries(count, team, standard, django_assert_num_queries):
    make_readings(standard, *range(60, 60 + 3 * count))
    for number in range(count):
        coached(team, standard, FIRST + timedelta(days=number), sessions=1)
    with django_assert_num_queries(5):
        chart_of(standard)


def test_the_readings_of_many_standards_take_one_query(team, django_assert_num_queries):
    standards = [make_standard(team, title=f"Standard {number}") for number in range(3)]
    for standard in standards:
        make_readings(standard, 60, 70)
    with django_assert_num_queries(1):
        found = readings_in(standards, since=FIRST + timedelta(days=1))
    assert [[row.value for row in found[standard.pk]] for standard in standards] == [[70]] * 3


# -- The drawing ------------------------------------------------------------------------------


def places(drawing):
    return [(float(dot.x), float(dot.y)) for dot in drawing.dots]


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize(
    "values", [[70], [70, 70, 70], [-80, -20, 40], [1e7, 9e7, 5e7], [0, 0], [0.01, 0.02], [100, 99]]
)
def test_everything_is_inside(values, size):
    drawing = drawing_of(a_chart(*values, target=values[0], unit=""), size)
    left, right = float(drawing.left), float(drawing.right)
    top, bottom = float(drawing.top), float(drawing.bottom)
    assert 0 < left < right < drawing.width
    assert all(left <= x <= right and top <= y <= bottom for x, y in places(drawing))
    assert top <= float(drawing.target_y) <= bottom
    assert len(drawing.grid) >= 2


def test_later_is_further_right_and_more_is_higher():
    (first_x, first_y), (second_x, second_y) = places(drawing_of(a_chart(60, 70), "wide"))
    assert first_x < second_x
    assert first_y > second_y


def test_no_readings_draw_nothing():
    assert drawing_of(a_chart(), "wide") is None
    assert "<svg" not in drawn(a_chart())


def test_many_readings_are_a_line_without_dots():
    drawing = drawing_of(a_chart(*[60, 70] * 200, step=1), "wide")
    assert not drawing.dots
    assert drawing.line.count(",") == 400


def test_a_reading_that_misses_the_target_has_another_shape():
    drawing = drawing_of(a_chart(74, 75, 76), "wide")
    assert [dot.is_full for dot in drawing.dots] == [False, True, True]
    drawing = drawing_of(a_chart(74, 75, 76, direction="lower"), "wide")
    assert [dot.is_full for dot in drawing.dots] == [True, True, False]


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("days", [[20] * 12, list(range(12)), [0] * 6 + [63] * 6, [0, 63]])
def test_markers_of_events_do_not_touch(days, size):
    events = tuple(
        ((FIRST + timedelta(days=day)).isoformat(), f"Event {day}", "coaching") for day in days
    )
    drawing = drawing_of(a_chart(*range(60, 70), events=events), size)
    xs = [float(mark.x) for mark in drawing.marks]
    gaps = [after - here for here, after in pairwise(xs)]
    assert min(gaps) >= MARKER - 0.11
    assert float(drawing.left) <= xs[0]
    assert xs[-1] <= float(drawing.right)


def test_a_label_ends_before_the_next_marker():
    events = (
        ("2026-01-12", "A long name of an initiative to be cut", "start"),
        ("2026-01-26", "B", "end"),
    )
    first, second = drawing_of(a_chart(*range(60, 70), events=events), "wide").marks
    assert first.label.endswith("…")
    assert float(first.label_x) + 6.3 * len(first.label) < float(second.x) - MARKER / 2


def test_the_newest_value_and_the_target_do_not_touch():
    for newest in (70, 74, 75, 76, 80):
        drawing = drawing_of(a_chart(60, 90, newest), "wide")
        lines = [float(drawing.target.y), float(drawing.target.y_below)]
        assert min(abs(float(drawing.newest.y) - line) for line in lines) >= 14


def test_scales_are_round_and_wide_enough():
    assert value_ticks(62, 74) == [60, 65, 70, 75]
    assert value_ticks(97, 100, is_percent=True)[-1] == 100
    assert value_ticks(0, 3)[0] == 0
    for low, high in ((5, 5), (-3, -3), (0, 0), (0.01, 0.012), (-1e8, 1e8)):
        ticks = value_ticks(low, high)
        assert ticks[0] <= low <= high <= ticks[-1]
        assert 2 <= len(ticks) <= 8


@pytest.mark.parametrize("days", [0, 3, 14, 60, 200, 400, 3000, 30000])
def test_days_are_named_sparingly(days):
    ticks = day_ticks(date(2024, 2, 28), date(2024, 2, 28) + timedelta(days=days), 4)
    assert 1 <= len(ticks) <= 4
    assert ticks[0][2] or ticks[0][1] == str(ticks[0][0].year)


def test_the_chart_is_named_and_has_its_equal():
    page = drawn(a_chart(60, 74, events=(("2026-01-12", "Fix <drive>", "start"),)))
    assert page.count('role="img" aria-label="Chart of FCR') == 2
    assert "12 January 2026: Fix &lt;drive&gt; (initiative begins)" in page
    assert re.search(r"12 January 2026: <b>74%</b>", page)
    assert "style=" not in page
    assert "<style" not in page


def test_a_sparkline_stays_in_its_box():
    for values in ([70, 70], [60, 90, 10], [-5, 5]):
        line = sparkline(a_chart(*values))["line"]
        places = [tuple(map(float, place.split(","))) for place in line.split()]
        assert all(0 <= x <= 200 and 0 <= y <= 48 for x, y in places)
    assert sparkline(a_chart(70)) == {"line": ""}


def test_a_frozen_chart_is_drawn_alike(team, standard):
    make_readings(standard, 60, 70, 80)
    coached(team, standard, FIRST)
    sheet = sheet_of(standard)
    (chart,) = (block for block in sheet.blocks if isinstance(block, Chart))
    assert drawn(Chart.from_json(chart.to_json())) == drawn(chart)
