"""Gaps: what each criterion of a unit has, what it still needs, and what is weak about it."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from assessment.advice.of_unit.hand_overs import HandOver
from assessment.coverage import Coverage, CriterionCoverage, UnitCoverage
from assessment.mapped import EvidenceItem, MappedItem
from assessment.quality.risks import months_between
from assessment.status import Status

# What an item stands at on a criterion while it meets it or may come to meet it.
PROMISING = (Status.MET, Status.AWAITING, Status.RETURNED, Status.DRAFT)

# By mapping: feedback, action, assessor, when.
Feedback = Mapping[int, tuple[str, str, str, datetime]]


class Missing(NamedTuple):
    """How many more items, and by how many more methods, a criterion needs evidence."""

    items: int
    methods: int

    def __bool__(self) -> bool:
        return any(self)


class OldItem(NamedTuple):
    """An item older than the qualification takes: so many whole months, counted back from its
    hand-over or from today."""

    item: EvidenceItem
    months: int
    at_hand_over: bool


class Doubt(NamedTuple):
    """What an assessor could not confirm of an item, such as "current"."""

    item: EvidenceItem
    words: tuple[str, ...]
    assessor: str


class Said(NamedTuple):
    """Why an item does not meet a criterion yet, in the assessor's words."""

    item: EvidenceItem
    feedback: str
    action: str
    assessor: str
    on: date


@dataclass(frozen=True, slots=True)
class CriterionGap:
    """A criterion with all that may be said against the evidence it has.

    ``outcome`` is the number of its learning outcome.
    """

    criterion: CriterionCoverage
    outcome: int
    old: tuple[OldItem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def label(self) -> str:
        return self.criterion.label

    @property
    def promising(self) -> tuple[MappedItem, ...]:
        return tuple(item for item in self.criterion.items if item.status in PROMISING)

    @property
    def missing(self) -> Missing:
        return self.missing_with()

    def missing_with(self, *more: str) -> Missing:
        """What would still be missing with an item by each method of ``more``."""
        methods = [*(item.evidence.method for item in self.promising), *more]
        need = self.criterion.need
        return Missing(max(0, need.items - len(methods)), max(0, need.methods - len(set(methods))))

    @property
    def is_open(self) -> bool:
        """Whether it needs evidence beyond what it has: also where that waits to be decided."""
        return bool(self.missing)

    @property
    def is_met(self) -> bool:
        return self.criterion.status == Status.MET

    @property
    def is_all_old(self) -> bool:
        """Whether nothing that counts for it, or may, is as fresh as the qualification asks."""
        promising = {item.evidence for item in self.promising}
        return bool(promising) and promising <= {each.item for each in self.old}

    @property
    def needs_words(self) -> str:
        """What is asked for, where that is more than one item: "2 items by 2 methods"."""
        items, methods = self.criterion.need
        if items == 1:
            return ""
        return f"{items} items" if methods == 1 else f"{items} items by {methods} methods"


def gaps_of(
    unit: UnitCoverage,
    *,
    months: int | None,
    hand_overs: Mapping[int, HandOver],
    feedback: Feedback,
    today: date,
) -> tuple[CriterionGap, ...]:
    """Every criterion of the unit, in order; asks for nothing.

    ``months``: how old evidence may be, None for no limit. What is met was to be fresh when it
    was handed over; what is not has to be fresh ``today``.
    """
    return tuple(
        CriterionGap(
            criterion,
            outcome.number,
            tuple(_old(criterion, months, hand_overs, today)),
            tuple(_doubts(criterion, hand_overs)),
            tuple(_said(criterion, feedback)),
        )
        for outcome in unit.outcomes
        for criterion in outcome.criteria
    )


def months_allowed(unit: UnitCoverage, coverages: Iterable[Coverage]) -> int | None:
    """How old evidence for a unit may be: the strictest of the qualifications that hold it."""
    limits = [
        coverage.enrolment.qualification.evidence_months
        for coverage in coverages
        if any(each.unit == unit.unit for each in coverage.units)
    ]
    return min((limit for limit in limits if limit), default=None)


def not_yet_in(unit: UnitCoverage) -> list[int]:
    """The mappings of a unit on which feedback is to be acted."""
    return [
        item.mapping
        for criterion in unit.criteria
        for item in criterion.items
        if item.status == Status.NOT_YET
    ]


def months_back(day: date, months: int) -> date:
    """The same day so many months before, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _old(
    criterion: CriterionCoverage,
    months: int | None,
    hand_overs: Mapping[int, HandOver],
    today: date,
) -> Iterator[OldItem]:
    if months is None:
        return
    for each in criterion.items:
        item = each.evidence
        handed = hand_overs.get(item.id) if each.status == Status.MET else None
        counted = handed.on if handed else today
        if item.happened_on < months_back(counted, months):
            yield OldItem(item, months_between(item.happened_on, counted), handed is not None)


def _doubts(criterion: CriterionCoverage, hand_overs: Mapping[int, HandOver]) -> Iterator[Doubt]:
    for each in criterion.items:
        handed = hand_overs.get(each.evidence.id)
        if handed and handed.doubts:
            yield Doubt(each.evidence, handed.doubts, handed.assessor)


def _said(criterion: CriterionCoverage, feedback: Feedback) -> Iterator[Said]:
    for each in criterion.items:
        if each.status == Status.NOT_YET and each.mapping in feedback:
            words, action, assessor, moment = feedback[each.mapping]
            yield Said(each.evidence, words, action, assessor, timezone.localdate(moment))
