"""What is painted on a page: which of it is content, and where page numbers are to be written."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from assessment.dossier.binding.fonts import Face
from assessment.dossier.binding.places import is_place, place_in
from assessment.dossier.binding.writing import number_of

UNMOVED = re.compile(rb">-?0<")
FONT = re.compile(rb"/(\S+) ([\d.]+) Tf")
RUN = re.compile(rb"\[(.*)\] TJ")
MOVE_OR_GLYPHS = re.compile(rb"<([0-9a-f]*)>|(-?[\d.]+)")
GLYPH = 4  # hexadecimal digits

# Braces stand nowhere else in the contents of a page: its texts are hexadecimal.
PLACE = re.compile(rb"\{(\w+) (\d+) (-?\d+)\}")


class Painting:
    """The contents of a painted page, in two parts.

    ``stamp`` is the line with the page's own number and that of all pages, or empty; ``contents``
    all the rest, with places for the page numbers of other things where ``is_numbered``. Content
    that no element of the structure holds (``held``, by number) is marked as an artifact.
    """

    def __init__(
        self,
        items: Sequence[Any],
        height: float,
        held: Collection[int],
        faces: Mapping[bytes, Face],
    ) -> None:
        self._height = height
        self._held = held
        self._faces = faces
        self.stamp = b""
        self.is_numbered = False
        self.contents = b"\n".join(self._lines(items))

    def _lines(self, items: Sequence[Any]) -> Iterator[bytes]:
        place = 0
        while place < len(items):
            item = items[place]
            if isinstance(item, Mapping):
                place += 1
                continue
            line = bytes_of(item)
            if place + 1 < len(items) and isinstance(items[place + 1], Mapping):
                end = _end_of(items, place)
                yield from self._marked(items[place + 1]["MCID"], line, items[place + 3 : end])
                place = end + 1
                continue
            yield renamed(line, self._faces)
            place += 1

    def _marked(self, number: int, tag: bytes, items: Sequence[bytes]) -> Iterator[bytes]:
        """One sequence of marked content, as an element's or as none."""
        lines = list(self._numbered(items))
        if number in self._held:
            yield b"%s <</MCID %d>> BDC" % (tag, number)
        elif any(b"{stamp" in line for line in lines):
            self.stamp = self._stamp(lines)
            return
        else:
            yield b"/Artifact <</Type /Pagination>> BDC"
        yield from lines
        yield b"EMC"

    def _numbered(self, items: Sequence[Any]) -> Iterator[bytes]:
        font, is_for_numbers = b"", False
        for item in items:
            line = bytes_of(item)
            if line.endswith(b" Tf") and (found := FONT.fullmatch(line)):
                font = found[1]
                is_for_numbers = font in self._faces and self._faces[font].is_for_numbers
            elif is_for_numbers and (found := RUN.fullmatch(line)):
                line = self._place(font, found[1])
            yield renamed(line, self._faces)

    def _place(self, font: bytes, run: bytes) -> bytes:
        """What stands for a page number: which, and the width of the digits in its place."""
        letters = self._faces[font].letters
        text, advance = "", 0.0
        for shown, moved in MOVE_OR_GLYPHS.findall(run):
            if moved:
                advance -= float(moved)
            for start in range(0, len(shown), GLYPH):
                letter, width = letters[int(shown[start : start + GLYPH], 16)]
                text += letter
                advance += width
        if not is_place(text):
            return b"{stamp 0 %d}" % advance
        self.is_numbered = True
        place, is_at_right = divmod(place_in(text), 2)
        return b"{%s %d %d}" % (b"right" if is_at_right else b"left", place, advance)

    def _stamp(self, lines: Sequence[bytes]) -> bytes:
        turned = b"q 1 0 0 -1 0 %s cm 0.75 0 0 0.75 0 0 cm" % number_of(self._height)
        begin, end = b"/Artifact <</Type /Pagination>> BDC", b"EMC Q"
        return b"\n".join((turned, begin, *lines, end))


def bytes_of(part: Any) -> bytes:
    """A part of a stream as it is written."""
    if isinstance(part, bytes):
        return part
    # A picture is only read now.
    return part.data if hasattr(part, "data") else str(part).encode()


def renamed(line: bytes, faces: Mapping[bytes, Face]) -> bytes:
    """The line with the names that fonts have in every quire, and no moves by nothing."""
    if line.endswith(b" TJ"):
        return UNMOVED.sub(b"", line) if b"0<" in line else line
    if line.endswith(b" Tf") and (found := FONT.fullmatch(line)):
        return b"/%s %s Tf" % (faces[found[1]].called.encode(), found[2])
    return line


def _end_of(items: Sequence[Any], start: int) -> int:
    """Where the marked content that begins at ``start`` ends."""
    depth = 0
    for place in range(start, len(items)):
        if items[place] in (b"BDC", b"BMC", "BDC", "BMC"):
            depth += 1
        elif items[place] in (b"EMC", "EMC"):
            depth -= 1
            if depth == 0:
                return place
    raise ValueError("Marked content without an end.")


def numbered(contents: bytes, face: Face, number_of_place: Mapping[int, int], words: str) -> bytes:
    """``contents`` with the page numbers in their places, at the left or the right of each.

    ``number_of_place``: the page by the number of the place. ``words``: what a stamp says.
    """

    def fill(found: re.Match[bytes]) -> bytes:
        kind, place, advance = found[1], int(found[2]), int(found[3])
        text = words if kind == b"stamp" else str(number_of_place[place])
        glyphs = [face.always[letter] for letter in text]
        moved = 0 if kind == b"left" else sum(width for _, width in glyphs) - advance
        shown = "".join(f"{glyph:04x}" for glyph, _ in glyphs).encode()
        return b"[%d <%s>] TJ" % (moved, shown)

    return PLACE.sub(fill, contents)
