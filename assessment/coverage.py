"""Coverage: what of a qualification is met, awaiting, not yet, unmapped, and why.

Pages, lists and the PDF take these plain values, so that they cannot disagree.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assessment.credit_rules import CreditRules, CreditStanding, credit_rules_of, explain_credits
from assessment.groups import Group, UnitUse, groups_of
from assessment.mapped import ByTarget, EvidenceItem, MappedItem, evidence_of, mapped_items
from assessment.models import Criterion, Enrolment, MarkingPoint
from assessment.reasons import why_incomplete
from assessment.status import Status


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


class CriterionCoverage(NamedTuple):
    """A criterion, the items mapped to it, and where it stands: the best of them."""

    id: int
    label: str
    kind: str
    text: str
    items: tuple[MappedItem, ...]
    status: Status


class OutcomeCoverage(NamedTuple):
    number: int
    title: str
    criteria: tuple[CriterionCoverage, ...]


class MarkingPointCoverage(NamedTuple):
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
    """One enrolment's units, and the credit rules that they have to fulfil together."""

    enrolment: Enrolment
    units: tuple[UnitCoverage, ...]
    credit_rules: CreditRules

    @cached_property
    def counts(self) -> Counts:
        return sum((unit.counts for unit in self.units), Counts())

    @property
    def completed(self) -> frozenset[str]:
        """The codes of the units all of whose criteria are met."""
        return frozenset(unit.code for unit in self.units if unit.is_complete)

    @cached_property
    def credits(self) -> CreditStanding:
        """Whether the credit rules are fulfilled, and if not, why."""
        return explain_credits(self.credit_rules, self.completed)


def coverage_of(enrolment: Enrolment, *, with_points: bool = True) -> Coverage:
    """Everything about one enrolment; five queries whatever its size."""
    return coverages_of([enrolment], with_points=with_points)[0]


def coverages_of(
    enrolments: Sequence[Enrolment],
    *,
    evidence: Sequence[EvidenceItem] | None = None,
    with_points: bool = True,
) -> tuple[Coverage, ...]:
    """Coverage of several enrolments of one learner; five queries whatever their number.

    ``evidence`` is all of the learner's, where it was read already. Without ``with_points`` the
    marking points are left out, for pages that do not show them: a query less.
    """
    if not enrolments:
        return ()
    learner = enrolments[0].learner_id
    if evidence is None:
        evidence = evidence_of(learner)
    groups = groups_of({enrolment.qualification_id for enrolment in enrolments})
    uses = [use for found in groups.values() for group in found for use in group.units]
    by_criterion, by_point = mapped_items(learner, evidence, with_points=with_points)
    outcomes = _outcomes({use.unit for use in uses}, by_criterion)
    points = (
        _marking_points({use.specification for use in uses}, by_point)
        if with_points
        else defaultdict(list)
    )
    return tuple(
        Coverage(
            enrolment,
            tuple(
                _unit(group, use, outcomes[use.unit], points[use.specification])
                for group in groups[enrolment.qualification_id]
                for use in group.units
            ),
            credit_rules_of(enrolment.qualification, groups[enrolment.qualification_id]),
        )
        for enrolment in enrolments
    )


def _unit(group: Group, use: UnitUse, outcomes: list, points: list) -> UnitCoverage:
    return UnitCoverage(
        id=use.specification,
        unit=use.unit,
        code=use.code,
        title=use.title,
        purpose=use.purpose,
        reference=use.reference,
        level=use.level,
        credits=use.credits,
        is_confirmed=use.level_confirmed and use.credits_confirmed,
        group=group.title,
        is_mandatory=group.is_mandatory,
        outcomes=tuple(outcomes),
        marking_points=tuple(points),
    )


def _best(items: list[MappedItem]) -> Status:
    return max((item.status for item in items), default=Status.UNMAPPED)


def _outcomes(units: set[int], items: ByTarget) -> dict[int, list[OutcomeCoverage]]:
    """The outcomes of units with their criteria, by unit; one query."""
    rows = (
        Criterion.objects.filter(outcome__unit__in=units)
        .order_by("outcome__number", "number")
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


def _marking_points(specifications: set[int], items: ByTarget) -> dict[int, list]:
    """The marking points of specifications with the criteria they serve; one query."""
    rows = (
        MarkingPoint.objects.filter(specification__in=specifications)
        .order_by("number", "criteria__outcome__number", "criteria__number")
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
