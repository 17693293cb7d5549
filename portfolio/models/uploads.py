"""Files on their way in, part by part, so that what has come is never sent twice."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portfolio.models.claiming import Claimable
from portfolio.models.evidence import Evidence, EvidenceFile
from portfolio.models.stored_names import StoredName

# Since the last byte came. A recording has no copy elsewhere, so it waits longer.
KEPT_FOR = timedelta(days=1)
RECORDING_KEPT_FOR = timedelta(days=7)


class UploadState(models.TextChoices):
    RECEIVING = "receiving", "On its way"
    CHECKING = "checking", "All here, being checked and stored"
    STORED = "stored", "Stored"
    REFUSED = "refused", "Not stored"
    GIVEN_UP = "given_up", "Given up, as nothing more came"


class UploadQuerySet(models.QuerySet):
    def under_way(self) -> Self:
        """Those whose bytes take room: still coming, or being checked."""
        return self.filter(state__in=(UploadState.RECEIVING, UploadState.CHECKING))


class Upload(Claimable):
    """One file that somebody sends to an item. Its bytes are its parts', until it is stored."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="As the sender called it, made safe.")
    fingerprint = models.CharField(
        max_length=400,
        blank=True,
        help_text="By which the sender’s browser knows the file again when it is chosen again.",
    )
    length = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Bytes; unknown while something is still being recorded."
    )
    offset = models.PositiveBigIntegerField(default=0, help_text="Bytes that are here.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="As the sender computed it.")
    is_recording = models.BooleanField(
        default=False, help_text="Recorded in the page: there is no copy of it elsewhere."
    )
    state = models.CharField(max_length=9, choices=UploadState, default=UploadState.RECEIVING)
    sentence = models.CharField(
        max_length=400, blank=True, help_text="Why it is not stored, for the sender."
    )
    was_there = models.BooleanField(
        default=False, help_text="These very bytes were in the item already."
    )
    file = models.ForeignKey(
        EvidenceFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Once stored.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, help_text="When something last came.")
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When its checking was last asked for."
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state", "changed_at"], name="upload_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(length=None) | Q(offset__lte=F("length")),
                name="upload_within_length",
                violation_error_message="More came than was announced.",
            ),
            models.CheckConstraint(
                condition=~Q(state=UploadState.STORED) | Q(file__isnull=False),
                name="upload_stored_has_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kept_for(self) -> timedelta:
        return RECORDING_KEPT_FOR if self.is_recording else KEPT_FOR

    @property
    def is_complete(self) -> bool:
        return self.length is not None and self.offset == self.length


class UploadPart(models.Model):
    """The bytes of one request, whole under their own name. Deleted once the file is stored."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    start = models.PositiveBigIntegerField(help_text="Its first byte’s place in the file.")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = StoredName(
        unique=True,
        kept="a part of a file that is on its way",
        size_field="size",
        sha256_field="sha256",
        of=("upload__evidence__learner", "upload__evidence"),
        centre="upload__evidence__learner__centre",
    )

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "start"], name="upload_part_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_part_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.upload.name} from byte {self.start}"
