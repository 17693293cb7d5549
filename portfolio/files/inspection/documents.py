"""PDF documents: how many pages, and whether they can be taken into another PDF.

Runs in the child process of ``parse`` and imports no Django.
"""

import logging
import os
import resource
import time

import pikepdf

from portfolio.files.inspection import problems

END_MARK = b"%%EOF"
# Printers add some bytes after the mark.
END_SIZE = 4096
# As many as the export shows of one file.
MOST_TRIED = 400
# The worker that makes documents opens them too, beside everything else: kilobytes.
MOST_MEMORY = 600 * 1024
# Of processor time; several hundred pages of an ordinary document take one or two.
MOST_SECONDS = 5


def read_pdf(path: str) -> dict[str, object]:
    """Count the pages, and take them over by way of trial, as the export will.

    So whatever makes qpdf crash, or take far too much, does so here.
    """
    logging.disable()
    before = _memory()
    try:
        with pikepdf.open(path) as document:
            found = _read(document, path)
            is_too_much = not _try(document)
    except pikepdf.PasswordError:
        return problems.PDF_PASSWORD.found()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - damaged documents raise several kinds of error
        return problems.PDF_DAMAGED.found()
    if is_too_much or _memory() - before > MOST_MEMORY + os.path.getsize(path) // 1024:
        return {**found, **problems.PDF_TOO_MUCH.found()}
    return found


def _read(document: pikepdf.Pdf, path: str) -> dict[str, object]:
    pages = len(document.pages)
    if not pages:
        return {"pages": 0, **problems.PDF_EMPTY.found()}
    # A repair is harmless unless the end is missing: then so may be pages.
    if document.get_warnings() and END_MARK not in _end_of(path):
        return {"pages": pages, **problems.PDF_DAMAGED.found()}
    if "/Collection" in document.Root:
        return {"pages": pages, **problems.PDF_PACKAGE.found()}
    form = document.Root.get("/AcroForm")
    if document.Root.get("/NeedsRendering") and form is not None and "/XFA" in form:
        return {"pages": pages, **problems.PDF_FORM.found()}
    return {"pages": pages}


def _try(document: pikepdf.Pdf) -> bool:
    """Copy what the pages look like into another document; False where that has no end."""
    with pikepdf.new() as trial:
        for page in document.pages[:MOST_TRIED]:
            if time.process_time() > MOST_SECONDS:
                return False
            try:
                trial.copy_foreign(page.as_form_xobject())
            except pikepdf.PdfError:
                # One damaged page: the export says so in its place.
                continue
    return True


def _memory() -> int:
    """The most that this process has held so far, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _end_of(path: str) -> bytes:
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - END_SIZE))
        return file.read()
