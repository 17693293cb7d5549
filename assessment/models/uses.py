"""Which kinds of record serve which marking points and criteria."""

from django.db import models

from assessment.models.units import Criterion, MarkingPoint, StandardRow
from teams.models import Kind

# With the words of the kind before it, it fits where a mapping says its place.
LONGEST_WHERE = 56


class RecordUse(StandardRow):
    """A kind of record shows a marking point, and criteria of its unit, in one of its parts.

    ``is_proposed``: it does so by its nature, so that the boxes are ticked beforehand; the others
    are offered, for a record that happens to show them.
    """

    NATURAL_KEY = ("kind", "marking_point__code")

    kind = models.CharField("kind of record", max_length=20, choices=Kind)
    marking_point = models.ForeignKey(
        MarkingPoint, on_delete=models.CASCADE, related_name="record_uses"
    )
    where = models.CharField(
        "where in the record",
        max_length=LONGEST_WHERE,
        help_text="A few words: which part of the record shows it.",
    )
    criteria = models.ManyToManyField(
        Criterion,
        blank=True,
        related_name="record_uses",
        help_text="Those that the same part shows; also criteria without a marking point.",
    )
    is_proposed = models.BooleanField("proposed", default=False)

    class Meta:
        ordering = ["marking_point__code", "-is_proposed", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "marking_point"],
                name="record_use_once",
                violation_error_message="This kind of record already serves this marking point.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.marking_point.code}"
