"""What WeasyPrint works out again and again, worked out once.

A portfolio is hundreds of sections that look alike: the same few styles, fonts and widths.
WeasyPrint forgets them after each document, and some of them after each box. While sections are
laid out, these parts of it are exchanged for ones that look first whether they know the answer:

- the style of an element, by its parent's style and the rules that hold for it;
- Pango's layout for a style, how words break in it, and what of their letters is painted;
- the sizes of a box whose style says them without percentages.

Pages come out the same, byte for byte: a test lays them out both ways. This is made for one version
of WeasyPrint, as is ``laying_out``.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from functools import cache, partial
from threading import RLock
from types import ModuleType, SimpleNamespace
from typing import Any

from weasyprint.css import ComputedStyle, Style, StyleFor, declaration_precedence
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.border import draw_border
from weasyprint.draw.text import draw_first_line
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout.page import PageType
from weasyprint.layout.percent import resolve_percentages
from weasyprint.matrix import Matrix
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import Layout, split_first_line, strut

from assessment.dossier.binding.ruling import draw_side

# Styles that are kept; a portfolio has some hundreds. Beyond it all are forgotten at once.
MOST = 5000
# How declarations weigh that come from an element's own attributes and not from a sheet.
OF_ATTRIBUTES = {declaration_precedence("author", important) for important in (False, True)}
# Texts of a style that are kept, and how many letters they have at most.
MOST_LINES = 1000
LONGEST = 200
ATTRIBUTES = ("style", "lang", "width", "height")
# Containing blocks: a box that is as large in all of them has no percentages.
WIDTHS_AND_HEIGHTS = ((1000, "auto"), (700, 900))

ffi.cdef("""
    PangoLayout * pango_layout_copy (PangoLayout *layout);
    gpointer g_object_ref (gpointer object);
""")

# While one thread lays out, what it exchanged is everybody's.
_turn = RLock()


class Memory:
    """The styles of one set of sheets and fonts."""

    def __init__(self) -> None:
        self.styles: dict[tuple, ComputedStyle] = {}

    @contextmanager
    def used(self) -> Iterator[None]:
        """Let WeasyPrint keep in here what it works out."""
        with _turn:
            if len(self.styles) > MOST:
                self.styles.clear()
            exchanged = [
                *_exchange(StyleFor, partial(_StyleFor, self.styles)),
                *_exchange(resolve_percentages, _resolve_percentages),
                *_exchange(strut, _strut),
                *_exchange(split_first_line, _split_first_line),
                *_exchange(draw_first_line, _draw_first_line),
                *_exchange(draw_border, draw_side),
            ]
            Layout.setup, Layout.reactivate = _set_up, _reactivate
            try:
                yield
            finally:
                Layout.setup, Layout.reactivate = _theirs_set_up, _theirs_reactivate
                for module, name, theirs in exchanged:
                    setattr(module, name, theirs)


def _exchange(theirs: Any, ours: Any) -> list[tuple[ModuleType, str, Any]]:
    """Put ``ours`` wherever WeasyPrint imported ``theirs``; return where that was."""
    places = [(module, name, theirs) for module, name in _places_of(theirs)]
    for module, name, _ in places:
        setattr(module, name, ours)
    return places


@cache
def _places_of(theirs: Any) -> list[tuple[ModuleType, str]]:
    return [
        (module, name)
        for path, module in list(sys.modules.items())
        if path.startswith("weasyprint.")
        for name, value in vars(module).items()
        if value is theirs
    ]


# -- Styles -----------------------------------------------------------------------------------


class _StyleFor(StyleFor):
    """Styles of a document, those that are known taken from ``kept``."""

    def __init__(self, kept: dict[tuple, ComputedStyle], *arguments: Any) -> None:
        self._kept = kept
        super().__init__(*arguments)

    def set_computed_styles(
        self,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: str | None = None,
        base_url: str | None = None,
        target_collector: Any = None,
    ) -> None:
        declared = self._cascaded_styles.get((element, pseudo_type), {})
        # Names of places differ from element to element, and nothing else follows from them.
        anchor, _ = declared.pop("anchor", (None, None))
        above = None if parent is None else _kept_of(self._computed_styles[parent, None])
        key = (id(above), pseudo_type, _of_attributes(element), _of_sheets(declared))
        style = self._kept.get(key)
        if style is None:
            super().set_computed_styles(element, parent, root, pseudo_type, base_url)
            style = self._kept[key] = self._computed_styles[element, pseudo_type]
            style.parent_style = above
        if anchor or isinstance(element, PageType):
            style = _copied(style)
        if anchor:
            style["anchor"] = anchor
            if target_collector:
                target_collector.collect_anchor(anchor)
        self._computed_styles[element, pseudo_type] = style


def _of_attributes(element: Any) -> tuple[str | None, ...]:
    if isinstance(element, PageType):
        return ()
    return tuple(map(element.get, ATTRIBUTES))


def _of_sheets(declared: Mapping[str, tuple[Any, tuple]]) -> tuple[tuple, ...]:
    """Which declarations hold. The kept style holds on to them, so that no other gets their id."""
    return tuple(
        (name, id(value), precedence, layer, tuple(specificity))
        for name, (value, (precedence, layer, specificity)) in declared.items()
        if precedence not in OF_ATTRIBUTES
    )


def _copied(style: ComputedStyle) -> ComputedStyle:
    """A style that may be changed. All of ``style`` is worked out first, not in each copy."""
    if "copied_by" not in vars(style):
        for name in INITIAL_VALUES:
            style[name]
        style.copied_by = style
    copy = style.copy()
    copy.copied_by = style
    copy.anonymous_style = style.anonymous_style
    return copy


def _kept_of(style: ComputedStyle) -> ComputedStyle:
    return vars(style).get("copied_by", style)


# -- Sizes ------------------------------------------------------------------------------------


def _resolve_percentages(box: Box, containing_block: Any) -> None:
    known = vars(box.style).get("sizes")
    if known is None:
        known = box.style.sizes = _sizes_in(box.style)
    if known and not isinstance(box, PageBox):
        vars(box).update(known)
    else:
        resolve_percentages(box, containing_block)


def _sizes_in(style: Style) -> dict[str, Any]:
    """What a box of this style gets in whatever block it stands; empty where that differs."""
    if style["border_collapse"] == "collapse":
        return {}
    found = []
    for block in WIDTHS_AND_HEIGHTS:
        box = SimpleNamespace(style=style)
        resolve_percentages(box, block)
        found.append(vars(box))
    first, second = found
    if first != second:
        return {}
    del first["style"]
    return first


# -- Text -------------------------------------------------------------------------------------


def _strut(style: Style) -> tuple[float, float]:
    known = vars(style).get("line")
    if known is None:
        known = style.line = strut(style)
    return known


def _set_up(layout: Layout, style: Style) -> None:
    known = vars(style).get("layout")
    if known is None:
        known = style.layout = Layout.__new__(Layout)
        _theirs_set_up(known, style)
    vars(layout).update(vars(known))
    layout.layout = ffi.gc(pango.pango_layout_copy(known.layout), gobject.g_object_unref)


def _reactivate(layout: Layout, style: Style) -> None:
    """Not yet: often it is known what will be painted."""
    layout.style = style
    layout.layout = layout.language = None


_theirs_set_up: Callable[[Layout, Style], None] = Layout.setup
_theirs_reactivate: Callable[[Layout, Style], None] = Layout.reactivate


def _split_first_line(
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


def _draw_first_line(
    stream: Stream, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Matrix
) -> list:
    layout, style = textbox.pango_layout, textbox.style
    is_whole = text_overflow != "ellipsis" and block_ellipsis == "none"
    if not is_whole or len(layout.text) > LONGEST:
        _theirs_reactivate(layout, style)
        return draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix)
    key = (layout.text, layout.justification_spacing)
    painted = vars(style).setdefault("painted", {})
    if key not in painted:
        if len(painted) > MOST_LINES:
            painted.clear()
        _theirs_reactivate(layout, style)
        line = Line(stream, style)
        emojis = draw_first_line(line, textbox, text_overflow, block_ellipsis, matrix)
        line.finish()
        painted[key] = None if emojis or line.lacks_letters else line
    if painted[key]:
        painted[key].paint(stream, matrix)
        return []
    if layout.layout is None:
        _theirs_reactivate(layout, style)
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
