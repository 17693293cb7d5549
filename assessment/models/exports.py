"""Portfolio PDFs asked for, and how far they are."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessment.models.enrolments import Enrolment
from portfolio.models import User


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The exports of enrolments the user may see."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user).values("pk"))


class Export(models.Model):
    """One portfolio PDF: asked for, made in the background, kept."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="exports")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    stage = models.CharField(max_length=120, blank=True, help_text="What is done now, in words.")
    percent = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, editable=False)
    failure = models.CharField(max_length=300, blank=True, help_text="Why it failed, in words.")
    stored_as = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | ~Q(stored_as="") | ~Q(failure=""),
                name="export_finished_with_result",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="export_percent"),
        ]

    def __str__(self) -> str:
        return f"Portfolio of {self.enrolment}"

    def get_absolute_url(self) -> str:
        return reverse("export", args=[self.code])

    @property
    def is_ready(self) -> bool:
        return self.finished_at is not None and not self.failure
