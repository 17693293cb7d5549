"""Whether the units signed off of a qualification satisfy its credit rules, and if not, why."""

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


def explain_credits(
    rules: CreditRules,
    signed_off: Collection[str],
    met: Collection[str] = (),
    *,
    done: str = "signed off",
) -> CreditStanding:
    """Compare the specification codes ``signed_off`` with ``rules``. Asks the database nothing.

    ``met``: those all of whose criteria are met. They earn nothing until they are signed off, and
    the reasons say that this is all they wait for. ``done``: what units have to be to count.
    """
    reasons = tuple(_reasons(rules, signed_off, met, done))
    return CreditStanding(not reasons, reasons)


def _reasons(
    rules: CreditRules, signed_off: Collection[str], met: Collection[str], done: str
) -> Iterator[str]:
    # A set, so that a unit listed in two groups earns its credits once.
    units = {unit for group in rules.groups for unit in group.units}
    if not units:
        yield "This qualification has no units yet."
    for group in rules.groups:
        if group.is_mandatory:
            yield from _mandatory_reasons(group, signed_off, met, done)
        yield from _group_reasons(group, signed_off, done)
    achieved = [unit for unit in units if unit.code in signed_off]
    yield from _total_reasons(rules, achieved)


def _mandatory_reasons(
    group: Group, signed_off: Collection[str], met: Collection[str], done: str
) -> Iterator[str]:
    for unit in group.units:
        if unit.code in signed_off:
            continue
        if unit.code in met:
            yield f"Unit {unit.code} is mandatory: all criteria met, waiting for sign-off."
        else:
            yield f"Unit {unit.code} is mandatory and not {done}."


def _group_reasons(group: Group, signed_off: Collection[str], done: str) -> Iterator[str]:
    achieved = [unit for unit in group.units if unit.code in signed_off]
    number, earned = len(achieved), _credits(achieved)
    if number < group.minimum_units:
        needed = _needed(group.minimum_units - number, "unit", f" from “{group.title}”")
        yield f"{needed}: {number} of {group.minimum_units} {done}."
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
