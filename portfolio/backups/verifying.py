"""Reading a backup back: whether every byte of it is as it was written."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from portfolio.backups.manifest import LIST, Listed, Manifest, read_list, sha256_of_file
from portfolio.backups.place import BackupFault, Place

Report = Callable[[int, int], None]


def damage_of(place: Place, name: str, manifest: Manifest, report: Report) -> Iterator[str]:
    """What is wrong with the backup ``name``, as sentences; reads all of it.

    Raises ``BackupFault`` where its list is not the one that was written: then nothing is known of
    its files.
    """
    require_list(place, name, manifest)
    for number, listed in enumerate(read_list(place, name), 1):
        report(number, manifest.files + 1)
        if words := wrong_with(place, listed):
            yield f"{listed.path} {words}"
    database = place.backups / name / manifest.database
    if manifest.engine == "sqlite" and database.is_file():
        yield from _wrong_with_sqlite(database)


def require_list(place: Place, name: str, manifest: Manifest) -> None:
    path = place.backups / name / LIST
    if not path.is_file() or sha256_of_file(path) != manifest.list_sha256:
        raise BackupFault(f"{path} is damaged. Use another backup.")


def wrong_with(place: Place, listed: Listed) -> str:
    """Empty where the file is there, and as it was written."""
    path = place.directory / listed.path
    try:
        return "" if sha256_of_file(path) == listed.sha256 else "is damaged."
    except FileNotFoundError:
        return "is missing."
    except OSError as error:
        return f"cannot be read: {error.strerror}."


def _wrong_with_sqlite(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
        try:
            (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        yield f"{path.name} is no whole database: {found}"
