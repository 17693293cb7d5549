"""Sound and film: whether the container is whole, by walking it from end to end.

Our own walk, in place of a library: those there are decode (ffmpeg: a million lines of C, and not
on every machine) or read only tags and leave out WebM, 3GP and AVI (mutagen). Nothing is decoded
here; a browser does that, in its own sandbox. No duration is wanted, since recordings that a
browser makes as it goes have none.

Runs in the child process of ``parse`` and imports no Django.
"""

import mmap
from collections.abc import Callable

from portfolio.files.inspection import problems
from portfolio.files.inspection.containing import (
    Damaged,
    walk_boxes,
    walk_matroska,
    walk_ogg,
    walk_riff,
)
from portfolio.files.inspection.signatures import frame_length

# Whatever stands before the first frame besides a tag, such as padding.
MOST_BEFORE_FRAMES = 64 * 1024
# Bytes of a frame after its first, by its type (3GPP TS 26.101, Annex A; 26.201, Annex A).
AMR = (12, 13, 15, 17, 19, 20, 26, 31, 5, None, None, None, None, None, 0, 0)
AMR_WIDE = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, None, None, None, None, 0, 0)
FLAC_STREAM_INFO = 34


def read_recording(content_type: str, path: str) -> dict[str, object]:
    """A problem if the container is damaged or cut short; else nothing."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        try:
            WALKS[content_type](content)
        except (Damaged, IndexError, ValueError):
            return problems.RECORDING_DAMAGED.found()
    return {}


def _walk_frames(content: mmap.mmap) -> None:
    """MP3 or AAC, perhaps behind an ID3 tag: two frames that follow each other."""
    place = _after_tag(content)
    for start in range(place, min(place + MOST_BEFORE_FRAMES, len(content))):
        if content[start] == 0xFF:
            length, _ = frame_length(content[start : start + 8])
            if length and frame_length(content[start + length : start + length + 8])[0]:
                return
    raise Damaged


def _after_tag(content: mmap.mmap) -> int:
    if content[:3] != b"ID3":
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _walk_amr(content: mmap.mmap) -> None:
    is_wide = content[:9] == b"#!AMR-WB\n"
    sizes, place = (AMR_WIDE, 9) if is_wide else (AMR, 6)
    if place >= len(content):
        raise Damaged
    while place < len(content):
        size = sizes[content[place] >> 3 & 0xF]
        if size is None:
            raise Damaged
        place += 1 + size


def _walk_flac(content: mmap.mmap) -> None:
    """The blocks before the sound, of which the first describes it; then its first frame."""
    place, is_last, is_first = 4, False, True
    while not is_last:
        is_last = bool(content[place] & 0x80)
        size = int.from_bytes(content[place + 1 : place + 4])
        if is_first and (content[place] & 0x7F or size != FLAC_STREAM_INFO):
            raise Damaged
        place, is_first = place + 4 + size, False
    if content[place : place + 1] != b"\xff" or content[place + 1] & 0xFE != 0xF8:
        raise Damaged


WALKS: dict[str, Callable[[mmap.mmap], None]] = {
    "audio/mpeg": _walk_frames,
    "audio/aac": _walk_frames,
    "audio/amr": _walk_amr,
    "audio/flac": _walk_flac,
    "audio/wav": walk_riff,
    "video/x-msvideo": walk_riff,
    "audio/ogg": walk_ogg,
    "video/ogg": walk_ogg,
    **dict.fromkeys(("audio/webm", "video/webm", "video/x-matroska"), walk_matroska),
    **dict.fromkeys(("audio/mp4", "video/mp4", "video/quicktime", "video/3gpp"), walk_boxes),
}
