"""Questions worth asking, written beforehand: for each criterion, check and doubt."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("questions.json")


@dataclass(frozen=True, slots=True)
class Written:
    """A question in general: ``serves`` are criteria by the official code of their unit, such as
    "LT 2.3". "{label}" in it stands for what it is about."""

    asks: str
    serves: tuple[str, ...] = ()
    because: str = ""

    def about(self, label: str) -> str:
        return filled(self.asks, label=label)


@dataclass(frozen=True, slots=True)
class Bank:
    """All of them, each by what it is asked about."""

    criteria: Mapping[str, str]
    kinds: Mapping[str, str]
    checks: Mapping[str, Written]
    doubts: Mapping[str, str]
    old: str
    units: Mapping[str, tuple[Written, ...]]

    def on_criterion(self, code: str, kind: str, text: str) -> str:
        """On "LT 2.3"; in general words where the bank knows no such criterion."""
        return self.criteria.get(code) or filled(self.kinds[kind], text=text)

    def on_check(self, codes: Iterable[str]) -> Written | None:
        """On what a check found that stands for misconceptions of these codes."""
        return next((self.checks[code] for code in codes if code in self.checks), None)


def filled(words: str, **values: str) -> str:
    """Put each value in its place. Not ``format``: what people wrote may hold braces."""
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", value)
    return words


@cache
def bank() -> Bank:
    written = json.loads(FILE.read_text(encoding="utf-8"))
    return Bank(
        criteria=written["criteria"],
        kinds=written["kinds"],
        checks={code: _written(row) for code, row in written["checks"].items()},
        doubts=written["doubts"],
        old=written["old"],
        units={unit: tuple(map(_written, rows)) for unit, rows in written["units"].items()},
    )


def _written(row: dict) -> Written:
    return Written(row["asks"], tuple(row.get("serves", ())), row.get("because", ""))
