"""Work plans: objectives, tasks and who does them, risks."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from teams.models.metrics import ServiceStandard
from teams.models.records import Kind, Record
from teams.models.teams import Member, prose

# A year typed wrongly would make a chart of decades with a speck in it.
LONGEST = timedelta(days=5 * 366)
FURTHEST = timedelta(days=366)


class WorkPlan(Record):
    """A plan of the team's work from ``happened_on`` to ``ends_on``."""

    KIND = Kind.WORK_PLAN

    ends_on = models.DateField("until")
    purpose = prose("why this plan", "The customers’ need or the organisation’s aim behind it.")
    involvement = prose(
        "who was involved in planning, and how", "What the team proposed, and what came of it."
    )
    resources = prose("resources", "People, budget, tools, rooms, and who agreed to them.")
    progress = prose("how it is monitored", "Who looks at what, how often, and what has changed.")

    def clean(self) -> None:
        if not (self.happened_on and self.ends_on):
            return
        if self.ends_on < self.happened_on:
            raise ValidationError({"ends_on": "The plan ends before it begins."})
        if self.ends_on - self.happened_on > LONGEST:
            raise ValidationError({"ends_on": "Check the year: a plan runs for five at most."})

    def people(self) -> Iterable[Member | None]:
        return (task.assignee for task in self.tasks.select_related("assignee"))

    def covers(self, first: date, last: date) -> bool:
        """Whether these days lie within the plan's own."""
        return self.happened_on <= first and last <= self.ends_on


class PlanObjective(models.Model):
    """What the plan is to reach, and how one will know."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="objectives")
    text = models.CharField("objective", max_length=300)
    standard = models.ForeignKey(
        ServiceStandard,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_objectives",
        verbose_name="service standard",
    )
    indicator = models.CharField(
        max_length=200, blank=True, help_text="The figure or sign that shows it: from … to …"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class PlanRisk(models.Model):
    """What may go wrong, and what is done then."""

    class Likelihood(models.IntegerChoices):
        LOW = 1, "Low"
        MEDIUM = 2, "Medium"
        HIGH = 3, "High"

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="risks")
    text = models.CharField("risk", max_length=300)
    likelihood = models.PositiveSmallIntegerField(choices=Likelihood, default=Likelihood.MEDIUM)
    contingency = models.CharField(max_length=300, blank=True, help_text="What is done then.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Reason(models.TextChoices):
    """Why this person."""

    STRENGTH = "strength", "Strength"
    DEVELOPMENT = "development", "Development"
    WORKLOAD = "workload", "Workload"
    DEMAND = "demand", "Customer demand"


class TaskStatus(models.TextChoices):
    TO_DO = "to-do", "To do"
    DOING = "doing", "Under way"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class TaskQuerySet(models.QuerySet):
    def not_dropped(self) -> Self:
        """Those that are still to be reckoned with."""
        return self.exclude(status=TaskStatus.DROPPED)


class Task(models.Model):
    """A piece of work with a person, a time and a measure of its quality."""

    plan = models.ForeignKey(WorkPlan, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField("task", max_length=200)
    objective = models.ForeignKey(
        PlanObjective, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    assignee = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="who",
    )
    reason = models.CharField("because of", max_length=11, choices=Reason, blank=True)
    reason_words = models.CharField(
        "why this person", max_length=300, blank=True, help_text="In your own words."
    )
    quality_criteria = models.CharField(
        max_length=300, blank=True, help_text="How one can see that it was done well."
    )
    starts_on = models.DateField("from")
    ends_on = models.DateField("until")
    hours = models.DecimalField(
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="In all, for this person.",
    )
    status = models.CharField(max_length=7, choices=TaskStatus, default=TaskStatus.TO_DO)
    after = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="before",
        help_text="Tasks that must be finished first.",
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="task_ends_after_start",
                violation_error_message="This task ends before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gte=0),
                name="task_hours_not_negative",
                violation_error_message="Hours cannot be negative.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if not (self.starts_on and self.ends_on):
            return
        if self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "This task ends before it starts."})
        far = "Check the year: the plan’s own days are far from it."
        if self.starts_on < self.plan.happened_on - FURTHEST:
            raise ValidationError({"starts_on": far})
        if self.ends_on > self.plan.ends_on + FURTHEST:
            raise ValidationError({"ends_on": far})
