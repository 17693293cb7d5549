"""The structure of a quire: what WeasyPrint tags, without what says nothing.

A box of layout is no element of a document: spans and boxes without a name are taken out and what
they hold goes to the element around them. Header cells say what they head. Margin boxes are no
part of the structure at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.dossier.binding.writing import Raw, Reference, text_string

EMPTY = {"NonStruct", "Span", "Div"}
# They hold other elements, and no text of their own.
GROUPS = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote"}


@dataclass
class Element:
    """One element: ``kids`` are numbers of marked content, elements and links."""

    kind: str
    page: int  # the number of the page's object
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list["int | Element | Link"] = field(default_factory=list)
    number: int = -1

    def walk(self) -> Iterator["Element"]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()


@dataclass(frozen=True)
class Link:
    """A link's annotation, by the number of its object."""

    annotation: int


class Reader:
    """Reads WeasyPrint's elements; ``objects`` are all of its objects by number."""

    def __init__(self, objects: list) -> None:
        self._objects = objects

    def roots(self, catalog: Mapping) -> list[Element]:
        """The elements right below the document."""
        tree = self._objects[number_in(catalog["StructTreeRoot"])]
        document = self._objects[number_in(tree["K"][0])]
        return _spliced([self._element(number_in(each)) for each in document["K"]], "Document")

    def _element(self, number: int) -> Element:
        found = self._objects[number]
        kind = found["S"][1:]
        element = Element(kind, number_in(found["Pg"]), _attributes(kind, found))
        kids = [self._kid(each) for each in found["K"]]
        element.kids = _spliced(kids, kind)
        if kind == "Div" and any(isinstance(kid, int) for kid in element.kids):
            element.kind = "P"
        if kind == "TR":
            _say_what_is_headed(element)
        return element

    def _kid(self, kid: Any) -> int | Element | Link:
        if isinstance(kid, int):
            return kid
        number = number_in(kid)
        found = self._objects[number]
        if found.get("Type") == "/OBJR":
            return Link(number_in(found["Obj"]))
        return self._element(number)


def _spliced(kids: list, kind: str) -> list:
    """The kids, with those that say nothing replaced by what they hold."""
    spliced = []
    for kid in kids:
        if not isinstance(kid, Element) or kid.kind not in EMPTY or kid.attributes:
            spliced.append(kid)
        elif kind in GROUPS and not all(isinstance(each, Element) for each in kid.kids):
            # Text that stands by itself is a paragraph.
            kid.kind = "P"
            spliced.append(kid)
        else:
            spliced += kid.kids
    return spliced


def _attributes(kind: str, found: Mapping) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    if "Alt" in found:
        attributes["Alt"] = text_string(str(found["Alt"].string))
    if kind == "Figure" and "A" in found:
        attributes["A"] = dict(found["A"])
    if kind in ("TH", "TD"):
        spans = {key: found["A"][key] for key in ("ColSpan", "RowSpan") if key in found["A"]}
        if spans:
            attributes["A"] = {"O": "/Table"} | spans
    return attributes


def _say_what_is_headed(row: Element) -> None:
    """Beside other cells, or alone, a header heads its row; among headers its column."""
    headers = [cell for cell in row.kids if isinstance(cell, Element) and cell.kind == "TH"]
    scope = "/Column" if len(headers) == len(row.kids) > 1 else "/Row"
    for header in headers:
        spans = header.attributes.get("A", {"O": "/Table"})
        header.attributes["A"] = spans | {"Scope": scope}


def number_in(reference: bytes) -> int:
    return int(reference.split()[0])


def parents_of(roots: list[Element]) -> dict[int, dict[int, Element]]:
    """By page and number of marked content: the element that holds it."""
    parents: dict[int, dict[int, Element]] = {}
    for root in roots:
        for element in root.walk():
            for kid in element.kids:
                if isinstance(kid, int):
                    parents.setdefault(element.page, {})[kid] = element
    return parents


def values_of(element: Element, parent: Any, page: Reference, links: Mapping) -> dict[str, Any]:
    """The element as an object of a PDF; ``links``: the annotations' new numbers."""
    values: dict[str, Any] = {"S": f"/{element.kind}", "P": parent}
    kids = [_kid(kid, page, links) for kid in element.kids]
    if any(not isinstance(kid, Element) for kid in element.kids):
        values["Pg"] = page
    if kids:
        values["K"] = kids if len(kids) > 1 else kids[0]
    return values | element.attributes


def _kid(kid: "int | Element | Link", page: Reference, links: Mapping) -> Any:
    if isinstance(kid, Link):
        return {"Type": Raw(b"/OBJR"), "Obj": Reference(links[kid.annotation]), "Pg": page}
    return Reference(kid.number) if isinstance(kid, Element) else kid
