"""Reading a PDF back: its words, links, bookmarks and structure."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf


@dataclass(frozen=True)
class Link:
    """A link inside the document: indexes of the page it is on and of the page it leads to."""

    page: int
    name: str
    target: int


def words_of(path) -> list[str]:
    """The text of each page, as poppler reads it."""
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    return text.split("\f")[:-1]


def check(path) -> str:
    """What ``qpdf --check`` says; raises where it finds fault."""
    return subprocess.run(
        ["qpdf", "--check", str(path)], check=True, capture_output=True, text=True
    ).stdout


def destinations(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The named places, and the index of the page of each."""
    pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    names = list(pdf.Root.Names.Dests.Names)
    return {
        str(name): pages[place[0].objgen]
        for name, place in zip(names[::2], names[1::2], strict=True)
    }


def links(pdf: pikepdf.Pdf) -> Iterator[Link]:
    """Every link to a place of this document."""
    places = destinations(pdf)
    for index, page in enumerate(pdf.pages):
        for annotation in page.obj.get("/Annots", []):
            if "/Dest" in annotation:
                name = str(annotation.Dest)
                yield Link(index, name, places[name])


def bookmarks(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    """The outline as pairs of depth and title, in its order."""
    with pdf.open_outline() as outline:
        return list(_flat(outline.root, 0))


def _flat(items, depth):
    for item in items:
        yield depth, item.title
        yield from _flat(item.children, depth + 1)


def keys_of(pdf: pikepdf.Pdf) -> set[str]:
    """Every key of every dictionary and stream in the file."""
    return {key for found in pdf.objects for key in _keys(found)}


def _keys(found) -> Iterator[str]:
    if isinstance(found, pikepdf.Array):
        for value in found:
            yield from _keys(value)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in found.items():
            yield key
            if not getattr(value, "is_indirect", False):
                yield from _keys(value)
