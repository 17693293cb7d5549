"""What else an item may show, for its learner: suggestions, each mapped with one click."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessment import access, mapping, rules, submitting
from assessment.advice.reading import current_coverages
from assessment.advice.suggesting.for_items import said_in, suggested_for
from assessment.trees import row_of
from portfolio.access import get_own_evidence
from portfolio.models import Evidence


@require_http_methods(["GET", "POST"])
def evidence_suggestions(request: HttpRequest, code: UUID) -> HttpResponse:
    """What the item's words and records point to and it is not mapped to; a post maps one.

    Part of the item's page, which asks for it once it is there; a page of its own without scripts.
    """
    evidence = get_own_evidence(request.user, code)
    if request.method == "POST":
        return _map(request, evidence)
    if not rules.can_map(request.user, evidence):
        return HttpResponse() if request.htmx else redirect(evidence)
    name = "_suggestions.html" if request.htmx else "suggestions.html"
    context = _suggestions(evidence) | {"is_page": not request.htmx, "is_own": True}
    return render(request, f"assessment/{name}", context)


def _map(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    target = access.get_open_target(evidence.learner, request.POST.get("target", ""))
    problem = ""
    try:
        mapping.map_evidence(evidence=evidence, target=target, user=request.user)
    except mapping.NotNow as reason:
        problem = str(reason)
    row = row_of(evidence, target)
    if not request.htmx:
        if problem:
            messages.warning(request, problem)
        return redirect(f"{evidence.get_absolute_url()}#row-{row.target}")
    context = _suggestions(evidence) | {
        "row": row,
        "problem": problem,
        "saved": not problem,
        "missing": submitting.what_is_missing(evidence),
        "newest": evidence.submissions.standing().order_by("pk").last(),
        "is_waiting": rules.is_waiting(evidence),
    }
    status = 409 if problem else 200
    return render(request, "assessment/_suggestions.html", context, status=status)


def _suggestions(evidence: Evidence) -> dict[str, object]:
    said = said_in(evidence)
    suggested = suggested_for(evidence, said, current_coverages(evidence.learner))
    return {"evidence": evidence, "suggested": suggested, "tells": len(said.text.split()) > 20}
