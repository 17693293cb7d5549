"""Portfolios from other installations: brought, looked through, confirmed, brought in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import access
from assessment.archive import bringing
from assessment.archive.schema import schema
from assessment.archive.standing import standing_of
from assessment.forms.portfolio_imports import ArchiveForm, PeopleForm
from assessment.models import CarriedTrail, PortfolioImport
from portfolio.access import administered_centres
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.files import uploads

SHOWN = 50
NOTHING_CAME = "No archive arrived. Choose it, check your connection, and send it again."


@csrf_exempt
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Those of one's centres; a POST brings another archive.

    The CSRF check reads the whole body, so it comes second: who may bring nothing, or brings too
    much, is refused before a byte of it is kept.
    """
    centres = administered_centres(request.user)
    if request.method == "GET":
        return _page(request, ArchiveForm(centres=centres), centres)
    if uploads.is_too_large(request):
        return _refused(request, uploads.too_large_sentence(), 413)
    try:
        return _bring(request, centres)
    except RequestDataTooBig:
        return _refused(request, uploads.too_large_sentence(), 413)
    except UnreadablePostError:
        return _refused(request, NOTHING_CAME, 400)
    finally:
        uploads.discard_unfinished(request)


@csrf_protect
def _bring(request: HttpRequest, centres: Any) -> HttpResponse:
    form = ArchiveForm(request.POST, request.FILES, centres=centres)
    if not form.is_valid():
        if _wants_json(request):
            return _refused(request, " ".join(form.errors.get("file", [NOTHING_CAME])), 422)
        return _page(request, form, centres, status=422)
    brought = bringing.bring_archive(
        centre=form.cleaned_data["centre"], by=request.user, upload=form.cleaned_data["file"]
    )
    if _wants_json(request):
        return JsonResponse({"address": brought.get_absolute_url()})
    return redirect(brought)


def _page(request: HttpRequest, form: ArchiveForm, centres: Any, status: int = 200) -> HttpResponse:
    brought = PortfolioImport.objects.filter(centre__in=centres)
    rows = brought.select_related("centre", "asked_by", "learner__user")[:SHOWN]
    context = {
        "form": form,
        "rows": [(row, standing_of(row)) for row in rows],
        "limit": uploads.upload_limit(),
    }
    return render(request, "assessment/portfolio_imports.html", context, status=status)


def _refused(request: HttpRequest, words: str, status: int) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": words}, status=status)
    if status == 413:
        return render(request, "413.html", status=413)
    messages.error(request, words)
    return redirect("portfolio-imports")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


@require_safe
@never_cache
def import_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """How far it is; what was found, to confirm; what came of it."""
    return _import_page(request, access.get_managed_import(request.user, code))


def _import_page(
    request: HttpRequest,
    brought: PortfolioImport,
    form: PeopleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    people = (brought.found or {}).get("people", ())
    context = _progress(brought) | {
        "form": form or PeopleForm(people=people),
        "new_people": [person for person in people if not person["candidates"]],
        "trails": CarriedTrail.objects.filter(learner=brought.learner) if brought.learner else (),
    }
    return render(request, "assessment/portfolio_import.html", context, status=status)


@require_safe
@never_cache
def progress(request: HttpRequest, code: UUID) -> HttpResponse:
    """The part of the page that changes. Nothing (204) where the page shows it already; the page
    itself anew once there is something to read or to do."""
    brought = access.get_managed_import(request.user, code)
    context = _progress(brought)
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    if not context["standing"].is_busy:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(request, "assessment/_portfolio_import_progress.html", context)


def _progress(brought: PortfolioImport) -> dict[str, Any]:
    standing = standing_of(brought)
    return {
        "brought": brought,
        "standing": standing,
        "seen": f"{standing.state}-{standing.percent}",
    }


@require_POST
@asks_who_it_is()
def confirm(request: HttpRequest, code: UUID) -> HttpResponse:
    """Have it brought in."""
    brought = access.get_managed_import(request.user, code)
    form = PeopleForm(request.POST, people=(brought.found or {}).get("people", ()))
    if form.is_valid():
        form.attempt(bringing.confirm, brought=brought, by=request.user, choices=form.choices)
    if form.errors:
        return _import_page(request, brought, form, status=422)
    return redirect(brought)


@require_POST
def give_up(request: HttpRequest, code: UUID) -> HttpResponse:
    """Delete an archive that was not confirmed."""
    brought = access.get_managed_import(request.user, code)
    bringing.give_up(brought=brought, by=request.user)
    return redirect(brought)


@require_safe
def trail(request: HttpRequest, code: UUID) -> HttpResponse:
    """The entries of the audit trail that came along, as they were."""
    brought = access.get_managed_import(request.user, code)
    trails = CarriedTrail.objects.filter(learner=brought.learner) if brought.learner else ()
    context = {"brought": brought, "trails": [each.content for each in trails]}
    return render(request, "assessment/portfolio_import_trail.html", context)


@login_not_required
@require_safe
def archive_schema(request: HttpRequest) -> HttpResponse:
    """The form of an archive's manifest, as JSON Schema; for programs of others."""
    response = JsonResponse(schema(), json_dumps_params={"indent": 2, "sort_keys": True})
    response["Content-Type"] = "application/schema+json"
    return response
