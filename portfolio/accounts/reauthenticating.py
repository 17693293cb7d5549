"""Asking who it is before something is signed: whoever finds a laptop open signs nothing.

The view is asked again with the same form once it was answered: what was typed travels in the page
that asks, so nothing is lost, nothing is stored, and no script is needed.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from portfolio.accounts.factors import passkeys
from portfolio.accounts.factors.codes import use_code
from portfolio.accounts.factors.held import Factors, factors_of
from portfolio.accounts.limiting import MINUTE, Limit
from portfolio.accounts.security_log import note
from portfolio.forms.accounts import ConfirmForm
from portfolio.models import Happening, User

# In the session: when somebody last gave a password, a code or a passkey; and when all they have.
PROVEN, FULLY_PROVEN = "proven_at", "fully_proven_at"
# In a form: that it comes from the page that asks, and how the first request came.
ASKED = "confirming"
# What a test asks of every view that signs.
MARK = "asks_who_it_is"
TRIES = Limit("confirm", 10, 15 * MINUTE)

View = Callable[..., HttpResponseBase]


def asks_who_it_is(*, reads: bool = False, fully: bool = False) -> Callable[[View], View]:
    """Let a view sign only for who has given a password, code or passkey lately.

    ``reads``: also before it shows anything, such as recovery codes. ``fully``: where there is a
    second factor, the password alone is not enough: the view changes how one logs in.
    """

    def ask(view: View) -> View:
        @wraps(view)
        def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_read = request.method in ("GET", "HEAD")
            if is_read and not reads:
                return view(request, *args, **kwargs)
            if not is_proven(request, fully=fully):
                refused = _ask(request, fully=fully)
                if refused is not None:
                    return refused
            if request.POST.get(ASKED) == "read":
                return redirect(request.get_full_path())
            return view(request, *args, **kwargs)

        setattr(asking, MARK, True)
        return asking

    return ask


def is_proven(request: HttpRequest, *, fully: bool = False) -> bool:
    """Whether it is not longer ago than ``REAUTHENTICATE_MINUTES``."""
    at = request.session.get(FULLY_PROVEN if fully else PROVEN, 0)
    return 0 <= time.time() - at < settings.REAUTHENTICATE_MINUTES * MINUTE


def stamp(request: HttpRequest, *, fully: bool) -> None:
    """Note in the session that who sends ``request`` has just proven who they are."""
    request.session[PROVEN] = time.time()
    if fully:
        request.session[FULLY_PROVEN] = time.time()


def _ask(request: HttpRequest, *, fully: bool) -> HttpResponse | None:
    """The page that asks; None where its answer came with the request and holds."""
    if ASKED not in request.POST:
        return _page(request, ConfirmForm(), fully=fully)
    form = ConfirmForm(request.POST)
    factors = factors_of(_person(request))
    proven = form.is_valid() and _check(request, form, factors, fully=fully)
    if not proven:
        return _page(request, form, fully=fully)
    TRIES.forget(_person(request).pk)
    # Also on this occasion a session gets another key, which nobody can have seen before.
    request.session.cycle_key()
    note(Happening.CONFIRMED, request, person=_person(request), words=request.path)
    return None


def _check(request: HttpRequest, form: ConfirmForm, factors: Factors, *, fully: bool) -> bool:
    """Whether the answer holds; if not, the form says why."""
    if TRIES.count(_person(request).pk) > TRIES.most:
        form.add_error(None, "Too many tries. Wait 15 minutes, then try again.")
        return False
    person, given = _person(request), form.cleaned_data
    if given["credential"]:
        is_right = is_full = passkeys.accept(request, given["credential"], person) is not None
    elif fully and not given["password"]:
        is_right = is_full = False  # a code alone is not enough here: it is not used up for nothing
    else:
        is_right, is_full = _typed_hold(person, given, factors)
    if is_full or (is_right and not fully):
        stamp(request, fully=is_full)
        return True
    note(Happening.CONFIRM_FAILED, request, person=person, words=request.path)
    form.add_error(None, _refusal(factors, fully=fully))
    return False


def _typed_hold(person: User, given: dict[str, str], factors: Factors) -> tuple[bool, bool]:
    """Whether all that was typed holds, and whether that is all that this person has.

    A wrong password beside a right code is no proof, nor the other way round; and the code of a
    wrong password is not used up.
    """
    password, code = given["password"], given["code"]
    has_password = bool(password) and person.check_password(password)
    if password and not has_password:
        return False, False
    has_code = bool(code) and bool(use_code(person, code))
    if code and not has_code:
        return False, False
    return has_password or has_code, has_password and (has_code or not factors.has_second)


def _refusal(factors: Factors, *, fully: bool) -> str:
    if fully and factors.takes_code:
        return "This did not fit. Type your password and a code that you have not used before."
    if fully and factors.has_second:
        return "This did not fit. Use your passkey."
    return "This did not fit. Try again; nothing you typed before is lost."


def _page(request: HttpRequest, form: ConfirmForm, *, fully: bool) -> HttpResponse:
    """Ask, with what was sent in hidden fields."""
    factors = factors_of(_person(request))
    possible = bool(factors.passkeys) and passkeys.are_possible(request)
    is_read = request.method in ("GET", "HEAD") or request.POST.get(ASKED) == "read"
    context = {
        "form": form.narrowed_to(factors),
        "fully": fully and factors.has_second,
        "factors": factors,
        "asked": "read" if is_read else "sent",
        "kept": [] if is_read else _kept(request),
        "lost_files": [file.name for file in request.FILES.values()],
        "passkey": passkeys.ask_for(_person(request)) if possible else None,
    }
    response = render(request, "portfolio/confirm.html", context, status=422)
    # Asked for by a script that wants a part of a page: it shows this one instead.
    response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def _person(request: HttpRequest) -> User:
    """Who asks: the middleware lets nobody else come so far."""
    return cast(User, request.user)


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    own = {ASKED, "csrfmiddlewaretoken", *map(ConfirmForm().add_prefix, ConfirmForm.base_fields)}
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in own
        for value in values
    ]
