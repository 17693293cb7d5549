"""What one more item would close most, and what to begin where no item fits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.advice.facts import ItemFacts
from assessment.advice.of_unit.gaps import CriterionGap
from assessment.advice.suggesting import Fit, Target
from assessment.models import CriterionKind
from assessment.reasons import in_words
from assessment.status import OPEN
from portfolio.models import Method
from teams.models import Kind

MOST_ITEMS = 5
MOST_KINDS = 3
# Named one by one in a sentence; more of them are counted.
FEW = 2


@dataclass(frozen=True, slots=True)
class Closing:
    """An item that is there already and what mapping it would do, in a sentence.

    ``shown``: the labels of the criteria it may show, each with the words of the item that led
    to it. ``waits``: it is with the assessor, so that it cannot be mapped just now.
    """

    item: ItemFacts
    words: str
    shown: tuple[tuple[str, tuple[str, ...]], ...]
    outcomes: int
    closed: int
    score: float
    waits: bool


@dataclass(frozen=True, slots=True)
class ToBegin:
    """A record of the team to keep, or a method to use, and the criteria it would serve at once."""

    criteria: tuple[str, ...]
    kind: Kind | None = None
    methods: tuple[Method, ...] = ()


def closings_in(
    code: str, gaps: Sequence[CriterionGap], fits: Mapping[str, Iterable[Fit]]
) -> tuple[Closing, ...]:
    """The items that would close most of a unit's gaps, the best first; asks for nothing.

    ``code`` is what the qualification calls the unit, ``fits`` what ``fitting_items`` gives.
    """
    wanted = {f"criterion-{gap.criterion.id}": gap for gap in gaps if gap.is_open}
    found: dict[int, list[tuple[CriterionGap, Fit]]] = defaultdict(list)
    for target, those in fits.items():
        for fit in those:
            if target in wanted and _helps(code, wanted[target], fit.item):
                found[fit.item.id].append((wanted[target], fit))
    closings = (_closing(those, gaps) for those in found.values())
    ranked = sorted(closings, key=lambda one: (-one.outcomes, -one.closed, -one.score))
    return tuple(ranked[:MOST_ITEMS])


def to_begin(
    gaps: Iterable[CriterionGap], served: Collection[str], targets: Iterable[Target]
) -> tuple[ToBegin, ...]:
    """What to begin for the open criteria that no item of ``served`` (labels) may show.

    First the kinds of record that show most of them by their nature, then how the rest is shown:
    what somebody does is seen, what they understand is asked.
    """
    without = [gap for gap in gaps if gap.is_open and gap.label not in served]
    kinds = tuple(_kinds({gap.criterion.id: gap.label for gap in without}, targets))
    named = {label for kind in kinds for label in kind.criteria}
    return (*kinds, *_methods([gap for gap in without if gap.label not in named]))


def _helps(code: str, gap: CriterionGap, item: ItemFacts) -> bool:
    is_mapped = f"{code} {gap.label}" in item.targets
    return not is_mapped and gap.missing_with(item.method) != gap.missing


def _closing(found: list[tuple[CriterionGap, Fit]], gaps: Sequence[CriterionGap]) -> Closing:
    found = sorted(found, key=lambda each: (each[0].outcome, each[0].criterion.id))
    item = found[0][1].item
    closed = {gap.label for gap, _ in found if not gap.missing_with(item.method)}
    effects = _Effects.of(closed, gaps)
    labels = in_words([gap.label for gap, _ in found])
    return Closing(
        item,
        f"{item.label}, if mapped to {labels}, {effects.words}.",
        tuple((gap.label, fit.words) for gap, fit in found),
        len(effects.complete) + len(effects.served),
        len(closed),
        sum(fit.score for _, fit in found),
        any(status in OPEN for status in item.targets.values()),
    )


@dataclass(frozen=True, slots=True)
class _Effects:
    """What becomes of the outcomes: ``complete`` but for this item's own criteria, ``served``
    (the rest waits or is to be handed over), or with these criteria ``left`` open."""

    complete: tuple[int, ...]
    served: tuple[int, ...]
    left: tuple[tuple[int, tuple[str, ...]], ...]

    @classmethod
    def of(cls, closed: Collection[str], gaps: Iterable[CriterionGap]) -> "_Effects":
        by_outcome: dict[int, list[CriterionGap]] = defaultdict(list)
        for gap in gaps:
            by_outcome[gap.outcome].append(gap)
        complete: list[int] = []
        served: list[int] = []
        left: list[tuple[int, tuple[str, ...]]] = []
        for number, those in by_outcome.items():
            others = [gap for gap in those if gap.label not in closed]
            if len(others) == len(those):
                continue
            still = tuple(gap.label for gap in others if gap.is_open)
            if still:
                left.append((number, still))
            else:
                (complete if all(gap.is_met for gap in others) else served).append(number)
        return cls(tuple(complete), tuple(served), tuple(left))

    @property
    def words(self) -> str:
        if self.complete:
            return f"would complete {_outcomes(self.complete)}"
        if self.served:
            return f"would leave nothing without evidence in {_outcomes(self.served)}"
        if not self.left:
            return "would bring one of the items that are still needed"
        number, labels = min(self.left, key=lambda each: len(each[1]))
        if len(labels) <= FEW:
            return f"would leave only {in_words(labels)} open in LO{number}"
        return f"would leave {len(labels)} criteria open in LO{number}"


def _outcomes(numbers: Iterable[int]) -> str:
    return in_words([f"LO{number}" for number in numbers])


def _kinds(wanted: dict[int, str], targets: Iterable[Target]) -> Iterator[ToBegin]:
    """The kind that shows most of what no other shows yet, and so on."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for target in targets:
        sort, _, key = target.target.partition("-")
        if sort == "criterion" and int(key) in wanted:
            for kind, is_proposed in target.uses:
                if is_proposed:
                    by_kind[kind].append(wanted[int(key)])
    named: set[str] = set()
    for _ in range(MOST_KINDS):
        best = max(by_kind, key=lambda kind: len(set(by_kind[kind]) - named), default=None)
        if best is None or not set(by_kind[best]) - named:
            return
        labels = tuple(label for label in by_kind[best] if label not in named)
        named.update(labels)
        yield ToBegin(labels, Kind(best))


def _methods(gaps: Sequence[CriterionGap]) -> Iterator[ToBegin]:
    known = [gap.label for gap in gaps if gap.criterion.kind == CriterionKind.KNOWLEDGE]
    done = [gap.label for gap in gaps if gap.criterion.kind != CriterionKind.KNOWLEDGE]
    if done:
        yield ToBegin(tuple(done), methods=(Method.OBSERVATION, Method.WITNESS))
    if known:
        yield ToBegin(tuple(known), methods=(Method.DISCUSSION, Method.REFLECTIVE))
