"""An item as a whole: what its passages say one by one, what they say together, and which criteria
usually go along."""

import math
from collections import Counter
from collections.abc import Collection, Sequence

from assessment.advice.suggesting.companions import companions_among
from assessment.advice.suggesting.passages import Passage, features_of
from assessment.advice.suggesting.scoring import FAINTEST, scores_of
from assessment.advice.suggesting.weights import Weights

# Beside the likelihood that some passage speaks of a criterion: what all of them say of it
# together, by the root of their length, and what speaks for it before a word is read.
TOGETHER, BEFORE = 0.2, 0.02
MOST_TIMES = 2
# How much of what the likeliest criteria have goes to their companions, and how many these are.
GOING_ALONG, LIKELIEST = 0.2, 3
# Where one in two is right, later in longer texts, and how fast it becomes more: counted on
# items written for tuning.
EVEN, EACH_PASSAGE, MANY_PASSAGES, SLOPE = 0.75, 0.05, 8, 0.2


def scores_as_wholes(
    passages: Collection[Passage], weights: Weights, leaning: Sequence[float]
) -> dict[int, float]:
    """By the place of a criterion: how likely the item shows it, where that is not chance."""
    by_passage = scores_of(passages, weights, leaning)
    together = _together(passages, weights)
    if not any(together):
        return by_passage
    even = EVEN + EACH_PASSAGE * min(len(passages), MANY_PASSAGES)
    speaking = [
        by_passage.get(place, 0.0) + TOGETHER * together[place] + BEFORE * before
        for place, before in enumerate(leaning)
    ]
    scores = (
        1 / (1 + math.exp((even - each) / SLOPE)) for each in _with_companions(speaking, weights)
    )
    return {place: score for place, score in enumerate(scores) if score > FAINTEST}


def _together(passages: Collection[Passage], weights: Weights) -> list[float]:
    """What is said again and again counts twice: a word that fills a page is no evidence."""
    said = Counter(
        feature
        for passage in passages
        for feature in {feature for feature, _ in features_of(passage)}
        if feature in weights.of
    )
    spoken, length = [0.0] * len(weights.targets), 1
    for feature, times in said.items():
        counted = min(times, MOST_TIMES)
        length += counted
        for place, weight in weights.of[feature]:
            spoken[place] += counted * weight
    return [each / math.sqrt(length) for each in spoken]


def _with_companions(speaking: list[float], weights: Weights) -> list[float]:
    raised = list(speaking)
    companions = companions_among(weights.targets)
    for place in sorted(range(len(speaking)), key=lambda each: -speaking[each])[:LIKELIEST]:
        for other, closeness in companions[place]:
            along = speaking[other] + GOING_ALONG * speaking[place] * math.sqrt(closeness)
            raised[other] = max(raised[other], along)
    return raised
