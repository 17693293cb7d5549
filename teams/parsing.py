"""Days and figures as people in the United Kingdom type them, or copy them from a spreadsheet."""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from teams.amounts import CURRENCIES

SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d{2}:\d{2}.*)?", re.ASCII)
IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([a-z]+)[ \-,]*(\d{4}|\d{2})", re.ASCII)
WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[ ,.]+")
MONTHS = {
    f"{date(2000, month, 1):%b}".lower(): month for month in range(1, 13)
}  # which the first three letters tell
SERIAL = re.compile(r"[34567]\d{4}", re.ASCII)  # Excel's count of days, in CSV files
EXCEL_ZERO = date(1899, 12, 30)

PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
WITH_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"-?\d+,\d+", re.ASCII)
DURATION = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)", re.ASCII)
SECONDS_IN = {"second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600}
PLACES = Decimal("0.01")
TOO_LARGE = Decimal(10) ** 8


def parse_day(text: str) -> date:
    """The day that ``text`` names, with the day before the month: "3/5/2026" is 3 May 2026."""
    words = WEEKDAY.sub("", SPACES.sub(" ", text).strip().lower())
    if match := ISO.fullmatch(words):
        return _day(text, int(match[1]), int(match[2]), int(match[3]))
    if match := DAY_FIRST.fullmatch(words):
        return _day(text, _year(match[3]), int(match[2]), int(match[1]))
    if match := IN_WORDS.fullmatch(words):
        return _day(text, _year(match[3]), MONTHS.get(match[2][:3], 0), int(match[1]))
    if SERIAL.fullmatch(words):
        return EXCEL_ZERO + timedelta(days=int(words))
    raise ValidationError(f"“{shortened(text)}” is not a date. Write it like 3/5/2026.")


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if 12 < month <= 31 and 1 <= day <= 12:
        raise ValidationError(f"Write the day before the month: {month}/{day}/{year}.")
    raise ValidationError(f"There is no such day as “{shortened(text)}”.")


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def parse_figure(text: str, unit: str = "") -> Decimal:
    """The number in ``text``, which may carry its unit: "62%", "1,250", "£4.20", "6:30".

    Durations are turned into the unit: in seconds "6:30" is 390.
    """
    words = SPACES.sub(" ", text).strip().replace("−", "-")
    number = _without_unit(words, unit)
    if DURATION.fullmatch(number):
        return _duration(number, unit)
    if DECIMAL_COMMA.fullmatch(number) and not WITH_THOUSANDS.fullmatch(number):
        raise ValidationError(f"Write {number.replace(',', '.')} with a point, not a comma.")
    if not (PLAIN.fullmatch(number) or WITH_THOUSANDS.fullmatch(number)):
        raise ValidationError(f"“{shortened(text)}” is not a number.")
    return _sensible(Decimal(number.replace(",", "")))


def _without_unit(words: str, unit: str) -> str:
    sign = "-" if words.startswith("-") else ""
    number = words.removeprefix("-").lstrip(CURRENCIES if unit in CURRENCIES else "").strip()
    for ending in ("%" if unit == "%" else "", unit, *_things(unit)):
        if ending and number.lower().endswith(ending.lower()):
            number = number[: -len(ending)].strip()
            break
    return sign + number


def _things(unit: str) -> tuple[str, ...]:
    """What else people write for a unit of time: "412 s", "6 min"."""
    seconds = SECONDS_IN.get(unit.lower().rstrip("s"))
    same = sorted((name for name, each in SECONDS_IN.items() if each == seconds), key=len)
    return tuple(ending for name in reversed(same) for ending in (f"{name}s", name))


def _duration(text: str, unit: str) -> Decimal:
    seconds = SECONDS_IN.get(unit.lower().rstrip("s"))
    if seconds is None:
        counted = f"in {unit}" if unit else "a plain number"
        raise ValidationError(f"“{text}” is a duration, but this standard is {counted}.")
    match = DURATION.fullmatch(text)
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return _sensible(Decimal(hours * 3600 + minutes * 60 + rest) / seconds)


def _sensible(number: Decimal) -> Decimal:
    try:
        rounded = number.quantize(PLACES, ROUND_HALF_UP)
    except InvalidOperation:
        rounded = TOO_LARGE
    if abs(rounded) >= TOO_LARGE:
        raise ValidationError("This number is too large.")
    return rounded


def shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
