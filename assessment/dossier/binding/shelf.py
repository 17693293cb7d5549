"""The shelf: files that can be made again at any time, kept by a name that says what they hold."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

# Fonts: few, and kept sections say by name which they need.
LASTING = {".cut", ".font", ".json", ".ttf"}


class Shelf:
    """A folder of files; each is there as a whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __contains__(self, name: str) -> bool:
        return self._path(name).exists()

    def get(self, name: str) -> bytes:
        with self.open(name) as file:
            return file.read()

    def open(self, name: str) -> IO[bytes]:
        """The file, read. Raises ``FileNotFoundError``."""
        path = self._path(name)
        # What is used stays: the longest unused are cleared away first.
        os.utime(path)
        return path.open("rb")

    def put(self, name: str, content: bytes) -> None:
        with self.new(name) as file:
            file.write(content)

    @contextmanager
    def new(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write, which gets its name when all of it is written."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            try:
                yield file
                file.flush()
                os.replace(file.name, path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def clear(self, unused_for: timedelta) -> int:
        """Remove what nobody opened for so long, but for fonts; return how many files."""
        oldest = time.time() - unused_for.total_seconds()
        removed = 0
        for path in self._folder.glob("*/*"):
            if path.suffix in LASTING:
                continue
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    removed += 1
        return removed

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name
