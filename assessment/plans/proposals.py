"""What a plan could hold: rows for criteria without evidence that nothing is planned for."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from assessment.coverage import Coverage, CriterionCoverage, OutcomeCoverage
from assessment.models import CriterionKind
from assessment.plans.rows import PlanRow, Stage
from assessment.status import Status
from portfolio.models import Method

WITHOUT_TARGET = timedelta(weeks=12)
SHORTEST = timedelta(weeks=2)
SATURDAY = 5


class NewRow(NamedTuple):
    """A row to begin a plan with. ``criteria``: primary keys."""

    what: str
    method: str
    due_on: date
    criteria: Sequence[int]


def gaps_in(coverage: Coverage, rows: Iterable[PlanRow] = ()) -> list[CriterionCoverage]:
    """The criteria without evidence that none of ``rows`` (of its plan) is to gather any for."""
    planned = {
        criterion.id for row in rows if row.stage != Stage.CLOSED for criterion in row.criteria
    }
    return [
        criterion
        for unit in coverage.units
        for criterion in unit.criteria
        if criterion.status == Status.UNMAPPED and criterion.id not in planned
    ]


def rows_for(coverage: Coverage, gaps: Sequence[CriterionCoverage], today: date) -> list[NewRow]:
    """One row for each outcome with gaps, due one after another until the target date."""
    wanted = {criterion.id for criterion in gaps}
    found = [
        (unit.code, outcome, [each for each in outcome.criteria if each.id in wanted])
        for unit in coverage.units
        for outcome in unit.outcomes
    ]
    found = [row for row in found if row[2]]
    days = _days(today, coverage.enrolment.target_on, len(found))
    return [
        NewRow(_what(code, outcome), _method(criteria), due_on, [each.id for each in criteria])
        for (code, outcome, criteria), due_on in zip(found, days, strict=True)
    ]


def _what(code: str, outcome: OutcomeCoverage) -> str:
    return f"{code} {outcome.number}: {outcome.title}"


def _method(criteria: Collection[CriterionCoverage]) -> Method:
    """What is known is talked about; what is done leaves something behind."""
    if all(criterion.kind == CriterionKind.KNOWLEDGE for criterion in criteria):
        return Method.DISCUSSION
    return Method.WORK_PRODUCT


def _days(today: date, target_on: date | None, count: int) -> list[date]:
    """So many working days, spread evenly until the target."""
    span = max((target_on - today) if target_on else WITHOUT_TARGET, SHORTEST)
    return [_working_day(today + span * number / count) for number in range(1, count + 1)]


def _working_day(day: date) -> date:
    """``day``, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))
