"""Reading a PDF back: its words, links, bookmarks and structure."""

import html
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>'
)


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


@dataclass(frozen=True)
class Word:
    """A word and its box, in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def placed_words(path) -> list[list[Word]]:
    """The words of each page, and where they stand."""
    found = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages: list[list[Word]] = []
    for line in found.splitlines():
        if "<page " in line:
            pages.append([])
        elif match := WORD.search(line):
            *box, text = match.groups()
            pages[-1].append(Word(html.unescape(text), *map(float, box)))
    return pages


def outline_targets(pdf: pikepdf.Pdf) -> list[tuple[str, int]]:
    """Title and index of the page of every bookmark, in their order."""
    pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    found = []
    waiting = [pdf.Root.Outlines.First]
    while waiting:
        item = waiting.pop()
        found.append((str(item.Title), pages[item.Dest[0].objgen]))
        waiting += [item[key] for key in ("/Next", "/First") if key in item]
    return found


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
