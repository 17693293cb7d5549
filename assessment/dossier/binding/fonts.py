"""Fonts: kept as they are when a section uses them, embedded once in the whole document."""

import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from string import ascii_letters, digits
from typing import TYPE_CHECKING, Any

from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.binding.writing import Raw, reference, text_string

if TYPE_CHECKING:
    from weasyprint.pdf.fonts import Font

TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
{}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
ENTRIES_AT_ONCE = 100  # of a character map

# Always in the font that is embedded, so that a page more or less is no reason to subset it again.
ALWAYS = ascii_letters + digits + " .,;:!?'’‘“”()[]/&%+-–—…·•£€×@#"
TABLES_DROPPED = ["GSUB", "GPOS", "SVG", "DSIG", "BASE", "JSTF", "LTSH", "PCLT", "GDEF", "FFTM"]

# The family in which page numbers are set: see ``laying_out``.
NUMBERS = "Page numbers"

Glyphs = dict[int, tuple[int, str]]


@dataclass(frozen=True)
class Face:
    """A font file: what a PDF says of it, and the glyphs of the characters of page numbers."""

    key: str
    name: str
    family: str
    flags: int
    ascent: int
    descent: int
    italic_angle: int
    stem: int
    is_whole: bool  # cut down already for one section, or with glyphs that it has not
    is_cff: bool
    missing: list[int]
    always: dict[str, tuple[int, int]]  # character: glyph and its width

    @cached_property
    def letters(self) -> dict[int, tuple[str, int]]:
        """By glyph: its character and its width."""
        return {glyph: (letter, width) for letter, (glyph, width) in self.always.items()}

    @property
    def called(self) -> str:
        """Its name in the contents of pages, the same wherever it is used."""
        return f"F{self.key[:12]}"

    @property
    def is_for_numbers(self) -> bool:
        """Whether page numbers can be set in it."""
        return self.family.startswith(NUMBERS)


class FontShelf:
    """The font files that quires use, and what of them was embedded, kept by their content."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._faces: dict[str, Face] = {}

    def keep(self, fonts: Sequence["Font"]) -> str:
        """Keep the file of ``fonts``, which are one font in several sizes; return its key."""
        font = fonts[0]
        missing = sorted({glyph for each in fonts for glyph in each.missing.values()})
        is_special = bool(font.png or font.svg or font.colr or missing or "fvar" in font.tables)
        if is_special:
            # As WeasyPrint would: such glyphs are drawn as pictures, and the rest is cut down.
            used = {glyph: text for each in fonts for glyph, text in each.to_unicode.items()}
            font.clean(used, hinting=False)
        content = font.file_content
        about = f"{font.name!r} {font.index} {missing}".encode()
        key = hashlib.sha256(about + content).hexdigest()[:40]
        if f"{key}.json" not in self._shelf:
            face = _face(key, font, missing, is_special)
            self._shelf.put(f"{key}.font", content)
            self._shelf.put(f"{key}.json", json.dumps(asdict(face)).encode())
        return key

    def face(self, key: str) -> Face:
        if key not in self._faces:
            self._faces[key] = Face(**json.loads(self._shelf.get(f"{key}.json")))
        return self._faces[key]

    def program(self, face: Face, glyphs: Mapping[int, Any]) -> bytes:
        """The font file with the glyphs that are used, compressed; glyphs keep their numbers."""
        if face.is_whole:
            return zlib.compress(self._shelf.get(f"{face.key}.font"), 9)
        wanted = sorted({*glyphs, *(glyph for glyph, _ in face.always.values())})
        used = hashlib.sha256(json.dumps(wanted).encode()).hexdigest()[:16]
        name = f"{face.key}-{used}.cut"
        if name not in self._shelf:
            content = self._shelf.get(f"{face.key}.font")
            self._shelf.put(name, zlib.compress(_cut_down(content, wanted), 9))
        return self._shelf.get(name)


def _face(key: str, font: "Font", missing: list[int], is_whole: bool) -> Face:
    return Face(
        key=key,
        name=font.name.decode("ascii", "replace"),
        family=font.family,
        flags=font.flags,
        ascent=font.ascent,
        descent=font.descent,
        italic_angle=font.italic_angle,
        stem=font.stemv,
        is_whole=is_whole,
        is_cff=font.type == "otf",
        missing=missing,
        always={} if is_whole else _always(font),
    )


def _always(font: "Font") -> dict[str, tuple[int, int]]:
    from fontTools.ttLib import TTFont

    file = TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True)
    names, widths = file.getBestCmap(), file["hmtx"]
    return {
        character: (
            file.getGlyphID(names[ord(character)]),
            round(widths[names[ord(character)]][0] * 1000 / font.upem),
        )
        for character in ALWAYS
        if ord(character) in names
    }


def _cut_down(content: bytes, glyphs: list[int]) -> bytes:
    # Here, as it takes longer to import than most documents take to bind.
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        retain_gids=True,
        passthrough_tables=False,
        ignore_missing_glyphs=True,
        hinting=False,
        desubroutinize=True,
        notdef_outline=True,
        layout_features=[],
        name_IDs=[],
    )
    options.drop_tables += TABLES_DROPPED
    cutter = subset.Subsetter(options)
    cutter.populate(gids=glyphs)
    # Its own times would make two documents of one state differ.
    file = TTFont(io.BytesIO(content), recalcTimestamp=False)
    cutter.subset(file)
    output = io.BytesIO()
    file.save(output)
    return output.getvalue()


# -- The objects of a font --------------------------------------------------------------------

NUMBERED = 6


def font_objects(face: Face, glyphs: Glyphs, first: int, program: bytes) -> Iterator[tuple]:
    """The objects of an embedded font, numbered from ``first``: number, values, and the bytes of
    those that are streams. The first of them is the font itself."""
    font, child, descriptor, file, names, encoding = range(first, first + NUMBERED)
    name = Raw(face.name.encode())
    identity = Raw(b"/Identity-H")
    yield (
        font,
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": reference(encoding) if face.missing else identity,
            "DescendantFonts": [reference(child)],
            "ToUnicode": reference(names),
        },
        None,
    )
    yield (
        child,
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType0" if face.is_cff else "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": {
                "Registry": Raw(b"(Adobe)"),
                "Ordering": Raw(b"(Identity)"),
                "Supplement": 0,
            },
            "CIDToGIDMap": "/Identity",
            "W": list(_widths(glyphs)),
            "FontDescriptor": reference(descriptor),
        },
        None,
    )
    widths = [width for width, _ in glyphs.values()]
    is_fixed = len(widths) > 1 and len(set(widths)) == 1
    yield (
        descriptor,
        {
            "Type": "/FontDescriptor",
            "FontName": name,
            "FontFamily": text_string(face.family),
            "Flags": face.flags + is_fixed,
            "FontBBox": [0, face.descent, max(widths, default=0), face.ascent],
            "ItalicAngle": face.italic_angle,
            "Ascent": face.ascent,
            "Descent": face.descent,
            "CapHeight": face.ascent,
            "StemV": face.stem,
            "FontFile3" if face.is_cff else "FontFile2": reference(file),
        },
        None,
    )
    kind = {"Subtype": "/OpenType"} if face.is_cff else {"Length1": len(zlib.decompress(program))}
    yield file, kind | {"Filter": "/FlateDecode"}, program
    yield names, {"Filter": "/FlateDecode"}, zlib.compress(_to_unicode(glyphs))
    yield encoding, *_encoding(face, glyphs)


def _widths(glyphs: Glyphs) -> Iterator[Any]:
    """Runs of widths, each after the number of its first glyph."""
    run: list[int] = []
    for glyph in sorted(glyphs):
        if glyph - 1 not in glyphs:
            run = []
            yield glyph
            yield run
        run.append(glyphs[glyph][0])


def _to_unicode(glyphs: Glyphs) -> bytes:
    lines = [
        f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>"
        for glyph, (_, text) in sorted(glyphs.items())
        if text
    ]
    return TO_UNICODE.format(_in_blocks(lines, "bfchar")).encode()


def _encoding(face: Face, glyphs: Glyphs) -> tuple[dict, bytes | None]:
    """The map that leads characters without a glyph to the sign for these."""
    if not face.missing:
        return {}, None
    lines = [f"<{glyph:04x}> {0 if glyph in face.missing else glyph}" for glyph in sorted(glyphs)]
    text = TO_UNICODE.replace("(UCS)", "(Identity)").replace("Adobe-Identity-UCS", "Missing")
    text = text.replace("/CMapType 2", "/CMapType 1").format(_in_blocks(lines, "cidchar"))
    head = {
        "Type": "/CMap",
        "CMapName": "/Missing",
        "CIDSystemInfo": {
            "Registry": Raw(b"(Adobe)"),
            "Ordering": Raw(b"(Identity)"),
            "Supplement": 0,
        },
        "Filter": "/FlateDecode",
    }
    return head, zlib.compress(text.encode())


def _in_blocks(lines: list[str], kind: str) -> str:
    blocks = [
        lines[start : start + ENTRIES_AT_ONCE] for start in range(0, len(lines), ENTRIES_AT_ONCE)
    ]
    return "\n".join(
        f"{len(block)} begin{kind}\n" + "\n".join(block) + f"\nend{kind}" for block in blocks
    )
