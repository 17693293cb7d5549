"""Sound and film whose containers lie, loop or lead elsewhere."""

import struct
from collections.abc import Iterator

from tests import samples
from tests.hostile.cases import ACCEPTED, EITHER, REFUSED, Case, State

FTYP = samples.box(b"ftyp", b"isom" + bytes(4) + b"isom")
MVHD = samples.box(b"mvhd", bytes(100))


def _elsewhere(canary):
    """A film whose samples are said to be at an address."""
    address = samples.box(b"url ", bytes(4) + canary.encode() + b"/film\0")
    reference = samples.box(b"dref", struct.pack(">II", 0, 1) + address)
    movie = samples.box(b"moov", MVHD + samples.box(b"trak", samples.box(b"dinf", reference)))
    return FTYP + movie + samples.box(b"mdat", bytes(9))


def _reference_film(canary):
    """A QuickTime film that is nothing but the address of another."""
    address = samples.box(b"rdrf", b"\0\0\0\0url " + struct.pack(">I", 200) + canary.encode())
    descriptions = samples.box(b"rmra", samples.box(b"rmda", address))
    return samples.box(b"moov", descriptions) + samples.box(b"mdat", bytes(9))


def _huge_box(_):
    return FTYP + struct.pack(">I4sQ", 1, b"mdat", 2**63) + bytes(64)


def _many_boxes(_):
    return samples.mp4() + samples.box(b"free") * 200_000


def _deep_boxes(_):
    inner = MVHD
    for _level in range(3000):
        inner = samples.box(b"trak", inner)
    return FTYP + samples.box(b"moov", MVHD + inner) + samples.box(b"mdat", bytes(9))


def _matroska(content):
    head = samples.element(0x1A45DFA3, samples.element(0x4282, b"webm"))
    return lambda _: head + content


def _huge_wave(_):
    return samples.wav().replace(b"data", b"data\xf0\xff\xff\xff"[:4], 1)[:40] + b"\xf0\xff\xff\xff"


def _huge_tag(_):
    return b"ID3\4\0\0\x7f\x7f\x7f\x7f" + samples.mp3()


def _no_segments(_):
    return (b"OggS" + bytes(22) + b"\0") * 50_000


def _page_behind(make):
    return lambda _: make() + samples.html()


def cases() -> Iterator[Case]:
    damaged = State.DAMAGED
    segment, cluster = 0x18538067, 0x1F43B675
    for name, make, outcome, state in (
        ("elsewhere.mp4", _elsewhere, ACCEPTED, ""),
        ("reference.mov", _reference_film, ACCEPTED, damaged),
        ("huge-box.mp4", _huge_box, ACCEPTED, damaged),
        ("zero-box.mp4", lambda _: FTYP + bytes(4) + b"mdat", ACCEPTED, damaged),
        ("small-box.mp4", lambda _: FTYP + struct.pack(">I4s", 4, b"moov") * 9, ACCEPTED, damaged),
        ("many-boxes.mp4", _many_boxes, ACCEPTED, ""),
        ("deep-boxes.mp4", _deep_boxes, ACCEPTED, ""),
        ("no-description.mp4", lambda _: FTYP + samples.box(b"mdat", bytes(99)), ACCEPTED, damaged),
        ("page-behind.mp4", _page_behind(samples.mp4), ACCEPTED, damaged),
        ("fragments.mp4", lambda _: samples.fragmented_mp4(), ACCEPTED, ""),
        (
            "clusters.webm",
            _matroska(samples.element(segment, size=0) + samples.element(cluster, size=0) * 50_000),
            ACCEPTED,
            damaged,
        ),
        ("zeros.webm", _matroska(bytes(5000)), ACCEPTED, damaged),
        (
            "wide.webm",
            _matroska(b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xfe"),
            ACCEPTED,
            damaged,
        ),
        ("head.webm", _matroska(b""), ACCEPTED, damaged),
        ("script.webm", _page_behind(samples.webm), ACCEPTED, None),
        ("huge.wav", _huge_wave, ACCEPTED, None),
        ("streamed.wav", lambda _: samples.wav()[:40] + bytes(4) + bytes(999), ACCEPTED, ""),
        ("no-data.wav", lambda _: samples.wav()[:36], ACCEPTED, damaged),
        ("huge-tag.mp3", _huge_tag, ACCEPTED, damaged),
        ("tag-only.mp3", lambda _: b"ID3\4\0\0\0\0\0\0", ACCEPTED, damaged),
        ("page-behind.mp3", _page_behind(samples.tagged_mp3), ACCEPTED, ""),
        ("no-segments.ogg", _no_segments, ACCEPTED, ""),
        ("rubbish.ogg", lambda _: b"OggS" + samples.noise(), ACCEPTED, damaged),
        ("blocks.flac", lambda _: b"fLaC" + b"\0\0\0\0" * 9999, ACCEPTED, damaged),
        ("frames.amr", lambda _: b"#!AMR\n" + b"\x54" * 99, ACCEPTED, damaged),
        ("wide.amr", lambda _: b"#!AMR-WB\n" + (b"\x44" + bytes(60)) * 9, ACCEPTED, ""),
        ("list.m3u8", lambda canary: f"#EXTM3U\n{canary}/list\n".encode(), ACCEPTED, ""),
        (
            "list.avi",
            lambda canary: f"#EXTM3U\nfile:///etc/passwd\n{canary}".encode(),
            EITHER,
            None,
        ),
        ("flash.mp4", lambda _: b"CWS\x0a" + samples.noise(), REFUSED, None),
    ):
        yield Case(f"recording/{name}", name, make, outcome, state)
