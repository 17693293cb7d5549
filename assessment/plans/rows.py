"""Rows of assessment plans, and how far each is: asked of the mappings, never kept in a column."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from assessment.coverage import Coverage
from assessment.models import AssessmentPlan
from assessment.status import Status
from assessment.summaries import Summary
from portfolio.compiling import Given, compiled_once
from portfolio.models import Method


class Stage(Enum):
    """Of a row. The value is the word in templates and style sheets."""

    OVERDUE = "overdue"
    NOT_BEGUN = "not_begun"
    GATHERED = "gathered"
    HANDED_OVER = "handed_over"
    MET = "met"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """The words people read."""
        return _WORDS[self]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be gathered or handed over."""
        return self in (Stage.OVERDUE, Stage.NOT_BEGUN, Stage.GATHERED)


_WORDS = {
    Stage.OVERDUE: "Overdue",
    Stage.NOT_BEGUN: "Not begun",
    Stage.GATHERED: "Gathered",
    Stage.HANDED_OVER: "Handed over",
    Stage.MET: "Met",
    Stage.CLOSED: "No longer needed",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a criterion: where it stands in the whole portfolio, and each item mapped to it as status
    and method."""

    status: Status = Status.UNMAPPED
    items: Sequence[tuple[Status, str]] = ()

    def by(self, method: str) -> Status:
        """Where it stands for a row that plans evidence by ``method``: what is met by another
        method needs nothing more, and else only items of that method count."""
        if self.status == Status.MET:
            return Status.MET
        return max((status for status, of in self.items if of == method), default=Status.UNMAPPED)


@dataclass(frozen=True, slots=True)
class PlannedCriterion:
    id: int
    unit: int
    code: str  # as people cite it, "LT 1.1"
    status: Status = Status.UNMAPPED


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One piece of evidence to gather. ``stage`` is where it stands today."""

    id: int
    code: UUID
    what: str
    method: str
    due_on: date
    closed_on: date | None
    closed_because: str
    criteria: tuple[PlannedCriterion, ...] = ()
    stage: Stage = Stage.NOT_BEGUN

    @property
    def method_words(self) -> str:
        return str(Method(self.method).label)

    @property
    def codes(self) -> str:
        """ "LT 1.1, LT 1.2"."""
        return ", ".join(criterion.code for criterion in self.criteria)


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """A plan that is in force, with its rows in the order in which they are due."""

    id: int
    code: UUID
    title: str
    enrolment: int
    review_on: date | None
    rows: tuple[PlanRow, ...] = ()

    @property
    def overdue(self) -> tuple[PlanRow, ...]:
        return tuple(row for row in self.rows if row.stage == Stage.OVERDUE)

    @property
    def next_due(self) -> PlanRow | None:
        """What comes next: the first row that is open and not overdue."""
        return next(
            (row for row in self.rows if row.stage in (Stage.NOT_BEGUN, Stage.GATHERED)), None
        )

    @property
    def has_overdue_review(self) -> bool:
        return self.review_on is not None and self.review_on < timezone.localdate()


# Where a criterion of an enrolment stands: enrolment, criterion, its unit (primary keys).
Standings = Callable[[int, int, int], Standing]

_COLUMNS = (
    "pk",
    "code",
    "title",
    "enrolment",
    "review_on",
    "items__pk",
    "items__code",
    "items__what",
    "items__method",
    "items__due_on",
    "items__closed_on",
    "items__closed_because",
    "items__removed_at",
    "items__criteria",
    "items__criteria__outcome__unit",
    "items__criteria__outcome__unit__code",
    "items__criteria__outcome__number",
    "items__criteria__number",
)


def open_plans(enrolments: Collection[int], standings: Standings, today: date) -> list[OpenPlan]:
    """The current plans of ``enrolments`` (primary keys, of any learners); one query."""
    return _opened(_current(enrolments=enrolments), standings, today)


def plans_among(
    plans: QuerySet[AssessmentPlan], standings: Standings, today: date
) -> list[OpenPlan]:
    """Those plans with all that is in them; one query."""
    return _opened(_in_order(plans), standings, today)


@compiled_once
def _current(enrolments: Given) -> QuerySet[AssessmentPlan, Any]:
    return _in_order(AssessmentPlan.objects.current().filter(enrolment__in=enrolments))


def _in_order(plans: QuerySet[AssessmentPlan]) -> QuerySet[AssessmentPlan, Any]:
    ordered = plans.order_by(
        "pk",
        "items__due_on",
        "items__pk",
        "items__criteria__outcome__unit__code",
        "items__criteria__outcome__number",
        "items__criteria__number",
    )
    return ordered.values_list(*_COLUMNS)


@dataclass(slots=True)
class _Begun:
    plan: OpenPlan
    rows: dict[int, PlanRow] = field(default_factory=dict)
    criteria: dict[int, list[PlannedCriterion]] = field(default_factory=dict)


def _opened(rows: Iterable[Any], standings: Standings, today: date) -> list[OpenPlan]:
    begun: dict[int, _Begun] = {}
    for values in rows:
        (pk, *of_plan), of_row, of_criterion = values[:5], values[5:13], values[13:]
        found = begun.setdefault(pk, _Begun(OpenPlan(pk, *of_plan)))
        *of_row, removed_at = of_row
        if of_row[0] is not None and removed_at is None:
            row = PlanRow(*of_row)
            found.rows[row.id] = row
            _add_criterion(found, row.id, of_criterion, standings)
    return [_finished(found, today) for found in begun.values()]


def _add_criterion(found: _Begun, row: int, values: Sequence, standings: Standings) -> None:
    criterion, unit, unit_code, outcome, number = values
    criteria = found.criteria.setdefault(row, [])
    if criterion is not None:
        status = standings(found.plan.enrolment, criterion, unit).by(found.rows[row].method)
        criteria.append(
            PlannedCriterion(criterion, unit, f"{unit_code} {outcome}.{number}", status)
        )


def _finished(found: _Begun, today: date) -> OpenPlan:
    rows = []
    for row in found.rows.values():
        criteria = tuple(found.criteria[row.id])
        stage = stage_of(row, [criterion.status for criterion in criteria], today)
        rows.append(replace(row, criteria=criteria, stage=stage))
    return replace(found.plan, rows=tuple(rows))


_REACHED = (Status.AWAITING, Status.RETURNED, Status.PARTLY, Status.MET)


def stage_of(row: PlanRow, statuses: Collection[Status], today: date) -> Stage:
    """How far a row is whose criteria stand at ``statuses`` (see ``Standing.by``).

    What was handed over and is "not yet" met is with the learner again, so it can be overdue.
    """
    if row.closed_on is not None:
        return Stage.CLOSED
    if statuses and all(status == Status.MET for status in statuses):
        return Stage.MET
    if statuses and all(status in _REACHED for status in statuses):
        return Stage.HANDED_OVER
    if row.due_on < today:
        return Stage.OVERDUE
    return Stage.GATHERED if any(statuses) else Stage.NOT_BEGUN


def standings_in(coverages: Iterable[Coverage]) -> Standings:
    """Where criteria stand, as ``coverages`` say."""
    found = {
        (coverage.enrolment.pk, criterion.id): Standing(
            criterion.status, [(item.status, item.evidence.method) for item in criterion.items]
        )
        for coverage in coverages
        for unit in coverage.units
        for criterion in unit.criteria
        if criterion.items
    }
    return lambda enrolment, criterion, unit: found.get((enrolment, criterion), _UNTOUCHED)


_UNTOUCHED = Standing()


def standings_among(summaries: Iterable[Summary]) -> Standings:
    """Where criteria stand, as ``summaries`` (of many learners) say."""
    found = {summary.enrolment.pk: summary for summary in summaries}
    return lambda enrolment, criterion, unit: Standing(*found[enrolment].standing(unit, criterion))


def without_standings(enrolment: int, criterion: int, unit: int) -> Standing:
    """For who asks what a plan says, and not how far it is."""
    return _UNTOUCHED
