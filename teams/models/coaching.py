"""Coaching: a plan, its sessions, and what came of it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models

from teams.models.metrics import ServiceStandard
from teams.models.records import Kind, Record
from teams.models.teams import Member, prose


class CoachingPlan(Record):
    """What one colleague is to learn, and how; ``happened_on`` is the day it was agreed."""

    KIND = Kind.COACHING_PLAN

    member = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="coaching_plans",
        verbose_name="colleague",
    )
    needs = prose("what they need to develop", "And how you found that out with them.", blank=False)
    learning = prose("how this colleague learns", "What helps them, and what does not.")
    methods = prose("methods", "Why these suit the colleague and the workplace.")
    resources = prose("resources", "Time, place, material, other people.")
    standard = models.ForeignKey(
        ServiceStandard,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coaching_plans",
        verbose_name="service standard it is to move",
    )
    ends_on = models.DateField("until")

    def clean(self) -> None:
        if self.happened_on and self.ends_on and self.ends_on < self.happened_on:
            raise ValidationError({"ends_on": "The plan ends before it begins."})

    def people(self) -> Iterable[Member | None]:
        return (self.member,)


class CoachingObjective(models.Model):
    """What the colleague will be able to do, measurably."""

    plan = models.ForeignKey(CoachingPlan, on_delete=models.CASCADE, related_name="objectives")
    text = models.CharField("objective", max_length=300)
    measure = models.CharField(
        "how it is measured", max_length=200, blank=True, help_text="From … to …"
    )
    due_on = models.DateField("by", null=True, blank=True)
    is_reached = models.BooleanField("reached", default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class CoachingSession(Record):
    """One session of a plan."""

    KIND = Kind.COACHING_SESSION

    plan = models.ForeignKey(CoachingPlan, on_delete=models.PROTECT, related_name="sessions")
    minutes = models.PositiveSmallIntegerField(
        "length in minutes", null=True, blank=True, validators=[MaxValueValidator(600)]
    )
    listening = prose("listening", "What you asked, and what the colleague said.")
    demonstration = prose("demonstration", "What you showed, and how.")
    practice = prose("practice", "What the colleague tried, and how it went.")
    feedback_given = prose("feedback", "What was good, and what to change.")
    next_step = prose("agreed next step", "Who does what by when.")
    next_on = models.DateField("next session", null=True, blank=True)

    def clean(self) -> None:
        if self.happened_on and self.next_on and self.next_on < self.happened_on:
            raise ValidationError({"next_on": "The next session is before this one."})

    def people(self) -> Iterable[Member | None]:
        return (self.plan.member,)


class CoachingEvaluation(Record):
    """Looking back at a plan: its effect, and what to do differently."""

    KIND = Kind.COACHING_EVALUATION

    plan = models.ForeignKey(CoachingPlan, on_delete=models.PROTECT, related_name="evaluations")
    effect = prose("effect on service", "What changed, in figures where there are any.")
    figure_before = models.DecimalField(
        "figure before", max_digits=10, decimal_places=2, null=True, blank=True
    )
    figure_after = models.DecimalField(
        "figure after", max_digits=10, decimal_places=2, null=True, blank=True
    )
    colleagues_view = prose("the colleague’s own view")
    worked = prose("what worked, and what did not")
    adjustment = prose("what to change in future", "In your methods, or in the next plan.")

    def people(self) -> Iterable[Member | None]:
        return (self.plan.member,)
