"""A learner's items, and what each of them is mapped to."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from assessment.models import Mapping
from assessment.status import Status, with_status
from portfolio.models import Evidence


class EvidenceItem(NamedTuple):
    """What lists and grids show of an item: read once, and shared by all its mappings.

    A tuple, as ``MappedItem``: a page makes hundreds, and tuples are made four times as fast.
    """

    id: int
    number: int
    code: UUID
    title: str
    method: str
    happened_on: date
    withdrawn_at: datetime | None

    @property
    def label(self) -> str:
        return f"E{self.number}"


class MappedItem(NamedTuple):
    """One item of evidence on one criterion or marking point."""

    mapping: int
    evidence: EvidenceItem
    place: str
    status: Status

    @property
    def label(self) -> str:
        return self.evidence.label


# The mapped items of each criterion or marking point, by number.
ByTarget = dict[int, list[MappedItem]]


def evidence_of(learner: int) -> tuple[EvidenceItem, ...]:
    """All items of a learner (a primary key), put aside or not, by number; one query."""
    rows = Evidence.objects.filter(learner=learner).order_by("number")
    return tuple(map(EvidenceItem._make, rows.values_list(*EvidenceItem._fields)))


def mapped_items(
    learner: int, evidence: Iterable[EvidenceItem], *, with_points: bool = True
) -> tuple[ByTarget, ByTarget]:
    """The live mappings of ``learner``'s ``evidence``, by criterion and by point; one query."""
    items = {item.id: item for item in evidence}
    mappings = Mapping.objects.live().filter(evidence__learner=learner)
    if not with_points:
        mappings = mappings.of_criteria()
    rows = with_status(mappings.order_by("evidence__number")).values_list(
        "criterion", "marking_point", "pk", "evidence", "place", "status"
    )
    by_criterion: ByTarget = defaultdict(list)
    by_point: ByTarget = defaultdict(list)
    for criterion, point, mapping, item, place, status in rows:
        # One that was added since ``evidence`` was read is for the next page.
        if item in items:
            mapped = MappedItem(mapping, items[item], place, Status(status))
            (by_point[point] if criterion is None else by_criterion[criterion]).append(mapped)
    return by_criterion, by_point
