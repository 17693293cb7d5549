"""What people say to what somebody else wrote or keeps: a signed record, an original."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment import access
from assessment.forms.sessions import ObjectionForm, SightingForm
from assessment.models import Submission
from assessment.sessions.sighting import begun_with, can_confirm, is_signposted, record_sighting
from assessment.sessions.signing import object_to_record, signed_record_of
from portfolio.access import get_own_evidence
from portfolio.accounts.reauthenticating import asks_who_it_is


@require_http_methods(["GET", "POST"])
def object_to_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """The learner says that a signed record is not what happened."""
    evidence = get_own_evidence(request.user, code)
    is_confirmed = evidence.submissions.standing().exists()
    record = signed_record_of(evidence, is_confirmed=is_confirmed)
    if record is None:
        raise Http404
    if not record.is_open:
        messages.info(request, f"You have answered {evidence.label} already.")
        return redirect(evidence)
    form = ObjectionForm(request.POST or None)
    if form.is_valid() and form.attempt(
        object_to_record, evidence=evidence, user=request.user, **form.cleaned_data
    ):
        messages.success(request, f"{evidence.author} is told. Talk about it before you go on.")
        return redirect(evidence)
    context = {"evidence": evidence, "record": record, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/objection.html", context, status=status)


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def confirm_original(request: HttpRequest, code: UUID) -> HttpResponse:
    """An assessor or IQA confirms having seen an original that is kept elsewhere."""
    submission = access.get_visible_submission(request.user, code)
    as_iqa = _confirms_as_iqa(request, submission)
    if not is_signposted(submission):
        raise Http404
    evidence = submission.evidence
    form = SightingForm(request.POST or None, initial=begun_with(submission, request.user))
    if form.is_valid() and form.attempt(
        record_sighting,
        submission=submission,
        user=request.user,
        as_iqa=as_iqa,
        **form.cleaned_data,
    ):
        messages.success(request, f"It is on record that you have seen {evidence.label}.")
        return redirect("evidence" if as_iqa else "mark", evidence.code)
    context = {"evidence": evidence, "submission": submission, "form": form, "as_iqa": as_iqa}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/sighting.html", context, status=status)


def _confirms_as_iqa(request: HttpRequest, submission: Submission) -> bool:
    """False for who assesses the learner; 403 for whoever does neither."""
    if can_confirm(request.user, submission):
        return False
    if not can_confirm(request.user, submission, as_iqa=True):
        raise PermissionDenied
    return True
