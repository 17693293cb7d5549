"""Learner × qualification, and allocations narrowed to units."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from assessment.models.qualifications import Qualification
from assessment.models.units import Unit
from portfolio.models import Allocation, Learner, User
from portfolio.models.learners import Sight


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, user: User | Sight) -> Self:
        """The enrolments of learners the user may see."""
        return self.filter(learner__in=Learner.objects.visible_to(user).values("pk"))

    def current(self) -> Self:
        """Not ended."""
        return self.filter(ended_on=None)


class Enrolment(models.Model):
    """A learner's work towards one qualification."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="enrolments")
    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, related_name="enrolments"
    )
    registration_number = models.CharField(
        max_length=40, blank=True, help_text="Given by the awarding body."
    )
    started_on = models.DateField("start date", default=timezone.localdate)
    target_on = models.DateField("target date", null=True, blank=True)
    ended_on = models.DateField("ended on", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "started_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "qualification"],
                condition=Q(ended_on=None),
                name="enrolment_once_at_a_time",
                violation_error_message="This learner is already enrolled on this qualification.",
            ),
            models.CheckConstraint(
                condition=Q(target_on=None) | Q(target_on__gt=F("started_on")),
                name="enrolment_target_after_start",
                violation_error_message="The target date is not after the start date.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="enrolment_ends_after_start",
                violation_error_message="The end date is before the start date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.qualification}"


class UnitAllocation(models.Model):
    """Narrows an allocation to a unit: this person looks after the learner for this unit.

    Where a unit has any for a role, only those people act in that role for it; an allocation that
    names units covers no other unit.
    """

    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["allocation", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "unit"], name="unit_allocation_once")
        ]

    def __str__(self) -> str:
        return f"{self.allocation} · {self.unit}"
