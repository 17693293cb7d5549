"""Whether the completed units of a qualification satisfy its credit rules, and if not, why."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from assessment.groups import Group, UnitUse
from assessment.models import Qualification


@dataclass(frozen=True)
class CreditRules:
    """The rules of one qualification. A minimum of 0 asks for nothing."""

    credits_required: int
    high_level: int
    high_level_credits: int
    groups: tuple[Group, ...]


class CreditStanding(NamedTuple):
    """``reasons`` are whole sentences, one for each rule not satisfied yet."""

    is_complete: bool
    reasons: tuple[str, ...]


def credit_rules_of(qualification: Qualification, groups: Iterable[Group]) -> CreditRules:
    """The rules of ``qualification``, whose ``groups`` are at hand."""
    return CreditRules(
        credits_required=qualification.credits_required,
        high_level=qualification.high_level,
        high_level_credits=qualification.high_level_credits,
        groups=tuple(groups),
    )


def explain_credits(rules: CreditRules, completed: Collection[str]) -> CreditStanding:
    """Compare the ``completed`` specification codes with ``rules``. Asks the database nothing."""
    reasons = tuple(_reasons(rules, completed))
    return CreditStanding(not reasons, reasons)


def _reasons(rules: CreditRules, completed: Collection[str]) -> Iterator[str]:
    # A set, so that a unit listed in two groups earns its credits once.
    units = {unit for group in rules.groups for unit in group.units}
    if not units:
        yield "This qualification has no units yet."
    for group in rules.groups:
        yield from _group_reasons(group, completed)
    achieved = [unit for unit in units if unit.code in completed]
    yield from _total_reasons(rules, achieved)


def _group_reasons(group: Group, completed: Collection[str]) -> Iterator[str]:
    if group.is_mandatory:
        for unit in group.units:
            if unit.code not in completed:
                yield f"Unit {unit.code} is mandatory and not complete."
    achieved = [unit for unit in group.units if unit.code in completed]
    done, earned = len(achieved), _credits(achieved)
    if done < group.minimum_units:
        needed = _needed(group.minimum_units - done, "unit", f" from “{group.title}”")
        yield f"{needed}: {done} of {group.minimum_units} complete."
    if earned < group.minimum_credits:
        needed = _needed(group.minimum_credits - earned, "credit", f" from “{group.title}”")
        yield f"{needed}: {earned} of {group.minimum_credits} achieved."


def _total_reasons(rules: CreditRules, achieved: Collection[UnitUse]) -> Iterator[str]:
    earned = _credits(achieved)
    if earned < rules.credits_required:
        needed = _needed(rules.credits_required - earned, "credit")
        yield f"{needed}: {earned} of {rules.credits_required} achieved."
    high = _credits(unit for unit in achieved if unit.level >= rules.high_level)
    if high < rules.high_level_credits:
        where = f" at level {rules.high_level} or above"
        yield f"{_needed(rules.high_level_credits - high, 'credit', where)}."


def _credits(units: Iterable[UnitUse]) -> int:
    return sum(unit.credits for unit in units)


def _needed(count: int, noun: str, where: str = "") -> str:
    """Such as "1 more unit is needed" or "3 more credits at level 4 or above are needed"."""
    if count == 1:
        return f"1 more {noun}{where} is needed"
    return f"{count} more {noun}s{where} are needed"
