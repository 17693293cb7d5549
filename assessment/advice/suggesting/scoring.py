"""How likely a text speaks of each target: by its words, the kinds of records in it, its method."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assessment.advice.suggesting.passages import Passage, features_of
from assessment.advice.suggesting.targets import Target
from assessment.advice.suggesting.weights import Weights
from portfolio.models import Method
from teams.models import Kind

# What speaks for a target before a word is read, on the scale of the weights.
BY_NATURE = 3.2  # a record of this kind shows it by its nature
PERHAPS = 1.8  # it may show it
NOT_SO = -0.4  # no record in the item is of a kind that shows it
ASKED = 3.6  # knowledge, in what was asked and answered
REFLECTED = 0.6  # knowledge, in a reflective account: mostly told of work done
DONE = -1.0  # knowledge, in what shows something done

# How decided a passage is between targets: the lower, the more.
TEMPERATURE = 1.3
# The weight from which a passage counts in full, and how fast it counts less below.
CLEAR, FADING = 2.5, 1.5
# How much the kinds of records count as if they were a passage, for records without words.
KINDS_ALONE = 0.15

# Differences that no longer matter: e to the power of minus this.
NEGLIGIBLE = 7.0
# What is below is chance.
FAINTEST = 0.02


def leanings(targets: Sequence[Target], kinds: frozenset[Kind], method: str) -> list[float]:
    """What speaks for each target before a word is read."""
    return [_by_kind(target, kinds) + _by_method(target, method) for target in targets]


def scores_of(
    passages: Iterable[Passage], weights: Weights, leaning: Sequence[float]
) -> dict[int, float]:
    """By the place of a target: how likely some passage speaks of it, where that is not chance.

    Each passage is shared out among the targets; what it says clearly counts in full.
    """
    missed: defaultdict[int, float] = defaultdict(lambda: 1.0)
    shares = (_shares(passage, weights, leaning) for passage in passages)
    for share in (*shares, _shares_of_kinds(leaning)):
        for place, part in share:
            missed[place] *= 1 - part
    return {place: 1 - miss for place, miss in sorted(missed.items()) if 1 - miss > FAINTEST}


def _by_kind(target: Target, kinds: frozenset[Kind]) -> float:
    if not kinds:
        return 0.0
    shown = [
        BY_NATURE if by_nature else PERHAPS for kind, by_nature in target.uses if kind in kinds
    ]
    return max(shown, default=NOT_SO)


def _by_method(target: Target, method: str) -> float:
    if not method or not target.is_knowledge:
        return 0.0
    if method in (Method.DISCUSSION, Method.QUESTIONING):
        return ASKED
    return REFLECTED if method == Method.REFLECTIVE else DONE


def _shares(
    passage: Passage, weights: Weights, leaning: Sequence[float]
) -> Iterator[tuple[int, float]]:
    spoken = [0.0] * len(leaning)
    of = weights.of
    for feature in {feature for feature, _ in features_of(passage)}:
        if feature in of:
            for place, weight in of[feature]:
                spoken[place] += weight
    clearness = min(1.0, (max(spoken, default=0.0) / CLEAR) ** FADING)
    return _shared_out([a + b for a, b in zip(spoken, leaning, strict=True)], clearness)


def _shares_of_kinds(leaning: Sequence[float]) -> Iterator[tuple[int, float]]:
    """Kinds alone are worth saying where a record shows something by its nature."""
    return _shared_out(leaning, KINDS_ALONE if max(leaning, default=0) >= BY_NATURE else 0.0)


def _shared_out(speaking: Sequence[float], clearness: float) -> Iterator[tuple[int, float]]:
    if not clearness:
        return
    best = max(speaking)
    parts = [
        (place, math.exp((each - best) / TEMPERATURE))
        for place, each in enumerate(speaking)
        if each > best - NEGLIGIBLE * TEMPERATURE
    ]
    total = sum(part for _, part in parts)
    for place, part in parts:
        yield place, clearness * part / total
