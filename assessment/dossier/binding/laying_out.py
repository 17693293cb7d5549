"""Laying out one section: HTML to a quire.

The only module that knows what is inside WeasyPrint: how it paints pages into the objects of a
PDF, before they are written. A test says so where another version has changed it; the document is
then rendered in one piece, see ``rendering``.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any

import pydyf
from cssselect2 import ElementWrapper
from weasyprint import CSS, DEFAULT_OPTIONS, HTML, UA_STYLESHEET
from weasyprint.document import Document
from weasyprint.pdf import generate_pdf
from weasyprint.pdf.fonts import Font
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from assessment.dossier.binding.placing import POINTS, anchors_in
from assessment.dossier.binding.reading import tree_of
from assessment.dossier.binding.remembering import Memory

OPTIONS: dict[str, Any] = DEFAULT_OPTIONS | {"pdf_tags": True, "pdf_version": "1.7"}


class Press:
    """Lays out sections with the same style sheet: rules, fonts and styles are read once."""

    def __init__(self, sheet: str, fetcher: URLFetcher) -> None:
        self._font_config = FontConfiguration()
        self._fetcher = fetcher
        self._sheet = CSS(string=sheet, url_fetcher=fetcher, font_config=self._font_config)
        self._memory = Memory()

    def lay_out(self, html: str, fetcher: URLFetcher | None = None) -> "LaidOut":
        """The pages of ``html``, painted; ``fetcher`` opens its pictures."""
        with self._memory.used():
            return self.lay_out_anew(html, fetcher)

    def lay_out_anew(self, html: str, fetcher: URLFetcher | None = None) -> "LaidOut":
        """The same, with nothing remembered."""
        document = _Page(html, fetcher or self._fetcher).render(
            font_config=self._font_config, stylesheets=[self._sheet], pdf_tags=True
        )
        return LaidOut(document)


class _Page(HTML):
    """A section's HTML. It has no notes: WeasyPrint would make styles for them of each element."""

    def __init__(self, html: str, fetcher: URLFetcher) -> None:
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree_of(html), content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_UA_SHEET]


def _without_notes(sheet: CSS) -> CSS:
    ours = copy(sheet)
    ours.matcher = copy(sheet.matcher)
    ours.matcher.other_selectors = []
    for entry in sheet.matcher.other_selectors:
        _, _, _, pseudo_type, _ = entry
        if pseudo_type == "marker":
            ours.matcher.lower_local_name_selectors = sheet.matcher.lower_local_name_selectors | {
                "li": [*sheet.matcher.lower_local_name_selectors.get("li", ()), entry]
            }
        elif pseudo_type is None:
            ours.matcher.other_selectors.append(entry)
    return ours


_UA_SHEET = _without_notes(UA_STYLESHEET)


class LaidOut:
    """Painted pages: the objects of their PDF, by number, and where everything stands."""

    def __init__(self, document: Document) -> None:
        pages = document.pages
        self.anchors = anchors_in(pages)
        self.targets = {
            target for page in pages for kind, target, *_ in page.links if kind == "internal"
        }
        self.sizes = [(page.width * POINTS, page.height * POINTS) for page in pages]
        self.marks = [
            (level, label, index, top * POINTS)
            for index, page in enumerate(pages)
            for level, label, (_, top), _ in page.bookmarks
        ]
        for name in self.targets - set(self.anchors):
            # WeasyPrint would drop links that lead out of the section.
            pages[0].anchors[name] = (0, 0, 0, 0)
        document.fonts = _Fonts()
        pdf = generate_pdf(document, None, 1, **OPTIONS)
        self.objects: Sequence[Any] = pdf.objects
        self.catalog: Mapping[str, Any] = pdf.catalog
        self.pages: list[int] = pdf.pages["Kids"][::3]
        self.fonts = _by_name(document.fonts.used())
        # Pango's fonts live as long as what they were loaded by.
        self._document = document


def _by_name(fonts: Iterable[Font]) -> dict[str, list[Font]]:
    """By the name in the contents: one font, in the sizes that it has there."""
    found: dict[str, list[Font]] = {}
    for font in fonts:
        found.setdefault(font.hash, []).append(font)
    return found


def _page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    """As pydyf's own, which makes them anew for each tag of each page: kept until a page is added.

    Tagging a unit of fifty pages would otherwise take longer than laying it out.
    """
    numbers = pdf.pages["Kids"][::3]
    kept = vars(pdf).get("kept_references", ())
    if len(kept) != len(numbers):
        kept = pdf.kept_references = tuple(b"%d 0 R" % number for number in numbers)
    return kept


pydyf.PDF.page_references = property(_page_references)


class _Fonts(dict):
    """Says that there are none: each font is embedded once, when the quires are bound."""

    def values(self):
        return ()

    def used(self) -> list[Font]:
        return list(super().values())
