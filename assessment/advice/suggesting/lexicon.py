"""What expressions say of the standard's criteria: learned from items that were written for it.

A softmax regression over the words of an item, and how what it says is weighed together with the
rest. ``train_suggestions`` makes ``lexicon.json`` from ``items.json`` and ``examples.json``
(``training.py``); it can be read: by expression, how far it speaks for each criterion.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from assessment.advice.suggesting.passages import Passage, expressions_of
from assessment.advice.suggesting.targets import Target

FILE = Path(__file__).with_name("lexicon.json")
# Weights are kept as whole numbers, which a file of a hundred thousand needs.
PARTS = 20

# By the place of a criterion: how far something speaks for it.
Speaking = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """``rarity``: how much one occurrence weighs, the more the fewer items have it."""

    rarity: float
    speaks: Speaking


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``criteria``: their texts. By their places: ``usual``, the share of items that show each;
    ``along``, which others an item shows that shows it, and how often; ``bias``. ``signs`` weigh
    what ``estimating.signs_of`` gives; the last is added."""

    criteria: tuple[str, ...]
    known: Mapping[str, Expression]
    bias: tuple[float, ...]
    usual: tuple[float, ...]
    along: tuple[Speaking, ...]
    signs: tuple[float, ...]

    def said_in(self, passages: Iterable[Passage]) -> list[float]:
        """How far these passages together speak for each criterion; as long as they are."""
        counts = Counter(each for passage in passages for each in expressions_of(passage))
        found = [
            (expression.speaks, expression.rarity * (1 + math.log(times)))
            for text, times in counts.items()
            if (expression := self.known.get(text))
        ]
        length = math.sqrt(sum(weight * weight for _, weight in found)) or 1.0
        said = list(self.bias)
        for speaks, weight in found:
            share = weight / length
            for place, much in speaks:
                said[place] += share * much
        return said


def shares(said: Sequence[float], places: Iterable[int]) -> list[float]:
    """What is said shared out among some criteria, in their order; the sum is 1."""
    among = [said[place] for place in places]
    best = max(among, default=0.0)
    parts = [math.exp(each - best) for each in among]
    total = sum(parts)
    return [part / total for part in parts]


@lru_cache(maxsize=16)
def places_of(targets: tuple[Target, ...]) -> Mapping[int, int]:
    """By the place of a target: its place in the lexicon, for those that it knows."""
    by_text = {text: place for place, text in enumerate(lexicon().criteria)}
    return {
        place: by_text[target.text]
        for place, target in enumerate(targets)
        if target.text in by_text
    }


@cache
def lexicon() -> Lexicon:
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return Lexicon(
        criteria=tuple(kept["criteria"]),
        known={
            text: Expression(rarity, _speaking(speaks))
            for text, (rarity, speaks) in kept["known"].items()
        },
        bias=tuple(kept["bias"]),
        usual=tuple(kept["usual"]),
        along=tuple(tuple((place, share) for place, share in row) for row in kept["along"]),
        signs=tuple(kept["signs"]),
    )


def keep(learned: Lexicon, made_of: str) -> None:
    """Write it down, a line for each expression. ``made_of``: the digest of what it is made of."""
    known = ",\n".join(
        f"{json.dumps(text)}:{json.dumps(_kept(each), separators=(',', ':'))}"
        for text, each in sorted(learned.known.items())
    )
    head = {
        "made_of": made_of,
        "criteria": learned.criteria,
        "signs": _rounded(learned.signs),
        "bias": _rounded(learned.bias),
        "usual": _rounded(learned.usual),
        "along": [[(place, round(share, 3)) for place, share in row] for row in learned.along],
    }
    rows = ",\n".join(f"{json.dumps(name)}:{json.dumps(row)}" for name, row in head.items())
    FILE.write_text(f'{{{rows},\n"known":{{\n{known}\n}}}}\n', encoding="utf-8")


def _kept(expression: Expression) -> tuple[float, list[int]]:
    flat = [part for place, much in expression.speaks for part in (place, round(much * PARTS))]
    return round(expression.rarity, 2), flat


def _speaking(flat: Sequence[int]) -> Speaking:
    return tuple(map(_pair, flat[::2], flat[1::2]))


@cache
def _pair(place: int, parts: int) -> tuple[int, float]:
    """One object for all that are alike: a process keeps more than a hundred thousand of them."""
    return place, parts / PARTS


def _rounded(numbers: Iterable[float]) -> list[float]:
    return [round(number, 4) for number in numbers]
