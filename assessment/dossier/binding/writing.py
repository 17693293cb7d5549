"""Writing objects of a PDF with numbers that are not known yet.

A quire's objects are numbered from 0; where they stand in a document is decided when it is bound.
So they are kept as a template of bytes with a place for each number, and filled in at once. Each
place is as wide as the largest number, so that the length of an object never changes.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydyf import String

PLACE = b"%-7d"
LARGEST = 8_388_607  # objects that a PDF may have

# The numbers of objects that quires refer to, the same in every document; see ``binder``.
CATALOGUE, PAGES, STRUCTURE, DOCUMENT, PARENTS, FONTS = range(1, 7)
FIRST_FREE = 7

# Numbers of marked content are counted through the document too: they are told apart by this.
KEY = 1 << 24


@dataclass(frozen=True, slots=True)
class Reference:
    """To the object with this number in the same quire."""

    number: int


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the document's parent tree, counted within the quire."""

    number: int


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that are written as they are: names, strings, references to what all quires share."""

    data: bytes


def reference(number: int) -> Raw:
    """To an object whose number in the document is known."""
    return Raw(b"%d 0 R" % number)


class Template:
    """Bytes in which some numbers are still to be filled in."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.numbers = array("I")
        self.length = 0

    def write(self, data: bytes) -> None:
        self.length += len(data)
        self.parts.append(data.replace(b"%", b"%%"))

    def place(self, number: int) -> None:
        self.length += 7
        self.parts.append(PLACE)
        self.numbers.append(number)

    def value(self, value: Any) -> None:
        """Write any value of a PDF."""
        match value:
            case Reference(number):
                self.place(number)
                self.write(b" 0 R")
            case Key(number):
                self.place(KEY + number)
            case Mapping():
                self._mapping(value)
            case list() | tuple():
                self._sequence(value)
            case _:
                self.write(_plain(value))

    def _mapping(self, values: Mapping[str, Any]) -> None:
        self.write(b"<<")
        for key, value in values.items():
            self.write(b"/%s " % key.encode())
            self.value(value)
        self.write(b">>")

    def _sequence(self, values: list | tuple) -> None:
        self.write(b"[")
        for place, value in enumerate(values):
            if place:
                self.write(b" ")
            self.value(value)
        self.write(b"]")

    @property
    def data(self) -> bytes:
        return b"".join(self.parts)


def _plain(value: Any) -> bytes:
    match value:
        case bytes():
            return value
        case str():
            return value.encode("ascii")
        case bool():
            return b"true" if value else b"false"
        case None:
            return b"null"
        case int() | float():
            return number_of(value)
        case _:
            # Ours as they are, and WeasyPrint's strings.
            return value.data


def written(values: Any) -> bytes:
    """A value without any places."""
    template = Template()
    template.value(values)
    return template.data.replace(b"%%", b"%")


def filled(data: bytes, numbers: Iterable[int], objects: int, keys: int) -> bytes:
    """The template's bytes, for a quire whose first object and parent-tree key are given."""
    moved = keys - KEY
    return data % tuple(
        [number + objects if number < KEY else number + moved for number in numbers]
    )


def number_of(value: float) -> bytes:
    """A number as PDFs have it: no exponents, no more places than print can show."""
    if isinstance(value, int) or value.is_integer():
        return b"%d" % value
    return f"{value:.4f}".rstrip("0").encode()


def name_string(name: str) -> Raw:
    """A name that links lead to, as WeasyPrint writes it in them."""
    return Raw(String(name).data)


def text_string(text: str) -> Raw:
    """A string for people, in whatever script."""
    return Raw(b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">")


def byte_string(data: bytes) -> Raw:
    return Raw(b"<" + data.hex().encode() + b">")
