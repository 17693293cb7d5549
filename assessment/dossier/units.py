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
from assessment.dossier.section import Section
from assessment.dossier.values import Dossier, Link
from assessment.dossier.wording import DECLARATIONS
from assessment.status import Status

# As many as there are colours and places for the tabs at the edge of the page.
TABS = 8


def sections_of_unit(dossier: Dossier, unit: UnitCoverage) -> Iterator[Section]:
    """What opens the unit, each block of a wide grid, and the criteria with their decisions.

    They are laid out apart: a decision changes some of them, and none takes much memory.
    """
    tab = dossier.units.index(unit) % TABS + 1
    blocks = blocks_of(dossier, unit)
    is_across = any(block.is_across for block in blocks)
    about = {"unit": unit, "tab": tab, "is_blank": dossier.is_blank, "is_only": len(blocks) == 1}
    key, name = f"unit-{unit.code}", f"{unit.code} {unit.title}"
    what = (tab, _without_items(unit), unit.reasons)

    opening = about | {
        "claimed": dossier.claimed.get(unit.unit),
        "blocks": blocks,
        "is_across": is_across,
        "declarations": DECLARATIONS,
    }
    yield Section(
        key,
        name,
        "dossier/unit.html",
        lambda: opening | {"outcomes": _outcomes(dossier, unit)},
        identity=_unless_blank(
            dossier,
            (what, opening["claimed"], is_across or [block.identity for block in blocks]),
        ),
    )
    for number, block in enumerate(blocks if is_across else ()):
        yield Section(
            f"{key}-grid-{number + 1}",
            f"{name}: evidence location sheet, {block.name}",
            "dossier/unit_grid.html",
            about | {"block": block, "is_first": number == 0},
            is_listed=False,
            identity=_unless_blank(dossier, (tab, unit.title, len(blocks), block.identity)),
        )
    quality = [record for record in dossier.quality if record.unit == unit.unit]
    yield Section(
        f"{key}-criteria",
        f"{name}: criteria and decisions",
        "dossier/unit_criteria.html",
        lambda: (
            about
            | {
                "outcomes": _outcomes(dossier, unit),
                "points": [_point(dossier, unit, point) for point in unit.marking_points],
                "shows_quality": dossier.contents.has_quality,
                "quality": quality,
            }
        ),
        is_listed=False,
        identity=_unless_blank(
            dossier, (what, dossier.contents.has_quality, quality, _links(dossier, unit))
        ),
    )


def _unless_blank(dossier: Dossier, identity: tuple) -> tuple | None:
    """A form's identity is what it says: there is nothing to read that would be shorter."""
    return None if dossier.is_blank else identity


def _links(dossier: Dossier, unit: UnitCoverage) -> list[tuple[str, list[Link]]]:
    """What is said of the items here, which is their label and their links."""
    return [
        (item.label, [link for link in item.links if link.unit == unit.code])
        for item in items_of(dossier, unit.code)
    ]


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


def _outcomes(dossier: Dossier, unit: UnitCoverage) -> list[tuple]:
    return [_outcome(dossier, unit, outcome) for outcome in unit.outcomes]


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
