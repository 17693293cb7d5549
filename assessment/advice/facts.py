"""What advice looks at: a learner's records and items as plain values, however they were read.

A record is told by the columns it has when it is frozen into evidence, so that one rule reads
the learner's own records and those that were handed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any
from uuid import UUID

from assessment.status import Status
from teams.models import Kind

Columns = Mapping[str, Any]


class Row:
    """Columns by name: text, numbers, and keys to other rows by what these are called."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def text(self, name: str) -> str:
        """What is written there; "" where nothing is, also for a row of before the column."""
        value = self.columns.get(name)
        return "" if value is None or value == "None" else str(value).strip()

    def day(self, name: str) -> date | None:
        text = self.text(name)
        return date.fromisoformat(text[:10]) if text else None

    def amount(self, name: str) -> Decimal | None:
        try:
            return Decimal(self.text(name))
        except InvalidOperation:
            return None

    def is_set(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.columns.get(name) in (True, "True")

    def words(self, *names: str) -> str:
        """What is written in several columns, a line each."""
        return "\n".join(filter(None, map(self.text, names)))


class RecordFacts(Row):
    """A record. ``members``: the colleagues it names, as they are shown; none in a frozen one.

    ``items`` are the numbers of the items that hold it.
    """

    def __init__(
        self,
        columns: Columns,
        members: tuple[str, ...] = (),
        items: tuple[int, ...] = (),
    ) -> None:
        super().__init__(columns)
        self.members, self.items = members, items
        self.code = str(columns["code"])
        self.kind = Kind(columns["kind"])
        self.title = str(columns["title"])
        self.happened_on = date.fromisoformat(str(columns["happened_on"])[:10])

    def rows(self, name: str) -> tuple[Row, ...]:
        """Its rows of one sort: ``tasks``, ``objectives``, ``readings`` …"""
        return tuple(map(Row, self.columns.get(name) or ()))


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A colleague, by the name that is shown. Known of the learner's own records only."""

    name: str
    contracted_hours: Decimal | None = None
    preferred_communication: str = ""
    access_needs: str = ""
    strengths: str = ""
    development_needs: str = ""
    wishes: str = ""
    responsibilities: str = ""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item of evidence with its words: its own, those of its files and of its records.

    ``targets``: what it is mapped to, "LT 2.3" and "LT-MP1", and where each of them stands.
    """

    id: int
    number: int
    code: UUID
    title: str
    method: str
    happened_on: date
    text: str
    targets: Mapping[str, Status] = field(default_factory=dict)
    kinds: frozenset[Kind] = frozenset()
    is_handed_over: bool = False

    @property
    def label(self) -> str:
        return f"E{self.number}"

    def shows(self, *starts: str) -> bool:
        """Whether it is mapped to something that begins so: "CO 1", "CO", "LT-MP"."""
        return any(target.startswith(starts) for target in self.targets)


@dataclass(frozen=True)
class PortfolioFacts:
    """Everything of one learner that advice looks at; no record or item that was put aside.

    ``units``: the codes of the units that the learner is enrolled on, such as "LT" and "CC".
    Records are in the order of their days.
    """

    today: date
    units: frozenset[str]
    records: tuple[RecordFacts, ...] = ()
    items: tuple[ItemFacts, ...] = ()
    members: tuple[MemberFacts, ...] = ()

    @cached_property
    def _by_kind(self) -> dict[Kind, list[RecordFacts]]:
        found: dict[Kind, list[RecordFacts]] = {}
        for record in self.records:
            found.setdefault(record.kind, []).append(record)
        return found

    def of_kind(self, *kinds: Kind) -> tuple[RecordFacts, ...]:
        return tuple(record for kind in kinds for record in self._by_kind.get(kind, ()))

    def recent(self, *kinds: Kind, months: int = 12) -> tuple[RecordFacts, ...]:
        """Those of the last months, by day: what an assessor would ask for."""
        since = self.today - timedelta(days=months * 30.5)
        found = [record for record in self.of_kind(*kinds) if record.happened_on >= since]
        return tuple(sorted(found, key=lambda record: record.happened_on))

    def held(self, *kinds: Kind) -> tuple[RecordFacts, ...]:
        """Recent ones up to today, by day: what is planned has few words yet."""
        return tuple(each for each in self.recent(*kinds) if each.happened_on <= self.today)

    def mapped_to(self, *starts: str) -> Iterator[ItemFacts]:
        return (item for item in self.items if item.shows(*starts))
