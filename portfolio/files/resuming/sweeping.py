"""Uploads that nobody goes on with: given up after a day, and said so."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portfolio.files.resuming.finishing import tell_lost
from portfolio.files.resuming.receiving import forget_parts
from portfolio.models import Upload, UploadState
from portfolio.models.uploads import KEPT_FOR, RECORDING_KEPT_FOR

# What is over stays on record for as long as a page may still ask about it.
TOLD_FOR = timedelta(days=30)

GIVEN_UP = "Nothing more of it came, so what was here is deleted. Send it again if you need it."


def sweep_uploads(older_than: timedelta = KEPT_FOR) -> int:
    """Give up what has not gone on for ``older_than`` (a recording: for a week at least); return
    how many. Their senders are told."""
    now = timezone.now()
    receiving = Upload.objects.filter(state=UploadState.RECEIVING)
    files = receiving.filter(is_recording=False, changed_at__lt=now - older_than)
    recordings = receiving.filter(
        is_recording=True, changed_at__lt=now - max(older_than, RECORDING_KEPT_FOR)
    )
    expired = [*files.values_list("pk", flat=True), *recordings.values_list("pk", flat=True)]
    over = Upload.objects.exclude(pk__in=Upload.objects.under_way().values("pk"))
    over.filter(changed_at__lt=now - TOLD_FOR).delete()
    return sum(_give_up(pk, now - older_than) for pk in expired)


@transaction.atomic
def _give_up(pk: int, before: datetime) -> bool:
    upload = (
        Upload.objects.select_for_update(of=("self",), no_key=True)
        .select_related("evidence", "user")
        .filter(pk=pk, state=UploadState.RECEIVING, changed_at__lt=before)
        .first()
    )
    if upload is None:
        return False  # It went on just now.
    has_parts = bool(upload.offset)
    if not has_parts:
        upload.delete()
        return True
    Upload.objects.filter(pk=pk).update(
        state=UploadState.GIVEN_UP, sentence=GIVEN_UP, finished_at=timezone.now()
    )
    forget_parts(upload)
    tell_lost(upload, GIVEN_UP)
    return True
