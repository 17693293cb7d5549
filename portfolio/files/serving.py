"""Sending stored files to those who may see them: whole or a range, and never run by a browser."""

import logging
import re

from csp.constants import HEADER as CSP_HEADER
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from portfolio.files.filenames import EXTENSIONS, download_name
from portfolio.files.storage import Reading, own_storage

logger = logging.getLogger(__name__)

PNG = b"\x89PNG"
# Asked again each time, since the right to see it may have ended.
CACHING = "private, no-cache"
# Whatever a file says, a page of this site can do nothing in the name of who opens it.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range lies outside the file."""


def serve(
    request: HttpRequest,
    storage_name: str,
    *,
    filename: str,
    content_type: str,
    size: int,
    etag: str,
    as_attachment: bool = True,
) -> HttpResponseBase:
    """Send the stored file, or the one range of it that is asked for (RFC 9110, section 14).

    ``size`` is in bytes; ``etag`` is what changes with the content, such as its SHA-256. Types that
    this site does not accept are sent as plain bytes. Several ranges are answered with the whole.
    """
    quoted = f'"{etag}"'
    answer = _answer_without_content(request, quoted)
    if answer is not None:
        return answer
    response = _content(request, storage_name, size, quoted)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = quoted
    guard(response, filename, content_type, as_attachment=as_attachment)
    return response


def serve_picture(
    request: HttpRequest, storage_name: str, *, filename: str, etag: str
) -> HttpResponseBase:
    """Show a PNG or JPEG that this site made itself; 404 where there is none (an empty name)."""
    if not storage_name:
        raise Http404("There is no such picture.")
    try:
        size = own_storage().size(storage_name)
        is_png = next(own_storage().read(storage_name, 0, len(PNG)), b"") == PNG
    except FileNotFoundError:
        raise Http404("This picture is missing from the storage.") from None
    return serve(
        request,
        storage_name,
        filename=filename,
        content_type="image/png" if is_png else "image/jpeg",
        size=size,
        etag=etag,
        as_attachment=False,
    )


def guard(
    response: HttpResponseBase, filename: str, content_type: str, *, as_attachment: bool = True
) -> None:
    """Say of bytes that people gave or take away what they are called, and that none are run."""
    known = content_type.partition(";")[0] in EXTENSIONS
    response["Content-Type"] = content_type if known else "application/octet-stream"
    disposition = content_disposition_header(as_attachment, download_name(filename, content_type))
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = CACHING
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers[CSP_HEADER] = POLICY


def _answer_without_content(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """304 for who has it already, 412 for who wants another version of it."""
    answer = get_conditional_response(request, etag=etag)
    if answer is not None:
        answer["ETag"] = etag
        answer["Cache-Control"] = CACHING
    return answer


def _content(request: HttpRequest, storage_name: str, size: int, etag: str) -> HttpResponseBase:
    """The bytes and the headers that say which they are."""
    try:
        part = _range_of(request, size, etag)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = part or (0, size)
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_reading(storage_name, start, end))
    response["Content-Length"] = str(end - start)
    if part:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _range_of(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First byte and the one after the last; ``None`` where the whole file is to be sent."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or asked is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    if first and last and int(first) > int(last):
        return None
    if first:
        start, end = int(first), min(int(last) + 1, size) if last else size
    else:
        start, end = max(size - int(last), 0), size
    if start >= end:
        raise Unsatisfiable
    return start, end


def _reading(storage_name: str, start: int, end: int) -> Reading:
    try:
        return own_storage().read(storage_name, start, end)
    except FileNotFoundError:
        logger.error("Stored file %s is missing from the storage.", storage_name)
        raise Http404("This file is missing from the storage.") from None
