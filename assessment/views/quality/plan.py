"""The sampling plan: the grid, one cell, and a draw by the policy."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.forms.sampling import DrawForm, PlanSampleForm
from assessment.models import Enrolment, Stage, Unit
from assessment.quality import access
from assessment.quality.independence import independence_of, samplers_of
from assessment.quality.plan import (
    Column,
    Frame,
    assessors_in,
    cell_of,
    draw_of,
    plan_of,
    with_risks,
)
from assessment.quality.planning import drop_planned, plan_drawn, plan_sample, restore_planned
from assessment.quality.samples import samples_of
from assessment.quality.states import CellState
from assessment.quality.waiting import waiting_for_iqa

PER_PAGE = 25


@require_safe
def sampling_plan(request: HttpRequest) -> HttpResponse:
    """Learners × units of one qualification, each cell with its state."""
    frames = access.get_frames(request.user)
    frame = access.frame_named(frames, request.GET.get("of", ""))
    context = {
        "frames": frames,
        "frame": frame,
        "waiting": [task for task in waiting_for_iqa(request.user) if task.is_theirs],
    }
    if frame is not None:
        context |= _grid(request, frame)
    return render(request, "assessment/quality/plan.html", context)


def _grid(request: HttpRequest, frame: Frame) -> dict:
    assessors = assessors_in(frame, request.user)
    by_key = {str(person.pk): person for person in assessors}
    assessor = by_key.get(request.GET.get("assessor", ""))
    state = request.GET.get("state", "")
    state = state if state in {one.key for one in CellState} else ""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    plan = plan_of(
        frame,
        request.user,
        assessor=assessor.pk if assessor else None,
        state=state,
        words=asked,
    )
    page = Paginator(plan.rows, PER_PAGE).get_page(request.GET.get("page"))
    chosen = {"of": frame.key, "assessor": assessor.pk if assessor else "", "state": state}
    chosen["q"] = asked
    return {
        "plan": plan,
        "page": page,
        "rows": with_risks(page.object_list, frame),
        "assessors": assessors,
        "assessor": assessor,
        "states": CellState,
        "state": state,
        "asked": asked,
        "kept": urlencode({name: value for name, value in chosen.items() if value}),
    }


@require_http_methods(["GET", "POST"])
def sampling_cell(request: HttpRequest, code: UUID, unit: str) -> HttpResponse:
    """One cell: where it stands, why it is suggested, and planning it."""
    enrolment, column = access.get_plan_cell(request.user, code, unit)
    learner, official = enrolment.learner, Unit.objects.get(pk=column.unit)
    samplers = samplers_of(learner, official.pk)
    cell = cell_of(enrolment, column)
    independence = independence_of(request.user, [learner.pk])
    form = PlanSampleForm(
        request.POST if request.method == "POST" else None,
        samplers=samplers,
        initial={
            "stage": Stage.SUMMATIVE,
            "reason": " ".join(risk.words for risk in cell.risks)[:300],
        },
    )
    if form.is_valid() and form.attempt(
        plan_sample, enrolment=enrolment, unit=official, by=request.user, **form.cleaned_data
    ):
        messages.success(request, f"{column.code} of {learner} is in the plan.")
        return redirect("sampling-cell", enrolment.code, column.code)
    context = {
        "enrolment": enrolment,
        "learner": learner,
        "column": column,
        "unit": official,
        "cell": cell,
        "samples": samples_of(learner, official),
        "samplers": samplers,
        "form": form,
        "can_plan": not independence.why_not_plan(learner, official.pk),
        "why_not": independence.why_not_sample(learner, official.pk),
        "frame": Frame(learner.centre, enrolment.qualification),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/quality/cell.html", context, status=status)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sample out of the plan; the message offers to undo it."""
    planned = access.get_planned(request.user, pk)
    if drop_planned(planned=planned, by=request.user):
        messages.success(
            request,
            f"{planned.unit.code} of {planned.enrolment.learner} is no longer planned.",
            extra_tags=f"undo:{reverse('planned-restore', args=[planned.pk])}",
        )
    else:
        messages.info(request, "This was sampled or dropped already.")
    return _to_cell(planned.enrolment, planned.unit_id)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo dropping."""
    planned = access.get_planned(request.user, pk)
    if restore_planned(planned=planned, by=request.user):
        messages.success(request, "It is in the plan again.")
    else:
        messages.info(request, "It was planned anew or sampled meanwhile, so nothing changed.")
    return _to_cell(planned.enrolment, planned.unit_id)


def _to_cell(enrolment: Enrolment, unit: int) -> HttpResponse:
    columns = access.columns_of(enrolment.qualification)
    column: Column = next(one for one in columns if one.unit == unit)
    return redirect("sampling-cell", enrolment.code, column.code)


@require_http_methods(["GET", "POST"])
def sampling_draw(request: HttpRequest) -> HttpResponse:
    """What the policy asks for beyond the plan: to be accepted, or in part."""
    frames = access.get_frames(request.user)
    frame = access.frame_named(frames, request.GET.get("of", ""))
    if frame is None:
        raise PermissionDenied
    suggestions = draw_of(frame, request.user)
    by_key = {one.key: one for one in suggestions}
    form = DrawForm(request.POST if request.method == "POST" else None, keys=list(by_key))
    if form.is_valid():
        planned = form.attempt(
            plan_drawn,
            centre=frame.centre,
            suggestions=[by_key[key] for key in form.cleaned_data["chosen"]],
            by=request.user,
            due_on=form.cleaned_data["due_on"],
        )
        if planned is not None:
            many = "1 sample is" if len(planned) == 1 else f"{len(planned)} samples are"
            messages.success(request, f"{many} in the plan.")
            return redirect(f"{reverse('sampling-plan')}?{urlencode({'of': frame.key})}")
    context = {"frame": frame, "frames": frames, "suggestions": suggestions, "form": form}
    if form.is_bound:
        context["ticked"] = set(form.data.getlist("chosen"))
    status = 422 if form.is_bound else 200
    return render(request, "assessment/quality/draw.html", context, status=status)
