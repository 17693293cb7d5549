"""What was done to a PDF after it was sealed, as far as it can be said in words.

Imports no Django: runs in the child process of ``read``.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

# The words for what differs, in the order in which they are told.
PAGES = "pages"
CONTENT = "content"
ANNOTATIONS = "annotations"
FORM = "form"
SIGNATURE = "signature"
FILES = "files"
SCRIPTS = "scripts"
METADATA = "metadata"
OTHER = "other"

MOST_FIELDS = 1000
DEEPEST = 10


class Beginning(io.RawIOBase):
    """The first ``length`` bytes of a file, as a file."""

    def __init__(self, path: str, length: int) -> None:
        self._file = open(path, "rb")  # noqa: SIM115 - closed with this
        self._length = length

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            return self._file.seek(self._length + offset)
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), max(0, self._length - self._file.tell()))
        content = self._file.read(wanted)
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        self._file.close()
        super().close()


def changes_after(path: str, length: int) -> list[str]:
    """What the PDF at ``path`` has that its first ``length`` bytes have not, or otherwise."""
    with (
        Beginning(path, length) as beginning,
        pikepdf.open(beginning) as sealed,
        pikepdf.open(path) as now,
    ):
        return list(_differences(sealed, now)) or [OTHER]


def signature_contents(document: pikepdf.Pdf) -> list[bytes]:
    """The bytes of each signature of the form, wherever in the file they are."""
    values = (field.get("/V") for field in _fields(document) if field.get("/FT") == "/Sig")
    return [
        bytes(value.Contents)
        for value in values
        if isinstance(value, pikepdf.Dictionary) and "/Contents" in value
    ]


def _differences(sealed: pikepdf.Pdf, now: pikepdf.Pdf) -> Iterator[str]:
    if len(sealed.pages) != len(now.pages):
        yield PAGES
    elif any(_content(one) != _content(two) for one, two in _pairs(sealed, now)):
        yield CONTENT
    for change, seen in COMPARED.items():
        if seen(sealed) != seen(now):
            yield change


def _pairs(sealed: pikepdf.Pdf, now: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Page, pikepdf.Page]]:
    return zip(sealed.pages, now.pages, strict=True)


def _content(page: pikepdf.Page) -> tuple[bytes, ...]:
    contents = page.obj.get("/Contents")
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return tuple(_raw(stream) for stream in streams)


def _raw(stream: pikepdf.Object | None) -> bytes:
    if not isinstance(stream, pikepdf.Stream):
        return b""
    return hashlib.sha256(stream.read_raw_bytes()).digest()


def _marks(document: pikepdf.Pdf) -> list[int]:
    """How many annotations each page has, but for fields of forms."""
    return [
        sum(each.get("/Subtype") != "/Widget" for each in page.obj.get("/Annots", []))
        for page in document.pages
    ]


def _values(document: pikepdf.Pdf) -> list[tuple[str, str]]:
    """The fields of the form and what is in them, but for signatures."""
    return [
        (str(field.get("/T", "")), str(field.get("/V", "")))
        for field in _fields(document)
        if field.get("/FT") != "/Sig"
    ]


def _fields(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    form = document.Root.get("/AcroForm")
    waiting = [(each, 0) for each in form.get("/Fields", [])] if form is not None else []
    for _ in range(MOST_FIELDS):
        if not waiting:
            return
        field, depth = waiting.pop()
        if isinstance(field, pikepdf.Dictionary):
            yield field
            if depth < DEEPEST:
                waiting.extend((kid, depth + 1) for kid in field.get("/Kids", []))


def _names(document: pikepdf.Pdf, tree: str) -> bool:
    names = document.Root.get("/Names")
    return names is not None and tree in names


def _actions(document: pikepdf.Pdf) -> tuple[bool, bool, bool]:
    root = document.Root
    return "/OpenAction" in root, "/AA" in root, _names(document, "/JavaScript")


def _signatures(document: pikepdf.Pdf) -> int:
    return len(signature_contents(document))


def _has_files(document: pikepdf.Pdf) -> bool:
    return _names(document, "/EmbeddedFiles")


def _metadata(document: pikepdf.Pdf) -> bytes:
    return _raw(document.Root.get("/Metadata"))


COMPARED: dict[str, Callable[[pikepdf.Pdf], object]] = {
    ANNOTATIONS: _marks,
    FORM: _values,
    SIGNATURE: _signatures,
    FILES: _has_files,
    SCRIPTS: _actions,
    METADATA: _metadata,
}
