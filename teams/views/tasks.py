"""The tasks of a work plan: written on a page of their own, moved and ticked off on the plan's."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from teams import access, planning, rules
from teams.forms.tasks import TaskDaysForm, TaskForm, TaskStatusForm
from teams.keeping import ChangedMeanwhile
from teams.models import Task, TaskStatus, WorkPlan
from teams.naming import Pseudonyms
from teams.presenting import sheet_of
from teams.sheets.writing import written
from teams.workload import workload_of


@require_http_methods(["GET", "POST"])
def add_task(request: HttpRequest, code: UUID) -> HttpResponse:
    """A new task of a plan; “another” leads to the next."""
    plan = _kept_plan(request, code)
    form = TaskForm(request.POST or None, plan=plan)
    if form.is_valid() and _saved(request, form):
        messages.success(request, f"{_named(form.instance)} is in the plan.")
        return redirect("task-add", plan.code) if "another" in request.POST else redirect(plan)
    return _form_page(request, form, plan)


@require_http_methods(["GET", "POST"])
def edit_task(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    """Change a task; what another window saved is never overwritten."""
    plan = _kept_plan(request, code)
    task = _task(plan, pk)
    form = TaskForm(request.POST or None, plan=plan, instance=task)
    if form.is_valid() and _saved(request, form):
        messages.success(request, f"{_named(task)} is saved.")
        return redirect(plan)
    return _form_page(request, form, plan, task)


@require_POST
def move_task(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    """Give a task the days its bar was moved to; undo gives back those it had."""
    plan = _kept_plan(request, code)
    task = _task(plan, pk)
    form = TaskDaysForm(_asked(request))
    if not form.is_valid():
        return _work_page(request, plan, "Give the first and the last day.")
    before = {"starts_on": task.starts_on, "ends_on": task.ends_on}
    if form.cleaned_data == before:
        return _work_page(request, plan)
    try:
        planning.move_task(task=task, user=request.user, **form.cleaned_data)
    except ValidationError as fault:
        return _work_page(request, plan, " ".join(fault.messages))
    undo = f"{reverse('task-move', args=[plan.code, pk])}?{urlencode(before)}"
    days = f"{written(task.starts_on)} to {written(task.ends_on)}"
    said = f"{_named(task)} is now from {days}.{_beyond(plan, task.starts_on, task.ends_on)}"
    messages.success(request, said, extra_tags=f"undo:{undo}")
    return _work_page(request, plan)


@require_POST
def change_status(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    """Say how far a task is; undo says what was said before."""
    plan = _kept_plan(request, code)
    task = _task(plan, pk)
    form = TaskStatusForm(_asked(request))
    if not form.is_valid():
        return _work_page(request, plan, "Choose how far the task is.")
    undo = f"{reverse('task-status', args=[plan.code, pk])}?{urlencode({'status': task.status})}"
    status = TaskStatus(form.cleaned_data["status"])
    try:
        planning.change_status(task=task, status=status, user=request.user)
    except ValidationError as fault:
        return _work_page(request, plan, " ".join(fault.messages))
    said = f"{_named(task)}: {task.get_status_display().lower()}."
    messages.success(request, said, extra_tags=f"undo:{undo}")
    return _work_page(request, plan)


@require_http_methods(["GET", "POST"])
def delete_task(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    """Delete a dropped task, after asking: there is no undo."""
    plan = _kept_plan(request, code)
    task = _task(plan, pk)
    if task.status != TaskStatus.DROPPED:
        return _work_page(request, plan, "Drop the task before you delete it.")
    if request.method == "POST":
        planning.delete_task(task=task, user=request.user)
        messages.success(request, f"{_named(task)} is deleted.")
        return redirect(plan)
    context = {"team": plan.team, "here": plan.kind, "plan": plan, "task": task}
    return render(request, "teams/task_delete.html", context)


def _kept_plan(request: HttpRequest, code: UUID) -> WorkPlan:
    """The user's plan, to change its tasks; an archived one is brought back first."""
    plan = access.get_kept_record(request.user, code)
    if not isinstance(plan, WorkPlan):
        raise Http404
    if not rules.can_change_record(request.user, plan):
        raise PermissionDenied
    return plan


def _task(plan: WorkPlan, pk: int) -> Task:
    task = get_object_or_404(plan.tasks, pk=pk)
    task.plan = plan
    return task


def _asked(request: HttpRequest) -> dict:
    """What the form or the undo's address asks for."""
    return request.GET.dict() | request.POST.dict()


def _named(task: Task) -> str:
    return Pseudonyms(task.plan.team).hide(f"“{task}”")


def _beyond(plan: WorkPlan, first: date, last: date) -> str:
    """That the plan's own days do not hold the task: a remark, for plans slip."""
    if plan.covers(first, last):
        return ""
    return f" The plan itself is from {written(plan.happened_on)} to {written(plan.ends_on)}."


def _saved(request: HttpRequest, form: TaskForm) -> bool:
    """Save; otherwise put on the form why not, and keep what was typed."""
    try:
        task = form.keep(request.user)
    except ChangedMeanwhile:
        form.add_error(
            None,
            "The plan was changed in another window after you opened this. What you typed is "
            "below. Open the task in a new tab, compare, and save again from there.",
        )
        return False
    except ValidationError as fault:
        form.add_error(None, fault)
        return False
    if beyond := _beyond(task.plan, task.starts_on, task.ends_on):
        messages.warning(request, f"{_named(task)} is not within the plan’s days.{beyond}")
    return True


def _form_page(
    request: HttpRequest, form: TaskForm, plan: WorkPlan, task: Task | None = None
) -> HttpResponse:
    """The form, with what is known of the colleagues beside it."""
    context = {
        "form": form,
        "team": plan.team,
        "here": plan.kind,
        "plan": plan,
        "task": task,
        "colleagues": workload_of(plan.team, plan.happened_on, plan.ends_on).people,
    }
    return render(request, "teams/task_form.html", context, status=422 if form.is_bound else 200)


def _work_page(request: HttpRequest, plan: WorkPlan, problem: str = "") -> HttpResponse:
    """The plan's chart and tasks as they are now; without scripts, its page."""
    if not request.htmx:
        if problem:
            messages.warning(request, problem)
        return redirect(plan)
    context = {
        "record": access.get_own_record(request.user, plan.code),
        "can_change": True,
        "problem": problem,
        "today": timezone.localdate().isoformat(),
    }
    context["sheet"] = sheet_of(context["record"])
    return render(request, "teams/_plan_saved.html", context, status=422 if problem else 200)
