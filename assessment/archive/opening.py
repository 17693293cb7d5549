"""Opening an archive that somebody brought: nothing of it is believed, and nothing is unpacked to a
path of its own."""

import hashlib
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from assessment.archive.packing import CHUNK, FILES, MANIFEST, MANIFEST_HASH, README
from assessment.archive.refusing import ArchiveRefused
from portfolio.files.inspection.containers import MAX_ENTRIES, MAX_RATIO, SMALL_UNPACKED

MOST_OF_MANIFEST = 64 * 1024 * 1024
DEEPEST = 100
PATH = re.compile(
    rf"({re.escape(MANIFEST)}|{re.escape(MANIFEST_HASH)}|{README}"
    rf"|{FILES}[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}/[^/\\]{{1,200}})"
)

NO_ZIP = "This is not a ZIP file, or it is damaged. Choose the archive as it was downloaded."
NOT_OURS = (
    "This ZIP file is not the archive of a portfolio: it has no manifest. Choose the file that "
    "“Archive” on the page of a portfolio's documents made."
)
TOO_MANY = f"It holds more than {MAX_ENTRIES:,} files, the most that an archive can hold."
BOMB = "It would unpack to far more than it could honestly hold, so nothing of it was opened."
LOCKED = "It is protected by a password. Bring it as it was downloaded, without one."
HUGE = "Its manifest is larger than 64 MB, the most that can be read."
NO_JSON = "Its manifest cannot be read: it is not JSON as archives write it."
ALTERED = "Its manifest was altered: it is not the one that was written."
DAMAGED = "It is damaged: part of it cannot be read. Download the archive again."


class Archive:
    """An open archive whose names and sizes were looked through."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self._entries = {entry.filename: entry for entry in opened.infolist()}

    @property
    def files(self) -> frozenset[str]:
        """The paths of what was uploaded."""
        return frozenset(path for path in self._entries if path.startswith(FILES))

    def size_of(self, path: str) -> int:
        return self._entries[path].file_size

    def chunks(self, path: str, limit: int) -> Iterator[bytes]:
        """The bytes of an entry; ``ArchiveRefused`` where there are more than ``limit``, whatever
        the entry says of itself, or it is damaged."""
        left = limit
        try:
            with self._zip.open(self._entries[path]) as entry:
                while chunk := entry.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise ArchiveRefused(BOMB)
                    yield chunk
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise ArchiveRefused(DAMAGED) from error
        except Exception as error:  # zlib.error, and what other methods of packing raise
            if isinstance(error, ArchiveRefused):
                raise
            raise ArchiveRefused(DAMAGED) from error

    def manifest(self) -> dict[str, Any]:
        """The manifest as JSON values, once its hash was compared."""
        if self.size_of(MANIFEST) > MOST_OF_MANIFEST:
            raise ArchiveRefused(HUGE)
        content = b"".join(self.chunks(MANIFEST, MOST_OF_MANIFEST))
        noted = b"".join(self.chunks(MANIFEST_HASH, 1000)).decode("ascii", "replace").strip()
        if hashlib.sha256(content).hexdigest() != noted:
            raise ArchiveRefused(ALTERED)
        return _parsed(content)


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Archive]:
    """Open ``file`` as an archive; raise ``ArchiveRefused`` for anything else."""
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:  # a hostile directory raises more kinds than are documented
        raise ArchiveRefused(NO_ZIP) from error
    with archive:
        size = file.seek(0, 2)
        _require_honest(archive.infolist(), size)
        yield Archive(archive)


def _require_honest(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Raise ``ArchiveRefused`` for names that lead elsewhere, and bombs. ``size``: the ZIP's."""
    if len(entries) > MAX_ENTRIES:
        raise ArchiveRefused(TOO_MANY)
    names = Counter(entry.filename for entry in entries)
    if MANIFEST not in names or MANIFEST_HASH not in names:
        raise ArchiveRefused(NOT_OURS)
    strange = [name for name in names if not _is_ours(name)]
    if strange:
        raise ArchiveRefused(
            *(f"It holds “{_shown(name)}”, which no archive has." for name in strange)
        )
    if twice := [name for name, times in names.items() if times > 1]:
        raise ArchiveRefused(*(f"It holds “{_shown(name)}” more than once." for name in twice))
    if any(entry.flag_bits & 1 for entry in entries):
        raise ArchiveRefused(LOCKED)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    is_implausible = unpacked > SMALL_UNPACKED and unpacked > size * MAX_RATIO
    # Entries that lie over one another count the same bytes many times.
    if packed > size or is_implausible:
        raise ArchiveRefused(BOMB)


def _is_ours(name: str) -> bool:
    match = PATH.fullmatch(name)
    return match is not None and name.rsplit("/", 1)[-1] not in (".", "..") and "\x00" not in name


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(
            content.decode(), parse_constant=_refused, object_pairs_hook=_without_doubles
        )
    except (ValueError, RecursionError) as error:
        raise ArchiveRefused(NO_JSON) from error
    if not isinstance(manifest, dict):
        raise ArchiveRefused(NO_JSON)
    return manifest


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON.")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name stands twice.")
    return found
