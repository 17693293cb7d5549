"""Sewing: the painted pages of a section to a quire."""

import re
import zlib
from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate
from tempfile import TemporaryFile
from typing import IO, Any

from assessment.dossier.binding.fonts import FontShelf
from assessment.dossier.binding.laying_out import LaidOut
from assessment.dossier.binding.painting import Painting, bytes_of, renamed
from assessment.dossier.binding.placing import POINTS
from assessment.dossier.binding.quires import Anchor, Leaf, Mark, Piece, Sewing, Stream
from assessment.dossier.binding.tagging import (
    Element,
    Link,
    Reader,
    number_in,
    parents_of,
    values_of,
)
from assessment.dossier.binding.writing import (
    DOCUMENT,
    FONTS,
    KEY,
    PAGES,
    PLACE,
    Key,
    Raw,
    Reference,
    Template,
    reference,
)

REFERENCE = re.compile(rb"(\d+) 0 R")
LEVEL = 6

# Bytes for each object at the head of an object stream: its number and where it begins.
HEAD = 16
PRINTED = 4  # the flag of annotations that are printed


class Sewer:
    """Makes a quire of painted pages. More can be drawn on them before they are sewn."""

    def __init__(self, laid_out: LaidOut, fonts: FontShelf, pages_of: list[str]) -> None:
        self._painted = laid_out
        self._fonts = fonts
        self._pages_of = pages_of
        # By WeasyPrint's name in the contents: before it is painted, so that it is renamed there.
        self._faces = {
            name.encode(): fonts.face(fonts.keep(sizes)) for name, sizes in laid_out.fonts.items()
        }
        self._numbers: dict[int, int] = {}  # WeasyPrint's: ours
        self._count = 0
        self._inside: list[tuple[int, Template]] = []
        self._streams: list[tuple[int, Template, Piece]] = []
        self._drawn: dict[int, list[tuple[str, int, bytes]]] = {}
        self._body = TemporaryFile()  # noqa: SIM115 - closed when it is sewn
        self._sewing = Sewing(self._body)

    # -- Numbers and objects ------------------------------------------------------------------

    def number(self) -> int:
        self._count += 1
        return self._count - 1

    def add(self, number: int, values: Any) -> int:
        self._inside.append((number, Template(values)))
        return number

    def add_stream(self, number: int, head: Mapping[str, Any], data: bytes) -> int:
        template = Template({**head, "Length": len(data)})
        self._streams.append((number, template, self._sewing.add(data)))
        return number

    def draw(self, page: int, name: str, number: int, placed: bytes) -> None:
        """Have the object ``number``, called ``name``, drawn on a page once it is painted."""
        self._drawn.setdefault(page, []).append((name, number, placed))

    def _moved(self, value: Any) -> Any:
        """WeasyPrint's value, with our numbers; what it refers to comes along."""
        if isinstance(value, bytes) and (found := REFERENCE.fullmatch(value)):
            return self._object(int(found[1]))
        if isinstance(value, Mapping):
            return {key: self._moved(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._moved(each) for each in value]
        return value

    def _object(self, theirs: int) -> Raw | Reference:
        found = self._painted.objects[theirs]
        if theirs == self._theirs_fonts:
            return reference(FONTS)
        if theirs not in self._numbers:
            self._numbers[theirs] = number = self.number()
            if hasattr(found, "stream"):
                head, data = self._compressed(self._moved(found.extra), found)
                self.add_stream(number, head, data)
            else:
                self.add(number, self._moved(found))
        return Reference(self._numbers[theirs])

    def _compressed(self, head: dict, stream: Any) -> tuple[dict, bytes]:
        data = b"\n".join(renamed(bytes_of(part), self._faces) for part in stream.stream)
        if not stream.compress:
            return head, data
        return head | {"Filter": "/FlateDecode"}, zlib.compress(data, LEVEL)

    # -- Sewing -------------------------------------------------------------------------------

    def sew(self, output: IO[bytes]) -> None:
        """Write the quire to ``output``."""
        with self._body:
            self._sew()
            self._sewing.write_to(output)

    def _sew(self) -> None:
        painted, contents = self._painted, self._sewing.contents
        pages = [painted.objects[number] for number in painted.pages]
        resources = painted.objects[number_in(pages[0]["Resources"])]
        self._theirs_fonts = number_in(resources["Font"])
        contents.node = self.number()
        leaves = [self.number() for _ in pages]
        roots = Reader(painted.objects).roots(painted.catalog)
        parents = parents_of(roots)
        for root in roots:
            for element in root.walk():
                element.number = self.number()
        links = self._links(pages)
        shared = self._moved(resources) | {"Font": reference(FONTS)}
        for index, (page, leaf) in enumerate(zip(pages, leaves, strict=True)):
            held = parents.get(painted.pages[index], {})
            self._leaf(index, page, leaf, shared, held, links)
        self._structure(roots, dict(zip(painted.pages, leaves, strict=True)), links)
        self._parent_tree(roots, parents, links)
        self.add(
            contents.node,
            {
                "Type": "/Pages",
                "Parent": reference(PAGES),
                "Kids": [Reference(leaf) for leaf in leaves],
                "Count": len(leaves),
            },
        )
        self._names()
        self._used_fonts()
        self._close()

    def _links(self, pages: Sequence[Mapping]) -> dict[int, int]:
        """Our numbers of the pages' annotations."""
        return {number_in(each): self.number() for page in pages for each in page.get("Annots", ())}

    def _leaf(
        self, index: int, page: Mapping, leaf: int, shared: dict, held: dict, links: dict
    ) -> None:
        painted = self._painted
        height = painted.sizes[index][1]
        drawn = self._drawn.get(index, [])
        stream = painted.objects[number_in(page["Contents"])].stream
        painting = Painting(stream, height, held, self._faces)
        data = painting.contents
        if drawn:
            placed = b"".join(b"/Artifact BMC\n" + each + b"EMC\n" for *_, each in drawn)
            # The page's own contents leave the axes turned over.
            data = b"q\n" + data + b"\nQ\n" + placed
        content, stamp = self.number(), self.number()
        body = self._sewing.add(data if painting.is_numbered else zlib.compress(data, LEVEL))
        stamped = self._sewing.add(painting.stamp)
        self._sewing.contents.leaves.append(
            Leaf(leaf, content, stamp, body, stamped, painting.is_numbered)
        )
        own = shared
        if drawn:
            pictures = {name: Reference(number) for name, number, _ in drawn}
            own = shared | {"XObject": shared.get("XObject", {}) | pictures}
        annotations = [Reference(links[number_in(each)]) for each in page.get("Annots", ())]
        self.add(
            leaf,
            {
                "Type": "/Page",
                "Parent": Reference(self._sewing.contents.node),
                "MediaBox": [0, 0, *painted.sizes[index]],
                "Contents": [Reference(stamp), Reference(content)],
                "Resources": own,
                "StructParents": Key(index),
                "Tabs": "/S",
            }
            | ({"Annots": annotations} if annotations else {}),
        )

    def _structure(self, roots: list[Element], leaves: dict[int, int], links: dict) -> None:
        self._sewing.contents.roots = [root.number for root in roots]
        for root in roots:
            self._element(root, reference(DOCUMENT), leaves, links)

    def _element(self, element: Element, parent: Any, leaves: dict, links: dict) -> None:
        page = Reference(leaves[element.page])
        self.add(element.number, values_of(element, parent, page, links))
        for kid in element.kids:
            if isinstance(kid, Element):
                self._element(kid, Reference(element.number), leaves, links)

    def _parent_tree(self, roots: list[Element], parents: dict, links: dict) -> None:
        """The quire's part of the tree that leads from pages and links to elements."""
        entries: list[Any] = []
        for key, page in enumerate(self._painted.pages):
            held = parents.get(page, {})
            row = [
                Reference(held[number].number) if number in held else None
                for number in range(max(held, default=-1) + 1)
            ]
            entries += [Key(key), row]
        key = len(self._painted.pages)
        for root in roots:
            for element in root.walk():
                for kid in element.kids:
                    if isinstance(kid, Link):
                        entries += [Key(key), Reference(element.number)]
                        self._annotation(kid.annotation, links[kid.annotation], key)
                        key += 1
        contents = self._sewing.contents
        contents.keys = key
        contents.parents = self.add(
            self.number(), {"Limits": [Key(0), Key(key - 1)], "Nums": entries}
        )

    def _annotation(self, theirs: int, number: int, key: int) -> None:
        values = self._moved(self._painted.objects[theirs])
        self.add(number, values | {"StructParent": Key(key), "F": PRINTED})

    def _names(self) -> None:
        painted, contents = self._painted, self._sewing.contents
        heights = [height for _, height in painted.sizes]
        contents.anchors = [
            Anchor(name, leaf, box[0] * POINTS, heights[leaf] - box[1] * POINTS)
            for name, (leaf, box) in painted.anchors.items()
        ]
        contents.marks = [
            Mark(level, label, leaf, heights[leaf] - top)
            for level, label, leaf, top in painted.marks
        ]
        contents.targets = sorted(painted.targets)
        contents.pages_of = self._pages_of

    # -- Fonts --------------------------------------------------------------------------------

    def _used_fonts(self) -> None:
        contents = self._sewing.contents
        for name, sizes in self._painted.fonts.items():
            face = self._faces[name.encode()]
            contents.fonts[face.called] = face.key
            glyphs = contents.glyphs.setdefault(face.key, {})
            texts = {glyph: text for font in sizes for glyph, text in font.to_unicode.items()}
            for font in sizes:
                for glyph, width in font.widths.items():
                    glyphs[str(glyph)] = [width, texts.get(glyph, "")]

    # -- Writing ------------------------------------------------------------------------------

    def _close(self) -> None:
        """Number what stands in the object stream first, then the streams, then that itself."""
        contents = self._sewing.contents
        order = {number: place for place, (number, _) in enumerate(self._inside)}
        for number in range(self._count):
            order.setdefault(number, len(order))
        contents.objects, contents.numbered = len(self._inside), self._count + 1
        templates = [template for _, template in self._inside]
        begins = accumulate((each.length + 1 for each in templates), initial=0)
        head = b"".join(PLACE + b" %-7d " % begin for begin in list(begins)[:-1])
        contents.first = len(templates) * HEAD
        contents.template = self._sewing.add(
            head + b"".join(each.data + b"\n" for each in templates)
        )
        numbers = array("I", (number for number, _ in self._inside))
        for each in templates:
            numbers += each.numbers
        contents.numbers = self._sewing.add(_ordered(numbers, order))
        contents.streams = [
            Stream(
                order[number],
                self._sewing.add(template.data),
                self._sewing.add(_ordered(template.numbers, order)),
                piece,
            )
            for number, template, piece in self._streams
        ]
        contents.leaves = [
            leaf._replace(
                number=order[leaf.number], content=order[leaf.content], stamp=order[leaf.stamp]
            )
            for leaf in contents.leaves
        ]
        contents.node, contents.parents = order[contents.node], order[contents.parents]
        contents.roots = [order[root] for root in contents.roots]


def _ordered(numbers: array, order: Mapping[int, int]) -> bytes:
    moved = array("I", (each if each >= KEY else order[each] for each in numbers))
    return moved.tobytes()
