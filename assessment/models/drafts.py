"""What makes marking quicker: drafts that survive a closed browser, and phrases used again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.models.judgement import Decision
from assessment.models.mapping import Mapping
from assessment.models.units import Criterion, Unit
from portfolio.models import Centre


class JudgementDraft(models.Model):
    """What an assessor has typed about a mapping and not yet recorded. Nobody else sees it."""

    mapping = models.ForeignKey(Mapping, on_delete=models.CASCADE, related_name="drafts")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    feedback = models.TextField(blank=True, max_length=4000)
    action = models.TextField(blank=True, max_length=2000)
    reason = models.CharField(max_length=300, blank=True)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["mapping", "assessor"]
        constraints = [
            models.UniqueConstraint(fields=["mapping", "assessor"], name="judgement_draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.mapping}: draft of {self.assessor}"


class FeedbackPhrase(models.Model):
    """A sentence of the feedback bank: a person's own, or shared by their centre."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="feedback_phrases")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feedback_phrases"
    )
    is_shared = models.BooleanField("share with the centre's assessors", default=False)
    decision = models.CharField(
        "for", max_length=8, choices=Decision, blank=True, help_text="Left empty: for both."
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    text = models.CharField(max_length=600)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "centre", "text"],
                condition=Q(archived_at=None),
                name="feedback_phrase_once",
                violation_error_message="You have this sentence already.",
            )
        ]

    def __str__(self) -> str:
        return self.text
