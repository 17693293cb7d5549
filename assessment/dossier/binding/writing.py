"""Writing objects of a PDF with numbers that are not known yet.

A quire's objects are numbered from 0; where they stand in a document is decided when it is bound.
So they are kept as a template of bytes with a place for each number, and filled in at once. Each
place is as wide as the largest number, so that the length of an object never changes.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydyf import String

PLACE = b"%-7d"
# Where a number will stand, as wide as it: no object of a PDF is written with this byte.
GAP = bytes(7)
LARGEST = 8_388_607  # objects that a PDF may have

# The numbers of objects that quires refer to, the same in every document; see ``binder``.
CATALOGUE, PAGES, STRUCTURE, DOCUMENT, PARENTS, FONTS = range(1, 7)
FIRST_FREE = 7

# Numbers of marked content are counted through the document too: they are told apart by this.
KEY = 1 << 24


class Reference(int):
    """To the object with this number in the same quire."""


class Key(int):
    """A key of the document's parent tree, counted within the quire."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that are written as they are: names, strings, references to what all quires share."""

    data: bytes


def reference(number: int) -> Raw:
    """To an object whose number in the document is known."""
    return Raw(b"%d 0 R" % number)


class Template:
    """A value in bytes, in which some ``numbers`` are still to be filled in.

    ``length`` is that of the bytes with their numbers.
    """

    def __init__(self, value: Any) -> None:
        parts: list[bytes] = []
        self.numbers = array("I")
        _put(value, parts, self.numbers)
        data = b"".join(parts)
        self.length = len(data)
        self.data = data.replace(b"%", b"%%").replace(GAP, PLACE)


def _put(value: Any, parts: list[bytes], numbers: array) -> None:
    """The bytes of any value of a PDF."""
    kind = type(value)
    if kind is Reference:
        parts.append(GAP + b" 0 R")
        numbers.append(value)
    elif kind is Key:
        parts.append(GAP)
        numbers.append(KEY + value)
    elif isinstance(value, dict):
        parts.append(b"<<")
        for key, each in value.items():
            parts.append(_name(key))
            _put(each, parts, numbers)
        parts.append(b">>")
    elif isinstance(value, (list, tuple)):
        parts.append(b"[")
        for place, each in enumerate(value):
            if place:
                parts.append(b" ")
            _put(each, parts, numbers)
        parts.append(b"]")
    else:
        parts.append(_plain(value))


@cache
def _name(key: str) -> bytes:
    return f"/{key} ".encode()


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


def written(value: Any) -> bytes:
    """A value in which nothing is to be filled in."""
    return Template(value).data.replace(b"%%", b"%")


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
