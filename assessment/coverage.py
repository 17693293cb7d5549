"""Coverage: what of a qualification is met, awaiting, not yet, unmapped, and why.

Pages, lists and the PDF take these plain values, so that they cannot disagree.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from assessment.models import (
    Criterion,
    Enrolment,
    Mapping,
    MarkingPoint,
    QualificationUnit,
)
from assessment.reasons import why_incomplete
from assessment.status import Status, with_status


@dataclass(frozen=True, slots=True)
class Counts:
    """How many criteria stand where."""

    met: int = 0
    awaiting: int = 0
    not_yet: int = 0
    draft: int = 0
    unmapped: int = 0

    @property
    def total(self) -> int:
        return self.met + self.awaiting + self.not_yet + self.draft + self.unmapped

    @classmethod
    def of(cls, statuses: Iterable[int]) -> "Counts":
        found = Counter(statuses)
        return cls(**{status.key: found[status] for status in Status})

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )


@dataclass(frozen=True, slots=True)
class MappedItem:
    """One item of evidence on one criterion or marking point."""

    mapping: int
    evidence: int
    number: int
    code: UUID
    title: str
    place: str
    status: Status

    @property
    def label(self) -> str:
        return f"E{self.number}"


@dataclass(frozen=True, slots=True)
class CriterionCoverage:
    """A criterion, the items mapped to it, and where it stands: the best of them."""

    id: int
    label: str
    kind: str
    text: str
    items: tuple[MappedItem, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class OutcomeCoverage:
    number: int
    title: str
    criteria: tuple[CriterionCoverage, ...]


@dataclass(frozen=True, slots=True)
class MarkingPointCoverage:
    """A marking point; "met" is a tick of an assessor's. It guides and completes nothing."""

    id: int
    code: str
    text: str
    criteria: tuple[str, ...]
    items: tuple[MappedItem, ...]
    status: Status


@dataclass(frozen=True)
class UnitCoverage:
    """A unit as the qualification uses it: its code and title there."""

    id: int
    unit: int
    code: str
    title: str
    purpose: str
    reference: str
    level: int
    credits: int
    is_confirmed: bool
    group: str
    is_mandatory: bool
    outcomes: tuple[OutcomeCoverage, ...]
    marking_points: tuple[MarkingPointCoverage, ...]

    @cached_property
    def criteria(self) -> tuple[CriterionCoverage, ...]:
        return tuple(criterion for outcome in self.outcomes for criterion in outcome.criteria)

    @cached_property
    def counts(self) -> Counts:
        return Counts.of(criterion.status for criterion in self.criteria)

    @property
    def is_complete(self) -> bool:
        """Every criterion is met; marking points do not count."""
        return self.counts.met == self.counts.total > 0

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not complete, in whole sentences; empty when it is."""
        return why_incomplete(self.criteria)


@dataclass(frozen=True)
class Coverage:
    """One enrolment's units."""

    enrolment: Enrolment
    units: tuple[UnitCoverage, ...]

    @cached_property
    def counts(self) -> Counts:
        return sum((unit.counts for unit in self.units), Counts())

    @property
    def completed(self) -> frozenset[str]:
        """The codes of the units all of whose criteria are met."""
        return frozenset(unit.code for unit in self.units if unit.is_complete)


def coverage_of(enrolment: Enrolment) -> Coverage:
    """Everything about one enrolment; four queries whatever its size."""
    return coverages_of([enrolment])[0]


def coverages_of(enrolments: Sequence[Enrolment]) -> tuple[Coverage, ...]:
    """Coverage of several enrolments of one learner; four queries whatever their number."""
    uses = list(
        QualificationUnit.objects.filter(
            group__qualification__in={enrolment.qualification_id for enrolment in enrolments}
        )
        .select_related("group", "specification__unit")
        .order_by("group__position", "group", "position", "pk")
    )
    by_criterion, by_point = _mapped_items({enrolment.learner_id for enrolment in enrolments})
    outcomes = _outcomes({use.specification.unit_id for use in uses}, by_criterion)
    points = _marking_points({use.specification_id for use in uses}, by_point)
    return tuple(
        Coverage(
            enrolment,
            tuple(
                _unit(use, outcomes[use.specification.unit_id], points[use.specification_id])
                for use in uses
                if use.group.qualification_id == enrolment.qualification_id
            ),
        )
        for enrolment in enrolments
    )


def _unit(use: QualificationUnit, outcomes: list, points: list) -> UnitCoverage:
    specification, unit = use.specification, use.specification.unit
    return UnitCoverage(
        id=specification.pk,
        unit=unit.pk,
        code=specification.code,
        title=specification.title,
        purpose=specification.purpose,
        reference=unit.reference,
        level=unit.level,
        credits=unit.credits,
        is_confirmed=unit.level_confirmed and unit.credits_confirmed,
        group=use.group.title,
        is_mandatory=use.group.is_mandatory,
        outcomes=tuple(outcomes),
        marking_points=tuple(points),
    )


def _mapped_items(learners: set[int]) -> tuple[dict, dict]:
    """The live mappings of learners, by criterion and by marking point; one query."""
    mappings = Mapping.objects.live().filter(evidence__learner__in=learners)
    rows = (
        with_status(mappings)
        .order_by("evidence__number")
        .values_list(
            "criterion",
            "marking_point",
            "pk",
            "evidence",
            "evidence__number",
            "evidence__code",
            "evidence__title",
            "place",
            "status",
        )
    )
    by_criterion: dict[int, list[MappedItem]] = defaultdict(list)
    by_point: dict[int, list[MappedItem]] = defaultdict(list)
    for criterion, point, mapping, evidence, number, code, title, place, status in rows:
        item = MappedItem(mapping, evidence, number, code, title, place, Status(status))
        (by_point[point] if criterion is None else by_criterion[criterion]).append(item)
    return by_criterion, by_point


def _best(items: list[MappedItem]) -> Status:
    return max((item.status for item in items), default=Status.UNMAPPED)


def _outcomes(units: set[int], items: dict) -> dict[int, list[OutcomeCoverage]]:
    """The outcomes of units with their criteria, by unit; one query."""
    rows = (
        Criterion.objects.filter(outcome__unit__in=units)
        .order_by("outcome__unit", "outcome__number", "number")
        .values_list(
            "outcome__unit", "outcome__number", "outcome__title", "pk", "number", "kind", "text"
        )
    )
    criteria = defaultdict(list)
    for unit, number, title, pk, its_number, kind, text in rows:
        criteria[unit, number, title].append(
            CriterionCoverage(
                pk, f"{number}.{its_number}", kind, text, tuple(items[pk]), _best(items[pk])
            )
        )
    outcomes = defaultdict(list)
    for (unit, number, title), found in criteria.items():
        outcomes[unit].append(OutcomeCoverage(number, title, tuple(found)))
    return outcomes


def _marking_points(specifications: set[int], items: dict) -> dict[int, list]:
    """The marking points of specifications with the criteria they serve; one query."""
    rows = (
        MarkingPoint.objects.filter(specification__in=specifications)
        .order_by("specification", "number", "criteria__outcome__number", "criteria__number")
        .values_list(
            "specification",
            "pk",
            "code",
            "text",
            "criteria__outcome__number",
            "criteria__number",
        )
    )
    labels = defaultdict(list)
    for specification, pk, code, text, outcome, number in rows:
        labels[specification, pk, code, text].append(f"{outcome}.{number}")
    points = defaultdict(list)
    for (specification, pk, code, text), criteria in labels.items():
        points[specification].append(
            MarkingPointCoverage(
                pk, code, text, tuple(criteria), tuple(items[pk]), _best(items[pk])
            )
        )
    return points
