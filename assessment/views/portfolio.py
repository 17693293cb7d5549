"""A learner's portfolio: coverage per unit and the items; the mapping grid."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessment import access, rules
from assessment.claims.standing import lines_of
from assessment.coverage import Coverage, coverage_of, coverages_of
from assessment.grids import grid_of
from assessment.items import items_of, next_steps
from assessment.mapped import evidence_of
from assessment.marking.referrals import referrals_in
from assessment.models import Enrolment
from assessment.plans.rows import OpenPlan, open_plans, standings_in
from assessment.sessions.recording import unsigned_of
from assessment.sign_off.declarations import units_to_confirm
from assessment.views.caseload import looks_after_learners
from portfolio.access import get_visible_learner
from portfolio.compiling import Given, compiled_once
from portfolio.models import Learner, Role, User
from portfolio.rules import administers, keeps, owns


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Each person's own start: the portfolio, the caseload, or an EQA's visits."""
    roles = request.user.roles
    learner = next(iter(_learners(user=request.user.pk)), None)
    if learner:
        learner.user = cast("User", request.user)
    if learner and Role.LEARNER in roles:
        return _portfolio(request, learner)
    if looks_after_learners(request.user):
        return redirect("caseload")
    if Role.EQA in roles:
        return redirect("visits")
    if learner:
        return _portfolio(request, learner)
    return render(request, "assessment/no_role.html")


@require_safe
def learner_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """A learner's portfolio, for whoever may see it."""
    return _portfolio(request, get_visible_learner(request.user, code))


@require_safe
def enrolment_grid(request: HttpRequest, code: UUID) -> HttpResponse:
    """The mapping grid: criteria down, evidence across."""
    enrolment = access.get_visible_enrolment(request.user, code)
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner,
        "grid": grid_of(coverage_of(enrolment, with_points=False)),
        "is_own": owns(request.user, enrolment.learner),
        "can_export": rules.can_export(request.user, enrolment.learner),
    }
    return render(request, "assessment/grid.html", context)


def _portfolio(request: HttpRequest, learner: Learner) -> HttpResponse:
    enrolments = _enrolments(learner=learner.pk)
    for enrolment in enrolments:
        enrolment.learner = learner
    evidence = evidence_of(learner.pk)
    coverages = coverages_of(enrolments, evidence=evidence, with_points=False)
    items = items_of(evidence, coverages)
    is_own = owns(request.user, learner)
    context = {
        "learner": learner,
        "coverages": coverages,
        "claimed": lines_of(learner),
        "plans": _plans(coverages),
        "items": items,
        "steps": next_steps(items) if is_own and coverages else (),
        "referred": referrals_in(coverages) if is_own else (),
        "to_confirm": units_to_confirm(coverages) if is_own else (),
        "put_aside": [item for item in evidence if item.withdrawn_at] if is_own else (),
        "is_own": is_own,
        "can_write": keeps(request.user, learner),
        "can_assess": rules.can_assess(request.user, learner),
        "unsigned": unsigned_of(learner, request.user),
        "can_export": rules.can_export(request.user, learner),
        "can_manage": administers(request.user, learner.centre),
    }
    return render(request, "assessment/portfolio.html", context)


@compiled_once
def _learners(user: Given) -> QuerySet[Learner]:
    return Learner.objects.filter(user=user).select_related("centre").order_by("pk")


@compiled_once
def _enrolments(learner: Given) -> QuerySet[Enrolment]:
    current = Enrolment.objects.current().filter(learner=learner)
    return current.select_related("qualification").order_by("started_on", "pk")


def _plans(coverages: Sequence[Coverage]) -> list[OpenPlan]:
    """What is in force of the assessment plans; one query."""
    enrolments = [coverage.enrolment.pk for coverage in coverages]
    return open_plans(enrolments, standings_in(coverages), timezone.localdate())
