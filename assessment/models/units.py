"""Units: the official outcomes and criteria, and the guidance of each specification."""

from functools import reduce
from typing import Any, ClassVar, TypeVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

HIGHEST_LEVEL = 8  # of the Regulated Qualifications Framework
MOST_CREDITS = 999
MOST_HOURS = 9999

Row = TypeVar("Row", bound="StandardRow")

upper_case_code = RegexValidator(
    r"^[A-Z0-9]+(-[A-Z0-9]+)*\Z", "Use capital letters and digits, with hyphens between them."
)


def is_from_one(field: str, highest: int = 999) -> Q:
    """The condition that ``field`` is a number from 1 to ``highest``."""
    return Q(**{f"{field}__gte": 1, f"{field}__lte": highest})


class NaturalKeyManager(models.Manager[Row]):
    def get_by_natural_key(self, *key: Any) -> Row:
        return self.get(**dict(zip(self.model.NATURAL_KEY, key, strict=True)))


class StandardRow(models.Model):
    """A row of the standard. Fixtures know it by codes and numbers, never by primary key.

    Every key path runs through foreign keys of the row itself, from which Django works out the
    order of a dump; so no ``natural_key.dependencies`` are needed.
    """

    NATURAL_KEY: ClassVar[tuple[str, ...]] = ("code",)

    objects = NaturalKeyManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple:
        return tuple(reduce(getattr, path.split("__"), self) for path in self.NATURAL_KEY)


class Unit(StandardRow):
    """A unit of an awarding body. What is not confirmed is flagged; no reference is invented."""

    code = models.CharField(max_length=20, unique=True, validators=[upper_case_code])
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    reference = models.CharField(
        "unit reference", max_length=40, blank=True, help_text="Empty until it is confirmed."
    )
    level = models.PositiveSmallIntegerField()
    level_confirmed = models.BooleanField(default=False)
    credits = models.PositiveSmallIntegerField()
    credits_confirmed = models.BooleanField(default=False)
    guided_hours = models.PositiveSmallIntegerField(
        "guided learning hours", null=True, blank=True, help_text="Empty where none is known."
    )
    guided_hours_confirmed = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=is_from_one("level", HIGHEST_LEVEL),
                name="unit_level_in_range",
                violation_error_message="Levels run from 1 to 8.",
            ),
            models.CheckConstraint(
                condition=is_from_one("credits", MOST_CREDITS),
                name="unit_credits_in_range",
                violation_error_message="A unit is worth 1 to 999 credits.",
            ),
            models.CheckConstraint(
                condition=Q(guided_hours=None) | is_from_one("guided_hours", MOST_HOURS),
                name="unit_guided_hours_in_range",
                violation_error_message="Give 1 to 9,999 guided learning hours, or leave it empty.",
            ),
            models.CheckConstraint(
                condition=Q(guided_hours_confirmed=False) | Q(guided_hours__isnull=False),
                name="unit_confirmed_hours_exist",
                violation_error_message="There are no guided learning hours to confirm. Give them.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class LearningOutcome(StandardRow):
    """What the learner will do or know, in the unit's own numbering."""

    NATURAL_KEY = ("unit__code", "number")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["unit_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"],
                name="outcome_number_once",
                violation_error_message="This unit already has an outcome with that number.",
            ),
            models.CheckConstraint(
                condition=is_from_one("number"),
                name="outcome_number_from_one",
                violation_error_message="Outcomes are numbered from 1 to 999.",
            ),
        ]

    def __str__(self) -> str:
        return f"LO{self.number} {self.title}"


class CriterionKind(models.TextChoices):
    PERFORMANCE = "performance", "Performance (done at work)"
    KNOWLEDGE = "knowledge", "Knowledge (understood)"


class Criterion(StandardRow):
    """One assessment criterion. Only criteria drive completion and sign-off."""

    NATURAL_KEY = ("outcome__unit__code", "outcome__number", "number")

    outcome = models.ForeignKey(LearningOutcome, on_delete=models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11, choices=CriterionKind)
    text = models.TextField()

    class Meta:
        ordering = ["outcome__unit_id", "outcome__number", "number"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "number"],
                name="criterion_number_once",
                violation_error_message="This outcome already has a criterion with that number.",
            ),
            models.CheckConstraint(
                condition=is_from_one("number"),
                name="criterion_number_from_one",
                violation_error_message="Criteria are numbered from 1 to 999.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CriterionKind.values),
                name="criterion_kind_known",
                violation_error_message="A criterion is of performance or of knowledge.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.text}"

    @property
    def label(self) -> str:
        """As people cite it, "2.3". Reads the outcome: select it along with the criteria."""
        return f"{self.outcome.number}.{self.number}"


class UnitSpecification(StandardRow):
    """A unit as one or more qualifications use it: its code and title there, and its guidance.

    Two specifications of one unit share its criteria, and so the evidence mapped to them.
    """

    code = models.CharField(max_length=20, unique=True, validators=[upper_case_code])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="specifications")
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class MarkingPoint(StandardRow):
    """What an examiner credits in a unit as one specification uses it; guides, never completes."""

    specification = models.ForeignKey(
        UnitSpecification, on_delete=models.CASCADE, related_name="marking_points"
    )
    code = models.CharField(max_length=20, unique=True, validators=[upper_case_code])
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    criteria = models.ManyToManyField(Criterion, related_name="marking_points")

    class Meta:
        ordering = ["specification_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["specification", "number"],
                name="marking_point_number_once",
                violation_error_message="This unit already has a marking point with that number.",
            ),
            models.CheckConstraint(
                condition=is_from_one("number"),
                name="marking_point_number_from_one",
                violation_error_message="Marking points are numbered from 1 to 999.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Guidance(StandardRow):
    """Reference text shown to the learner at the right moment."""

    specification = models.ForeignKey(
        UnitSpecification, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    code = models.CharField(max_length=20, unique=True, validators=[upper_case_code])
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        abstract = True
        ordering = ["specification_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["specification", "number"],
                name="%(class)s_number_once",
                violation_error_message="This unit already has an entry with that number.",
            ),
            models.CheckConstraint(
                condition=is_from_one("number"),
                name="%(class)s_number_from_one",
                violation_error_message="Entries are numbered from 1 to 999.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Concept(Guidance):
    """Something to understand: a model, a measure, a law."""


class Tip(Guidance):
    """Advice on gathering and presenting evidence."""


class Misconception(Guidance):
    """A common mistake; where records or mappings show it, the learner is told early."""
