"""Resumable uploads by tus 1.0, and what the page asks about them."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio import access
from portfolio.files import uploads
from portfolio.files.resuming import protocol
from portfolio.files.resuming.finishing import finish_upload, take_up_lost
from portfolio.files.resuming.protocol import Refusal
from portfolio.files.resuming.receiving import begin_upload, drop_upload, receive_part
from portfolio.files.storage import StorageUnavailable
from portfolio.models import Upload, UploadState
from portfolio.recording import HANDED_OVER, CannotChange
from portfolio.views.files import WAS_THERE, rendered_files, wants_json

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]

# A connection that gives nothing for so long is gone; its thread is needed by others.
SECONDS_OF_SILENCE = 60
GIVEN_UP = "This upload was given up. Choose the file again to send it from its beginning."
STORAGE_AWAY = "The site cannot store anything right now. It is tried again by itself."
BEING_STORED = "This file is being checked and stored, so it cannot be dropped now."


def speaks_tus(view: View) -> View:
    """Answer a ``Refusal`` with its status and its sentence, and say which version this is."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            response = _said(refusal.sentence, refusal.status)
        except CannotChange:
            response = _said(HANDED_OVER, 403)
        except StorageUnavailable:
            logger.exception("A part could not be stored.")
            response = _said(STORAGE_AWAY, 503)
        response["Tus-Resumable"] = protocol.VERSION
        response["Tus-Version"] = protocol.VERSION
        response["Cache-Control"] = "no-store"
        return response

    return spoken


@require_http_methods(["OPTIONS", "POST"])
@speaks_tus
def create_upload(request: HttpRequest, code: UUID) -> HttpResponse:
    """Begin an upload to an item (creation). Nothing of the file comes with this request."""
    evidence = access.get_written_evidence(request.user, code)
    if request.method == "OPTIONS":
        return _capabilities()
    protocol.require_version(request.headers)
    announced = protocol.read_announcement(request.headers)
    try:
        upload = begin_upload(evidence=evidence, user=request.user, announced=announced)
    except ValidationError as refused:
        raise Refusal(413, " ".join(refused.messages)) from None
    response = HttpResponse(status=201)
    response["Location"] = request.build_absolute_uri(reverse("upload-part", args=[upload.code]))
    response["Upload-Expires"] = protocol.expires(upload.changed_at + upload.kept_for)
    return response


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE"])
@speaks_tus
def upload_part(request: HttpRequest, code: UUID) -> HttpResponse:
    """Where to go on (HEAD), the next bytes (PATCH), or no more of it (DELETE)."""
    if request.method == "OPTIONS":
        return _capabilities()
    upload = access.get_own_upload(request.user, code)
    protocol.require_version(request.headers)
    if request.method == "DELETE":
        return _dropped(upload)
    if request.method == "PATCH":
        return _received(request, upload)
    return _standing(upload)


def _capabilities() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Extension"] = protocol.EXTENSIONS
    response["Tus-Max-Size"] = str(uploads.upload_limit())
    response["Tus-Checksum-Algorithm"] = "sha256"
    return response


def _standing(upload: Upload) -> HttpResponse:
    if upload.state in (UploadState.GIVEN_UP, UploadState.REFUSED):
        raise Refusal(410, GIVEN_UP)
    return _with_offset(HttpResponse(status=200), upload)


def _received(request: HttpRequest, upload: Upload) -> HttpResponse:
    part = protocol.read_part(request.headers)
    with _impatient(request):
        upload = receive_part(upload=upload, user=request.user, part=part, read=request.read)
    if upload.is_complete and upload.sha256:
        # Whoever announced the hash asks for nothing more.
        finish_upload(upload)
    return _with_offset(HttpResponse(status=204), upload)


def _with_offset(response: HttpResponse, upload: Upload) -> HttpResponse:
    response["Upload-Offset"] = str(upload.offset)
    if upload.length is None:
        response["Upload-Defer-Length"] = "1"
    else:
        response["Upload-Length"] = str(upload.length)
    if upload.state == UploadState.RECEIVING:
        response["Upload-Expires"] = protocol.expires(upload.changed_at + upload.kept_for)
    return response


def _dropped(upload: Upload) -> HttpResponse:
    if not drop_upload(upload=upload):
        raise Refusal(409, BEING_STORED)
    return HttpResponse(status=204)


@contextmanager
def _impatient(request: HttpRequest) -> Iterator[None]:
    """End the reading of a connection that has gone silent; what it brought is kept."""
    connection = request.META.get("gunicorn.socket")
    if connection is None:
        yield
        return
    before = connection.gettimeout()
    connection.settimeout(SECONDS_OF_SILENCE)
    try:
        yield
    finally:
        connection.settimeout(before)


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


# -- What the page asks -----------------------------------------------------------------------


@require_POST
def finish(request: HttpRequest, code: UUID) -> HttpResponse:
    """All of it is here: have it checked and stored. ``sha256``: what the browser computed."""
    upload = access.get_own_upload(request.user, code)
    try:
        sha256 = protocol.read_sha256(request.POST.get("sha256", ""))
        upload = finish_upload(upload, sha256=sha256)
    except Refusal as refusal:
        return _refused(request, upload, refusal)
    return _answer(request, upload)


@require_safe
def upload_state(request: HttpRequest, code: UUID) -> HttpResponse:
    """How far it is. Whoever asks has a lost job begun again."""
    upload = access.get_own_upload(request.user, code)
    if upload.state == UploadState.CHECKING:
        take_up_lost(Upload.objects.filter(pk=upload.pk))
        upload.refresh_from_db()
    return _answer_json(request, upload)


@require_POST
def drop(request: HttpRequest, code: UUID) -> HttpResponse:
    """Forget an upload that is not wanted any more, or one that was refused."""
    try:
        upload = access.get_own_upload(request.user, code)
    except Http404:
        if not wants_json(request):
            raise
        return JsonResponse({"state": "dropped"})
    if not drop_upload(upload=upload):
        return _refused(request, upload, Refusal(409, BEING_STORED))
    if wants_json(request):
        return JsonResponse({"state": "dropped"})
    messages.success(request, f"What was here of {upload.name} is deleted.")
    return redirect(upload.evidence)


def _refused(request: HttpRequest, upload: Upload, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(
            {"state": upload.state, "error": refusal.sentence}, status=refusal.status
        )
    messages.error(request, refusal.sentence)
    return redirect(upload.evidence)


def _answer(request: HttpRequest, upload: Upload) -> HttpResponse:
    if wants_json(request):
        return _answer_json(request, upload)
    if upload.state == UploadState.STORED:
        messages.success(request, WAS_THERE if upload.was_there else f"{upload.name} is stored.")
    elif upload.sentence:
        messages.error(request, f"{upload.name} is not stored. {upload.sentence}")
    else:
        messages.info(request, f"{upload.name} is being checked and stored.")
    return redirect(upload.evidence)


def _answer_json(request: HttpRequest, upload: Upload) -> JsonResponse:
    """``sha256`` is that of the stored bytes, for the page to compare with its own."""
    said: dict[str, object] = {"state": upload.state, "sentence": upload.sentence}
    if upload.state == UploadState.STORED and upload.file:
        said |= rendered_files(request, [upload.file])
        said["sha256"] = upload.file.sha256
        said["note"] = WAS_THERE if upload.was_there else ""
    return JsonResponse(said)
