"""Asking every check about a portfolio."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.advice.checks import CHECKS
from assessment.advice.facts import PortfolioFacts
from assessment.advice.findings import Check, Found


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. ``codes``: its misconceptions in the units that the learner takes."""

    check: Check
    codes: tuple[str, ...]
    found: tuple[Found, ...]


def findings_in(facts: PortfolioFacts) -> Iterator[Finding]:
    """What the checks of the learner's units find, in the order of the checks; asks for nothing."""
    for check in CHECKS:
        codes = check.codes_in(facts.units)
        found = tuple(check.find(facts)) if codes else ()
        if found:
            yield Finding(check, codes, found)
