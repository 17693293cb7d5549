"""Counting working days: Monday to Friday. Bank holidays count too: which there are depends on the
place."""

from datetime import date, timedelta

WEEKEND = (5, 6)


def working_days(since: date, until: date) -> int:
    """The working days after ``since`` up to ``until``."""
    weeks, rest = divmod(max(0, (until - since).days), 7)
    days = (since + timedelta(days=number) for number in range(1, rest + 1))
    return weeks * 5 + sum(day.weekday() not in WEEKEND for day in days)


def after_working_days(start: date, days: int) -> date:
    """The day that many working days after ``start``."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() not in WEEKEND
    return day
