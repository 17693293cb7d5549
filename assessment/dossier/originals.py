"""Opening what learners uploaded, and saying in words what cannot be shown.

The one door through which foreign files come into a document: whatever is wrong with one, it
becomes a placeholder with a reason, and the document is made.
"""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import IO
from uuid import UUID

import pikepdf
from django.core.files.storage import default_storage
from pikepdf import Pdf, Stream
from PIL import Image

from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.uploaded_pages import UploadedPage, form_in, read_uploaded
from assessment.dossier.values import Dossier, DossierFile
from portfolio.files.storage import StorageUnavailable
from portfolio.models import FileKind

logger = logging.getLogger(__name__)

MOST_PAGES = 400
MOST_PAGES_IN_ALL = 2000

MISSING = "Its bytes are missing from the store. The centre can restore them from a backup."
LOCKED = "It is password-protected."
DAMAGED = "It is damaged and cannot be read."
TOO_LONG = "It has {pages:,} pages; a file of up to {most} is shown here."
TOO_MANY = "This document shows {most:,} uploaded pages at most, and these would be more."
NO_COPY = "There is no copy of it that could be shown."


@dataclass(frozen=True, slots=True)
class Shown:
    """How one file appears: its pages, its picture, or (with neither) only its name and hash."""

    pages: tuple[UploadedPage, ...] = ()
    is_picture: bool = False
    problem: str = ""


class Originals:
    """How the files of one dossier appear: plain values in ``shown``, by the file's code.

    What a file looks like never changes, so it is kept on ``shelf``, by the hash of its bytes.
    """

    def __init__(self, dossier: Dossier, shelf: Shelf) -> None:
        self._shelf = shelf
        self._pages = 0
        self._files = {file.code: file for file in dossier.files}
        self._open: tuple[UUID, IO[bytes], Pdf] | None = None
        self.shown = {file.code: self._show(file) for file in dossier.files}

    def form_of(self, code: UUID, number: int) -> Stream:
        """What a page looks like, as a form XObject: until another file is asked for."""
        if self._open is None or self._open[0] != code:
            self.close()
            kept = self._shelf.open(_forms(self._files[code]))
            self._open = (code, kept, Pdf.open(kept))
        return form_in(self._open[2], number)

    def close(self) -> None:
        if self._open is not None:
            _, kept, document = self._open
            document.close()
            kept.close()
            self._open = None

    def _show(self, file: DossierFile) -> Shown:
        if not file.stored_as:
            return Shown(problem=file.problem)
        if file.kind == FileKind.IMAGE:
            return self._kept(f"{file.preview_as or file.sha256}.look", file, _picture)
        if file.kind == FileKind.PDF:
            return self._document_shown(file)
        if file.made is not None:
            shown = self._document_shown(file)
            # What is made from a file may be gone; the file itself is listed as ever.
            return Shown() if shown.problem == MISSING else shown
        return Shown(problem=file.problem)

    def _document_shown(self, file: DossierFile) -> Shown:
        if file.problem:
            return Shown(problem=file.problem)
        pages = file.shown_pages.count
        if pages > MOST_PAGES:
            return Shown(problem=TOO_LONG.format(pages=pages, most=MOST_PAGES))
        if self._pages + pages > MOST_PAGES_IN_ALL:
            return Shown(problem=TOO_MANY.format(most=MOST_PAGES_IN_ALL))
        shown = self._kept(f"{file.shown_pages.sha256}.look", file, self._read)
        self._pages += len(shown.pages)
        return shown

    def _kept(self, name: str, file: DossierFile, look: Callable[[DossierFile], Shown]) -> Shown:
        """As it was seen before; what is only missing from the store may be there next time."""
        shown = _shown_in(self._shelf.get(name)) if name in self._shelf else None
        if shown and (not shown.pages or _forms(file) in self._shelf):
            return shown
        shown = _looked_at(file, look)
        if shown.problem != MISSING:
            self._shelf.put(name, json.dumps(asdict(shown)).encode())
        return shown

    def _read(self, file: DossierFile) -> Shown:
        name = file.shown_pages.stored_as
        with default_storage.open(name) as stored, self._shelf.new(_forms(file)) as kept:
            return Shown(pages=read_uploaded(stored, kept))


def _looked_at(file: DossierFile, look: Callable[[DossierFile], Shown]) -> Shown:
    try:
        return look(file)
    except FileNotFoundError:
        logger.error("Stored file of %s is missing.", file.code)
        return Shown(problem=MISSING)
    except pikepdf.PasswordError:
        return Shown(problem=LOCKED)
    except StorageUnavailable:
        # No fault of the file: the document is made when the storage answers again.
        raise
    except Exception as error:  # noqa: BLE001 - damaged files raise anything
        logger.warning("File %s cannot be shown in a PDF: %r", file.code, error)
        return Shown(problem=DAMAGED)


def _forms(file: DossierFile) -> str:
    """Where the pages of a file are kept, reduced to what they look like."""
    return f"{file.shown_pages.sha256}.forms"


def _shown_in(content: bytes) -> Shown | None:
    try:
        values = json.loads(content)
        pages = tuple(UploadedPage(**page) for page in values.pop("pages"))
        return Shown(pages=pages, **values)
    except (ValueError, KeyError, TypeError):
        # Of another version of this module.
        return None


def _picture(file: DossierFile) -> Shown:
    if not file.preview_as:
        return Shown(problem=file.problem or NO_COPY)
    with default_storage.open(file.preview_as) as stored, Image.open(stored) as picture:
        picture.verify()
    return Shown(is_picture=True, problem=file.problem)


@contextmanager
def opened(dossier: Dossier, shelf: Shelf) -> Iterator[Originals]:
    originals = Originals(dossier, shelf)
    try:
        yield originals
    finally:
        originals.close()
