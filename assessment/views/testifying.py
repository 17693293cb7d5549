"""The page of a witness, who has no login: reached by a link, or on the learner's own device."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment.forms.testimony import AccountForm, DeclineForm, SignatureForm
from assessment.witnesses.testifying import give_testimony
from assessment.witnesses.testimonies import units_to_suggest
from portfolio import witnessing
from portfolio.access import get_testimony_request
from portfolio.models import RequestState, TestimonyRequest
from portfolio.rules import keeps, owns
from portfolio.testifying import LinkClosed, decline, is_same, note_opening, request_with

View = Callable[..., HttpResponse]


def kept_secret(view: View) -> View:
    """Leave no trace of an address that holds a secret: in caches, search engines, other sites.

    The origin alone is sent as the referrer: with none at all, browsers call the origin of a form
    "null", and the check against forged requests refuses that.
    """

    uncached = never_cache(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = uncached(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return guarded


# -- By a link --------------------------------------------------------------------------------


@login_not_required
@kept_secret
@require_http_methods(["GET", "HEAD", "POST"])
def testimony(request: HttpRequest, secret: str) -> HttpResponse:
    """What the witness is asked, and their answer. Whoever has the secret is the witness."""
    asked = request_with(secret)
    if asked is None:
        return _closed_page(request, "wrong", 404)
    if owns(request.user, asked.witness.learner):
        return _closed_page(request, "own", 403)
    if not asked.is_open:
        return _after_closing(request, asked, reverse("testimony-thanks"))
    if request.method == "GET":
        # Opening is noted and consumes nothing: programs that check mail open links as well.
        note_opening(asked)
    return _ask_and_take(request, asked, reverse("testimony-thanks"))


@login_not_required
@kept_secret
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """After answering; says nothing of whom."""
    return render(request, "assessment/witness_thanks.html")


# -- On the learner's device ------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, code: UUID) -> HttpResponse:
    """The screen with which the learner hands the device to the witness."""
    asked = _asked_here(request, code)
    if request.method == "POST":
        try:
            witnessing.write_here(request=asked, by=request.user)
        except witnessing.TooLate as reason:
            messages.warning(request, str(reason))
            return redirect("witnesses", asked.witness.learner.code)
        return redirect("testimony-hand-over", code)
    if not (asked.on_device and asked.is_open):
        return redirect("witnesses", asked.witness.learner.code)
    return render(request, "assessment/witness_hand_over.html", _about(asked))


@never_cache
@require_http_methods(["GET", "POST"])
def write_here(request: HttpRequest, code: UUID) -> HttpResponse:
    """The witness's form in the learner's login; afterwards the device goes back."""
    asked = _asked_here(request, code)
    here = reverse("testimony-here", args=[code])
    if not asked.on_device:
        return redirect("witnesses", asked.witness.learner.code)
    if asked.is_open:
        return _ask_and_take(request, asked, here)
    if asked.answered_at and request.method == "GET":
        context = _about(asked) | {"is_declined": asked.state == RequestState.DECLINED}
        return render(request, "assessment/witness_hand_back.html", context)
    return _after_closing(request, asked, here)


def _asked_here(request: HttpRequest, code: UUID) -> TestimonyRequest:
    asked = get_testimony_request(request.user, code)
    if not keeps(request.user, asked.witness.learner):
        raise PermissionDenied
    return asked


# -- Both -------------------------------------------------------------------------------------


def _ask_and_take(request: HttpRequest, asked: TestimonyRequest, done: str) -> HttpResponse:
    """The form, then what was written to read and sign, then on to ``done``."""
    step = request.POST.get("step", "")
    try:
        if step == "decline":
            return _decline(request, asked, done)
        form = AccountForm(request.POST if request.method == "POST" else None, asked=asked)
        if step == "change":
            return _writing_page(request, asked, form)
        if not form.is_valid():
            return _writing_page(request, asked, form, status=422 if form.is_bound else 200)
        return _read_and_sign(request, asked, form, done)
    except LinkClosed:
        # Answered or revoked while this was written.
        asked.refresh_from_db()
        return _after_closing(request, asked, done)


def _read_and_sign(
    request: HttpRequest, asked: TestimonyRequest, form: AccountForm, done: str
) -> HttpResponse:
    is_signing = request.POST.get("step") == "sign"
    name = form.cleaned_data["name"]
    signing = SignatureForm(request.POST if is_signing else None, name=name)
    if signing.is_valid() and signing.attempt(
        give_testimony,
        request=asked,
        signature=signing.cleaned_data["signature"],
        criteria=form.ticked,
        **form.account,
    ):
        return redirect(done)
    context = _about(asked) | {
        "form": form,
        "signing": signing,
        "suggested": units_to_suggest(form.ticked),
    }
    status = 422 if is_signing else 200
    return render(request, "assessment/witness_sign.html", context, status=status)


def _decline(request: HttpRequest, asked: TestimonyRequest, done: str) -> HttpResponse:
    declining = DeclineForm(request.POST)
    if declining.is_valid():
        decline(request=asked, reason=declining.cleaned_data["reason"])
        return redirect(done)
    form = AccountForm(None, asked=asked)
    return _writing_page(request, asked, form, declining, status=422)


def _writing_page(
    request: HttpRequest,
    asked: TestimonyRequest,
    form: AccountForm,
    declining: DeclineForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = _about(asked) | {
        "form": form,
        "declining": declining or DeclineForm(),
        "units": units_to_suggest(form.offered.values()),
        "ticked": form.ticked,
    }
    return render(request, "assessment/witness_write.html", context, status=status)


def _after_closing(request: HttpRequest, asked: TestimonyRequest, done: str) -> HttpResponse:
    """The second click of a double click is thanked like the first; all else is told why not."""
    if asked.state == RequestState.ANSWERED and request.POST.get("step") == "sign":
        said = request.POST.get("name", ""), request.POST.get("statement", "")
        if is_same(asked.testimony, *said):
            return redirect(done)
    if asked.state == RequestState.DECLINED and request.POST.get("step") == "decline":
        return redirect(done)
    if asked.is_open:
        return _closed_page(request, "wrong", 404)  # a newer link has replaced this one
    return _closed_page(request, asked.state, 410)


def _closed_page(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """Says nothing of who was asked, by whom or about what."""
    return render(request, "assessment/witness_closed.html", {"why": str(why)}, status=status)


def _about(asked: TestimonyRequest) -> dict[str, object]:
    return {"asked": asked, "witness": asked.witness, "learner": asked.witness.learner}
