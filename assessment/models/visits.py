"""External quality assurance: visits made by the centre, and what the EQA marked as seen."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.models.units import Unit
from portfolio.models import (
    Allocation,
    AppendOnly,
    Centre,
    Evidence,
    Learner,
    Membership,
    Role,
    User,
)


class VisitOutcome(models.TextChoices):
    SUPPORTED = "supported", "Certification supported"
    ACTIONS = "actions", "Supported, with actions"
    BLOCKED = "blocked", "Certification blocked"


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """All of the centres that the user administers or assures, and an EQA's own that runs."""
        if user.is_superuser:
            return self
        overseen = {
            membership.centre_id
            for membership in user.current_memberships
            if membership.role in (Role.ADMIN, Role.IQA)
        }
        own = Q(membership__in=_held_as_eqa(user))
        return self.filter(Q(centre__in=overseen) | (own & is_running()))

    def running_for(self, user: User) -> Self:
        """Those in which ``user`` is the EQA, today."""
        return self.filter(is_running(), membership__in=_held_as_eqa(user))


def is_running() -> Q:
    """The condition that a visit has begun, is not over and was not cancelled. Whole days count."""
    today = timezone.localdate()
    return Q(starts_on__lte=today, ends_on__gte=today, cancelled_at=None)


def _held_as_eqa(user: User) -> list[int]:
    return [one.pk for one in user.current_memberships if one.role == Role.EQA]


class Visit(models.Model):
    """An EQA looks at chosen learners between two days. It ends by itself.

    What it opens is its own allocations: nothing of theirs reaches beyond its days, whatever other
    visits the same EQA makes.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="visits")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="visits", help_text="The EQA's."
    )
    starts_on = models.DateField("from", default=timezone.localdate)
    ends_on = models.DateField("until")
    visits_on = models.DateField("day of the visit", null=True, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    allocations = models.ManyToManyField(
        Allocation, blank=True, related_name="visits", help_text="Its learners."
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="visit_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
            models.CheckConstraint(
                condition=Q(visits_on=None)
                | Q(visits_on__gte=F("starts_on"), visits_on__lte=F("ends_on")),
                name="visit_day_within",
                violation_error_message="The day of the visit lies between the first and the last.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user} at {self.centre}, {self.starts_on}"

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()

    @property
    def is_running(self) -> bool:
        return self.cancelled_at is None and self.starts_on <= timezone.localdate() <= self.ends_on

    @property
    def state(self) -> str:
        """In a word: "Cancelled", "Over", "Running" or "To come"."""
        if self.cancelled_at is not None:
            return "Cancelled"
        if self.is_over:
            return "Over"
        return "Running" if self.is_running else "To come"


class VisitedMark(AppendOnly):
    """The EQA marks a learner, a unit or an item of theirs as looked at; once, and any number of
    notes may follow. A mark made by mistake stays, with a note that says so.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="marks")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=600, blank=True)
    marked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["visit", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None) | Q(evidence=None), name="visited_mark_one_target"
            ),
            models.UniqueConstraint(
                fields=["visit", "learner"],
                condition=Q(unit=None, evidence=None, note=""),
                name="visited_mark_of_learner_once",
            ),
            models.UniqueConstraint(
                fields=["visit", "learner", "unit"],
                condition=Q(unit__isnull=False, note=""),
                name="visited_mark_of_unit_once",
            ),
            models.UniqueConstraint(
                fields=["visit", "evidence"],
                condition=Q(evidence__isnull=False, note=""),
                name="visited_mark_of_item_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.evidence or self.unit or self.learner}"


class VisitReport(AppendOnly):
    """What came of a visit, as the centre was told; the newest counts."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reports")
    outcome = models.CharField(max_length=9, choices=VisitOutcome)
    words = models.TextField("report", max_length=8000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["visit", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=VisitOutcome.SUPPORTED) | ~Q(words=""),
                name="visit_report_says_why",
                violation_error_message="Say what has to be done.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_outcome_display()}"
