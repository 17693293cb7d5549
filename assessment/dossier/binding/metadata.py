"""What a document says of itself, and the files that travel in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files as files_of
from typing import IO, Any, Protocol
from xml.sax.saxutils import escape
from zlib import compress

from django.core.files.storage import default_storage

from assessment.dossier.binding.writing import Raw, text_string

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:{prefix}="{space}">
{conformance}
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
{author}<xmp:CreatorTool>{tool}</xmp:CreatorTool>
<pdf:Producer>{tool}</pdf:Producer>
{dates}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""

SPECIAL = re.compile("[^A-Za-z0-9.-]")  # in a name

UA = ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", "<pdfuaid:part>1</pdfuaid:part>")
ARCHIVE = (
    "pdfaid",
    "http://www.aiim.org/pdfa/ns/id/",
    "<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>",
)


@dataclass(frozen=True)
class Attached:
    """A file that travels inside the document."""

    name: str
    description: str
    content_type: str
    size: int
    stored_as: str


@dataclass(frozen=True)
class About:
    title: str
    author: str
    language: str = "en-GB"
    tool: str = ""
    made_at: datetime | None = None
    is_archive: bool = False  # PDF/A-3a instead of PDF/UA-1
    attached: Sequence[Attached] = field(default_factory=tuple)


class Book(Protocol):
    """Where objects are written."""

    info: Raw | None

    def add(self, values: Mapping[str, Any]) -> Raw: ...

    def add_stream(self, head: Mapping[str, Any], data: bytes) -> Raw: ...

    def copy_stream(self, head: Mapping[str, Any], file: IO[bytes], size: int) -> Raw: ...


def catalogue_entries(about: About, book: Book) -> dict[str, Any]:
    """What the catalogue says; the objects that it refers to are written to ``book``."""
    entries: dict[str, Any] = {
        "Lang": Raw(b"(%s)" % about.language.encode()),
        "Metadata": book.add_stream({"Type": "/Metadata", "Subtype": "/XML"}, _xmp(about).encode()),
    }
    book.info = book.add(_info(about))
    if about.is_archive:
        entries["OutputIntents"] = [book.add(_intent(book))]
    if about.attached:
        files = [(file.name, _specification(file, book)) for file in about.attached]
        entries["AF"] = [reference for _, reference in files]
        named = {text_string(name).data: reference for name, reference in files}
        pairs = [[Raw(name), reference] for name, reference in sorted(named.items(), key=_name)]
        entries["EmbeddedFiles"] = {"Names": [each for pair in pairs for each in pair]}
    return entries


def _name(pair: tuple[bytes, Raw]) -> bytes:
    return pair[0]


def _escaped(found: re.Match[str]) -> str:
    return f"#{ord(found[0]):02x}"


def _specification(file: Attached, book: Book) -> Raw:
    """The file with what a reader shows of it; its bytes are copied as they are."""
    kind = "".join(
        letter if letter.isalnum() else f"#{ord(letter):02x}" for letter in file.content_type
    )
    head = {"Type": "/EmbeddedFile", "Subtype": f"/{kind}", "Params": {"Size": file.size}}
    with default_storage.open(file.stored_as) as stored:
        content = book.copy_stream(head, stored, file.size)
    name = text_string(file.name)
    return book.add(
        {
            "Type": "/Filespec",
            "F": name,
            "UF": name,
            "Desc": text_string(file.description),
            "AFRelationship": "/Supplement",
            "EF": {"F": content, "UF": content},
        }
    )


def _info(about: About) -> dict[str, Any]:
    info: dict[str, Any] = {"Title": text_string(about.title), "Author": text_string(about.author)}
    info["Producer"] = info["Creator"] = text_string(about.tool)
    if about.made_at:
        info["CreationDate"] = info["ModDate"] = Raw(_date(about.made_at))
    return info


def _date(moment: datetime) -> bytes:
    offset = moment.strftime("%z") or "+0000"
    return f"(D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:]}')".encode()


def _xmp(about: About) -> str:
    prefix, space, conformance = ARCHIVE if about.is_archive else UA
    dates = author = ""
    if about.made_at:
        moment = about.made_at.isoformat(timespec="seconds")
        dates = "".join(
            f"<xmp:{name}>{moment}</xmp:{name}>\n" for name in ("CreateDate", "ModifyDate")
        )
    if about.author:
        name = escape(about.author)
        author = f"<dc:creator><rdf:Seq><rdf:li>{name}</rdf:li></rdf:Seq></dc:creator>\n"
    return XMP.format(
        prefix=prefix,
        space=space,
        conformance=conformance,
        title=escape(about.title),
        language=about.language,
        author=author,
        tool=escape(about.tool),
        dates=dates,
    )


def _intent(book: Book) -> dict[str, Any]:
    profile = files_of("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    stream = book.add_stream({"N": 3, "Filter": "/FlateDecode"}, compress(profile, 9))
    return {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": Raw(b"(sRGB2014)"),
        "Info": Raw(b"(sRGB2014)"),
        "DestOutputProfile": stream,
    }
