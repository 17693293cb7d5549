"""Lines of text, worked out once for each style: how high they are, how their words break, and what
of their letters is painted.

Stand-ins for parts of WeasyPrint; ``remembering`` puts them in their place.
"""

from collections.abc import Callable
from copy import copy
from typing import Any

from weasyprint.css import Style
from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import Layout, split_first_line, strut

# Texts of a style that are kept, and how many letters they have at most.
MOST_LINES = 1000
LONGEST = 200

ffi.cdef("""
    PangoLayout * pango_layout_copy (PangoLayout *layout);
    gpointer g_object_ref (gpointer object);
""")


def remembered_strut(style: Style) -> tuple[float, float]:
    known = vars(style).get("line")
    if known is None:
        known = style.line = strut(style)
    return known


def set_up(layout: Layout, style: Style) -> None:
    known = vars(style).get("layout")
    if known is None:
        known = style.layout = Layout.__new__(Layout)
        their_set_up(known, style)
    vars(layout).update(vars(known))
    layout.layout = ffi.gc(pango.pango_layout_copy(known.layout), gobject.g_object_unref)


def reactivate(layout: Layout, style: Style) -> None:
    """Not yet: often it is known what will be painted."""
    layout.style = style
    layout.layout = layout.language = None


their_set_up: Callable[[Layout, Style], None] = Layout.setup
their_reactivate: Callable[[Layout, Style], None] = Layout.reactivate


def remembered_split(
    text: str,
    style: Style,
    context: Any,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> tuple:
    if len(text) > LONGEST:
        return split_first_line(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
    key = (text, max_width, justification_spacing, is_line_start, minimum)
    lines = vars(style).setdefault("lines", {})
    if key not in lines:
        if len(lines) > MOST_LINES:
            lines.clear()
        lines[key] = split_first_line(text, style, context, *key[1:])
    return lines[key]


def draw_remembered(
    stream: Stream, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Matrix
) -> list:
    layout, style = textbox.pango_layout, textbox.style
    is_whole = text_overflow != "ellipsis" and block_ellipsis == "none"
    if not is_whole or len(layout.text) > LONGEST:
        their_reactivate(layout, style)
        return draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    key = (layout.text, layout.justification_spacing)
    painted = vars(style).setdefault("painted", {})
    if key not in painted:
        if len(painted) > MOST_LINES:
            painted.clear()
        their_reactivate(layout, style)
        line = Line(stream, style)
        emojis = draw_first_line(line, textbox, text_overflow, block_ellipsis, matrix)
        line.finish()
        painted[key] = None if emojis or line.lacks_letters else line
    if painted[key]:
        painted[key].paint(stream, matrix)
        return []
    if layout.layout is None:
        their_reactivate(layout, style)
    return draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)


class Line:
    """The letters of a line as they are painted wherever it stands, and what fonts hear of them.

    Nothing in it depends on what else was painted before: only so do two runs make the same bytes.
    """

    def __init__(self, stream: Stream, style: Style) -> None:
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect
        self._font_config = style.font_config
        self._stream: Stream | None = stream
        self._fonts: dict[Any, Font] = {}
        self._letters: list[tuple[Any, dict[int, str], dict[int, int]]] = []
        self._calls: list[tuple[str, tuple]] = []
        self._is_blank = True
        self.lacks_letters = False

    def finish(self) -> None:
        """Let go of the page on which the line stood first, and of all but its letters."""
        self.lacks_letters = any(font.missing for font in self._fonts.values())
        self._letters = [
            (pango_font, font.to_unicode, font.widths) for pango_font, font in self._fonts.items()
        ]
        self._stream = self.ink_rect = self.logical_rect = None
        self._fonts = {}

    def paint(self, stream: Stream, matrix: Matrix) -> None:
        if self._is_blank:
            return
        stream.set_text_matrix(*matrix.values)
        for pango_font, to_unicode, widths in self._letters:
            font, _ = stream.add_font(pango_font)
            for glyph, letters in to_unicode.items():
                font.to_unicode.setdefault(glyph, letters)
            for glyph, width in widths.items():
                font.widths.setdefault(glyph, width)
        for name, arguments in self._calls:
            getattr(stream, name)(*arguments)

    # What is painted on: as much of a stream as a line needs.

    def add_font(self, pango_font: Any) -> tuple[Font, float]:
        font, size = self._stream.add_font(pango_font)
        if pango_font not in self._fonts:
            ours = self._fonts[pango_font] = copy(font)
            ours.to_unicode, ours.widths, ours.missing = {}, {}, {}
            _hold(pango_font, self._font_config)
        return self._fonts[pango_font], size

    def set_text_matrix(self, *values: float) -> None:
        # Each time another.
        self._is_blank = False

    def set_font_size(self, *arguments: Any) -> None:
        self._calls.append(("set_font_size", arguments))

    def show_text(self, *arguments: Any) -> None:
        self._calls.append(("show_text", arguments))

    def set_text_rise(self, *arguments: Any) -> None:
        self._calls.append(("set_text_rise", arguments))


def _hold(pango_font: Any, font_config: FontConfiguration) -> None:
    """Let the font live as long as the configuration that it was loaded by."""
    held = vars(font_config).setdefault("held_fonts", {})
    if pango_font not in held:
        gobject.g_object_ref(pango_font)
        held[pango_font] = ffi.gc(pango_font, gobject.g_object_unref)
