"""Exporting: portfolio PDFs asked for, made in the background, kept."""

import hashlib
import logging
import re
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import TypedDict

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_q.tasks import async_task
from weasyprint.urls import FatalURLFetchingError

from assessment import rules
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.rendering import Report, render_pdf
from assessment.models import Enrolment, Export
from portfolio.auditing import enter
from portfolio.filenames import safe_name
from portfolio.models import Act, User

logger = logging.getLogger(__name__)

# As long as a job may run (see Q_CLUSTER): one that began earlier was killed.
LONGEST = timedelta(minutes=15)
# A worker that has nothing else to do begins within a second.
SUSPICIOUS_WAIT = timedelta(seconds=20)
SECONDS_BETWEEN_REPORTS = 0.5

FAILED = (
    "The PDF could not be made, because of a fault in this program. Nothing of the portfolio is "
    "lost and the fault is on record. Try again; if it happens again, tell your centre."
)
INTERRUPTED = "Making the PDF was interrupted. Try again."


def ask_for_export(*, enrolment: Enrolment, user: User) -> Export:
    """Have the portfolio PDF made. One that ``user`` is waiting for already is returned instead."""
    if not rules.can_export(user, enrolment.learner):
        raise PermissionDenied
    with transaction.atomic():
        # Two clicks at once would otherwise both find that none is waited for.
        Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
        waiting = enrolment.exports.filter(
            asked_by=user, finished_at=None, asked_at__gt=timezone.now() - LONGEST
        ).first()
        if waiting:
            return waiting
        export = Export(enrolment=enrolment, asked_by=user)
        export.full_clean()
        export.save()
        transaction.on_commit(partial(async_task, make_export, export.pk))
        _enter(export, user, "Asked for")
    return export


def note_download(export: Export, user: User) -> None:
    """Enter that ``user`` took the document away."""
    _enter(export, user, "Downloaded")


def _enter(export: Export, user: User, done: str) -> None:
    enter(
        Act.EXPORT,
        f"{done} the portfolio for {export.enrolment.qualification} as PDF.",
        by=user,
        learner=export.enrolment.learner,
        export=export.pk,
        sha256=export.sha256,
    )


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
    dossier = compile_dossier(export.enrolment)
    with TemporaryFile() as output:
        pages = render_pdf(dossier, output, report)
        size = output.tell()
        output.seek(0)
        sha256 = hashlib.file_digest(output, "sha256").hexdigest()
        report("Storing the document", 97)
        output.seek(0)
        stored_as = default_storage.save("portfolio.pdf", File(output))
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


# -- What the page says -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an export is: ``waiting``, ``running``, ``ready`` or ``failed``, and in words."""

    state: str
    words: str
    percent: int = 0
    is_slow: bool = False

    @property
    def is_over(self) -> bool:
        return self.state in ("ready", "failed")


def progress_of(export: Export) -> Progress:
    """What to tell whoever waits; also for an export whose worker was killed or never came."""
    now = timezone.now()
    if export.failure:
        return Progress("failed", export.failure)
    if export.finished_at:
        return Progress("ready", "Your document is ready.", 100)
    if export.started_at is None:
        is_slow = now - export.asked_at > SUSPICIOUS_WAIT
        return Progress("waiting", "Waiting for its turn.", is_slow=is_slow)
    if now - export.started_at > LONGEST:
        return Progress("failed", INTERRUPTED)
    return Progress("running", f"{export.stage}.", export.percent)


def download_name(export: Export) -> str:
    """Such as ``Anna-Kowalczyk-CSL-portfolio-2026-11-22.pdf``."""
    enrolment = export.enrolment
    day = timezone.localdate(export.asked_at).isoformat()
    name = f"{enrolment.learner} {enrolment.qualification.code} portfolio {day}.pdf"
    return re.sub(r"\s+", "-", safe_name(name))
