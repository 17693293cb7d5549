"""Reading a table that somebody made in a spreadsheet: CSV of any dialect, or an Excel workbook.

Every refusal is an ``UnreadableTable`` whose sentence says what to do.
"""

import csv
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import IO
from xml.etree.ElementTree import ParseError

from django.core import signing
from openpyxl import load_workbook
from openpyxl.cell import Cell as WorkbookCell
from openpyxl.utils.exceptions import InvalidFileException
from tablib import Dataset

from portfolio.drafts import word_key

MOST_ROWS = 2000
MOST_COLUMNS = 40
LONGEST_CELL = 1000  # longer than any column takes, so what is cut is refused
MOST_BYTES = 2 * 1024 * 1024
# A workbook is a zip: 2 MB of it may hold gigabytes. A real list of 2,000 people takes about 1 MB.
MOST_UNPACKED = 5 * 1024 * 1024
MOST_PARTS = 500

DELIMITERS = "\t;|,"
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SAVE_AS_CSV = (
    "Open it in your spreadsheet program and save it as “CSV UTF-8”, then choose that file."
)

Row = tuple[str, ...]


class UnreadableTable(Exception):
    """The file cannot be read as a table. Its text is a sentence for the person."""


@dataclass(frozen=True)
class Layout:
    """What a table is to hold.

    ``columns`` are their headings, ``aliases`` what else people write (as ``word_key`` has it).
    ``of`` is what the rows are, and ``missing`` the advice where a column is. A table without
    headings is read by ``places``, where a layout has them.
    """

    columns: Mapping[str, str]
    required: tuple[str, ...]
    of: str
    nothing: str
    missing: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    # Whether a cell beyond the columns is refused: where "1,234" may have become two.
    is_strict: bool = False

    def column(self, heading: str) -> str | None:
        """The column that people mean by ``heading``."""
        key = word_key(heading)
        known = {word_key(name): column for column, name in self.columns.items()}
        return known.get(key) or self.aliases.get(key)


@dataclass(frozen=True)
class Table:
    """Rows under known columns. ``numbers`` are the rows' numbers in the spreadsheet."""

    columns: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()

    def dataset(self, layout: Layout) -> Dataset:
        return Dataset(*self.rows, headers=[layout.columns[column] for column in self.columns])

    @property
    def by_column(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number, and its cells by their columns."""
        for number, row in zip(self.numbers, self.rows, strict=True):
            yield number, dict(zip(self.columns, row, strict=True))


def pack(table: Table) -> str:
    """The table as a short signed text, for the session."""
    return signing.dumps((table.columns, table.numbers, table.rows), compress=True)


def unpack(packed: str) -> Table:
    columns, numbers, rows = signing.loads(packed)
    return Table(tuple(columns), tuple(numbers), tuple(tuple(row) for row in rows))


def read_table(file: IO[bytes], size: int, layout: Layout) -> Table:
    """The table in ``file``, which is ``size`` bytes long."""
    if size > MOST_BYTES:
        raise UnreadableTable("This file is larger than 2 MB. Split it into smaller ones.")
    content = file.read(MOST_BYTES + 1)
    is_workbook = content.startswith(b"PK\x03\x04")
    rows = _workbook_rows(content, layout) if is_workbook else _text_rows(_decoded(content))
    return _under_columns(list(_bounded(rows)), layout)


def read_pasted(text: str, layout: Layout) -> Table:
    """The table in ``text``, as spreadsheet programs put it on the clipboard."""
    return _under_columns(list(_bounded(_text_rows(text))), layout)


def _bounded(rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    """The rows that are not empty, each with its number in the spreadsheet, the first being 1."""
    found = 0
    for number, row in enumerate(rows, start=1):
        cells = tuple(cell[:LONGEST_CELL].strip() for cell in row[:MOST_COLUMNS])
        if not any(cells):
            continue
        found += 1
        if found > MOST_ROWS + 1:  # and the headings
            raise UnreadableTable(
                f"This table has more than {MOST_ROWS:,} rows. Split it into smaller files."
            )
        yield number, cells


def _under_columns(numbered: list[tuple[int, Row]], layout: Layout) -> Table:
    """Find the known columns; raise ``UnreadableTable`` where the headings do not name them."""
    headings = numbered[0][1] if numbered else ()
    found = [layout.column(heading) for heading in headings]
    below = numbered[1:]
    if layout.places and not any(found):
        found, below = _by_place(numbered, layout), numbered
        headings = ("",) * len(found)
    if not below:
        raise UnreadableTable(layout.nothing)
    _refuse_headings(found, layout)
    for number, row in below:
        if layout.is_strict and any(row[len(found) :]):
            raise UnreadableTable(
                f"Row {number} has more cells than there are columns. Check the commas in it."
            )
    places = [(place, column) for place, column in enumerate(found) if column]
    return Table(
        columns=tuple(column for _, column in places),
        numbers=tuple(number for number, _ in below),
        rows=tuple(
            tuple(row[place] if place < len(row) else "" for place, _ in places) for _, row in below
        ),
        ignored=tuple(
            heading
            for heading, column in zip(headings, found, strict=True)
            if heading and not column
        ),
    )


def _by_place(numbered: list[tuple[int, Row]], layout: Layout) -> list[str | None]:
    """The columns of a table without headings."""
    widest = max((len(row) for _, row in numbered), default=0)
    if widest > len(layout.places):
        names = ", ".join(f"“{layout.columns[column]}”" for column in layout.places)
        raise UnreadableTable(
            f"There are {widest} columns and no headings. Name them in a first row, or keep to "
            f"{names}, in this order."
        )
    return list(layout.places[:widest])


def _refuse_headings(found: list[str | None], layout: Layout) -> None:
    missing = [layout.columns[column] for column in layout.required if column not in found]
    if missing:
        names = ", ".join(f"“{name}”" for name in missing)
        raise UnreadableTable(
            f"The first row must name the columns. Missing: {names}. {layout.missing}".strip()
        )
    twice = [column for column, number in Counter(filter(None, found)).items() if number > 1]
    if twice:
        name = layout.columns[twice[0]]
        raise UnreadableTable(f"Two columns are called “{name}”. Delete one of them.")


# -- CSV --------------------------------------------------------------------------------------


def _text_rows(text: str) -> Iterator[Row]:
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) <= 5:
        text, first = rest, rest.partition("\n")[0]  # Excel's own way to name the delimiter
    # The one that stands most often in the headings; a comma where there is none at all.
    delimiter = max(DELIMITERS, key=first.count)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            yield tuple(row)
    except csv.Error as error:
        raise UnreadableTable(
            f"This file is not a table that can be read. {SAVE_AS_CSV}"
        ) from error


def _decoded(content: bytes) -> str:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableTable(
            "This is an old Excel file (.xls), or one with a password. Save it without a password "
            "as .xlsx or CSV, then choose that file."
        )
    encodings = [name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)]
    for encoding in encodings or ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableTable(f"This file is not text that can be read. {SAVE_AS_CSV}")


# -- Excel ------------------------------------------------------------------------------------


def _workbook_rows(content: bytes, layout: Layout) -> Iterator[Row]:
    try:
        _refuse_bomb(content, layout)
        workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = workbook.worksheets[0]
            # Bounded here, not by the sheet: it may claim a million rows and would be filled up.
            for row in sheet.iter_rows(max_row=5 * MOST_ROWS, max_col=MOST_COLUMNS):
                yield tuple(_as_text(cell) for cell in row)
        finally:
            workbook.close()
    except UnreadableTable:
        raise
    except UNREADABLE_WORKBOOK as error:
        raise UnreadableTable(
            f"This workbook cannot be read: it is damaged, or no .xlsx file. {SAVE_AS_CSV}"
        ) from error


# What openpyxl, zipfile and the XML parser raise on damaged and hostile files.
UNREADABLE_WORKBOOK = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
)


def _refuse_bomb(content: bytes, layout: Layout) -> None:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        listed = parts.infolist()
    # zipfile never unpacks more of a part than is declared here.
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
        raise UnreadableTable(
            f"This workbook holds far more than a list of {MOST_ROWS:,} {layout.of}. Copy the list "
            "to a new workbook, save it, and choose that file."
        )


def _as_text(cell: WorkbookCell) -> str:
    """A cell as its reader sees it: whole numbers without ".0", "74%", days as 2026-05-03."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, int | float) and "%" in (cell.number_format or ""):
        return f"{value * 100:.10g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
