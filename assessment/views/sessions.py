"""What an assessor records: preparing it, writing it down, mapping it, signing it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import access
from assessment.coverage import coverages_of
from assessment.forms.sessions import RevisionForm, SessionForm, SignForm, questions_form
from assessment.mapping import Target
from assessment.models import Enrolment
from assessment.sessions import mapping as record_mapping
from assessment.sessions import recording as recording_sessions
from assessment.sessions.narratives import narrative_of, times_in_words
from assessment.sessions.signing import sign_record, what_is_unfinished
from assessment.sessions.words import WORDS
from assessment.sign_off.locking import UnitLocked
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.headers import may_capture
from portfolio.models import Evidence
from portfolio.recording import CannotChange, ChangedMeanwhile
from portfolio.views.files import files_panel

CHANGED = (
    "This record was changed in another window after you opened it. Nothing of yours is lost: it "
    "is below. Open the record in a new tab, compare, and save again from there."
)
SIGNED = "{} is signed or put aside, so it cannot be changed."


@require_safe
def choose_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """What can be recorded of the learner, and what each is for."""
    learner = access.get_assessed_learner(request.user, code)
    return render(
        request, "assessment/session_choose.html", {"learner": learner, "kinds": WORDS.items()}
    )


@require_http_methods(["GET", "POST"])
def begin_session(request: HttpRequest, code: UUID, method: str) -> HttpResponse:
    """A new record: prepared before, or written down at once."""
    learner = access.get_assessed_learner(request.user, code)
    if method not in WORDS:
        raise Http404
    form = SessionForm(request.POST or None)
    rows = questions_form(request.POST or None, WORDS[method])
    if _are_valid(form, rows):
        evidence = form.attempt(
            recording_sessions.begin_record,
            learner=learner,
            user=request.user,
            method=method,
            code=form.cleaned_data["code"] or form.initial["code"],
            rows=rows.rows,
            **form.facts,
        )
        if evidence:
            messages.success(request, f"{evidence.label} is begun. Nobody else can read it yet.")
            return redirect("session", evidence.code)
    context = {"learner": learner, "form": form, "formset": rows, "words": WORDS[method]}
    return _form_page(request, "assessment/session_form.html", context)


@may_capture
@require_safe
def session_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """The unsigned record for its author: what it says, its files, what it shows."""
    evidence = access.get_written_record(request.user, code)
    if not evidence.is_private:
        return redirect(evidence)
    record = evidence.assessor_record
    enrolments = list(
        Enrolment.objects.current().filter(learner=evidence.learner).select_related("qualification")
    )
    context = files_panel(evidence, can_change=evidence.withdrawn_at is None) | {
        "learner": evidence.learner,
        "record": record,
        "rows": list(record.questions.all()),
        "times": times_in_words(record),
        "words": WORDS[evidence.method],
        "missing": what_is_unfinished(evidence),
        "tree": record_mapping.record_tree(evidence, coverages_of(enrolments)),
    }
    return render(request, "assessment/session.html", context)


@require_http_methods(["GET", "POST"])
def edit_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change all of an unsigned record."""
    evidence = access.get_written_record(request.user, code)
    if not _is_open(evidence):
        return _too_late(request, evidence)
    words = WORDS[evidence.method]
    form = SessionForm(request.POST or None, evidence=evidence)
    rows = questions_form(request.POST or None, words, evidence)
    if _are_valid(form, rows) and _written(
        request,
        form,
        recording_sessions.write_record,
        evidence=evidence,
        rows=rows.rows,
        **form.facts,
    ):
        return redirect("session", evidence.code)
    context = {"evidence": evidence, "learner": evidence.learner, "words": words}
    return _form_page(
        request, "assessment/session_form.html", context | {"form": form, "formset": rows}
    )


@may_capture
@require_http_methods(["GET", "POST"])
def answer_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """The rows alone, large: for a phone on the table while the two talk."""
    evidence = access.get_written_record(request.user, code)
    if not _is_open(evidence):
        return _too_late(request, evidence)
    words = WORDS[evidence.method]
    form = RevisionForm(request.POST or None, initial={"revision": evidence.revision})
    rows = questions_form(request.POST or None, words, evidence)
    if _are_valid(form, rows) and _written(
        request, form, recording_sessions.write_answers, evidence=evidence, rows=rows.rows
    ):
        stays = "stay" in request.POST
        return redirect("session-answers" if stays else "session", evidence.code)
    context = files_panel(evidence, can_change=True) | {
        "learner": evidence.learner,
        "words": words,
    }
    return _form_page(
        request, "assessment/session_answers.html", context | {"form": form, "formset": rows}
    )


@require_http_methods(["GET", "POST"])
@asks_who_it_is()
def sign_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """The record as the learner will read it, and the declaration."""
    evidence = access.get_written_record(request.user, code)
    if not _is_open(evidence):
        return _too_late(request, evidence)
    form = SignForm(request.POST or None, initial={"revision": evidence.revision})
    if form.is_valid() and _signed(request, form, evidence):
        messages.success(
            request, f"{evidence.label} is signed. {evidence.learner} is asked to confirm it."
        )
        return redirect(evidence)
    context = {
        "evidence": evidence,
        "learner": evidence.learner,
        "words": WORDS[evidence.method],
        "narrative": _preview(evidence),
        "files": evidence.files.kept(),
        "form": form,
        "missing": what_is_unfinished(evidence),
    }
    return _form_page(request, "assessment/session_sign.html", context)


@require_POST
def map_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """Tick or untick one box of the tree; answers with its row."""
    evidence = access.get_written_record(request.user, code)
    target = access.get_open_target(evidence.learner, request.POST.get("target", ""))
    is_ticked = bool(request.POST.get("mapped"))
    verb = record_mapping.map_record if is_ticked else record_mapping.unmap_record
    return _mapped(request, evidence, target, verb)


@require_POST
def place_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say where in the record it shows that."""
    evidence = access.get_written_record(request.user, code)
    target = access.get_open_target(evidence.learner, request.POST.get("target", ""))
    place = request.POST.get("place", "")
    return _mapped(request, evidence, target, record_mapping.map_record, place=place)


@require_POST
def discard_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put an unsigned record aside; undo brings it back."""
    evidence = access.get_written_record(request.user, code)
    if recording_sessions.discard_record(evidence=evidence, user=request.user):
        undo = reverse("session-restore", args=[evidence.code])
        messages.success(request, f"{evidence.label} is put aside.", extra_tags=f"undo:{undo}")
    return redirect("learner", evidence.learner.code)


@require_POST
def restore_session(request: HttpRequest, code: UUID) -> HttpResponse:
    """Bring an unsigned record back that was put aside."""
    evidence = access.get_written_record(request.user, code)
    if recording_sessions.restore_record(evidence=evidence, user=request.user):
        messages.success(request, f"{evidence.label} is back, as it was.")
    return redirect("session", evidence.code)


def _is_open(evidence: Evidence) -> bool:
    return evidence.is_private and evidence.withdrawn_at is None


def _too_late(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    messages.warning(request, SIGNED.format(evidence.label))
    return redirect("session" if evidence.is_private else "evidence", evidence.code)


def _are_valid(form: RevisionForm, rows: BaseFormSet) -> bool:
    # Both are asked, so that every mistake is shown at once.
    return form.is_bound and all([form.is_valid(), rows.is_valid()])


def _written(
    request: HttpRequest, form: RevisionForm, verb: Callable[..., Evidence], **words: Any
) -> bool:
    """Save; what stands against it goes on the form, which keeps what was typed."""
    try:
        written = form.attempt(verb, user=request.user, revision=form.seen, **words)
    except ChangedMeanwhile:
        form.add_error(None, CHANGED)
        return False
    except CannotChange:
        form.add_error(None, SIGNED.format(words["evidence"].label))
        return False
    if written:
        messages.success(request, f"{written.label} is saved.")
    return bool(written)


def _signed(request: HttpRequest, form: SignForm, evidence: Evidence) -> bool:
    try:
        sign_record(
            evidence=evidence,
            user=request.user,
            revision=form.seen,
            declared=form.cleaned_data["declared"],
        )
    except ChangedMeanwhile:
        form.add_error(None, "This record was changed after you opened this page. Read it again.")
    except CannotChange:
        form.add_error(None, SIGNED.format(evidence.label))
    except ValidationError as missing:
        form.add_error(None, missing)
    return not form.errors


def _preview(evidence: Evidence) -> str:
    record = evidence.assessor_record
    try:
        return narrative_of(evidence, record, record.questions.all())
    except ValidationError:
        return ""  # Signing says that it is too long.


def _mapped(
    request: HttpRequest,
    evidence: Evidence,
    target: Target,
    verb: Callable[..., None],
    **words: Any,
) -> HttpResponse:
    problem = ""
    try:
        verb(evidence=evidence, target=target, user=request.user, **words)
    except UnitLocked as reason:
        problem = str(reason)
    except CannotChange:
        problem = SIGNED.format(evidence.label)
    except ValidationError:
        problem = "Write the place as plain text of up to 80 characters, such as “12:30”."
    if not request.htmx:
        if problem:
            messages.warning(request, problem)
        return redirect("session", evidence.code)
    context = {
        "evidence": evidence,
        "row": record_mapping.record_row(evidence, target),
        "problem": problem,
    }
    status = 409 if problem else 200
    return render(request, "assessment/_session_row.html", context, status=status)


def _form_page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return render(request, template, context, status=status)
