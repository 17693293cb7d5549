"""The only ways from an address to a plan, its rows, its reviews and templates."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from assessment.access import get_visible_enrolment
from assessment.models import (
    AssessmentPlan,
    Enrolment,
    PlannedEvidence,
    PlanReview,
    PlanTemplate,
)
from assessment.plans.rules import assesses, can_make_templates, can_plan
from assessment.plans.templates import template_centres
from portfolio.models import User
from portfolio.rules import keeps


def get_visible_plan(user: User, code: UUID) -> AssessmentPlan:
    """Return the plan, in force or put aside, with its enrolment; 404 unseen."""
    plans = AssessmentPlan.objects.visible_to(user).select_related(
        "made_by",
        "enrolment__learner__user",
        "enrolment__learner__centre",
        "enrolment__qualification",
    )
    return get_object_or_404(plans, code=code)


def get_changed_plan(user: User, code: UUID) -> AssessmentPlan:
    """Return the plan if ``user`` is one of those who agree on it; 404 unseen, 403 seen."""
    plan = get_visible_plan(user, code)
    if not can_plan(user, plan.enrolment.learner):
        raise PermissionDenied
    return plan


def get_reviewed_plan(user: User, code: UUID) -> AssessmentPlan:
    """Return the plan if ``user`` assesses the learner; 404 unseen, 403 seen."""
    plan = get_visible_plan(user, code)
    if not assesses(user, plan.enrolment.learner):
        raise PermissionDenied
    return plan


def get_template_source(user: User, code: UUID) -> AssessmentPlan:
    """Return the plan if ``user`` may keep it as a template; 404 unseen, 403 seen."""
    plan = get_visible_plan(user, code)
    if not can_make_templates(user, plan.enrolment.learner):
        raise PermissionDenied
    return plan


def get_planned_enrolment(user: User, code: UUID) -> Enrolment:
    """Return the enrolment if ``user`` may begin its plan; 404 unseen, 403 seen."""
    enrolment = get_visible_enrolment(user, code)
    if not can_plan(user, enrolment.learner):
        raise PermissionDenied
    return enrolment


def get_changed_row(user: User, code: UUID) -> PlannedEvidence:
    """Return the row, kept or taken out, if ``user`` may change its plan; 404 unseen, 403 seen."""
    row = get_object_or_404(PlannedEvidence.objects.select_related("plan"), code=code)
    row.plan = get_changed_plan(user, row.plan.code)
    return row


def get_own_review(user: User, pk: int) -> PlanReview:
    """Return the review if ``user`` is its learner; 404 unseen, 403 seen."""
    visible = AssessmentPlan.objects.visible_to(user).values("pk")
    reviews = PlanReview.objects.select_related("plan__enrolment__learner__user")
    review = get_object_or_404(reviews, pk=pk, plan__in=visible)
    if not keeps(user, review.plan.enrolment.learner):
        raise PermissionDenied
    return review


def kept_templates(user: User) -> QuerySet[PlanTemplate]:
    """The templates that ``user`` keeps, put aside or not; none to keep is 403."""
    centres = template_centres(user)
    if not centres:
        raise PermissionDenied
    return PlanTemplate.objects.filter(centre__in=centres).select_related(
        "centre", "qualification", "made_by"
    )


def get_kept_template(user: User, pk: int) -> PlanTemplate:
    """Return a template of a centre where ``user`` keeps them; 404 for another centre's."""
    return get_object_or_404(kept_templates(user), pk=pk)
