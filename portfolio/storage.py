"""Where bytes are kept: evidence under opaque names, static files under hashed ones."""

import os
import re
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

OPAQUE_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")


def own_storage() -> "OpaqueStorage":
    """The storage of evidence, which can do more than any Django storage."""
    storage = storages["default"]
    assert isinstance(storage, OpaqueStorage)  # noqa: S101 - as settings say
    return storage


def opaque_name() -> str:
    """A name that nobody can guess and that says nothing about the file."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token[2:4]}/{token}"


class OpaqueStorage(FileSystemStorage):
    """Files under opaque names, which they get only once they are complete and on the disk.

    Bytes arrive in ``incoming/``, on the same file system, so that the move is one rename: a server
    killed at any moment leaves at most a nameless part there.
    """

    @property
    def incoming(self) -> Path:
        """The directory for what is still being written; made when it is missing."""
        directory = Path(self.location) / "incoming"
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory

    def new_incoming(self) -> IO[bytes]:
        """Open a new file in ``incoming`` for writing and reading; the caller closes it."""
        return tempfile.NamedTemporaryFile(prefix="part-", dir=self.incoming, delete=False)

    def adopt(self, path: str | Path) -> str:
        """Move a complete file of ``incoming`` to its final name, durably; return that name."""
        source = Path(path).resolve()
        if source.parent != self.incoming.resolve():
            raise SuspiciousFileOperation("Only a file that has just come in can be stored.")
        self._flush_to_disk(source)
        if self.file_permissions_mode is not None:
            source.chmod(self.file_permissions_mode)
        name = opaque_name()
        final = Path(self.path(name))
        self._make_directories(final.parent)
        source.rename(final)
        # Without this the rename itself may be lost in a power cut.
        self._flush_to_disk(final.parent)
        return name

    def remove_abandoned(self, older_than: timedelta = timedelta(days=1)) -> int:
        """Delete what interrupted uploads left in ``incoming``; return how many files."""
        before = (timezone.now() - older_than).timestamp()
        abandoned = [path for path in self.incoming.iterdir() if path.stat().st_mtime < before]
        for path in abandoned:
            path.unlink(missing_ok=True)
        return len(abandoned)

    def path(self, name: str) -> str:
        """Refuse every name but our own: no way up, and no way to what is not complete."""
        if not OPAQUE_NAME.fullmatch(str(name)):
            raise SuspiciousFileOperation("This is not the name of a stored file.")
        return super().path(name)

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

    def _make_directories(self, directory: Path) -> None:
        """Make ``directory`` below the location, flushing each parent that got a new entry."""
        for path in (directory.parent, directory):
            if not path.exists():
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._flush_to_disk(path.parent)

    @staticmethod
    def _flush_to_disk(path: Path) -> None:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _without_source_maps(patterns: tuple) -> tuple:
    """Packages name maps that they do not always ship, and no page loads one."""
    return tuple(
        (
            extension,
            tuple(pattern for pattern in found if "sourceMappingURL" not in str(pattern)),
        )
        for extension, found in patterns
    )


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, also inside ``import … from`` of JavaScript modules."""

    support_js_module_import_aggregation = True
    patterns = _without_source_maps(CompressedManifestStaticFilesStorage.patterns)

    def create_compressor(self, **options: Any) -> Compressor:
        """Only gzip: Brotli would take a minute and a half of each set-up to save some per cent."""
        return Compressor(**options, use_brotli=False)
