"""PDFs that exhaust or mislead their reader: bombs, loops, nesting, impossible sizes."""

import zlib
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name

from tests import samples
from tests.hostile.cases import ACCEPTED, EITHER, REFUSED, Case, State

MEGABYTE = 1024 * 1024


def raw(objects: dict[int, bytes], *, root: int = 1, more: bytes = b"", start: int | None = None):
    """A PDF of these objects, with a right table of where they are. ``more``: of the trailer."""
    content, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table, size = len(content), max(objects) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        content += b"%010d 00000 %s \n" % (
            places.get(number, 0),
            b"n" if number in places else b"f",
        )
    content += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (size, root, more)
    content += b"startxref\n%d\n%%%%EOF\n" % (table if start is None else start)
    return bytes(content)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>"


def one_page(content: bytes = b"", entries: bytes = b"", resources: bytes = b"", **others: bytes):
    objects = {1: CATALOG, 2: PAGES, 3: PAGE % resources, 4: stream(content, entries)}
    return raw(objects | {int(name.lstrip("o")): body for name, body in others.items()})


def packed_zeros(megabytes: int) -> bytes:
    packer = zlib.compressobj(9)
    block = bytes(MEGABYTE)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


FLATE = b"/Filter/FlateDecode"
TWICE = b"/Filter[/FlateDecode/FlateDecode]"


def _bomb(_):
    return one_page(packed_zeros(300), FLATE)


def _bomb_twice(_):
    return one_page(zlib.compress(packed_zeros(300), 9), TWICE)


def _picture_bomb(_):
    picture = b"/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    return one_page(
        b"q 500 0 0 500 0 0 cm /P Do Q",
        resources=b"/XObject<</P 5 0 R>>",
        o5=stream(packed_zeros(100), picture + FLATE),
    )


def _with_object_stream(packed: bytes) -> bytes:
    """The object of its only page lies in a stream, packed like this."""
    body = stream(packed, b"/Type/ObjStm/N 1/First 4" + FLATE)
    content = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, each in {1: CATALOG, 2: PAGES, 4: stream(b""), 6: body}.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(content)
    rows = b"\0\0\0\0\0" + b"".join(
        b"\2" + (6).to_bytes(3) + b"\0"
        if number == 3
        else b"\1" + places.get(number, 0).to_bytes(3) + b"\0"
        for number in range(1, 7)
    )
    rows += b"\1" + table.to_bytes(3) + b"\0"
    entries = b"/Type/XRef/Size 8/Root 1 0 R/W[1 3 1]"
    content += b"7 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(rows, entries), table)
    return bytes(content)


def _page_loop(_):
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 3 0 R>>"
    return raw({1: CATALOG, 2: kids, 3: b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"})


def _same_page_often(_):
    return raw(
        {
            1: CATALOG,
            2: b"<</Type/Pages/Kids[%s]/Count 3000>>" % (b"3 0 R " * 3000),
            3: PAGE % b"",
            4: stream(b""),
        }
    )


def _deep_pages(_):
    """Each node of the tree of pages holds one other: 50,000 levels."""
    most = 50_000
    objects = {1: CATALOG}
    for number in range(2, most):
        objects[number] = b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 1)
    objects[most] = b"<</Type/Page/MediaBox[0 0 9 9]>>"
    return raw(objects)


def _deep_arrays(_):
    return one_page(resources=b"/X " + b"[" * 100_000 + b"]" * 100_000)


def _deep_dictionaries(_):
    return one_page(resources=b"/X" + b"<</X" * 50_000 + b" 1" + b">>" * 50_000)


def _chain(_, most=60_000):
    """Resources that lead from one object to the next, 60,000 times."""
    objects = {1: CATALOG, 2: PAGES, 3: PAGE % b"/X 5 0 R", 4: stream(b"")}
    for number in range(5, most):
        objects[number] = b"<</X %d 0 R>>" % (number + 1)
    objects[most] = b"null"
    return raw(objects)


def _wide(_):
    """300 pages, each of which reaches the same 15,000 objects."""
    many = b"".join(b"/X%d %d 0 R" % (number, number) for number in range(400, 15_400))
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 310))
    objects = {1: CATALOG, 2: b"<</Type/Pages/Kids[%s]/Count 300>>" % kids, 4: stream(b"")}
    objects[5] = b"<</XObject<<%s>>>>" % many
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources 5 0 R>>"
    objects |= dict.fromkeys(range(10, 310), page)
    objects |= dict.fromkeys(range(400, 15_400), b"<</A[1 2 3]>>")
    return raw(objects)


def _self_drawing(_):
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</P 5 0 R>>>>"
    return one_page(
        b"/P Do", resources=b"/XObject<</P 5 0 R>>", o5=stream(b"/P Do /P Do /P Do", form)
    )


def _fan_out(_):
    """Thirty forms, each of which draws the next twice: a thousand million drawings."""
    objects = {1: CATALOG, 2: PAGES, 3: PAGE % b"/XObject<</P 10 0 R>>", 4: stream(b"/P Do")}
    for number in range(10, 40):
        form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</P %d 0 R>>>>"
        objects[number] = stream(b"/P Do /P Do", form % (number + 1))
    objects[40] = stream(b"0 0 9 9 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return raw(objects)


def _glyph_loop(_):
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 65"
        b"/LastChar 65/Widths[9]/Encoding<</Differences[65/a]>>/CharProcs<</a 6 0 R>>"
        b"/Resources<</Font<</T3 5 0 R>>>>>>"
    )
    return one_page(
        b"BT /T3 9 Tf (A) Tj ET",
        resources=b"/Font<</T3 5 0 R>>",
        o5=font,
        o6=stream(b"9 0 d0 BT /T3 9 Tf (A) Tj ET"),
    )


def _box(box: bytes):
    return lambda _: raw(
        {1: CATALOG, 2: PAGES, 3: b"<</Type/Page/Parent 2 0 R/MediaBox%s>>" % box, 4: stream(b"")}
    )


def _previous_loop(_):
    content = one_page()
    table = content.rindex(b"xref\n0")
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % table)


def _length_loop(_):
    return raw({1: CATALOG, 2: PAGES, 3: PAGE % b"", 4: b"<</Length 4 0 R>>stream\nq Q\nendstream"})


def _count(number: int):
    return lambda _: raw(
        {
            1: CATALOG,
            2: b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % number,
            3: PAGE % b"",
            4: stream(b""),
        }
    )


def _many_pages(_):
    return samples.pdf(pages=5000)


def _huge_size(_):
    return one_page().replace(b"/Size 5", b"/Size 2147483647")


def _extends_loop(_):
    return _with_object_stream(zlib.compress(b"3 0 " + PAGE % b"")).replace(
        b"/Type/ObjStm", b"/Type/ObjStm/Extends 6 0 R"
    )


def _encrypted(_):
    return samples.password_pdf()


def _no_password(_):
    return samples.protected_pdf()


def _endless_key(_):
    trailer = b"/Encrypt<</Filter/Standard/V 5/R 6/Length 99999999/O(x)/U(x)/OE(x)/UE(x)/P -1>>"
    return raw({1: CATALOG, 2: PAGES, 3: PAGE % b"", 4: stream(b"")}, more=trailer + b"/ID[(a)(b)]")


def _filter(name: bytes):
    return lambda _: one_page(samples.noise(), b"/Filter/" + name)


def _many_annotations(_):
    document = samples._document()
    note = document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0] * 4))
    )
    document.pages[0].Annots = Array([note] * 50_000)
    return samples._saved(document)


def _no_catalog(_):
    return raw({1: b"null"})


def _late_header(_):
    return b"\r\n" * 400 + samples.pdf()


def _page_html(_):
    return samples.html() + samples.pdf()


def _with_zip(_):
    return samples.pdf() + samples.archive()


def _with_program(_):
    return samples.program() + samples.pdf()


def _with_page_after(_):
    return samples.pdf() + samples.html()


def _object_numbers(_):
    return one_page().replace(b"4 0 obj", b"99999999999999999999 0 obj")


def _long_name(_):
    return one_page(resources=b"/" + b"A" * 2_000_000 + b" 1")


def _long_string(_):
    return one_page(b"BT (" + b"(" * 500_000 + b")" * 500_000 + b") Tj ET")


def cases() -> Iterator[Case]:
    for name, make, state in (
        ("bomb", _bomb, ""),
        ("bomb-twice", _bomb_twice, ""),
        ("picture-bomb", _picture_bomb, ""),
        ("object-stream-bomb", lambda _: _with_object_stream(packed_zeros(1500)), "told"),
        ("page-loop", _page_loop, "told"),
        ("same-page-often", _same_page_often, None),
        ("deep-pages", _deep_pages, "told"),
        ("deep-arrays", _deep_arrays, None),
        ("deep-dictionaries", _deep_dictionaries, None),
        ("chain", _chain, None),
        ("wide", _wide, State.TOO_LARGE),
        ("self-drawing", _self_drawing, None),
        ("fan-out", _fan_out, None),
        ("glyph-loop", _glyph_loop, None),
        ("previous-loop", _previous_loop, None),
        ("length-loop", _length_loop, None),
        ("extends-loop", _extends_loop, None),
        ("count-high", _count(2_000_000_000), None),
        ("count-negative", _count(-1), None),
        ("many-pages-slow", _many_pages, ""),
        ("huge-size", _huge_size, None),
        ("encrypted", _encrypted, State.PASSWORD),
        ("no-password", _no_password, ""),
        ("endless-key", _endless_key, "told"),
        ("many-annotations", _many_annotations, ""),
        ("no-catalog", _no_catalog, "told"),
        ("late-header", _late_header, ""),
        ("object-numbers", _object_numbers, None),
        ("long-name", _long_name, None),
        ("long-string", _long_string, None),
        ("with-zip", _with_zip, ""),
        ("with-page-after", _with_page_after, ""),
        ("empty", lambda _: samples.empty_pdf(), State.EMPTY),
        ("header-only", lambda _: b"%PDF-1.7\n%\xe2\xe3\0\n", State.DAMAGED),
        *((f"box-{n}", _box(box), None) for n, box in enumerate(BOXES)),
        *((f"filter-{name.decode()}", _filter(name), None) for name in FILTERS),
    ):
        yield Case(f"broken/{name}", f"{name}.pdf", make, ACCEPTED, state)
    yield Case("broken/page-html", "page.pdf", _page_html, REFUSED)
    yield Case("broken/with-program", "page.pdf", _with_program, REFUSED)
    yield Case("broken/text", "page.pdf", lambda _: b"Not a PDF at all.", EITHER)


BOXES = (
    b"[0 0 0 0]",
    b"[0 0 1e9 1e9]",
    b"[0 0 -595 -842]",
    b"[0 0 99999999999999999999 1]",
    b"[(a)(b)(c)(d)]",
    b"[0 0]",
    b" 3 0 R",
)
FILTERS = (
    b"JBIG2Decode",
    b"JPXDecode",
    b"DCTDecode",
    b"CCITTFaxDecode",
    b"LZWDecode",
    b"Crypt",
    b"Evil",
)
