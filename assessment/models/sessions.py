"""What assessors record themselves, and originals that they have seen."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.models.submission import Submission
from portfolio.models import AppendOnly, Evidence


class AssessorRecord(models.Model):
    """An observation, a professional discussion or questioning: an item that an assessor writes.

    The item's method says which of the three. Until the assessor signs it is private; from then
    on it does not change, and the learner confirms it by handing it over.
    """

    evidence = models.OneToOneField(
        Evidence, on_delete=models.PROTECT, related_name="assessor_record"
    )
    place = models.CharField("where", max_length=160, blank=True)
    began_at = models.DateTimeField("began at")
    ended_at = models.DateTimeField(
        "ended at", null=True, blank=True, help_text="Unknown while it is being prepared."
    )
    present = models.CharField(
        "who else was there", max_length=300, blank=True, help_text="Roles or pseudonyms."
    )
    follow_up = models.TextField("agreed next steps", max_length=4000, blank=True)
    signed_at = models.DateTimeField(null=True, editable=False)
    signed_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["evidence"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")),
                name="assessor_record_ends_later",
                violation_error_message="The end is not after the beginning.",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_hash="")
                | (Q(signed_at__isnull=False, ended_at__isnull=False) & ~Q(signed_hash="")),
                name="assessor_record_signed_whole",
                violation_error_message="Say when it ended before you sign.",
            ),
        ]

    def __str__(self) -> str:
        return f"Record of {self.evidence}"


class Question(models.Model):
    """A question asked and what was answered; of an observation: what was seen, and when."""

    record = models.ForeignKey(AssessorRecord, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=1)
    asked = models.CharField("question, or what was to be seen", max_length=600)
    answered = models.TextField("answer, or what was seen", max_length=6000, blank=True)
    time = models.CharField(
        max_length=20, blank=True, help_text="Where in the recording: 12:30; or the time of day."
    )

    class Meta:
        ordering = ["record", "position", "pk"]

    def __str__(self) -> str:
        return self.asked


class Objection(AppendOnly):
    """The learner says that a signed record is not what happened. The record stays as it is."""

    record = models.OneToOneField(
        AssessorRecord, on_delete=models.PROTECT, related_name="objection"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("what is not right", max_length=2000)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["record"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="objection_says_why",
                violation_error_message="Say what is not right.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record} · {self.user} does not agree"


class PriorLearning(models.Model):
    """What recognition of prior learning asks for: what was achieved and how it is known."""

    evidence = models.OneToOneField(
        Evidence, on_delete=models.PROTECT, related_name="prior_learning"
    )
    achievement = models.CharField("what was achieved", max_length=300)
    awarded_by = models.CharField("by whom, or where", max_length=200)
    achieved_on = models.DateField("when")
    comparison = models.TextField(
        "how it compares with the criteria", max_length=4000, help_text="Level, content, context."
    )
    kept_current = models.TextField("how the skill was kept current", max_length=4000, blank=True)

    class Meta:
        ordering = ["evidence"]

    def __str__(self) -> str:
        return f"{self.achievement} ({self.awarded_by})"


class Sighting(AppendOnly):
    """An assessor or IQA confirms having seen an original that is kept elsewhere."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="sightings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    as_iqa = models.BooleanField("as IQA", default=False)
    seen_on = models.DateField("seen on", default=timezone.localdate)
    where = models.CharField("where", max_length=300)
    note = models.CharField("what it showed", max_length=600, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["submission", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user", "as_iqa"],
                name="sighting_once",
                violation_error_message="You have confirmed this already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} · original seen by {self.user}"
