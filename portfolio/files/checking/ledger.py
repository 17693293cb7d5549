"""What rows name and what is stored, side by side, however many there are.

Both are written into a temporary database on the disk and compared there: a million files take the
memory of a hundred, and neither list needs to come in an order (databases sort text differently).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from portfolio.files.kept_bytes import kept_bytes
from portfolio.files.storage import Kept, own_storage

BLOCK = 2000
TABLES = """
CREATE TABLE named (name TEXT, field TEXT, size INTEGER, sha256 TEXT);
CREATE TABLE stored (name TEXT PRIMARY KEY, size INTEGER, changed_at REAL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Named:
    """What one row says of the object ``name``. ``size`` is ``None``, ``sha256`` empty where it
    does not say. ``field`` is the label of a ``KeptBytes``."""

    name: str
    field: str
    size: int | None
    sha256: str


class Ledger:
    """A context manager: its temporary database is gone when it is left."""

    def __enter__(self) -> Self:
        self._directory = TemporaryDirectory(prefix="ledger-")
        # Autocommit without a journal: nobody needs it after a fault.
        self._database = sqlite3.connect(
            Path(self._directory.name) / "ledger.sqlite3", isolation_level=None
        )
        self._database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + TABLES)
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self._directory.cleanup()

    def note_rows(self) -> None:
        """Note what the rows of all apps name now."""
        self._add("named", 4, rows_naming())
        self._database.execute("CREATE INDEX named_name ON named (name)")

    def note_storage(self) -> None:
        """Note what is stored now."""
        objects = (
            (kept.name, kept.size, kept.changed_at.timestamp()) for kept in own_storage().names()
        )
        self._add("stored", 3, objects)

    def count(self, table: str) -> int:
        (number,) = self._database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        return number

    def names(self) -> Iterator[Named]:
        """All that rows name, sorted by name."""
        yield from self._named("SELECT name, field, size, sha256 FROM named ORDER BY name")

    def wrong(self) -> Iterator[Named]:
        """What rows name and is not stored, or with another size."""
        yield from self._named(
            "SELECT named.name, field, named.size, sha256 FROM named"
            " LEFT JOIN stored ON stored.name = named.name"
            " WHERE stored.name IS NULL OR stored.size <> named.size ORDER BY named.name"
        )

    def nameless(self, before: datetime) -> Iterator[Kept]:
        """What is stored since before ``before`` and no row names."""
        found = self._database.execute(
            "SELECT name, size, changed_at FROM stored WHERE changed_at < ?"
            " AND NOT EXISTS (SELECT 1 FROM named WHERE named.name = stored.name) ORDER BY name",
            (before.timestamp(),),
        )
        with closing(found):
            for name, size, changed_at in found:
                yield Kept(name, size, datetime.fromtimestamp(changed_at, UTC))

    def _named(self, query: str) -> Iterator[Named]:
        with closing(self._database.execute(query)) as found:
            for row in found:
                yield Named(*row)

    def _add(self, table: str, columns: int, rows: Iterable[tuple]) -> None:
        places = ", ".join("?" * columns)
        self._database.execute("BEGIN")
        self._database.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({places})", rows)  # noqa: S608
        self._database.execute("COMMIT")


def rows_naming() -> Iterator[tuple[str, str, int | None, str]]:
    """(name, label of the field, size or ``None``, SHA-256 or nothing) of all rows."""
    for kept in kept_bytes():
        field = kept.field
        columns = filter(None, (field.name, field.size_field, field.sha256_field))
        for row in kept.rows().values(*columns).iterator(chunk_size=BLOCK):
            size, sha256 = row.get(field.size_field), row.get(field.sha256_field, "")
            yield row[field.name], kept.label, size, sha256
