"""The rows of a plan: adding, changing, taking out and closing them."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessment.coverage import coverage_of
from assessment.forms.plans import CloseRowForm, RowForm
from assessment.models import AssessmentPlan, PlannedEvidence
from assessment.plans import access as plan_access
from assessment.plans import planning
from assessment.views.plans import plan_frame


@require_http_methods(["GET", "POST"])
def add_row(request: HttpRequest, code: UUID) -> HttpResponse:
    """One more piece of evidence to gather."""
    plan = plan_access.get_changed_plan(request.user, code)
    form = RowForm(request.POST or None, coverage=_coverage(plan))
    if form.is_valid():
        try:
            row = form.attempt(
                planning.add_row,
                plan=plan,
                user=request.user,
                code=form.cleaned_data["code"],
                **form.words,
            )
        except planning.PlanChanged as reason:
            form.add_error(None, str(reason))
        else:
            if row:
                return _added(request, plan, row)
    return _page(request, plan, form)


def _added(request: HttpRequest, plan: AssessmentPlan, row: PlannedEvidence) -> HttpResponse:
    undo = reverse("plan-row-remove", args=[row.code])
    messages.success(request, f"“{row.what}” is in the plan.", extra_tags=f"undo:{undo}")
    return redirect("plan-row-add", plan.code) if "another" in request.POST else redirect(plan)


@require_http_methods(["GET", "POST"])
def change_row(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change a row; what another window saved is shown, and only then replaced."""
    row = plan_access.get_changed_row(request.user, code)
    form = RowForm(request.POST or None, coverage=_coverage(row.plan), initial=_stored(row))
    meanwhile = None
    if form.is_valid():
        try:
            if form.attempt(
                planning.change_row,
                row=row,
                user=request.user,
                revision=form.cleaned_data["revision"] or 0,
                **form.words,
            ):
                messages.success(request, "The row is saved.")
                return redirect(row.plan)
        except planning.PlanChanged as reason:
            form.add_error(None, str(reason))
            meanwhile = PlannedEvidence.objects.get(pk=row.pk)
            form.start_from(meanwhile.revision)
    return _page(request, row.plan, form, row=row, meanwhile=meanwhile)


@require_POST
def remove_row(request: HttpRequest, code: UUID) -> HttpResponse:
    undo = f"undo:{reverse('plan-row-restore', args=[code])}"
    return _done(request, code, planning.remove_row, "is taken out", undo)


@require_POST
def restore_row(request: HttpRequest, code: UUID) -> HttpResponse:
    return _done(request, code, planning.restore_row, "is in the plan again")


@require_http_methods(["GET", "POST"])
def close_row(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask why it is no longer needed, then note it."""
    row = plan_access.get_changed_row(request.user, code)
    form = CloseRowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if form.attempt(planning.close_row, row=row, user=request.user, **form.cleaned_data):
                undo = reverse("plan-row-reopen", args=[row.code])
                messages.success(
                    request, f"“{row.what}” is no longer needed.", extra_tags=f"undo:{undo}"
                )
                return redirect(row.plan)
        except planning.PlanChanged as reason:
            form.add_error(None, str(reason))
    context = {"row": row, "form": form, **plan_frame(request, row.plan)}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/plan_row_close.html", context, status=status)


@require_POST
def reopen_row(request: HttpRequest, code: UUID) -> HttpResponse:
    return _done(request, code, planning.reopen_row, "is needed again")


def _done(
    request: HttpRequest, code: UUID, verb: Callable[..., bool], words: str, tags: str = ""
) -> HttpResponse:
    """What one click does to a row: say so, or why not, on the page of the plan."""
    row = plan_access.get_changed_row(request.user, code)
    try:
        verb(row=row, user=request.user)
    except planning.PlanChanged as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, f"“{row.what}” {words}.", extra_tags=tags)
    return redirect(row.plan)


def _coverage(plan: AssessmentPlan):
    return coverage_of(plan.enrolment, with_points=False)


def _stored(row: PlannedEvidence) -> dict:
    return {
        "what": row.what,
        "method": row.method,
        "due_on": row.due_on,
        "criteria": list(row.criteria.values_list("pk", flat=True)),
        "code": row.code,
        "revision": row.revision,
    }


def _page(
    request: HttpRequest, plan: AssessmentPlan, form: RowForm, **context: object
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context |= {"form": form, **plan_frame(request, plan)}
    return render(request, "assessment/plan_row_form.html", context, status=status)
