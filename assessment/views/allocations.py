"""Who looks after a learner, and for which units."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessment import enrolling
from assessment.forms.enrolments import AllocationForm, UnitsForm
from portfolio import people
from portfolio.access import get_managed_allocation, get_managed_learner
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.models import Learner


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def add_allocation(request: HttpRequest, code: UUID) -> HttpResponse:
    """Let a further person look after the learner."""
    learner = get_managed_learner(request.user, code)
    form = AllocationForm(request.POST or None, learner=learner)
    if form.is_valid():
        allocation = form.attempt(
            enrolling.allocate_to_units,
            learner=learner,
            membership=form.cleaned_data["membership"],
            units=form.chosen,
            by=request.user,
        )
        if allocation:
            undo = reverse("allocation-end", args=[allocation.pk])
            person = allocation.membership.user
            messages.success(
                request, f"{person} now looks after {learner}.", extra_tags=f"undo:{undo}"
            )
            return redirect("learner-manage", learner.code)
    title = f"Who else looks after {learner}?"
    return _form_page(request, learner, form, title, "Allocate")


@require_http_methods(["GET", "POST"])
def narrow_allocation(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the units that an allocation is for."""
    allocation = get_managed_allocation(request.user, pk)
    learner = allocation.learner
    named = allocation.units.values_list("unit", flat=True)
    form = UnitsForm(
        request.POST if request.method == "POST" else None,
        learner=learner,
        initial={"units": list(named)},
    )
    if form.is_valid():
        enrolling.narrow_allocation(allocation=allocation, units=form.chosen, by=request.user)
        messages.success(request, f"The units of {allocation.membership.user} were saved.")
        return redirect("learner-manage", learner.code)
    title = f"Units that {allocation.membership.user} looks after"
    return _form_page(request, learner, form, title, "Save")


def _form_page(
    request: HttpRequest, learner: Learner, form: UnitsForm, title: str, action: str
) -> HttpResponse:
    return render(
        request,
        "assessment/enrolment_form.html",
        {"learner": learner, "form": form, "title": title, "action": action},
    )


@require_POST
def end_allocation(request: HttpRequest, pk: int) -> HttpResponse:
    allocation = get_managed_allocation(request.user, pk)
    people.end_allocation(allocation=allocation, by=request.user)
    undo = reverse("allocation-reopen", args=[pk])
    messages.success(
        request,
        f"{allocation.membership.user} no longer looks after {allocation.learner}.",
        extra_tags=f"undo:{undo}",
    )
    return redirect("learner-manage", allocation.learner.code)


@require_POST
@asks_who_it_is()
def reopen_allocation(request: HttpRequest, pk: int) -> HttpResponse:
    allocation = get_managed_allocation(request.user, pk)
    try:
        people.reopen_allocation(allocation=allocation, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        person = allocation.membership.user
        messages.success(request, f"{person} looks after {allocation.learner} again.")
    return redirect("learner-manage", allocation.learner.code)
