"""Keeping only so many backups, and no file that none of them names."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from portfolio.backups.manifest import read_list
from portfolio.backups.place import GONE, Place


def keep_newest(place: Place, number: int) -> tuple[int, int]:
    """Remove all but the newest ``number`` backups, then the files that no other one names.

    Returns how many backups and how many files. Interrupted, it is finished by the next run.
    """
    old = place.names()[:-number]
    for name in old:
        # Renamed first: half of a backup must not pass for one.
        gone = place.backups / f"{GONE}{name}"
        (place.backups / name).rename(gone)
        shutil.rmtree(gone)
    return len(old), _remove_unlisted(place)


def _remove_unlisted(place: Place) -> int:
    removed = 0
    with TemporaryDirectory() as directory, closing(_database(directory)) as listed:
        for name in place.names():
            stored = ((each.stored_name,) for each in read_list(place, name))
            listed.executemany("INSERT OR IGNORE INTO listed VALUES (?)", stored)
        for name in place.kept_files():
            if not listed.execute("SELECT 1 FROM listed WHERE name = ?", (name,)).fetchone():
                place.file(name).unlink()
                removed += 1
    return removed


def _database(directory: str) -> sqlite3.Connection:
    """On the disk, as the lists may be longer than the memory."""
    database = sqlite3.connect(Path(directory) / "listed.sqlite3")
    database.execute("CREATE TABLE listed (name TEXT PRIMARY KEY) WITHOUT ROWID")
    return database
