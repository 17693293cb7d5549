"""Performance reviews, and the objectives agreed in them."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from teams.models.metrics import ServiceStandard
from teams.models.records import Kind, Record
from teams.models.teams import Member, prose


class Agreement(models.TextChoices):
    OPEN = "open", "Not agreed yet"
    AGREED = "agreed", "Agreed by both"
    REMARKS = "remarks", "Agreed with remarks"


class Review(Record):
    """A conversation about one colleague's work in a period."""

    KIND = Kind.REVIEW

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="reviews", verbose_name="colleague"
    )
    period_from = models.DateField("period from")
    period_until = models.DateField("period until")
    strengths = prose("strengths recognised", "Particular good work, and what came of it.")
    improvements = prose("areas to improve", "With an example for each.")
    own_words = prose("the colleague’s own words", "How they see their work and what they want.")
    actions = prose("actions", "Who does what by when; also what you will do.")
    agreement = models.CharField(max_length=7, choices=Agreement, default=Agreement.OPEN)
    agreed_on = models.DateField(null=True, blank=True)
    remarks = prose("remarks on the agreement")

    def clean(self) -> None:
        if self.period_from and self.period_until and self.period_until < self.period_from:
            raise ValidationError({"period_until": "The period ends before it begins."})
        if self.agreement != Agreement.OPEN and not self.agreed_on:
            raise ValidationError({"agreed_on": "Give the day on which you both agreed."})
        if self.agreement == Agreement.OPEN and self.agreed_on:
            raise ValidationError({"agreement": "It has a day: say how you agreed."})
        if self.agreement == Agreement.REMARKS and not self.remarks:
            raise ValidationError({"remarks": "Write down the remarks."})

    def people(self) -> Iterable[Member | None]:
        return (self.member,)


class ReviewMetric(models.Model):
    """A standard that was discussed; its figures are read from the readings of the period."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="metrics")
    standard = models.ForeignKey(
        ServiceStandard,
        on_delete=models.PROTECT,
        related_name="review_metrics",
        verbose_name="service standard",
    )
    comment = models.CharField("what was said about it", max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "standard"],
                name="review_metric_once",
                violation_error_message="This standard is already in the review.",
            )
        ]

    def __str__(self) -> str:
        return str(self.standard)


class Outcome(models.TextChoices):
    OPEN = "open", "Open"
    REACHED = "reached", "Reached"
    PARTLY = "partly", "Partly reached"
    MISSED = "missed", "Not reached"
    DROPPED = "dropped", "No longer wanted"


class ReviewObjective(models.Model):
    """A SMART objective; a later review of the same colleague says what became of it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="objectives")
    specific = models.CharField("specific: what exactly", max_length=300)
    measurable = models.CharField("measurable: how one will know", max_length=300, blank=True)
    achievable = models.CharField("achievable: with what help", max_length=300, blank=True)
    relevant = models.CharField("relevant: what it does for customers", max_length=300, blank=True)
    due_on = models.DateField("time-bound: by when", null=True, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.OPEN)
    outcome_words = models.CharField("what became of it", max_length=300, blank=True)
    followed_up_in = models.ForeignKey(
        Review,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_up",
        editable=False,
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.specific
