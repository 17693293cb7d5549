"""The job that makes a document: once however often it is run, and never left unfinished."""

import hashlib
import logging
import time
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import timezone

from assessment.dossier.reporting import Report
from portfolio.claiming import beating, claim
from portfolio.files.full_disk import FULL, is_disk_full
from portfolio.files.kept_bytes import is_named
from portfolio.files.storage import StorageUnavailable

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_REPORTS = 0.5

FAILED = (
    "The document could not be made, because of a fault in this program. Nothing of the portfolio "
    "is lost and the fault is on record. Try again; if it happens again, tell your centre."
)

STORAGE_DOWN = (
    "The place where files are kept does not answer now, so the document could not be made. "
    "Nothing is lost. Try again in a few minutes; if it goes on, tell your centre."
)

# Fields of the document once it is stored: of ``Made``, and of its own kind.
Stored = dict[str, Any]


def run(documents: QuerySet, pk: int, make: Callable[[Report], Stored]) -> None:
    """Make and store the document ``pk`` of ``documents`` (of a ``Made``), unless another run has
    it.

    Never leaves it unfinished, but for a worker that is killed: see ``dropped``.
    """
    begun_at = claim(documents.filter(pk=pk), stage="Reading what it will hold", percent=1)
    if begun_at is None:
        return
    mine = documents.filter(pk=pk, started_at=begun_at, finished_at=None)
    stored_as = ""
    try:
        with beating(mine):
            made = make(_reporter(mine))
        stored_as = made["stored_as"]
        kept = mine.update(**made, stage="", percent=100, finished_at=timezone.now())
    except _failures() as error:
        logger.exception("%s %s failed.", documents.model.__name__, pk)
        kept = 0
        mine.update(failure=_in_words(error), stage="", finished_at=timezone.now())
    # Another run took over while this one was thought to be dead. But a commit may have succeeded
    # although its answer was lost: then the bytes must stay.
    if stored_as and not kept and not is_named(stored_as):
        default_storage.delete(stored_as)


def _failures() -> tuple[type[BaseException], ...]:
    """What ends one job and not its worker.

    The second is no ``Exception``, lest anybody catch it. Asked for only once something failed:
    pages, which show how far a job is, need not load what renders.
    """
    from weasyprint.urls import FatalURLFetchingError

    return Exception, FatalURLFetchingError


def _in_words(error: BaseException) -> str:
    """Why there is no document, for people."""
    is_outage = isinstance(error, StorageUnavailable) or isinstance(
        error.__cause__, StorageUnavailable
    )
    if is_outage:
        return STORAGE_DOWN
    return FULL if is_disk_full(error) else FAILED


def stored(write: Callable[[IO[bytes]], int], name: str, report: Report) -> Stored:
    """Have ``write`` write the document (it returns how many pages) and store it, named like
    ``name``."""
    with TemporaryFile() as output:
        pages = write(output)
        size = output.seek(0, 2)
        output.seek(0)
        sha256 = hashlib.file_digest(output, "sha256").hexdigest()
        report("Storing the document", 97)
        output.seek(0)
        stored_as = default_storage.save(name, File(output))
    return {"stored_as": stored_as, "size": size, "sha256": sha256, "pages": pages}


def _reporter(mine: QuerySet) -> Report:
    """A function that keeps the document's stage and per cent, no more often than people read."""
    last = 0.0

    def report(stage: str, percent: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_REPORTS:
            last = time.monotonic()
            mine.update(stage=stage, percent=percent)

    return report
