"""The plans that a centre keeps to start from."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.forms.plans import TemplateForm
from assessment.plans import access as plan_access
from assessment.plans.templates import archive_template, keep_as_template, restore_template
from assessment.views.plans import plan_frame


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Those in use with their rows, and those put aside."""
    found = list(
        plan_access.kept_templates(request.user)
        .prefetch_related("items__criteria__outcome__unit")
        .order_by("qualification__code", "title", "pk")
    )
    context = {
        "templates": [each for each in found if each.archived_at is None],
        "put_aside": [each for each in found if each.archived_at is not None],
        "many_centres": len({each.centre_id for each in found}) > 1,
    }
    return render(request, "assessment/plan_templates.html", context)


@require_http_methods(["GET", "POST"])
def keep_template(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask for a name, then keep the plan's rows as a template."""
    plan = plan_access.get_template_source(request.user, code)
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        template = form.attempt(keep_as_template, plan=plan, user=request.user, **form.cleaned_data)
        if template:
            undo = reverse("plan-template-archive", args=[template.pk])
            messages.success(
                request,
                f"“{template.title}” is kept. Other plans of {template.qualification} can start "
                "from it.",
                extra_tags=f"undo:{undo}",
            )
            return redirect(plan)
    context = {
        **plan_frame(request, plan),
        "form": form,
        "rows": plan.items.kept().filter(closed_on=None).count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/plan_template_form.html", context, status=status)


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    template = plan_access.get_kept_template(request.user, pk)
    archive_template(template=template, user=request.user)
    undo = reverse("plan-template-restore", args=[pk])
    messages.success(request, f"“{template.title}” is put aside.", extra_tags=f"undo:{undo}")
    return redirect("plan-templates")


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    template = plan_access.get_kept_template(request.user, pk)
    try:
        restore_template(template=template, user=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, f"“{template.title}” is offered again.")
    return redirect("plan-templates")
