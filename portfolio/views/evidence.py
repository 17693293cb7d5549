"""Adding and changing evidence. Its own page, with what it is mapped to, is in ``assessment``."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portfolio import access, recording
from portfolio.forms.evidence import EvidenceForm
from portfolio.models import Evidence, Method, Origin

HANDED_OVER = "{} has been handed over, so it cannot be changed now."
# The page after a new item, where its method asks for more than every item has.
COMES_NEXT = {Method.PRIOR_LEARNING.value: "prior-learning"}


@require_http_methods(["GET", "POST"])
def add_evidence(request: HttpRequest, code: UUID) -> HttpResponse:
    """A new item for the learner ``code``, who is the one logged in."""
    learner = access.get_own_learner(request.user, code)
    form = EvidenceForm(request.POST or None)
    if form.is_valid():
        evidence = recording.add_evidence(learner=learner, user=request.user, **form.content)
        messages.success(request, f"{evidence.label} added. Add its files and say what it shows.")
        return redirect(COMES_NEXT.get(evidence.method, "evidence"), evidence.code)
    return _page(request, form, learner=learner)


@require_http_methods(["GET", "POST"])
def edit_evidence(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change an item that was not handed over; what another window saved is never overwritten."""
    evidence = access.get_written_evidence(request.user, code)
    if evidence.origin != Origin.LEARNER:
        return redirect(evidence)  # An assessor's has pages of its own.
    if evidence.frozen_at or evidence.withdrawn_at:
        messages.warning(request, HANDED_OVER.format(evidence.label))
        return redirect(evidence)
    form = EvidenceForm(request.POST or None, instance=evidence)
    if form.is_valid() and _saved(request, form, evidence):
        messages.success(request, f"{evidence.label} saved.")
        return redirect(evidence)
    return _page(request, form, learner=evidence.learner, evidence=evidence)


def _saved(request: HttpRequest, form: EvidenceForm, evidence: Evidence) -> bool:
    """Save; where another window was first, put that on the form and keep what was typed."""
    try:
        recording.change_evidence(
            evidence=evidence,
            user=request.user,
            revision=form.cleaned_data["revision"] or 0,
            **form.content,
        )
    except recording.ChangedMeanwhile:
        form.add_error(
            None,
            "This item was changed in another window after you opened it. Nothing of yours is "
            "lost: it is below. Open the item in a new tab, compare, and save again from there.",
        )
        return False
    return True


def _page(request: HttpRequest, form: EvidenceForm, **context: object) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "portfolio/evidence_form.html", {"form": form, **context}, status=status)
