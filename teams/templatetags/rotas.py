"""The week of a rota, and its picture of cover."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template

from teams.cover import Span
from teams.models import Day
from teams.sheets.rotas import CoverStrips
from teams.sheets.writing import written
from teams.weeks import PersonWeek

register = template.Library()

# The picture in its own units, which are pixels where it is shown in its natural size.
WIDTH = 720
LABELS = 170
MOST_LETTERS = 24
STRIP = 22
DAY_HEAD = 24
AXIS = 20
HATCH = 6
DOTS = 5
# A figure such as "2/3" needs so much room, and for each digit more so much more.
FIGURE = 9
DIGIT = 6


@dataclass(frozen=True)
class Mark:
    """A span as it is drawn. ``kind``: short, over, met or free (nothing was said to be needed)."""

    kind: str
    x: float
    y: float
    width: float
    pattern: str
    figure: str
    figure_x: float
    figure_width: int
    middle: float
    said: str


@dataclass(frozen=True)
class Line:
    """A strip of the picture: its label and its marks."""

    what: str
    label: str
    y: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Picture:
    height: int
    hours: tuple[tuple[float, str], ...]
    days: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]


@register.simple_tag
def cover_picture(block: CoverStrips) -> Picture:
    """Where everything of the block is drawn."""
    first, last = _hours_shown(block)
    scale = (WIDTH - LABELS) / ((last - first) * 60)
    y, days, lines = AXIS, [], []
    for number, (day, what, spans) in enumerate(block.strips):
        if number == 0 or block.strips[number - 1][0] != day:
            days.append((y + 16, str(Day(day).label)))
            y += DAY_HEAD
        marks = (_mark(Span(*span), y, first * 60, scale, block.has_needs) for span in spans)
        lines.append(Line(what, _short(what), y, tuple(marks)))
        y += STRIP
    every = 1 if last - first <= 13 else 2
    hours = tuple(
        (round(LABELS + (hour - first) * 60 * scale, 1), str(hour))
        for hour in range(first, last + 1, every)
    )
    return Picture(y + 4, hours, tuple(days), tuple(lines))


@register.simple_tag
def cover_rows(block: CoverStrips) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The same in words: a day, what is covered, and each time with its figures."""
    for day, what, spans in block.strips:
        said = (_said(Span(*span), block.has_needs) for span in spans)
        yield str(Day(day).label), what, tuple(said)


def _hours_shown(block: CoverStrips) -> tuple[int, int]:
    spans = [span for _, _, spans in block.strips for span in spans]
    return min(begins for begins, *_ in spans) // 60, -(-max(span[1] for span in spans) // 60)


def _mark(span: Span, y: int, first: int, scale: float, has_needs: bool) -> Mark:
    x, width = LABELS + (span.begins - first) * scale, (span.ends - span.begins) * scale
    kind = _kind(span, has_needs)
    figure = f"{span.there}/{span.needed}" if has_needs else str(span.there)
    room = FIGURE + DIGIT * (len(figure) - 1)
    middle = x + width / 2
    return Mark(
        kind=kind,
        x=round(x, 1),
        y=y,
        width=round(width, 1),
        pattern=_pattern(kind, x, y + 1, width, STRIP - 4),
        figure=figure if width >= room else "",
        figure_x=round(middle - room / 2, 1),
        figure_width=room,
        middle=round(middle, 1),
        said=_said(span, has_needs),
    )


def _kind(span: Span, has_needs: bool) -> str:
    if not has_needs:
        return "free"
    if not span.balance:
        return "met"
    return "short" if span.balance < 0 else "over"


def _pattern(kind: str, x: float, y: float, width: float, height: float) -> str:
    """The path of what fills a mark: slanting lines where people are missing, dots where more are
    there. Plain paths, because references to patterns would need names of their own on a page."""
    if kind == "short":
        return " ".join(_slants(x, y, width, height))
    if kind == "over":
        return " ".join(_dots(x, y, width, height))
    return ""


def _slants(x: float, y: float, width: float, height: float) -> Iterator[str]:
    for start in range(-int(height) + HATCH, int(width), HATCH):
        left, right = max(start, 0), min(start + height, width)
        top, bottom = y + height - (left - start), y + height - (right - start)
        yield f"M{x + left:.1f} {top:.1f}L{x + right:.1f} {bottom:.1f}"


def _dots(x: float, y: float, width: float, height: float) -> Iterator[str]:
    for down in range(DOTS // 2 + 1, int(height), DOTS):
        for along in range(DOTS // 2 + 1, int(width), DOTS):
            yield f"M{x + along:.1f} {y + down:.1f}h.01"


def _said(span: Span, has_needs: bool) -> str:
    """Such as "09:00–12:00: 2 of 3, 1 short"."""
    if not has_needs:
        return f"{span.hours}: {span.there}"
    balance = {"short": f", {-span.balance} short", "over": f", {span.balance} more than needed"}
    figures = f"{span.there} of {span.needed}"
    return f"{span.hours}: {figures}{balance.get(_kind(span, has_needs), '')}"


def _short(what: str) -> str:
    return what if len(what) <= MOST_LETTERS else what[: MOST_LETTERS - 1].rstrip() + "…"


@register.filter
def hours(number: Decimal) -> str:
    """Hours without needless noughts."""
    return written(number)


@register.filter
def by_day(week: tuple[PersonWeek, ...], day: int) -> list[dict[str, Any]]:
    """Who works on that day (0 is Monday), in the order in which they begin."""
    shifts = (
        {"member": person.member, "shift": shift} for person in week for shift in person.days[day]
    )
    return sorted(shifts, key=lambda each: (each["shift"].begins, each["shift"].ends))
