"""Standardisation meetings: who compared what, and what was decided."""

from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessment.forms.quality import MeetingForm, cited
from assessment.models import StandardisationMeeting
from assessment.quality import access
from assessment.quality.plan import assured_learners
from assessment.quality.records import (
    ChangedMeanwhile,
    change_meeting,
    meetings_for,
    record_meeting,
)
from assessment.views.quality.observations import chosen_centre
from portfolio.models import Evidence

PER_PAGE = 25
FACTS = ("title", "held_on", "qualification", "discussed", "decided")


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """All of the centre for those who look after its quality; else those one attended."""
    found = meetings_for(request.user).prefetch_related("attendees")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "is_assurer": access.is_assurer(request.user)}
    return render(request, "assessment/quality/meetings.html", context)


@require_safe
def meeting_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting. Items of learners whom the reader does not look after are only counted."""
    meeting = access.get_meeting(request.user, pk)
    visible = Evidence.objects.visible_to(request.user).values("pk")
    items = list(meeting.items.filter(pk__in=visible).select_related("learner__user"))
    context = {
        "meeting": meeting,
        "attendees": meeting.attendees.all(),
        "items": items,
        "hidden": meeting.items.count() - len(items),
        "can_change": meeting.recorded_by_id == request.user.pk,
    }
    return render(request, "assessment/quality/meeting.html", context)


@require_http_methods(["GET", "POST"])
def add_meeting(request: HttpRequest) -> HttpResponse:
    """Keep the record of a meeting, and tell those who were there."""
    centre = chosen_centre(request)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        centre=centre,
        learners=assured_learners(request.user, centre),
        initial={"key": uuid4(), "attendees": [request.user.pk]},
    )
    if form.is_valid():
        facts = form.cleaned_data
        meeting = form.attempt(
            record_meeting,
            centre=centre,
            by=request.user,
            attendees=facts["attendees"],
            items=facts["items"],
            request_key=facts["key"] or uuid4(),
            **{name: facts[name] for name in FACTS},
        )
        if meeting:
            messages.success(request, "Saved. Those who were there are told.")
            return redirect("standardisation-meeting", meeting.pk)
    context = {
        "form": form,
        "centre": centre,
        "centres": access.get_assured_centres(request.user),
        "title": "Standardisation meeting",
        "action": "Save and tell those who were there",
        "back": "standardisation-meetings",
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/quality/record_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the record; only who wrote it does."""
    meeting = access.get_own_meeting(request.user, pk)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        centre=meeting.centre,
        learners=assured_learners(request.user, meeting.centre),
        meeting=meeting,
        initial=_as_it_is(meeting),
    )
    if form.is_valid() and _changed(request, meeting, form):
        messages.success(request, "The record is saved.")
        return redirect("standardisation-meeting", meeting.pk)
    context = {
        "form": form,
        "centre": meeting.centre,
        "title": "Change the record",
        "action": "Save changes",
        "back": "standardisation-meetings",
        "draft": reverse("standardisation-meeting-edit", args=[meeting.pk]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/quality/record_form.html", context, status=status)


def _as_it_is(meeting: StandardisationMeeting) -> dict:
    return {
        **{name: getattr(meeting, name) for name in FACTS},
        "attendees": list(meeting.attendees.values_list("pk", flat=True)),
        "items": cited(meeting.items.all()),
        "revision": meeting.revision,
    }


def _changed(request: HttpRequest, meeting: StandardisationMeeting, form: MeetingForm) -> bool:
    facts = form.cleaned_data
    try:
        changed = form.attempt(
            change_meeting,
            meeting=meeting,
            by=request.user,
            revision=facts["revision"] or 0,
            attendees=facts["attendees"],
            items=facts["items"],
            **{name: facts[name] for name in FACTS},
        )
    except ChangedMeanwhile as reason:
        form.add_error(None, str(reason))
        # Sent again, it replaces what the other window saved.
        sent = request.POST.copy()
        sent["revision"] = str(StandardisationMeeting.objects.get(pk=meeting.pk).revision)
        form.data = sent
        return False
    return changed is not None
