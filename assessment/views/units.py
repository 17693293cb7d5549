"""One unit of an enrolment, and the declarations by which it is complete."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import access
from assessment.claims.claimed import CLAIMED, claimed_units
from assessment.coverage import Coverage, UnitCoverage, coverage_of
from assessment.forms.sign_offs import ConfirmForm, DeclineForm, SignOffForm, UnlockForm
from assessment.models import Enrolment, SignOff
from assessment.sign_off import signing_off
from assessment.sign_off.declarations import reopened
from assessment.sign_off.readiness import why_not_ready
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.forms.verbs import VerbForm
from portfolio.rules import keeps, owns


@require_safe
def unit_page(request: HttpRequest, code: UUID, unit: str) -> HttpResponse:
    """Criteria, marking points, why it is not complete, and the declarations."""
    enrolment = access.get_visible_enrolment(request.user, code)
    return _unit_response(request, enrolment, unit)


@require_POST
@asks_who_it_is()
def sign_off(request: HttpRequest, code: UUID, unit: str) -> HttpResponse:
    """The assessor declares the unit complete."""
    enrolment = access.get_visible_enrolment(request.user, code)
    _, found = _find(enrolment, unit)
    if not signing_off.can_sign_off(request.user, enrolment.learner, found.unit):
        raise PermissionDenied
    form = SignOffForm(request.POST)
    if form.is_valid() and form.attempt(
        signing_off.sign_off,
        enrolment=enrolment,
        code=unit,
        assessor=request.user,
        **form.cleaned_data,
    ):
        messages.success(
            request,
            f"Unit {unit} is signed off and locked. {enrolment.learner} is asked to declare the "
            "same.",
        )
        return redirect("unit", code, unit)
    return _unit_response(request, enrolment, unit, form)


@require_POST
@asks_who_it_is()
def confirm(request: HttpRequest, code: UUID) -> HttpResponse:
    """The learner declares the same."""
    sign_off = access.get_own_sign_off(request.user, code)
    form = ConfirmForm(request.POST)
    try:
        if form.is_valid() and form.attempt(
            signing_off.confirm, sign_off=sign_off, user=request.user, **form.cleaned_data
        ):
            messages.success(request, "Thank you. The unit is complete.")
            return redirect(signing_off.address_of(sign_off))
    except signing_off.NotStanding as reason:
        return _too_late(request, sign_off, reason)
    return _unit_response(request, sign_off.enrolment, signing_off.code_of(sign_off), form)


@require_POST
@asks_who_it_is()
def decline(request: HttpRequest, code: UUID) -> HttpResponse:
    """The learner says what is not right."""
    sign_off = access.get_own_sign_off(request.user, code)
    form = DeclineForm(request.POST)
    try:
        if form.is_valid() and form.attempt(
            signing_off.decline, sign_off=sign_off, user=request.user, **form.cleaned_data
        ):
            messages.success(request, f"The unit is open again. {sign_off.assessor} is told why.")
            return redirect(signing_off.address_of(sign_off))
    except signing_off.NotStanding as reason:
        return _too_late(request, sign_off, reason)
    return _unit_response(request, sign_off.enrolment, signing_off.code_of(sign_off), form)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def unlock(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask why, then open the unit again."""
    sign_off = access.get_unlockable_sign_off(request.user, code)
    unit = signing_off.code_of(sign_off)
    form = UnlockForm(request.POST if request.method == "POST" else None)
    try:
        signing_off.require_standing(sign_off)
        if form.is_valid() and form.attempt(
            signing_off.unlock, sign_off=sign_off, user=request.user, **form.cleaned_data
        ):
            messages.success(request, f"Unit {unit} is open again.")
            return redirect(signing_off.address_of(sign_off))
    except signing_off.NotStanding as reason:
        return _too_late(request, sign_off, reason)
    context = {
        "sign_off": sign_off,
        "enrolment": sign_off.enrolment,
        "learner": sign_off.learner,
        "is_own": False,
        "unit": unit,
        "unit_address": signing_off.address_of(sign_off),
        "claimed": CLAIMED if sign_off.unit_id in claimed_units(sign_off.learner) else "",
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/unlock.html", context, status=status)


def _find(enrolment: Enrolment, code: str) -> tuple[Coverage, UnitCoverage]:
    """The enrolment's coverage, and its unit ``code``; 404 where it has none."""
    coverage = coverage_of(enrolment)
    for unit in coverage.units:
        if unit.code == code:
            return coverage, unit
    raise Http404


def _unit_response(
    request: HttpRequest, enrolment: Enrolment, code: str, form: VerbForm | None = None
) -> HttpResponse:
    """The unit's page, with the form that was refused if there is one."""
    coverage, unit = _find(enrolment, code)
    learner, user = enrolment.learner, request.user
    declared = unit.declared
    may_sign_off = declared is None and signing_off.can_sign_off(user, learner, unit.unit)
    context = {
        "enrolment": enrolment,
        "learner": learner,
        "coverage": coverage,
        "unit": unit,
        "is_own": owns(user, learner),
        "declared": declared,
        "reopened": reopened(learner.pk, unit.unit),
        "may_sign_off": may_sign_off,
        "not_ready": why_not_ready(enrolment, unit) if may_sign_off else (),
        "sign_off_form": form if isinstance(form, SignOffForm) else SignOffForm(),
        "may_confirm": declared and not declared.is_complete and keeps(user, learner),
        "confirm_form": form if isinstance(form, ConfirmForm) else ConfirmForm(),
        "decline_form": form if isinstance(form, DeclineForm) else DeclineForm(),
        "may_unlock": declared
        and signing_off.can_unlock(user, learner, unit.unit, signed_by=declared.assessor_id),
        "has_failed": form is not None,
    }
    return render(request, "assessment/unit.html", context, status=422 if form else 200)


def _too_late(request: HttpRequest, sign_off: SignOff, reason: Exception) -> HttpResponse:
    messages.warning(request, str(reason))
    return redirect(signing_off.address_of(sign_off))
