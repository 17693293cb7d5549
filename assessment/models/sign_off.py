"""Sufficiency, and the two declarations by which a unit is complete and locks."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from assessment.models.enrolments import Enrolment
from assessment.models.qualifications import Qualification
from assessment.models.units import Criterion, Unit, is_from_one
from portfolio.models import AppendOnly, AppendOnlyQuerySet, Centre, Learner, User

ONE_RULE = "There is a rule for this already. Change that one."


class Sufficiency(models.Model):
    """How many items, by how many methods, a criterion needs. The most particular rule holds:
    of the criterion, else of the unit, else of the qualification; without one, one item is enough.

    A unit that serves several of a learner's qualifications is held to the strictest.
    """

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="sufficiencies")
    qualification = models.ForeignKey(
        Qualification, on_delete=models.CASCADE, related_name="sufficiencies"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    items = models.PositiveSmallIntegerField("items", default=1)
    methods = models.PositiveSmallIntegerField("different methods", default=1)

    class Meta:
        ordering = ["qualification", "unit", "criterion"]
        verbose_name_plural = "sufficiency rules"
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "qualification"],
                condition=Q(unit=None, criterion=None),
                name="sufficiency_of_qualification_once",
                violation_error_message=ONE_RULE,
            ),
            models.UniqueConstraint(
                fields=["centre", "qualification", "unit"],
                condition=Q(unit__isnull=False),
                name="sufficiency_of_unit_once",
                violation_error_message=ONE_RULE,
            ),
            models.UniqueConstraint(
                fields=["centre", "qualification", "criterion"],
                condition=Q(criterion__isnull=False),
                name="sufficiency_of_criterion_once",
                violation_error_message=ONE_RULE,
            ),
            models.CheckConstraint(
                condition=Q(unit=None) | Q(criterion=None),
                name="sufficiency_of_unit_or_criterion",
            ),
            models.CheckConstraint(
                condition=is_from_one("items", 20) & is_from_one("methods", 10),
                name="sufficiency_in_range",
                violation_error_message="A criterion needs 1 to 20 items, by 1 to 10 methods.",
            ),
            models.CheckConstraint(
                condition=Q(methods__lte=models.F("items")),
                name="sufficiency_methods_within_items",
                violation_error_message="More methods than items cannot be asked for.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.items} items by {self.methods} methods"


class SignOffQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: User) -> Self:
        """The declarations on learners the user may see."""
        return self.filter(learner__in=Learner.objects.visible_to(user).values("pk"))

    def standing(self) -> Self:
        """Neither declined by the learner, nor unlocked, nor returned by an IQA."""
        from assessment.models.sampling import Outcome, Sample

        returned = Sample.objects.filter(sign_off=OuterRef("pk"), outcome=Outcome.RETURNED)
        return self.filter(
            Q(confirmation=None) | Q(confirmation__agrees=True), unlocking=None
        ).exclude(Exists(returned))

    def complete(self) -> Self:
        """Standing, and declared by both."""
        return self.standing().filter(confirmation__agrees=True)


class SignOff(AppendOnly):
    """An assessor declares that a learner has met all of a unit. From then on it is locked.

    Of the official unit: LT and CC are one, so one declaration serves both qualifications.
    ``decisions`` are the judgements it rests on, by primary key and criterion.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="sign_offs")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sign_offs")
    enrolment = models.ForeignKey(
        Enrolment,
        on_delete=models.PROTECT,
        related_name="sign_offs",
        help_text="Where it was made.",
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declaration = models.TextField(help_text="The words the assessor agreed to.")
    comment = models.TextField("feedback on the unit", max_length=4000, blank=True)
    decisions = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    declared_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["learner", "unit", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(declaration=""),
                name="sign_off_declared",
                violation_error_message="Tick the declaration to sign the unit off.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.unit.code} signed off"


class Confirmation(AppendOnly):
    """The learner declares the same, or says what is not right; then the unit is open again."""

    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="confirmation")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    declaration = models.TextField(blank=True)
    reason = models.CharField(max_length=600, blank=True)
    declared_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["sign_off"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agrees=True) & ~Q(declaration="") | Q(agrees=False) & ~Q(reason=""),
                name="confirmation_declared_or_reasoned",
                violation_error_message="Say what is not right, so that it can be mended.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sign_off} · {'confirmed' if self.agrees else 'not confirmed'}"


class Unlocking(AppendOnly):
    """A higher role opens a locked unit again, with a reason."""

    sign_off = models.OneToOneField(SignOff, on_delete=models.PROTECT, related_name="unlocking")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=600)
    unlocked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["sign_off"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="unlocking_reasoned",
                violation_error_message="Say why the unit is opened again.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sign_off} · unlocked"
