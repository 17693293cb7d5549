"""What the page says of uploads that are not stored yet, or never were."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence, Upload, UploadState, User

# Within this, another window may still be sending it.
A_MOMENT = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One row of the page. ``percent`` is ``None`` where the length is not known."""

    upload: Upload
    words: str
    percent: int | None
    can_be_kept: bool

    @property
    def is_over(self) -> bool:
        return self.upload.state in (UploadState.REFUSED, UploadState.GIVEN_UP)

    @property
    def is_being_stored(self) -> bool:
        return self.upload.state == UploadState.CHECKING

    @property
    def can_go_on(self) -> bool:
        """Whether choosing the same file again adds what is missing."""
        return self.upload.state == UploadState.RECEIVING and not self.upload.is_recording


def unfinished_uploads(evidence: Evidence, user: User) -> list[Unfinished]:
    """What ``user`` began to send to the item and is not stored, oldest first; one query."""
    return [_described(upload) for upload in _uploads(evidence=evidence.pk, user=user.pk)]


@compiled_once
def _uploads(evidence: Given, user: Given) -> QuerySet[Upload]:
    mine = Upload.objects.filter(evidence=evidence, user=user).exclude(state=UploadState.STORED)
    # Nothing came of it: there is nothing to go on with.
    return mine.exclude(Q(offset=0), state=UploadState.RECEIVING)


def _described(upload: Upload) -> Unfinished:
    percent = 100 * upload.offset // upload.length if upload.length else None
    is_receiving = upload.state == UploadState.RECEIVING
    is_under_way = is_receiving and timezone.now() - upload.changed_at < A_MOMENT
    is_whole = upload.is_complete or upload.is_recording
    return Unfinished(
        upload=upload,
        words=_words(upload, percent, is_under_way),
        percent=percent,
        can_be_kept=is_receiving and is_whole,
    )


def _words(upload: Upload, percent: int | None, is_under_way: bool) -> str:
    if upload.state == UploadState.CHECKING:
        return upload.sentence or "Checking and storing…"
    if upload.sentence:
        return upload.sentence
    here = filesizeformat(upload.offset)
    elsewhere = ", unless another window is sending it" if is_under_way else ""
    if upload.is_recording:
        going_on = ", or goes on in another window" if is_under_way else ""
        return f"A recording that was not finished{going_on}: {here} of it are here."
    if upload.is_complete:
        return f"All of it is here ({here}), but it was not stored yet."
    whole = filesizeformat(upload.length or 0)
    return (
        f"{percent}% of it is here ({here} of {whole}). Choose the file again to go on{elsewhere}."
    )
