"""What assessors did to the mapping of an item: on record, for the learner and whoever reads on."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from assessment.models import Mapping
from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence


@dataclass(frozen=True, slots=True)
class MappingChange:
    """A mapping that somebody other than the learner added or removed."""

    mapping: int
    code: str
    done: str
    by: str
    at: datetime
    reason: str = ""


def mapping_changes_on(evidence: Evidence) -> tuple[MappingChange, ...]:
    """In the order in which they were made; one query."""
    changes = []
    for row in _changed(evidence=evidence.pk, learner=evidence.learner.user_id):
        if row.added_by_id != evidence.learner.user_id:
            changes.append(
                MappingChange(row.pk, row.target_code, "added", str(row.added_by), row.added_at)
            )
        if row.removed_at and row.removed_by_id not in (None, evidence.learner.user_id):
            by, reason = str(row.removed_by), row.removed_because
            changes.append(
                MappingChange(row.pk, row.target_code, "removed", by, row.removed_at, reason)
            )
    return tuple(sorted(changes, key=lambda change: change.at))


@compiled_once
def _changed(evidence: Given, learner: Given) -> QuerySet[Mapping]:
    """``learner``: the primary key of their login."""
    return (
        Mapping.objects.filter(evidence=evidence)
        .filter(~Q(added_by=learner) | Q(removed_by__isnull=False) & ~Q(removed_by=learner))
        .select_related("criterion__outcome__unit", "marking_point", "added_by", "removed_by")
    )
