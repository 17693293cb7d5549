"""Internal quality assurance: what is to be sampled, and what was found."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.models.enrolments import Enrolment
from assessment.models.judgement import Judgement
from assessment.models.qualifications import Qualification
from assessment.models.sign_off import SignOff
from assessment.models.units import Unit
from portfolio.models import AppendOnly, AppendOnlyQuerySet, Centre, Learner, Method, User


class Stage(models.TextChoices):
    INTERIM = "interim", "Interim (while the unit is open)"
    SUMMATIVE = "summative", "Summative (after sign-off)"


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    RETURNED = "returned", "Returned with action"
    RELEASED = "released", "Released without sampling"


def _percent(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__lte": 100}),
        name=f"sampling_policy_{field}",
        violation_error_message="A share is 0 to 100 per cent.",
    )


class SamplingPolicy(models.Model):
    """How much of a qualification a centre samples. Shares are per cent."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="sampling_policies")
    qualification = models.ForeignKey(
        Qualification, on_delete=models.CASCADE, related_name="sampling_policies"
    )
    learners = models.PositiveSmallIntegerField("learners", default=100)
    units = models.PositiveSmallIntegerField("units of each learner", default=40)
    new_assessor = models.PositiveSmallIntegerField("units decided by new assessors", default=100)
    new_assessor_months = models.PositiveSmallIntegerField("months an assessor is new", default=6)
    prior_learning = models.PositiveSmallIntegerField("units with prior learning", default=100)
    interim = models.PositiveSmallIntegerField("of these, at an interim stage too", default=30)
    every_assessor_months = models.PositiveSmallIntegerField(
        "months within which every assessor is sampled", default=3
    )
    methods = models.JSONField(
        "methods to be seen in each period", default=list, blank=True, help_text="Of ``Method``."
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["centre", "qualification"]
        verbose_name_plural = "sampling policies"
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "qualification"], name="sampling_policy_once"
            ),
            *map(_percent, ("learners", "units", "new_assessor", "prior_learning", "interim")),
        ]

    def __str__(self) -> str:
        return f"{self.qualification} · {self.centre}"

    @property
    def method_words(self) -> list[str]:
        """The methods to be seen, as people read them."""
        return [str(method.label) for method in Method if method in self.methods]


class PlannedSampleQuerySet(models.QuerySet):
    def open(self) -> Self:
        """To be done: neither dropped nor sampled."""
        return self.filter(dropped_at=None, sample=None)


class PlannedSample(models.Model):
    """A cell of the sampling plan: this unit of this learner is to be looked at, and why."""

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="planned_samples"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.SUMMATIVE)
    due_on = models.DateField("by", null=True, blank=True)
    iqa = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: any who looks after the unit.",
    )
    reason = models.CharField(max_length=300, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    dropped_at = models.DateTimeField(null=True, editable=False)
    sample = models.ForeignKey(
        "assessment.Sample",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="planned",
        help_text="What came of it; empty while it is to be done.",
    )

    objects = PlannedSampleQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit", "stage"],
                condition=Q(dropped_at=None, sample=None),
                name="planned_sample_once",
                violation_error_message="This unit is in the plan already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.unit.code} · {self.get_stage_display()}"


class SampleQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User) -> Self:
        """The samples of learners the user may see; whether a page shows them is its own rule."""
        return self.filter(learner__in=Learner.objects.visible_to(user).values("pk"))


class Sample(AppendOnly):
    """An IQA looked at the decisions on a learner's unit. Never their own; the newest counts.

    ``sign_off`` is the declaration that a summative sample looks at. ``request_key`` is of the form
    that sent it: sent twice, it is one sample.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="samples")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="samples")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="samples")
    stage = models.CharField(max_length=9, choices=Stage)
    sign_off = models.ForeignKey(
        SignOff, on_delete=models.PROTECT, null=True, blank=True, related_name="samples"
    )
    iqa = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    feedback = models.TextField("feedback to the assessor", max_length=4000, blank=True)
    action = models.TextField("action required", max_length=2000, blank=True)
    due_on = models.DateField("action by", null=True, blank=True)
    reason = models.CharField("why it was chosen, or not", max_length=300, blank=True)
    records_checked = models.BooleanField(
        "assessment records checked (plan, reviews, signatures)", default=False
    )
    sampled_at = models.DateTimeField(default=timezone.now, editable=False)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "unit", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.INTERIM) | Q(sign_off__isnull=False),
                name="sample_summative_of_sign_off",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RETURNED) | ~Q(action=""),
                name="sample_returned_with_action",
                violation_error_message="Say what the assessor has to do.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.RELEASED) | ~Q(reason=""),
                name="sample_released_with_reason",
                violation_error_message="Say why it was not sampled.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.unit.code} · {self.get_outcome_display()}"


class SampledDecision(AppendOnly):
    """One decision that was looked at. One that the IQA does not agree with is open again."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="decisions")
    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="sampled")
    agrees = models.BooleanField()
    comment = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["sample", "judgement"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "judgement"], name="sampled_decision_once"),
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(comment=""),
                name="sampled_decision_disagreed_in_words",
                violation_error_message="Say why this decision cannot stand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judgement} · {'agreed' if self.agrees else 'not agreed'}"


class AssessorObservation(AppendOnly):
    """An IQA watched an assessor at work, and what they told them."""

    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="assessor_observations"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observations_of_me"
    )
    iqa = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    learner = models.ForeignKey(
        Learner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_on = models.DateField("observed on", default=timezone.localdate)
    method = models.CharField("what was observed", max_length=12, choices=Method)
    strengths = models.TextField("what went well", max_length=4000)
    actions = models.TextField("what to develop, by when", max_length=4000, blank=True)
    is_satisfactory = models.BooleanField("assessment practice is satisfactory", default=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(assessor=F("iqa")),
                name="assessor_observation_of_another",
                violation_error_message="Nobody observes themselves.",
            ),
            models.CheckConstraint(
                condition=Q(is_satisfactory=True) | ~Q(actions=""),
                name="assessor_observation_with_actions",
                violation_error_message="Say what has to change, and by when.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} observed on {self.held_on}"


class StandardisationMeeting(models.Model):
    """Assessors and IQAs compared decisions; who was there and what was decided."""

    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="standardisation_meetings"
    )
    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    held_on = models.DateField("held on", default=timezone.localdate)
    title = models.CharField("topic", max_length=200)
    attendees = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="standardisation_meetings"
    )
    items = models.ManyToManyField(
        "portfolio.Evidence", blank=True, related_name="+", help_text="What was compared."
    )
    discussed = models.TextField("what was compared and discussed", max_length=6000)
    decided = models.TextField("decisions", max_length=6000)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.held_on})"
