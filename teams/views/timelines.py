"""The timeline of a team."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from teams import access
from teams.forms.timelines import TimelineForm
from teams.timelines import picture_of, records_of

A_PAGE = 50


@require_safe
def timeline(request: HttpRequest, code: UUID) -> HttpResponse:
    """Everything of the team by date, newest first; the address says what of it."""
    team = access.get_own_team(request.user, code)
    form = TimelineForm(request.GET, team=team)
    asked = form.asked
    records = records_of(team, asked).prefetch_related("members")
    context = {
        "team": team,
        "here": "timeline",
        "form": form,
        "asked": asked,
        "page": Paginator(records, A_PAGE).get_page(request.GET.get("page")),
        "picture": picture_of(team, timezone.localdate(), asked),
    }
    return render(request, "teams/timeline.html", context)
