"""Lines along one side of a box, painted as one rectangle.

WeasyPrint clips each side of a border and paints two rectangles that cancel one another out: right
for every style and corner, and a tenth of the time that a table takes, whose cells have one solid
line below them.
"""

from typing import Any

from weasyprint.draw.border import draw_border
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import Box
from weasyprint.pdf.stream import Stream

SIDES = ("top", "right", "bottom", "left")
CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")


def draw_side(stream: Stream, box: Box) -> None:
    """In place of WeasyPrint's ``draw_border``, which draws whatever is not that simple."""
    if not _is_simple(box.style):
        draw_border(stream, box)
        return
    top, right, bottom, left = (
        box.border_top_width,
        box.border_right_width,
        box.border_bottom_width,
        box.border_left_width,
    )
    if bottom and not (top or right or left):
        y = box.border_box_y() + box.border_height() - bottom
        _fill(stream, box, "bottom", (box.border_box_x(), y, box.border_width(), bottom))
    elif top and not (right or bottom or left):
        sides = (box.border_box_x(), box.border_box_y(), box.border_width(), top)
        _fill(stream, box, "top", sides)
    elif left and not (top or right or bottom):
        sides = (box.border_box_x(), box.border_box_y(), left, box.border_height())
        _fill(stream, box, "left", sides)
    elif top or right or bottom or left:
        draw_border(stream, box)


def _is_simple(style: Any) -> bool:
    known = vars(style).get("is_simple")
    if known is None:
        known = style.is_simple = (
            style["visibility"] == "visible"
            and style["column_width"] == style["column_count"] == "auto"
            and style["border_image_source"][0] == "none"
            and all(style[f"border_{side}_style"] in ("none", "solid") for side in SIDES)
            and all((0, "px") in style[f"border_{corner}_radius"] for corner in CORNERS)
        )
    return known


def _fill(stream: Stream, box: Box, side: str, rectangle: tuple[float, ...]) -> None:
    with stream.artifact():
        stream.set_color(get_color(box.style, f"border_{side}_color"))
        stream.rectangle(*rectangle)
        stream.fill()
