"""What a learner says an item of evidence shows."""

from typing import Self

from django.conf import settings
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessment.models.units import Criterion, MarkingPoint
from portfolio.models import Evidence, Learner, User


class MappingQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The mappings of shared evidence the user may see."""
        learners = Learner.objects.visible_to(user).values("pk")
        return self.filter(evidence__is_private=False, evidence__learner__in=learners)

    def live(self) -> Self:
        """Not taken back, of evidence that is neither withdrawn nor private to its author."""
        return self.filter(removed_at=None, evidence__withdrawn_at=None, evidence__is_private=False)

    def of_criteria(self) -> Self:
        """Only those to criteria, which alone decide completion."""
        return self.filter(criterion__isnull=False)


class Mapping(models.Model):
    """Evidence ↔ criterion, or evidence ↔ marking point. Taken back, it stays as a row."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="mappings")
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="mappings"
    )
    marking_point = models.ForeignKey(
        MarkingPoint, on_delete=models.PROTECT, null=True, blank=True, related_name="mappings"
    )
    place = models.CharField(
        "where in the evidence",
        max_length=80,
        blank=True,
        validators=[ProhibitNullCharactersValidator()],
        help_text="A page or a time.",
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    removed_because = models.CharField(
        max_length=300, blank=True, editable=False, help_text="An assessor's reason."
    )

    status: int  # Only where ``status.with_status`` has annotated it.

    objects = MappingQuerySet.as_manager()

    class Meta:
        ordering = ["evidence", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(criterion=None, marking_point__isnull=False)
                | Q(criterion__isnull=False, marking_point=None),
                name="mapping_one_target",
                violation_error_message="Map to one criterion or to one marking point.",
            ),
            models.UniqueConstraint(
                fields=["evidence", "criterion"],
                condition=Q(removed_at=None),
                name="mapping_criterion_once",
                violation_error_message="This item is already mapped to this criterion.",
            ),
            models.UniqueConstraint(
                fields=["evidence", "marking_point"],
                condition=Q(removed_at=None),
                name="mapping_marking_point_once",
                violation_error_message="This item is already mapped to this marking point.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence.label} → {self.target_code}"

    @property
    def target_code(self) -> str:
        """What it points to, as people cite it: "LT 2.3" or "LT-MP1"."""
        if self.criterion is None:
            return self.marking_point.code
        return f"{self.criterion.outcome.unit.code} {self.criterion.label}"
