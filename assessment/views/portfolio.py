"""A learner's portfolio: coverage per unit and the items; one unit; the mapping grid."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessment import access, rules
from assessment.coverage import coverage_of, coverages_of
from assessment.grids import grid_of
from assessment.items import items_of, next_steps
from assessment.mapped import evidence_of
from assessment.models import Enrolment
from portfolio.access import get_visible_learner
from portfolio.models import Learner, Role
from portfolio.rules import administers, keeps, owns


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Each person's own start: the portfolio, the queue, or the list of learners."""
    roles = request.user.roles
    learners = Learner.objects.filter(user=request.user).select_related("centre").order_by("pk")
    learner = learners.first()
    if learner and Role.LEARNER in roles:
        return _portfolio(request, learner)
    if roles & {Role.ASSESSOR, Role.TRAINEE}:
        return redirect("queue")
    if roles or request.user.is_superuser:
        return redirect("learners")
    if learner:
        return _portfolio(request, learner)
    return render(request, "assessment/no_role.html")


@require_safe
def learner_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """A learner's portfolio, for whoever may see it."""
    return _portfolio(request, get_visible_learner(request.user, code))


@require_safe
def unit_page(request: HttpRequest, code: UUID, unit: str) -> HttpResponse:
    """One unit of an enrolment: criteria, marking points, and why it is not complete."""
    enrolment = access.get_visible_enrolment(request.user, code)
    coverage = coverage_of(enrolment)
    found = next((each for each in coverage.units if each.code == unit), None)
    if found is None:
        raise Http404
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner,
        "coverage": coverage,
        "unit": found,
        "is_own": owns(request.user, enrolment.learner),
    }
    return render(request, "assessment/unit.html", context)


@require_safe
def enrolment_grid(request: HttpRequest, code: UUID) -> HttpResponse:
    """The mapping grid: criteria down, evidence across."""
    enrolment = access.get_visible_enrolment(request.user, code)
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner,
        "grid": grid_of(coverage_of(enrolment, with_points=False)),
        "is_own": owns(request.user, enrolment.learner),
    }
    return render(request, "assessment/grid.html", context)


def _portfolio(request: HttpRequest, learner: Learner) -> HttpResponse:
    enrolments = list(
        Enrolment.objects.current()
        .filter(learner=learner)
        .select_related("qualification")
        .order_by("started_on", "pk")
    )
    for enrolment in enrolments:
        enrolment.learner = learner
    evidence = evidence_of(learner.pk)
    coverages = coverages_of(enrolments, evidence=evidence, with_points=False)
    items = items_of(evidence, coverages)
    is_own = owns(request.user, learner)
    context = {
        "learner": learner,
        "coverages": coverages,
        "items": items,
        "steps": next_steps(items) if is_own and coverages else (),
        "put_aside": [item for item in evidence if item.withdrawn_at] if is_own else (),
        "is_own": is_own,
        "can_write": keeps(request.user, learner),
        "can_export": rules.can_export(request.user, learner),
        "can_manage": administers(request.user, learner.centre),
    }
    return render(request, "assessment/portfolio.html", context)
