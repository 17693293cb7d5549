"""Reading rows that only grow, newest first: by pages that are never counted, and by days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

PER_PAGE = 50
BLOCK = 1000
LONGEST_KEY = 18  # digits, which every database's keys hold

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, newest first. ``before`` leads to the older ones; None: there are none."""

    rows: tuple[Row, ...]
    before: int | None


def page_of(rows: QuerySet[Row], *, before: str = "") -> Page[Row]:
    """The newest of ``rows`` that are older than ``before``, as an address says it; "" or nonsense:
    the newest of all."""
    key = int(before) if before.isdecimal() and len(before) <= LONGEST_KEY else None
    return _older_than(rows, key, PER_PAGE)


def all_of(rows: QuerySet[Row]) -> Iterator[Row]:
    """Each of ``rows``, newest first, read in blocks."""
    page = _older_than(rows, None, BLOCK)
    yield from page.rows
    while page.before is not None:
        page = _older_than(rows, page.before, BLOCK)
        yield from page.rows


def _older_than(rows: QuerySet[Row], key: int | None, size: int) -> Page[Row]:
    """Never counts them: there may be millions."""
    newest = rows.order_by("-pk") if key is None else rows.order_by("-pk").filter(pk__lt=key)
    found = tuple(newest[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)


def between(first: date | None, last: date | None) -> dict[str, Any]:
    """What to filter by for rows whose ``at`` is on these days or one between; None: no end."""
    asked: dict[str, Any] = {}
    if first:
        asked["at__gte"] = _midnight(first)
    if last:
        asked["at__lt"] = _midnight(last + timedelta(days=1))
    return asked


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
