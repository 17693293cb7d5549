"""The mapping grid of a unit: criteria down, evidence across, in blocks that fit a page."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from assessment.coverage import UnitCoverage
from assessment.dossier.values import Dossier, Item, Link

# As many columns as fit a page beside the words of the criteria.
MOST_COLUMNS = 12
POINTS = "Marking points (they guide, and do not decide whether the unit is complete)"


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion or marking point, and its link to each of the block's items, or ``None``."""

    anchor: str
    label: str
    text: str
    cells: tuple[tuple[Item, Link | None], ...]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Some of the columns, and all of the rows."""

    items: tuple[Item, ...]
    groups: tuple[Group, ...]

    @property
    def name(self) -> str:
        """The items it shows: "E4" or "E4 to E17"."""
        first, last = self.items[0].label, self.items[-1].label
        return first if first == last else f"{first} to {last}"

    @property
    def columns(self) -> int:
        return len(self.items) + 1


def blocks_of(dossier: Dossier, unit: UnitCoverage) -> tuple[Block, ...]:
    """The grid of ``unit``; empty where nothing is mapped to it."""
    return tuple(
        Block(columns, tuple(_groups(unit, number, columns)))
        for number, columns in enumerate(_split(items_of(dossier, unit.code)), start=1)
    )


def items_of(dossier: Dossier, unit: str) -> tuple[Item, ...]:
    """The items mapped to the unit: the columns of its grid."""
    return tuple(item for item in dossier.items if any(link.unit == unit for link in item.links))


def row_anchors(dossier: Dossier) -> dict[tuple[int, str, str], str]:
    """By item, unit and label: the name of the row in which the item's cell stands."""
    return {
        (item.number, unit.code, link.label): _anchor(unit.code, link.label, number)
        for unit in dossier.units
        for number, columns in enumerate(_split(items_of(dossier, unit.code)), start=1)
        for item in columns
        for link in item.links
        if link.unit == unit.code
    }


def _split(items: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    """The columns of each block: as few blocks as will do, about equally wide."""
    blocks = math.ceil(len(items) / MOST_COLUMNS)
    width = math.ceil(len(items) / blocks) if blocks else 1
    return [items[start : start + width] for start in range(0, len(items), width)]


def _anchor(unit: str, label: str, block: int) -> str:
    return f"grid-{unit}-{label}-{block}"


def _groups(unit: UnitCoverage, block: int, columns: tuple[Item, ...]) -> Iterator[Group]:
    by_item = [
        (item, {link.label: link for link in item.links if link.unit == unit.code})
        for item in columns
    ]
    for title, rows in _rows(unit):
        yield Group(
            title,
            tuple(
                Row(
                    anchor=_anchor(unit.code, label, block),
                    label=label,
                    text=text,
                    cells=tuple((item, links.get(label)) for item, links in by_item),
                )
                for label, text in rows
            ),
        )


def _rows(unit: UnitCoverage) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for outcome in unit.outcomes:
        yield (
            f"{outcome.number} {outcome.title}",
            [(criterion.label, criterion.text) for criterion in outcome.criteria],
        )
    if unit.marking_points:
        yield POINTS, [(point.code, point.text) for point in unit.marking_points]
