"""Fetching for the PDF: our own style sheet, fonts and pictures, and nothing else."""

import hashlib
import io
import mimetypes
from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from assessment.dossier.binding.shelf import Shelf
from portfolio.files.storage import StorageUnavailable

# Not known to every machine's table of types.
FONT_TYPE = "font/ttf"
PACKED_FONT = b"wOF2"


class OwnFilesFetcher(URLFetcher):
    """Resolve ``static:`` and ``media:`` names; refuse every other address.

    ``pictures`` are the stored files that this document may show: a name that got into its HTML in
    another way leads nowhere.
    """

    def __init__(self, pictures: Collection[str] = ()) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._pictures = frozenset(pictures)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme == "static":
            return URLFetcherResponse(url, *_static(name))
        if scheme == "media" and name in self._pictures:
            return URLFetcherResponse(url, _stored(name))
        raise ValueError("This document shows no other addresses.")


def _stored(name: str) -> bytes:
    try:
        with default_storage.open(name) as picture:
            return picture.read()
    except StorageUnavailable as error:
        # Of any other error WeasyPrint makes a picture that is missing.
        raise FatalURLFetchingError(str(error)) from error


def _static(name: str) -> tuple[bytes, dict[str, str]]:
    try:
        path = finders.find(name)
    except SuspiciousOperation:
        path = None
    if path is None:
        raise ValueError(f"There is no static file {name}.")
    content = Path(path).read_bytes()
    if content.startswith(PACKED_FONT):
        return _unpacked(content), {"Content-Type": FONT_TYPE}
    return content, {"Content-Type": mimetypes.guess_type(name)[0] or FONT_TYPE}


def _unpacked(font: bytes) -> bytes:
    """The font as WeasyPrint wants it: unpacking takes as long as laying out some pages."""
    shelf = Shelf(settings.SHELF_DIR)
    name = f"{hashlib.sha256(font).hexdigest()}.ttf"
    if name not in shelf:
        from fontTools.ttLib import woff2

        unpacked = io.BytesIO()
        woff2.decompress(io.BytesIO(font), unpacked)
        shelf.put(name, unpacked.getvalue())
    return shelf.get(name)
