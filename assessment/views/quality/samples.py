"""The sampling screen, releasing a unit, and all samples of a learner."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessment.forms.sampling import (
    ReleaseForm,
    SampleForm,
    findings_in,
    forms_of,
    has_errors,
    left_over,
)
from assessment.models import Outcome, Sample, Unit
from assessment.quality import access
from assessment.quality.independence import why_not_sample
from assessment.quality.of_learner import quality_of
from assessment.quality.sampling import NothingToSample, Report, record_sample
from assessment.quality.screen import Screen, open_item, screen_of
from assessment.quality.standing import standing_of
from portfolio.access import get_visible_learner
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.models import Learner

SAID = {
    Outcome.ACCEPTED: "{unit} is accepted. Its assessor is told.",
    Outcome.RETURNED: "{unit} is returned and open again. Its assessor is told what to do.",
    Outcome.RELEASED: "{unit} is released without sampling.",
}


@require_safe
def learner_quality(request: HttpRequest, code: UUID) -> HttpResponse:
    """All samples of a learner and, for whoever looks after their quality, the plan."""
    learner = access.get_staffed_learner(request.user, code)
    context = {"learner": learner, "quality": quality_of(learner, request.user)}
    return render(request, "assessment/quality/learner.html", context)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def sample_unit(request: HttpRequest, code: UUID, unit: str) -> HttpResponse:
    """Look at a unit's decisions beside their evidence; accept or return it."""
    learner, official = _unit(request, code, unit)
    if why := why_not_sample(request.user, learner, official.pk):
        return _refused(request, learner, official, why)
    screen = screen_of(learner, official)
    if request.method == "GET":
        initial = {"outcome": "", "key": uuid4()}
        return _screen_page(request, screen, SampleForm(initial=initial))
    return _record(request, screen)


def _record(request: HttpRequest, screen: Screen) -> HttpResponse:
    form = SampleForm(request.POST)
    criteria = forms_of(screen, request.POST)
    if not form.is_valid() or has_errors(criteria):
        return _screen_page(request, screen, form, status=422)
    findings = findings_in(criteria, agree_rest=form.cleaned_data["agree_rest"])
    try:
        sample = form.attempt(
            record_sample,
            learner=screen.learner,
            unit=screen.unit,
            iqa=request.user,
            report=form.report(findings),
            seen=form.seen,
            request_key=form.cleaned_data["key"],
        )
    except NothingToSample as reason:
        form.add_error(None, str(reason))
        return _screen_page(request, screen_of(screen.learner, screen.unit), form, status=409)
    if sample is None:
        return _screen_page(request, screen, form, status=422)
    return _done(request, sample)


def _screen_page(
    request: HttpRequest, screen: Screen, form: SampleForm, status: int = 200
) -> HttpResponse:
    item = screen.item(request.GET.get("item", ""))
    context = {
        "screen": screen,
        "learner": screen.learner,
        "unit": screen.unit,
        "standing": screen.standing,
        "criteria": forms_of(screen, request.POST),
        "form": form,
        "open": open_item(item) if item else None,
        "lost": left_over(screen, request.POST),
    }
    return render(request, "assessment/quality/sample.html", context, status=status)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def release_unit(request: HttpRequest, code: UUID, unit: str) -> HttpResponse:
    """Let a unit that is signed off pass without sampling, with a reason."""
    learner, official = _unit(request, code, unit)
    if why := why_not_sample(request.user, learner, official.pk):
        return _refused(request, learner, official, why)
    standing = standing_of(learner, official)
    form = ReleaseForm(
        request.POST if request.method == "POST" else None,
        initial={
            "key": uuid4(),
            "sign_off": standing.sign_off.pk if standing.sign_off else None,
            "sample": standing.newest.pk if standing.newest else None,
        },
    )
    if form.is_valid():
        try:
            sample = form.attempt(
                record_sample,
                learner=learner,
                unit=official,
                iqa=request.user,
                report=Report(Outcome.RELEASED, reason=form.cleaned_data["reason"]),
                seen=form.seen,
                request_key=form.cleaned_data["key"],
            )
        except NothingToSample as reason:
            form.add_error(None, str(reason))
        else:
            if sample:
                return _done(request, sample)
    context = {"learner": learner, "unit": official, "standing": standing, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/quality/release.html", context, status=status)


def _unit(request: HttpRequest, code: UUID, unit: str) -> tuple[Learner, Unit]:
    learner = get_visible_learner(request.user, code)
    return learner, access.get_unit_of(learner, unit)


def _refused(request: HttpRequest, learner: Learner, unit: Unit, why: str) -> HttpResponse:
    """Why this person may not sample it: they see the learner, so they may know."""
    context = {"learner": learner, "unit": unit, "why": why}
    return render(request, "assessment/quality/refused.html", context, status=403)


def _done(request: HttpRequest, sample: Sample) -> HttpResponse:
    said = SAID[Outcome(sample.outcome)].format(unit=f"{sample.unit.code} of {sample.learner}")
    messages.success(request, said)
    address = reverse("learner-quality", args=[sample.learner.code])
    return redirect(f"{address}#sample-{sample.pk}")
