"""The unit tree beside an item: every criterion and marking point it may be mapped to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assessment.coverage import Coverage, UnitCoverage
from assessment.mapped import MappedItem
from assessment.models import Criterion, Mapping, MarkingPoint
from assessment.rules import unit_with
from assessment.sign_off.locking import locked_units
from assessment.status import Status, with_status
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
    """One row anew, after a tick."""
    mapped: dict[str, Criterion | MarkingPoint]
    if isinstance(target, Criterion):
        name, mapped, label = f"criterion-{target.pk}", {"criterion": target}, target.label
        hint = target.get_kind_display()
    else:
        name, mapped, label = f"point-{target.pk}", {"marking_point": target}, target.code
        hint = _serves(c.label for c in target.criteria.select_related("outcome"))
    mappings = Mapping.objects.live().filter(evidence__learner=evidence.learner_id, **mapped)
    own = with_status(mappings.filter(evidence=evidence)).order_by("pk").first()
    return TreeRow(
        target=name,
        label=label,
        text=target.text,
        hint=hint,
        status=Status(own.status) if own else Status.UNMAPPED,
        place=own.place if own else "",
        others=mappings.exclude(evidence=evidence).count(),
        is_locked=unit_with(target) in locked_units(evidence.learner),
    )


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
