"""Mapping by assessors: "This also shows …", and taking a mapping away with a reason."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessment import access
from assessment.advice.reading import current_coverages
from assessment.advice.suggesting.for_items import Suggested, said_in_version, suggested_for
from assessment.allocations import Scope, scope_of
from assessment.content import submitted_snapshots
from assessment.mapping import NotNow
from assessment.marking.assessor_mapping import map_as_assessor, unmap_as_assessor
from assessment.sign_off.locking import locked_units
from assessment.target_search import find_targets
from portfolio.models import Evidence


@require_http_methods(["GET", "POST"])
def also_shows(request: HttpRequest, code: UUID) -> HttpResponse:
    """Find a criterion or marking point by its words; add it to what was handed over.

    Before any word is typed: what the words handed over point to.
    """
    evidence = access.get_assessed_evidence(request.user, code)
    if request.method == "POST":
        return _add(request, evidence)
    asked = request.GET.get("also", "")[:200]
    scope = scope_of(request.user, evidence.learner)
    found = find_targets(evidence, scope, locked_units(evidence.learner), asked)
    context = {
        "evidence": evidence,
        "asked": asked,
        "found": found,
        "suggested": None if asked.strip() else _suggested(evidence, scope),
    }
    name = "_found_targets.html" if request.htmx else "also_shows.html"
    return render(request, f"assessment/{name}", context)


@require_POST
def remove_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an item does not belong to what it is mapped to, and why."""
    mapping = access.get_removable_mapping(request.user, pk)
    try:
        unmap_as_assessor(mapping=mapping, user=request.user, reason=request.POST.get("reason", ""))
    except NotNow as reason:
        messages.warning(request, str(reason))
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, f"{mapping.target_code} is taken away. The learner is told why.")
    return redirect("mark", mapping.evidence.code)


def _suggested(evidence: Evidence, scope: Scope) -> tuple[Suggested, ...] | None:
    """From what was handed over last; None before anything was."""
    submission = evidence.submissions.standing().order_by("pk").last()
    if submission is None:
        return None
    submission.evidence = evidence
    said = said_in_version(submission, submitted_snapshots(submission))
    return suggested_for(evidence, said, current_coverages(evidence.learner), scope)


def _add(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    target = access.get_open_target(evidence.learner, request.POST.get("target", ""))
    submission = evidence.submissions.standing().order_by("pk").last()
    if submission is None:
        messages.warning(request, f"{evidence.label} has not been handed over.")
        return redirect(evidence)
    try:
        mapping = map_as_assessor(
            evidence=evidence, target=target, user=request.user, submission=submission
        )
    except NotNow as reason:
        messages.warning(request, str(reason))
        return redirect("mark", evidence.code)
    messages.success(request, f"{mapping.target_code} is added, to be decided like the others.")
    return redirect(f"{reverse('mark', args=[evidence.code])}#card-{mapping.pk}")
