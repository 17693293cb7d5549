"""Where each standard stands now: the newest reading, the target, the trend."""

from collections.abc import Iterable
from dataclasses import dataclass

from teams.amounts import figure, figure_beside
from teams.figures import (
    Change,
    against_target,
    course_of,
    meets_target,
    newest_readings,
    overall_change,
)
from teams.models import Reading, ServiceStandard
from teams.sheets.charts import Chart
from teams.sheets.writing import written

IN_TREND = 12  # the newest so many: the later half against the earlier


@dataclass(frozen=True)
class Standing:
    """The newest reading of a standard in words; the empty ones where there is none.

    ``is_met`` is None without a target. ``course`` is the readings of the trend, to be drawn.
    """

    newest: str
    unit: str  # where it does not stand at the number itself
    day: str
    target: str
    is_met: bool | None
    against: str
    trend: Change | None
    trend_words: str
    course: Chart


def standings_of(standards: Iterable[ServiceStandard]) -> dict[int, Standing]:
    """The standing of each standard by its key, of the team as a whole; one query."""
    standards = list(standards)
    rows = newest_readings(standards, IN_TREND)
    return {standard.pk: _standing(standard, rows[standard.pk]) for standard in standards}


def _standing(standard: ServiceStandard, readings: tuple[Reading, ...]) -> Standing:
    newest = readings[-1] if readings else None
    trend = overall_change(standard, readings) if len(readings) > 1 else None
    target = standard.target
    return Standing(
        newest=figure_beside(newest.value, standard.unit) if newest else "",
        unit=standard.unit if len(standard.unit) > 1 else "",
        day=written(newest.taken_on) if newest else "",
        target="" if target is None else figure(target, standard.unit),
        is_met=meets_target(standard, newest.value) if newest and target is not None else None,
        against=against_target(standard, newest.value).removeprefix(", ") if newest else "",
        trend=trend,
        trend_words=_trend_words(trend) if trend else "",
        course=course_of(standard, readings),
    )


def _trend_words(trend: Change) -> str:
    """Such as "12 points better: the last 6 readings against 6 before"."""
    if trend.n_after == 1:
        return f"{trend.verdict} than the reading before" if trend.difference else trend.verdict
    return f"{trend.verdict}: the last {trend.n_after} readings against {trend.n_before} before"
