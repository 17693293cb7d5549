"""The containers of sound and film: their parts, one after the other, to the end of the file.

Runs in the child process of ``parse`` and imports no Django. Each walk raises ``Damaged`` where a
part that must be there is missing, or where one is said to be longer than the file.
"""

import mmap
from collections.abc import Iterator

MOST_PARTS = 5_000_000
OPEN_END = 0xFFFFFFFF


class Damaged(Exception):
    """The container is not whole."""


# -- MP4, MOV, 3GP, M4A (ISO/IEC 14496-12): boxes -----------------------------------------------


def walk_boxes(content: mmap.mmap) -> None:
    """There is a description (``moov``) and something that it describes.

    In one piece, or in fragments as browsers record them.
    """
    kinds = set()
    for kind, start, end in _boxes(content, 0, len(content)):
        kinds.add(kind)
        if kind == b"moov" and b"mvhd" not in {each for each, _, _ in _boxes(content, start, end)}:
            raise Damaged
    if b"moov" not in kinds or not kinds & {b"mdat", b"moof"}:
        raise Damaged


def _boxes(content: mmap.mmap, place: int, limit: int) -> Iterator[tuple[bytes, int, int]]:
    """The kind of each box, and where what is in it begins and ends."""
    # Some cameras leave up to seven bytes behind the last box.
    while place + 8 <= limit:
        size, header = int.from_bytes(content[place : place + 4]), 8
        kind = content[place + 4 : place + 8]
        if size == 1:
            size, header = int.from_bytes(content[place + 8 : place + 16]), 16
        elif size == 0:
            size = limit - place
        if size < header or place + size > limit:
            raise Damaged
        yield kind, place + header, place + size
        place += size


# -- WebM and Matroska (RFC 8794): elements ------------------------------------------------------

HEAD, SEGMENT, CLUSTER, TRACKS = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1654AE6B
OPENED = (SEGMENT, CLUSTER)


def walk_matroska(content: mmap.mmap) -> None:
    """There are tracks. What is recorded as it goes does not know its length, nor is it wanted."""
    place, kinds = 0, set()
    for _ in range(MOST_PARTS):
        if place >= len(content):
            break
        kind, size, place = _element(content, place)
        kinds.add(kind)
        if kind == SEGMENT or (kind == CLUSTER and size is None):
            # What is in it comes next, and begins with a number of its own.
            if size is not None and place + size > len(content):
                raise Damaged
            continue
        if size is None or place + size > len(content):
            raise Damaged
        place += size
    if not kinds >= {HEAD, SEGMENT, TRACKS}:
        raise Damaged


def _element(content: mmap.mmap, place: int) -> tuple[int, int | None, int]:
    """Which it is, how long (``None`` if it is not said), and where what is in it begins."""
    width = _width(content[place], 4)
    kind = int.from_bytes(content[place : place + width])
    place += width
    width = _width(content[place], 8)
    mask = (1 << 7 * width) - 1
    size = int.from_bytes(content[place : place + width]) & mask
    return kind, None if size == mask else size, place + width


def _width(first: int, most: int) -> int:
    """Bytes of a number, by the leading zeros of the first."""
    width = 9 - first.bit_length()
    if width > most:
        raise Damaged
    return width


# -- WAV and AVI: chunks ------------------------------------------------------------------------

WAITED_FOR = {b"WAVE": {b"fmt ", b"data"}, b"AVI ": {b"hdrl", b"movi"}}


def walk_riff(content: mmap.mmap) -> None:
    """There is a description and what it describes. A recorder that was switched off may have left
    a length of nothing, or the largest: then it goes to the end."""
    place, kinds = 12, set()
    while place + 8 <= len(content):
        kind = content[place : place + 4]
        size = int.from_bytes(content[place + 4 : place + 8], "little")
        kinds.add(content[place + 8 : place + 12] if kind == b"LIST" else kind)
        if kind == b"RIFF":
            # A further part of a long film: its chunks come next.
            place += 12
            continue
        if kind == b"data" and size in (0, OPEN_END):
            break
        if place + 8 + size > len(content):
            raise Damaged
        place += 8 + size + size % 2
    if not kinds >= WAITED_FOR[content[8:12]]:
        raise Damaged


# -- Ogg (RFC 3533): pages ------------------------------------------------------------------------


def walk_ogg(content: mmap.mmap) -> None:
    """Each page begins where the one before ends, and the last is whole."""
    place = 0
    while place < len(content):
        if content[place : place + 4] != b"OggS":
            raise Damaged
        segments = content[place + 26]
        lengths = content[place + 27 : place + 27 + segments]
        place += 27 + segments + sum(lengths)
    if place != len(content):
        raise Damaged
