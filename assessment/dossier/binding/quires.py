"""A quire: the pages of one section, ready to be bound."""

import json
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple, Self

# Written before each kept quire: another number whenever this module's format changes.
FORMAT = b"quire 1\n"
BLOCK = 1 << 20


class Piece(NamedTuple):
    """Bytes in the quire's file: where they begin, and how many they are."""

    start: int
    length: int


class Stream(NamedTuple):
    """A stream object: its number, its dictionary as a template, its bytes."""

    number: int
    head: Piece
    numbers: Piece
    body: Piece


class Leaf(NamedTuple):
    """A page: the numbers of its contents and of its stamp, and the bytes of its contents.

    ``stamp`` is what is written on it when it is bound; ``is_numbered`` says whether page numbers
    are still to be written into its contents, which are not compressed then.
    """

    number: int
    content: int
    stamp: int
    body: Piece
    stamped: Piece
    is_numbered: bool


class Mark(NamedTuple):
    """A bookmark; ``top`` in points above the lower edge."""

    level: int
    title: str
    leaf: int
    top: float


class Anchor(NamedTuple):
    """A name that links lead to; in points from the lower left corner."""

    name: str
    leaf: int
    left: float
    top: float


NOTHING = Piece(0, 0)


@dataclass
class Contents:
    """What is known of a quire without its bytes; all numbers count from its first object."""

    objects: int = 0  # those in the object stream, and then all the others
    numbered: int = 0
    keys: int = 0
    template: Piece = NOTHING
    first: int = 0  # where the objects begin in the object stream
    numbers: Piece = NOTHING
    node: int = 0  # of the page tree
    parents: int = 0  # of the parent tree
    roots: list[int] = field(default_factory=list)  # of the structure
    leaves: list[Leaf] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)  # that links lead to
    pages_of: list[str] = field(default_factory=list)  # whose page numbers are shown
    fonts: dict[str, str] = field(default_factory=dict)  # name in the contents: font
    glyphs: dict[str, dict[str, list]] = field(default_factory=dict)  # font: glyph: width, text


class Quire:
    """A quire that is kept: ``contents`` at once, its bytes while it is open (``with quire:``).

    A document has more quires than a process may have open files.
    """

    def __init__(self, opener: Callable[[], IO[bytes]]) -> None:
        self._opener = opener
        with opener() as file:
            if file.readline(len(FORMAT) + 1) != FORMAT:
                raise ValueError("This is no quire of this version.")
            length = int(file.readline(16))
            self.contents = _contents(json.loads(file.read(length)))
            self._start = file.tell()
        self._file: IO[bytes] = file

    def __enter__(self) -> Self:
        self._file = self._opener()
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, piece: Piece) -> bytes:
        self._file.seek(self._start + piece.start)
        return self._file.read(piece.length)

    def read_numbers(self, piece: Piece) -> array:
        numbers = array("I")
        numbers.frombytes(self.read(piece))
        return numbers

    def copy(self, piece: Piece, write: Callable[[bytes], Any]) -> None:
        """Write it out without holding all of it."""
        self._file.seek(self._start + piece.start)
        copied(self._file, piece.length, write)


def copied(file: IO[bytes], length: int, write: Callable[[bytes], Any]) -> None:
    """Write out so many bytes of ``file``, never holding all. ``EOFError`` where it has fewer."""
    while length:
        data = file.read(min(length, BLOCK))
        if not data:
            raise EOFError("A file on the shelf or in the store is shorter than it was.")
        write(data)
        length -= len(data)


class Sewing:
    """A quire that is being made: its bytes go to a file as they come."""

    def __init__(self, body: IO[bytes]) -> None:
        self.contents = Contents()
        self._body = body

    def add(self, data: bytes) -> Piece:
        start = self._body.tell()
        return Piece(start, self._body.write(data))

    def write_to(self, output: IO[bytes]) -> None:
        head = json.dumps(vars(self.contents), separators=(",", ":")).encode()
        output.write(FORMAT + b"%d\n" % len(head) + head)
        length = self._body.tell()
        self._body.seek(0)
        copied(self._body, length, output.write)


def _contents(values: dict) -> Contents:
    for name, kind in KINDS.items():
        values[name] = [_row(kind, row) for row in values[name]]
    values["template"], values["numbers"] = Piece(*values["template"]), Piece(*values["numbers"])
    return Contents(**values)


KINDS: dict[str, Callable[..., Any]] = {
    "leaves": Leaf,
    "streams": Stream,
    "anchors": Anchor,
    "marks": Mark,
}


def _row(kind: Callable[..., Any], row: list) -> Any:
    return kind(*(Piece(*each) if isinstance(each, list) else each for each in row))
