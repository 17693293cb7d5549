"""The parts of a zipped office document: each unpacked once to its end, and its XML read.

Runs in the child process of ``parse`` and imports no Django.
"""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from portfolio.files.inspection import problems, refusals
from portfolio.files.inspection.problems import Problem
from portfolio.files.inspection.signatures import Refused

CHUNK = 1024 * 1024
DEEPEST = 2000
# A file that an object carries along, or a control that runs: Office for Windows only.
PACKED_OBJECT = "\x01Ole10Native".encode("utf-16-le")
MACRO_PARTS = re.compile(
    r"(vbaProject\.bin\Z|/macrosheets/|\ABasic/|\AScripts/|/activeX/)", re.IGNORECASE
)
# A link that a reader clicks loads nothing by itself.
HARMLESS_LINK = "/hyperlink"
# Fields of Word that load what they name.
LOADING_FIELD = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|DDE|DDEAUTO)\b", re.IGNORECASE)
ADDRESS = re.compile(r"\s*([a-z][a-z0-9+.-]+:|//|\\\\)", re.IGNORECASE)
OPEN_DOCUMENT_LOADS = ("draw:image", "draw:object", "draw:plugin", "text:section-source")
XML_ENDINGS = (".xml", ".rels", ".vml")


@dataclass
class Seen:
    """What the parts hold, besides the document itself."""

    macros: bool = False
    carries: bool = False
    elsewhere: bool = False
    encrypted: bool = False
    parts: set[str] = field(default_factory=set)


def look_into(archive: zipfile.ZipFile, content_type: str) -> Problem | None:
    """The gravest problem of the document, if there is one.

    Raises ``Refused`` for parts that make their reader read other files, and whatever ``zipfile``
    raises on damage: lengths and checksums are those of the bytes, once all are unpacked.
    """
    seen = Seen(macros="macroEnabled" in content_type)
    for entry in archive.infolist():
        seen.macros = seen.macros or bool(MACRO_PARTS.search(entry.filename))
        seen.parts.add(entry.filename)
        try:
            _read_part(archive, entry, seen)
        except expat.ExpatError:
            return problems.OFFICE_DAMAGED
    return _gravest(seen, content_type)


def _gravest(seen: Seen, content_type: str) -> Problem | None:
    is_open_document = "opendocument" in content_type
    has_content = "content.xml" in seen.parts if is_open_document else _has_main_part(seen.parts)
    for holds, problem in (
        (seen.encrypted, problems.OFFICE_PASSWORD),
        (not has_content, problems.OFFICE_DAMAGED),
        (seen.macros, problems.OFFICE_MACROS),
        (seen.carries, problems.OFFICE_CARRIES),
        (seen.elsewhere, problems.OFFICE_ELSEWHERE),
    ):
        if holds:
            return problem
    return None


def _has_main_part(parts: Iterable[str]) -> bool:
    return any(
        re.fullmatch(r"/?(word/document|xl/workbook|ppt/presentation)\d*\.xml", part, re.IGNORECASE)
        for part in parts
    )


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, seen: Seen) -> None:
    reader = XmlReader(entry.filename, seen) if _is_xml(entry.filename) else None
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            if reader:
                reader.read(chunk)
            elif PACKED_OBJECT in tail + chunk:
                seen.carries = True
            tail = chunk[-len(PACKED_OBJECT) :]
    if reader and entry.file_size:
        reader.end()


def _is_xml(name: str) -> bool:
    return name.lower().endswith(XML_ENDINGS)


class XmlReader:
    """One part, parsed as it is unpacked. No entity is ever expanded: one is enough to refuse."""

    def __init__(self, name: str, seen: Seen) -> None:
        self._name, self._seen, self._depth = name, seen, 0
        self._fields: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end

    def read(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)

    def end(self) -> None:
        self._parser.Parse(b"", True)
        # Word splits the instruction of one field into several elements at will.
        if LOADING_FIELD.search("".join(self._fields)):
            self._seen.elsewhere = True

    def _refuse(self, *_: Any) -> NoReturn:
        raise Refused(refusals.INSTRUCTIONS)

    def _begin(self, element: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise expat.ExpatError("Too deep.")
        if element.endswith("Relationship") and self._name.endswith(".rels"):
            self._notice_relationship(attributes)
        elif element in OPEN_DOCUMENT_LOADS and ADDRESS.match(attributes.get("xlink:href", "")):
            self._seen.elsewhere = True
        elif element == "manifest:encryption-data":
            self._seen.encrypted = True
        elif element == "w:instrText":
            self._parser.CharacterDataHandler = self._fields.append
        elif element == "w:fldSimple":
            self._fields.append(attributes.get("w:instr", ""))

    def _end(self, _: str) -> None:
        self._depth -= 1
        self._parser.CharacterDataHandler = None

    def _notice_relationship(self, attributes: dict[str, str]) -> None:
        is_external = attributes.get("TargetMode", "").lower() == "external"
        if is_external and not attributes.get("Type", "").endswith(HARMLESS_LINK):
            self._seen.elsewhere = True
