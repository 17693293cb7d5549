"""Appeals: lodging them, hearing them in stages, and the centre's list."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.appeals import access, hearing, lodging
from assessment.appeals.questions import (
    appealable,
    appealable_units,
    last_day_to_go_on,
    open_appeal,
    why_not_further,
)
from assessment.appeals.reading import decisions_of, line_of, lines_of
from assessment.forms.appeals import AppealForm, AppointForm, HearingForm
from assessment.models import Appeal, Hearing, Unit
from portfolio.access import administered_centres, get_visible_learner
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.rules import administers, keeps, owns

PER_PAGE = 50


@require_safe
def learner_appeals(request: HttpRequest, code: UUID) -> HttpResponse:
    """A learner's appeals, and what to do about a decision one does not accept."""
    learner = get_visible_learner(request.user, code)
    can_lodge = owns(request.user, learner)
    context = {
        "learner": learner,
        "lines": lines_of(Appeal.objects.filter(learner=learner)),
        "is_own": can_lodge,
        "can_lodge": can_lodge,
        "units": appealable_units(learner) if can_lodge else (),
    }
    return render(request, "assessment/appeals.html", context)


@require_safe
def centre_appeals(request: HttpRequest) -> HttpResponse:
    """Every appeal of the centres that the person administers, open ones with their days."""
    centres = administered_centres(request.user)
    appeals = Appeal.objects.filter(learner__centre__in=centres)
    page = Paginator(appeals, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "assessment/appeals_of_centre.html",
        {"page": page, "lines": lines_of(page.object_list)},
    )


@require_http_methods(["GET", "POST"])
def lodge_appeal(request: HttpRequest, code: UUID, unit: str) -> HttpResponse:
    """Choose the decisions of one unit, and say why they are wrong."""
    learner = get_visible_learner(request.user, code)
    if not owns(request.user, learner):
        raise PermissionDenied
    found = get_object_or_404(Unit, code=unit)
    running = open_appeal(learner, found.pk)
    if running and request.method != "POST":
        messages.info(request, "An appeal on this unit is being heard. Here it is.")
        return redirect("appeal", running.code)
    decisions = appealable(learner, found)
    form = AppealForm(request.POST or None, decisions=decisions)
    if form.is_valid():
        appeal = form.attempt(
            lodging.lodge_appeal,
            learner=learner,
            unit=found,
            judgements=list(form.cleaned_data["judgements"]),
            grounds=form.cleaned_data["grounds"],
            user=request.user,
            request_key=form.cleaned_data["request_key"],
        )
        if appeal:
            messages.success(request, "Your appeal is lodged. Your centre says who hears it.")
            return redirect("appeal", appeal.code)
    context = {"learner": learner, "is_own": True, "unit": found, "form": form}
    context["decisions"] = decisions
    status = 422 if form.is_bound else 200
    return render(request, "assessment/appeal_lodge.html", context, status=status)


@require_safe
def appeal_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """One appeal: what it is about, its stages, and what the reader can do next."""
    return _page(request, access.get_visible_appeal(request.user, code))


@require_POST
def appoint_hearer(request: HttpRequest, code: UUID) -> HttpResponse:
    """The administrator says who hears the stage."""
    stage = access.get_managed_hearing(request.user, code)
    form = AppointForm(request.POST, people=hearing.possible_hearers(stage))
    if form.is_valid() and form.attempt(
        hearing.appoint_hearer,
        hearing=stage,
        person=form.cleaned_data["person"],
        by=request.user,
    ):
        messages.success(request, f"{form.cleaned_data['person']} is asked to hear it.")
        return redirect("appeal", code)
    return _page(request, stage.appeal, appoint=form)


@require_POST
@asks_who_it_is()
def decide_hearing(request: HttpRequest, code: UUID) -> HttpResponse:
    """Whoever hears the stage records its outcome."""
    appeal = access.get_visible_appeal(request.user, code)
    stage = access.newest_hearing(appeal)
    if stage.decided_at:
        messages.info(request, "This stage was decided already; its outcome is below.")
        return redirect("appeal", code)
    if not hearing.can_decide(request.user, stage):
        raise PermissionDenied
    form = HearingForm(request.POST, decisions=_appealed(appeal))
    if form.is_valid():
        words = form.cleaned_data | {"again": list(form.cleaned_data["again"])}
        if form.attempt(hearing.decide_hearing, hearing=stage, user=request.user, **words):
            messages.success(request, "The outcome is recorded, and those concerned are told.")
            return redirect("appeal", code)
    return _page(request, appeal, decide=form)


@require_POST
def take_further(request: HttpRequest, code: UUID) -> HttpResponse:
    """The learner takes the appeal to the next stage."""
    appeal = access.get_own_appeal(request.user, code)
    try:
        stage = lodging.take_further(appeal=appeal, user=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, f"Your appeal is at stage {stage.stage} now.")
    return redirect("appeal", code)


@require_POST
def withdraw_appeal(request: HttpRequest, code: UUID) -> HttpResponse:
    """The learner takes the appeal back."""
    appeal = access.get_own_appeal(request.user, code)
    if lodging.withdraw_appeal(appeal=appeal, user=request.user):
        messages.success(request, "Your appeal is withdrawn. It stays on record.")
    else:
        messages.info(request, "This appeal was decided or withdrawn already.")
    return redirect("appeal", code)


def _page(
    request: HttpRequest,
    appeal: Appeal,
    appoint: AppointForm | None = None,
    decide: HearingForm | None = None,
) -> HttpResponse:
    user, learner = request.user, appeal.learner
    stages = list(appeal.hearings.select_related("heard_by", "decided_by"))
    last = stages[-1]
    last.appeal = appeal
    is_own, is_running = owns(user, learner), not (appeal.withdrawn_at or last.decided_at)
    is_external = last.stage == Hearing.Stage.AWARDING_BODY
    if is_running and not is_external and not appoint and administers(user, learner.centre):
        people = hearing.possible_hearers(last)
        appoint = AppointForm(people=people, initial={"person": last.heard_by_id})
        appoint.is_impossible = not people
    if not decide and hearing.can_decide(user, last):
        decide = HearingForm(decisions=_appealed(appeal))
    context = {
        "appeal": appeal,
        "learner": learner,
        "line": line_of(appeal),
        "stages": stages,
        "decisions": decisions_of(appeal),
        "is_own": is_own,
        "is_running": is_running,
        "appoint": appoint,
        "decide": decide,
        "can_write": keeps(user, learner),
        "further_until": is_own and not why_not_further(appeal, last) and last_day_to_go_on(last),
    }
    status = 422 if any(form and form.is_bound for form in (appoint, decide)) else 200
    return render(request, "assessment/appeal.html", context, status=status)


def _appealed(appeal: Appeal) -> list:
    return list(
        appeal.judgements.select_related(
            "assessor", "mapping__evidence", "mapping__criterion__outcome__unit"
        )
    )
