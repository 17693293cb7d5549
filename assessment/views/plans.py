"""Assessment plans of a learner: beginning one, reading it, signing it, its reviews."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.coverage import Coverage, coverage_of, coverages_of
from assessment.forms.plans import PlanForm, ReadingForm, ReviewForm, SignForm
from assessment.models import AssessmentPlan, Enrolment
from assessment.plans import access as plan_access
from assessment.plans import planning
from assessment.plans import reviews as plan_reviews
from assessment.plans import rules as plan_rules
from assessment.plans import signing as plan_signing
from assessment.plans.proposals import NewRow, gaps_in, rows_for
from assessment.plans.standing import plan_of, standing_of_plan
from assessment.plans.templates import rows_from, templates_for
from portfolio.access import get_visible_learner
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.models import Learner
from portfolio.rules import owns


@require_safe
def plans(request: HttpRequest, code: UUID) -> HttpResponse:
    """The plan of each enrolment, or ways to begin one; those put aside."""
    learner = get_visible_learner(request.user, code)
    may_plan = plan_rules.can_plan(request.user, learner)
    context = {
        "learner": learner,
        "is_own": owns(request.user, learner),
        "can_plan": may_plan,
        "parts": [_part(coverage, may_plan) for coverage in _coverages(learner)],
        "put_aside": AssessmentPlan.objects.filter(
            enrolment__learner=learner, archived_at__isnull=False
        ).select_related("enrolment__qualification"),
    }
    return render(request, "assessment/plans.html", context)


def _coverages(learner: Learner) -> tuple[Coverage, ...]:
    current = Enrolment.objects.current().filter(learner=learner).select_related("qualification")
    enrolments = list(current.order_by("started_on", "pk"))
    for enrolment in enrolments:
        enrolment.learner = learner
    return coverages_of(enrolments, with_points=False)


def _part(coverage: Coverage, may_plan: bool) -> dict:
    """Of one enrolment: its plan, or what one could begin with."""
    plan = plan_of(coverage.enrolment, coverage)
    offers = may_plan and plan is None
    return {
        "enrolment": coverage.enrolment,
        "plan": plan,
        "gaps": len(gaps_in(coverage)) if offers else 0,
        "templates": templates_for(coverage.enrolment) if offers else (),
    }


@require_POST
def start_plan(request: HttpRequest, code: UUID) -> HttpResponse:
    """Begin the plan of an enrolment: empty, from a template, or from what is unmapped."""
    enrolment = plan_access.get_planned_enrolment(request.user, code)
    try:
        plan = planning.start_plan(
            enrolment=enrolment,
            user=request.user,
            title="Assessment plan",
            rows=_first_rows(enrolment, request.POST.get("begin", "")),
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("plans", enrolment.learner.code)
    messages.success(
        request,
        "The plan is begun. Change its rows until both of you agree, then sign it.",
        extra_tags=f"undo:{reverse('plan-archive', args=[plan.code])}",
    )
    return redirect(plan)


def _first_rows(enrolment: Enrolment, begin: str) -> list[NewRow]:
    """What a plan begins with: "gaps", the number of a template, or nothing."""
    today = timezone.localdate()
    if begin == "gaps":
        coverage = coverage_of(enrolment, with_points=False)
        return rows_for(coverage, gaps_in(coverage), today)
    if begin.isdecimal() and len(begin) < 19:
        template = templates_for(enrolment).filter(pk=int(begin)).first()
        if template is None:
            raise Http404
        return rows_from(template, today)
    return []


@require_safe
def plan_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """The whole plan, for whoever may see the learner."""
    return _plan_page(request, plan_access.get_visible_plan(request.user, code))


def _plan_page(
    request: HttpRequest, plan: AssessmentPlan, status: int = 200, **context: object
) -> HttpResponse:
    enrolment, user = plan.enrolment, request.user
    learner = enrolment.learner
    standing = standing_of_plan(plan, coverage_of(enrolment, with_points=False))
    may_plan = plan_rules.can_plan(user, learner)
    is_own = owns(user, learner)
    can_change = may_plan and planning.is_open(plan)
    context |= {
        "plan": standing,
        "enrolment": enrolment,
        "learner": learner,
        "is_own": is_own,
        "can_change": can_change,
        "can_restore": may_plan and plan.archived_at is not None,
        "can_review": can_change and not is_own,
        "can_keep": plan_rules.can_make_templates(user, learner),
        "has_signed": plan.signatures.filter(
            user=user, content_hash=standing.content_hash
        ).exists(),
        "reading": context.get("reading") or ReadingForm(),
    }
    return render(request, "assessment/plan.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change_plan(request: HttpRequest, code: UUID) -> HttpResponse:
    """Title, notes and the day of the next review."""
    plan = plan_access.get_changed_plan(request.user, code)
    names = ("title", "notes", "review_on", "revision")
    form = PlanForm(request.POST or None, initial={name: getattr(plan, name) for name in names})
    meanwhile = None
    if form.is_valid():
        try:
            if form.attempt(
                planning.change_plan, plan=plan, user=request.user, **form.cleaned_data
            ):
                messages.success(request, "The plan is saved.")
                return redirect(plan)
        except planning.PlanChanged as reason:
            # Sent once more, it replaces what stands there now, which is shown.
            form.add_error(None, str(reason))
            meanwhile = AssessmentPlan.objects.get(pk=plan.pk)
            form.start_from(meanwhile.revision)
    context = {"form": form, "meanwhile": meanwhile, **plan_frame(request, plan)}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/plan_form.html", context, status=status)


def plan_frame(request: HttpRequest, plan: AssessmentPlan) -> dict:
    """What the crumbs of pages below a plan need."""
    learner = plan.enrolment.learner
    return {"plan": plan, "learner": learner, "is_own": owns(request.user, learner)}


@require_POST
def propose_rows(request: HttpRequest, code: UUID) -> HttpResponse:
    """Add rows for the criteria that nothing is mapped to and nothing planned for."""
    plan = plan_access.get_changed_plan(request.user, code)
    try:
        count = planning.fill_gaps(plan=plan, user=request.user)
    except planning.PlanChanged as reason:
        messages.warning(request, str(reason))
        return redirect(plan)
    rows = "1 row was" if count == 1 else f"{count} rows were"
    messages.success(request, f"{rows} added. Change them as you agree.")
    return redirect(plan)


@require_POST
@asks_who_it_is()
def sign_plan(request: HttpRequest, code: UUID) -> HttpResponse:
    plan = plan_access.get_changed_plan(request.user, code)
    form = SignForm(request.POST)
    try:
        if form.is_valid() and form.attempt(
            plan_signing.sign_plan, plan=plan, user=request.user, **form.cleaned_data
        ):
            messages.success(request, "Signed. The other side is told.")
            return redirect(plan)
    except planning.PlanChanged as reason:
        form.add_error(None, str(reason))
    return _plan_page(request, plan, status=422, problems=form.non_field_errors())


@require_POST
def archive_plan(request: HttpRequest, code: UUID) -> HttpResponse:
    plan = plan_access.get_changed_plan(request.user, code)
    planning.put_aside(plan=plan, user=request.user)
    undo = reverse("plan-restore", args=[plan.code])
    messages.success(request, f"“{plan.title}” is put aside.", extra_tags=f"undo:{undo}")
    return redirect("plans", plan.enrolment.learner.code)


@require_POST
def restore_plan(request: HttpRequest, code: UUID) -> HttpResponse:
    plan = plan_access.get_changed_plan(request.user, code)
    try:
        planning.bring_back(plan=plan, user=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, f"“{plan.title}” is in force again.")
    return redirect(plan)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def hold_review(request: HttpRequest, code: UUID) -> HttpResponse:
    """Note a review that was held."""
    plan = plan_access.get_reviewed_plan(request.user, code)
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        words = dict(form.cleaned_data)
        words["request_key"] = words.pop("key")
        try:
            if form.attempt(plan_reviews.hold_review, plan=plan, user=request.user, **words):
                messages.success(request, f"The review is noted. {plan.enrolment.learner} is told.")
                return redirect(plan)
        except planning.PlanChanged as reason:
            form.add_error(None, str(reason))
    coverage = coverage_of(plan.enrolment, with_points=False)
    standing = standing_of_plan(plan, coverage)
    context = {**plan_frame(request, plan), "plan": standing, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/plan_review_form.html", context, status=status)


@require_POST
def read_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The learner has read it, and may write to it."""
    review = plan_access.get_own_review(request.user, pk)
    form = ReadingForm(request.POST)
    if form.is_valid() and form.attempt(
        plan_reviews.read_review, review=review, user=request.user, **form.cleaned_data
    ):
        messages.success(request, "Thank you. Your assessor sees that you have read it.")
        return redirect(f"{review.plan.get_absolute_url()}#review-{review.pk}")
    plan = plan_access.get_visible_plan(request.user, review.plan.code)
    return _plan_page(request, plan, status=422, reading=form, reading_of=review.pk)
