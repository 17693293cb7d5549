"""How a centre manages one learner: enrolments, and who looks after them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import enrolling
from assessment.access import get_managed_enrolment
from assessment.forms.enrolments import (
    EndEnrolmentForm,
    EnrolmentForm,
    NewEnrolmentForm,
    allocatable_to,
)
from assessment.models import Enrolment
from portfolio.access import get_managed_learner
from portfolio.forms.verbs import VerbForm
from portfolio.models import Allocation, Learner


@require_safe
def manage_learner(request: HttpRequest, code: UUID) -> HttpResponse:
    """The learner's enrolments and allocations, those that have ended included."""
    learner = get_managed_learner(request.user, code)
    allocations = (
        Allocation.objects.filter(learner=learner)
        .select_related("membership__user")
        .prefetch_related("units__unit")
    )
    today = timezone.localdate()
    return render(
        request,
        "assessment/enrolments.html",
        {
            "learner": learner,
            "enrolments": learner.enrolments.select_related("qualification"),
            "current": [one for one in allocations if one.until is None or one.until >= today],
            "ended": [one for one in allocations if one.until is not None and one.until < today],
            "can_allocate": allocatable_to(learner).exists(),
        },
    )


@require_http_methods(["GET", "POST"])
def add_enrolment(request: HttpRequest, code: UUID) -> HttpResponse:
    """Enrol the learner on a further qualification."""
    learner = get_managed_learner(request.user, code)
    form = NewEnrolmentForm(request.POST or None, learner=learner)
    if form.is_valid():
        enrolment = form.attempt(
            enrolling.enrol, learner=learner, by=request.user, **form.cleaned_data
        )
        if enrolment:
            undo = reverse("enrolment-end", args=[enrolment.code])
            messages.success(
                request,
                f"{learner} is enrolled on {enrolment.qualification}.",
                extra_tags=f"undo:{undo}",
            )
            return redirect("learner-manage", learner.code)
    return _form_page(request, learner, form, f"Enrol {learner}", "Enrol")


@require_http_methods(["GET", "POST"])
def change_enrolment(request: HttpRequest, code: UUID) -> HttpResponse:
    """Dates and registration number."""
    enrolment = get_managed_enrolment(request.user, code)
    learner = enrolment.learner
    names = ("started_on", "target_on", "registration_number")
    form = EnrolmentForm(
        request.POST or None, initial={name: getattr(enrolment, name) for name in names}
    )
    if form.is_valid() and form.attempt(
        enrolling.change_enrolment, enrolment=enrolment, by=request.user, **form.cleaned_data
    ):
        messages.success(request, f"The enrolment on {enrolment.qualification} was saved.")
        return redirect("learner-manage", learner.code)
    title = f"Change the enrolment on {enrolment.qualification}"
    return _form_page(request, learner, form, title, "Save changes")


def _form_page(
    request: HttpRequest, learner: Learner, form: VerbForm, title: str, action: str
) -> HttpResponse:
    return render(
        request,
        "assessment/enrolment_form.html",
        {"learner": learner, "form": form, "title": title, "action": action},
    )


@require_http_methods(["GET", "POST"])
def end_enrolment(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask for the day, then end the enrolment."""
    enrolment = get_managed_enrolment(request.user, code)
    form = EndEnrolmentForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        enrolling.end_enrolment, enrolment=enrolment, by=request.user, **form.cleaned_data
    ):
        undo = reverse("enrolment-reopen", args=[enrolment.code])
        messages.success(
            request,
            f"The enrolment on {enrolment.qualification} has ended.",
            extra_tags=f"undo:{undo}",
        )
        return redirect("learner-manage", enrolment.learner.code)
    # What a refused attempt set on the row must not show as if it were stored.
    stored = Enrolment.objects.select_related("learner__user", "qualification").get(pk=enrolment.pk)
    return render(request, "assessment/enrolment_end.html", {"enrolment": stored, "form": form})


@require_POST
def reopen_enrolment(request: HttpRequest, code: UUID) -> HttpResponse:
    enrolment = get_managed_enrolment(request.user, code)
    form = VerbForm({})
    if form.is_valid() and form.attempt(
        enrolling.reopen_enrolment, enrolment=enrolment, by=request.user
    ):
        messages.success(request, f"The enrolment on {enrolment.qualification} runs on.")
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("learner-manage", enrolment.learner.code)
