"""Portfolio PDFs: asked for, watched while they are made, downloaded."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessment import access
from assessment.exports.asking import ask_for_export, note_download
from assessment.exports.progress import download_name, progress_of
from assessment.models import Export
from portfolio.rules import administers, owns
from portfolio.serving import serve

EARLIER = 20


@require_POST
def start_export(request: HttpRequest, code: UUID) -> HttpResponse:
    """Have the portfolio PDF of the enrolment ``code`` made."""
    enrolment = access.get_visible_enrolment(request.user, code)
    return redirect(ask_for_export(enrolment=enrolment, user=request.user))


@require_safe
@never_cache
def export_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """How far it is, and the download once it is ready."""
    export = access.get_visible_export(request.user, code)
    enrolment = export.enrolment
    earlier = enrolment.exports.exclude(pk=export.pk).select_related("asked_by")[:EARLIER]
    context = _context(request, export) | {
        "enrolment": enrolment,
        "learner": enrolment.learner,
        "is_own": owns(request.user, enrolment.learner),
        "earlier": [(each, progress_of(each)) for each in earlier],
    }
    return render(request, "assessment/export.html", context)


@require_safe
@never_cache
def export_progress(request: HttpRequest, code: UUID) -> HttpResponse:
    """The part of the page that changes. Nothing (204) where the page shows it already."""
    export = access.get_visible_export(request.user, code)
    context = _context(request, export)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "assessment/_export_progress.html", context)


@require_safe
def download_export(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """The finished document."""
    export = access.get_visible_export(request.user, code)
    if not export.is_ready:
        raise Http404("This document is not made yet.")
    response = serve(
        request,
        export.stored_as,
        filename=download_name(export),
        content_type="application/pdf",
        size=export.size,
        etag=export.sha256,
    )
    if request.method == "GET" and response.status_code in (200, 206):
        note_download(export, request.user)
    return response


def _context(request: HttpRequest, export: Export) -> dict[str, object]:
    progress = progress_of(export)
    return {
        "export": export,
        "progress": progress,
        "seen": f"{progress.state}-{progress.percent}-{progress.is_slow:d}",
        "can_administer": administers(request.user, export.enrolment.learner.centre),
    }
