"""Giving, ending and reopening a person's roles."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from portfolio import access, people
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.forms.people import EndForm, ReopenForm, RoleForm
from portfolio.models import Membership, Role
from portfolio.views.people import person_response


@require_POST
@asks_who_it_is()
def add_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """A further role for a person of the centre."""
    person = access.get_managed_person(request.user, pk)
    centres = access.administered_centres(request.user)
    form = RoleForm(request.POST, person=person, centres=centres)
    if form.is_valid():
        membership = form.attempt(
            people.give_role, person=person, by=request.user, **form.cleaned_data
        )
        if membership:
            undo = reverse("membership-end", args=[membership.pk])
            messages.success(
                request, f"{_named(membership)} given to {person}.", extra_tags=f"undo:{undo}"
            )
            return redirect("person", pk)
    return person_response(request, person, form)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the last day, then end the role. Without a day it ends now."""
    membership = access.get_managed_membership(request.user, pk)
    former = membership.ends_on
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        people.end_membership, membership=membership, by=request.user, **form.cleaned_data
    ):
        messages.success(
            request,
            f"{_named(membership)} of {membership.user} {_when(membership)}.",
            extra_tags="undo:" + _reopen_address(membership, former),
        )
        return redirect("person", membership.user_id)
    return _page(request, membership, form, is_end=True)


def _when(membership: Membership) -> str:
    if not membership.is_current and membership.starts_on < timezone.localdate():
        return "has ended"
    return f"ends after {date_format(membership.ends_on, 'j F Y')}"


def _reopen_address(membership: Membership, ends_on: date | None) -> str:
    """Where undo goes: back to the former end, unless that day is over as well."""
    address = reverse("membership-reopen", args=[membership.pk])
    return f"{address}?until={ends_on}" if ends_on else address


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def reopen_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an ended role run on; for an EQA until a day that is asked for."""
    membership = access.get_managed_membership(request.user, pk)
    form = ReopenForm(_end_given(request))
    if form.is_valid() and form.attempt(
        people.reopen_membership, membership=membership, by=request.user, **form.cleaned_data
    ):
        messages.success(request, f"{_named(membership)} of {membership.user} runs on.")
        return redirect("person", membership.user_id)
    return _page(request, membership, form, is_end=False)


def _end_given(request: HttpRequest) -> dict | None:
    """What the form takes. The undo button sends no fields: its end is in the address."""
    if request.method != "POST":
        return None
    until = _day(request.GET.get("until", ""))
    return {"ends_on": until} if until else request.POST


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # well-formed, but no such day
        return None


def _named(membership: Membership) -> str:
    return f"The role “{Role(membership.role).label}”"


def _page(
    request: HttpRequest, membership: Membership, form: EndForm | ReopenForm, *, is_end: bool
) -> HttpResponse:
    # What a refused attempt set on the row must not show as if it were stored.
    membership.refresh_from_db()
    return render(
        request,
        "portfolio/person_role.html",
        {"membership": membership, "form": form, "is_end": is_end},
    )
