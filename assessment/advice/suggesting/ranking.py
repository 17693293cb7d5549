"""Ranking what an item could be mapped to: by its words, the kinds of its records, its method."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.advice.suggesting.passages import LONGEST, Passage, Word, features_of, passages_of
from assessment.advice.suggesting.targets import Target, split
from assessment.advice.suggesting.weights import Learned, Weights, weights_of
from portfolio.models import Method
from teams.models import Kind

# What speaks for a target before a word is read, on the scale of the weights.
BY_NATURE = 3.2  # a record of this kind shows it by its nature
PERHAPS = 1.8  # it may show it
NOT_SO = -0.4  # no record in the item is of a kind that shows it
ASKED = 3.6  # knowledge, in what was asked and answered
REFLECTED = 2.2  # knowledge, in a reflective account
DONE = -3.2  # knowledge, in what shows something done

# How decided a passage is between targets: the lower, the more.
TEMPERATURE = 1.7
# The weight from which a passage counts in full, and how fast it counts less below.
CLEAR, FADING = 2.5, 1.5
# How much the kinds of records count as if they were a passage, for records without words.
KINDS_ALONE = 0.15

# Differences that no longer matter: e to the power of minus this.
NEGLIGIBLE = 7.0
# What is below is chance.
FAINTEST = 0.02

MOST_WORDS, SURE_WORDS = 5, 3
# A word led to a target if it speaks for it like this; the three that do so most, if they say
# anything at all.
TELLING, SAYING = 1.2, 0.9


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``score`` is from 0 to 1; ``words`` stand in the item as they are written here.

    Without words it rests on the kinds of the records in the item alone.
    """

    target: str
    label: str
    score: float
    words: tuple[str, ...]


def suggest(
    text: str,
    kinds: Collection[Kind],
    targets: Iterable[Target],
    learned: Learned | None = None,
    *,
    method: str = "",
) -> tuple[Suggestion, ...]:
    """What ``text`` speaks of among ``targets`` (``targets_of``), the best first.

    ``kinds`` are of the records in the item, ``method`` its assessment method, ``learned`` what
    ``learned_of(centre)`` gives, or None. Criteria are weighed against criteria, and marking
    points against marking points.
    """
    criteria, points = split(targets)
    passages, kinds = passages_of(text, LONGEST), frozenset(kinds)
    found = _ranked(passages, kinds, method, criteria, learned)
    borne_out = {criteria[place].text: each.score for place, each in found.items()}
    suggestions = [*found.values()]
    for place, each in _ranked(passages, kinds, method, points, learned).items():
        suggestions.append(_as_borne_out(each, points[place], borne_out))
    # The sort is stable: equals stay in the order of the standard, criteria first.
    return tuple(sorted(suggestions, key=lambda each: -each.score))


def _ranked(
    passages: list[Passage],
    kinds: frozenset[Kind],
    method: str,
    targets: tuple[Target, ...],
    learned: Learned | None,
) -> dict[int, Suggestion]:
    """By the place of a target that is suggested, in their order."""
    weights = weights_of(targets, learned)
    scores = scores_of(passages, weights, leanings(targets, kinds, method))
    words = words_for(passages, weights, scores)
    return {
        place: Suggestion(targets[place].target, targets[place].label, score, words[place])
        for place, score in scores.items()
    }


def _as_borne_out(
    suggestion: Suggestion, point: Target, criteria: Mapping[str, float]
) -> Suggestion:
    """A marking point is as likely as it is with the likeliest criterion it serves: it says in
    detail what one of them asks for."""
    served = max((criteria.get(text, 0.0) for text in point.related), default=0.25)
    return replace(suggestion, score=math.sqrt(suggestion.score * served))


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


def words_for(
    passages: Iterable[Passage], weights: Weights, places: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """By place: the words that speak for it most, as written, in the order of the text."""
    found: dict[int, dict[str, float]] = {place: defaultdict(float) for place in places}
    written: dict[str, str] = {}
    for passage in passages:
        for feature, words in features_of(passage):
            for word in words:
                written.setdefault(word.stem, word.written)
            for place, weight in weights.of.get(feature, ()):
                if place in found:
                    _give(found[place], words, weight)
    return {place: _best(spoken, written) for place, spoken in found.items()}


def _give(spoken: dict[str, float], words: tuple[Word, ...], weight: float) -> None:
    """A word's weight once, however often it stands there."""
    for word in words:
        spoken[word.stem] = max(spoken[word.stem], weight / len(words))


def _best(spoken: dict[str, float], written: dict[str, str]) -> tuple[str, ...]:
    ranked = sorted(spoken, key=lambda stem: -spoken[stem])[:MOST_WORDS]
    best = {
        stem
        for place, stem in enumerate(ranked)
        if spoken[stem] >= (SAYING if place < SURE_WORDS else TELLING)
    }
    return tuple(word for stem, word in written.items() if stem in best)


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
