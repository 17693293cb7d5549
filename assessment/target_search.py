"""Finding what an item may be mapped to, by the words one types."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from assessment.allocations import Scope
from assessment.models import Criterion, Enrolment, Mapping, MarkingPoint
from portfolio.models import Evidence

MOST = 12


class Found(NamedTuple):
    """A criterion or marking point. ``target``: what its button sends, as in the unit tree."""

    target: str
    code: str
    text: str


class _Row(NamedTuple):
    unit: int
    found: Found


def find_targets(
    evidence: Evidence, scope: Scope, locked: Collection[int], asked: str
) -> tuple[Found, ...]:
    """What of the units in ``scope`` holds all words of ``asked`` and ``evidence`` is not mapped
    to yet, the first of them; criteria come first. Three queries, none for no words."""
    words = asked.lower().split()
    if not words:
        return ()
    mapped = mapped_targets(evidence)
    fitting = (
        row.found
        for row in (*_criteria(evidence), *_points(evidence))
        if scope.covers(row.unit) and row.unit not in locked and row.found.target not in mapped
    )
    matching = (found for found in fitting if _holds(found, words))
    return tuple(found for found, _ in zip(matching, range(MOST), strict=False))


def _holds(found: Found, words: list[str]) -> bool:
    text = f"{found.code} {found.text}".lower()
    return all(word in text for word in words)


def mapped_targets(evidence: Evidence) -> set[str]:
    """What ``evidence`` is mapped to, each as the unit tree sends it; one query."""
    rows = Mapping.objects.live().filter(evidence=evidence)
    return {
        f"criterion-{criterion}" if criterion else f"point-{point}"
        for criterion, point in rows.values_list("criterion", "marking_point")
    }


def _criteria(evidence: Evidence) -> Iterator[_Row]:
    rows = (
        Criterion.objects.filter(
            outcome__unit__specifications__uses__group__qualification__in=_taken(evidence)
        )
        .distinct()
        .select_related("outcome__unit")
        .order_by("outcome__unit__code", "outcome__number", "number")
    )
    for row in rows:
        unit = row.outcome.unit
        yield _Row(unit.pk, Found(f"criterion-{row.pk}", f"{unit.code} {row.label}", row.text))


def _points(evidence: Evidence) -> Iterator[_Row]:
    rows = (
        MarkingPoint.objects.filter(specification__uses__group__qualification__in=_taken(evidence))
        .distinct()
        .select_related("specification")
        .order_by("specification__code", "number")
    )
    for row in rows:
        yield _Row(row.specification.unit_id, Found(f"point-{row.pk}", row.code, row.text))


def _taken(evidence: Evidence):
    current = Enrolment.objects.current().filter(learner=evidence.learner_id)
    return current.values("qualification")
