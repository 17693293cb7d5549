"""Sample files as bytes: good ones of each kind, and what people and attackers also send.

Each maker returns the whole file. Nothing is read from the disk, and the same call gives the same
kind of file each time.
"""

import io
import struct
import wave
import zipfile
import zlib

import pikepdf
import pillow_heif
from PIL import Image, ImageDraw

# -- Pictures ---------------------------------------------------------------------------------

SMALL = (64, 48)
ORIENTATION, GPS, SOFTWARE = 0x0112, 0x8825, 0x0131


def _drawn(size=SMALL, mode="RGB"):
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, size[0] // 2, size[1] // 2), fill=(120, 20, 90))
    draw.line((0, 0, *size), fill=(20, 120, 60), width=3)
    return picture.convert(mode)


def _encoded(picture, form, **options):
    encoded = io.BytesIO()
    picture.save(encoded, form, **options)
    return encoded.getvalue()


def jpeg(size=SMALL, orientation=1, gps=False):
    """A photograph: ``orientation`` as in EXIF (6: turned), ``gps`` with the place it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[SOFTWARE] = "Camera 1.0"
    if gps:
        exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    return _encoded(_drawn(size), "JPEG", exif=exif, comment=b"Taken at home")


def png(size=SMALL, mode="RGB"):
    return _encoded(_drawn(size, mode), "PNG")


def transparent_png():
    picture = _drawn(mode="RGBA")
    picture.putalpha(128)
    return _encoded(picture, "PNG")


def gif():
    return _encoded(_drawn(), "GIF")


def webp():
    return _encoded(_drawn(), "WEBP")


def bmp():
    return _encoded(_drawn(), "BMP")


def tiff(pages=1, orientation=1):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    more = [_drawn() for _ in range(pages - 1)]
    return _encoded(_drawn(), "TIFF", save_all=True, append_images=more, exif=exif)


def cmyk_jpeg():
    return _encoded(_drawn(mode="CMYK"), "JPEG")


def sixteen_bit_png():
    picture = Image.new("I;16", SMALL, 1000)
    picture.paste(60000, (0, 0, 20, 20))
    return _encoded(picture, "PNG")


def heic():
    """A picture as an iPhone takes it."""
    encoded = io.BytesIO()
    pillow_heif.from_pillow(_drawn()).save(encoded, quality=50)
    return encoded.getvalue()


def huge_png(width=20_000, height=10_000):
    """200 megapixels in some kilobytes: one bit each, all black."""

    def chunk(name, content):
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def truncated_jpeg():
    whole = jpeg((600, 400))
    return whole[: len(whole) // 2]


# -- PDF --------------------------------------------------------------------------------------


def _document(pages=1, text="Evidence", size=(595, 842)):
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for number in range(1, pages + 1):
        page = document.add_blank_page(page_size=size)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(
            f"BT /F1 24 Tf 72 720 Td ({text}, page {number}) Tj ET".encode()
        )
    return document


def _saved(document, **options):
    saved = io.BytesIO()
    document.save(saved, **options)
    document.close()
    return saved.getvalue()


def pdf(pages=1, text="Evidence"):
    """Each page says ``text`` and its number. 1,000 pages take a second."""
    return _saved(_document(pages, text))


def password_pdf():
    """Cannot be opened without its password, "secret"."""
    return _saved(_document(), encryption=pikepdf.Encryption(user="secret", owner="secret"))


def protected_pdf():
    """Opens for everybody; only printing and copying want a password."""
    return _saved(_document(), encryption=pikepdf.Encryption(user="", owner="secret"))


def empty_pdf():
    """A sound PDF without a page."""
    return _saved(pikepdf.new())


def truncated_pdf(pages=20):
    whole = pdf(pages)
    return whole[: len(whole) // 2]


def hostile_pdf():
    """Runs a script when opened, starts a program, and carries another file."""
    document = _document()
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('hello')")
    )
    document.pages[0].AA = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    )
    document.attachments["setup.exe"] = program()
    return _saved(document)


# -- Sound and film ---------------------------------------------------------------------------


def wav(seconds=1):
    """Silence that plays."""
    encoded = io.BytesIO()
    with wave.open(encoded, "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(b"\x80" * 8000 * seconds)
    return encoded.getvalue()


def mp3():
    """Frames of silence without a tag: MPEG 1, layer III, 128 kbit/s, 44.1 kHz, 417 bytes each."""
    return (b"\xff\xfb\x90\x00" + b"\0" * 413) * 20


def tagged_mp3():
    return b"ID3\x04\0\0\0\0\0\0" + mp3()


def aac():
    """ADTS frames of 64 bytes."""
    length = 64
    header = bytes(
        (0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5, 0)
    )
    return (header + b"\0" * (length - 7)) * 20


def box(kind, content=b""):
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _boxes(brand):
    """The form of a recording: what it is, its description, and some bytes of it."""
    header = struct.pack(">IIIIIIH10x", 0, 0, 0, 1000, 1000, 0x10000, 0x100)
    track = box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", box(b"mdhd", bytes(24))))
    movie = box(b"moov", box(b"mvhd", header.ljust(100, b"\0")) + track)
    return box(b"ftyp", brand + bytes(4) + brand) + movie + box(b"mdat", bytes(64))


def mp4():
    """The form of an MP4; nothing in it to play."""
    return _boxes(b"isom")


def fragmented_mp4():
    """As a browser records it: the description first, then a fragment for each second."""
    whole = _boxes(b"iso5")
    fragment = box(b"moof", box(b"mfhd", bytes(8))) + box(b"mdat", bytes(64))
    return whole[: whole.index(b"mdat") - 4] + fragment * 3


def m4a():
    return _boxes(b"M4A ")


def mov():
    """As an iPhone films: the description comes last, behind bytes with a length of 64 bits."""
    whole = _boxes(b"qt  ")
    place = whole.index(b"moov") - 4
    media = struct.pack(">I4sQ", 1, b"mdat", 16 + 64) + bytes(64)
    return whole[:place] + box(b"wide") + media + whole[place : whole.index(b"mdat") - 4]


def three_gp():
    return _boxes(b"3gp5")


def element(kind, content=b"", size=None):
    """An element of WebM; ``size`` 0 stands for "not known"."""
    length = b"\x01" + b"\xff" * 7 if size == 0 else (1 << 56 | len(content)).to_bytes(8)
    return kind.to_bytes((kind.bit_length() + 7) // 8) + length + content


def _matroska(form, codec, *, is_live):
    """``is_live``: as a browser records it, without any length, and so without a duration."""
    head = element(0x1A45DFA3, element(0x4282, form))
    tracks = element(0x1654AE6B, element(0xAE, element(0xD7, b"\1") + element(0x86, codec)))
    blocks = element(0xE7, b"\0") + element(0xA3, bytes(32))
    if is_live:
        # What is in a segment or cluster without a length follows its beginning.
        clusters = (element(0x1F43B675, size=0) + blocks) * 3
        return head + element(0x18538067, size=0) + tracks + clusters
    return head + element(0x18538067, tracks + element(0x1F43B675, blocks) * 3)


def webm():
    return _matroska(b"webm", b"V_VP9", is_live=True)


def webm_sound():
    return _matroska(b"webm", b"A_OPUS", is_live=True)


def mkv():
    return _matroska(b"matroska", b"V_MPEG4/ISO/AVC", is_live=False)


def chunk(kind, content):
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def avi():
    description = chunk(b"LIST", b"hdrl" + chunk(b"avih", bytes(56)))
    return chunk(b"RIFF", b"AVI " + description + chunk(b"LIST", b"movi" + bytes(64)))


def ogg():
    """Two pages."""

    def page(number, content):
        header = struct.pack("<4sBBQIIIB", b"OggS", 0, 2 if not number else 4, 0, 7, number, 0, 1)
        return header + bytes((len(content),)) + content

    return page(0, b"OpusHead\1\1" + bytes(9)) + page(1, bytes(40))


def flac():
    return b"fLaC\x80\0\0\x22" + bytes(34) + b"\xff\xf8" + bytes(30)


def amr():
    """Frames of silence: 12.2 kbit/s, 32 bytes each."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * 20


# -- Office documents -------------------------------------------------------------------------

MAIN_PARTS = {
    "docx": ("word/document.xml", "wordprocessingml.document.main"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main"),
}


def _zipped(entries):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return packed.getvalue()


def open_xml(extension="docx", macros=False, more=()):
    """A document as Office writes it; ``more`` are further entries of the container."""
    part, form = MAIN_PARTS[extension]
    types = (
        '<?xml version="1.0"?><Types><Override PartName="/'
        f'{part}" ContentType="application/vnd.openxmlformats-officedocument.{form}+xml"/></Types>'
    )
    entries = [("[Content_Types].xml", types), (part, "<document/>"), *more]
    if macros:
        entries.append(("word/vbaProject.bin", b"Sub AutoOpen()"))
    return _zipped(entries)


def open_document(form="text"):
    """ODT (``text``), ODS (``spreadsheet``) or ODP (``presentation``)."""
    mimetype = f"application/vnd.oasis.opendocument.{form}"
    return _zipped([("mimetype", mimetype), ("content.xml", "<office/>")])


SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
WORKBOOK = struct.pack("<HHHHHH", 0x0809, 8, 0x0600, 5, 0, 0) + struct.pack("<HHHH", 0, 0, 10, 0)


def ole(*streams, **contents):
    """An older document with ``streams`` (as ``WordDocument``) in one compound file [MS-CFB].

    ``contents`` are the bytes of some of them, by name; the others hold nothing but zeros.
    """
    contents = {"Workbook": WORKBOOK, "Book": WORKBOOK} | contents
    # Below 4096 bytes a stream would lie in a file of its own within the file.
    bodies = [contents.get(name, b"").ljust(4096, b"\0") for name in streams]
    names = ("Root Entry", *streams)
    directory_sectors = -(-len(names) // 4)
    fat, sectors = [FAT], [b""]
    fat += [*range(2, directory_sectors + 1), END]
    directory, first = [_entry("Root Entry", 5, 1 if streams else FREE, FREE, END, 0)], len(fat)
    for number, (name, body) in enumerate(zip(streams, bodies, strict=True), start=1):
        count = -(-len(body) // SECTOR)
        following = number + 1 if number < len(streams) else FREE
        directory.append(_entry(name, 2, FREE, following, first, len(body)))
        fat += [*range(first + 1, first + count), END]
        first += count
    directory += [_entry("", 0, FREE, FREE, 0, 0)] * (directory_sectors * 4 - len(directory))
    sectors = b"".join(body.ljust(-(-len(body) // SECTOR) * SECTOR, b"\0") for body in bodies)
    table = struct.pack(f"<{SECTOR // 4}I", *fat, *[FREE] * (SECTOR // 4 - len(fat)))
    return _header() + table + b"".join(directory) + sectors


def _header():
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + struct.pack("<16xHHHHH6xIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1)
        + struct.pack("<IIIIII", 0, 4096, END, 0, END, 0)
        + struct.pack("<109I", 0, *[FREE] * 108)
    )


def _entry(name, kind, child, sibling, start, size):
    written = (name + "\0").encode("utf-16-le") if name else b""
    return struct.pack(
        "<64sHBBIII36xIQ", written, len(written), kind, 1, FREE, sibling, child, start, size
    )


def rtf():
    return rb"{\rtf1\ansi A reflective account.}"


def truncated_docx():
    whole = open_xml(more=[("word/media/image1.png", png((400, 300)))])
    return whole[: len(whole) // 2]


def zip_bomb_docx(megabytes=120):
    """Unpacks to ``megabytes`` from a thousandth of it."""
    return open_xml(more=[("word/media/image1.bmp", bytes(megabytes * 1024 * 1024))])


# -- Text -------------------------------------------------------------------------------------


def text():
    return "On 3 May I led the team’s briefing – naïve questions welcome.\r\n".encode()


def windows_text():
    return "On 3 May I led the team’s briefing – naïve questions welcome.\r\n".encode("cp1252")


def csv():
    return b"day,calls\nMonday,120\nTuesday,98\n"


# -- What is refused --------------------------------------------------------------------------


def program():
    """What every Windows program begins with."""
    return b"MZ\x90\0\x03\0\0\0" + bytes(56) + b"\x80\0\0\0" + bytes(60) + b"PE\0\0" + bytes(256)


def linux_program():
    return b"\x7fELF\x02\x01\x01" + bytes(100)


def shell_script():
    return b"#!/bin/sh\nrm -rf /\n"


def html():
    return b"<!DOCTYPE html><title>x</title><script>alert(document.cookie)</script>"


def svg():
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def svg_with_prolog():
    return b'<?xml version="1.0"?>\n' + svg()


def archive():
    return _zipped([("photo.jpg", jpeg()), ("notes.txt", text())])


def rar():
    return b"Rar!\x1a\x07\x01\0" + bytes(60)


def noise():
    """Bytes that are nothing."""
    return bytes((7 * n * n + 3 * n) % 256 for n in range(2000))


# -- Names ------------------------------------------------------------------------------------

# As sent: what each must not bring into the site is obvious.
HOSTILE_NAMES = (
    "../../../etc/passwd",
    "..\\..\\windows\\system32\\report.pdf",
    "/absolute/report.pdf",
    "line\r\nSet-Cookie: a=b.pdf",
    "nul\0byte.pdf",
    "annual\u202efdp.exe",
    "\u2066hidden\u2069.pdf",
    "\u200f.pdf",
    "x" * 300 + ".pdf",
    "é" * 300 + ".pdf",
    "e\u0301" * 300,
    "." * 40,
    "   ",
    "",
    "..",
    "CON.txt",
    'quote".pdf',
    "semi;colon=1.pdf",
    "<script>alert(1)</script>.pdf",
    "a?b*c|d:e.pdf",
    "\ud800broken.pdf",
)
