"""Where things stand in the picture of a timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django import template

from teams.catalogue import CATALOGUE
from teams.timelines import Lane, Mark, Picture, month_after

register = template.Library()

# Up to so many records: the width of their mark.
SIZES = ((1, 7), (3, 9), (9, 11))
LARGEST = 13


@dataclass(frozen=True)
class Layout:
    """Widths of the lanes' names, a month, the totals; heights of a lane, its marks, its name."""

    names: int
    month: int
    totals: int
    lane: int
    marks: int
    baseline: int
    months: int = 40  # the height of the months' names


# On a phone a lane's name stands above its marks.
LAYOUTS = {"wide": Layout(176, 52, 40, 28, 14, 19), "narrow": Layout(0, 27, 6, 38, 28, 16)}


@dataclass(frozen=True)
class DrawnMonth:
    """A month's column."""

    x: int
    middle: int
    month: date
    starts_year: bool


@dataclass(frozen=True)
class DrawnLane:
    """A kind's row. ``marks``: their width, and a path that is a dot of that width at each."""

    words: str
    count: int
    top: int
    baseline: int
    marks: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Drawing:
    """The picture with the places of everything in it."""

    width: int
    height: int
    month: int  # how wide one is
    months: tuple[DrawnMonth, ...]
    lanes: tuple[DrawnLane, ...]


@register.simple_tag
def drawn_timeline(picture: Picture, layout_name: str) -> Drawing:
    """The picture laid out for a "wide" or a "narrow" page."""
    layout = LAYOUTS[layout_name]
    return Drawing(
        width=layout.names + layout.month * len(picture.months) + layout.totals,
        height=layout.months + layout.lane * len(picture.lanes),
        month=layout.month,
        months=tuple(_months(picture, layout)),
        lanes=tuple(_lane(lane, row, picture, layout) for row, lane in enumerate(picture.lanes)),
    )


def _months(picture: Picture, layout: Layout) -> Iterator[DrawnMonth]:
    for number, month in enumerate(picture.months):
        x = layout.names + layout.month * number
        # Two years beside each other would touch: a December says its year by the January after it.
        starts_year = month.month == 1 or (number == 0 and month.month != 12)
        yield DrawnMonth(x, x + layout.month // 2, month, starts_year)


def _lane(lane: Lane, row: int, picture: Picture, layout: Layout) -> DrawnLane:
    top = layout.months + layout.lane * row
    dots: dict[int, list[str]] = {}
    for mark in lane.marks:
        dot = f"M{_place(mark, picture, layout)} {top + layout.marks}h0"
        dots.setdefault(_width(mark.count), []).append(dot)
    return DrawnLane(
        words=CATALOGUE[lane.kind].plural,
        count=lane.count,
        top=top,
        baseline=top + layout.baseline,
        marks=tuple((width, "".join(path)) for width, path in sorted(dots.items())),
    )


def _place(mark: Mark, picture: Picture, layout: Layout) -> int:
    """The middle of the mark's week, within its month and never outside the picture."""
    first, last = picture.months[0], month_after(picture.months[-1]) - timedelta(days=1)
    day = min(max(mark.monday + timedelta(days=3), first), last)
    month = (day.year - first.year) * 12 + day.month - first.month
    days = (month_after(day.replace(day=1)) - day.replace(day=1)).days
    return layout.names + round(layout.month * (month + (day.day - 0.5) / days))


def _width(count: int) -> int:
    return next((width for most, width in SIZES if count <= most), LARGEST)
