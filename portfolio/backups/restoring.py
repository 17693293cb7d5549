"""Putting a backup back: the files first, which harms nothing, then the database in one step."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from portfolio.backups.databases import replace_database
from portfolio.backups.manifest import (
    Manifest,
    marks_of_keys,
    read_list,
    read_manifest,
    sha256_of_file,
)
from portfolio.backups.place import BackupFault, Place, is_own_name
from portfolio.backups.taking import counts_of_rows
from portfolio.files.checking.faults import Fault
from portfolio.files.checking.looking import Tally, look_at_all, sha256_of_stored
from portfolio.files.storage import own_storage
from portfolio.files.storage.opaque import CHUNK

Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One backup of a place."""

    place: Place
    name: str
    manifest: Manifest


def choose(place: Place, at: str = "") -> Chosen:
    """The backup ``at``, or the newest. Raises ``BackupFault`` where it cannot be put back here."""
    names = place.names()
    name = at or names[-1]
    if name not in names:
        raise BackupFault(f"There is no backup {name}. There are: {', '.join(names)}.")
    chosen = Chosen(place, name, read_manifest(place, name))
    _refuse_foreign(chosen.manifest)
    return chosen


def _refuse_foreign(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise BackupFault(
            f"This is a backup of {manifest.engine}, and the database here is {connection.vendor}. "
            "Set DATABASE_URL to a database of that kind."
        )
    known = set(MigrationLoader(None).disk_migrations)
    later = [name for app, name in manifest.migrations if (app, name) not in known]
    if later:
        raise BackupFault(
            f"This backup is of a later version of the program (it has {later[0]}): install the "
            f"one that made it, {manifest.made_by}, or a later one."
        )


def would_be_lost() -> str:
    """What is in this installation already, in words; empty where there is nothing."""
    counts = counts_of_rows() if _has_tables() else {}
    words = [f"{number:,} {noun}" for noun, number in counts.items() if number]
    return ", ".join(words)


def _has_tables() -> bool:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return "portfolio_auditentry" in names and "portfolio_centre" in names


def other_keys(manifest: Manifest) -> list[str]:
    """The keys that this site has not as the site of the backup had them."""
    here = marks_of_keys()
    return [name for name, mark in manifest.keys.items() if here.get(name) != mark]


def put_back(chosen: Chosen, report: Report, damaged: frozenset[str] = frozenset()) -> int:
    """Put all back but the files named in ``damaged``; return how many files were copied.

    Interrupted, the database is as it was, and may be run again.
    """
    copied = 0
    for number, listed in enumerate(read_list(chosen.place, chosen.name), 1):
        report(number, chosen.manifest.files + 1)
        name = listed.stored_name
        if name and listed.path not in damaged and not _is_stored(name, listed.sha256):
            copy_into_storage(chosen.place.file(name), name)
            copied += 1
    replace_database(chosen.place.backups / chosen.name / chosen.manifest.database)
    return copied


def mend(place: Place, report: Report) -> tuple[list[str], list[Fault]]:
    """Put back what rows name and the site has not, or not as it was; the database stays.

    Returns what was put back, as places, and the faults that stay because no backup has the file.
    """
    mended, left = [], []
    for fault in look_at_all(Tally(), report):
        if fault.is_of_row:
            kept = place.file(fault.name) if is_own_name(fault.name) else None
            if kept and kept.is_file() and fault.sha256 in ("", sha256_of_file(kept)):
                copy_into_storage(kept, fault.name)
                mended.append(fault.place)
            else:
                left.append(fault)
    return mended, left


def copy_into_storage(path: Path, name: str) -> None:
    """Store a copy of the file at ``path`` under the name that it had."""
    storage = own_storage()
    with path.open("rb") as source, storage.new_incoming() as part:
        try:
            while chunk := source.read(CHUNK):
                part.write(chunk)
            part.close()
            storage.take_back(part.name, name)
        finally:
            Path(part.name).unlink(missing_ok=True)


def _is_stored(name: str, sha256: str) -> bool:
    return own_storage().exists(name) and sha256_of_stored(name) == sha256


def end_sessions() -> None:
    """Whoever logged out after the backup stays out; everybody logs in again."""
    engine = import_module(settings.SESSION_ENGINE)
    model = getattr(engine.SessionStore, "get_model_class", None)
    if model:
        model().objects.all().delete()
