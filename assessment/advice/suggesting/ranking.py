"""Ranking what an item could be mapped to: by its words, the kinds of its records, its method."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from assessment.advice.suggesting.estimating import estimated
from assessment.advice.suggesting.passages import LONGEST, Passage, Word, features_of, passages_of
from assessment.advice.suggesting.scoring import leanings, scores_of
from assessment.advice.suggesting.targets import Target, split
from assessment.advice.suggesting.weights import Learned, Weights, weights_of
from assessment.advice.suggesting.wholes import scores_as_wholes
from teams.models import Kind

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
    before = leanings(criteria, kinds, method)
    weights = weights_of(criteria, learned)
    counted = scores_as_wholes(passages, weights, before)
    found = _suggestions(passages, weights, estimated(passages, criteria, counted))
    borne_out = {criteria[place].text: score for place, score in counted.items()}
    suggestions = [*found.values()]
    before, weights = leanings(points, kinds, method), weights_of(points, learned)
    scored = _suggestions(passages, weights, scores_of(passages, weights, before))
    for place, each in scored.items():
        suggestions.append(_as_borne_out(each, points[place], borne_out))
    # The sort is stable: equals stay in the order of the standard, criteria first.
    return tuple(sorted(suggestions, key=lambda each: -each.score))


def _suggestions(
    passages: list[Passage], weights: Weights, scores: Mapping[int, float]
) -> dict[int, Suggestion]:
    """By the place of a target that is suggested, in their order."""
    targets, words = weights.targets, words_for(passages, weights, scores.keys())
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
