"""Qualifications, their credit rules, and the units that each of their groups holds."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from assessment.models.units import (
    HIGHEST_LEVEL,
    MOST_CREDITS,
    StandardRow,
    UnitSpecification,
    is_from_one,
    upper_case_code,
)

LONGEST_MONTHS = 240


class Qualification(StandardRow):
    """A qualification and its credit rules, as an awarding body publishes them."""

    code = models.CharField(max_length=20, unique=True, validators=[upper_case_code])
    title = models.CharField(max_length=200)
    number = models.CharField(
        "qualification number", max_length=40, blank=True, help_text="Given by the awarding body."
    )
    awarding_body = models.CharField(max_length=120, blank=True)
    level = models.PositiveSmallIntegerField()
    credits_required = models.PositiveSmallIntegerField(
        default=0, help_text="The fewest credits in total; 0 where there is no such rule."
    )
    high_level = models.PositiveSmallIntegerField(
        default=1, help_text="The level that the next rule counts from."
    )
    high_level_credits = models.PositiveSmallIntegerField(
        "credits at the high level",
        default=0,
        help_text="The fewest credits at or above that level; 0 where there is no such rule.",
    )
    evidence_months = models.PositiveSmallIntegerField(
        "how old evidence may be, in months",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTHS)],
        help_text="Older evidence is pointed out to learner and assessor. Empty: no such rule.",
    )
    rules_confirmed = models.BooleanField(
        default=False, help_text="The credit rules were checked with the awarding body."
    )
    is_sample = models.BooleanField(
        default=False, help_text="Made up to show the product; not an awarding body's."
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=is_from_one("level", HIGHEST_LEVEL)
                & is_from_one("high_level", HIGHEST_LEVEL),
                name="qualification_level_in_range",
                violation_error_message="Levels run from 1 to 8.",
            ),
            models.CheckConstraint(
                condition=Q(evidence_months=None) | is_from_one("evidence_months", LONGEST_MONTHS),
                name="qualification_evidence_months_in_range",
                violation_error_message="Give 1 to 240 months, or leave it empty.",
            ),
            models.CheckConstraint(
                condition=Q(credits_required__lte=MOST_CREDITS),
                name="qualification_credits_in_range",
                violation_error_message="A qualification asks for 999 credits at most.",
            ),
            models.CheckConstraint(
                condition=Q(high_level_credits__lte=F("credits_required")),
                name="qualification_high_level_within_total",
                violation_error_message=(
                    "The credits at the high level are part of the total: give no more than that."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class UnitGroup(StandardRow):
    """Units of a qualification under one rule: all of them, or at least so many."""

    NATURAL_KEY = ("qualification__code", "code")

    qualification = models.ForeignKey(
        Qualification, on_delete=models.CASCADE, related_name="groups"
    )
    code = models.CharField(max_length=20, validators=[upper_case_code])
    title = models.CharField(max_length=200)
    is_mandatory = models.BooleanField(
        "mandatory", default=False, help_text="Every unit of the group must be achieved."
    )
    minimum_units = models.PositiveSmallIntegerField(default=0)
    minimum_credits = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["qualification_id", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "code"],
                name="unit_group_code_once",
                violation_error_message="This qualification already has a group with that code.",
            ),
            models.CheckConstraint(
                condition=is_from_one("position"),
                name="unit_group_position_from_one",
                violation_error_message="Positions run from 1 to 999.",
            ),
            models.CheckConstraint(
                condition=Q(minimum_units__lte=999, minimum_credits__lte=MOST_CREDITS),
                name="unit_group_minimum_in_range",
                violation_error_message="A group asks for 999 units and 999 credits at most.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class QualificationUnit(StandardRow):
    """The place of a unit in a qualification."""

    NATURAL_KEY = ("group__qualification__code", "group__code", "specification__code")

    group = models.ForeignKey(UnitGroup, on_delete=models.CASCADE, related_name="members")
    specification = models.ForeignKey(
        UnitSpecification, on_delete=models.PROTECT, related_name="uses"
    )
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["group_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "specification"],
                name="qualification_unit_once",
                violation_error_message="This unit is already in the group.",
            ),
            models.CheckConstraint(
                condition=is_from_one("position"),
                name="qualification_unit_position_from_one",
                violation_error_message="Positions run from 1 to 999.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group.qualification.code} {self.specification.code}"

    def clean(self) -> None:
        """A unit stands once in a qualification, or its credits would count twice."""
        # An empty form is checked too, and has already said what is missing.
        if not (self.group_id and self.specification_id):
            return
        twins = QualificationUnit.objects.exclude(pk=self.pk).filter(
            group__qualification=self.group.qualification_id,
            specification__unit=self.specification.unit_id,
        )
        if twins.exists():
            raise ValidationError("This unit is already in the qualification.")
