"""The parts of an upload become one file again."""

import hashlib
from collections.abc import Iterator

from portfolio.files.storage import own_storage
from portfolio.files.uploads import IncomingFile
from portfolio.models import Upload, UploadPart


class PartsDamaged(Exception):
    """The stored parts are not the bytes that came, or do not make up the file."""


def joined(upload: Upload) -> IncomingFile:
    """A file in ``incoming`` with all bytes of the upload, hashed on the way; the caller closes it.

    Memory stays at one chunk, whatever the size. Raise ``PartsDamaged``.
    """
    return IncomingFile.of(upload.name, _bytes_of(upload))


def _bytes_of(upload: Upload) -> Iterator[bytes]:
    at = 0
    for part in upload.parts.order_by("start").iterator():
        if part.start != at:
            raise PartsDamaged(f"Upload {upload.pk} lacks the bytes from {at}.")
        yield from _bytes_of_part(part)
        at += part.size
    if at != upload.length:
        raise PartsDamaged(f"Upload {upload.pk} has {at} bytes of {upload.length}.")


def _bytes_of_part(part: UploadPart) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in own_storage().read(part.stored_as):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != part.sha256:
        raise PartsDamaged(f"Part {part.pk} is not what came.")
