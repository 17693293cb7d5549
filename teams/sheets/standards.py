"""The sheet of a service standard: what was promised, and what the readings say."""

from datetime import date, timedelta

from teams.amounts import figure
from teams.figures import Change, change_at, chart_of, readings_in
from teams.models import Reading, ServiceStandard
from teams.sheets.blocks import Block, Table
from teams.sheets.charts import Chart
from teams.sheets.writing import facts, words, written

A_YEAR = timedelta(days=365)
WEEKS_BEFORE = timedelta(weeks=9)  # of an event just before the chart begins
MOST_LISTED = 60
# What begins to move a figure; reviews and ends do not.
CAUSES = ("coaching", "start")
MOST_CAUSES = 6


def service_standard_sheet(record: ServiceStandard) -> tuple[Block, ...]:
    return (
        *facts(
            ("Measure", record.get_measure_display()),
            ("Unit", record.unit),
            ("Direction", record.get_direction_display()),
            ("Target", None if record.target is None else figure(record.target, record.unit)),
        ),
        *words(record, "definition", "importance"),
        *_readings(record),
    )


def _readings(record: ServiceStandard) -> tuple[Block, ...]:
    """The year up to the newest reading as a chart and in figures, and the readings themselves."""
    newest = record.readings.filter(member=None).order_by("-taken_on").first()
    since = newest.taken_on - A_YEAR if newest else None
    chart = chart_of(record, since=since, heading="Readings of a year", has_list=False)
    compared = _before_and_after(record, chart, since - WEEKS_BEFORE) if since else ()
    return (chart, *compared, *_listed(record))


def _before_and_after(record: ServiceStandard, chart: Chart, since: date) -> tuple[Block, ...]:
    causes = [(day, label) for day, label, kind in chart.events if kind in CAUSES]
    if not causes:
        return ()
    readings = readings_in([record], since)[record.pk]
    compared = [
        (label, day, change_at(record, readings, date.fromisoformat(day))) for day, label in causes
    ]
    rows = tuple(
        _compared_row(record, f"{label}, {written(date.fromisoformat(day))}", change)
        for label, day, change in compared
        if change.difference is not None
    )
    if not rows:
        return ()
    return (
        Table(
            "Before and after",
            ("What happened", "Six weeks before", "Six weeks after", "Change"),
            rows[-MOST_CAUSES:],
            numeric=(1, 2),
            note="Means of the team’s readings, with their number.",
        ),
    )


def _compared_row(record: ServiceStandard, what: str, change: Change) -> tuple[str, ...]:
    return (
        what,
        f"{figure(change.before or 0, record.unit)} ({change.n_before})",
        f"{figure(change.after or 0, record.unit)} ({change.n_after})",
        change.verdict,
    )


def _listed(record: ServiceStandard) -> tuple[Block, ...]:
    newest_first = record.readings.select_related("member").order_by("-taken_on", "-pk")
    readings = list(newest_first[:MOST_LISTED])
    if not readings:
        return ()
    more = record.readings.count() - len(readings)
    return (
        Table(
            "Readings",
            ("Date", "Reading", "Whose", "Note"),
            tuple(_row(record, reading) for reading in readings),
            numeric=(1,),
            note=f"And {more} older." if more else "",
        ),
    )


def _row(record: ServiceStandard, reading: Reading) -> tuple[str, ...]:
    return (
        written(reading.taken_on),
        figure(reading.value, record.unit),
        written(reading.member) or "The whole team",
        reading.note,
    )
