"""The mapping grid and the evidence index as tables to take away: CSV and Excel workbooks."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.coverage import Coverage
from assessment.grids import Grid, GridRow, GridUnit
from assessment.items import items_of
from assessment.mapped import EvidenceItem
from portfolio.drafts import escaped
from portfolio.models import EvidenceFile, Method

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LINKED = Font(color="7A2B5E", underline="single")
HEADING = Font(bold=True, color="FFFFFF")
HEADING_FILL = PatternFill("solid", fgColor="7A2B5E")
IN_LINES = Alignment(vertical="top", wrap_text=True)
MOST_COLUMNS = 16_384  # of a worksheet


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said in a place, and the page that it leads to."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    heading: Cell
    width: int = 14  # characters


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings. ``frozen``: the columns that stay in sight."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    frozen: int


def grid_table(grid: Grid) -> Table:
    """The mapping grid as its page shows it: a row for each criterion, a column for each item."""
    columns = (
        Column(Cell("Unit"), 8),
        Column(Cell("Criterion"), 10),
        Column(Cell("What it asks for"), 60),
        Column(Cell("Status"), 12),
        *(Column(Cell(item.label, _address(item.code)), 14) for item in grid.columns),
    )
    rows = tuple(tuple(_grid_cells(unit, row)) for unit in grid.units for row in unit.rows)
    return Table("Mapping grid", columns, rows, frozen=4)


def _grid_cells(unit: GridUnit, row: GridRow) -> Iterator[Cell]:
    yield from (Cell(unit.code), Cell(row.label), Cell(row.text), Cell(row.status.words))
    for item in row.cells:
        if item is None:
            yield Cell("")
        else:
            words = f"{item.status.words}, {item.place}" if item.place else item.status.words
            yield Cell(words, _address(item.evidence.code))


def index_table(
    evidence: Sequence[EvidenceItem], coverages: Sequence[Coverage], learner: int
) -> Table:
    """The evidence index: each item of a learner (a primary key), what it is mapped to, and its
    files; one query."""
    mapped, files = _mapped(coverages), _files(learner)
    headings = {
        "Item": 8,
        "Title": 48,
        "Assessment method": 24,
        "Date": 12,
        "Status": 12,
        "Mapped to": 48,
        "Files": 40,
        "SHA-256 of the files": 66,
    }
    rows = []
    for item, _, status in items_of(evidence, coverages):
        names, hashes = files.get(item.id, ("", ""))
        words = (
            item.title,
            str(Method(item.method).label),
            item.happened_on.isoformat(),
            status.words,
            "; ".join(mapped[item.id]),
            names,
            hashes,
        )
        rows.append((Cell(item.label, _address(item.code)), *map(Cell, words)))
    columns = tuple(Column(Cell(heading), width) for heading, width in headings.items())
    return Table("Evidence index", columns, tuple(rows), frozen=2)


def _mapped(coverages: Sequence[Coverage]) -> dict[int, list[str]]:
    """By item: the criteria and marking points that it is mapped to, with the places."""
    found: dict[int, list[str]] = defaultdict(list)
    for unit in (unit for coverage in coverages for unit in coverage.units):
        targets = [(f"{unit.code} {each.label}", each.items) for each in unit.criteria]
        targets += [(point.code, point.items) for point in unit.marking_points]
        for code, items in targets:
            for item in items:
                words = f"{code} ({item.place})" if item.place else code
                if words not in found[item.evidence.id]:
                    found[item.evidence.id].append(words)
    return found


def _files(learner: int) -> dict[int, tuple[str, str]]:
    """By item: the names of its files, and their SHA-256, a line each."""
    rows = EvidenceFile.objects.kept().filter(evidence__learner=learner).order_by("pk")
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for item, name, sha256 in rows.values_list("evidence", "name", "sha256"):
        found[item].append((name, sha256))
    return {
        item: ("\n".join(name for name, _ in files), "\n".join(sha256 for _, sha256 in files))
        for item, files in found.items()
    }


def _address(code: UUID) -> str:
    return urljoin(settings.SITE_ADDRESS, reverse("evidence", args=[code]))


# -- Files ------------------------------------------------------------------------------------


def content_of(table: Table, extension: str) -> bytes:
    """The table as a file of one of ``TYPES``; each cell is text, never a formula."""
    return _workbook(table) if extension == "xlsx" else _csv(table)


def _csv(table: Table) -> bytes:
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(escaped(column.heading.text) for column in table.columns)
    writer.writerows([escaped(cell.text) for cell in row] for row in table.rows)
    return output.getvalue().encode("utf-8-sig")  # Excel takes UTF-8 for cp1252 without the mark


def _workbook(table: Table) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = table.title
    columns = table.columns[:MOST_COLUMNS]
    _fill(sheet, 1, (column.heading for column in columns))
    for number, row in enumerate(table.rows, start=2):
        _fill(sheet, number, islice(row, MOST_COLUMNS))
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        heading = sheet.cell(1, number)
        heading.font, heading.fill = HEADING, HEADING_FILL
    sheet.freeze_panes = sheet.cell(2, table.frozen + 1)
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _fill(sheet: Worksheet, number: int, cells: Iterable[Cell]) -> None:
    for place, said in enumerate(cells, start=1):
        if not said.text:
            continue
        cell = sheet.cell(number, place)
        cell.value = escaped(said.text)
        # Whatever it begins with: a text, for every program.
        cell.data_type = "s"
        cell.alignment = IN_LINES
        if said.address:
            cell.hyperlink = said.address
            cell.font = LINKED
