"""Pictures that are larger, longer or other than they look."""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from tests import samples
from tests.hostile.cases import ACCEPTED, EITHER, REFUSED, Case, State

SCRIPT = b"<script>alert(document.domain)</script>"


def png_of(width, height, *more, depth=8, colour=2, pixels=b""):
    """A PNG that says it has this size; ``more`` are chunks before its pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [(b"IHDR", header), *more, (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(kind, content):
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def _sized_jpeg(width, height):
    whole = bytearray(samples.jpeg())
    place = whole.index(b"\xff\xc0")
    whole[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(whole)


def _many_scans(_):
    """A progressive JPEG of 2000 × 2000 whose last scan comes 3,000 times more."""
    encoded = io.BytesIO()
    Image.new("RGB", (2000, 2000), "white").save(encoded, "JPEG", progressive=True)
    whole = encoded.getvalue()
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + scan * 3000 + whole[-2:]


def _sized_gif(_):
    return (
        b"GIF89a"
        + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0)
        + b",\0\0\0\0"
        + struct.pack("<HHB", 65535, 65535, 0)
        + b"\x08\x04\x00\x01\x00\x00\x00;"
    )


def _moving(form, frames):
    def moving(_):
        pictures = [Image.new("RGB", (40, 40), (n % 256, 0, 0)) for n in range(frames)]
        encoded = io.BytesIO()
        pictures[0].save(encoded, form, save_all=True, append_images=pictures[1:], duration=20)
        return encoded.getvalue()

    return moving


def tiff_of(width, height, *, following=0, more=b""):
    """A TIFF with one directory, which says that the next is at ``following``."""
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8)]
    tags += [(277, 3, 1), (278, 4, height), (279, 4, 100)]
    rows = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + rows + struct.pack("<I", following) + more


def _many_directories(_):
    """20,000 pages of one pixel."""
    pages, size = 20_000, 2 + 9 * 12 + 4
    one = tiff_of(1, 1)[8:-4]
    body = b"".join(one + struct.pack("<I", 8 + size * (n + 1)) for n in range(pages - 1))
    return b"II*\0" + struct.pack("<I", 8) + body + one + struct.pack("<I", 0)


def _sized_heic(width, height):
    def sized(_):
        whole = samples.heic()
        place = whole.index(b"ispe") + 8
        return whole[:place] + struct.pack(">II", width, height) + whole[place + 8 :]

    return sized


def _sized_webp(_):
    whole = bytearray(samples.webp())
    place = whole.index(b"VP8 ") + 14
    whole[place : place + 4] = struct.pack("<HH", 16383, 16383)
    return bytes(whole)


def _sized_bmp(width, height):
    def sized(_):
        whole = samples.bmp()
        return whole[:18] + struct.pack("<ii", width, height) + whole[26:]

    return sized


def _bomb_chunk(kind, before):
    """A hundred megabytes of zeros in a chunk for text or colours."""
    return lambda _: png_of(
        8, 8, (kind, before + zlib.compress(bytes(100_000_000), 9)), pixels=bytes(200)
    )


def _commented(_):
    encoded = io.BytesIO()
    Image.new("RGB", (9, 9)).save(encoded, "JPEG", comment=SCRIPT)
    return encoded.getvalue()


def _exif_script(_):
    exif = Image.Exif()
    exif[0x010E] = "<img src=x onerror=alert(1)>"
    exif[0x8298] = "'; DROP TABLE portfolio_evidence; --"
    encoded = io.BytesIO()
    Image.new("RGB", (9, 9)).save(encoded, "JPEG", exif=exif)
    return encoded.getvalue()


def _with_profile(profile):
    def with_profile(_):
        encoded = io.BytesIO()
        Image.new("RGB", (9, 9)).save(encoded, "JPEG", icc_profile=profile)
        return encoded.getvalue()

    return with_profile


def _script_gif(_):
    """A GIF that is a script as well: its width is the beginning of a comment."""
    return b"GIF89a/*" + samples.gif()[8:] + b"*/=1;alert(1);"


def _xmp(canary):
    packet = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary}/xmp">]><x:xmpmeta>&e;</x:xmpmeta>'.encode()
    text = b"XML:com.adobe.xmp\0\0\0\0\0" + packet
    return png_of(8, 8, (b"iTXt", text), pixels=bytes(200))


def _drawing(words):
    return lambda canary: words.replace("CANARY", canary).encode()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" '
DRAWINGS = {
    "script": SVG + "><script>alert(1)</script></svg>",
    "onload": SVG + 'onload="alert(1)"/>',
    "foreign": SVG + "><foreignObject><iframe src='javascript:alert(1)'/></foreignObject></svg>",
    "elsewhere": SVG + '><image href="CANARY/svg" width="9" height="9"/></svg>',
    "entity": '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e SYSTEM "CANARY/svg">]>'
    + SVG
    + ">&e;</svg>",
    "style": SVG + "><style>@import 'CANARY/css'</style></svg>",
    "comment": "<!-- a drawing -->" + SVG + "/>",
    "padded": "\n\n   \t" + SVG + "><script>alert(1)</script></svg>",
    "doctype": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "CANARY/dtd">' + SVG + "/>",
}


def cases() -> Iterator[Case]:
    large = State.TOO_LARGE
    for name, make, outcome, state in (
        ("huge.png", lambda _: samples.huge_png(), ACCEPTED, large),
        ("billions.png", lambda _: png_of(2_000_000_000, 2_000_000_000), ACCEPTED, "told"),
        ("nothing.png", lambda _: png_of(0, 0), ACCEPTED, "told"),
        ("hundred.png", lambda _: png_of(9999, 9999, pixels=bytes(1000)), ACCEPTED, State.DAMAGED),
        ("text-bomb.png", _bomb_chunk(b"zTXt", b"Comment\0\0"), ACCEPTED, None),
        ("profile-bomb.png", _bomb_chunk(b"iCCP", b"icc\0\0"), ACCEPTED, None),
        ("xmp.png", _xmp, ACCEPTED, ""),
        ("script-after.png", lambda _: samples.png() + SCRIPT, ACCEPTED, ""),
        ("page-after.jpg", lambda _: samples.jpeg() + samples.html(), ACCEPTED, ""),
        ("zip-after.jpg", lambda _: samples.jpeg() + samples.archive(), ACCEPTED, ""),
        ("program-after.jpg", lambda _: samples.jpeg() + samples.program(), ACCEPTED, ""),
        ("huge.jpg", lambda _: _sized_jpeg(65_000, 65_000), ACCEPTED, large),
        ("wide.jpg", lambda _: _sized_jpeg(65_000, 1), ACCEPTED, None),
        ("many-scans.jpg", _many_scans, ACCEPTED, None),
        ("comment.jpg", _commented, ACCEPTED, ""),
        ("exif.jpg", _exif_script, ACCEPTED, ""),
        ("profile.jpg", _with_profile(samples.noise()), ACCEPTED, ""),
        ("large-profile.jpg", _with_profile(bytes(3_000_000)), ACCEPTED, ""),
        ("huge.gif", _sized_gif, ACCEPTED, large),
        ("moving.gif", _moving("GIF", 1000), ACCEPTED, ""),
        ("script.gif", _script_gif, EITHER, None),
        ("moving.webp", _moving("WEBP", 300), ACCEPTED, ""),
        ("huge.webp", _sized_webp, ACCEPTED, "told"),
        ("moving.png", _moving("PNG", 300), ACCEPTED, ""),
        ("loop.tif", lambda _: tiff_of(4, 4, following=8, more=bytes(200)), ACCEPTED, None),
        ("far.tif", lambda _: tiff_of(4, 4, following=2**32 - 8), ACCEPTED, None),
        ("huge.tif", lambda _: tiff_of(2**31, 2**31), ACCEPTED, "told"),
        ("many.tif", _many_directories, ACCEPTED, "told"),
        ("layers.tif", lambda _: samples.tiff(pages=4), ACCEPTED, State.PARTLY),
        ("huge.heic", _sized_heic(60_000, 60_000), ACCEPTED, "told"),
        ("billions.heic", _sized_heic(2**32 - 1, 2**32 - 1), ACCEPTED, "told"),
        ("huge.bmp", _sized_bmp(30_000, 30_000), ACCEPTED, "told"),
        ("negative.bmp", _sized_bmp(-64, -2_000_000_000), ACCEPTED, "told"),
        ("brand-only.heic", lambda _: samples.heic()[:40], ACCEPTED, State.DAMAGED),
        ("brand-only.avif", lambda _: b"\0\0\0\x14ftypavif\0\0\0\0avif", ACCEPTED, State.DAMAGED),
        *((f"{name}.svg", _drawing(words), REFUSED, None) for name, words in DRAWINGS.items()),
        *((f"{name}-svg.png", _drawing(words), REFUSED, None) for name, words in DRAWINGS.items()),
    ):
        yield Case(f"picture/{name}", name, make, outcome, state)
