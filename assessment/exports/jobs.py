"""The job that makes a document: once however often it is run, and never left unfinished."""

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils import timezone
from weasyprint.urls import FatalURLFetchingError

from assessment.dossier.reporting import Report

logger = logging.getLogger(__name__)

# As long as a job may run (see Q_CLUSTER): one that began earlier was killed.
LONGEST = timedelta(minutes=15)
SECONDS_BETWEEN_REPORTS = 0.5

FAILED = (
    "The document could not be made, because of a fault in this program. Nothing of the portfolio "
    "is lost and the fault is on record. Try again; if it happens again, tell your centre."
)

# Fields of the document once it is stored: of ``Made``, and of its own kind.
Stored = dict[str, Any]


def run(documents: QuerySet, pk: int, make: Callable[[Report], Stored]) -> None:
    """Make and store the document ``pk`` of ``documents`` (of a ``Made``), unless another run has
    it.

    Never leaves it unfinished, but for a worker that is killed: see ``progress_of``.
    """
    begun_at = _begin(documents, pk)
    if begun_at is None:
        return
    mine = documents.filter(pk=pk, started_at=begun_at, finished_at=None)
    stored_as = ""
    try:
        made = make(_reporter(mine))
        stored_as = made["stored_as"]
        kept = mine.update(**made, stage="", percent=100, finished_at=timezone.now())
    # The second is no Exception, lest anybody catch it; here it ends one job, not the worker.
    except (Exception, FatalURLFetchingError):
        logger.exception("%s %s failed.", documents.model.__name__, pk)
        kept = 0
        mine.update(failure=FAILED, stage="", finished_at=timezone.now())
    if stored_as and not kept:
        # Another run took over while this one was thought to be dead.
        default_storage.delete(stored_as)


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


def _begin(documents: QuerySet, pk: int) -> datetime | None:
    """Claim the document for this run; ``None`` where another run has it or it is finished."""
    now = timezone.now()
    unclaimed = Q(started_at=None) | Q(started_at__lt=now - LONGEST)
    claimed = documents.filter(unclaimed, pk=pk, finished_at=None).update(
        started_at=now, stage="Reading what it will hold", percent=1
    )
    return now if claimed else None


def _reporter(mine: QuerySet) -> Report:
    """A function that keeps the document's stage and per cent, no more often than people read."""
    last = 0.0

    def report(stage: str, percent: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_REPORTS:
            last = time.monotonic()
            mine.update(stage=stage, percent=percent)

    return report
