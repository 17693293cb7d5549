"""Sorting short texts in two by weights that are learned from examples, where lists do not do.

A logistic regression over words, pairs of words, and signs that are looked for beforehand. The
examples are our own sentences in ``examples.json``; the weights are worked out
when they are first needed (a few hundredths of a second), always the same, and can be looked at:
``Sorter.weights`` says how much each word speaks for.
"""

import json
import math
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise, zip_longest
from pathlib import Path

from assessment.advice.words.patterns import plain

EXAMPLES = Path(__file__).with_name("examples.json")
ROUNDS = 12
STEP = 0.3
# Signs are trusted sooner than words, of which each example has many, and weights fade.
OF_A_WORD = 0.35
FADING = {True: 0.0005, False: 0.03}

WORD = re.compile(r"#?[a-z_']+")
ENDINGS = ("ing", "ied", "ed", "es", "s")
BEGINNING, END = "<", ">"

Signs = Callable[[str], tuple[str, Iterable[str]]]


def no_signs(text: str) -> tuple[str, Iterable[str]]:
    return plain(text), ()


class Sorter:
    """Sorts texts as the examples of ``name`` are sorted.

    ``signs`` turns a text into what its words are read from and the names of the signs in it.
    """

    def __init__(self, name: str, signs: Signs = no_signs) -> None:
        self._name, self._signs = name, signs

    @property
    def weights(self) -> dict[str, float]:
        """By word, pair of words or sign ("#…"); above zero they speak for "yes"."""
        return _learned(self._name, self._signs)

    def weigh(self, text: str) -> float:
        """Above zero: rather "yes"; 3 is all but certain."""
        weights = self.weights
        return sum(weights.get(mark, 0.0) for mark in _marks(text, self._signs))


@cache
def _learned(name: str, signs: Signs) -> dict[str, float]:
    examples = json.loads(EXAMPLES.read_text("utf-8"))[name]
    # In turn, so that neither side is learned last.
    turns = zip_longest(examples["yes"], examples["no"])
    marked = [
        (_marks(text, signs), answer)
        for turn in turns
        for text, answer in zip(turn, (1.0, 0.0), strict=True)
        if text is not None
    ]
    numbers: dict[str, int] = {}
    told = [
        (tuple(numbers.setdefault(mark, len(numbers)) for mark in sorted(marks)), answer)
        for marks, answer in marked
    ]
    is_sign = [mark.startswith("#") for mark in numbers]
    weights = [0.0] * len(numbers)
    for number in range(ROUNDS):
        _learn(weights, told, is_sign, STEP / (1 + 0.15 * number))
    return dict(zip(numbers, weights, strict=True))


def _learn(
    weights: list[float],
    told: list[tuple[tuple[int, ...], float]],
    is_sign: list[bool],
    step: float,
) -> None:
    """One round through all examples; each moves the weights of its marks a little."""
    stays = [1 - step * FADING[each] for each in is_sign]
    moves = [step * (1.0 if each else OF_A_WORD) for each in is_sign]
    for marks, answer in told:
        error = answer - 1 / (1 + math.exp(-sum([weights[mark] for mark in marks])))
        for mark in marks:
            weights[mark] = weights[mark] * stays[mark] + moves[mark] * error


def _marks(text: str, signs: Signs) -> set[str]:
    words, found = signs(text)
    stems = [BEGINNING, *map(_stem, WORD.findall(words)), END]
    return {"#any", *found, *stems[1:-1], *map(" ".join, pairwise(stems))}


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    if word.startswith("_"):
        return word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            return word.removesuffix(ending).rstrip("e'")
    return word.rstrip("e'") or word
