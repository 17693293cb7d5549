"""Files of evidence: taking them in, sending them out, naming what they show."""

import errno
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from portfolio import access, recording, rules
from portfolio.files import storing, uploads
from portfolio.files.derivatives.looks import with_looks
from portfolio.files.inspection.door import Refused
from portfolio.files.resuming.quotas import refuse_beyond_quota, rooms_of
from portfolio.files.resuming.unfinished import unfinished_uploads
from portfolio.files.serving import serve, serve_picture
from portfolio.models import Evidence, EvidenceFile

NOTHING_CAME = "No file arrived. Choose one, check your connection, and send it again."
TOO_MANY = "These are too many files for one go. Send up to 20 at a time."
DISK_FULL = "The site has no room for this file now. Tell your centre, and try again later."
WAS_THERE = "This very file is in the item already, so nothing was added."


def files_panel(evidence: Evidence, *, can_change: bool) -> dict[str, object]:
    """What ``portfolio/_files.html`` takes. Only what the template reads is asked for."""
    writer = evidence.author or evidence.learner.user
    return {
        "evidence": evidence,
        "files": with_looks(evidence.files.kept()),
        "can_change": can_change,
        "upload_limit": uploads.upload_limit(),
        "max_files": storing.MAX_FILES,
        "rooms": partial(rooms_of, evidence.learner),
        "unfinished": partial(unfinished_uploads, evidence, writer),
    }


# -- Taking in --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a row, a note beside it, or an error with its status."""

    file: EvidenceFile | None = None
    note: str = ""
    error: str = ""
    status: int = 200


@csrf_exempt
@require_POST
def upload_files(request: HttpRequest, code: UUID) -> HttpResponse:
    """Store the files of the form in an item.

    The CSRF check reads the whole body, so it comes second: what may not be stored, or is too
    large, is refused before a byte of it is kept.
    """
    evidence = access.get_written_evidence(request.user, code)
    if not rules.can_change_evidence(request.user, evidence):
        return _answer(request, evidence, [Outcome(error=recording.HANDED_OVER, status=409)])
    if uploads.is_too_large(request):
        return _refuse_too_large(request, evidence)
    if no_room := _lack_of_room(request, evidence):
        return _answer(request, evidence, [Outcome(error=no_room, status=413)])
    try:
        return _receive(request, evidence)
    except RequestDataTooBig:
        return _refuse_too_large(request, evidence)
    except (TooManyFilesSent, UnreadablePostError, OSError) as error:
        return _answer(request, evidence, [_broken_off(error)])
    finally:
        uploads.discard_unfinished(request)


def _broken_off(error: Exception) -> Outcome:
    """Why the request could not be read to its end. What nobody foresaw is raised again."""
    if isinstance(error, TooManyFilesSent):
        return Outcome(error=TOO_MANY, status=400)
    if isinstance(error, UnreadablePostError):
        return Outcome(error=NOTHING_CAME, status=400)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Outcome(error=DISK_FULL, status=507)
    raise error


def _refuse_too_large(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    if not wants_json(request):
        return render(request, "413.html", status=413)
    outcome = Outcome(error=uploads.too_large_sentence(), status=413)
    return _answer_json(request, [outcome])


def _lack_of_room(request: HttpRequest, evidence: Evidence) -> str:
    """Why what the request announces is more than there is room for, or nothing."""
    try:
        refuse_beyond_quota(evidence.learner, uploads.announced_size(request))
    except ValidationError as full:
        return " ".join(full.messages)
    return ""


@csrf_protect
def _receive(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    received = request.FILES.getlist("file")
    if not received:
        return _answer(request, evidence, [Outcome(error=NOTHING_CAME, status=400)])
    return _answer(request, evidence, [_stored(request, evidence, upload) for upload in received])


def _stored(request: HttpRequest, evidence: Evidence, upload: uploads.IncomingFile) -> Outcome:
    try:
        stored = storing.store_file(evidence=evidence, user=request.user, upload=upload)
    except Refused as refusal:
        return Outcome(error=refusal.sentence, status=400)
    except recording.CannotChange:
        return Outcome(error=recording.HANDED_OVER, status=409)
    except ValidationError as error:
        return Outcome(error=" ".join(error.messages), status=400)
    return Outcome(stored.file, note=WAS_THERE if stored.was_there else "")


def _answer(request: HttpRequest, evidence: Evidence, outcomes: list[Outcome]) -> HttpResponse:
    """JSON for a script; for a plain form, messages on the item's page."""
    if wants_json(request):
        return _answer_json(request, outcomes)
    for outcome in outcomes:
        if outcome.error:
            messages.error(request, outcome.error)
        elif outcome.note:
            messages.info(request, outcome.note)
        elif outcome.file:
            messages.success(request, f"{outcome.file.name} is stored.")
    return redirect("evidence", code=evidence.code)


def _answer_json(request: HttpRequest, outcomes: list[Outcome]) -> JsonResponse:
    files = [outcome.file for outcome in outcomes if outcome.file]
    said = rendered_files(request, files) | {
        "note": " ".join(outcome.note for outcome in outcomes if outcome.note),
        "error": " ".join(outcome.error for outcome in outcomes if outcome.error),
    }
    status = 200 if files else max(outcome.status for outcome in outcomes)
    return JsonResponse(said, status=status)


def rendered_files(request: HttpRequest, files: list[EvidenceFile]) -> dict[str, str]:
    """The rows and the views of files that have just come, for the page that is open."""
    return {
        "rows_html": _rendered(request, "portfolio/_file_row.html", files),
        "views_html": _rendered(request, "portfolio/_view.html", files),
    }


def _rendered(request: HttpRequest, template: str, files: list[EvidenceFile]) -> str:
    return "".join(
        render_to_string(template, {"file": file, "can_change": True}, request) for file in files
    )


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a plain form."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    return request.get_preferred_type(("text/html", "application/json")) == "application/json"


# -- Sending out ------------------------------------------------------------------------------


@require_safe
def download_file(request: HttpRequest, code: UUID) -> HttpResponseBase:
    file = access.get_readable_file(request.user, code)
    return serve(
        request,
        file.stored_as,
        filename=file.name,
        content_type=file.content_type,
        size=file.size,
        etag=file.sha256,
    )


@require_safe
def preview_file(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """The upright, page-sized copy of a picture, without what the camera noted of the place."""
    file = access.get_readable_file(request.user, code)
    return serve_picture(
        request, file.preview_as, filename=file.name, etag=f"{file.sha256}-preview"
    )


# -- Changing a row ---------------------------------------------------------------------------


@require_POST
def remove_file(request: HttpRequest, code: UUID) -> HttpResponse:
    file = access.get_written_file(request.user, code)
    try:
        storing.remove_file(file=file, user=request.user)
    except recording.CannotChange:
        return _answer_row(request, file, error=recording.HANDED_OVER, status=409)
    undo = f"undo:{reverse('file-restore', args=[file.code])}"
    return _answer_row(request, file, said=f"{file.name} was taken out.", tags=undo, focus="undo")


@require_POST
def restore_file(request: HttpRequest, code: UUID) -> HttpResponse:
    file = access.get_written_file(request.user, code)
    try:
        restored = storing.restore_file(file=file, user=request.user)
    except recording.CannotChange:
        return _answer_row(request, file, error=recording.HANDED_OVER, status=409)
    except ValidationError as error:
        return _answer_row(request, file, error=" ".join(error.messages), status=409)
    said = f"{file.name} is back." if restored else WAS_THERE
    return _answer_row(request, file, said=said, focus="remove")


@require_POST
def describe_file(request: HttpRequest, code: UUID) -> HttpResponse:
    file = access.get_written_file(request.user, code)
    description = request.POST.get("description", "")
    try:
        storing.describe_file(file=file, user=request.user, description=description)
    except recording.CannotChange:
        return _answer_row(request, file, error=recording.HANDED_OVER, status=409)
    except ValidationError as error:
        return _answer_row(
            request, file, error=" ".join(error.messages), status=422, focus="describe"
        )
    return _answer_row(request, file, said="The description is saved.", focus="describe")


def _answer_row(
    request: HttpRequest,
    file: EvidenceFile,
    *,
    said: str = "",
    error: str = "",
    status: int = 200,
    tags: str = "",
    focus: str = "",
) -> HttpResponse:
    """The row as it stands now for htmx; for a plain form, a message on the item's page."""
    if not request.htmx:
        messages.add_message(
            request, messages.ERROR if error else messages.SUCCESS, error or said, extra_tags=tags
        )
        return redirect("evidence", code=file.evidence.code)
    attempted = file.description
    file.refresh_from_db(from_queryset=EvidenceFile.objects.select_related("evidence__learner"))
    can_change = rules.can_change_evidence(request.user, file.evidence)
    row = {"file": file, "can_change": can_change, "said": said, "error": error, "focus": focus}
    if status == 422:
        row["attempted"] = attempted
    return render(request, "portfolio/_file_row.html", row, status=status)
