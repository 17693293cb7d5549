"""What a case is, and all of them."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from portfolio.files.inspection.problems import State

ACCEPTED, REFUSED, EITHER = "accepted", "refused", "either"


@dataclass(frozen=True)
class Case:
    """A file that somebody sends.

    ``make`` takes the address of the canary, where nothing may ever ask for anything. ``outcome``:
    whether it is accepted; ``state``: with which problem (``State``), "told" for any, "" for none,
    and None where it does not matter.
    """

    name: str
    filename: str
    make: Callable[[str], bytes]
    outcome: str = ACCEPTED
    state: str | None = None

    @property
    def family(self) -> str:
        """The generator that it comes from: what stands before the first slash."""
        return self.name.partition("/")[0]

    def fits(self, outcome: str, state: str) -> bool:
        """Whether what became of it is what should."""
        if self.outcome not in (EITHER, outcome):
            return False
        if outcome == REFUSED or self.state is None:
            return True
        return bool(state) if self.state == "told" else state == self.state


def all_cases() -> list[Case]:
    from tests.hostile import (
        active_pdf,
        broken_pdf,
        damaging,
        names,
        office,
        older_office,
        pictures,
        recordings,
        texts,
    )

    modules = (
        damaging,
        active_pdf,
        broken_pdf,
        pictures,
        office,
        older_office,
        recordings,
        texts,
        names,
    )
    cases = [case for module in modules for case in module.cases()]
    assert len({case.name for case in cases}) == len(cases)
    return cases


# How many of each family an ordinary run of the suite takes.
OF_EACH = 7


def chosen_cases() -> list[Case]:
    """Some of each family, or with ``HOSTILE=all`` in the environment all."""
    if os.environ.get("HOSTILE") == "all":
        return all_cases()
    families: dict[str, list[Case]] = {}
    for case in all_cases():
        families.setdefault(case.family, []).append(case)
    return [
        case
        for cases in families.values()
        for case in cases[:: max(1, len(cases) // OF_EACH)]
        if "slow" not in case.name
    ]


__all__ = ["ACCEPTED", "EITHER", "REFUSED", "Case", "State", "all_cases", "chosen_cases"]
