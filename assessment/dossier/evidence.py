"""What the pages of an item show: its header, narrative, records, pictures and uploaded pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from assessment.dossier.grids import cell_anchor
from assessment.dossier.merging import frame_name
from assessment.dossier.originals import Shown
from assessment.dossier.uploaded_pages import UploadedPage
from assessment.dossier.values import DossierFile, Item
from portfolio.narrative import as_text, clean
from teams.sheets.blocks import Sheet

# Millimetres that a frame for an uploaded page may take, upright and across.
UPRIGHT = (186.0, 258.0)
ACROSS = (273.0, 170.0)
MILLIMETRES = 25.4 / 72
LARGEST_SCALE = 1.25

LABELLED = re.compile(r'(<svg\b[^>]*\baria-label="([^"]*)"[^>]*>)(?!\s*<title>)')


@dataclass(frozen=True, slots=True)
class Frame:
    """Room for one uploaded page: its anchor, and its width and height in millimetres."""

    name: str
    width: float
    height: float


def values_of_item(item: Item, shown: Mapping[UUID, Shown]) -> dict[str, Any]:
    """What the template of an item takes; ``shown``: how files appear, by their code."""
    return {
        "item": item,
        "links": [(link, cell_anchor(item, link)) for link in item.links],
        "narrative": _narrative(item),
        "records": [(record, _sheet(record.sheet)) for record in item.records],
        "files": [_file(file, shown.get(file.code, Shown())) for file in item.files],
    }


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


def _file(file: DossierFile, shown: Shown) -> dict[str, Any]:
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
