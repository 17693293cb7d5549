"""Drawing a sample by the centre's policy: a proposal, the same at every look, for a person."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from assessment.models import Enrolment, SamplingPolicy, Stage
from assessment.quality.facts import Facts
from assessment.quality.risks import Risk, Yardstick, risks_of, weight_of
from assessment.quality.states import CellState, Place, UnitStanding
from portfolio.models import Learner


@dataclass(frozen=True, slots=True)
class DrawnUnit:
    """A unit that a draw may choose: its standing, how it was decided, and why it stands out."""

    unit: int
    code: str
    standing: UnitStanding
    facts: Facts
    risks: tuple[Risk, ...]

    @property
    def is_covered(self) -> bool:
        """Whether it is planned, or was looked at by an IQA."""
        looked = self.standing.newest is not None and (
            self.standing.state != CellState.RELEASED and not self.standing.is_ready
        )
        return bool(self.standing.planned) or looked

    @property
    def is_drawable(self) -> bool:
        closed = (CellState.CLAIMED, CellState.RELEASED, CellState.ACCEPTED, CellState.RETURNED)
        return not self.is_covered and self.standing.state not in closed


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sample that a draw proposes, and why."""

    learner: Learner
    enrolment: int
    unit: int
    code: str
    stage: str
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        """Names it in a form."""
        return f"{self.enrolment}-{self.unit}-{self.stage}"


def lot(*parts: object) -> float:
    """A number from 0 to 1 that is drawn once for ever: from the names of what it is drawn for."""
    drawn = hashlib.sha256(":".join(map(str, parts)).encode()).digest()
    return int.from_bytes(drawn[:8], "big") / 2**64


def units_to_draw(
    learner: int,
    units: Sequence[tuple[int, str]],
    standings: dict[Place, UnitStanding],
    facts: dict[Place, Facts],
    yardstick: Yardstick,
) -> tuple[DrawnUnit, ...]:
    """The units of one learner as a draw sees them; asks for nothing."""
    return tuple(
        DrawnUnit(
            unit,
            code,
            standings.get((learner, unit), UnitStanding()),
            facts[learner, unit],
            risks_of(facts[learner, unit], unit, code, yardstick),
        )
        for unit, code in units
    )


def draw_plan(
    drawn: Sequence[tuple[Enrolment, tuple[DrawnUnit, ...]]], yardstick: Yardstick
) -> tuple[Suggestion, ...]:
    """What the policy asks for beyond what is planned or sampled; the same rows, the same draw."""
    policy = yardstick.policy
    by_lot = sorted(drawn, key=lambda pair: lot("learner", pair[0].learner.code))
    chosen = by_lot[: ceil(len(by_lot) * policy.learners / 100)]
    suggestions = [
        suggestion
        for enrolment, units in chosen
        for suggestion in _of_learner(enrolment, units, yardstick)
    ]
    return tuple(sorted(suggestions, key=lambda one: (str(one.learner), one.code, one.stage)))


def _of_learner(
    enrolment: Enrolment, units: Sequence[DrawnUnit], yardstick: Yardstick
) -> Iterator[Suggestion]:
    for unit, reasons in _choose(enrolment, units, yardstick).items():
        words = (*reasons, *(risk.words for risk in unit.risks if risk.words not in reasons))
        stages = [Stage.SUMMATIVE]
        is_open = unit.standing.declared is None
        if is_open and lot("interim", enrolment.code, unit.code) < yardstick.policy.interim / 100:
            stages.append(Stage.INTERIM)
        for stage in stages:
            yield Suggestion(
                enrolment.learner, enrolment.pk, unit.unit, unit.code, stage, tuple(words)
            )


def _choose(
    enrolment: Enrolment, units: Sequence[DrawnUnit], yardstick: Yardstick
) -> dict[DrawnUnit, list[str]]:
    """The units to add for each rule of the policy, the riskiest first, and else by lot."""
    ranked = sorted(
        units, key=lambda unit: (-weight_of(unit.risks), lot(enrolment.learner.code, unit.code))
    )
    chosen: dict[DrawnUnit, list[str]] = defaultdict(list)
    for share, counted, words in _rules(ranked, yardstick):
        needed = ceil(len(counted) * share / 100)
        there = sum(unit.is_covered or unit in chosen for unit in counted)
        free = [unit for unit in counted if unit.is_drawable and unit not in chosen]
        for unit in free[: max(0, needed - there)]:
            chosen[unit].append(words.format(there=there, needed=needed))
    return chosen


def _rules(
    units: Sequence[DrawnUnit], yardstick: Yardstick
) -> Iterator[tuple[int, list[DrawnUnit], str]]:
    """Each rule: its share, the units it counts, and why a unit is chosen by it."""
    policy: SamplingPolicy = yardstick.policy
    new = [
        unit
        for unit in units
        if any(yardstick.is_new(assessor) for assessor, _ in unit.facts.assessors)
    ]
    share = policy.new_assessor
    yield share, new, f"The policy asks for {share} % of what new assessors decide."
    prior = [unit for unit in units if unit.facts.prior]
    share = policy.prior_learning
    yield share, prior, f"The policy asks for {share} % of units with prior learning."
    words = f"The policy asks for {policy.units} % of a learner’s units"
    yield policy.units, list(units), f"{words}: {{there}} of {{needed}} planned or sampled so far."
