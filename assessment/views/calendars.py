"""A person's own calendar: to download, or at an address that calendar programs read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from assessment.caseload import calendars
from assessment.models import CalendarAddress
from portfolio.models import User


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """What is in the calendar, and the private address where there is one."""
    address = CalendarAddress.objects.filter(user=request.user).first()
    link = None
    if address:
        path = reverse("calendar-feed", args=[calendars.token_of(address)])
        link = request.build_absolute_uri(path)
    context = {"days": calendars.days_of(request.user), "link": link, "address": address}
    return render(request, "assessment/calendar.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar as a file."""
    return _file(request, request.user)


@require_POST
def renew_address(request: HttpRequest) -> HttpResponse:
    calendars.renew_address(request.user)
    messages.success(request, "This is your calendar’s address. Any former one has ended.")
    return redirect("calendar-page")


@require_POST
def end_address(request: HttpRequest) -> HttpResponse:
    calendars.end_address(request.user)
    messages.success(request, "The address has ended: nobody reads your calendar by it any more.")
    return redirect("calendar-page")


@login_not_required
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The same for calendar programs, which cannot log in: whoever has the address reads it."""
    owner = calendars.owner_of(token)
    if owner is None:
        raise Http404
    return _file(request, owner)


def _file(request: HttpRequest, user: User) -> HttpResponse:
    content = calendars.calendar_file(user, request.build_absolute_uri)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="assessment.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
