"""What a witness thinks their testimony shows. The learner and the assessor decide."""

from django.db import models

from assessment.models.units import Criterion
from portfolio.models import Testimony


class SuggestedCriterion(models.Model):
    """A witness suggests a criterion; it maps and decides nothing."""

    testimony = models.ForeignKey(Testimony, on_delete=models.PROTECT, related_name="suggestions")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["testimony", "criterion"]
        verbose_name_plural = "suggested criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["testimony", "criterion"], name="suggested_criterion_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.testimony} → {self.criterion}"
