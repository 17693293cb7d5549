"""The mapping grid of a unit: criteria down, evidence across, in blocks that fit a page."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from assessment.coverage import UnitCoverage
from assessment.dossier.values import Dossier, Item, Link
from assessment.status import Status

# As many columns as fit a page beside the words of the criteria: upright, and across.
MOST_UPRIGHT = 12
MOST_ACROSS = 21
BLANK_COLUMNS = 12
COLUMN_WIDTH = 9.4  # millimetres
POINTS = "Marking points (they guide, and do not decide whether the unit is complete)"


@dataclass(frozen=True, slots=True)
class Cell:
    """An item on a criterion or marking point. ``anchor`` is what the item's page links back to."""

    anchor: str
    item: Item
    link: Link

    @property
    def shown(self) -> tuple[str, Status, str]:
        return self.item.label, self.link.status, self.link.place


@dataclass(frozen=True, slots=True)
class Gap:
    """So many columns side by side with nothing in them: one cell, laid out at once."""

    columns: int

    @property
    def shown(self) -> int:
        return self.columns


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion or marking point, and what stands in the block's columns."""

    label: str
    text: str
    target: str
    cells: tuple[Cell | Gap, ...]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Some of the columns, and all of the rows. In a blank form the columns have no items."""

    items: tuple[Item | None, ...]
    groups: tuple[Group, ...]
    is_across: bool = False

    @property
    def name(self) -> str:
        """The items it shows: "E4" or "E4 to E17"."""
        first, last = self.items[0], self.items[-1]
        if first is None or last is None:
            return ""
        return first.label if first is last else f"{first.label} to {last.label}"

    @property
    def identity(self) -> tuple:
        """All that decides how it looks, in plain values: of an item its label."""
        return (
            [item.label if item else "" for item in self.items],
            [
                (
                    group.title,
                    [
                        (row.label, row.text, [cell.shown for cell in row.cells])
                        for row in group.rows
                    ],
                )
                for group in self.groups
            ],
        )

    @property
    def columns(self) -> int:
        return len(self.items) + 1

    @property
    def width(self) -> float:
        """Millimetres that the columns take together."""
        return len(self.items) * COLUMN_WIDTH


def blocks_of(dossier: Dossier, unit: UnitCoverage) -> tuple[Block, ...]:
    """The grid of ``unit``; empty where nothing is mapped to it."""
    if dossier.is_blank:
        columns = (None,) * BLANK_COLUMNS
        return (Block(columns, tuple(_groups(unit, columns))),)
    items = items_of(dossier, unit.code)
    is_across = len(items) > MOST_UPRIGHT
    return tuple(
        Block(columns, tuple(_groups(unit, columns)), is_across)
        for columns in _split(items, MOST_ACROSS if is_across else MOST_UPRIGHT)
    )


def items_of(dossier: Dossier, unit: str) -> tuple[Item, ...]:
    """The items mapped to the unit: the columns of its grid."""
    return tuple(item for item in dossier.items if any(link.unit == unit for link in item.links))


def cell_anchor(item: Item, link: Link) -> str:
    """The name of the cell in which ``item`` stands. It does not depend on any other item, so that
    a new one changes no page but its own and the grid's."""
    return f"grid-{link.unit}-{link.label}-{item.label}"


def row_anchor(unit: str, label: str) -> str:
    """The name of the row with the criterion's words and decisions."""
    return f"criterion-{unit}-{label}"


def _split(items: tuple[Item, ...], most: int) -> list[tuple[Item, ...]]:
    """The columns of each block: as few blocks as will do, about equally wide."""
    blocks = math.ceil(len(items) / most)
    width = math.ceil(len(items) / blocks) if blocks else 1
    return [items[start : start + width] for start in range(0, len(items), width)]


def _groups(unit: UnitCoverage, columns: tuple[Item | None, ...]) -> Iterator[Group]:
    by_item = [
        (item, {link.label: link for link in item.links if link.unit == unit.code} if item else {})
        for item in columns
    ]
    for title, rows in _rows(unit):
        yield Group(
            title,
            tuple(
                Row(
                    label=label,
                    text=text,
                    target=row_anchor(unit.code, label),
                    cells=tuple(_cells([(item, links.get(label)) for item, links in by_item])),
                )
                for label, text in rows
            ),
        )


def _cells(columns: list[tuple[Item | None, Link | None]]) -> Iterator[Cell | Gap]:
    for is_empty, found in groupby(columns, lambda column: column[1] is None):
        if is_empty:
            yield Gap(len(list(found)))
            continue
        for item, link in found:
            yield Cell(cell_anchor(item, link), item, link)


def _rows(unit: UnitCoverage) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for outcome in unit.outcomes:
        yield (
            f"{outcome.number} {outcome.title}",
            [(criterion.label, criterion.text) for criterion in outcome.criteria],
        )
    if unit.marking_points:
        yield POINTS, [(point.code, point.text) for point in unit.marking_points]
