"""HTML of our own templates, read by a parser in C.

WeasyPrint's own parser takes a tenth of the time in which a section is laid out. For markup without
mistakes, such as our templates' and cleaned narratives', both make the same tree, when what HTML
says of drawings is added. Line breaks become letters of the text, which ``white-space: pre-line``
breaks there: three boxes fewer for each.
"""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, TreeBuilder

from lxml import etree
from tinyhtml5.constants import adjust_svg_attributes

WHITE = re.compile(r"[ \t\r\n\f]+")
SVG = "{http://www.w3.org/2000/svg}"


def tree_of(html: str) -> Element:
    """The tree of a whole document."""
    parser = etree.HTMLParser(target=_Builder(), remove_comments=True, remove_pis=True)
    return etree.fromstring(html, parser)


class _Builder:
    """What the parser tells. Elements and attributes of drawings get their namespace, and their
    capitals again."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._in_drawing = self._in_pre = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            self._tree.data("\n")
            return
        self._in_pre += tag == "pre"
        named = dict(attributes)
        if self._in_drawing or tag == "svg":
            self._in_drawing += 1
            tag = SVG + tag
            named = {adjust_svg_attributes.get(name, name): named[name] for name in named}
        self._tree.start(tag, named)

    def data(self, text: str) -> None:
        self._tree.data(text if self._in_pre else WHITE.sub(" ", text))

    def end(self, tag: str) -> None:
        if tag == "br":
            return
        self._in_pre -= tag == "pre"
        if self._in_drawing:
            self._in_drawing -= 1
            tag = SVG + tag
        self._tree.end(tag)

    def close(self) -> Element:
        return self._tree.close()
