"""A learner's items, and what each of them is mapped to."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from assessment.models import Mapping
from assessment.models.mapping import MappingQuerySet
from assessment.sign_off.returns import remarks_on
from assessment.status import Status, with_status
from portfolio.compiling import Given, compiled_once
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
    origin: str
    author: str | None  # the name of the assessor who wrote it

    @property
    def label(self) -> str:
        return f"E{self.number}"


_COLUMNS = (*EvidenceItem._fields[:-1], "author__name")


class MappedItem(NamedTuple):
    """One item of evidence on one criterion or marking point.

    ``remark``: who returned the decision, when and why, where it is to be made again.
    """

    mapping: int
    evidence: EvidenceItem
    place: str
    status: Status
    remark: str = ""

    @property
    def label(self) -> str:
        return self.evidence.label


# The mapped items of each criterion or marking point, by number.
ByTarget = dict[int, list[MappedItem]]


def evidence_of(learner: int) -> tuple[EvidenceItem, ...]:
    """All shared items of a learner (a primary key), put aside or not, by number; one query."""
    return tuple(map(EvidenceItem._make, _evidence(learner=learner)))


@compiled_once
def _evidence(learner: Given) -> QuerySet[Evidence, tuple]:
    rows = Evidence.objects.shared().filter(learner=learner).order_by("number")
    return rows.values_list(*_COLUMNS)


def mapped_items(
    learner: int, evidence: Iterable[EvidenceItem], *, with_points: bool = True
) -> tuple[ByTarget, ByTarget]:
    """The live mappings of ``learner``'s ``evidence``, by criterion and by point; one query.

    Three more where decisions were returned.
    """
    items = {item.id: item for item in evidence}
    rows = (_all_mappings if with_points else _criteria_alone)(learner=learner)
    remarks = remarks_on([row[2] for row in rows if row[-1] == Status.RETURNED])
    by_criterion: ByTarget = defaultdict(list)
    by_point: ByTarget = defaultdict(list)
    for criterion, point, mapping, item, place, status in rows:
        # One that was added since ``evidence`` was read is for the next page.
        if item in items:
            remark = remarks.get(mapping, "")
            mapped = MappedItem(mapping, items[item], place, Status(status), remark)
            (by_point[point] if criterion is None else by_criterion[criterion]).append(mapped)
    return by_criterion, by_point


@compiled_once
def _all_mappings(learner: Given) -> QuerySet[Mapping, tuple]:
    return _in_order(Mapping.objects.live().filter(evidence__learner=learner))


@compiled_once
def _criteria_alone(learner: Given) -> QuerySet[Mapping, tuple]:
    return _in_order(Mapping.objects.live().of_criteria().filter(evidence__learner=learner))


def _in_order(mappings: MappingQuerySet) -> QuerySet[Mapping, tuple]:
    columns = ("criterion", "marking_point", "pk", "evidence", "place", "status")
    return with_status(mappings.order_by("evidence__number")).values_list(*columns)
