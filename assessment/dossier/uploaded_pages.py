"""Pages of uploaded PDFs, reduced to what they look like.

Each page becomes a form XObject of its content and resources. Whatever acts or is carried along
stays behind: annotations, scripts, actions, forms, attachments, names, the document's structure.
"""

import base64
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import pikepdf
from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    Page,
    Pdf,
    Stream,
    StreamDecodeLevel,
)

LARGEST_CONTENT = 16 * 1024 * 1024
# Filters other than Flate expand as much, and cannot be stopped half way.
LARGEST_OTHER_CONTENT = 512 * 1024
MOST_OBJECTS = 20_000
LARGEST_SIDE = 200 * 72.0

ODDLY_PACKED = "This page is packed in a way that is not supported."
EXPANDING = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
CONTAINERS = (Array, Dictionary, Stream)

# Keys by which a stream carries or calls something besides its own bytes and resources: associated
# and embedded files, actions, bytes in other files, private data, structure of its old document.
LEFT_BEHIND = (
    "/A /AA /AF /EF /F /FDecodeParms /FFilter /JS /Metadata /OPI /PieceInfo /Ref /StructParent "
    "/StructParents /URI"
).split()


class Unusable(Exception):
    """The page cannot be shown; the message says why."""


@dataclass(frozen=True, slots=True)
class UploadedPage:
    """One page: its size in points as it is seen, or why it cannot be shown."""

    number: int
    width: float = 0.0
    height: float = 0.0
    problem: str = ""

    @property
    def is_landscape(self) -> bool:
        return self.width > self.height


def read_uploaded(file: IO[bytes], output: IO[bytes]) -> tuple[UploadedPage, ...]:
    """Write to ``output`` what the pages of ``file`` look like; see ``form_in``.

    Raises whatever a damaged file raises: all of it is read and written here once, so that nothing
    can fail later, when the pages of many files are put together.
    """
    with Pdf.open(file) as source, Pdf.new() as forms:
        pages = tuple(_taken(source, forms))
        # As they are: qpdf would otherwise unpack what is not packed in its own way.
        forms.save(output, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)
    return pages


def form_in(forms: Pdf, number: int) -> Stream:
    """What page ``number`` (from 1) looks like, in what ``read_uploaded`` wrote."""
    return forms.pages[number - 1].obj.Resources.XObject.Upload


def _taken(source: Pdf, forms: Pdf) -> Iterator[UploadedPage]:
    for number, page in enumerate(source.pages, start=1):
        blank = forms.add_blank_page()
        try:
            form = _form(source, page)
            width, height = _size(form)
        except Unusable as problem:
            yield UploadedPage(number, problem=str(problem))
        except pikepdf.PdfError:
            yield UploadedPage(number, problem="This page is damaged.")
        else:
            blank.obj.Resources = Dictionary(XObject=Dictionary(Upload=forms.copy_foreign(form)))
            yield UploadedPage(number, width, height)


def _form(source: Pdf, page: Page) -> Stream:
    content = b"\n".join(_decoded(stream) for stream in _content_streams(page))
    form = page.as_form_xobject()
    _leave_behind(form)
    form.write(zlib.compress(content), filter=Name.FlateDecode)
    return form


def _size(form: Stream) -> tuple[float, float]:
    """Width and height as seen: the box, turned as the page is."""
    left, bottom, right, top = (float(number) for number in form.BBox)
    width, height = abs(right - left), abs(top - bottom)
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise Unusable("This page has no size that can be shown.")
    matrix = form.get("/Matrix")
    is_turned = matrix is not None and math.isclose(float(matrix[0]), 0, abs_tol=1e-6)
    return (height, width) if is_turned else (width, height)


# -- Content ----------------------------------------------------------------------------------


def _content_streams(page: Page) -> list[Stream]:
    contents = page.obj.get("/Contents")
    if contents is None:
        return []
    streams = list(contents) if isinstance(contents, Array) else [contents]
    return [stream for stream in streams if isinstance(stream, Stream)]


def _decoded(stream: Stream) -> bytes:
    """The stream's bytes. Refuses what would expand beyond all measure."""
    filters = _filters(stream)
    if stream.get("/DecodeParms") is None and filters in (
        ["/FlateDecode"],
        ["/ASCII85Decode", "/FlateDecode"],
    ):
        return _inflated(stream.read_raw_bytes(), filters)
    if filters and stream.get("/Length", 0) > LARGEST_OTHER_CONTENT:
        raise Unusable(ODDLY_PACKED)
    return stream.read_bytes()


def _filters(stream: Stream) -> list[str]:
    """The names of the stream's filters. Refuses one that is packed twice over, as bombs are."""
    found = stream.get("/Filter", Array())
    names = [str(name) for name in (found if isinstance(found, Array) else [found])]
    if sum(name in EXPANDING for name in names) > 1:
        raise Unusable(ODDLY_PACKED)
    return names


def _inflated(raw: bytes, filters: list[str]) -> bytes:
    try:
        if len(filters) > 1:
            raw = base64.a85decode(raw.strip().removeprefix(b"<~").removesuffix(b"~>"))
        inflating = zlib.decompressobj()
        content = inflating.decompress(raw, LARGEST_CONTENT)
    except (ValueError, zlib.error):
        raise Unusable("This page is damaged.") from None
    if inflating.unconsumed_tail:
        raise Unusable("This page is too large to show.")
    return content


# -- Resources --------------------------------------------------------------------------------


def _leave_behind(form: Stream) -> None:
    """Remove from ``form``, and from all streams it can reach, what is not appearance."""
    for found in _reachable(form):
        if isinstance(found, Stream):
            _filters(found)
            for key in LEFT_BEHIND:
                if key in found:
                    del found[key]


def _reachable(form: Stream) -> Iterator[Object]:
    """Each container that ``form`` leads to, once, and before what is in it.

    Refuses a page that reaches far too many: copying follows each of them to its end.
    """
    seen = set()
    waiting: list[Object] = [form]
    while waiting:
        found = waiting.pop()
        if found.is_indirect:
            if found.objgen in seen:
                continue
            seen.add(found.objgen)
            if len(seen) > MOST_OBJECTS:
                raise Unusable("This page is too complicated to show.")
        yield found
        values = found if isinstance(found, Array) else (value for _, value in found.items())
        waiting.extend(value for value in values if isinstance(value, CONTAINERS))
