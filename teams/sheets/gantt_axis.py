"""The axis of a plan's chart: days as places, in pixels at 1280, and what is drawn behind bars."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

# A sheet of A4 shows the picture at three quarters of its size.
WIDTH, LEFT = 860, 236
PLOT = WIDTH - LEFT - 4
ROOM = 46  # that a label of the axis takes
A_DAY = timedelta(days=1)


class Scale(NamedTuple):
    """Days as places: ``first`` is at the left edge of the plot, each is ``day`` wide."""

    first: date
    days: int

    @property
    def day(self) -> float:
        return PLOT / self.days

    def at(self, moment: date) -> float:
        return round(LEFT + (moment - self.first).days * self.day, 1)


class Tick(NamedTuple):
    """A line of the axis, and what stands over it."""

    x: float
    label: str


def short(moment: date) -> str:
    """ "4 May"."""
    return f"{moment.day} {moment:%b}"


def ticks(scale: Scale, last: date) -> list[Tick]:
    """Weeks where there is room, otherwise months, quarters or years."""
    weeks = next((each for each in (1, 2) if each * 7 * scale.day >= ROOM), None)
    if weeks:
        mondays = range(0, scale.days, 7 * weeks)
        return [_week(scale, scale.first + number * A_DAY) for number in mondays]
    months = next(each for each in (1, 3, 6, 12) if each * 30 * scale.day >= ROOM)
    starts = [start for start in _months(scale.first, last) if (start.month - 1) % months == 0]
    return [_month(scale, start) for start in starts]


def _month(scale: Scale, start: date) -> Tick:
    x = scale.at(start)
    has_room = x + ROOM <= LEFT + PLOT
    return Tick(x, f"{start:%b} ’{start:%y}" if has_room else "")


def _week(scale: Scale, monday: date) -> Tick:
    return Tick(scale.at(monday), short(monday))


def _months(first: date, last: date) -> Iterator[date]:
    """The first days of the months that begin between two days."""
    month = first if first.day == 1 else (first.replace(day=1) + 32 * A_DAY).replace(day=1)
    while month <= last:
        yield month
        month = (month + 32 * A_DAY).replace(day=1)


def weekends(scale: Scale) -> list[float]:
    if scale.day < 5:
        return []
    return [scale.at(scale.first + number * A_DAY) for number in range(5, scale.days, 7)]


def outside(scale: Scale, begins: date, ends: date) -> list[tuple[float, float]]:
    edges = (LEFT, scale.at(begins)), (scale.at(ends + A_DAY), LEFT + PLOT)
    return [(start, round(end - start, 1)) for start, end in edges if end - start >= 1]


def line(scale: Scale, today: str) -> float | None:
    """The middle of today's column, where today is in the picture."""
    if not today:
        return None
    x = scale.at(date.fromisoformat(today)) + scale.day / 2
    return round(x, 1) if LEFT <= x <= LEFT + PLOT else None
