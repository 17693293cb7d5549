"""A learner's evidence as lists show it: each item with where it stands."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from assessment.coverage import Coverage
from assessment.mapped import EvidenceItem
from assessment.status import Status

_URGENCY = (Status.NOT_YET, Status.RETURNED, Status.AWAITING, Status.DRAFT, Status.MET)


class Item(NamedTuple):
    """One row: the item, how many criteria it is mapped to, and its most pressing status."""

    evidence: EvidenceItem
    criteria: int
    status: Status


def items_of(evidence: Iterable[EvidenceItem], coverages: Iterable[Coverage]) -> tuple[Item, ...]:
    """The items kept among ``evidence``, with what ``coverages`` (all of the learner's) say."""
    mapped: dict[int, dict[int, Status]] = defaultdict(dict)
    for coverage in coverages:
        for unit in coverage.units:
            for criterion in unit.criteria:
                for item in criterion.items:
                    mapped[item.evidence.id][item.mapping] = item.status
    return tuple(
        Item(item, len(mapped[item.id]), most_pressing(mapped[item.id].values()))
        for item in evidence
        if item.withdrawn_at is None
    )


def most_pressing(statuses: Iterable[Status]) -> Status:
    """What somebody has to act on first: feedback, then waiting, then drafts."""
    found = set(statuses)
    return next((status for status in _URGENCY if status in found), Status.UNMAPPED)


class Step(NamedTuple):
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
