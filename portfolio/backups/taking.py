"""Taking a backup while people work: the database first, then all files that it names.

Files are never changed, and what no row names is kept for a day, so what the database of one moment
names can be copied afterwards. What was let go meanwhile all the same (an archive that was brought
in) means another look: the database is copied again, and then only a few files are left to copy.
"""

import errno
import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portfolio.backups.databases import FILES, snapshot
from portfolio.backups.manifest import (
    LIST,
    Earlier,
    Listed,
    Manifest,
    maker,
    marks_of_keys,
    sha256_of_file,
    write_list,
    write_manifest,
)
from portfolio.backups.place import PART, BackupFault, Place, flush_directory, is_own_name, new_name
from portfolio.files.checking.ledger import Ledger, Named
from portfolio.files.kept_bytes import is_named
from portfolio.files.storage import own_storage

MOST_LOOKS = 5

Report = Callable[[int, int], None]


@dataclass(slots=True)
class Taken:
    """What one backup holds. ``copied`` files are new in the directory, of ``files`` that it
    names; ``lacking`` the site itself had not, or not as they were; ``let_go`` it deleted while it
    was copied, however often it was looked at again."""

    name: str = ""
    files: int = 0
    copied: int = 0
    bytes: int = 0
    lacking: list[str] = field(default_factory=list)
    let_go: list[str] = field(default_factory=list)


class _LetGo(Exception):
    """A file of the snapshot is gone, and so is its row: by now the site is another."""


def take_backup(place: Place, report: Report) -> Taken:
    """Write one more backup to ``place``; it is there whole, or not at all.

    Raises ``BackupFault`` where it cannot be written, ``StorageUnavailable`` where files cannot be
    read.
    """
    now = timezone.now()
    name = new_name(now)
    if name in place.names():
        raise BackupFault("The last backup is of this very second. Wait for the next.")
    part = place.backups / f"{PART}{name}"
    try:
        part.mkdir(mode=0o700)
        taken = _taken(place, part, report, now)
        flush_directory(part)
        part.rename(place.backups / name)
        flush_directory(place.backups)
    except OSError as error:
        raise BackupFault(_why_not(place, error)) from error
    finally:
        place.clear_parts()
    taken.name = name
    return taken


def _taken(place: Place, part: Path, report: Report, now: datetime) -> Taken:
    for _ in range(MOST_LOOKS - 1):
        try:
            return _copied_as_of_now(place, part, report, now)
        except _LetGo:
            continue
    return _copied_as_of_now(place, part, report, now, is_last=True)


def _copied_as_of_now(
    place: Place, part: Path, report: Report, now: datetime, *, is_last: bool = False
) -> Taken:
    taken = Taken()
    database = part / FILES[connection.vendor]
    database.unlink(missing_ok=True)
    with Ledger() as ledger:
        with snapshot(database):
            ledger.note_rows()
            migrations = sorted(MigrationRecorder(connection).applied_migrations())
            counts = counts_of_rows()
        lines = _Copying(place, ledger, taken, report, is_last).lines()
        listed = _with_database(database, place, now, lines)
        list_sha256 = write_list(part / LIST, listed)
    manifest = Manifest(
        taken_at=now.isoformat(timespec="seconds"),
        engine=connection.vendor,
        made_by=maker(),
        database=database.name,
        files=taken.files,
        bytes=taken.bytes,
        list_sha256=list_sha256,
        migrations=[list(migration) for migration in migrations],
        counts=counts,
        keys=marks_of_keys(),
        lacking=taken.lacking,
        let_go=taken.let_go,
    )
    write_manifest(part, manifest)
    return taken


def _with_database(
    database: Path, place: Place, now: datetime, files: Iterator[Listed]
) -> Iterator[Listed]:
    yield Listed(sha256_of_file(database), f"backups/{new_name(now)}/{database.name}")
    yield from files


def counts_of_rows() -> dict[str, int]:
    """How many rows there are of what people would miss."""
    models = ("Centre", "User", "Learner", "Evidence", "EvidenceFile", "AuditEntry")
    return {
        str(model._meta.verbose_name_plural): model.objects.count()
        for model in (apps.get_model("portfolio", name) for name in models)
    }


@dataclass(slots=True)
class _Copying:
    """Copies what the place lacks of the files in the ledger, and lists them all."""

    place: Place
    ledger: Ledger
    taken: Taken
    report: Report
    is_last: bool
    touched: set[Path] = field(default_factory=set)

    def lines(self) -> Iterator[Listed]:
        """One for each file, sorted by name, once it is in the place."""
        earlier = Earlier(self.place)
        total, last = self.ledger.count("named"), ""
        for number, named in enumerate(self.ledger.names(), 1):
            self.report(number, total)
            if named.name == last:
                continue
            last = named.name
            sha256 = self._kept(named, earlier.sha256_of(named.name)) or self._copied(named)
            if sha256:
                self.taken.files += 1
                self.taken.bytes += self.place.file(named.name).stat().st_size
                yield Listed(sha256, f"files/{named.name}")
            else:
                self._note_lacking(named)
        self._flush()

    def _kept(self, named: Named, earlier: str) -> str:
        """The SHA-256 of what the place has already; empty where it has to be copied.

        What no whole backup lists may be of one that was interrupted: it is read.
        """
        if not is_own_name(named.name) or not self.place.file(named.name).is_file():
            return ""
        if earlier and earlier == (named.sha256 or earlier):
            return earlier
        if not named.sha256:
            return ""
        found = sha256_of_file(self.place.file(named.name))
        return found if found == named.sha256 else ""

    def _copied(self, named: Named) -> str:
        """The SHA-256 of what was copied; empty where the site has not what its row says."""
        digest = hashlib.sha256()
        try:
            chunks = own_storage().read(named.name)
        except (FileNotFoundError, SuspiciousFileOperation):
            return ""
        with closing(chunks):
            try:
                self.place.store(named.name, _hashed(chunks, digest, named.sha256))
            except _NotAsItWas:
                return ""
        self.taken.copied += 1
        self.touched.add(self.place.file(named.name).parent)
        return digest.hexdigest()

    def _flush(self) -> None:
        """The names of what was copied are on the disk, too."""
        for directory in {*self.touched, *(path.parent for path in self.touched), self.place.files}:
            flush_directory(directory)

    def _note_lacking(self, named: Named) -> None:
        if is_named(named.name):
            self.taken.lacking.append(named.name)
        elif self.is_last:
            self.taken.let_go.append(named.name)
        else:
            raise _LetGo


class _NotAsItWas(Exception):
    """The bytes cannot be read, or are not those that the row says."""


def _hashed(chunks: Iterator[bytes], digest: "hashlib._Hash", expected: str) -> Iterator[bytes]:
    """``chunks``, hashed as they pass; raises at their end where they are not the expected ones, so
    that they are not kept."""
    while chunk := _next(chunks):
        digest.update(chunk)
        yield chunk
    if expected and digest.hexdigest() != expected:
        raise _NotAsItWas


def _next(chunks: Iterator[bytes]) -> bytes:
    try:
        return next(chunks, b"")
    except OSError as error:
        # Told apart from an error of the disk that is written to, which ends the backup.
        raise _NotAsItWas from error


def _why_not(place: Place, error: OSError) -> str:
    names = place.names()
    last = f"The last whole one is {names[-1]}." if names else "There is no earlier one."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"The disk of {place.directory} is full, so this backup was not made. {last} Free some "
            "space, keep fewer with --keep, or choose another disk; what was copied is used then."
        )
    return f"This backup was not made: {error.strerror or error}. {last}"
