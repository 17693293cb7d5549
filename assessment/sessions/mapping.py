"""What an assessor says that their unsigned record shows; signing it makes that seen."""

from collections.abc import Sequence
from dataclasses import replace

from assessment.coverage import Coverage
from assessment.mapping import Target, to
from assessment.models import Mapping
from assessment.rules import unit_of
from assessment.sign_off.locking import require_open
from assessment.status import Status
from assessment.trees import TreeRow, TreeUnit, row_of, tree_of
from portfolio.models import Evidence, User
from portfolio.recording import changing_evidence


def map_record(*, evidence: Evidence, target: Target, user: User, place: str | None = None) -> None:
    """Tick: the record shows ``target``. Ticking twice is one mapping; ``place`` says where.

    Raises ``UnitLocked`` where the unit is signed off, ``CannotChange`` where the record is.
    """
    with changing_evidence(evidence, user) as locked:
        existing = _own(locked).filter(**to(target)).first()
        mapping = existing or Mapping(evidence=locked, added_by=user, **to(target))
        require_open(locked.learner, unit_of(mapping))
        if place is not None:
            mapping.place = place.strip()
        mapping.full_clean()
        mapping.save()


def unmap_record(*, evidence: Evidence, target: Target, user: User) -> None:
    """Untick. Nobody has seen the mapping, so nothing of it stays on record."""
    with changing_evidence(evidence, user) as locked:
        _own(locked).filter(**to(target)).delete()


def record_tree(evidence: Evidence, coverages: Sequence[Coverage]) -> tuple[TreeUnit, ...]:
    """The unit tree with what the unsigned record is mapped to; one query more than the tree's."""
    own = _places(evidence)
    units = tree_of(evidence, coverages)
    for unit in units:
        unit.groups = [
            replace(group, rows=tuple(_with_own(row, own) for row in group.rows))
            for group in unit.groups
        ]
    return units


def record_row(evidence: Evidence, target: Target) -> TreeRow:
    """One row anew, after a tick."""
    return _with_own(row_of(evidence, target), _places(evidence))


def _with_own(row: TreeRow, places: dict[str, str]) -> TreeRow:
    if row.target not in places:
        return row
    return replace(row, status=Status.DRAFT, place=places[row.target])


def _places(evidence: Evidence) -> dict[str, str]:
    """Where the record shows what, by what the boxes of the tree send."""
    rows = _own(evidence).values_list("criterion", "marking_point", "place")
    return {
        f"point-{point}" if criterion is None else f"criterion-{criterion}": place
        for criterion, point, place in rows
    }


def _own(evidence: Evidence):
    return Mapping.objects.filter(evidence=evidence, removed_at=None)
