"""Criteria and marking points as the suggestions know them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.coverage import Coverage, UnitCoverage
from assessment.models import CriterionKind, RecordUse

UsesByName = defaultdict[str, dict[str, bool]]
Related = defaultdict[str, dict[str, None]]


@dataclass(frozen=True, slots=True)
class Target:
    """Something an item may be mapped to. ``target``: what its box sends, "criterion-12" or
    "point-3"; ``label``: "LT 2.3" or "LT-MP1".

    ``uses``: by kind of record, whether such a record shows it by its nature, or only may.
    ``related``: the texts of the criteria a marking point serves, or of the points that serve a
    criterion.
    """

    target: str
    label: str
    text: str
    is_knowledge: bool = False
    uses: tuple[tuple[str, bool], ...] = ()
    related: tuple[str, ...] = ()

    @property
    def is_criterion(self) -> bool:
        return self.target.startswith("criterion")


def targets_of(coverages: Iterable[Coverage]) -> tuple[Target, ...]:
    """All that a learner can map to in units that are not signed off; one query.

    ``coverages`` are of all current enrolments, with their marking points. A unit that several
    qualifications share stands once, under its first code.
    """
    units = [unit for coverage in coverages for unit in coverage.units if not unit.is_locked]
    uses, related = _uses(), _related(units)
    found: dict[str, Target] = {}
    for target in (target for unit in units for target in _targets(unit, uses, related)):
        found.setdefault(target.target, target)
    return tuple(found.values())


def split(targets: Iterable[Target]) -> tuple[tuple[Target, ...], tuple[Target, ...]]:
    """Criteria and marking points, each in their order."""
    targets = tuple(targets)
    return (
        tuple(target for target in targets if target.is_criterion),
        tuple(target for target in targets if not target.is_criterion),
    )


def _targets(unit: UnitCoverage, uses: UsesByName, related: Related) -> Iterator[Target]:
    for row in unit.criteria:
        name = f"criterion-{row.id}"
        is_knowledge = row.kind == CriterionKind.KNOWLEDGE
        yield Target(
            name,
            f"{unit.code} {row.label}",
            row.text,
            is_knowledge=is_knowledge,
            uses=tuple(uses[name].items()),
            related=tuple(related[name]),
        )
    for point in unit.marking_points:
        name = f"point-{point.id}"
        yield Target(
            name,
            point.code,
            point.text,
            uses=tuple(uses[name].items()),
            related=tuple(related[name]),
        )


def _related(units: Iterable[UnitCoverage]) -> Related:
    """By target: the texts of the points that serve a criterion, or of a point's criteria."""
    found: Related = defaultdict(dict)
    for unit in units:
        criteria = {row.label: row for row in unit.criteria}
        for point in unit.marking_points:
            for row in (criteria[label] for label in point.criteria if label in criteria):
                found[f"criterion-{row.id}"][point.text] = None
                found[f"point-{point.id}"][row.text] = None
    return found


def _uses() -> UsesByName:
    """By target and kind of record; one query."""
    found: UsesByName = defaultdict(dict)
    rows = RecordUse.objects.order_by("pk", "criteria__pk")
    columns = ("kind", "is_proposed", "marking_point", "criteria")
    for kind, is_proposed, point, criterion in rows.values_list(*columns):
        for name in (f"point-{point}", f"criterion-{criterion}"):
            found[name][kind] = is_proposed or found[name].get(kind, False)
    return found
