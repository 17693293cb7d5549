"""Binding: quires to one PDF.

Objects 1 to 6 are the same in every document, so that quires can refer to them: the catalogue, the
tree of pages, the root of the structure, its document element, the tree that leads from content to
elements, and the fonts. Then come the quires' objects, in their order, and then all that is known
only of the whole: bookmarks, names, fonts, what the file says of itself.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import IO, Any, NamedTuple

from assessment.dossier.binding.fonts import NUMBERED, Face, FontShelf, Glyphs, font_objects
from assessment.dossier.binding.metadata import About, catalogue_entries
from assessment.dossier.binding.outlines import outline
from assessment.dossier.binding.painting import numbered
from assessment.dossier.binding.quires import Leaf, Quire, copied
from assessment.dossier.binding.writing import (
    CATALOGUE,
    DOCUMENT,
    FIRST_FREE,
    FONTS,
    PAGES,
    PARENTS,
    STRUCTURE,
    Raw,
    filled,
    name_string,
    reference,
    written,
)

LEVEL = 6

# Of the table of objects: what an entry is, where, and its place in an object stream.
ENTRY = struct.Struct(">BQI")
LOOSE, PACKED = 1, 2


class Bound(NamedTuple):
    """A quire and where it begins: its first object, key of the parent tree, and page (from 0)."""

    quire: Quire
    first: int
    key: int
    leaf: int


class Binder:
    """Writes one document of ``quires``."""

    def __init__(self, quires: Iterable[Quire], fonts: FontShelf, output: IO[bytes]) -> None:
        self._fonts = fonts
        self._output = output
        self._position = 0
        self._hash = hashlib.sha256()
        self._entries: dict[int, bytes] = {}
        self._loose: list[tuple[int, bytes]] = []
        self._next, self._keys, self._total = FIRST_FREE, 0, 0
        self._bound = [self._begun(quire) for quire in quires]
        self._number_face: Face | None = None
        self.info: Raw | None = None

    def bind(self, about: About) -> int:
        """Write the document; return how many pages it has."""
        self._write(b"%PDF-1.7\n%\xf0\x9f\x93\x96\n")
        page_of = self._page_of()
        self._shared_fonts()
        for each in self._bound:
            with each.quire:
                self._quire(each, page_of)
        self._trees()
        self._catalogue(about)
        self._close()
        return self._total

    def _begun(self, quire: Quire) -> Bound:
        bound = Bound(quire, self._next, self._keys, self._total)
        self._next += quire.contents.numbered
        self._keys += quire.contents.keys
        self._total += len(quire.contents.leaves)
        return bound

    def _page_of(self) -> dict[str, int]:
        """On which page (from 1) each name stands first."""
        page_of: dict[str, int] = {}
        for each in self._bound:
            for anchor in each.quire.contents.anchors:
                page_of.setdefault(anchor.name, each.leaf + anchor.leaf + 1)
        return page_of

    # -- Quires -------------------------------------------------------------------------------

    def _quire(self, each: Bound, page_of: Mapping[str, int]) -> None:
        quire, first, key, leaf = each
        contents = quire.contents
        data = filled(
            quire.read(contents.template), quire.read_numbers(contents.numbers), first, key
        )
        number = first + contents.numbered - 1
        self._packed(number, range(first, first + contents.objects), contents.first, data)
        for stream in contents.streams:
            numbers = quire.read_numbers(stream.numbers)
            self._begin(first + stream.number, filled(quire.read(stream.head), numbers, first, key))
            quire.copy(stream.body, self._write)
            self._end()
        pages = {place: page_of.get(name, 0) for place, name in enumerate(contents.pages_of)}
        for page, each_leaf in enumerate(contents.leaves, start=leaf + 1):
            self._leaf(quire, first, each_leaf, pages, f"Page {page} of {self._total}")

    def _leaf(
        self, quire: Quire, first: int, leaf: Leaf, pages: Mapping[int, int], words: str
    ) -> None:
        stamp = numbered(quire.read(leaf.stamped), self._number_face, {}, words)
        self._stream(first + leaf.stamp, {}, stamp)
        body = quire.read(leaf.body)
        if leaf.is_numbered:
            body = zlib.compress(numbered(body, self._number_face, pages, ""), LEVEL)
        self._stream(first + leaf.content, {"Filter": "/FlateDecode"}, body)

    # -- Fonts --------------------------------------------------------------------------------

    def _shared_fonts(self) -> None:
        names: dict[str, str] = {}
        glyphs: dict[str, dict[str, list]] = {}
        for each in self._bound:
            names |= each.quire.contents.fonts
            for key, used in each.quire.contents.glyphs.items():
                glyphs.setdefault(key, {}).update(used)
        firsts = {key: self._font(key, used) for key, used in sorted(glyphs.items())}
        self._add(FONTS, {name: reference(firsts[key]) for name, key in sorted(names.items())})
        faces = (self._fonts.face(key) for key in names.values())
        self._number_face = next((face for face in faces if face.is_for_numbers), None)

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

    def _trees(self) -> None:
        def all_of(name: str) -> list[Raw]:
            return [reference(first + getattr(q.contents, name)) for q, first, *_ in self._bound]

        self._add(PAGES, {"Type": "/Pages", "Kids": all_of("node"), "Count": self._total})
        roots = [
            reference(first + root) for q, first, *_ in self._bound for root in q.contents.roots
        ]
        self._add(
            STRUCTURE,
            {
                "Type": "/StructTreeRoot",
                "K": [reference(DOCUMENT)],
                "ParentTree": reference(PARENTS),
                "ParentTreeNextKey": self._keys,
            },
        )
        self._add(DOCUMENT, {"S": "/Document", "P": reference(STRUCTURE), "K": roots})
        self._add(PARENTS, {"Kids": all_of("parents")})

    def _catalogue(self, about: About) -> None:
        leaves = [
            each.first + leaf.number for each in self._bound for leaf in each.quire.contents.leaves
        ]
        entries: dict[str, Any] = {
            "Type": "/Catalog",
            "Pages": reference(PAGES),
            "StructTreeRoot": reference(STRUCTURE),
            "MarkInfo": {"Marked": True},
            "ViewerPreferences": {"DisplayDocTitle": True},
        }
        marks = [
            mark._replace(leaf=each.leaf + mark.leaf)
            for each in self._bound
            for mark in each.quire.contents.marks
        ]
        if marks:
            entries |= {"Outlines": reference(self._next), "PageMode": "/UseOutlines"}
            for number, values in outline(marks, leaves, self._next):
                self._add(number, values)
                self._next += 1
        names: dict[str, Any] = {"Dests": {"Names": self._destinations(leaves)}}
        entries |= catalogue_entries(about, self)
        if "EmbeddedFiles" in entries:
            names["EmbeddedFiles"] = entries.pop("EmbeddedFiles")
        self._add(CATALOGUE, entries | {"Names": names})

    def _destinations(self, leaves: Sequence[int]) -> list[Any]:
        """All names in their order. What is not in this document leads to its beginning."""
        places: dict[str, tuple] = {}
        for each in self._bound:
            for anchor in each.quire.contents.anchors:
                places.setdefault(anchor.name, (each.leaf + anchor.leaf, anchor.left, anchor.top))
        for each in self._bound:
            for name in each.quire.contents.targets:
                places.setdefault(name, (0, None, None))
        named: list[Any] = []
        for name, (leaf, left, top) in sorted(places.items(), key=lambda one: one[0].encode()):
            named += [name_string(name), [reference(leaves[leaf]), Raw(b"/XYZ"), left, top, 0]]
        return named

    # -- Writing ------------------------------------------------------------------------------

    def new(self) -> int:
        self._next += 1
        return self._next - 1

    def _add(self, number: int, values: Mapping[str, Any]) -> None:
        self._loose.append((number, written(values)))

    def add(self, values: Mapping[str, Any]) -> Raw:
        number = self.new()
        self._add(number, values)
        return reference(number)

    def add_stream(self, head: Mapping[str, Any], data: bytes) -> Raw:
        number = self.new()
        self._stream(number, head, data)
        return reference(number)

    def copy_stream(self, head: Mapping[str, Any], file: IO[bytes], size: int) -> Raw:
        """A stream of ``size`` bytes, which are never held all at once."""
        number = self.new()
        self._begin(number, written({**head, "Length": size}))
        copied(file, size, self._write)
        self._end()
        return reference(number)

    def _stream(self, number: int, head: Mapping[str, Any], data: bytes) -> None:
        self._begin(number, written({**head, "Length": len(data)}))
        self._write(data)
        self._end()

    def _begin(self, number: int, head: bytes) -> None:
        self._entries[number] = ENTRY.pack(LOOSE, self._position, 0)
        self._write(b"%d 0 obj\n%s\nstream\n" % (number, head))

    def _end(self) -> None:
        self._write(b"\nendstream\nendobj\n")

    def _packed(self, number: int, held: Sequence[int], begins: int, data: bytes) -> None:
        """An object stream of ``held``; the first of them stands in ``data`` at ``begins``."""
        self._entries |= {
            each: ENTRY.pack(PACKED, number, index) for index, each in enumerate(held)
        }
        head = {"Type": "/ObjStm", "N": len(held), "First": begins, "Filter": "/FlateDecode"}
        self._stream(number, head, zlib.compress(data, LEVEL))

    def _write(self, data: bytes) -> None:
        self._position += len(data)
        self._hash.update(data)
        self._output.write(data)

    def _close(self) -> None:
        """The objects that are no streams, and the table of where each object stands."""
        offsets = accumulate((len(data) + 1 for _, data in self._loose), initial=0)
        numbers = [number for number, _ in self._loose]
        head = b"".join(b"%d %d " % pair for pair in zip(numbers, offsets, strict=False))
        body = b"".join(data + b"\n" for _, data in self._loose)
        self._packed(self.new(), numbers, len(head), head + body)
        number, start = self.new(), self._position
        self._entries[number] = ENTRY.pack(LOOSE, start, 0)
        free = ENTRY.pack(0, 0, 0)
        table = b"".join(self._entries.get(each, free) for each in range(number + 1))
        identity = Raw(b"<%s>" % self._hash.hexdigest()[:32].encode())
        head_of_table = {
            "Type": "/XRef",
            "Size": number + 1,
            "W": [1, 8, 4],
            "Root": reference(CATALOGUE),
            "ID": [identity, identity],
            "Filter": "/FlateDecode",
        }
        if self.info:
            head_of_table["Info"] = self.info
        self._stream(number, head_of_table, zlib.compress(table, LEVEL))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)
