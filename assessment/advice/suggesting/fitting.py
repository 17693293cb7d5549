"""Which items would fit what is still wanted: the same ranking for a whole portfolio at once."""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from heapq import heappush, heapreplace

from assessment.advice.facts import ItemFacts
from assessment.advice.suggesting.estimating import estimated
from assessment.advice.suggesting.passages import Passage, passages_of, stems_in
from assessment.advice.suggesting.ranking import words_for
from assessment.advice.suggesting.scoring import leanings, scores_of
from assessment.advice.suggesting.targets import Target, split
from assessment.advice.suggesting.weights import Learned, Weights, weights_of
from assessment.advice.suggesting.wholes import scores_as_wholes
from teams.models import Kind

# Of each item. A thousand of them are read for one page.
LONGEST = 2_000

# The score from which an item is worth a look.
WORTH = 0.6
MOST_ITEMS = 3

# A word that speaks strongly for a target has at least this weight.
STRONG = 1.0
# The root of the number of words in a usual item: longer ones say more of everything.
EVENED = 6.0


# What speaks for each target before a word is read, by the kinds and the method of an item.
Leanings = Callable[[frozenset[Kind], str], list[float]]
# By stem: the places of the targets it speaks for, and how far.
Telling = dict[str, list[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Fit:
    """An item that speaks of something it is not mapped to yet; ``score`` from 0 to 1."""

    item: ItemFacts
    score: float
    words: tuple[str, ...]


def fitting_items(
    items: Iterable[ItemFacts],
    wanted: Collection[Target],
    learned: Learned | None = None,
    *,
    among: Collection[Target] = (),
) -> dict[str, list[Fit]]:
    """By target ("criterion-12"): the items that fit it best, the best first, three at most.

    Only targets that some item fits are there; an item that is mapped to one already does not
    count. ``among``: all targets that the learner has (``targets_of``), so that an item that
    speaks of something else is not taken for the next best; without them, ``wanted``.
    """
    found: dict[str, list[Fit]] = {}
    items = tuple(items)
    stems = [stems_in(item.text, LONGEST) for item in items]
    passages = cache(lambda place: passages_of(items[place].text, LONGEST))
    names = {target.target for target in wanted}
    for those in split(among or wanted):
        if names.isdisjoint(target.target for target in those):
            continue
        weights = weights_of(those, learned)
        likely = _likely(items, stems, weights, names)
        for place, targets in likely.items():
            for target, fit in _fits(items[place], passages(place), weights, targets):
                found.setdefault(target, []).append(fit)
    return {target: _best(fits) for target, fits in found.items()}


def _likely(
    items: Sequence[ItemFacts], stems: Iterable[set[str]], weights: Weights, names: Collection[str]
) -> dict[int, set[int]]:
    """By an item's place: the places of the targets it may fit. A few items for each target, by
    words that speak for it strongly; only these are read sentence by sentence."""
    telling = _telling(weights, names)
    # Few items differ in these.
    leanings_of = cache(partial(leanings, weights.targets))
    best: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for item, (facts, those) in enumerate(zip(items, stems, strict=True)):
        for place, speaks in _spoken(facts, those, telling, weights.targets, leanings_of):
            # The earlier of two that are alike stays.
            _keep(best[place], (speaks, -item))
    found: defaultdict[int, set[int]] = defaultdict(set)
    for place, heap in best.items():
        for _, item in heap:
            found[-item].add(place)
    return found


def _spoken(
    item: ItemFacts,
    stems: set[str],
    telling: Telling,
    targets: tuple[Target, ...],
    leanings_of: Leanings,
) -> Iterator[tuple[int, float]]:
    """How far an item speaks for each target that it is not mapped to."""
    spoken: defaultdict[int, float] = defaultdict(float)
    for stem in stems & telling.keys():
        for place, weight in telling[stem]:
            spoken[place] += weight
    leaning = leanings_of(item.kinds, item.method)
    evened = EVENED / math.sqrt(len(stems) + 1)
    for place, weight in spoken.items():
        if targets[place].label not in item.targets:
            yield place, weight * evened + leaning[place]


def _keep(heap: list[tuple[float, int]], entry: tuple[float, int]) -> None:
    if len(heap) < MOST_ITEMS:
        heappush(heap, entry)
    elif entry > heap[0]:
        heapreplace(heap, entry)


def _telling(weights: Weights, names: Collection[str]) -> Telling:
    """The words that speak strongly for what is wanted."""
    places = {place for place, each in enumerate(weights.targets) if each.target in names}
    found = {
        stem: [(place, weight) for place, weight in those if place in places and weight >= STRONG]
        for stem, those in weights.of.items()
    }
    return {stem: those for stem, those in found.items() if those}


def _fits(
    item: ItemFacts, passages: list[Passage], weights: Weights, places: set[int]
) -> Iterator[tuple[str, Fit]]:
    before = leanings(weights.targets, item.kinds, item.method)
    if weights.targets[0].is_criterion:
        counted = scores_as_wholes(passages, weights, before)
        scores = estimated(passages, weights.targets, counted)
    else:
        scores = scores_of(passages, weights, before)
    good = [place for place in sorted(places) if scores.get(place, 0) >= WORTH]
    words = words_for(passages, weights, good)
    for place in good:
        yield weights.targets[place].target, Fit(item, scores[place], words[place])


def _best(fits: list[Fit]) -> list[Fit]:
    return sorted(fits, key=lambda fit: (-fit.score, fit.item.number))
