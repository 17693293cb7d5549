"""Appeals against decisions, and reasonable adjustments."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.models.judgement import Judgement
from assessment.models.units import Unit
from portfolio.models import Learner, Method, User


class AppealQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The appeals of learners the user may see; who else reads them is a rule of its pages."""
        return self.filter(learner__in=Learner.objects.visible_to(user).values("pk"))


class Appeal(models.Model):
    """A learner does not accept decisions on a unit. It is heard in stages."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="appeals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    judgements = models.ManyToManyField(
        Judgement, blank=True, related_name="appeals", help_text="The decisions appealed against."
    )
    grounds = models.TextField("why the decision is wrong", max_length=6000)
    lodged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lodged_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(grounds=""),
                name="appeal_grounded",
                violation_error_message="Say why you think that the decision is wrong.",
            )
        ]

    def __str__(self) -> str:
        return f"Appeal of {self.learner} on {self.unit.code}"


class Hearing(models.Model):
    """One stage of an appeal: who hears it, by when, and what they decided."""

    class Stage(models.IntegerChoices):
        REVIEW = 1, "1 · Review by another assessor or IQA"
        PANEL = 2, "2 · Appeals panel of the centre"
        AWARDING_BODY = 3, "3 · Awarding body"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld: the decision is to be made again"
        PARTLY = "partly", "Upheld in part"
        DISMISSED = "dismissed", "Not upheld: the decision stands"

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="hearings")
    stage = models.PositiveSmallIntegerField(choices=Stage)
    heard_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    appointed_at = models.DateTimeField(null=True, editable=False)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField("answer due on")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    again = models.ManyToManyField(
        Judgement,
        blank=True,
        related_name="overruled",
        help_text="The decisions that are to be made again.",
    )
    reasons = models.TextField(max_length=6000, blank=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["appeal", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "stage"], name="hearing_stage_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="")
                | (Q(decided_at__isnull=False) & ~Q(outcome="") & ~Q(reasons="")),
                name="hearing_decided_with_reasons",
                violation_error_message="Give the outcome and the reasons for it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} · {self.get_stage_display()}"


class AdjustmentQuerySet(models.QuerySet):
    def current(self) -> Self:
        """In force today."""
        today = timezone.localdate()
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today, withdrawn_at=None
        )


class Adjustment(models.Model):
    """A reasonable adjustment: what is done otherwise for a learner, and why (in confidence)."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="adjustments")
    what = models.CharField(
        "what is done otherwise", max_length=300, help_text="Shown to whoever assesses."
    )
    need = models.TextField(
        "the need it answers",
        max_length=2000,
        blank=True,
        help_text="In confidence: shown to the learner and the centre's administrators alone.",
    )
    methods = models.JSONField(
        "for these methods", default=list, blank=True, help_text="Of ``Method``; empty: for all."
    )
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until", null=True, blank=True)
    reference = models.CharField("awarding body's approval", max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="adjustment_ends_after_start",
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def method_words(self) -> tuple[str, ...]:
        """The names of the methods it is for; empty for all."""
        return tuple(str(Method(method).label) for method in self.methods)
