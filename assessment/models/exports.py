"""Documents asked for, made in the background and kept; and how far they are."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessment.models.enrolments import Enrolment
from assessment.models.qualifications import Qualification
from assessment.models.units import Unit
from portfolio.models import Centre, User
from portfolio.models.claiming import Claimable
from portfolio.models.stored_names import StoredName


class Format(models.TextChoices):
    PDF = "pdf", "PDF"
    HTML = "html", "Web page (one HTML file)"
    ARCHIVE = "archive", "Archive (ZIP, for another installation)"


class Variant(models.TextChoices):
    FULL = "full", "Full portfolio"
    LEARNER = "learner", "Learner’s copy, without the records of internal quality assurance"
    UNITS = "units", "Chosen units"


class Conformance(models.TextChoices):
    ACCESSIBLE = "ua", "Accessible (PDF/UA-1)"
    ARCHIVABLE = "a", "For the archive (PDF/A-3)"


class Made(Claimable):
    """A document that is asked for, made in the background, and kept."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    stage = models.CharField(max_length=120, blank=True, help_text="What is done now, in words.")
    percent = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, editable=False)
    failure = models.CharField(max_length=300, blank=True, help_text="Why it failed, in words.")
    stored_as = StoredName(
        blank=True, kept="the document", size_field="size", sha256_field="sha256"
    )
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | ~Q(stored_as="") | ~Q(failure=""),
                name="%(class)s_finished_with_result",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="%(class)s_percent"),
        ]

    @property
    def is_ready(self) -> bool:
        return self.finished_at is not None and not self.failure


class Choices(models.Model):
    """What is to be in a document of a portfolio, and how it is made."""

    format = models.CharField(max_length=10, choices=Format, default=Format.PDF)
    variant = models.CharField(max_length=10, choices=Variant, default=Variant.FULL)
    conformance = models.CharField(
        max_length=4, choices=Conformance, default=Conformance.ACCESSIBLE
    )
    attaches_files = models.BooleanField(
        "attach the other files",
        default=False,
        help_text="Files that cannot be shown as pages travel inside the PDF.",
    )

    class Meta:
        abstract = True


class Batch(Choices):
    """Documents of many learners, asked for at once: one export each, and all as one ZIP."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="batches")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return f"Batch of {self.asked_at:%Y-%m-%d %H:%M}"


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The exports of enrolments the user may see."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user).values("pk"))


class Export(Made, Choices):
    """One document of a portfolio, and which state of the portfolio it shows."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="exports")
    units = models.ManyToManyField(Unit, related_name="+", blank=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="exports"
    )
    state_hash = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of all values that the document shows."
    )
    state_shape = models.CharField(
        max_length=16, blank=True, help_text="Of which values there were: changes with the program."
    )
    audit_head = models.CharField(
        max_length=64, blank=True, help_text="Of the centre’s audit trail, when it was made."
    )
    audit_length = models.PositiveIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Portfolio of {self.enrolment}"

    def get_absolute_url(self) -> str:
        return reverse("export", args=[self.code])


class FormSet(Made):
    """The blank forms of a centre for a qualification, such as an awarding body approves."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="form_sets")
    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Blank forms for {self.qualification}"

    def get_absolute_url(self) -> str:
        return reverse("form-set", args=[self.code])
