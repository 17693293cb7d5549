"""What a record serves: the criteria and marking points to map it to, within the enrolments."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from assessment.coverage import Coverage, UnitCoverage
from assessment.models import RecordUse
from assessment.status import Status
from teams.models import Kind


class Showing(NamedTuple):
    """A kind of record shows something in one of its parts."""

    kind: Kind
    where: str
    is_proposed: bool

    @property
    def place(self) -> str:
        """Where to look in an item that may hold several records; fits into a mapping."""
        return f"{self.kind.label}: {self.where}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A criterion or marking point. ``target`` is what its box sends, as in the unit tree.

    ``status`` is where it stands in the whole portfolio. ``words`` of the record at hand speak of
    it.
    """

    target: str
    label: str
    text: str
    status: Status
    showings: tuple[Showing, ...]
    words: tuple[str, ...] = ()

    def place_in(self, kinds: Collection[str]) -> str:
        """Where records of ``kinds`` show it; empty if they do not."""
        return next((each.place for each in self.showings if each.kind in kinds), "")

    def is_proposed_for(self, kinds: Collection[str]) -> bool:
        return any(each.is_proposed for each in self.showings if each.kind in kinds)


@dataclass
class ProposedUnit:
    """A unit once, though several qualifications use it, with what of it is served."""

    codes: list[str]
    title: str
    criteria: tuple[Proposal, ...]
    points: tuple[Proposal, ...] = ()

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        return (*self.criteria, *self.points)


def proposals_for(kinds: Sequence[str], coverages: Iterable[Coverage]) -> tuple[ProposedUnit, ...]:
    """What records of ``kinds`` serve of the units that ``coverages`` (one learner's) hold, but for
    those that are locked.

    The first of the kinds speaks first where several show the same. One query.
    """
    by_criterion, by_point = _showings(kinds)
    units: dict[int, ProposedUnit] = {}
    seen: set[str] = set()
    for unit in (unit for coverage in coverages for unit in coverage.units):
        if unit.is_locked:
            continue
        found = units.setdefault(
            unit.unit, ProposedUnit([], unit.title, tuple(_criteria(unit, by_criterion)))
        )
        if unit.code not in seen:
            seen.add(unit.code)
            found.codes.append(unit.code)
            found.points += tuple(_points(unit, by_point))
    return tuple(unit for unit in units.values() if unit.proposals)


def with_words(
    units: Iterable[ProposedUnit], spoken: Mapping[str, tuple[str, ...]]
) -> tuple[ProposedUnit, ...]:
    """Each unit with what the words of a record point to first.

    ``spoken``: by target, the likeliest first, those words.
    """
    order = {target: place for place, target in enumerate(spoken)}

    def sorted_proposals(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
        told = (replace(each, words=spoken.get(each.target, ())) for each in proposals)
        return tuple(sorted(told, key=lambda each: order.get(each.target, len(order))))

    return tuple(
        replace(
            unit, criteria=sorted_proposals(unit.criteria), points=sorted_proposals(unit.points)
        )
        for unit in units
    )


Showings = dict[int, tuple[Showing, ...]]


def _showings(kinds: Sequence[str]) -> tuple[Showings, Showings]:
    """By criterion and by marking point: one showing of each kind, in the order of ``kinds``."""
    rows = (
        RecordUse.objects.filter(kind__in=kinds)
        .order_by("-is_proposed", "marking_point")
        .values_list("marking_point", "criteria", "kind", "where", "is_proposed")
    )
    by_criterion: defaultdict[int, dict[str, Showing]] = defaultdict(dict)
    by_point: defaultdict[int, dict[str, Showing]] = defaultdict(dict)
    for point, criterion, kind, where, is_proposed in rows:
        showing = Showing(Kind(kind), where, is_proposed)
        by_point[point].setdefault(kind, showing)
        if criterion is not None:
            by_criterion[criterion].setdefault(kind, showing)
    return _in_order(by_criterion, kinds), _in_order(by_point, kinds)


def _in_order(found: dict[int, dict[str, Showing]], kinds: Sequence[str]) -> Showings:
    return {
        target: tuple(by_kind[kind] for kind in kinds if kind in by_kind)
        for target, by_kind in found.items()
    }


def _criteria(unit: UnitCoverage, showings: Showings) -> Iterable[Proposal]:
    for row in unit.criteria:
        if row.id in showings:
            yield Proposal(f"criterion-{row.id}", row.label, row.text, row.status, showings[row.id])


def _points(unit: UnitCoverage, showings: Showings) -> Iterable[Proposal]:
    for row in unit.marking_points:
        if row.id in showings:
            yield Proposal(f"point-{row.id}", row.code, row.text, row.status, showings[row.id])
