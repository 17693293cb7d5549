"""Zipped office documents: bombs, entities, macros, and parts that are loaded from elsewhere."""

import io
import struct
import zipfile
from collections.abc import Iterator

from tests import samples
from tests.hostile.cases import ACCEPTED, EITHER, REFUSED, Case, State

MEGABYTE = 1024 * 1024
PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
RELATION = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
)
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
)


def _with(*more, extension="docx"):
    """A document with further parts; CANARY in them is where nothing may be asked for."""

    def made(canary):
        parts = [
            (name, body.replace("CANARY", canary) if isinstance(body, str) else body)
            for name, body in more
        ]
        return samples.open_xml(extension, more=parts)

    return made


def _related(kind, target="CANARY/part", extension="docx"):
    folder, _, name = PART[extension].partition("/")
    path = f"{folder}/_rels/{name}.rels"
    return _with((path, RELATION.format(kind=kind, target=target)), extension=extension)


def _declared(body, encoding="utf-8"):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{body}'
    return lambda canary: samples.open_xml(
        more=[("word/styles.xml", text.replace("CANARY", canary).encode(encoding))]
    )


def _deep(levels):
    return _with(("word/styles.xml", "<a>" * levels + "</a>" * levels))


def _fields(*pieces):
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    body = f'<w:styles xmlns:w="urn:w">{runs}</w:styles>'
    return _with(("word/styles.xml", body))


def _lying(unpacked):
    """An entry that says it unpacks to ten bytes, and unpacks to ``unpacked`` megabytes."""

    def lying(_):
        whole = bytearray(samples.open_xml(more=[("word/media/a.bmp", bytes(unpacked * MEGABYTE))]))
        right = struct.pack("<I", unpacked * MEGABYTE)
        return bytes(whole).replace(right, struct.pack("<I", 10))

    return lying


def _overlapping(_):
    """Many names for the same packed megabytes."""
    whole = samples.open_xml(more=[("word/media/a.bmp", bytes(8 * MEGABYTE))])
    end = whole.rindex(b"PK\5\6")
    start = whole.index(b"PK\1\2", whole.index(b"PK\1\2"))
    directory = whole[start:end]
    last = directory[directory.rindex(b"PK\1\2") :]
    copies = b"".join(last.replace(b"a.bmp", b"%c.bmp" % n) for n in range(ord("b"), ord("z")))
    directory += copies
    count = 3 + 24
    return (
        whole[:start]
        + directory
        + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    )


def _many_entries(_):
    return samples.open_xml(more=[(f"word/media/{n}", b"") for n in range(21_000)])


def _nested(levels):
    def nested(_):
        inner = bytes(MEGABYTE)
        for _level in range(levels):
            inner = samples._zipped([(f"{n}.zip", inner) for n in range(10)])
        return samples.open_xml(more=[("word/embeddings/a.zip", inner)])

    return nested


def _plain_nested(_):
    inner = samples._zipped([("a.txt", bytes(10 * MEGABYTE))])
    return samples._zipped([(f"{n}.zip", inner) for n in range(20)])


def _flagged(_):
    """Each entry says that it is encrypted, as programs that pack files do it."""
    whole = bytearray(samples.open_xml())
    place = -1
    while (place := whole.find(b"PK", place + 1)) >= 0:
        if whole[place + 2 : place + 4] == b"\3\4":
            whole[place + 6] |= 1
        elif whole[place + 2 : place + 4] == b"\1\2":
            whole[place + 8] |= 1
    return bytes(whole)


def _entries(*names):
    return _with(*((name, b"x") for name in names))


def _twice(_):
    packed = io.BytesIO(samples.open_xml())
    with zipfile.ZipFile(packed, "a") as archive:
        types = archive.read("[Content_Types].xml")
        info = zipfile.ZipInfo("word/document2.xml")
        archive.writestr(info, types)
    return packed.getvalue().replace(b"word/document2.xml", b"word/document.xml\0")


def _commented(_):
    packed = io.BytesIO(samples.open_xml())
    with zipfile.ZipFile(packed, "a") as archive:
        archive.comment = samples.html()
    return packed.getvalue()


def _before(content):
    return lambda _: content + samples.open_xml()


def _odf(*more, form="text", content="<office/>"):
    def made(canary):
        parts = [("mimetype", f"application/vnd.oasis.opendocument.{form}")]
        if content is not None:
            parts.append(("content.xml", content.replace("CANARY", canary)))
        return samples._zipped([*parts, *more])

    return made


ENCRYPTED_ODF = (
    '<manifest:manifest xmlns:manifest="urn:m"><manifest:file-entry><manifest:encryption-data/>'
    "</manifest:file-entry></manifest:manifest>"
)
LINKED_ODF = (
    '<office xmlns:draw="urn:d" xmlns:xlink="urn:x"><draw:image xlink:href="CANARY/odf"/></office>'
)
DOCTYPE = "<!DOCTYPE x [{}]><x>&e;</x>"


def cases() -> Iterator[Case]:
    macros, elsewhere, carries = State.MACROS, State.ELSEWHERE, State.CARRIES
    for name, make, outcome, state in (
        ("macros.docx", lambda _: samples.open_xml(macros=True), ACCEPTED, macros),
        ("macros.docm", _with(("word/vbaProject.bin", b"x")), ACCEPTED, macros),
        ("macros.xlsx", _with(("xl/vbaProject.bin", b"x"), extension="xlsx"), ACCEPTED, macros),
        ("sheet.xlsx", _with(("xl/macrosheets/a.xml", "<a/>"), extension="xlsx"), ACCEPTED, macros),
        ("active.docx", _with(("word/activeX/activeX1.bin", b"x")), ACCEPTED, macros),
        ("template.docx", _related("attachedTemplate"), ACCEPTED, elsewhere),
        ("share.docx", _related("attachedTemplate", r"\\host\share\a.dotm"), ACCEPTED, elsewhere),
        ("picture.docx", _related("image"), ACCEPTED, elsewhere),
        ("frame.docx", _related("frame"), ACCEPTED, elsewhere),
        ("part.docx", _related("subDocument", "file:///etc/passwd"), ACCEPTED, elsewhere),
        ("object.docx", _related("oleObject", "mhtml:CANARY!x"), ACCEPTED, elsewhere),
        ("film.pptx", _related("video", extension="pptx"), ACCEPTED, elsewhere),
        ("book.xlsx", _related("externalLinkPath", extension="xlsx"), ACCEPTED, elsewhere),
        ("link.docx", _related("hyperlink"), ACCEPTED, ""),
        ("field.docx", _fields('INCLUDEPICTURE "CANARY/field" \\d'), ACCEPTED, elsewhere),
        ("split-field.docx", _fields("INCLUDE", 'PICTURE "CANARY/field"'), ACCEPTED, elsewhere),
        ("dde.docx", _fields('DDEAUTO c:\\windows\\cmd.exe "/k calc"'), ACCEPTED, elsewhere),
        (
            "packed.docx",
            _with(("word/embeddings/oleObject1.bin", samples.ole("\x01Ole10Native"))),
            ACCEPTED,
            carries,
        ),
        (
            "sheet-in.docx",
            _with(("word/embeddings/a.xlsx", samples.open_xml("xlsx"))),
            ACCEPTED,
            "",
        ),
        (
            "file.docx",
            _declared(DOCTYPE.format('<!ENTITY e SYSTEM "file:///etc/passwd">')),
            REFUSED,
            None,
        ),
        ("address.docx", _declared(DOCTYPE.format('<!ENTITY e SYSTEM "CANARY/x">')), REFUSED, None),
        (
            "parameter.docx",
            _declared(DOCTYPE.format('<!ENTITY % e SYSTEM "CANARY/x"> %e;')),
            REFUSED,
            None,
        ),
        ("laughs.docx", _declared(f"<!DOCTYPE x [{LAUGHS}]><x>&l9;</x>"), REFUSED, None),
        ("utf16.docx", _declared(DOCTYPE.format('<!ENTITY e "x">'), "utf-16"), REFUSED, None),
        ("types.docx", _declared('<!DOCTYPE x SYSTEM "CANARY/dtd"><x/>'), ACCEPTED, None),
        ("deep.docx", _deep(100_000), ACCEPTED, State.DAMAGED),
        ("no-xml.docx", _with(("word/styles.xml", "<a><b></a>")), ACCEPTED, State.DAMAGED),
        ("bomb.docx", lambda _: samples.zip_bomb_docx(), REFUSED, None),
        ("lying-small.docx", _lying(2), ACCEPTED, State.DAMAGED),
        ("lying-bomb.docx", _lying(200), EITHER, "told"),
        ("overlapping.docx", _overlapping, EITHER, "told"),
        ("many-entries.docx", _many_entries, REFUSED, None),
        ("nested.docx", _nested(3), ACCEPTED, None),
        ("nested.zip", _plain_nested, REFUSED, None),
        ("flagged.docx", _flagged, EITHER, "told"),
        ("paths.docx", _entries("../../../etc/cron.d/x", "/etc/passwd", "C:\\x"), ACCEPTED, None),
        ("names.docx", _entries("word/\u202egpj.exe", "a" * 5000, "word/a\nb"), ACCEPTED, None),
        ("twice.docx", _twice, ACCEPTED, None),
        ("commented.docx", _commented, ACCEPTED, ""),
        ("page-before.docx", _before(samples.html()), REFUSED, None),
        ("program-before.docx", _before(samples.program()), REFUSED, None),
        ("picture-before.docx", _before(samples.jpeg()), ACCEPTED, None),
        (
            "types-only.docx",
            lambda _: samples._zipped([("[Content_Types].xml", "<Types/>")]),
            REFUSED,
            None,
        ),
        ("no-main.docx", lambda _: _without_main(), ACCEPTED, State.DAMAGED),
        ("empty.zip", lambda _: samples._zipped([]), REFUSED, None),
        (
            "jar.docx",
            lambda _: samples._zipped([("META-INF/MANIFEST.MF", "Main-Class: X")]),
            REFUSED,
            None,
        ),
        ("pages.pages", lambda _: samples._zipped([("Index/Document.iwa", b"x")]), REFUSED, None),
        ("end-only.docx", lambda _: b"PK\5\6" + bytes(18), EITHER, None),
        ("locked.odt", _odf(("META-INF/manifest.xml", ENCRYPTED_ODF)), ACCEPTED, State.PASSWORD),
        ("macros.odt", _odf(("Basic/Standard/Module1.xml", "<a/>")), ACCEPTED, macros),
        ("script.odt", _odf(("Scripts/python/a.py", b"import os")), ACCEPTED, macros),
        ("linked.odt", _odf(content=LINKED_ODF), ACCEPTED, elsewhere),
        (
            "entity.ods",
            _odf(form="spreadsheet", content=DOCTYPE.format('<!ENTITY e "x">')),
            REFUSED,
            None,
        ),
        ("no-content.odp", _odf(form="presentation", content=None), ACCEPTED, State.DAMAGED),
        ("other.odt", _odf(form="database"), REFUSED, None),
    ):
        yield Case(f"office/{name}", name, make, outcome, state)


def _without_main():
    whole = samples.open_xml()
    return whole.replace(b"word/document.xml", b"word/somewhat.xml", 1).replace(
        b"word/document.xml", b"word/somewhat.xml"
    )
