"""Why a unit cannot be signed off yet: for the assessor, criterion by criterion."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from assessment.appeals.questions import open_appeal
from assessment.coverage import CriterionCoverage, UnitCoverage
from assessment.mapped import MappedItem
from assessment.models import Enrolment, Judgement
from assessment.reasons import why_incomplete
from assessment.status import OPEN, Status


class Lack(Enum):
    """What kind of thing stands against signing off: of the unit, of a criterion, of an item."""

    UNIT = "unit"
    EVIDENCE = "evidence"
    COUNTERSIGNATURE = "countersignature"
    RETURNED = "returned"
    DECISION = "decision"


class Obstacle(NamedTuple):
    """One thing that stands against signing off, in a whole sentence, and where it is."""

    lack: Lack
    words: str
    criterion: CriterionCoverage | None = None
    item: MappedItem | None = None


def why_not_ready(enrolment: Enrolment, unit: UnitCoverage) -> tuple[str, ...]:
    """The words of ``obstacles_to``: empty when the unit can be signed off. Two queries."""
    return tuple(obstacle.words for obstacle in obstacles_to(enrolment, unit))


def obstacles_to(enrolment: Enrolment, unit: UnitCoverage) -> tuple[Obstacle, ...]:
    """All that stands against signing the unit off, what is of the unit first; two queries.

    Meeting every criterion is not all: nothing that was handed over may be left undecided, for
    once the unit is locked nobody can decide it.
    """
    trainees = _not_countersigned(unit)
    return (
        *(Obstacle(Lack.UNIT, words) for words in why_not_as_a_unit(enrolment, unit)),
        *(each for criterion in unit.criteria for each in _of_criterion(criterion, trainees)),
    )


def why_not_as_a_unit(enrolment: Enrolment, unit: UnitCoverage) -> Iterator[str]:
    """What stands against it whatever the criteria say; one query."""
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


def _of_criterion(criterion: CriterionCoverage, trainees: dict[int, str]) -> Iterator[Obstacle]:
    # Where an item waits, the items say so one by one.
    if criterion.status != Status.MET and criterion.status not in OPEN:
        for words in why_incomplete([criterion]):
            yield Obstacle(Lack.EVIDENCE, words, criterion)
    label = criterion.label
    for item in criterion.items:
        if item.mapping in trainees:
            name = trainees[item.mapping]
            words = f"{label} was decided by {name} in {item.label}, and is not countersigned."
            yield Obstacle(Lack.COUNTERSIGNATURE, words, criterion, item)
        elif item.status == Status.RETURNED:
            words = f"{label} is to be decided again in {item.label}: returned {item.remark}"
            yield Obstacle(Lack.RETURNED, words, criterion, item)
        elif item.status == Status.AWAITING:
            words = f"{label} waits for a decision in {item.label}."
            yield Obstacle(Lack.DECISION, words, criterion, item)
