"""A learner's evidence as lists show it: each item with where it stands."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.coverage import Coverage
from assessment.status import Status
from portfolio.models import Evidence, Learner

_URGENCY = (Status.NOT_YET, Status.AWAITING, Status.DRAFT, Status.MET)


@dataclass(frozen=True, slots=True)
class Item:
    """One row: the item, how many criteria it is mapped to, and its most pressing status."""

    evidence: Evidence
    criteria: int
    status: Status


def items_of(learner: Learner, coverages: Iterable[Coverage]) -> tuple[Item, ...]:
    """All items kept, by number, with what ``coverages`` (all of the learner's) say of them."""
    mapped: dict[int, dict[int, Status]] = defaultdict(dict)
    for coverage in coverages:
        for unit in coverage.units:
            for criterion in unit.criteria:
                for item in criterion.items:
                    mapped[item.evidence][item.mapping] = item.status
    kept = Evidence.objects.kept().filter(learner=learner).defer("narrative")
    return tuple(
        Item(evidence, len(mapped[evidence.pk]), most_pressing(mapped[evidence.pk].values()))
        for evidence in kept.order_by("number")
    )


def most_pressing(statuses: Iterable[Status]) -> Status:
    """What somebody has to act on first: feedback, then waiting, then drafts."""
    found = set(statuses)
    return next((status for status in _URGENCY if status in found), Status.UNMAPPED)


@dataclass(frozen=True, slots=True)
class Step:
    """What the learner can do next, and with which items."""

    status: Status
    words: str
    items: tuple[Item, ...]


_STEPS = {
    Status.NOT_YET: "Act on the feedback:",
    Status.DRAFT: "Finish and submit:",
    Status.UNMAPPED: "Say what it shows:",
}


def next_steps(items: Iterable[Item]) -> tuple[Step, ...]:
    """The learner's own to-do list, the most pressing first."""
    by_status = defaultdict(list)
    for item in items:
        by_status[item.status].append(item)
    return tuple(
        Step(status, words, tuple(by_status[status]))
        for status, words in _STEPS.items()
        if by_status[status]
    )
