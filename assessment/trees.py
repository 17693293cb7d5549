"""The unit tree beside an item: every criterion and marking point it may be mapped to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from assessment.coverage import Coverage, UnitCoverage
from assessment.mapped import MappedItem
from assessment.models import Criterion, Mapping, MarkingPoint
from assessment.models.mapping import MappingQuerySet
from assessment.rules import unit_with
from assessment.sign_off.locking import locked_units
from assessment.status import Status, with_status
from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One box to tick. ``target`` is what the box sends: ``criterion-12`` or ``point-3``."""

    target: str
    label: str
    text: str
    hint: str
    status: Status
    place: str = ""
    others: int = 0
    is_locked: bool = False

    @property
    def is_mapped(self) -> bool:
        return self.status != Status.UNMAPPED

    @property
    def is_fixed(self) -> bool:
        """Once met, the mapping stays; and in a unit that is signed off, all of it does."""
        return self.is_locked or self.status == Status.MET


@dataclass(frozen=True, slots=True)
class TreeGroup:
    """An outcome with its criteria, or the marking points of one qualification."""

    heading: str
    rows: tuple[TreeRow, ...]


@dataclass
class TreeUnit:
    """A unit once, though several qualifications use it: "LT · CC Lead a team …"."""

    codes: list[str]
    title: str
    is_locked: bool = False
    groups: list[TreeGroup] = field(default_factory=list)


def tree_of(evidence: Evidence, coverages: Sequence[Coverage]) -> tuple[TreeUnit, ...]:
    """The units of all enrolments; those shared by qualifications stand once."""
    units: dict[int, TreeUnit] = {}
    seen: set[str] = set()
    for coverage in coverages:
        for unit in coverage.units:
            if unit.unit not in units:
                units[unit.unit] = TreeUnit(
                    [], unit.title, unit.is_locked, list(_outcomes(unit, evidence))
                )
            if unit.code not in seen:
                units[unit.unit].codes.append(unit.code)
                units[unit.unit].groups += _points(unit, evidence)
                seen.add(unit.code)
    return tuple(units.values())


def row_of(evidence: Evidence, target: Criterion | MarkingPoint) -> TreeRow:
    """One row anew, after a tick; two queries, and one for a marking point."""
    if isinstance(target, Criterion):
        name, mappings, label = f"criterion-{target.pk}", _on_criterion, target.label
        hint = target.get_kind_display()
    else:
        name, mappings, label = f"point-{target.pk}", _on_point, target.code
        hint = _serves(c.label for c in target.criteria.select_related("outcome"))
    mapped = mappings(target=target.pk, learner=evidence.learner_id)
    own = [(status, place) for item, status, place in mapped if item == evidence.pk]
    status, place = own[0] if own else (Status.UNMAPPED, "")
    return TreeRow(
        target=name,
        label=label,
        text=target.text,
        hint=hint,
        status=Status(status),
        place=place,
        others=len(mapped) - len(own),
        is_locked=unit_with(target) in locked_units(evidence.learner),
    )


@compiled_once
def _on_criterion(target: Given, learner: Given) -> QuerySet[Mapping, tuple[int, int, str]]:
    return _placed(Mapping.objects.filter(criterion=target), learner)


@compiled_once
def _on_point(target: Given, learner: Given) -> QuerySet[Mapping, tuple[int, int, str]]:
    return _placed(Mapping.objects.filter(marking_point=target), learner)


def _placed(mappings: MappingQuerySet, learner: Given) -> QuerySet[Mapping, tuple[int, int, str]]:
    """The item, the status and the place of each of ``learner``'s live ``mappings``."""
    live = mappings.live().filter(evidence__learner=learner).order_by("pk")
    return with_status(live).values_list("evidence", "status", "place")


def _outcomes(unit: UnitCoverage, evidence: Evidence):
    for outcome in unit.outcomes:
        rows = tuple(
            _row(
                evidence,
                f"criterion-{c.id}",
                c.label,
                c.text,
                c.kind.capitalize(),
                c.items,
                is_locked=unit.is_locked,
            )
            for c in outcome.criteria
        )
        yield TreeGroup(f"{outcome.number} {outcome.title}", rows)


def _points(unit: UnitCoverage, evidence: Evidence):
    rows = tuple(
        _row(
            evidence,
            f"point-{p.id}",
            p.code,
            p.text,
            _serves(p.criteria),
            p.items,
            is_locked=unit.is_locked,
        )
        for p in unit.marking_points
    )
    if rows:
        yield TreeGroup(f"Examiner marking points, {unit.code}", rows)


def _serves(labels: Iterable[str]) -> str:
    return f"Serves {', '.join(labels)}"


def _row(
    evidence: Evidence,
    target: str,
    label: str,
    text: str,
    hint: str,
    items: tuple[MappedItem, ...],
    *,
    is_locked: bool,
) -> TreeRow:
    own = next((item for item in items if item.evidence.id == evidence.pk), None)
    return TreeRow(
        target=target,
        label=label,
        text=text,
        hint=hint,
        status=own.status if own else Status.UNMAPPED,
        place=own.place if own else "",
        others=len(items) - bool(own),
        is_locked=is_locked,
    )
