"""Where things stand on pages that were laid out, and how something is drawn there."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pikepdf import Stream

from assessment.dossier.binding.writing import number_of

if TYPE_CHECKING:
    from weasyprint.document import Page

POINTS = 0.75  # in a CSS pixel

# Left, top, right and bottom in CSS pixels, from the upper left corner.
Box = tuple[float, float, float, float]


def anchors_in(pages: Iterable["Page"]) -> dict[str, tuple[int, Box]]:
    """By name: the index of the page on which it begins, and its box there."""
    anchors: dict[str, tuple[int, Box]] = {}
    for index, page in enumerate(pages):
        for name, box in page.anchors.items():
            anchors.setdefault(name, (index, box))
    return anchors


def placed(form: Stream, name: str, box: Box, height: float) -> bytes:
    """Draw ``form`` as large as ``box`` (CSS pixels below the upper edge) allows, in its middle.

    ``height``: of the page, in points.
    """
    left, top, right, bottom = (side * POINTS for side in box)
    x, y, width, wide = _bounds(form)
    scale = min((right - left) / width, (bottom - top) / wide)
    across = left + (right - left - width * scale) / 2 - x * scale
    up = height - bottom + (bottom - top - wide * scale) / 2 - y * scale
    numbers = (scale, 0, 0, scale, across, up)
    return b"q %s cm /%s Do Q\n" % (b" ".join(map(number_of, numbers)), name.encode())


def _bounds(form: Stream) -> tuple[float, float, float, float]:
    """Left, lower edge, width and height of the form's box, turned as its matrix says."""
    x1, y1, x2, y2 = (float(number) for number in form.BBox)
    a, b, c, d, e, f = (float(number) for number in form.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x1, x2) for y in (y1, y2)]
    left, lower = min(x for x, _ in corners), min(y for _, y in corners)
    return left, lower, max(x for x, _ in corners) - left, max(y for _, y in corners) - lower
