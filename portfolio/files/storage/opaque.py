"""What every storage of evidence can do, wherever its bytes lie."""

import re
import secrets
import tempfile
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils import timezone

OPAQUE_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")
CHUNK = 256 * 1024


class StorageUnavailable(Exception):
    """The storage does not answer now. Nothing was stored, nothing is lost; later it may be there.

    No ``OSError``: what handles a missing file must not take an outage for one.
    """


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored object: its size in bytes, and when it got its name."""

    name: str
    size: int
    changed_at: datetime


def opaque_name() -> str:
    """A name that nobody can guess and that says nothing about the file."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token[2:4]}/{token}"


def own_name(name: str | None) -> str:
    """``name``, if it can be one of ours: no way up, and no way to what is not complete."""
    if not OPAQUE_NAME.fullmatch(str(name)):
        raise SuspiciousFileOperation("This is not the name of a stored file.")
    return str(name)


class Reading(Iterator[bytes]):
    """Bytes of a stored file in chunks. Closed at its end, or by who stops earlier.

    A class, since a generator that nobody began to read would never close what it reads from.
    """

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        raise NotImplementedError


class OpaqueStorage(Storage):
    """Files under opaque names, which they get only once they are complete and safely stored.

    Bytes arrive in ``incoming``, a directory of the local disk: a server killed at any moment
    leaves at most a nameless part there. Whoever asks for a stored file that is not there gets a
    ``FileNotFoundError``; where the storage itself does not answer, ``StorageUnavailable``.
    """

    # -- What a kind of storage says ----------------------------------------------------------

    @property
    @abstractmethod
    def incoming(self) -> Path:
        """The local directory for what is still being written; made when it is missing."""

    @abstractmethod
    def _keep(self, source: Path, name: str) -> None:
        """Store the complete local file as ``name``, durably and whole or not at all.

        ``source`` is gone afterwards.
        """

    @abstractmethod
    def read(self, name: str, start: int = 0, end: int | None = None) -> Reading:
        """The bytes from ``start`` to before ``end`` (or the end), and no others are fetched.

        A file that is not there is found out at once, not at the first chunk.
        """

    @abstractmethod
    def names(self) -> Iterator[Kept]:
        """Every stored object, in no order. Those that come or go meanwhile may be in it or not."""

    @abstractmethod
    def local_copy(self, name: str) -> AbstractContextManager[Path]:
        """A path to the whole file, for libraries that want one: to be read only."""

    # -- What all of them do ------------------------------------------------------------------

    def new_incoming(self) -> IO[bytes]:
        """Open a new file in ``incoming`` for writing and reading; the caller closes it."""
        return tempfile.NamedTemporaryFile(prefix="part-", dir=self.incoming, delete=False)

    def adopt(self, path: str | Path) -> str:
        """Store a complete file of ``incoming`` durably; return its name. ``path`` is then gone."""
        name = opaque_name()
        self._keep(self._arrived(path), name)
        return name

    def take_back(self, path: str | Path, name: str) -> None:
        """Store a complete file of ``incoming`` under the name that it had, in place of what may be
        there: only for putting back what a backup holds."""
        self._keep(self._arrived(path), own_name(name))

    def _arrived(self, path: str | Path) -> Path:
        source = Path(path).resolve()
        if source.parent != self.incoming.resolve():
            raise SuspiciousFileOperation("Only a file that has just come in can be stored.")
        return source

    def remove_abandoned(self, older_than: timedelta = timedelta(days=1)) -> int:
        """Delete what interrupted uploads left in ``incoming``; return how many files."""
        before = (timezone.now() - older_than).timestamp()
        abandoned = [path for path in self.incoming.iterdir() if path.stat().st_mtime < before]
        for path in abandoned:
            path.unlink(missing_ok=True)
        return len(abandoned)

    def url(self, name: str | None) -> str:
        raise ValueError("Stored files have no address of their own: a view serves them.")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return opaque_name()

    def _save(self, name: str, content: File) -> str:
        with self.new_incoming() as part:
            try:
                for chunk in content.chunks():
                    part.write(chunk.encode() if isinstance(chunk, str) else chunk)
                part.close()
                return self.adopt(part.name)
            finally:
                Path(part.name).unlink(missing_ok=True)


def made_directory(directory: Path) -> Path:
    """``directory``, for the site alone."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory
