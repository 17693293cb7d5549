"""The part of the standard that an archive refers to, so that another installation can compare."""

from typing import Any

from django.db.models import Model

from assessment.archive.references import References, name_of_criterion
from assessment.models import Criterion, MarkingPoint, Qualification, Unit

Said = dict[str, dict[str, Any]]

# The parts that are nothing but words, which may differ elsewhere.
WORDED: dict[str, type[Model]] = {"criteria": Criterion, "marking_points": MarkingPoint}


def standard_of(references: References) -> Said:
    """Qualifications and units by code, and the words of the criteria and marking points."""
    used = references.used
    qualifications = Qualification.objects.filter(pk__in=used[Qualification])
    criteria = Criterion.objects.filter(pk__in=used[Criterion]).select_related("outcome__unit")
    points = MarkingPoint.objects.filter(pk__in=used[MarkingPoint])
    return {
        "qualifications": {
            row.code: {"title": row.title, "number": row.number, "awarding_body": row.awarding_body}
            for row in qualifications
        },
        "units": dict(Unit.objects.filter(pk__in=used[Unit]).values_list("code", "title")),
        "criteria": {name_of_criterion(row): row.text for row in criteria},
        "marking_points": dict(points.values_list("code", "text")),
    }
