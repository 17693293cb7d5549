"""Once all of it is here: joined, compared with what the sender computed, checked and stored."""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django_q.tasks import async_task

from portfolio.claiming import beating, claim, take_up, worn_out
from portfolio.files.inspection import refusals
from portfolio.files.inspection.door import Refused
from portfolio.files.resuming.joining import PartsDamaged, joined
from portfolio.files.resuming.protocol import Refusal
from portfolio.files.resuming.receiving import forget_parts
from portfolio.files.storing import StoredFile, store_file
from portfolio.files.uploads import IncomingFile
from portfolio.models import EvidenceFile, Upload, UploadState
from portfolio.models.claiming import NOT_BEGUN
from portfolio.notifying import notify
from portfolio.recording import HANDED_OVER, CannotChange

logger = logging.getLogger(__name__)

# Larger ones are joined and checked by the worker: nothing long happens in a request.
LARGEST_AT_ONCE = 32 * 1024 * 1024

NOT_ALL_HERE = "Not all of this file is here yet."
NOTHING_HERE = "Nothing of this file has come."
DAMAGED = "Some of what arrived was damaged in the site’s storage. Send the file again."
KEEPS_BREAKING = (
    "All of it is here, but checking it stopped the site three times. It is kept for a while: tell "
    "your centre, and try again."
)
GOES_ON = (
    "All of it is here, but the site could not store it yet. It tries again by itself; "
    "nothing is lost."
)


def finish_upload(upload: Upload, *, sha256: str = "") -> Upload:
    """Have a complete upload checked and stored: here if it is small, else by the worker.

    ``sha256``: what the sender computed. An upload whose length was left open ends where it is.
    Raise ``Refusal`` where something is missing. Asked again, it changes nothing, but for a job
    that was lost, which begins anew.
    """
    if upload.state == UploadState.RECEIVING and _begin(upload, sha256):
        upload.refresh_from_db()
        if upload.offset <= LARGEST_AT_ONCE:
            store_upload(upload.pk)
        else:
            ask_worker(upload)
    upload.refresh_from_db()
    return upload


def _begin(upload: Upload, sha256: str) -> bool:
    """From receiving to checking, for one of several who ask at once."""
    if not upload.offset:
        raise Refusal(409, NOTHING_HERE)
    if upload.length is not None and not upload.is_complete:
        raise Refusal(409, NOT_ALL_HERE)
    now = timezone.now()
    whole = Upload.objects.filter(
        pk=upload.pk, state=UploadState.RECEIVING, offset=upload.offset, length=upload.length
    )
    return bool(
        whole.update(
            state=UploadState.CHECKING,
            length=upload.offset,
            sha256=sha256 or upload.sha256,
            sentence="",
            asked_at=now,
            changed_at=now,
        )
    )


def ask_worker(upload: Upload) -> None:
    async_task(store_upload, upload.pk)


def take_up_lost(uploads: QuerySet[Upload]) -> int:
    """Begin anew whatever of ``uploads`` a killed server or worker left; return how many."""
    checking = uploads.filter(state=UploadState.CHECKING)
    worn_out(checking).update(state=UploadState.RECEIVING, sentence=KEEPS_BREAKING, **NOT_BEGUN)
    return take_up(checking, store_upload)


def store_upload(pk: int) -> None:
    """Join, compare, check and store the upload ``pk``, unless another run does.

    Run again after it was killed at any point, it ends the same: the same bytes make no second
    file. What fails through no fault of the file is tried again later.
    """
    begun_at = claim(Upload.objects.filter(pk=pk, state=UploadState.CHECKING))
    if begun_at is None:
        return
    upload = Upload.objects.select_related("evidence__learner", "user").get(pk=pk)
    mine = Upload.objects.filter(pk=pk, state=UploadState.CHECKING, started_at=begun_at)
    try:
        with beating(mine):
            stored = _stored(upload)
    except (Refused, PartsDamaged) as refused:
        _refuse(upload, mine, DAMAGED if isinstance(refused, PartsDamaged) else refused.sentence)
    except (CannotChange, ValidationError) as not_now:
        # All of it stays: perhaps the item is open, or has room, tomorrow.
        said = HANDED_OVER if isinstance(not_now, CannotChange) else " ".join(not_now.messages)
        _put_back(mine, UploadState.RECEIVING, said)
    except Exception:
        logger.exception("Upload %s could not be stored; it is tried again.", pk)
        _put_back(mine, UploadState.CHECKING, GOES_ON)
    else:
        _conclude(upload, mine, stored)


class StorageFailed(Exception):
    """The storage kept something else than it was given."""


def _stored(upload: Upload) -> StoredFile:
    with joined(upload) as incoming:
        try:
            return store_file(
                evidence=upload.evidence,
                user=upload.user,
                upload=incoming,
                expected_sha256=upload.sha256,
            )
        except Refused as refused:
            if refused.sentence == refusals.NOT_KEPT:
                # No fault of the file: its parts stay, and it is tried again.
                raise StorageFailed from refused
            raise
        except CannotChange:
            earlier = _stored_by_killed_run(upload, incoming)
            if earlier is None:
                raise
            return StoredFile(earlier)


def _stored_by_killed_run(upload: Upload, incoming: IncomingFile) -> EvidenceFile | None:
    """A run that was killed after storing it, whose item was handed over since."""
    kept = upload.evidence.files.kept()
    return kept.filter(sha256=incoming.sha256, uploaded_at__gte=upload.created_at).first()


@transaction.atomic
def _conclude(upload: Upload, mine: QuerySet[Upload], stored: StoredFile) -> None:
    # After a killed run its own file is there: that is no other file of the same bytes.
    was_there = stored.was_there and stored.file.uploaded_at < upload.created_at
    if mine.update(
        state=UploadState.STORED,
        file=stored.file,
        was_there=was_there,
        sentence="",
        finished_at=timezone.now(),
    ):
        forget_parts(upload)


@transaction.atomic
def _refuse(upload: Upload, mine: QuerySet[Upload], sentence: str) -> None:
    over = {"sentence": sentence[:400], "finished_at": timezone.now()}
    if not mine.update(state=UploadState.REFUSED, **over):
        return
    forget_parts(upload)
    if upload.offset > LARGEST_AT_ONCE:
        # Whoever waited may have closed the page.
        tell_lost(upload, sentence)


def _put_back(mine: QuerySet[Upload], state: str, sentence: str) -> None:
    now = timezone.now()
    mine.update(state=state, sentence=sentence[:400], asked_at=now, changed_at=now, **NOT_BEGUN)


def tell_lost(upload: Upload, sentence: str) -> None:
    """Tell the sender, also where the page is closed, that something is not stored."""
    notify(
        [upload.user],
        f"“{upload.name}” is not stored in {upload.evidence.label}. {sentence}",
        address=reverse("evidence", args=[upload.evidence.code]),
        key=f"upload-{upload.code}",
    )
