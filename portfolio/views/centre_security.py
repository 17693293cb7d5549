"""What administrators see and do of how their people log in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portfolio import access, rules
from portfolio.accounts.factors import changing
from portfolio.accounts.factors.held import has_second_factor
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.accounts.security_log import Sought, events_for, reads_log
from portfolio.accounts.sessions import device_in_words
from portfolio.auditing import enter_of_person
from portfolio.forms.accounts import CentreSecurityForm, ResetFactorForm
from portfolio.forms.security_log import SecurityLogForm
from portfolio.models import Act, SecurityEvent
from portfolio.newest import all_of, page_of
from portfolio.views.audit import csv_lines

COLUMNS = ("When", "Who", "What", "Where", "Address", "Browser")


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def centre_security(request: HttpRequest, pk: int) -> HttpResponse:
    """Of which roles the centre asks a second step."""
    centre = access.get_managed_centre(request.user, pk)
    form = CentreSecurityForm(request.POST if request.method == "POST" else None, centre=centre)
    if form.is_valid():
        form.attempt(changing.require_of_roles, centre=centre, by=request.user, **form.cleaned_data)
        if form.is_valid():
            messages.success(request, "Saved. It holds from each person’s next login on.")
            return redirect("centre-security", pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "centre": centre}
    return render(request, "portfolio/centre_security.html", context, status=status)


@require_http_methods(["GET", "POST"])
@asks_who_it_is(fully=True)
def reset_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second step of somebody who lost it."""
    person = access.get_managed_person(request.user, pk)
    if person == request.user or not rules.manages_account(request.user, person):
        raise PermissionDenied
    form = ResetFactorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        form.attempt(changing.reset_factors, person=person, by=request.user, **form.cleaned_data)
        if form.is_valid():
            messages.success(
                request, f"{person} logs in with the password alone until they set up another."
            )
            return redirect("person", pk)
    context = {"form": form, "person": person, "has_second": has_second_factor(person)}
    status = 422 if form.is_bound else 200
    return render(request, "portfolio/person_second_factor.html", context, status=status)


# -- The security log -------------------------------------------------------------------------


@require_safe
@never_cache
def security_log(request: HttpRequest) -> HttpResponse:
    """What was tried and refused, newest first."""
    form, sought = _sought(request)
    before = request.GET.get("before", "")
    page = page_of(sought.narrow(events_for(request.user)), before=before)
    context = {
        "form": form,
        "page": page,
        "rows": [(event, device_in_words(event.agent)) for event in page.rows],
        "is_narrowed": sought != Sought(),
        "is_later_page": bool(before),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "portfolio/security_log.html", context, status=status)


@require_safe
@never_cache
def export_log(request: HttpRequest) -> HttpResponseBase:
    """The same as CSV; that it was taken away is entered in the trail."""
    form, sought = _sought(request)
    if not form.is_valid():
        context = {"form": form}
        return render(request, "portfolio/security_log.html", context, status=422)
    if request.method == "GET":
        words = "Exported the security log."
        enter_of_person(Act.EXPORT, words, person=request.user, by=request.user)
    return StreamingHttpResponse(
        csv_lines(COLUMNS, map(_cells, all_of(sought.narrow(events_for(request.user))))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="security-log.csv"'},
    )


def _sought(request: HttpRequest) -> tuple[SecurityLogForm, Sought]:
    if not reads_log(request.user):
        raise PermissionDenied
    form = SecurityLogForm(request.GET)
    return form, Sought(**form.cleaned_data) if form.is_valid() else Sought()


def _cells(event: SecurityEvent) -> tuple[str, ...]:
    return (
        timezone.localtime(event.at).isoformat(sep=" ", timespec="seconds"),
        str(event.person or ""),
        str(event.get_kind_display()),
        event.words,
        event.address,
        event.agent,
    )
