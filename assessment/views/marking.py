"""The queue, and judging evidence criterion by criterion beside it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from assessment import access
from assessment.allocations import Scope
from assessment.content import submitted_content
from assessment.forms.marking import AppraisalForm, DraftForm, JudgementForm
from assessment.marking import drafts as judgement_drafts
from assessment.marking import judging
from assessment.marking.drafts import saved_words
from assessment.marking.queue import neighbours_of, queue_of
from assessment.marking.screen import card_and_progress, marking_of
from assessment.models import Mapping, Submission
from portfolio.models import Role


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for the person who asks, oldest first."""
    if not request.user.roles & {Role.ASSESSOR, Role.TRAINEE}:
        raise PermissionDenied
    return render(request, "assessment/queue.html", {"queue": queue_of(request.user)})


@require_safe
def mark_evidence(request: HttpRequest, code: UUID) -> HttpResponse:
    """The newest version handed over, and each criterion to decide."""
    evidence, scope = access.get_marked_evidence(request.user, code)
    submission = evidence.submissions.standing().select_related("submitted_by").last()
    if submission is None:
        messages.info(request, f"{evidence.label} has not been handed over.")
        return redirect(evidence)
    submission.evidence = evidence
    return _marking_page(request, submission, scope)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Record one decision; answers with its card."""
    mapping, scope = access.get_judged_mapping(request.user, pk)
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return _refused(request, mapping, form)
    submission = access.get_submission_of(mapping.evidence, form.cleaned_data["submission"])
    try:
        recorded = form.attempt(
            judging.record_judgement,
            mapping=mapping,
            assessor=request.user,
            **form.words,
            submission=submission,
            seen=form.cleaned_data["seen"] or 0,
            request_key=form.cleaned_data["key"],
            scope=scope,
        )
    except judging.NothingToJudge as reason:
        form.add_error(None, str(reason))
        return _refused(request, mapping, form, status=409)
    if recorded is None:
        return _refused(request, mapping, form)
    return _card_page(request, submission, mapping, recorded=recorded)


@require_POST
def keep_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed in a card, in the background; or throw it away and answer with the card.

    The answer's headers say when it was saved, and the mark by which the card knows its draft.
    """
    mapping, scope = access.get_judged_mapping(request.user, pk)
    if "discard" in request.POST:
        judgement_drafts.discard_draft(mapping=mapping, assessor=request.user)
        return _discarded(request, mapping)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    try:
        draft = judgement_drafts.keep_draft(
            mapping=mapping,
            assessor=request.user,
            scope=scope,
            seen=form.cleaned_data["seen"] or 0,
            mark=form.cleaned_data["mark"],
            **form.typed,
        )
    except judgement_drafts.WrittenElsewhere:
        return HttpResponse(status=409)
    said = {"Draft-Mark": draft.mark, "Draft-Saved": saved_words(draft.saved_at)} if draft else {}
    return HttpResponse(status=204, headers=said)


@require_POST
def countersign(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a trainee's decision count; answers with its card."""
    judgement = access.get_countersigned_judgement(request.user, pk)
    submission = access.get_visible_submission(request.user, judgement.submission.code)
    try:
        judging.countersign(judgement=judgement, assessor=request.user)
    except judging.NothingToJudge as reason:
        return _card_page(request, submission, judgement.mapping, problem=str(reason), status=409)
    return _card_page(request, submission, judgement.mapping, signed=True)


@require_POST
def appraise(request: HttpRequest, code: UUID) -> HttpResponse:
    """Record VARCS and overall feedback on a submitted version."""
    submission = access.get_visible_submission(request.user, code)
    _, scope = access.get_marked_evidence(request.user, submission.evidence.code)
    form = AppraisalForm(request.POST)
    if not form.is_valid():
        return _marking_page(request, submission, scope, form)
    try:
        judging.record_appraisal(submission=submission, assessor=request.user, **form.cleaned_data)
    except judging.NothingToJudge as reason:
        form.add_error(None, str(reason))
        return _marking_page(request, submission, scope, form)
    messages.success(request, "VARCS and feedback are recorded.")
    return redirect("mark", submission.evidence.code)


def _marking_page(
    request: HttpRequest, submission: Submission, scope: Scope, form: AppraisalForm | None = None
) -> HttpResponse:
    marking = marking_of(submission, request.user, scope)
    context = {
        "marking": marking,
        "progress": marking.progress,
        "evidence": submission.evidence,
        "submission": submission,
        "content": submitted_content(submission),
        "form": form or AppraisalForm(instance=marking.appraisal),
        "mapping_changes": marking.mapping_changes,
        "neighbours": neighbours_of(submission, request.user),
    }
    status = 422 if form else 200
    return render(request, "assessment/marking.html", context, status=status)


def _refused(
    request: HttpRequest, mapping: Mapping, form: JudgementForm, status: int = 422
) -> HttpResponse:
    """The card again with what was typed and what to mend."""
    submission = mapping.evidence.submissions.standing().last()
    if submission is None or not submission.mappings.filter(pk=mapping.pk).exists():
        messages.warning(request, "The learner has taken this item back.")
        return _go(request, reverse("evidence", args=[mapping.evidence.code]))
    return _card_page(request, submission, mapping, judgement=form, status=status)


def _discarded(request: HttpRequest, mapping: Mapping) -> HttpResponse:
    submission = mapping.evidence.submissions.standing().last()
    if submission is None or not submission.mappings.filter(pk=mapping.pk).exists():
        return _go(request, reverse("evidence", args=[mapping.evidence.code]))
    return _card_page(request, submission, mapping, discarded=True)


def _card_page(
    request: HttpRequest, submission: Submission, mapping: Mapping, status: int = 200, **context
) -> HttpResponse:
    if not request.htmx:
        _say(request, **context)
        return redirect("mark", submission.evidence.code)
    card, progress = card_and_progress(mapping, submission, request.user, context.get("recorded"))
    context |= {
        "card": card,
        "progress": progress,
        "submission": submission,
        "neighbours": neighbours_of(submission, request.user) if progress.is_done else None,
    }
    return render(request, "assessment/_card_saved.html", context, status=status)


def _say(
    request: HttpRequest,
    *,
    judgement: JudgementForm | None = None,
    problem: str = "",
    discarded: bool = False,
    **_: object,
) -> None:
    """Without scripts: the outcome as a message on the next page."""
    problems = [problem] if problem else []
    if discarded:
        messages.success(request, "The draft is thrown away.")
        return
    if judgement:
        problems += [error for errors in judgement.errors.values() for error in errors]
    for sentence in problems:
        messages.warning(request, sentence)
    if not problems:
        messages.success(request, "The decision is recorded.")


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the whole page elsewhere, from a form of htmx's too."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
