"""What the pages of a unit show: its declaration, grid, criteria, marking points, sampling."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assessment.coverage import (
    CriterionCoverage,
    MarkingPointCoverage,
    OutcomeCoverage,
    UnitCoverage,
)
from assessment.dossier.grids import blocks_of, items_of, row_anchor
from assessment.dossier.values import Dossier, Link
from assessment.dossier.wording import DECLARATIONS
from assessment.status import Status

# As many as there are colours and places for the tabs at the edge of the page.
TABS = 8


def values_of_unit(dossier: Dossier, unit: UnitCoverage) -> dict[str, Any]:
    """What the template of a unit takes."""
    return {
        "unit": unit,
        "tab": dossier.units.index(unit) % TABS + 1,
        "claimed": dossier.claimed.get(unit.unit),
        "blocks": blocks_of(dossier, unit),
        "outcomes": [_outcome(dossier, unit, outcome) for outcome in unit.outcomes],
        "points": [_point(dossier, unit, point) for point in unit.marking_points],
        "shows_quality": dossier.contents.has_quality,
        "quality": [record for record in dossier.quality if record.unit == unit.unit],
        "is_blank": dossier.is_blank,
        "declarations": DECLARATIONS,
    }


def identity_of_unit(dossier: Dossier, unit: UnitCoverage) -> tuple:
    """All that decides how the pages of a unit look, in plain values: of the items what is said of
    them here, which is their label and their links."""
    return (
        _without_items(unit),
        unit.reasons,
        dossier.units.index(unit),
        dossier.claimed.get(unit.unit),
        dossier.contents.has_quality,
        [record for record in dossier.quality if record.unit == unit.unit],
        [
            (item.label, [link for link in item.links if link.unit == unit.code])
            for item in items_of(dossier, unit.code)
        ],
    )


def _without_items(unit: UnitCoverage) -> UnitCoverage:
    """What is asked for, and how far it is met: another title of an item changes none of it."""
    return replace(
        unit,
        outcomes=tuple(
            outcome._replace(criteria=tuple(row._replace(items=()) for row in outcome.criteria))
            for outcome in unit.outcomes
        ),
        marking_points=tuple(point._replace(items=()) for point in unit.marking_points),
    )


def _outcome(
    dossier: Dossier, unit: UnitCoverage, outcome: OutcomeCoverage
) -> tuple[OutcomeCoverage, list[dict[str, Any]], int]:
    """The outcome, its criteria, and how many of these are met."""
    met = sum(criterion.status == Status.MET for criterion in outcome.criteria)
    return outcome, [_criterion(dossier, unit, row) for row in outcome.criteria], met


def _criterion(
    dossier: Dossier, unit: UnitCoverage, criterion: CriterionCoverage
) -> dict[str, Any]:
    links = dossier.links.get((unit.code, criterion.label), ())
    # What is partly met is met by some of its items.
    decided = Status.MET if criterion.status == Status.PARTLY else criterion.status
    return {
        "criterion": criterion,
        "anchor": row_anchor(unit.code, criterion.label),
        "links": links,
        "deciding": _deciding(link for _, link in links if link.status == decided),
    }


def _point(dossier: Dossier, unit: UnitCoverage, point: MarkingPointCoverage) -> dict[str, Any]:
    return {
        "point": point,
        "anchor": row_anchor(unit.code, point.code),
        "links": dossier.links.get((unit.code, point.code), ()),
    }


def _deciding(links: Iterator[Link]) -> Link | None:
    """The newest decision among the links that give a criterion its status."""
    decided = [link for link in links if link.ruling]
    return max(decided, key=lambda link: link.ruling.decided_at, default=None)
