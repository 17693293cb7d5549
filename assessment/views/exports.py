"""Documents of a portfolio: chosen, watched while they are made, downloaded."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment import access
from assessment.exports.asking import ask_for_export, note_download
from assessment.exports.progress import download_name, exports_for, progress_of
from assessment.forms.exports import ChoiceForm
from assessment.models import Enrolment, Export, Format
from assessment.views.documents import progress_panel, send_document, unchanged
from portfolio.models import User
from portfolio.rules import owns

EARLIER = 20
CONTENT_TYPES: dict[str, str] = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html",
    Format.ARCHIVE: "application/zip",
}


@require_http_methods(["GET", "POST"])
def start_export(request: HttpRequest, code: UUID) -> HttpResponse:
    """Choose what is in a document of the enrolment ``code``, and have it made."""
    enrolment = access.get_exported_enrolment(request.user, code)
    sent = request.POST if request.method == "POST" else None
    form = ChoiceForm(sent, user=request.user, enrolment=enrolment)
    if form.is_valid():
        export = form.attempt(
            ask_for_export, enrolment=enrolment, user=request.user, wanted=form.wanted
        )
        if export:
            return redirect(export)
    context = {
        "form": form,
        "enrolment": enrolment,
        "learner": enrolment.learner,
        "is_own": owns(request.user, enrolment.learner),
        "earlier": _earlier(request.user, enrolment),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/export_choices.html", context, status=status)


@require_safe
@never_cache
def export_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """How far it is, and the download once it is ready."""
    export = access.get_visible_export(request.user, code)
    enrolment = export.enrolment
    context = _panel(request, export) | {
        "export": export,
        "units": export.units.all(),
        "enrolment": enrolment,
        "learner": enrolment.learner,
        "is_own": owns(request.user, enrolment.learner),
        "earlier": _earlier(request.user, enrolment, besides=export),
    }
    return render(request, "assessment/export.html", context)


@require_safe
@never_cache
def export_progress(request: HttpRequest, code: UUID) -> HttpResponse:
    """The part of the page that changes. Nothing (204) where the page shows it already."""
    context = _panel(request, access.get_visible_export(request.user, code))
    return unchanged(request, context) or render(
        request, "assessment/_export_progress.html", context
    )


@require_safe
def download_export(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """The finished document."""
    export = access.get_visible_export(request.user, code)
    if not export.is_ready:
        raise Http404("This document is not made yet.")
    response = send_document(request, export, download_name(export), CONTENT_TYPES[export.format])
    if request.method == "GET" and response.status_code in (200, 206):
        note_download(export, request.user)
    return response


def _earlier(user: User, enrolment: Enrolment, besides: Export | None = None) -> list[tuple]:
    """The documents of the portfolio that the reader may take, each with how far it is."""
    exports = exports_for(user, enrolment)
    if besides is not None:
        exports = exports.exclude(pk=besides.pk)
    return [(each, progress_of(each)) for each in exports[:EARLIER]]


def _panel(request: HttpRequest, export: Export) -> dict[str, object]:
    again = [(name, getattr(export, name)) for name in ("format", "variant", "conformance")]
    again += [("attaches_files", "on")] if export.attaches_files else []
    again += [("units", unit.pk) for unit in export.units.all()]
    return progress_panel(
        request,
        export,
        centre=export.enrolment.learner.centre,
        address=reverse("export-progress", args=[export.code]),
        download=reverse("export-download", args=[export.code]),
        again=(reverse("export-start", args=[export.enrolment.code]), again),
    )
