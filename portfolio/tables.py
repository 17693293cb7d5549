"""Reading a table that somebody made in a spreadsheet: CSV of any dialect, or an Excel workbook.

Every refusal is an ``UnreadableTable`` whose sentence says what to do.
"""

import csv
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import IO
from xml.etree.ElementTree import ParseError

from django.core import signing
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from tablib import Dataset

from portfolio.drafts import COLUMNS, word_key

MOST_ROWS = 2000
MOST_COLUMNS = 40
LONGEST_CELL = 1000  # longer than any column takes, so what is cut is refused
MOST_BYTES = 2 * 1024 * 1024
# A workbook is a zip: 2 MB of it may hold gigabytes. A real list of 2,000 people takes about 1 MB.
MOST_UNPACKED = 5 * 1024 * 1024
MOST_PARTS = 500

REQUIRED = ("name", "username")
HEADINGS = {  # what people write: column
    "fullname": "name",
    "user": "username",
    "login": "username",
    "emailaddress": "email",
    "mail": "email",
    "role": "roles",
    "reference": "reference",
    "employer": "workplace",
} | {word_key(heading): column for column, heading in COLUMNS.items()}

DELIMITERS = ",;\t|"
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
class Table:
    """Rows under known columns. ``numbers`` are the rows' numbers in the spreadsheet."""

    columns: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()

    @property
    def dataset(self) -> Dataset:
        return Dataset(*self.rows, headers=[COLUMNS[column] for column in self.columns])


def pack(table: Table) -> str:
    """The table as a short signed text, for the session."""
    return signing.dumps((table.columns, table.numbers, table.rows), compress=True)


def unpack(packed: str) -> Table:
    columns, numbers, rows = signing.loads(packed)
    return Table(tuple(columns), tuple(numbers), tuple(tuple(row) for row in rows))


def read_table(file: IO[bytes], size: int) -> Table:
    """The table in ``file``, which is ``size`` bytes long."""
    if size > MOST_BYTES:
        raise UnreadableTable("This file is larger than 2 MB. Split it into smaller ones.")
    content = file.read(MOST_BYTES + 1)
    rows = _workbook_rows(content) if content.startswith(b"PK\x03\x04") else _csv_rows(content)
    return _under_columns(list(_bounded(rows)))


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


def _under_columns(numbered: list[tuple[int, Row]]) -> Table:
    """Find the known columns; raise ``UnreadableTable`` where the headings do not name them."""
    if len(numbered) < 2:
        raise UnreadableTable("There are no people in this table. Add one row for each person.")
    headings = numbered[0][1]
    found = [HEADINGS.get(word_key(heading)) for heading in headings]
    missing = [COLUMNS[column] for column in REQUIRED if column not in found]
    if missing:
        raise UnreadableTable(
            "The first row must name the columns. Missing: "
            + ", ".join(f"“{name}”" for name in missing)
            + ". The template has them all."
        )
    twice = [column for column, number in Counter(filter(None, found)).items() if number > 1]
    if twice:
        raise UnreadableTable(f"Two columns are called “{COLUMNS[twice[0]]}”. Delete one of them.")
    places = [(place, column) for place, column in enumerate(found) if column]
    return Table(
        columns=tuple(column for _, column in places),
        numbers=tuple(number for number, _ in numbered[1:]),
        rows=tuple(
            tuple(row[place] if place < len(row) else "" for place, _ in places)
            for _, row in numbered[1:]
        ),
        ignored=tuple(
            heading
            for heading, column in zip(headings, found, strict=True)
            if heading and not column
        ),
    )


# -- CSV --------------------------------------------------------------------------------------


def _csv_rows(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
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


def _workbook_rows(content: bytes) -> Iterator[Row]:
    try:
        _refuse_bomb(content)
        workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = workbook.worksheets[0]
            # Bounded here, not by the sheet: it may claim a million rows and would be filled up.
            for row in sheet.iter_rows(
                max_row=5 * MOST_ROWS, max_col=MOST_COLUMNS, values_only=True
            ):
                yield tuple(_as_text(value) for value in row)
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


def _refuse_bomb(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        listed = parts.infolist()
    # zipfile never unpacks more of a part than is declared here.
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
        raise UnreadableTable(
            f"This workbook holds far more than a list of {MOST_ROWS:,} people. Copy the list to "
            "a new workbook, save it, and choose that file."
        )


def _as_text(value: object) -> str:
    """A cell as its reader sees it: whole numbers without ".0", days as 2026-05-03."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
