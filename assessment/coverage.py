"""Coverage: what of a qualification is met, awaiting, not yet, unmapped, and why.

Pages, lists and the PDF take these plain values, so that they cannot disagree.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet

from assessment.credit_rules import CreditRules, CreditStanding, credit_rules_of, explain_credits
from assessment.groups import Group, UnitUse, groups_of
from assessment.mapped import ByTarget, EvidenceItem, MappedItem, evidence_of, mapped_items
from assessment.models import Criterion, Enrolment, MarkingPoint
from assessment.reasons import why_incomplete
from assessment.sign_off.declarations import Declared, declared_units
from assessment.sign_off.sufficiency import ONE, Need, Needs, needs_of, standing_of
from assessment.status import Status
from portfolio.compiling import Given, compiled_once


@dataclass(frozen=True, slots=True)
class Counts:
    """How many criteria stand where."""

    met: int = 0
    partly: int = 0
    awaiting: int = 0
    returned: int = 0
    not_yet: int = 0
    draft: int = 0
    unmapped: int = 0

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in self.__dataclass_fields__)

    @classmethod
    def of(cls, statuses: Iterable[int]) -> "Counts":
        found = Counter(statuses)
        return cls(**{status.key: found[status] for status in Status})

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            *(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__)
        )


class CriterionCoverage(NamedTuple):
    """A criterion, the items mapped to it, and where it stands: the best of them, if they are
    as many as it needs."""

    id: int
    label: str
    kind: str
    text: str
    items: tuple[MappedItem, ...]
    status: Status
    need: Need = ONE


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
    declared: Declared | None = None

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

    @property
    def is_locked(self) -> bool:
        """Signed off by the assessor: nothing about it changes until it is opened again."""
        return self.declared is not None

    @property
    def is_signed_off(self) -> bool:
        """Declared complete by the assessor and by the learner."""
        return self.declared is not None and self.declared.is_complete

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

    @property
    def signed_off(self) -> frozenset[str]:
        """The codes of the units that assessor and learner have declared complete."""
        return frozenset(unit.code for unit in self.units if unit.is_signed_off)

    @cached_property
    def credits(self) -> CreditStanding:
        """Whether the units signed off fulfil the credit rules, and if not, why."""
        return explain_credits(self.credit_rules, self.signed_off, self.completed)


def coverage_of(enrolment: Enrolment, *, with_points: bool = True) -> Coverage:
    """Everything about one enrolment; seven queries whatever its size."""
    return coverages_of([enrolment], with_points=with_points)[0]


def coverages_of(
    enrolments: Sequence[Enrolment],
    *,
    evidence: Sequence[EvidenceItem] | None = None,
    declared: Mapping[int, Declared] | None = None,
    with_points: bool = True,
) -> tuple[Coverage, ...]:
    """Coverage of several enrolments of one learner; seven queries whatever their number,
    and three more while decisions of theirs are returned.

    ``evidence`` is all of the learner's, and ``declared`` what ``declared_units`` says, where they
    were read already. Without ``with_points`` the
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
    criteria = _criteria(units={use.unit for use in uses})
    needs = needs_of(enrolments)
    if declared is None:
        declared = declared_units(learner)
    # Enrolments that are held to the same rules, as all current ones are, share their criteria.
    outcomes = {
        each: _outcomes(criteria, by_criterion, each, declared) for each in set(needs.values())
    }
    points = (
        _marking_points({use.specification for use in uses}, by_point)
        if with_points
        else defaultdict(list)
    )
    return tuple(
        Coverage(
            enrolment,
            tuple(
                _unit(
                    group,
                    use,
                    outcomes[needs[enrolment.pk]][use.unit],
                    points[use.specification],
                    declared.get(use.unit),
                )
                for group in groups[enrolment.qualification_id]
                for use in group.units
            ),
            credit_rules_of(enrolment.qualification, groups[enrolment.qualification_id]),
        )
        for enrolment in enrolments
    )


def _unit(
    group: Group, use: UnitUse, outcomes: list, points: list, declared: Declared | None
) -> UnitCoverage:
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
        declared=declared,
    )


# One row of ``_criteria``: unit, number and title of the outcome, criterion, number, kind, text.
_CriterionRow = tuple[int, int, str, int, int, str, str]


@compiled_once
def _criteria(units: Given) -> QuerySet[Criterion, _CriterionRow]:
    """The criteria of units, in order; one query."""
    rows = Criterion.objects.filter(outcome__unit__in=units).order_by("outcome__number", "number")
    return rows.values_list(
        "outcome__unit", "outcome__number", "outcome__title", "pk", "number", "kind", "text"
    )


def _outcomes(
    rows: Iterable[_CriterionRow], items: ByTarget, needs: Needs, locked: Container[int]
) -> dict[int, list[OutcomeCoverage]]:
    """The outcomes of units with their criteria, by unit.

    A unit that is signed off had what was asked for then: a later rule does not undo that.
    """
    criteria = defaultdict(list)
    for unit, number, title, pk, its_number, kind, text in rows:
        found, need = tuple(items[pk]), ONE if unit in locked else needs.of(unit, pk)
        status = standing_of([(item.status, item.evidence.method) for item in found], need)
        criteria[unit, number, title].append(
            CriterionCoverage(pk, f"{number}.{its_number}", kind, text, found, status, need)
        )
    outcomes = defaultdict(list)
    for (unit, number, title), those in criteria.items():
        outcomes[unit].append(OutcomeCoverage(number, title, tuple(those)))
    return outcomes


def _marking_points(specifications: set[int], items: ByTarget) -> dict[int, list]:
    """The marking points of specifications with the criteria they serve; one query."""
    labels = defaultdict(list)
    rows = _labelled_points(specifications=specifications)
    for specification, pk, code, text, outcome, number in rows:
        labels[specification, pk, code, text].append(f"{outcome}.{number}")
    points = defaultdict(list)
    for (specification, pk, code, text), criteria in labels.items():
        found = tuple(items[pk])
        best = max((item.status for item in found), default=Status.UNMAPPED)
        points[specification].append(
            MarkingPointCoverage(pk, code, text, tuple(criteria), found, best)
        )
    return points


@compiled_once
def _labelled_points(specifications: Given) -> QuerySet[MarkingPoint, tuple]:
    """A row for each criterion that a marking point serves."""
    return (
        MarkingPoint.objects.filter(specification__in=specifications)
        .order_by("number", "criteria__outcome__number", "criteria__number")
        .values_list(
            "specification", "pk", "code", "text", "criteria__outcome__number", "criteria__number"
        )
    )
