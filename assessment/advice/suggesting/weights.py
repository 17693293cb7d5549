"""How far each word speaks for each criterion or marking point: counted, and open to reading.

A stem's weight for a target is the logarithm of how much more often it stands in what speaks of
that target than in all that is known, smoothed, so that what was seen once says little.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from assessment.advice.suggesting.examples import phrases
from assessment.advice.suggesting.passages import features_of, passages_of
from assessment.advice.suggesting.targets import Target

# How often each word was there, weighed by where it stood.
Counts = defaultdict[str, float]

# How much one occurrence counts.
OWN_TEXT = 3.0
PHRASE = 1.0
RELATED = 0.5  # in what speaks of a marking point, for its criteria; and the other way round
PAIR = 0.3  # two words in a row beside each of them alone

# What a target has to be seen with until its own words outweigh chance.
SMOOTHING = 300.0
# What is seen but once is seen by chance.
CHANCE = 0.3
# Words counted for a target with phrases, roughly: targets with fewer are not to shout.
USUAL = 350.0
LEAST = 100.0

# Weights below say nothing and cost time.
FAINTEST = 0.2

# What a centre accepted counts like this many phrases at most, however many items there are.
MOST_LEARNED = 25.0


@dataclass(frozen=True)
class Learned:
    """What the mappings that a centre's assessors found met have taught, by target and stem.

    ``stems``: in how many items each stood; ``items``: how many items there were. Two are equal
    if they are of the same centre and time.
    """

    centre: int
    learned_at: datetime
    stems: Mapping[str, Mapping[str, int]]
    items: Mapping[str, int]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Learned) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[int, datetime]:
        return self.centre, self.learned_at

    def counts(self, target: str) -> Iterator[tuple[str, float]]:
        """What to add to the counts of a target: grows with the items up to a limit."""
        share = min(1.0, MOST_LEARNED / max(1, self.items.get(target, 0)))
        for stem, items in self.stems.get(target, {}).items():
            yield stem, items * share


@dataclass(frozen=True)
class Weights:
    """``targets`` in order; ``of``: by stem, or two stems, the places of the targets it speaks
    for, and how far."""

    targets: tuple[Target, ...]
    of: Mapping[str, Sequence[tuple[int, float]]]


@lru_cache(maxsize=16)
def weights_of(targets: tuple[Target, ...], learned: Learned | None = None) -> Weights:
    """The weights of every word for ``targets``, all of a kind: criteria or marking points.

    Kept by the process: what learners of a centre take is the same for most of them.
    """
    counts = [_counts(target, learned) for target in targets]
    scaled = [_scaled(each) for each in counts]
    everywhere: Counts = defaultdict(float)
    for each in scaled:
        for feature, count in each.items():
            everywhere[feature] += count
    total = sum(everywhere.values())
    found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, each in enumerate(scaled):
        for feature, count in each.items():
            expected = CHANCE + SMOOTHING * everywhere[feature] / total
            weight = math.log1p(count / expected)
            if weight > FAINTEST:
                found[feature].append((place, weight))
    return Weights(targets, dict(found))


def _counts(target: Target, learned: Learned | None) -> Counts:
    counts: Counts = defaultdict(float)
    _add(counts, target.text, OWN_TEXT)
    for text in target.related:
        _add(counts, text, RELATED * OWN_TEXT / len(target.related))
        _add_phrases(counts, text, RELATED / len(target.related))
    _add_phrases(counts, target.text, PHRASE)
    for stem, count in learned.counts(target.target) if learned else ():
        counts[stem] += count
    return counts


def _scaled(counts: Counts) -> Mapping[str, float]:
    scale = USUAL / (sum(counts.values()) + LEAST)
    return {feature: count * scale for feature, count in counts.items()}


def _add_phrases(counts: Counts, text: str, much: float) -> None:
    for feature, count in _phrase_features(text).items():
        counts[feature] += count * much


def _add(counts: Counts, text: str, much: float) -> None:
    for feature, count in _features(text).items():
        counts[feature] += count * much


@cache
def _phrase_features(text: str) -> Mapping[str, float]:
    """Over all phrases that speak of ``text``; a feature once for each phrase."""
    found: Counts = defaultdict(float)
    for phrase in phrases().get(text, ()):
        for feature, count in _features(phrase).items():
            found[feature] += count
    return found


def _features(text: str) -> Mapping[str, float]:
    return {
        feature: PAIR if len(words) > 1 else 1.0
        for passage in passages_of(text)
        for feature, words in features_of(passage)
    }
