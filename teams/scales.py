"""Scales of charts: round values and days at which a reader takes bearings."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil, floor, inf, log10

from teams.amounts import number_of

ROUND = (1, 2, 2.5, 5, 10)
STEPS = 4  # about so many between the lowest and the highest line
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)


def value_ticks(low: float, high: float, *, is_percent: bool = False) -> list[float]:
    """Round values from below ``low`` to above ``high``, with air at the edges.

    No line is drawn below nothing or above all, where the readings keep to that themselves.
    """
    floor_at = 0 if low >= 0 else -inf
    ceiling = 100 if is_percent and high <= 100 else inf
    air = (high - low) * 0.04 or max(abs(low) * 0.1, 1)
    low, high = low - air, high + air
    step = _round_step((high - low) / STEPS)
    numbers = range(floor(low / step), ceil(high / step) + 1)
    ticks = [round(number * step, 6) for number in numbers]
    return [tick for tick in ticks if floor_at <= tick <= ceiling]


def _round_step(step: float) -> float:
    power = 10 ** floor(log10(step))
    return next(each * power for each in ROUND if each * power >= step * 0.999)


def short_number(value: float, highest: float) -> str:
    """A tick's words: "80", "1,500", "250k", "1.5m"."""
    if highest >= 1_000_000 and value:
        return f"{number_of(value / 1_000_000)}m"
    if highest >= 100_000 and value:
        return f"{number_of(value / 1000)}k"
    return number_of(value)


def day_ticks(first: date, last: date, most: int) -> list[tuple[date, str, str]]:
    """At most ``most`` days from ``first`` to ``last``, each with its words and a second line.

    The second line names the year where one begins to read it: at the first and when it changes.
    """
    ticks = []
    year = None
    for day, words in _days(first, last, most):
        ticks.append(
            (day, words, "" if day.year == year or words == str(day.year) else str(day.year))
        )
        year = day.year
    return ticks


def _days(first: date, last: date, most: int) -> list[tuple[date, str]]:
    for step in (1, 2, 7, 14):
        if (last - first).days // step < most:
            days = [first + timedelta(number) for number in range(0, (last - first).days + 1, step)]
            return [(day, f"{day.day} {day:%b}") for day in days]
    for months in MONTHS:
        days = list(_month_starts(first, last, months))
        if len(days) <= most:
            return [(day, str(day.year) if months >= 12 else f"{day:%b}") for day in days]
    return []


def _month_starts(first: date, last: date, months: int) -> Iterator[date]:
    """The first days of every so many months, counted from January."""
    number = first.year * 12 + first.month - 1 + (first.day > 1)
    number += -number % months
    while number // 12 < 9999 and (day := date(number // 12, number % 12 + 1, 1)) <= last:
        yield day
        number += months
