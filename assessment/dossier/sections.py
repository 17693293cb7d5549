"""The sections of the document: each a template and the plain values it shows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from assessment.coverage import CriterionCoverage, MarkingPointCoverage, UnitCoverage
from assessment.dossier.grids import blocks_of, row_anchors
from assessment.dossier.merging import frame_name
from assessment.dossier.originals import Shown
from assessment.dossier.uploaded_pages import UploadedPage
from assessment.dossier.values import Dossier, DossierFile, Item, Link
from assessment.status import Status
from portfolio.narrative import as_text, clean
from teams.sheets.blocks import Sheet

# Millimetres that a frame for an uploaded page may take, upright and across.
UPRIGHT = (180.0, 246.0)
ACROSS = (267.0, 160.0)
MILLIMETRES = 25.4 / 72
LARGEST_SCALE = 1.25

LABELLED = re.compile(r'(<svg\b[^>]*\baria-label="([^"]*)"[^>]*>)(?!\s*<title>)')


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the document. ``key`` is also the name that links lead to."""

    key: str
    title: str
    template: str
    values: Mapping[str, Any]
    is_listed: bool = True

    @property
    def html(self) -> SafeString:
        return render_to_string(self.template, {"section": self, **self.values})


def sections_of(dossier: Dossier, shown: Mapping[UUID, Shown]) -> tuple[Section, ...]:
    """All sections in their order; ``shown`` says how files appear that are not only listed."""
    after = (
        Section("summary", "Summary of achievement", "dossier/summary.html", {"dossier": dossier}),
        Section("index", "Evidence index", "dossier/index.html", {"dossier": dossier}),
        *(_unit(dossier, unit) for unit in dossier.units),
        *_items(dossier, shown),
    )
    listed = [section for section in after if section.is_listed]
    return (
        Section("cover", dossier.title, "dossier/cover.html", {"dossier": dossier}, False),
        Section("learner", "Learner and centre", "dossier/learner.html", {"dossier": dossier}),
        Section("contents", "Contents", "dossier/contents.html", _contents(dossier, listed), False),
        *after,
    )


def _contents(dossier: Dossier, listed: list[Section]) -> dict[str, Any]:
    first, last = (dossier.items[0], dossier.items[-1]) if dossier.items else (None, None)
    return {"sections": listed, "first": first, "last": last}


def _unit(dossier: Dossier, unit: UnitCoverage) -> Section:
    return Section(
        key=f"unit-{unit.code}",
        title=f"{unit.code} {unit.title}",
        template="dossier/unit.html",
        values={
            "unit": unit,
            "blocks": blocks_of(dossier, unit),
            "outcomes": [
                (outcome, [_criterion(dossier, unit, row) for row in outcome.criteria])
                for outcome in unit.outcomes
            ],
            "points": [_point(dossier, unit, point) for point in unit.marking_points],
        },
    )


def _criterion(dossier: Dossier, unit: UnitCoverage, criterion: CriterionCoverage) -> dict:
    links = dossier.links.get((unit.code, criterion.label), ())
    # What is partly met is met by some of its items.
    decided = Status.MET if criterion.status == Status.PARTLY else criterion.status
    return {
        "criterion": criterion,
        "links": links,
        "deciding": _deciding(link for _, link in links if link.status == decided),
    }


def _point(dossier: Dossier, unit: UnitCoverage, point: MarkingPointCoverage) -> dict:
    return {"point": point, "links": dossier.links.get((unit.code, point.code), ())}


def _deciding(links: Iterator[Link]) -> Link | None:
    """The newest decision among the links that give a criterion its status."""
    decided = [link for link in links if link.ruling]
    return max(decided, key=lambda link: link.ruling.decided_at, default=None)


# -- Evidence ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """Room for one uploaded page: its anchor, and its width and height in millimetres."""

    name: str
    width: float
    height: float


def _items(dossier: Dossier, shown: Mapping[UUID, Shown]) -> Iterator[Section]:
    anchors = row_anchors(dossier)
    for item in dossier.items:
        yield Section(
            key=item.label,
            title=f"{item.label} {item.title}",
            template="dossier/item.html",
            values={
                "item": item,
                "is_first": item is dossier.items[0],
                "links": [
                    (link, anchors[item.number, link.unit, link.label]) for link in item.links
                ],
                "narrative": _narrative(item),
                "records": [(record, _sheet(record.sheet)) for record in item.records],
                "files": [_file(file, shown.get(file.code, Shown())) for file in item.files],
            },
            is_listed=False,
        )


def _narrative(item: Item) -> SafeString:
    """Cleaned once more on its way into the document, whatever is in the database."""
    try:
        cleaned = clean(item.narrative)
    except ValidationError:
        return render_to_string("dossier/_plain.html", {"text": as_text(item.narrative)})
    # Below the document's own headings of an item, as readers of tagged PDFs need them.
    nested = cleaned.replace("h4>", "h6>").replace("h3>", "h5>")
    return mark_safe(nested)  # noqa: S308 - cleaned above


def _sheet(sheet: Sheet) -> SafeString:
    """As on the pages, below the document's own headings of an item."""
    drawn = render_to_string("teams/_sheet.html", {"blocks": sheet.blocks, "level": 5})
    # A picture's alternative in a tagged PDF comes from its title, which would be a tooltip there.
    return mark_safe(LABELLED.sub(r"\1<title>\2</title>", drawn))  # noqa: S308 - ours, escaped


def _file(file: DossierFile, shown: Shown) -> dict:
    return {
        "file": file,
        "shown": shown,
        "pages": [(page, None if page.problem else _frame(file, page)) for page in shown.pages],
    }


def _frame(file: DossierFile, page: UploadedPage) -> Frame:
    widest, tallest = ACROSS if page.is_landscape else UPRIGHT
    width, height = page.width * MILLIMETRES, page.height * MILLIMETRES
    scale = min(widest / width, tallest / height, LARGEST_SCALE)
    return Frame(frame_name(file.code, page.number), width * scale, height * scale)
