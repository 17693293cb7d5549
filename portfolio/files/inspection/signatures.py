"""What a file is, from its first bytes: an allow-list. Content decides; the name only chooses
between types that share one form (CSV or plain text, sound or film in one container).

Pure: imports no Django and reads no file. Kinds are the values of ``FileKind``.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from portfolio.files.inspection import refusals

HEAD_SIZE = 64 * 1024
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

# The office types can be told only from a container's list of contents: see ``containers``.
ZIP = "application/zip"
OLE = "application/x-ole-storage"

TEXT_TYPES = {"csv": "text/csv", "md": "text/markdown", "markdown": "text/markdown"}
SCRIPT_EXTENSIONS = frozenset(
    "bat cmd com command csh hta jar js jse ksh lnk mjs msi php pl ps1 psm1 py pyw rb reg scpt sh "
    "url vb vbe vbs wsf wsh zsh".split()
)
WEB_EXTENSIONS = frozenset("htm html mht mhtml shtml xht xhtml".split())
DRAWING_EXTENSIONS = frozenset("svg xml xsl xslt".split())

PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\x00asm",
    b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"MSCF")
SIMPLE = (
    (b"\xff\xd8\xff", "image", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image", "image/png"),
    (b"GIF87a", "image", "image/gif"),
    (b"GIF89a", "image", "image/gif"),
    (b"II*\x00", "image", "image/tiff"),
    (b"MM\x00*", "image", "image/tiff"),
    (b"fLaC", "audio", "audio/flac"),
    (b"ID3", "audio", "audio/mpeg"),
    (b"#!AMR", "audio", "audio/amr"),
    (b"PK\x03\x04", "office", ZIP),
    (b"PK\x05\x06", "office", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office", OLE),
    (b"{\\rtf", "office", "application/rtf"),
)
RIFF_FORMS = {
    b"WAVE": ("audio", "audio/wav"),
    b"AVI ": ("video", "video/x-msvideo"),
    b"WEBP": ("image", "image/webp"),
}
HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
AVIF_BRANDS = frozenset((b"avif", b"avis"))
SOUND_BRANDS = frozenset((b"M4A ", b"M4B ", b"M4P "))
OLD_QUICKTIME_ATOMS = frozenset((b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"))


class Refused(Exception):
    """The file is not accepted. ``sentence`` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Signature:
    kind: str
    content_type: str


def recognise(head: bytes, name: str) -> Signature:
    """Tell what begins with ``head`` (``HEAD_SIZE`` bytes or all); or raise ``Refused``."""
    if not head:
        raise Refused(refusals.EMPTY)
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    text = decoded_text(head)
    if text is not None and not head.startswith((b"{\\rtf", b"%PDF-", b"#!AMR")):
        return _recognise_text(text, extension)
    _refuse_programs_and_archives(head)
    found = (
        _simple(head)
        or _iso_media(head, extension)
        or _riff(head)
        or _matroska(head)
        or _ogg(head)
        or _bitmap(head)
        or _sound_frames(head)
        or _pdf(head)
    )
    if found is None:
        raise Refused(refusals.UNKNOWN)
    return found


# -- Text -------------------------------------------------------------------------------------


def decoded_text(head: bytes) -> tuple[str, str] | None:
    """The text and its encoding; ``None`` where control characters show that it is no text."""
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            # A full head may end within a character.
            text = decoder.decode(head, final=len(head) < HEAD_SIZE)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text, encoding
    return None


def _recognise_text(found: tuple[str, str], extension: str) -> Signature:
    text, encoding = found
    start = text.lstrip().lower()
    if start.startswith("#!") or extension in SCRIPT_EXTENSIONS:
        raise Refused(refusals.PROGRAM)
    if start.startswith(("<?xml", "<svg")) or extension in DRAWING_EXTENSIONS:
        raise Refused(refusals.DRAWING)
    if re.match(r"<[a-z!?/]", start) or extension in WEB_EXTENSIONS:
        raise Refused(refusals.WEB_PAGE)
    charset = {"utf-8-sig": "utf-8", "cp1252": "windows-1252"}.get(encoding, encoding)
    content_type = TEXT_TYPES.get(extension, "text/plain")
    return Signature("text", f"{content_type}; charset={charset}")


# -- Everything else --------------------------------------------------------------------------


def _refuse_programs_and_archives(head: bytes) -> None:
    if head.startswith(PROGRAMS) or (head.startswith(b"#!") and not head.startswith(b"#!AMR")):
        raise Refused(refusals.PROGRAM)
    if head.startswith(ARCHIVES) or head[257:262] == b"ustar":
        raise Refused(refusals.ARCHIVE)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower()
    if start.startswith((b"<?xml", b"<svg")):
        raise Refused(refusals.DRAWING)
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<!--")):
        raise Refused(refusals.WEB_PAGE)


def _simple(head: bytes) -> Signature | None:
    for magic, kind, content_type in SIMPLE:
        if head.startswith(magic):
            return Signature(kind, content_type)
    return None


def _iso_media(head: bytes, extension: str) -> Signature | None:
    """MP4 and its relatives: the brand says which."""
    if head[4:8] in OLD_QUICKTIME_ATOMS:
        return Signature("video", "video/quicktime")
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand in AVIF_BRANDS or (brand == b"mif1" and b"avif" in head[16:64]):
        return Signature("image", "image/avif")
    if brand in HEIC_BRANDS:
        return Signature("image", "image/heic")
    if brand in SOUND_BRANDS or extension in ("m4a", "m4b", "aac"):
        return Signature("audio", "audio/mp4")
    if brand == b"qt  ":
        return Signature("video", "video/quicktime")
    return Signature("video", "video/3gpp" if brand.startswith(b"3g") else "video/mp4")


def _riff(head: bytes) -> Signature | None:
    form = RIFF_FORMS.get(head[8:12]) if head.startswith((b"RIFF", b"RF64")) else None
    return Signature(*form) if form else None


def _matroska(head: bytes) -> Signature | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    if b"webm" not in head[:64]:
        return Signature("video", "video/x-matroska")
    only_sound = b"A_" in head and b"V_VP" not in head and b"V_AV1" not in head
    return Signature("audio", "audio/webm") if only_sound else Signature("video", "video/webm")


def _ogg(head: bytes) -> Signature | None:
    if not head.startswith(b"OggS"):
        return None
    if b"\x80theora" in head:
        return Signature("video", "video/ogg")
    return Signature("audio", "audio/ogg")


def _bitmap(head: bytes) -> Signature | None:
    """``BM`` alone is too little: the size of the header that follows is one of a few."""
    header_size = int.from_bytes(head[14:18], "little")
    if head.startswith(b"BM") and header_size in (12, 40, 52, 56, 64, 108, 124):
        return Signature("image", "image/bmp")
    return None


def _pdf(head: bytes) -> Signature | None:
    # Readers accept a little rubbish before the header.
    return Signature("pdf", "application/pdf") if b"%PDF-" in head[:1024] else None


# Layer III: kilobits a second by the header's rate number from 1; the second also for MPEG 2.5.
MPEG_1_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MPEG_2_KBPS = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
MPEG_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _sound_frames(head: bytes) -> Signature | None:
    """MP3 or AAC without a tag: two bytes are too little, so the next frame must follow."""
    length, content_type = frame_length(head[:8])
    if length and frame_length(head[length : length + 8])[0]:
        return Signature("audio", content_type)
    return None


def frame_length(header: bytes) -> tuple[int, str]:
    """Bytes of the frame that begins with ``header``, and its type; 0 where it is none."""
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0, ""
    if header[1] & 0xF6 == 0xF0:
        length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
        return length, "audio/aac"
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rate, frequency = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer != 1 or rate in (0, 15) or frequency == 3:
        return 0, ""
    kbps, per_frame = (MPEG_1_KBPS, 144) if version == 3 else (MPEG_2_KBPS, 72)
    padding = header[2] >> 1 & 1
    return per_frame * kbps[rate - 1] * 1000 // MPEG_HERTZ[version][
        frequency
    ] + padding, "audio/mpeg"
