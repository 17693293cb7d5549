"""The facts that recognition of prior learning asks for."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment.forms.prior_learning import PriorLearningForm
from assessment.sessions.prior_learning import keep_prior_learning
from portfolio.access import get_written_evidence
from portfolio.models import Evidence, Method
from portfolio.recording import CannotChange, ChangedMeanwhile
from portfolio.rules import can_change_evidence

HANDED_OVER = "{} has been handed over, so it cannot be changed now."


@require_http_methods(["GET", "POST"])
def prior_learning(request: HttpRequest, code: UUID) -> HttpResponse:
    """What was achieved, how it compares with the criteria, how it was kept current."""
    evidence = get_written_evidence(request.user, code)
    if evidence.method != Method.PRIOR_LEARNING:
        raise Http404
    if not can_change_evidence(request.user, evidence):
        messages.warning(request, HANDED_OVER.format(evidence.label))
        return redirect(evidence)
    form = PriorLearningForm(
        request.POST or None,
        instance=getattr(evidence, "prior_learning", None),
        initial={"revision": evidence.revision},
    )
    if form.is_valid() and _kept(request, form, evidence):
        return redirect(evidence)
    context = {"form": form, "evidence": evidence}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/prior_learning.html", context, status=status)


def _kept(request: HttpRequest, form: PriorLearningForm, evidence: Evidence) -> bool:
    """Save; what stands against it goes on the form, which keeps what was typed."""
    try:
        kept = form.attempt(
            keep_prior_learning,
            evidence=evidence,
            user=request.user,
            revision=form.cleaned_data["revision"],
            **form.facts,
        )
    except ChangedMeanwhile:
        form.add_error(
            None,
            "This item was changed in another window after you opened it. Nothing of yours is "
            "lost: it is below. Open the item in a new tab, compare, and save again from there.",
        )
        return False
    except CannotChange:
        messages.warning(request, HANDED_OVER.format(evidence.label))
        return True
    if kept:
        messages.success(request, f"The facts of {evidence.label} are saved.")
    return bool(kept)
