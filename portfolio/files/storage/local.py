"""Evidence on the disk of this machine, or on one that it mounts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.core.files.storage import FileSystemStorage

from portfolio.files.storage.opaque import (
    CHUNK,
    OPAQUE_NAME,
    Kept,
    OpaqueStorage,
    Reading,
    made_directory,
    own_name,
)


class LocalStorage(OpaqueStorage, FileSystemStorage):
    """``incoming/`` is on the same file system as the rest, so that adopting is one rename."""

    @property
    def incoming(self) -> Path:
        return made_directory(Path(self.location) / "incoming")

    def read(self, name: str, start: int = 0, end: int | None = None) -> Reading:
        return _Slice(open(self.path(name), "rb"), start, end)

    def names(self) -> Iterator[Kept]:
        root = Path(self.location)
        for path in root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            name = path.relative_to(root).as_posix()
            if not OPAQUE_NAME.fullmatch(name):
                continue
            try:
                found = path.stat()
            except FileNotFoundError:
                continue
            yield Kept(name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    @contextmanager
    def local_copy(self, name: str) -> Iterator[Path]:
        path = Path(self.path(name))
        if not path.exists():
            raise FileNotFoundError(name)
        yield path

    def path(self, name: str) -> str:
        return super().path(own_name(name))

    def _keep(self, source: Path, name: str) -> None:
        _flush_to_disk(source)
        if self.file_permissions_mode is not None:
            source.chmod(self.file_permissions_mode)
        final = Path(self.path(name))
        self._make_directories(final.parent)
        source.rename(final)
        # Without this the rename itself may be lost in a power cut.
        _flush_to_disk(final.parent)

    def _make_directories(self, directory: Path) -> None:
        """Make ``directory`` below the location, flushing each parent that got a new entry."""
        for path in (directory.parent, directory):
            if not path.exists():
                made_directory(path)
                _flush_to_disk(path.parent)


class _Slice(Reading):
    def __init__(self, file: IO[bytes], start: int, end: int | None) -> None:
        self._file = file
        self._left = None if end is None else end - start
        file.seek(start)

    def __next__(self) -> bytes:
        wanted = CHUNK if self._left is None else min(CHUNK, self._left)
        chunk = b"" if self._file.closed else self._file.read(wanted)
        if not chunk:
            self.close()
            raise StopIteration
        if self._left is not None:
            self._left -= len(chunk)
            if not self._left:
                self.close()
        return chunk

    def close(self) -> None:
        self._file.close()


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
