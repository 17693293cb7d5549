"""Learning from a centre's own mappings: which words stood in what its assessors found met."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from assessment.advice.reading import handed_over_facts_of
from assessment.advice.suggesting.passages import LONGEST, stems_in
from assessment.advice.suggesting.weights import Learned
from assessment.models import LearnedWords, Mapping
from assessment.status import Status, with_status
from portfolio.models import Centre, Learner

# A stem that fewer share is somebody's own, and may name a person: it is not kept.
FEWEST_ITEMS = 3
FEWEST_LEARNERS = 2
# Of one target, those in most items.
MOST_STEMS = 300


def learn_mappings() -> int:
    """Learn anew from every centre; gives how many items it was learned from. Runs every night."""
    return sum(learn_from(centre) for centre in Centre.objects.all())


def learn_from(centre: Centre) -> int:
    """Make the words of a centre anew, from what stands as met now; gives how many items.

    Nothing of earlier nights stays: what was taken back, or who has left, is forgotten.
    """
    gathered = _Gathered()
    for learner in Learner.objects.filter(centre=centre).order_by("pk"):
        gathered.add(learner)
    LearnedWords.objects.update_or_create(
        centre=centre,
        defaults={
            "weights": gathered.weights,
            "items": gathered.items,
            "learned_at": timezone.now(),
        },
    )
    return gathered.items


def learned_of(centre: int) -> Learned | None:
    """What the mappings of a centre (a primary key) have taught; None for nothing. One query."""
    words = LearnedWords.objects.filter(centre=centre).first()
    if words is None or not words.weights:
        return None
    return Learned(
        centre=centre,
        learned_at=words.learned_at,
        stems={target: each["stems"] for target, each in words.weights.items()},
        items={target: each["items"] for target, each in words.weights.items()},
    )


@dataclass
class _Gathered:
    """Counts over the learners of a centre."""

    items: int = 0
    by_target: Counter[str] = field(default_factory=Counter)
    stems: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    # In the words of how many learners each stem stood.
    learners: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, learner: Learner) -> None:
        met = _met(learner)
        if not met:
            return
        of_learner: defaultdict[str, set[str]] = defaultdict(set)
        for item, stems in _stems_of_items(learner, met):
            self.items += 1
            for target in met[item]:
                self.by_target[target] += 1
                self.stems[target].update(stems)
                of_learner[target] |= stems
        for target, said in of_learner.items():
            self.learners[target].update(said)

    @property
    def weights(self) -> dict[str, dict[str, object]]:
        """By target: how many items, and in how many of them each shared stem stood."""
        found = {
            target: {"items": items, "stems": dict(self._shared(target))}
            for target, items in self.by_target.items()
        }
        return {target: each for target, each in found.items() if each["stems"]}

    def _shared(self, target: str) -> Iterable[tuple[str, int]]:
        counted = self.stems[target].most_common()
        shared = (
            (stem, items)
            for stem, items in sorted(counted, key=lambda each: (-each[1], each[0]))
            if items >= FEWEST_ITEMS and self.learners[target][stem] >= FEWEST_LEARNERS
        )
        return [each for each, _ in zip(shared, range(MOST_STEMS), strict=False)]


def _met(learner: Learner) -> dict[int, list[str]]:
    """By item: the targets that an assessor found met."""
    rows = with_status(Mapping.objects.live().filter(evidence__learner=learner)).order_by("pk")
    found: defaultdict[int, list[str]] = defaultdict(list)
    for item, criterion, point, status in rows.values_list(
        "evidence", "criterion", "marking_point", "status"
    ):
        if status == Status.MET:
            found[item].append(f"criterion-{criterion}" if criterion else f"point-{point}")
    return dict(found)


def _stems_of_items(learner: Learner, wanted: Iterable[int]) -> Iterator[tuple[int, set[str]]]:
    """The stems of what was handed over of each item, as it was then."""
    wanted = set(wanted)
    for item in handed_over_facts_of(learner, ()).items:
        if item.id in wanted:
            yield item.id, stems_in(item.text, LONGEST) - {""}
