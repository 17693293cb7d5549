"""Why a unit cannot be signed off yet: for the assessor, criterion by criterion."""

from collections.abc import Iterator

from assessment.appeals.questions import open_appeal
from assessment.coverage import CriterionCoverage, UnitCoverage
from assessment.models import Enrolment, Judgement
from assessment.reasons import why_incomplete
from assessment.status import OPEN, Status


def why_not_ready(enrolment: Enrolment, unit: UnitCoverage) -> tuple[str, ...]:
    """Whole sentences, those on the unit first; empty when it can be signed off.

    Meeting every criterion is not all: nothing that was handed over may be left undecided, for
    once the unit is locked nobody can decide it. Two queries.
    """
    trainees = _not_countersigned(unit)
    return (
        *_of_unit(enrolment, unit),
        *(words for each in unit.criteria for words in _of_criterion(each, trainees)),
    )


def _of_unit(enrolment: Enrolment, unit: UnitCoverage) -> Iterator[str]:
    if enrolment.ended_on is not None:
        yield "The enrolment has ended. A unit is signed off while the learner is enrolled."
    if not unit.criteria:
        yield "The unit has no criteria yet."
    if open_appeal(enrolment.learner, unit.unit):
        yield "An appeal on this unit is open. It has to be decided first."


def _not_countersigned(unit: UnitCoverage) -> dict[int, str]:
    """By mapping, the trainee whose decision on it is the newest and is not countersigned."""
    mappings = [item.mapping for criterion in unit.criteria for item in criterion.items]
    rows = Judgement.objects.current().filter(
        mapping__in=mappings, is_provisional=True, countersignature=None
    )
    return dict(rows.order_by().values_list("mapping", "assessor__name"))


def _of_criterion(criterion: CriterionCoverage, trainees: dict[int, str]) -> Iterator[str]:
    # Where an item waits, the items say so one by one.
    if criterion.status != Status.MET and criterion.status not in OPEN:
        yield from why_incomplete([criterion])
    label = criterion.label
    for item in criterion.items:
        if item.mapping in trainees:
            name = trainees[item.mapping]
            yield f"{label} was decided by {name} in {item.label}, and is not countersigned."
        elif item.status == Status.RETURNED:
            yield f"{label} is to be decided again in {item.label}: returned {item.remark}"
        elif item.status == Status.AWAITING:
            yield f"{label} waits for a decision in {item.label}."
