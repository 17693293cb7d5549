"""Facts of a portfolio for tests of advice: plain functions, no database.

``TODAY`` is the day of all of them; ``ago=3`` makes a record of three days before it.
"""

from datetime import date, timedelta
from itertools import count
from uuid import UUID

from assessment.advice.facts import ItemFacts, PortfolioFacts, RecordFacts
from teams.models import Kind

TODAY = date(2026, 9, 14)
ALL_UNITS = frozenset({"LT", "MT", "CO", "CC", "DO"})

_numbers = count(1)


def days_ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


def record(kind, *, ago=30, members=(), items=(), **columns):
    """A record of ``kind`` with these columns; rows are lists of dictionaries."""
    kind = Kind(kind)
    number = next(_numbers)
    defaults = {
        "code": str(UUID(int=number)),
        "kind": kind.value,
        "title": f"{kind.label} {number}",
        "happened_on": days_ago(ago),
    }
    return RecordFacts(defaults | columns, tuple(members), tuple(items))


def item(text, *, method="reflective", ago=30, targets=None, kinds=(), **columns):
    """An item whose words are ``text``."""
    number = next(_numbers)
    defaults = {
        "id": number,
        "number": number,
        "code": UUID(int=number),
        "title": f"Item {number}",
        "method": method,
        "happened_on": TODAY - timedelta(days=ago),
        "text": text,
        "targets": targets or {},
        "kinds": frozenset(map(Kind, kinds)),
    }
    return ItemFacts(**defaults | columns)


def facts(*records, items=(), members=(), units=ALL_UNITS):
    """A portfolio of these records, in the order of their days."""
    by_day = sorted(records, key=lambda each: each.happened_on)
    return PortfolioFacts(TODAY, frozenset(units), tuple(by_day), tuple(items), tuple(members))


def found_by(check, *records, **rest):
    """What a check finds among them, as a list."""
    return list(check.find(facts(*records, **rest)))
