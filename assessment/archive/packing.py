"""The ZIP of an archive: names, the same bytes each time, and files of any size."""

import zipfile
from collections.abc import Iterable
from types import TracebackType
from typing import IO, Self

MANIFEST = "manifest.json"
MANIFEST_HASH = "manifest.sha256"
README = "README.txt"
FILES = "files/"

CHUNK = 1024 * 1024
# A ZIP knows no zone and no time before it; this one says nothing about when it was made.
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
UNIX = 3


def path_of(code: str, name: str) -> str:
    """Where the file with this code and name is in an archive."""
    return f"{FILES}{code}/{name}"


class Packer:
    """Writes entries one after another, of any size, without holding them in memory."""

    def __init__(self, output: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(output, "w", zipfile.ZIP_STORED, allowZip64=True)

    def add(
        self, path: str, chunks: Iterable[bytes], *, size: int = 0, packs: bool = False
    ) -> None:
        """Add ``chunks`` as ``path``. ``packs``: text that shrinks; pictures and films do not."""
        info = zipfile.ZipInfo(path, NO_TIME)
        info.create_system = UNIX
        info.external_attr = READABLE
        info.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
        info.file_size = size
        with self._zip.open(info, "w", force_zip64=packs or size > zipfile.ZIP64_LIMIT) as entry:
            for chunk in chunks:
                entry.write(chunk)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()
