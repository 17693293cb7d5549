"""Opening what learners uploaded, and saying in words what cannot be shown.

The one door through which foreign files come into a document: whatever is wrong with one, it
becomes a placeholder with a reason, and the document is made.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pikepdf
from django.core.files.storage import default_storage
from PIL import Image

from assessment.dossier.uploaded_pages import UploadedDocument, UploadedPage, read_uploaded
from assessment.dossier.values import Dossier, DossierFile
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
    """The files of one dossier, opened. Plain values in ``shown``, by the file's code."""

    def __init__(self, dossier: Dossier) -> None:
        self.documents: dict[UUID, UploadedDocument] = {}
        self._pages = 0
        self.shown = {file.code: self._show(file) for file in dossier.files}

    def close(self) -> None:
        for document in self.documents.values():
            document.close()

    def _show(self, file: DossierFile) -> Shown:
        try:
            if file.kind == FileKind.IMAGE:
                return _picture(file)
            if file.kind == FileKind.PDF:
                return self._document(file)
            return Shown(problem=file.problem)
        except FileNotFoundError:
            logger.error("Stored file of %s is missing.", file.code)
            return Shown(problem=MISSING)
        except pikepdf.PasswordError:
            return Shown(problem=LOCKED)
        except Exception as error:  # noqa: BLE001 - damaged files raise anything
            logger.warning("File %s cannot be shown in a PDF: %r", file.code, error)
            return Shown(problem=DAMAGED)

    def _document(self, file: DossierFile) -> Shown:
        if file.problem:
            return Shown(problem=file.problem)
        if file.pages > MOST_PAGES:
            return Shown(problem=TOO_LONG.format(pages=file.pages, most=MOST_PAGES))
        if self._pages + file.pages > MOST_PAGES_IN_ALL:
            return Shown(problem=TOO_MANY.format(most=MOST_PAGES_IN_ALL))
        with default_storage.open(file.stored_as) as stored:
            document = read_uploaded(stored)
        self.documents[file.code] = document
        self._pages += len(document.pages)
        return Shown(pages=document.pages)


def _picture(file: DossierFile) -> Shown:
    if not file.preview_as:
        return Shown(problem=file.problem or NO_COPY)
    with default_storage.open(file.preview_as) as stored, Image.open(stored) as picture:
        picture.verify()
    return Shown(is_picture=True, problem=file.problem)


@contextmanager
def opened(dossier: Dossier) -> Iterator[Originals]:
    originals = Originals(dossier)
    try:
        yield originals
    finally:
        originals.close()
