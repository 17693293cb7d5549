"""How well the advice does on portfolios and items that its rules were not made from."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assessment.advice.checking import findings_in
from assessment.advice.facts import PortfolioFacts
from assessment.advice.suggesting import Target, suggest
from teams.models import Kind

HELD_OUT = Path(__file__).with_name("held_out.json")
FIRST = 5

CODES = (
    *(f"LT-M{number}" for number in range(1, 7)),
    *(f"MT-M{number}" for number in range(1, 7)),
    *(f"CO-M{number}" for number in range(1, 4)),
    *(f"CC-M{number}" for number in range(1, 6)),
    *(f"DO-M{number}" for number in range(1, 4)),
)


# -- Checks -----------------------------------------------------------------------------------


@dataclass
class Tally:
    """Of one misconception: in how many portfolios it was found, missed, or seen wrongly."""

    found: int = 0
    missed: int = 0
    false_alarms: int = 0

    @property
    def support(self) -> int:
        """How many portfolios have the fault."""
        return self.found + self.missed

    @property
    def precision(self) -> float:
        """Of those in which it was seen, the share that has it; nothing seen: nothing precise."""
        return share(self.found, self.found + self.false_alarms)

    @property
    def recall(self) -> float:
        return share(self.found, self.support)


def share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def codes_found(facts: PortfolioFacts) -> set[str]:
    return {code for finding in findings_in(facts) for code in finding.codes}


def tallies(labelled: Iterable[tuple[PortfolioFacts, frozenset[str]]]) -> dict[str, Tally]:
    """Each portfolio counts once for each code."""
    counted: dict[str, Tally] = {code: Tally() for code in CODES}
    for facts, planted in labelled:
        seen = codes_found(facts)
        for code in seen | planted:
            tally = counted[code]
            tally.found += code in seen and code in planted
            tally.missed += code not in seen
            tally.false_alarms += code not in planted
    return counted


# -- Suggestions ------------------------------------------------------------------------------


@dataclass(frozen=True)
class HeldOut:
    """An item and all that an assessor would plainly accept it for, the main one first."""

    title: str
    method: str
    kinds: frozenset[Kind]
    text: str
    criteria: tuple[str, ...]
    points: tuple[str, ...]


@cache
def held_out() -> tuple[HeldOut, ...]:
    return tuple(map(_item, json.loads(HELD_OUT.read_text(encoding="utf-8"))))


def _item(row: dict) -> HeldOut:
    return HeldOut(
        title=row["title"],
        method=row["method"],
        kinds=frozenset(map(Kind, row["kinds"])),
        text=f"{row['title']}\n{row['text']}",
        criteria=tuple(target for target in row["targets"] if " " in target),
        points=tuple(target for target in row["targets"] if " " not in target),
    )


@dataclass(frozen=True)
class Suggested:
    """An item with the labels that were suggested for it, criteria and points apart, best first."""

    item: HeldOut
    criteria: tuple[str, ...]
    points: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """Shares from 0 to 1. ``by_criterion``: the mean over criteria of how often each was there."""

    recall: float
    precision: float
    points_recall: float
    points_precision: float
    by_criterion: float


def suggestions(targets: Iterable[Target], items: Iterable[HeldOut]) -> Iterator[Suggested]:
    """What is suggested for each item before any centre has accepted a mapping."""
    targets = tuple(targets)
    for item in items:
        labels = [each.label for each in _suggest(item, targets)]
        yield Suggested(
            item,
            tuple(label for label in labels if " " in label),
            tuple(label for label in labels if " " not in label),
        )


def _suggest(item: HeldOut, targets: tuple[Target, ...]):
    return suggest(item.text, item.kinds, targets, None, method=item.method)


def measured(suggested: Iterable[Suggested]) -> Measured:
    suggested = tuple(suggested)
    pointed = [each for each in suggested if each.item.points]
    return Measured(
        recall=mean(recall_at(each.criteria, each.item.criteria) for each in suggested),
        precision=mean(is_first(each.criteria, each.item.criteria) for each in suggested),
        points_recall=mean(recall_at(each.points, each.item.points) for each in pointed),
        points_precision=mean(is_first(each.points, each.item.points) for each in pointed),
        by_criterion=mean(recall_by_criterion(suggested).values()),
    )


def recall_at(labels: tuple[str, ...], right: tuple[str, ...]) -> float:
    """The share of what is right that is among the first five; of six right ones five will do."""
    return share(len(set(labels[:FIRST]) & set(right)), min(len(right), FIRST))


def is_first(labels: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether the first one is right. Where nothing is suggested, it is not."""
    return bool(labels) and labels[0] in right


def recall_by_criterion(suggested: Iterable[Suggested]) -> dict[str, float]:
    """For each criterion, the share of its items in which it is among the first five."""
    there = defaultdict(list)
    for each in suggested:
        for criterion in each.item.criteria:
            there[criterion].append(criterion in each.criteria[:FIRST])
    return {criterion: mean(hits) for criterion, hits in sorted(there.items())}


def mean(values: Iterable[float]) -> float:
    values = list(values)
    return share(sum(values), len(values))


# -- In words ---------------------------------------------------------------------------------

ROW = "{:8}{:>10}{:>12}{:>9}"


def table_of(counted: dict[str, Tally]) -> str:
    """A line for each misconception."""
    lines = [ROW.format("Code", "has it", "precision", "recall")]
    lines += [
        ROW.format(code, tally.support, f"{tally.precision:.2f}", f"{tally.recall:.2f}")
        for code, tally in counted.items()
    ]
    return "\n".join(lines)


def sentence_of(found: Measured) -> str:
    return (
        f"Criteria: recall@5 {found.recall:.3f}, precision@1 {found.precision:.3f}; mean over "
        f"criteria {found.by_criterion:.3f}. Marking points: recall@5 {found.points_recall:.3f}, "
        f"precision@1 {found.points_precision:.3f}."
    )
