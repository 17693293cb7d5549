"""PDF documents: how many pages, and whether they can be taken into another PDF.

Runs in the child process of ``parse`` and imports no Django.
"""

import logging
import os

import pikepdf

from portfolio.inspection import problems

END_MARK = b"%%EOF"
# Printers add some bytes after the mark.
END_SIZE = 4096


def read_pdf(path: str) -> dict[str, object]:
    """Count the pages by opening the document as the export will."""
    logging.disable()
    try:
        with pikepdf.open(path) as document:
            pages = len(document.pages)
            repaired = bool(document.get_warnings())
    except pikepdf.PasswordError:
        return {"problem": problems.PDF_PASSWORD}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - damaged documents raise several kinds of error
        return {"problem": problems.PDF_DAMAGED}
    if not pages:
        return {"pages": 0, "problem": problems.PDF_EMPTY}
    # A repair is harmless unless the end is missing: then so may be pages.
    if repaired and END_MARK not in _end_of(path):
        return {"pages": pages, "problem": problems.PDF_DAMAGED}
    return {"pages": pages}


def _end_of(path: str) -> bytes:
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - END_SIZE))
        return file.read()
