"""One item: what it says and, beside it, what it is mapped to."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import access, mapping, rules, submitting
from assessment.advice.of_unit.steps import readiness_of_units
from assessment.content import (
    is_unaltered,
    present_content,
    submitted_content,
    submitted_snapshots,
)
from assessment.coverage import coverages_of
from assessment.marking.changes import changes_since_judged
from assessment.marking.histories import NOTHING_DECIDED, decisions_on
from assessment.marking.mapping_changes import mapping_changes_on
from assessment.models import Criterion, Enrolment, MarkingPoint, Submission
from assessment.sessions.signing import signed_record_of
from assessment.sign_off.declarations import declared_units
from assessment.trees import row_of, tree_of
from portfolio import recording
from portfolio.access import get_own_evidence, get_visible_evidence
from portfolio.compiling import Given, compiled_once
from portfolio.headers import may_capture
from portfolio.models import Evidence, Method
from portfolio.rules import can_change_evidence, keeps, owns
from portfolio.views.files import files_panel


@may_capture
@require_safe
def evidence_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """The item, its files, and the unit tree: to tick for its owner, to read for others."""
    evidence = get_visible_evidence(request.user, code)
    if evidence.is_private:
        return redirect("session", evidence.code)
    enrolments = _enrolments(learner=evidence.learner_id)
    declared = declared_units(evidence.learner_id)
    tree = tree_of(evidence, coverages_of(enrolments, declared=declared))
    submissions = _versions(evidence)
    can_change = can_change_evidence(request.user, evidence)
    # Nobody decides on what was never handed over.
    decisions = decisions_on(evidence) if submissions else NOTHING_DECIDED
    is_own = owns(request.user, evidence.learner)
    newest = next((each for each in reversed(submissions) if each.taken_back_at is None), None)
    # Personnel data: nobody else reads of a record what was not handed over.
    snapshots = None if is_own else submitted_snapshots(newest)
    context = files_panel(evidence, can_change=can_change) | {
        "content": present_content(evidence, snapshots),
        "tree": tree,
        "decisions": decisions,
        "submissions": submissions,
        "newest": newest,
        "is_own": is_own,
        "can_write": keeps(request.user, evidence.learner),
        "can_map": rules.can_map(request.user, evidence, waits=decisions.is_waiting),
        "can_assess": rules.can_assess(request.user, evidence.learner),
        "missing": submitting.what_is_missing(evidence, locked=declared) if is_own else (),
        "is_waiting": decisions.is_waiting,
        "mapping_changes": mapping_changes_on(evidence),
        "record": signed_record_of(evidence, is_confirmed=newest is not None),
        "asks_prior": evidence.method == Method.PRIOR_LEARNING,
    }
    return render(request, "assessment/evidence.html", context)


@compiled_once
def _enrolments(learner: Given) -> QuerySet[Enrolment]:
    return Enrolment.objects.current().filter(learner=learner).select_related("qualification")


def _versions(evidence: Evidence) -> list[Submission]:
    """All that was handed over of the item, also what was taken back."""
    submissions = _submissions(evidence=evidence.pk)
    for submission in submissions:
        submission.evidence = evidence
    return submissions


@compiled_once
def _submissions(evidence: Given) -> QuerySet[Submission]:
    return Submission.objects.filter(evidence=evidence).select_related("submitted_by")


@require_POST
def map_evidence(request: HttpRequest, code: UUID) -> HttpResponse:
    """Tick or untick one box of the tree; answers with its row."""
    evidence = get_own_evidence(request.user, code)
    target = access.get_open_target(evidence.learner, request.POST.get("target", ""))
    verb = mapping.map_evidence if request.POST.get("mapped") else mapping.unmap_evidence
    problem = ""
    try:
        verb(evidence=evidence, target=target, user=request.user)
    except mapping.NotNow as reason:
        problem = str(reason)
    return _row(request, evidence, target, problem)


@require_POST
def point_to_place(request: HttpRequest, code: UUID) -> HttpResponse:
    """Save where in the evidence to look; answers with the row."""
    evidence = get_own_evidence(request.user, code)
    target = access.get_open_target(evidence.learner, request.POST.get("target", ""))
    problem = ""
    try:
        mapping.point_to_place(
            evidence=evidence, target=target, user=request.user, place=request.POST.get("place", "")
        )
    except mapping.NotNow as reason:
        problem = str(reason)
    except ValidationError:
        problem = "Write the place as plain text of up to 80 characters, such as “p. 3”."
    return _row(request, evidence, target, problem)


@require_http_methods(["GET", "POST"])
def submit_evidence(request: HttpRequest, code: UUID) -> HttpResponse:
    """Show what will be handed over, take the declaration, hand it over."""
    evidence = get_own_evidence(request.user, code)
    problems = submitting.what_is_missing(evidence)
    if request.method == "POST":
        try:
            submitting.submit_evidence(
                evidence=evidence, user=request.user, declared=bool(request.POST.get("declared"))
            )
        except ValidationError as missing:
            problems = tuple(missing.messages)
        else:
            messages.success(
                request,
                f"{evidence.label} is handed over. Your assessor sees it in their queue.",
                extra_tags="undo:" + reverse("take-back", args=[evidence.code]),
            )
            return redirect(evidence)
    context = {
        "evidence": evidence,
        "content": present_content(evidence),
        "mappings": submitting.content_of(evidence)["mappings"],
        "declaration": submitting.DECLARATION,
        "problems": problems,
        "readiness": readiness_of_units(evidence),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assessment/submit.html", context, status=status)


@require_POST
def take_back(request: HttpRequest, code: UUID) -> HttpResponse:
    """Undo handing over, while nobody has decided."""
    evidence = get_own_evidence(request.user, code)
    if submitting.take_back(evidence=evidence, user=request.user):
        messages.success(request, f"{evidence.label} is yours again. Hand it over when ready.")
    else:
        messages.warning(request, "It is too late to take this item back: marking has begun.")
    return redirect(evidence)


@require_POST
def withdraw_evidence(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put an item aside; undo brings it back."""
    evidence = get_own_evidence(request.user, code)
    if submitting.withdraw(evidence=evidence, user=request.user):
        undo = reverse("evidence-restore", args=[evidence.code])
        messages.success(request, f"{evidence.label} is put aside.", extra_tags=f"undo:{undo}")
        return redirect("home")
    messages.warning(request, f"{evidence.label} was handed over, so it stays in your portfolio.")
    return redirect(evidence)


@require_POST
def restore_evidence(request: HttpRequest, code: UUID) -> HttpResponse:
    """Bring an item back that was put aside."""
    evidence = get_own_evidence(request.user, code)
    if recording.restore_evidence(evidence=evidence, user=request.user):
        messages.success(request, f"{evidence.label} is back, as it was.")
    return redirect(evidence)


@require_safe
def submission_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """A version as it was handed over; it stays readable."""
    submission = access.get_visible_submission(request.user, code)
    content = submitted_content(submission)
    context = {
        "submission": submission,
        "evidence": submission.evidence,
        "content": content,
        "decisions": decisions_on(submission.evidence, submission),
        "is_unaltered": is_unaltered(content),
        "changes": changes_since_judged(submission),
    }
    return render(request, "assessment/submission.html", context)


def _row(
    request: HttpRequest, evidence: Evidence, target: Criterion | MarkingPoint, problem: str
) -> HttpResponse:
    if not request.htmx:
        if problem:
            messages.warning(request, problem)
        return redirect(evidence)
    context = {
        "evidence": evidence,
        "row": row_of(evidence, target),
        # What was changed just now may be changed again.
        "can_map": not problem or rules.can_map(request.user, evidence),
        "problem": problem,
        "saved": not problem,
        "missing": submitting.what_is_missing(evidence),
        "newest": evidence.submissions.standing().order_by("pk").last(),
    }
    status = 409 if problem else 200
    return render(request, "assessment/_tree_row_saved.html", context, status=status)
