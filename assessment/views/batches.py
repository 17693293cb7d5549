"""Documents of many learners: chosen, watched while they are made, stopped, taken as one ZIP."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.access import get_managed_batch
from assessment.exports.batch_states import exports_of, failed, progress_in, totals_of
from assessment.exports.batching import MOST, ask_for_batch, resume_batch, stop_batch, try_again
from assessment.exports.bundling import bundle_of, note_taken
from assessment.exports.choosing import (
    SHOWN,
    Narrowing,
    cohorts_in,
    enrolments_in,
    months_of,
    qualifications_of,
)
from assessment.forms.batches import BatchForm
from assessment.models import Batch
from assessment.views.documents import unchanged
from portfolio.access import administered_centres
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.files.serving import guard
from portfolio.models import Centre

PER_PAGE = 25


@require_safe
@never_cache
def batches(request: HttpRequest) -> HttpResponse:
    """The batches of one's centres, the newest first."""
    centres = administered_centres(request.user)
    found = Batch.objects.filter(centre__in=centres).select_related("centre", "asked_by")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": totals_of(page.object_list),
        "many_centres": len(centres) > 1,
    }
    return render(request, "assessment/batches.html", context)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def add_batch(request: HttpRequest) -> HttpResponse:
    """Choose learners and what is in their documents, and have these made."""
    centres = administered_centres(request.user)
    centre = _chosen(centres, request.GET.get("centre", ""))
    form = BatchForm(request.POST if request.method == "POST" else None, centre=centre)
    if form.is_valid() and (batch := _made(request, form, centre)):
        return redirect("batch", batch.code)
    narrowing = Narrowing.of(request.GET)
    enrolments = list(enrolments_in(centre, narrowing)[: MOST + 1])
    cohorts = cohorts_in(centre)
    context = {
        "form": form,
        "centre": centre,
        "centres": centres,
        "narrowing": narrowing,
        "qualifications": qualifications_of(cohorts),
        "months": months_of(cohorts),
        "shown": SHOWN,
        "enrolments": enrolments[:MOST],
        "most": MOST if len(enrolments) > MOST else 0,
        "ticked": set(form.data.getlist("enrolments")) if form.is_bound else set(),
        "tick_all": "tick" in request.GET and not form.is_bound,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/batch_form.html", context, status=status)


@require_safe
@never_cache
def batch_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """How far each document is, and the downloads."""
    return render(request, "assessment/batch.html", _panel(request, code))


@require_safe
@never_cache
def batch_progress(request: HttpRequest, code: UUID) -> HttpResponse:
    """The part of the page that changes. Nothing (204) where the page shows it already."""
    context = _panel(request, code)
    return unchanged(request, context) or render(
        request, "assessment/_batch_progress.html", context
    )


@require_POST
def stop(request: HttpRequest, code: UUID) -> HttpResponse:
    """Make no more of those that are not begun."""
    batch = get_managed_batch(request.user, code)
    if left := stop_batch(batch=batch, user=request.user):
        messages.success(
            request,
            f"Stopped: {left} will not be made.",
            extra_tags=f"undo:{reverse('batch-resume', args=[code])}",
        )
    return redirect("batch", code)


@require_POST
def resume(request: HttpRequest, code: UUID) -> HttpResponse:
    """Go on with those that are not begun."""
    batch = get_managed_batch(request.user, code)
    if left := resume_batch(batch=batch, user=request.user):
        messages.success(request, f"Going on: {left} to be made.")
    return redirect("batch", code)


@require_POST
def again(request: HttpRequest, code: UUID) -> HttpResponse:
    """Have what failed made anew: one document (``export``: its code), or all."""
    batch = get_managed_batch(request.user, code)
    only = request.POST.get("export", "")
    try:
        made = try_again(batch=batch, user=request.user, only=UUID(only) if only else None)
    except ValueError:
        raise Http404("This is no document.") from None
    if made:
        messages.success(request, f"{made} {'is' if made == 1 else 'are'} made again.")
    return redirect("batch", code)


@require_safe
@never_cache
def download(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """All that is ready as one ZIP, streamed."""
    batch = get_managed_batch(request.user, code)
    bundle = bundle_of(batch)
    if not bundle.taken:
        raise Http404("None of these documents is ready yet.")
    response: HttpResponseBase = HttpResponse()
    if request.method == "GET":
        note_taken(batch, bundle.taken, request.user)
        response = StreamingHttpResponse(bundle.chunks)
    response["Content-Length"] = str(bundle.size)
    guard(response, bundle.name, "application/zip")
    return response


def _chosen(centres: QuerySet[Centre], wanted: str) -> Centre:
    # As text: a number of thousands of digits is no number to Python.
    found = next((one for one in centres if wanted in ("", str(one.pk))), None)
    if found is None:
        raise Http404
    return found


def _made(request: HttpRequest, form: BatchForm, centre: Centre) -> Batch | None:
    return form.attempt(
        ask_for_batch,
        centre=centre,
        enrolments=list(form.cleaned_data["enrolments"]),
        user=request.user,
        wanted=form.wanted,
        code=form.cleaned_data["key"],
    )


def _panel(request: HttpRequest, code: UUID) -> dict[str, object]:
    """What ``_batch_progress.html`` takes. The rows are a page of all, or of those that failed."""
    batch = get_managed_batch(request.user, code)
    ((_, totals),) = totals_of([batch])
    only_failed = request.GET.get("show") == "failed"
    exports = exports_of(batch)
    page = Paginator(exports.filter(failed()) if only_failed else exports, PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [(export, progress_in(batch, export)) for export in page.object_list]
    states = "".join(f"{progress.state[:2]}{progress.percent}" for _, progress in rows)
    numbers = f"{totals.waiting}-{totals.running}-{totals.ready}-{totals.failed}"
    return {
        "batch": batch,
        "totals": totals,
        "rows": rows,
        "page": page,
        "only_failed": only_failed,
        "quarters": totals.percent // 25 * 25,
        "seen": f"{totals.state}-{totals.is_slow:d}-{numbers}-{states}",
    }
