"""Where what was found can be mended, or read by those who assess it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.urls import reverse

from assessment.advice.facts import ItemFacts, PortfolioFacts
from assessment.advice.findings import Found
from portfolio.models import Learner
from teams.models import Kind, Team

# Their parts have forms of their own, which stand on the page.
CHANGED_ON_THEIR_PAGE = frozenset({Kind.SKILLS, Kind.STANDARD, Kind.WORK_PLAN, Kind.ROTA})


@dataclass(frozen=True, slots=True)
class Place:
    """An address with what the link says. ``item``: the code of the item it is in, if in one."""

    address: str = ""
    label: str = ""
    item: str = ""


NOWHERE = Place()


class Places(Protocol):
    """What one reader may open, and what things are called to them."""

    def of(self, found: Found) -> Place:
        """Where to go from what was found."""

    def name_of(self, key: str, label: str) -> str:
        """What a thing that was put aside is called; "" where the reader may not know it."""

    def item_of(self, key: str) -> str:
        """The code of the item that a thing put aside is, or is in; "" for none."""


def own_places(learner: Learner, facts: PortfolioFacts) -> "OwnPlaces":
    """For the learner; one query."""
    team = Team.objects.kept().filter(learner=learner).first()
    return OwnPlaces(facts, str(team.code) if team else "")


def places_of_items(facts: PortfolioFacts) -> "PlacesOfItems":
    """For those who read what was handed over; no query."""
    items = {item.number: item for item in facts.items}
    return PlacesOfItems(
        holding={
            record.code: items[record.items[0]]
            for record in facts.records
            if record.items and record.items[0] in items
        },
        records={record.code: record.title for record in facts.records},
        items={str(item.code): item for item in facts.items},
    )


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """A learner mends the record or the item, or adds what is missing."""

    facts: PortfolioFacts
    team: str = ""

    def of(self, found: Found) -> Place:
        if found.record:
            return self._record(found)
        if found.item:
            return Place(reverse("evidence", args=[found.item]), "Open the item", found.item)
        if found.kind and found.kind != Kind.SKILLS and self.team:
            return Place(reverse("record-add", args=[self.team, found.kind]), "Add one")
        return Place(reverse("my-team"), "Open your team") if found.kind else NOWHERE

    def name_of(self, key: str, label: str) -> str:
        return label

    def item_of(self, key: str) -> str:
        return _code_in(key, "item")

    def _record(self, found: Found) -> Place:
        words = str(found.kind.label).lower() if found.kind else "record"
        if found.kind in CHANGED_ON_THEIR_PAGE:
            return Place(reverse("record", args=[found.record]), f"Open the {words}")
        return Place(reverse("record-edit", args=[found.record]), f"Change the {words}")


@dataclass(frozen=True, slots=True)
class PlacesOfItems:
    """Others read the item that holds it. ``holding``: the item by the code of its record."""

    holding: Mapping[str, ItemFacts] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, ItemFacts] = field(default_factory=dict)

    def of(self, found: Found) -> Place:
        item = self.holding.get(found.record) or self.items.get(found.item)
        if item is None:
            return NOWHERE
        code = str(item.code)
        return Place(reverse("evidence", args=[code]), f"Read it in {item.label}", code)

    def name_of(self, key: str, label: str) -> str:
        """As it was called when it was handed over: ``label`` may be of a later, private day."""
        if item := self.items.get(_code_in(key, "item")):
            return f"{item.label} {item.title}"
        return self.records.get(_code_in(key, "record"), "")

    def item_of(self, key: str) -> str:
        code = _code_in(key, "item")
        if code in self.items:
            return code
        item = self.holding.get(_code_in(key, "record"))
        return str(item.code) if item else ""


def _code_in(key: str, sort: str) -> str:
    """Of "record:<code>:part" the code, where it is of that sort; see ``advice.findings``."""
    parts = key.split(":", 2)
    return parts[1] if len(parts) > 1 and parts[0] == sort else ""
