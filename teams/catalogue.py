"""The catalogue: every kind of record, in the order in which the team's menu names them."""

from teams.entries import Entry
from teams.kinds import (
    coaching,
    development,
    improvement,
    people,
    plans,
    quality,
    reviews,
    rotas,
    standards,
)
from teams.models import Kind, Record

PARTS = (people, standards, plans, rotas, coaching, reviews, quality, improvement, development)

CATALOGUE: dict[Kind, Entry] = {entry.kind: entry for part in PARTS for entry in part.ENTRIES}

GROUPS = ("Plan", "People", "Service", "Yourself")


def entry_of(record: Record) -> Entry:
    """What the catalogue says of the record's kind."""
    return CATALOGUE[Kind(record.kind)]


def entries_by_group() -> dict[str, list[Entry]]:
    """The entries under the headings of the team's menu."""
    return {
        group: [entry for entry in CATALOGUE.values() if entry.group == group] for group in GROUPS
    }
