"""What is made from files to show them: small pictures, pages, words. Never the evidence itself."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portfolio.models.claiming import Claimable
from portfolio.models.evidence import EvidenceFile
from portfolio.models.stored_names import StoredName


class DerivativeKind(models.TextChoices):
    THUMBNAIL = "thumbnail", "Small picture"
    POSTER = "poster", "Picture of a video"
    PDF = "pdf", "Pages"
    TEXT = "text", "Words"


class Derivative(models.Model):
    """One thing made from a file: bytes in the storage, or words in the row. Can be made again."""

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="derivatives")
    kind = models.CharField(max_length=9, choices=DerivativeKind)
    stored_as = StoredName(
        blank=True,
        kept="what is shown of it",
        size_field="size",
        sha256_field="sha256",
        of=("file__evidence__learner", "file__evidence", "file"),
        centre="file__evidence__learner__centre",
    )
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True, help_text="Of a PDF.")
    text = models.TextField(blank=True, help_text="For finding the file, and reading it aloud.")
    made_with = models.CharField(max_length=60, help_text="The program, with its version.")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["file", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "kind"], name="derivative_once"),
            models.UniqueConstraint(
                fields=["stored_as"], condition=~Q(stored_as=""), name="derivative_bytes_once"
            ),
            models.CheckConstraint(
                condition=(Q(kind=DerivativeKind.TEXT) & Q(stored_as=""))
                | (~Q(kind=DerivativeKind.TEXT) & ~Q(stored_as="") & Q(text="")),
                name="derivative_bytes_or_words",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Preparation(Claimable):
    """The making of what is shown of a file: asked for, begun, done; and what was found on the
    way."""

    file = models.OneToOneField(
        EvidenceFile, on_delete=models.PROTECT, primary_key=True, related_name="preparation"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    recipe = models.PositiveIntegerField(
        default=0, help_text="Of ``derivatives.recipes``: after a change of it, all is made again."
    )
    problem = models.CharField(
        max_length=300, blank=True, help_text="Why nothing more can be shown, for people."
    )
    seconds = models.FloatField(null=True, blank=True, help_text="Of sound and video.")
    width = models.PositiveIntegerField(null=True, blank=True, help_text="Of video, in pixels.")
    height = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["file"]

    def __str__(self) -> str:
        return f"Preparing {self.file_id}"
