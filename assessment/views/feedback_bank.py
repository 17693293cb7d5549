"""The feedback bank: its page, and the menu of it in a marking card."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import access
from assessment.forms.feedback_bank import PhraseForm
from assessment.marking.feedback_bank import (
    READERS,
    archive_phrase,
    centre_for,
    centres_of,
    change_phrase,
    keep_phrase,
    phrases_for,
    phrases_of,
    restore_phrase,
    visible_phrases,
)
from assessment.models import Decision, FeedbackPhrase, Mapping

LONGEST = 600


@require_http_methods(["GET", "POST"])
def feedback_bank(request: HttpRequest) -> HttpResponse:
    """One's own sentences and the shared ones; those who assess add theirs here."""
    if not centres_of(request.user, READERS):
        raise PermissionDenied
    form = _new_form(request)
    if form and form.is_valid():
        kept = form.attempt(keep_phrase, user=request.user, centre=form.bank, **form.phrase)
        if kept:
            messages.success(request, "The sentence is in your feedback bank.")
            return redirect("feedback-bank")
    phrases = phrases_of(request.user).select_related("owner", "unit", "criterion__outcome__unit")
    context = {
        "form": form,
        "own": [phrase for phrase in phrases if phrase.owner_id == request.user.pk],
        "shared": [phrase for phrase in phrases if phrase.owner_id != request.user.pk],
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "assessment/feedback_bank.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit_phrase(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a sentence of one's own."""
    phrase = _own_phrase(request, pk)
    form = PhraseForm(request.POST or None, centres=centres_of(request.user), phrase=phrase)
    if form.is_valid():
        form.attempt(change_phrase, phrase=phrase, user=request.user, **form.phrase)
        if form.is_valid():
            messages.success(request, "The sentence is saved.")
            return redirect("feedback-bank")
    context = {"form": form, "phrase": phrase}
    status = 422 if form.is_bound else 200
    return render(request, "assessment/feedback_phrase.html", context, status=status)


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a sentence away; undo brings it back."""
    phrase = _own_phrase(request, pk)
    archive_phrase(phrase=phrase, user=request.user)
    undo = reverse("feedback-restore", args=[phrase.pk])
    messages.success(request, "The sentence is put away.", extra_tags=f"undo:{undo}")
    return redirect("feedback-bank")


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back a sentence that was put away."""
    phrase = _own_phrase(request, pk)
    try:
        restore_phrase(phrase=phrase, user=request.user)
    except ValidationError:
        messages.warning(request, "You have this sentence already, so the old one stays away.")
    else:
        messages.success(request, "The sentence is back.")
    return redirect("feedback-bank")


@require_safe
def phrases(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentences that fit a card, to choose from."""
    mapping, _ = access.get_judged_mapping(request.user, pk)
    return _menu(request, mapping)


@require_POST
def keep_sentence(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is in the card's feedback for next time; answers with the menu."""
    mapping, _ = access.get_judged_mapping(request.user, pk)
    text = request.POST.get("feedback", "")
    decision = request.POST.get("decision", "")
    try:
        keep_phrase(
            user=request.user,
            centre=centre_for(request.user, mapping.evidence.learner),
            text=text,
            decision=decision if decision in Decision.values else "",
            unit=None if mapping.criterion else mapping.marking_point.specification.unit,
            criterion=mapping.criterion,
            is_shared=False,
        )
    except ValidationError as refused:
        return _menu(request, mapping, problem=_why(text, refused), status=422)
    return _menu(request, mapping, kept=True)


def _why(text: str, refused: ValidationError) -> str:
    if not text.strip():
        return "Write the feedback first; then it can be kept."
    if len(text) > LONGEST:
        return "The feedback bank keeps up to 600 characters. Shorten it, or add it there by hand."
    return " ".join(refused.messages)


def _menu(
    request: HttpRequest, mapping: Mapping, *, problem: str = "", kept: bool = False, **options
) -> HttpResponse:
    context = {
        "mapping": mapping,
        "phrases": phrases_for(request.user, mapping),
        "problem": problem,
        "kept": kept,
    }
    return render(request, "assessment/_phrases.html", context, **options)


def _new_form(request: HttpRequest) -> PhraseForm | None:
    """None for an administrator, who only reads; 403 for one who sends all the same."""
    centres = centres_of(request.user)
    if not centres and request.method == "POST":
        raise PermissionDenied
    return PhraseForm(request.POST or None, centres=centres) if centres else None


def _own_phrase(request: HttpRequest, pk: int) -> FeedbackPhrase:
    """404 for another's that is not shared; 403 for a shared one of another's."""
    phrases = visible_phrases(request.user).select_related("centre", "criterion__outcome")
    phrase = get_object_or_404(phrases, pk=pk)
    if phrase.owner_id != request.user.pk:
        raise PermissionDenied
    return phrase
