"""Service standards, and the readings that say whether they are met."""

from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from teams.models.records import Kind, Record
from teams.models.teams import Member, prose

EARLIEST_YEAR = 1950
LONGEST_NOTE = 200


class Measure(models.TextChoices):
    """What contact centres and service desks measure, and whatever else a team counts."""

    CSAT = "csat", "Customer satisfaction (CSAT)"
    NPS = "nps", "Net promoter score (NPS)"
    FCR = "fcr", "First contact resolution (FCR)"
    AHT = "aht", "Average handling time (AHT)"
    RESPONSE = "response", "Response time"
    RESOLUTION = "resolution", "Resolution rate"
    COMPLAINTS = "complaints", "Complaints"
    ADHERENCE = "adherence", "Schedule adherence"
    OWN = "own", "Another measure"


class Direction(models.TextChoices):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"


class Usual(NamedTuple):
    """What most teams call a measure, and what it is counted in."""

    title: str
    unit: str
    direction: Direction


USUAL = {
    Measure.CSAT: Usual("Customer satisfaction", "%", Direction.HIGHER),
    Measure.NPS: Usual("Net promoter score", "", Direction.HIGHER),
    Measure.FCR: Usual("First contact resolution", "%", Direction.HIGHER),
    Measure.AHT: Usual("Average handling time", "seconds", Direction.LOWER),
    Measure.RESPONSE: Usual("Response time", "minutes", Direction.LOWER),
    Measure.RESOLUTION: Usual("Resolution rate", "%", Direction.HIGHER),
    Measure.COMPLAINTS: Usual("Complaints", "a month", Direction.LOWER),
    Measure.ADHERENCE: Usual("Schedule adherence", "%", Direction.HIGHER),
}


class ServiceStandard(Record):
    """A target that the team works to. ``title`` is its name, ``happened_on`` since when."""

    KIND = Kind.STANDARD

    measure = models.CharField(max_length=10, choices=Measure, default=Measure.OWN)
    unit = models.CharField(max_length=20, blank=True, help_text="Such as %, seconds or a month.")
    direction = models.CharField(max_length=6, choices=Direction, default=Direction.HIGHER)
    target = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    definition = prose("how it is measured", "What counts, where the figures come from.")
    importance = prose("why it matters", "To customers, and to the organisation’s objectives.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values),
                name="standard_direction_known",
                violation_error_message="Say whether higher or lower is better.",
            ),
        ]

    def clean(self) -> None:
        if self.target is not None and (sentence := self.refusal(self.target)):
            raise ValidationError({"target": sentence})

    def refusal(self, value: Decimal) -> str:
        """Why ``value`` cannot be a reading of this standard; "" where it can."""
        if self.measure == Measure.NPS and abs(value) > 100:
            return "A net promoter score lies between −100 and 100."
        if self.measure in USUAL and self.measure != Measure.NPS and value < 0:
            return "This cannot be less than nothing."
        if self.unit == "%" and self.measure in USUAL and value > 100:
            return "This share cannot be more than 100%."
        return ""


class Reading(models.Model):
    """One figure, of the whole team or of one colleague."""

    standard = models.ForeignKey(ServiceStandard, on_delete=models.CASCADE, related_name="readings")
    taken_on = models.DateField("date")
    value = models.DecimalField(max_digits=10, decimal_places=2)
    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        verbose_name="colleague",
        help_text="Left empty: the whole team’s.",
    )
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["taken_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "taken_on"],
                condition=Q(member=None),
                name="reading_once_a_day",
                violation_error_message="There is already a reading of the team for that day.",
            ),
            models.UniqueConstraint(
                fields=["standard", "taken_on", "member"],
                condition=Q(member__isnull=False),
                name="reading_of_member_once_a_day",
                violation_error_message="There is already a reading of this colleague that day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken_on:%d %B %Y}: {self.value.normalize():f}"

    def clean(self) -> None:
        errors = {}
        if self.taken_on and self.taken_on > timezone.localdate():
            errors["taken_on"] = "This day is in the future."
        elif self.taken_on and self.taken_on.year < EARLIEST_YEAR:
            errors["taken_on"] = "Check the year."
        if self.value is not None and (sentence := self.standard.refusal(self.value)):
            errors["value"] = sentence
        if errors:
            raise ValidationError(errors)
