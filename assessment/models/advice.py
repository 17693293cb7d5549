"""What of advice is kept: what a learner put aside, and the words a centre's mappings taught."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portfolio.models import Centre, Learner


class DismissalQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(lifted_at=None)


class Dismissal(models.Model):
    """A learner does not follow an advice and says why; their assessors read the reason.

    ``check_key`` and ``found_key`` are those of ``assessment.advice``; ``label`` is what the
    thing was called that day, which its assessors read only where it was handed over.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="dismissals")
    check_key = models.CharField(max_length=40)
    found_key = models.CharField(max_length=400)
    label = models.CharField(max_length=300)
    reason = models.TextField(
        max_length=1000, help_text="Your assessor reads it. Two sentences are enough."
    )
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    dismissed_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, editable=False)

    objects = DismissalQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "check_key", "found_key"],
                condition=Q(lifted_at=None),
                name="dismissal_once",
                violation_error_message="This advice is already put aside.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.label}"


class LearnedWords(models.Model):
    """Which words stand in what a centre's assessors found to meet a criterion; made anew daily.

    Stems alone, and none that fewer than three items of two learners share: nobody's own words.
    """

    centre = models.OneToOneField(
        Centre, on_delete=models.CASCADE, primary_key=True, related_name="learned_words"
    )
    weights = models.JSONField(
        default=dict,
        help_text="By criterion or marking point: the items, and how many had each stem.",
    )
    items = models.PositiveIntegerField(default=0, help_text="How many items it was learned from.")
    learned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "learned words"

    def __str__(self) -> str:
        return f"{self.centre}: {self.items} items"
