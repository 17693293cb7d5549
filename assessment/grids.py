"""The mapping grid: criteria down, evidence across."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.coverage import Coverage, CriterionCoverage, UnitCoverage
from assessment.mapped import EvidenceItem, MappedItem
from assessment.status import Status


@dataclass(frozen=True, slots=True)
class GridRow:
    """One criterion; ``cells`` runs along the columns, None where nothing is mapped."""

    label: str
    text: str
    status: Status
    cells: tuple[MappedItem | None, ...]


@dataclass(frozen=True, slots=True)
class GridUnit:
    code: str
    title: str
    is_locked: bool
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """``columns`` are the items that are mapped somewhere in the grid."""

    columns: tuple[EvidenceItem, ...]
    units: tuple[GridUnit, ...]


def grid_of(coverage: Coverage) -> Grid:
    """The grid of all units of one enrolment."""
    columns = columns_of(coverage.units)
    return Grid(columns, tuple(_unit(unit, columns) for unit in coverage.units))


def columns_of(units: tuple[UnitCoverage, ...]) -> tuple[EvidenceItem, ...]:
    """The items mapped to criteria of ``units``, by number."""
    found = {
        item.evidence.number: item.evidence
        for unit in units
        for criterion in unit.criteria
        for item in criterion.items
    }
    return tuple(found[number] for number in sorted(found))


def cells_of(
    criterion: CriterionCoverage, columns: tuple[EvidenceItem, ...]
) -> Iterator[MappedItem | None]:
    """The criterion's items along ``columns``."""
    items = {item.evidence.id: item for item in criterion.items}
    return (items.get(column.id) for column in columns)


def _unit(unit: UnitCoverage, columns: tuple[EvidenceItem, ...]) -> GridUnit:
    rows = tuple(
        GridRow(c.label, c.text, c.status, tuple(cells_of(c, columns))) for c in unit.criteria
    )
    return GridUnit(unit.code, unit.title, unit.is_locked, rows)
