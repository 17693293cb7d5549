"""Drawing a chart: where each of its lines, dots and words stands, in units of the drawing.

The block holds readings; a drawing is made of it in two widths, for laptops and paper and for
phones. Coordinates are strings, so that no locale writes them with a comma.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django import template

from teams.amounts import figure, figure_beside
from teams.figures import meets_target
from teams.models import Direction, ServiceStandard
from teams.scales import day_ticks, short_number, value_ticks
from teams.sheets.charts import Chart
from teams.sheets.writing import written

register = template.Library()

ON_PAPER = 0.8  # the wide drawing then fits on a page
LETTER = 6.3  # what a letter of 12 units takes on average
LANE = 30  # the band above the plot in which events are marked
MARKER = 20  # from one marker to the next
SHORTEST_LABEL = 8
MOST_DOTS = {"wide": 90, "narrow": 40}
SIZES = {"wide": (760, 330), "narrow": (350, 300)}
TICKS = {"wide": 9, "narrow": 4}


@dataclass(frozen=True)
class Tick:
    """A line across the plot, and the value it stands for, written on ``base``."""

    x: str
    y: str
    base: str
    text: str


@dataclass(frozen=True)
class Words:
    """A text in the drawing, its place, and a second line where it has one."""

    x: str
    y: str
    text: str
    below: str = ""
    y_below: str = ""


@dataclass(frozen=True)
class Dot:
    """One reading; full where it is as good as the target, or there is none."""

    x: str
    y: str
    is_full: bool
    title: str


@dataclass(frozen=True)
class Mark:
    """An event: a numbered marker at ``x`` above the plot, and the line down from ``foot``."""

    number: int
    kind: str
    x: str
    foot: str
    label: str
    label_x: str
    title: str


@dataclass(frozen=True)
class Drawing:
    """All that the template writes into the SVG."""

    width: int
    height: int
    print_width: int  # where no style sheet says how wide it is
    print_height: int
    left: str
    right: str
    top: str
    bottom: str
    axis_foot: str
    grid: tuple[Tick, ...]
    days: tuple[Words, ...]
    line: str
    dots: tuple[Dot, ...]
    target: Words | None
    target_y: str
    newest: Words
    newest_dot: Dot
    marks: tuple[Mark, ...]


class Plot:
    """The place of days and values in a drawing of one of ``SIZES``."""

    def __init__(self, chart: Chart, size: str) -> None:
        self.chart, self.size = chart, size
        self.width, self.height = SIZES[size]
        values = [value for _, value in chart.points]
        if chart.target is not None:
            values.append(chart.target)
        self.ticks = value_ticks(min(values), max(values), is_percent=chart.unit == "%")
        self.tick_words = [short_number(tick, self.ticks[-1]) for tick in self.ticks]
        days = [date.fromisoformat(day) for day, *_ in (*chart.points, *chart.events)]
        self.first, self.last = min(days), max(days)
        if self.first == self.last:
            self.first, self.last = self.first - timedelta(7), self.last + timedelta(7)
        self.left = max(len(words) for words in self.tick_words) * LETTER + 12
        self.right = self.width - max(len(words) for words in self._words_at_right()) * LETTER - 14
        self.top = 12 + (LANE if chart.events else 0)
        self.bottom = self.height - 40

    def _words_at_right(self) -> list[str]:
        newest = figure_beside(self.chart.points[-1][1], self.chart.unit)
        if self.chart.target is None:
            return [newest]
        return [newest, "Target", figure_beside(self.chart.target, self.chart.unit)]

    def x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + 8 + share * (self.right - self.left - 16)

    def y(self, value: float) -> float:
        share = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return self.bottom - share * (self.bottom - self.top)


@register.simple_tag
def drawing_of(chart: Chart, size: str) -> Drawing | None:
    """The chart as it is drawn in one of ``SIZES``; None where there are no readings."""
    if not chart.points:
        return None
    plot = Plot(chart, size)
    dots = _dots(plot)
    return Drawing(
        width=plot.width,
        height=plot.height,
        print_width=round(plot.width * ON_PAPER),
        print_height=round(plot.height * ON_PAPER),
        left=_at(plot.left),
        right=_at(plot.right),
        top=_at(plot.top),
        bottom=_at(plot.bottom),
        axis_foot=_at(plot.bottom + 5),
        grid=tuple(
            Tick(_at(plot.left - 6), _at(plot.y(tick)), _at(plot.y(tick) + 4), words)
            for tick, words in zip(plot.ticks, plot.tick_words, strict=True)
        ),
        days=tuple(
            Words(_at(plot.x(day)), _at(plot.bottom + 18), words, year, _at(plot.bottom + 33))
            for day, words, year in day_ticks(plot.first, plot.last, TICKS[size])
        ),
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots) if len(dots) > 1 else "",
        dots=dots if len(dots) <= MOST_DOTS[size] else (),
        newest_dot=dots[-1],
        marks=_marks(plot),
        **_at_right(plot),
    )


def _at(place: float) -> str:
    return f"{place:.1f}"


def _dots(plot: Plot) -> tuple[Dot, ...]:
    return tuple(
        Dot(
            _at(plot.x(date.fromisoformat(day))),
            _at(plot.y(value)),
            _is_good(plot.chart, value),
            f"{figure(value, plot.chart.unit)} on {written(date.fromisoformat(day))}",
        )
        for day, value in plot.chart.points
    )


def _is_good(chart: Chart, value: float) -> bool:
    if chart.target is None:
        return True
    return value <= chart.target if chart.direction == Direction.LOWER else value >= chart.target


def _at_right(plot: Plot) -> dict[str, Any]:
    """The newest value and the target beside the plot, moved apart where they would touch."""
    chart, x = plot.chart, _at(plot.right + 8)
    value, target = chart.points[-1][1], chart.target
    place, said = plot.y(value) + 5, figure_beside(value, chart.unit)
    if target is None:
        return {"newest": Words(x, _at(place), said), "target": None, "target_y": ""}
    line = plot.y(target)
    first = line - 2  # of two lines of words, the dashes between them
    if first - 16 < place < first + 31:
        place = first + 31 if value < target else first - 16
    words = Words(x, _at(first), "Target", figure_beside(target, chart.unit), _at(first + 14))
    return {"newest": Words(x, _at(place), said), "target": words, "target_y": _at(line)}


# -- Events -----------------------------------------------------------------------------------


def _marks(plot: Plot) -> tuple[Mark, ...]:
    events = plot.chart.events
    feet = [plot.x(date.fromisoformat(day)) for day, _, _ in events]
    places = _apart(feet, plot.left + MARKER / 2, plot.right - MARKER / 2)
    rooms = [after - here for here, after in pairwise((*places, plot.right + MARKER / 2))]
    return tuple(
        Mark(
            number,
            kind,
            _at(place),
            _at(foot),
            _label(label, room - MARKER - 8) if plot.size == "wide" else "",
            _at(place + MARKER / 2 + 4),
            f"{written(date.fromisoformat(day))}: {label} ({Chart.EVENT_KINDS.get(kind, kind)})",
        )
        for number, (day, label, kind), place, foot, room in zip(
            range(1, len(events) + 1), events, places, feet, rooms, strict=True
        )
    )


def _apart(feet: list[float], first: float, last: float) -> list[float]:
    """Places for markers above ``feet`` (from left to right), none nearer than ``MARKER``."""
    places: list[float] = []
    for foot in feet:
        places.append(max(foot, first, places[-1] + MARKER if places else first))
    for index in reversed(range(len(places))):
        places[index] = min(places[index], last)
        last = places[index] - MARKER
    return places


def _label(label: str, room: float) -> str:
    """As much of a label as there is room for; nothing where that would be a stump."""
    most = int(room / LETTER)
    if len(label) <= most:
        return label
    return f"{label[: most - 1].rstrip()}…" if most >= SHORTEST_LABEL else ""


# -- Beside the chart -------------------------------------------------------------------------


@register.filter
def readings_in_words(chart: Chart) -> list[tuple[str, str]]:
    """The day and the value of each reading, newest first."""
    return [
        (written(date.fromisoformat(day)), figure(value, chart.unit))
        for day, value in reversed(chart.points)
    ]


@register.filter
def in_unit(value: float, unit: str) -> str:
    return figure(value, unit)


@register.filter
def is_met_by(standard: ServiceStandard, value: Decimal) -> bool:
    """Whether ``value`` is as good as the standard's target; anything is where there is none."""
    return meets_target(standard, value)


@register.inclusion_tag("teams/blocks/_sparkline.html")
def sparkline(chart: Chart) -> dict:
    """The course of the readings without words, for a card that says them."""
    if len(chart.points) < 2:
        return {"line": ""}
    values = [value for _, value in chart.points]
    if chart.target is not None:
        values.append(chart.target)
    low, span = min(values), (max(values) - min(values)) or 1
    first = date.fromisoformat(chart.points[0][0])
    days = (date.fromisoformat(chart.points[-1][0]) - first).days or 1

    def y(value: float) -> float:
        return 40 - 32 * (value - low) / span if span else 24

    places = [
        (4 + 188 * (date.fromisoformat(day) - first).days / days, y(value))
        for day, value in chart.points
    ]
    return {
        "line": " ".join(f"{x:.1f},{y:.1f}" for x, y in places),
        "last": [_at(place) for place in places[-1]],
        "target": None if chart.target is None else _at(y(chart.target)),
    }
