"""Handing evidence over."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessment.models.mapping import Mapping
from portfolio.models import Evidence, Learner, User


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The submissions of evidence the user may see."""
        return self.filter(evidence__learner__in=Learner.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        """Not taken back by the learner."""
        return self.filter(taken_back_at=None)


class Submission(models.Model):
    """The learner declares an item authentic and hands it over as it is now.

    ``content`` holds all of it as plain values, so that the version that was judged stays
    readable; ``content_hash`` is the SHA-256 of its canonical JSON (see ``submitting``).
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveIntegerField(help_text="1, 2 … of this item.")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    declaration = models.TextField(help_text="The words the learner agreed to.")
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    mappings = models.ManyToManyField(Mapping, related_name="submissions")
    taken_back_at = models.DateTimeField(null=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["evidence", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "version"], name="submission_version_once"),
            models.CheckConstraint(
                condition=~Q(declaration=""),
                name="submission_declared",
                violation_error_message="Declare that the evidence is authentic.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} · version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.code])
