"""Assessment plans: what will be gathered, by which method, for which criteria, by when."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from assessment.models.enrolments import Enrolment
from assessment.models.qualifications import Qualification
from assessment.models.units import Criterion
from portfolio.models import AppendOnly, Centre, Learner, Method, User


class AssessmentPlanQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The plans of learners the user may see."""
        return self.filter(enrolment__learner__in=Learner.objects.visible_to(user).values("pk"))

    def current(self) -> Self:
        """Not put aside."""
        return self.filter(archived_at=None)


class AssessmentPlan(models.Model):
    """Agreed between assessor and learner. Each signs it as it stands; a change asks for both
    signatures anew."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=160)
    notes = models.TextField(
        blank=True, max_length=4000, help_text="What was talked about: resources, dates, needs."
    )
    review_on = models.DateField("next review", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = AssessmentPlanQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(archived_at=None),
                name="assessment_plan_one_at_a_time",
                violation_error_message="There is a plan for this qualification already.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.code])


class PlannedEvidenceQuerySet(models.QuerySet):
    def kept(self) -> Self:
        """Not taken out of its plan."""
        return self.filter(removed_at=None)

    def open(self) -> Self:
        """Still to be gathered, as far as the plan says: what came of it is told by mappings."""
        return self.kept().filter(closed_on=None, plan__archived_at=None)


class PlannedEvidence(models.Model):
    """A row of a plan: one piece of evidence to gather. How far it is, the mappings say."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(AssessmentPlan, on_delete=models.CASCADE, related_name="items")
    what = models.CharField("what will be gathered", max_length=300)
    method = models.CharField("assessment method", max_length=12, choices=Method)
    criteria = models.ManyToManyField(Criterion, related_name="planned")
    due_on = models.DateField("by")
    closed_on = models.DateField("no longer needed since", null=True, blank=True)
    closed_because = models.CharField("why", max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = PlannedEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name_plural = "planned evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | ~Q(closed_because=""),
                name="planned_evidence_closed_with_reason",
                violation_error_message="Say why it is no longer needed.",
            )
        ]

    def __str__(self) -> str:
        return self.what


class PlanSignature(AppendOnly):
    """A person agrees to a plan as it stood: ``content`` says how, and ``content_hash`` is the
    SHA-256 of its canonical JSON. The day of the next review is not part of it: each review sets
    that anew.
    """

    plan = models.ForeignKey(AssessmentPlan, on_delete=models.PROTECT, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_learner = models.BooleanField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "user", "content_hash"], name="plan_signature_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} · signed by {self.user}"


class PlanReview(AppendOnly):
    """A review that was held: what was found and agreed, and when to meet next."""

    plan = models.ForeignKey(AssessmentPlan, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField("held on", default=timezone.localdate)
    progress = models.TextField("progress since the last review", max_length=4000)
    agreed = models.TextField("what we agreed", max_length=4000, blank=True)
    next_on = models.DateField("next review", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["plan", "held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gt=F("held_on")),
                name="plan_review_next_after_this",
                violation_error_message="The next review comes after this one.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} · review of {self.held_on}"


class ReviewReading(AppendOnly):
    """The learner has read what was noted of a review, and may add their own words to it."""

    review = models.OneToOneField(PlanReview, on_delete=models.PROTECT, related_name="reading")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField("in my own words", max_length=2000, blank=True)
    read_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["review"]

    def __str__(self) -> str:
        return f"{self.review} · read by {self.user}"


class PlanTemplateQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Not put aside."""
        return self.filter(archived_at=None)


class PlanTemplate(models.Model):
    """A plan to start from, of a centre for a qualification."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="plan_templates")
    qualification = models.ForeignKey(Qualification, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=160)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = PlanTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "qualification", "title"],
                condition=Q(archived_at=None),
                name="plan_template_title_once",
                violation_error_message="There is a template of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class TemplateItem(models.Model):
    """A row of a template; the day is counted from the day the plan is made."""

    template = models.ForeignKey(PlanTemplate, on_delete=models.CASCADE, related_name="items")
    what = models.CharField("what will be gathered", max_length=300)
    method = models.CharField("assessment method", max_length=12, choices=Method)
    criteria = models.ManyToManyField(Criterion, related_name="+")
    weeks = models.PositiveSmallIntegerField("weeks from the start", default=4)

    class Meta:
        ordering = ["template", "weeks", "pk"]

    def __str__(self) -> str:
        return self.what
