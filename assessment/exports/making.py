"""Making the documents that were asked for: the job, once however often it is run."""

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, TypedDict

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone
from weasyprint.urls import FatalURLFetchingError

from assessment.dossier.documents import write_pdf
from assessment.dossier.rendering import Report
from assessment.models import Export, Format

logger = logging.getLogger(__name__)

# As long as a job may run (see Q_CLUSTER): one that began earlier was killed.
LONGEST = timedelta(minutes=15)
SECONDS_BETWEEN_REPORTS = 0.5

FAILED = (
    "The document could not be made, because of a fault in this program. Nothing of the portfolio "
    "is lost and the fault is on record. Try again; if it happens again, tell your centre."
)

# Each writes the document to the file and returns how many pages it has.
WRITERS: dict[str, Callable[[Export, IO[bytes], Report], int]] = {Format.PDF: write_pdf}
SUFFIXES: dict[str, str] = {Format.PDF: ".pdf", Format.HTML: ".html", Format.ARCHIVE: ".zip"}


def make_export(pk: int) -> None:
    """The job: make and store the PDF of export ``pk``, once however often it is run.

    Never leaves the export unfinished, but for a worker that is killed: see ``progress_of``.
    """
    begun_at = _begin(pk)
    if begun_at is None:
        return
    mine = Export.objects.filter(pk=pk, started_at=begun_at, finished_at=None)
    stored_as = ""
    try:
        made = _make(pk, _reporter(pk, begun_at))
        stored_as = made["stored_as"]
        kept = mine.update(**made, stage="", percent=100, finished_at=timezone.now())
    # The second is no Exception, lest anybody catch it; here it ends one export, not the worker.
    except (Exception, FatalURLFetchingError):
        logger.exception("Export %s failed.", pk)
        kept = 0
        mine.update(failure=FAILED, stage="", finished_at=timezone.now())
    if stored_as and not kept:
        # Another run took over while this one was thought to be dead.
        default_storage.delete(stored_as)


def _begin(pk: int) -> datetime | None:
    """Claim the export for this run; ``None`` where another run has it or it is finished."""
    now = timezone.now()
    unclaimed = Q(started_at=None) | Q(started_at__lt=now - LONGEST)
    claimed = Export.objects.filter(unclaimed, pk=pk, finished_at=None).update(
        started_at=now, stage="Reading the portfolio", percent=1
    )
    return now if claimed else None


class Made(TypedDict):
    """What is known of a document once it is stored: fields of ``Export``."""

    stored_as: str
    size: int
    sha256: str
    pages: int


def _make(pk: int, report: Report) -> Made:
    export = Export.objects.select_related("enrolment").get(pk=pk)
    with TemporaryFile() as output:
        pages = WRITERS[export.format](export, output, report)
        size = output.tell()
        output.seek(0)
        sha256 = hashlib.file_digest(output, "sha256").hexdigest()
        report("Storing the document", 97)
        output.seek(0)
        stored_as = default_storage.save(f"portfolio{SUFFIXES[export.format]}", File(output))
    return {"stored_as": stored_as, "size": size, "sha256": sha256, "pages": pages}


def _reporter(pk: int, begun_at: datetime) -> Report:
    """A function that keeps the export's stage and per cent, no more often than people read."""
    last = 0.0

    def report(stage: str, percent: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_REPORTS:
            last = time.monotonic()
            Export.objects.filter(pk=pk, started_at=begun_at, finished_at=None).update(
                stage=stage, percent=percent
            )

    return report
