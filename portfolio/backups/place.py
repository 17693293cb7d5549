"""The directory that holds backups: what lies where in it, and how it gets there whole.

    files/ab/cd/abcd…            every stored file that any backup names, once, under its own name
    backups/2026-11-22T021500Z/  one backup: manifest.json, files.sha256, the database
    lock                         held by whoever writes

A backup is written under a name that begins with a dot and renamed once it is whole, and on the
disk. ``files.sha256`` is what ``sha256sum --check`` reads, in ``DIR``.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.conf import settings

from portfolio.files.storage.opaque import OPAQUE_NAME, own_name

ABOUT = "READ-ME.txt"
ABOUT_WORDS = """Backups of a portfolio site, made by "manage.py backup".

They hold everything that learners and centres keep there: guard them like the site itself.
Put one back with "manage.py restore", not by hand: docs/backup.md says how.
"""
BACKUP_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{6}Z")
PART = ".part-"
GONE = ".gone-"


class BackupFault(Exception):
    """Why a backup cannot be taken, read or put back: a sentence for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A directory of backups. Make it with ``place_for_writing`` or ``place_for_reading``."""

    directory: Path

    @property
    def files(self) -> Path:
        return self.directory / "files"

    @property
    def backups(self) -> Path:
        return self.directory / "backups"

    def file(self, name: str) -> Path:
        """Where the stored file ``name`` is kept."""
        return self.files / own_name(name)

    def names(self) -> list[str]:
        """The whole backups, oldest first."""
        found = self.backups.iterdir() if self.backups.is_dir() else ()
        return sorted(path.name for path in found if BACKUP_NAME.fullmatch(path.name))

    def kept_files(self) -> Iterator[str]:
        """The names of all files kept, of whichever backup, in no order."""
        for path in self.files.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            yield path.relative_to(self.files).as_posix()

    def clear_parts(self) -> None:
        """Remove what interrupted runs left."""
        for path in (*self.backups.iterdir(), *self.files.iterdir()):
            if path.name.startswith((PART, GONE)):
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def store(self, name: str, chunks: Iterable[bytes]) -> None:
        """Keep ``chunks`` as the file ``name``: whole and on the disk, or not at all."""
        final = self.file(name)
        part = self.files / f"{PART}{final.name}"
        try:
            with part.open("wb") as file:
                file.writelines(chunks)
                flush(file)
            final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.rename(final)
        finally:
            part.unlink(missing_ok=True)


def new_name(now: datetime) -> str:
    """What a backup of this moment is called: sorted by name is sorted by time."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"


def is_own_name(name: str) -> bool:
    """Whether a file can be kept under ``name`` at all: rows may have been tampered with."""
    return bool(OPAQUE_NAME.fullmatch(name))


@contextmanager
def place_for_writing(directory: Path) -> Iterator[Place]:
    """The place in ``directory``, made if it is empty or missing, and nobody else's meanwhile."""
    place = Place(directory.resolve())
    _refuse_wrong(place)
    try:
        place.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        (place.directory / ABOUT).write_text(ABOUT_WORDS)
        for made in (place.files, place.backups):
            made.mkdir(mode=0o700, exist_ok=True)
        lock = (place.directory / "lock").open("w")
    except OSError as error:
        raise BackupFault(f"Cannot write to {directory}: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFault(f"Another backup is being written to {directory}.") from None
        place.clear_parts()
        yield place


def place_for_reading(directory: Path) -> Place:
    """The place in ``directory``, which has at least one backup."""
    place = Place(directory.resolve())
    if not place.names():
        raise BackupFault(f"There is no backup in {directory}.")
    return place


def _refuse_wrong(place: Place) -> None:
    if Path(settings.DATA_DIR).resolve() in (place.directory, *place.directory.parents):
        raise BackupFault(
            f"{place.directory} is inside DATA_DIR and would be lost with it. Choose a directory "
            "of another disk."
        )
    if place.directory.exists() and not place.directory.is_dir():
        raise BackupFault(f"{place.directory} is not a directory.")
    is_new = not place.directory.exists() or not any(place.directory.iterdir())
    if not is_new and not (place.directory / ABOUT).exists():
        raise BackupFault(
            f"{place.directory} holds other things, and no backups. Choose an empty directory."
        )


def flush(file: IO) -> None:
    """What was written to ``file`` is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def flush_directory(path: Path) -> None:
    """The names in the directory ``path`` are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
