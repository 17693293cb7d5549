"""Binding: quires to one PDF.

Objects 1 to 6 are the same in every document, so that quires can refer to them: the catalogue, the
tree of pages, the root of the structure, its document element, the tree that leads from content to
elements, and the fonts. Then come the quires' objects, in their order, and then all that is known
only of the whole: bookmarks, names, fonts, what the file says of itself.
"""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from assessment.dossier.binding.fonts import NUMBERED, FontShelf, Glyphs, font_objects
from assessment.dossier.binding.metadata import About, catalogue_entries
from assessment.dossier.binding.outlines import outline
from assessment.dossier.binding.painting import numbered
from assessment.dossier.binding.quires import Quire
from assessment.dossier.binding.writing import Raw, filled, name_string, written

CATALOGUE, PAGES, STRUCTURE, DOCUMENT, PARENTS, FONTS = range(1, 7)
FIRST_FREE = 7
LEVEL = 6
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Bound:
    """How many pages there are, and on which page each name stands (from 1)."""

    pages: int
    page_of: Mapping[str, int]
    missing: frozenset[str]  # names that links lead to and nothing has


class Binder:
    """Writes one document. ``number_face``: the font in which page numbers are set."""

    def __init__(self, quires: Sequence[Quire], fonts: FontShelf, output: IO[bytes]) -> None:
        self._quires = quires
        self._fonts = fonts
        self._output = output
        self._position = 0
        self._hash = hashlib.sha256()
        self._places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        self._loose: list[tuple[int, bytes]] = []
        self._next = FIRST_FREE

    def bind(self, about: About) -> Bound:
        self._write(b"%PDF-1.7\n%\xf0\x9f\x93\x96\n")
        firsts, keys = self._numbered()
        page_of, missing = self._pages()
        self._shared_fonts()
        leaf = 0
        for quire, first, key in zip(self._quires, firsts, keys, strict=True):
            with quire:
                self._quire(quire, first, key, leaf, page_of)
            leaf += len(quire.contents.leaves)
        self._trees(firsts, leaf)
        self._catalogue(firsts, about, page_of, missing)
        self._close()
        return Bound(leaf, page_of, missing)

    # -- Numbering ----------------------------------------------------------------------------

    def _numbered(self) -> tuple[list[int], list[int]]:
        """The first object and the first parent-tree key of each quire."""
        firsts, keys, key = [], [], 0
        for quire in self._quires:
            firsts.append(self._next)
            keys.append(key)
            self._next += quire.contents.numbered
            key += quire.contents.keys
        return firsts, keys

    def _pages(self) -> tuple[dict[str, int], frozenset[str]]:
        page_of: dict[str, int] = {}
        page = 1
        for quire in self._quires:
            for anchor in quire.contents.anchors:
                page_of.setdefault(anchor.name, page + anchor.leaf)
            page += len(quire.contents.leaves)
        wanted = {
            name
            for quire in self._quires
            for name in (*quire.contents.targets, *quire.contents.pages_of)
        }
        return page_of, frozenset(wanted - set(page_of))

    # -- Quires -------------------------------------------------------------------------------

    def _quire(
        self, quire: Quire, first: int, key: int, leaf: int, page_of: Mapping[str, int]
    ) -> None:
        contents = quire.contents
        template = quire.read(contents.template)
        data = filled(template, quire.read_numbers(contents.numbers), first, key)
        number = first + contents.numbered - 1
        for index in range(contents.objects):
            self._places[first + index] = (2, number, index)
        packed = {"Type": "/ObjStm", "N": contents.objects, "First": contents.first}
        self._stream(number, packed | {"Filter": "/FlateDecode"}, zlib.compress(data, LEVEL))
        for stream in contents.streams:
            numbers = quire.read_numbers(stream.numbers)
            head = filled(quire.read(stream.head), numbers, first, key)
            self._begin(first + stream.number, head)
            quire.copy(stream.body, self._write)
            self._write(b"\nendstream\nendobj\n")
        pages = {place: page_of.get(name, 0) for place, name in enumerate(contents.pages_of)}
        for page, each in enumerate(contents.leaves, start=leaf + 1):
            stamp = quire.read(each.stamped)
            words = f"Page {page} of {self._total}"
            self._stream(first + each.stamp, {}, numbered(stamp, self._number_face, {}, words))
            body = quire.read(each.body)
            if each.is_numbered:
                body = zlib.compress(numbered(body, self._number_face, pages, ""), LEVEL)
            self._stream(first + each.content, {"Filter": "/FlateDecode"}, body)

    # -- Fonts --------------------------------------------------------------------------------

    def _shared_fonts(self) -> None:
        names: dict[str, str] = {}
        glyphs: dict[str, dict[str, list]] = {}
        for quire in self._quires:
            names |= quire.contents.fonts
            for key, used in quire.contents.glyphs.items():
                glyphs.setdefault(key, {}).update(used)
        firsts = {}
        for key, used in sorted(glyphs.items()):
            firsts[key] = self._font(key, used)
        self._add(FONTS, {name: _reference(firsts[key]) for name, key in sorted(names.items())})
        self._total = sum(len(quire.contents.leaves) for quire in self._quires)
        numbers = [key for name, key in names.items() if self._fonts.face(key).is_for_numbers]
        self._number_face = self._fonts.face(numbers[0]) if numbers else None

    def _font(self, key: str, used: Mapping[str, list]) -> int:
        face = self._fonts.face(key)
        glyphs: Glyphs = {int(glyph): (width, text) for glyph, (width, text) in used.items()}
        if not face.is_whole:
            for character, (glyph, width) in face.always.items():
                glyphs.setdefault(glyph, (width, character))
        first = self._next
        self._next += NUMBERED
        program = self._fonts.program(face, glyphs)
        for number, values, data in font_objects(face, glyphs, first, program):
            if data is None:
                self._add(number, values)
            else:
                self._stream(number, values, data)
        return first

    # -- The whole ----------------------------------------------------------------------------

    def _trees(self, firsts: Sequence[int], pages: int) -> None:
        each = list(zip(self._quires, firsts, strict=True))
        nodes = [_reference(first + quire.contents.node) for quire, first in each]
        self._add(PAGES, {"Type": "/Pages", "Kids": nodes, "Count": pages})
        roots = [_reference(first + root) for quire, first in each for root in quire.contents.roots]
        self._add(
            STRUCTURE,
            {
                "Type": "/StructTreeRoot",
                "K": [_reference(DOCUMENT)],
                "ParentTree": _reference(PARENTS),
                "ParentTreeNextKey": sum(quire.contents.keys for quire in self._quires),
            },
        )
        self._add(DOCUMENT, {"S": "/Document", "P": _reference(STRUCTURE), "K": roots})
        parents = [_reference(first + quire.contents.parents) for quire, first in each]
        self._add(PARENTS, {"Kids": parents})

    def _catalogue(
        self,
        firsts: Sequence[int],
        about: About,
        page_of: Mapping[str, int],
        missing: Iterable[str],
    ) -> None:
        leaves = [
            first + leaf.number
            for quire, first in zip(self._quires, firsts, strict=True)
            for leaf in quire.contents.leaves
        ]
        entries: dict[str, Any] = {
            "Type": "/Catalog",
            "Pages": _reference(PAGES),
            "StructTreeRoot": _reference(STRUCTURE),
            "MarkInfo": {"Marked": True},
            "ViewerPreferences": {"DisplayDocTitle": True},
        }
        marks = self._marks()
        if marks:
            entries["Outlines"] = _reference(self._next)
            entries["PageMode"] = "/UseOutlines"
            for number, values in outline(marks, leaves, self._next):
                self._add(number, values)
                self._next += 1
        names: dict[str, Any] = {"Dests": self._destinations(leaves, missing)}
        for entry, value in catalogue_entries(about, self).items():
            if entry == "EmbeddedFiles":
                names[entry] = value
            else:
                entries[entry] = value
        self._add(CATALOGUE, entries | {"Names": names})

    def _marks(self) -> list[tuple[int, str, int, float]]:
        marks, page = [], 0
        for quire in self._quires:
            marks += [
                (mark.level, mark.title, page + mark.leaf, mark.top)
                for mark in quire.contents.marks
            ]
            page += len(quire.contents.leaves)
        return marks

    def _destinations(self, leaves: Sequence[int], missing: Iterable[str]) -> dict[str, Any]:
        """All names in their order. What is not in this document leads to its beginning."""
        places: dict[str, tuple] = dict.fromkeys(missing, (0, None, None))
        page = 0
        for quire in self._quires:
            for anchor in quire.contents.anchors:
                places.setdefault(anchor.name, (page + anchor.leaf, anchor.left, anchor.top))
            page += len(quire.contents.leaves)
        named: list[Any] = []
        for name, (leaf, left, top) in sorted(places.items(), key=lambda each: each[0].encode()):
            named += [name_string(name), [_reference(leaves[leaf]), Raw(b"/XYZ"), left, top, 0]]
        return {"Names": named}

    # -- Writing ------------------------------------------------------------------------------

    def new(self) -> int:
        self._next += 1
        return self._next - 1

    def _add(self, number: int, values: Mapping[str, Any]) -> None:
        self._loose.append((number, written(values)))

    def add(self, values: Mapping[str, Any]) -> Raw:
        number = self.new()
        self._add(number, values)
        return _reference(number)

    def add_stream(self, head: Mapping[str, Any], data: bytes) -> Raw:
        number = self.new()
        self._stream(number, head, data)
        return _reference(number)

    def copy_stream(self, head: Mapping[str, Any], file: IO[bytes], size: int) -> Raw:
        """A stream of ``size`` bytes, which are never held all at once."""
        number = self.new()
        self._begin(number, written({**head, "Length": size}))
        left = size
        while left:
            data = file.read(min(left, BLOCK))
            if not data:
                raise EOFError("A stored file is shorter than it was.")
            self._write(data)
            left -= len(data)
        self._write(b"\nendstream\nendobj\n")
        return _reference(number)

    def _stream(self, number: int, head: Mapping[str, Any], data: bytes) -> None:
        self._begin(number, written({**head, "Length": len(data)}))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def _begin(self, number: int, head: bytes) -> None:
        self._places[number] = (1, self._position, 0)
        self._write(b"%d 0 obj\n%s\nstream\n" % (number, head))

    def _write(self, data: bytes) -> None:
        self._position += len(data)
        self._hash.update(data)
        self._output.write(data)

    def _close(self) -> None:
        """The objects that are no streams, and the table of where each object stands."""
        number = self.new()
        head, body = b"", b""
        for index, (each, data) in enumerate(self._loose):
            self._places[each] = (2, number, index)
            head += b"%d %d " % (each, len(body))
            body += data + b"\n"
        values = {"Type": "/ObjStm", "N": len(self._loose), "First": len(head)}
        compressed = zlib.compress(head + body, LEVEL)
        self._stream(number, values | {"Filter": "/FlateDecode"}, compressed)
        self._table()

    def _table(self) -> None:
        number, start = self.new(), self._position
        self._places[number] = (1, start, 0)
        widths = (1, max(4, (start.bit_length() + 7) // 8), 3)
        rows = bytearray()
        for each in range(number + 1):
            kind, place, index = self._places.get(each, (0, 0, 0))
            rows += bytes((kind,)) + place.to_bytes(widths[1], "big") + index.to_bytes(3, "big")
        identity = Raw(b"<%s>" % self._hash.hexdigest()[:32].encode())
        head = {
            "Type": "/XRef",
            "Size": number + 1,
            "W": list(widths),
            "Root": _reference(CATALOGUE),
            "ID": [identity, identity],
            "Filter": "/FlateDecode",
        }
        if self.info:
            head["Info"] = self.info
        self._stream(number, head, zlib.compress(bytes(rows), LEVEL))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    info: Raw | None = None


def _reference(number: int) -> Raw:
    return Raw(b"%d 0 R" % number)
