"""Files on their way in: streamed to the storage's own disk and hashed as they come."""

import hashlib
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from portfolio.files.storage import own_storage

# Room for the form's other fields and the headers of each part.
FORM_ALLOWANCE = 1024 * 1024


def upload_limit() -> int:
    """The most bytes that one file, and so one request, may bring."""
    return settings.UPLOAD_LIMIT_MB * 1024 * 1024


def too_large_sentence() -> str:
    return (
        f"This is more than {settings.UPLOAD_LIMIT_MB} MB, the most that can be uploaded at once. "
        "Make the file smaller or split it, and upload it again."
    )


def is_too_large(request: HttpRequest, most: int | None = None) -> bool:
    """Whether the request says that it brings more than ``most`` bytes, or than an upload may.

    Nothing of it is read for this.
    """
    return announced_size(request) > (upload_limit() if most is None else most) + FORM_ALLOWANCE


def announced_size(request: HttpRequest) -> int:
    """The bytes that the request says it brings; 0 where it says nothing that makes sense."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class IncomingFile(UploadedFile):
    """An uploaded file in the storage's ``incoming``, deleted when closed unless it was adopted.

    ``path`` is where it lies, ``sha256`` the hash of its bytes in hexadecimal.
    """

    def __init__(
        self,
        name: str,
        content_type: str | None = None,
        charset: str | None = None,
        content_type_extra: dict[str, Any] | None = None,
    ) -> None:
        part = own_storage().new_incoming()
        super().__init__(part, name, content_type, 0, charset, content_type_extra)
        self.size: int = 0
        self.path = part.name
        self._hash = hashlib.sha256()
        # Django forgets the unfinished file when a connection breaks: then this clears it away.
        self._discard = weakref.finalize(self, _close_and_delete, part, self.path)

    @classmethod
    def of(cls, name: str, chunks: Iterable[bytes]) -> Self:
        """A file that comes from the site itself, such as the demo's."""
        incoming = cls(name)
        for chunk in chunks:
            incoming.add(chunk)
        incoming.complete()
        return incoming

    @staticmethod
    def limit() -> int:
        """The most bytes that it takes."""
        return upload_limit()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def add(self, chunk: bytes) -> None:
        """Append ``chunk``; raise ``RequestDataTooBig`` before the limit would be passed."""
        if self.size + len(chunk) > self.limit():
            self.close()
            raise RequestDataTooBig(too_large_sentence())
        self.file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def complete(self) -> None:
        """Everything has come: make it readable from its start, also by its path."""
        self.file.flush()
        self.seek(0)

    def temporary_file_path(self) -> str:
        return self.path

    def close(self) -> None:
        self._discard()


def _close_and_delete(part: Any, path: str) -> None:
    part.close()
    # An adopted file has left this path.
    Path(path).unlink(missing_ok=True)


class StorageUploadHandler(FileUploadHandler):
    """Writes each file of a form, small or large, into the storage's ``incoming``."""

    file: IncomingFile | None = None
    file_class = IncomingFile
    # Pages open to visitors, such as the log-in, take no file: nobody fills the disk there.
    takes_from_visitors = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if self.request is not None and is_too_large(self.request, self.file_class.limit()):
            raise RequestDataTooBig(too_large_sentence())

    def new_file(
        self,
        field_name: str,
        file_name: str,
        content_type: str,
        content_length: int | None,
        charset: str | None = None,
        content_type_extra: dict[str, Any] | None = None,
    ) -> None:
        user = getattr(self.request, "user", None)
        is_visitor = user is not None and not user.is_authenticated
        if is_visitor and not self.takes_from_visitors:
            raise SuspiciousOperation("Log in before you send a file.")
        super().new_file(
            field_name, file_name, content_type, content_length, charset, content_type_extra
        )
        self.file = self.file_class(file_name, content_type, charset, content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.file is not None  # noqa: S101 - new_file comes first
        self.file.add(raw_data)

    def file_complete(self, file_size: int) -> IncomingFile | None:
        assert self.file is not None  # noqa: S101 - new_file comes first
        complete, self.file = self.file, None
        complete.complete()
        return complete

    def upload_interrupted(self) -> None:
        """Delete the part of a file that did not come to its end."""
        if self.file is not None:
            self.file.close()
            self.file = None


def discard_unfinished(request: HttpRequest) -> None:
    """Delete at once what a broken upload left; otherwise the collector does so some time."""
    for handler in request.upload_handlers:
        if isinstance(handler, StorageUploadHandler):
            handler.upload_interrupted()
