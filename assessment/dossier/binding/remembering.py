"""What WeasyPrint works out again and again, worked out once.

A portfolio is hundreds of sections that look alike: the same few styles, fonts and widths.
WeasyPrint forgets them after each document, and some of them after each box. While sections are
laid out, these parts of it are exchanged for ones that look first whether they know the answer:

- the style of an element, by its parent's style and the rules that hold for it;
- the sizes of a box whose style says them without percentages;
- lines of text (``remembering_lines``) and the lines around boxes (``ruling``).

No section has style sheets of its own: rules of the document's author count by what they declare
in the sheets that all share, and those in an element's attributes by the attributes.

Pages come out the same, byte for byte: a test lays them out both ways. This is made for one version
of WeasyPrint, as is ``laying_out``.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
from weasyprint.text.line_break import Layout, split_first_line, strut

from assessment.dossier.binding.remembering_lines import (
    draw_remembered,
    reactivate,
    remembered_split,
    remembered_strut,
    set_up,
    their_reactivate,
    their_set_up,
)
from assessment.dossier.binding.ruling import draw_side

# Styles that are kept; a portfolio has some hundreds. Beyond it all are forgotten at once.
MOST = 5000
# How declarations weigh that come from an element's own attributes and not from a sheet.
OF_ATTRIBUTES = {declaration_precedence("author", important) for important in (False, True)}
ATTRIBUTES = ("style", "lang", "width", "height")
# Containing blocks: a box that is as large in all of them has no percentages.
WIDTHS_AND_HEIGHTS = ((1000, "auto"), (700, 900))

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
                *_exchange(strut, remembered_strut),
                *_exchange(split_first_line, remembered_split),
                *_exchange(draw_first_line, draw_remembered),
                *_exchange(draw_border, draw_side),
            ]
            Layout.setup, Layout.reactivate = set_up, reactivate
            try:
                yield
            finally:
                Layout.setup, Layout.reactivate = their_set_up, their_reactivate
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
