"""Making the lexicon: run by hand when ``items.json`` or ``examples.json`` has changed.

The same examples give the same lexicon. It takes some minutes: regression by plain Python, so that
no library is needed for what is done once in a while.
"""

import hashlib
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assessment.advice.suggesting import examples
from assessment.advice.suggesting.companions import companions_among
from assessment.advice.suggesting.estimating import Signs, signs_of
from assessment.advice.suggesting.lexicon import Expression, Lexicon, Speaking
from assessment.advice.suggesting.passages import Passage, expressions_of, passages_of
from assessment.advice.suggesting.scoring import leanings
from assessment.advice.suggesting.targets import Target
from assessment.advice.suggesting.weights import weights_of
from assessment.advice.suggesting.wholes import scores_as_wholes
from teams.models import Kind

ITEMS = Path(__file__).with_name("items.json")

# Steps become smaller, and after each round all weights fade: what is not said again was chance.
ROUNDS, STEP, SLOWING, FADING = 8, 1.0, 0.2, 0.15
OF_BIAS = 0.05
# An item says more than a phrase of a few words.
OF_AN_ITEM = 3.0
# What was seen once is chance; what hardly speaks for anything is left out.
FEWEST, FAINTEST = 2, 0.15

# Companions: an item's count once, a phrase's and those that ``examples.json`` names less.
OF_A_PHRASE, OF_A_NAMED_ONE, SMOOTHING, RAREST = 0.1, 0.3, 2.0, 0.01

# How signs weigh is learned from items whose words were not learned from: in so many parts.
PARTS = 3
ROUNDS_OF_SIGNS, STEP_OF_SIGNS = 6, 0.02
# What is counted from phrases holds for whoever writes; the items that are learned from have few
# authors. Among these it makes no difference, among others it does.
MORE_BY_COUNT = 2.0

Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Item:
    """``shows``: the places of its criteria."""

    passages: list[Passage]
    kinds: frozenset[Kind]
    method: str
    shows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was said, and of which criteria; ``weight`` as one phrase has it."""

    expressions: Counter[str]
    shows: tuple[int, ...]
    weight: float


def made_of() -> str:
    """A digest of what the lexicon is made of."""
    return hashlib.sha256(ITEMS.read_bytes() + examples.FILE.read_bytes()).hexdigest()


def trained(targets: Iterable[Target], say: Progress) -> Lexicon:
    """The lexicon of the criteria among ``targets`` that have phrases; ``say`` says how far."""
    known = examples.criteria()
    criteria = tuple(target for target in targets if target.text in known)
    places = {target.label: place for place, target in enumerate(criteria)}
    items = list(_items(places))
    phrases = list(_phrases(criteria))
    rows: list[tuple[Signs, bool]] = []
    for part in range(PARTS):
        say(f"Part {part + 1} of {PARTS} …")
        # Those of one author stand together, and are left out together.
        left_out = range(part * len(items) // PARTS, (part + 1) * len(items) // PARTS)
        others = [item for place, item in enumerate(items) if place not in left_out]
        without = learned(criteria, phrases, others)
        for place in left_out:
            rows += _rows(items[place], criteria, without)
    say("All of them …")
    signs = _weights_of_signs(rows)
    return replace(learned(criteria, phrases, items), signs=signs)


def _items(places: dict[str, int]) -> Iterator[Item]:
    for row in json.loads(ITEMS.read_text(encoding="utf-8")):
        shows = tuple(places[target] for target in row["targets"] if target in places)
        yield Item(
            passages_of(f"{row['title']}\n{row['text']}"),
            frozenset(map(Kind, row["kinds"])),
            row["method"],
            shows,
        )


def _phrases(criteria: Sequence[Target]) -> Iterator[Told]:
    """A phrase may stand under several criteria; their own texts are phrases too."""
    shown: defaultdict[str, list[int]] = defaultdict(list)
    for place, target in enumerate(criteria):
        for phrase in (*examples.phrases()[target.text], target.text):
            shown[phrase].append(place)
    for phrase, places in shown.items():
        yield told_by(phrase, tuple(places))


def told_by(phrase: str, shows: tuple[int, ...]) -> Told:
    return Told(_counted(passages_of(phrase)), shows, 1.0)


def _counted(passages: Iterable[Passage]) -> Counter[str]:
    return Counter(each for passage in passages for each in expressions_of(passage))


# -- Words ------------------------------------------------------------------------------------


def learned(criteria: Sequence[Target], phrases: Sequence[Told], items: Sequence[Item]) -> Lexicon:
    told = [
        *phrases,
        *(Told(_counted(item.passages), item.shows, OF_AN_ITEM) for item in items),
    ]
    rarity = _rarity(told)
    weights, bias = _regression(told, rarity, len(criteria))
    return Lexicon(
        criteria=tuple(target.text for target in criteria),
        known={
            text: Expression(rarity[text], speaks)
            for text, row in weights.items()
            if (speaks := _speaking(row))
        },
        bias=tuple(bias),
        usual=tuple(
            sum(place in item.shows for item in items) / len(items)
            for place in range(len(criteria))
        ),
        along=_companions(criteria, phrases, items),
        signs=(),
    )


def _rarity(told: Sequence[Told]) -> dict[str, float]:
    seen = Counter(text for each in told for text in each.expressions)
    return {
        text: round(1 + math.log((1 + len(told)) / (1 + times)), 2)
        for text, times in sorted(seen.items())
        if times >= FEWEST
    }


def _regression(
    told: Sequence[Told], rarity: dict[str, float], size: int
) -> tuple[dict[str, list[float]], list[float]]:
    """Softmax regression, one example after another: each moves the weights of its expressions."""
    weights = {text: [0.0] * size for text in rarity}
    bias = [0.0] * size
    marked = [(_marks(each, rarity), each) for each in told]
    turns = random.Random(size)  # noqa: S311 - an order, always the same
    for number in range(ROUNDS):
        turns.shuffle(marked)
        step = STEP / (1 + SLOWING * number)
        for marks, each in marked:
            _learn(weights, bias, marks, each, step * each.weight)
        weights = {text: [much * (1 - FADING) for much in row] for text, row in weights.items()}
    return weights, bias


def _marks(told: Told, rarity: dict[str, float]) -> list[tuple[str, float]]:
    found = [
        (text, rarity[text] * (1 + math.log(times)))
        for text, times in told.expressions.items()
        if text in rarity
    ]
    length = math.sqrt(sum(weight * weight for _, weight in found)) or 1.0
    return [(text, weight / length) for text, weight in found]


def _learn(
    weights: dict[str, list[float]],
    bias: list[float],
    marks: list[tuple[str, float]],
    told: Told,
    step: float,
) -> None:
    said = bias
    for text, share in marks:
        said = [a + share * b for a, b in zip(said, weights[text], strict=True)]
    best = max(said)
    parts = [math.exp(each - best) for each in said]
    much = -step / sum(parts)
    errors = [part * much for part in parts]
    for place in told.shows:
        errors[place] += step / len(told.shows)
    for text, share in marks:
        weights[text] = [a + share * b for a, b in zip(weights[text], errors, strict=True)]
    bias[:] = [a + OF_BIAS * b for a, b in zip(bias, errors, strict=True)]


def _speaking(row: Sequence[float]) -> Speaking:
    return tuple((place, much) for place, much in enumerate(row) if abs(much) >= FAINTEST)


def _companions(
    criteria: Sequence[Target], phrases: Sequence[Told], items: Sequence[Item]
) -> tuple[Speaking, ...]:
    together = [[0.0] * len(criteria) for _ in criteria]
    times = [SMOOTHING] * len(criteria)
    for shows, much in (
        *((each.shows, 1.0) for each in items),
        *((each.shows, OF_A_PHRASE) for each in phrases),
    ):
        for place in shows:
            times[place] += much
            for other in shows:
                together[place][other] += much * (other != place)
    for place, named in enumerate(companions_among(tuple(criteria))):
        for other, closeness in named:
            together[place][other] += OF_A_NAMED_ONE * closeness
    return tuple(
        tuple(
            (other, much / times[place])
            for other, much in enumerate(row)
            if much / times[place] >= RAREST
        )
        for place, row in enumerate(together)
    )


# -- Signs ------------------------------------------------------------------------------------


def _rows(
    item: Item, criteria: tuple[Target, ...], learned: Lexicon
) -> Iterator[tuple[Signs, bool]]:
    """The signs of an item for each criterion, and whether it is right."""
    before = leanings(criteria, item.kinds, item.method)
    counted = scores_as_wholes(item.passages, weights_of(criteria), before)
    scores = [counted.get(place, 0.0) for place in range(len(criteria))]
    signs = signs_of(item.passages, scores, learned, range(len(criteria)))
    for place, each in enumerate(signs):
        yield each, place in item.shows


def _weights_of_signs(rows: list[tuple[Signs, bool]]) -> tuple[float, ...]:
    """Logistic regression, the signs brought to one scale meanwhile; the last weight is added."""
    columns = [*zip(*(signs for signs, _ in rows), strict=True)]
    means = [sum(column) / len(rows) for column in columns]
    spreads = [
        math.sqrt(sum((each - mean) ** 2 for each in column) / len(rows))
        for column, mean in zip(columns, means, strict=True)
    ]
    told = [
        (
            [(a - b) / c for a, b, c in zip(signs, means, spreads, strict=True)] + [1.0],
            float(is_right),
        )
        for signs, is_right in rows
    ]
    scaled = _averaged(told)
    weights = [weight / spread for weight, spread in zip(scaled, spreads, strict=False)]
    weights[0] *= MORE_BY_COUNT
    shift = sum(weight * mean for weight, mean in zip(weights, means, strict=True))
    return (*weights, scaled[-1] - shift)


def _averaged(told: list[tuple[list[float], float]]) -> list[float]:
    """The mean of the weights over the last half of the rounds: the single steps are noisy."""
    size = len(told[0][0])
    weights, total, number = [0.0] * size, [0.0] * size, 0
    turns = random.Random(size)  # noqa: S311 - an order, always the same
    for turn in range(ROUNDS_OF_SIGNS):
        turns.shuffle(told)
        step = STEP_OF_SIGNS / (1 + turn)
        for signs, right in told:
            likely = 1 / (1 + math.exp(-sum(a * b for a, b in zip(signs, weights, strict=True))))
            much = step * (right - likely)
            weights = [a + much * b for a, b in zip(weights, signs, strict=True)]
            if turn >= ROUNDS_OF_SIGNS // 2:
                total = [a + b for a, b in zip(total, weights, strict=True)]
                number += 1
    return [each / number for each in total]
