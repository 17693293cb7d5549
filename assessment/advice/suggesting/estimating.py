"""How likely an item shows each criterion, all signs weighed together."""

import math
from collections.abc import Collection, Iterator, Sequence

from assessment.advice.suggesting.lexicon import Lexicon, lexicon, places_of, shares
from assessment.advice.suggesting.passages import Passage
from assessment.advice.suggesting.targets import Target

# Below is chance.
FAINTEST = 0.004
# The words from which on the lexicon is trusted in full: it is made of items of some length. With
# fewer of them the kinds of records and what is counted say more.
ENOUGH_WORDS = 40
# What is neither certain nor impossible: scores are kept off both ends.
NEARLY_NEVER = 0.002
# What is added before a logarithm is taken, so that nothing weighs endlessly.
IN_A_PASSAGE, ALONG, USUAL = 0.001, 0.02, 0.003
# To look for companions: how far a criterion is taken as shown already.
BY_COUNT, BY_WORDS = 0.6, 0.8

# Of one criterion, see ``signs_of``.
Signs = tuple[float, ...]


def estimated(
    passages: Sequence[Passage], criteria: tuple[Target, ...], counted: dict[int, float]
) -> dict[int, float]:
    """By the place of a criterion: how likely the item shows it, where that is not chance.

    ``counted`` is what ``scores_as_wholes`` gives. It alone tells of a criterion that the lexicon
    does not know, a centre's own, and mostly of an item that has but a few words.
    """
    places = places_of(criteria)
    if not places or not passages:
        return counted
    trust = min(1.0, sum(map(len, passages)) / ENOUGH_WORDS)
    scores = [counted.get(place, 0.0) for place in places]
    found = {place: score for place, score in counted.items() if place not in places}
    for place, signs in zip(
        places, signs_of(passages, scores, lexicon(), [*places.values()]), strict=True
    ):
        weighed = trust * _weighed(signs, lexicon().signs) + (1 - trust) * signs[0]
        likely = 1 / (1 + math.exp(-weighed))
        if likely > FAINTEST:
            found[place] = likely
    return found


def signs_of(
    passages: Sequence[Passage],
    scores: Sequence[float],
    learned: Lexicon,
    places: Collection[int],
) -> Iterator[Signs]:
    """For each of ``places`` (in the lexicon), what speaks for its criterion: what is counted
    (``scores``, from 0 to 1, in the order of ``places``), what the item says as a whole, what some
    passage of it says, which others it shows that it goes along with, and how usual it is."""
    places = tuple(places)
    whole = shares(learned.said_in(passages), places)
    somewhere = _somewhere([shares(learned.said_in([each]), places) for each in passages])
    counted = [_log_odds(score) for score in scores]
    shown = _shown(counted, somewhere)
    along = _along(shown, learned, places)
    for place, score, share, passage in zip(places, counted, whole, somewhere, strict=True):
        yield (
            score,
            math.log(share + 1e-9),
            passage,
            math.log(along[place] + ALONG),
            math.log(learned.usual[place] + USUAL),
        )


def _somewhere(by_passage: Sequence[Sequence[float]]) -> list[float]:
    """That some passage speaks of it, by the logarithm."""
    missed = (
        math.prod(1 - min(share, 0.999) for share in each) for each in zip(*by_passage, strict=True)
    )
    return [math.log(1 - miss + IN_A_PASSAGE) for miss in missed]


def _shown(counted: Sequence[float], somewhere: Sequence[float]) -> list[float]:
    """How far each is taken as shown; the likeliest in full."""
    likely = [
        1 / (1 + math.exp(-BY_COUNT * score - BY_WORDS * passage))
        for score, passage in zip(counted, somewhere, strict=True)
    ]
    best = max(likely)
    return [each / best for each in likely]


def _along(shown: Sequence[float], learned: Lexicon, places: Sequence[int]) -> dict[int, float]:
    """By place: how often what is shown brings it along."""
    found = dict.fromkeys(places, 0.0)
    for place, much in zip(places, shown, strict=True):
        for other, share in learned.along[place]:
            if other in found:
                found[other] += much * share
    return found


def _log_odds(score: float) -> float:
    score = min(max(score, NEARLY_NEVER), 1 - NEARLY_NEVER)
    return math.log(score / (1 - score))


def _weighed(signs: Signs, weights: Sequence[float]) -> float:
    return sum(sign * weight for sign, weight in zip((*signs, 1.0), weights, strict=True))
