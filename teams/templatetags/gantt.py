"""The Gantt chart: from a block's plain values to places in a picture."""

from dataclasses import dataclass, replace
from datetime import date

from django import template

from teams.sheets.blocks import Block, Sheet
from teams.sheets.gantt import Gantt, Tasks, Workload
from teams.sheets.gantt_axis import (
    A_DAY,
    LEFT,
    WIDTH,
    Scale,
    Tick,
    line,
    outside,
    ticks,
    weekends,
)
from teams.sheets.gantt_bars import HEAD, THICK, Part, part
from teams.weeks import monday_of
from teams.workload import figure

register = template.Library()

# A picture cannot go over a page's end: long plans are drawn in several.
ROWS_EACH = 24
WORK = {Tasks, Gantt, Workload}


@dataclass(frozen=True)
class Chart:
    """The chart of a plan. ``outside`` are stretches of time before and after the plan."""

    parts: list[Part]
    ticks: list[Tick]
    weekends: list[float]
    outside: list[tuple[float, float]]
    today: float | None
    scale: Scale
    width: int = WIDTH
    left: int = LEFT
    head: int = HEAD
    thick: int = THICK

    @property
    def weekend(self) -> float:
        return round(2 * self.scale.day, 1)


@register.simple_tag
def gantt_chart(block: Gantt, today: str = "") -> Chart:
    """The places of everything in the chart; ``today`` (ISO 8601) has a line where it is given."""
    bars = block.bars
    begins, ends = date.fromisoformat(block.starts_on), date.fromisoformat(block.ends_on)
    first = monday_of(min(begins, *(date.fromisoformat(bar.starts_on) for bar in bars)))
    last = max(ends, *(date.fromisoformat(bar.ends_on) for bar in bars))
    last = monday_of(last) + 6 * A_DAY
    scale = Scale(first, (last - first).days + 1)
    return Chart(
        parts=[
            part(bars[start : start + ROWS_EACH], scale, today)
            for start in range(0, len(bars), ROWS_EACH)
        ],
        ticks=ticks(scale, last),
        weekends=weekends(scale),
        outside=outside(scale, begins, ends),
        today=line(scale, today),
        scale=scale,
    )


@register.filter
def work_of(sheet: Sheet) -> dict[str, Block]:
    """The tasks, chart and workload of a plan's sheet, by name."""
    return {block.NAME: block for block in sheet.blocks if type(block) in WORK}


@register.filter
def without_work(sheet: Sheet) -> Sheet:
    """What a plan's sheet says besides."""
    return replace(sheet, blocks=tuple(each for each in sheet.blocks if type(each) not in WORK))


@register.filter
def day(iso: str) -> date:
    """A day of a block, for Django's filter ``date``."""
    return date.fromisoformat(iso)


@register.filter
def hours(value: float | None) -> str:
    """ "37.5", "40"."""
    return figure(value)


@register.filter
def meter(share: float | None) -> tuple[float, float] | None:
    """Widths of a bar: the hours one has, up to 30, and those beyond, up to 10."""
    if share is None:
        return None
    return round(min(share, 1) * 30, 1), round(min(max(share - 1, 0) * 30, 10), 1)


@register.filter
def plus(place: float, by: float) -> float:
    return round(place + by, 1)


@register.filter
def minus(place: float, by: float) -> float:
    return round(place - by, 1)
