"""Learners and the people allocated to them."""

import uuid
from collections.abc import Collection
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from portfolio.models.centres import Centre, Membership, Role, in_force
from portfolio.models.users import User

ALLOCATED_ROLES = (Role.ASSESSOR, Role.TRAINEE, Role.IQA, Role.EQA)


class Sight(NamedTuple):
    """By what a person sees learners: their own primary key, and those of the memberships in which
    they are allocated and of the centres that they administer today.

    Values, or the places of values in a query that is compiled once (see ``compiling``).
    """

    pk: Any
    allocated: Any
    administered: Any

    @classmethod
    def of(cls, user: User) -> Self:
        mine = user.current_memberships
        return cls(
            pk=user.pk,
            allocated=[one.pk for one in mine if one.role in ALLOCATED_ROLES],
            administered={one.centre_id for one in mine if one.role == Role.ADMIN},
        )


class LearnerQuerySet(models.QuerySet):
    def visible_to(self, user: User | Sight) -> Self:
        """Own portfolio, learners allocated to the user, and all in a centre they administer."""
        if not isinstance(user, Sight):
            if user.is_superuser:
                return self
            user = Sight.of(user)
        running = Allocation.objects.running().filter(membership__in=user.allocated)
        return self.filter(
            Q(user=user.pk)
            | Q(Exists(running.filter(learner=OuterRef("pk"))))
            | Q(centre__in=user.administered)
        )


class Learner(models.Model):
    """A person working towards qualifications in a centre, and so the owner of one portfolio."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="learners")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="learners"
    )
    reference = models.CharField(
        "learner reference", max_length=40, blank=True, help_text="The centre's own number."
    )
    workplace = models.CharField(max_length=120, blank=True, help_text="Employer and site.")
    job_title = models.CharField(max_length=120, blank=True)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "user"],
                name="learner_once_per_centre",
                violation_error_message="This person is already a learner in this centre.",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class AllocationQuerySet(models.QuerySet):
    def running(self) -> Self:
        """Begun and not ended, whatever has become of the membership it rests on."""
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=today), since__lte=today)

    def current(self) -> Self:
        """Begun and not ended, and so is the membership it rests on."""
        return self.running().filter(in_force("membership__"))

    def held_by(self, user: User, roles: Collection[str]) -> Self:
        """By which ``user`` looks after learners in one of ``roles``."""
        return self.filter(membership__user=user, membership__role__in=roles)


class Allocation(models.Model):
    """Which assessor, trainee assessor, IQA or EQA looks after which learner.

    The role is the membership's. ``assessment`` may narrow an allocation to chosen units.
    """

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="allocations")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="allocations")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "membership__role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "membership"],
                condition=Q(until=None),
                name="allocation_once_at_a_time",
                violation_error_message="This person is already allocated to this learner.",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="allocation_ends_after_start",
                violation_error_message="The end date is before the start date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} → {self.learner}"

    def clean(self) -> None:
        """Same centre, a role that can be allocated, and never oneself: rules across rows."""
        if not (self.membership_id and self.learner_id):
            return  # The form has already said what is missing.
        if self.membership.role not in ALLOCATED_ROLES:
            raise ValidationError("Only assessors and quality assurers are allocated to learners.")
        if self.membership.centre_id != self.learner.centre_id:
            raise ValidationError("This person belongs to another centre.")
        if self.membership.user_id == self.learner.user_id:
            raise ValidationError("Nobody can be allocated to their own portfolio.")
        if self.membership.role == Role.EQA and self.until is None:
            raise ValidationError(
                "An EQA sees learners from one day to another. Make an EQA visit instead."
            )
