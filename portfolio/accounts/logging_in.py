"""Logging in, in steps: a password and where there is one a second factor, or a passkey at once."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth import login
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from portfolio.accounts import reauthenticating, sessions
from portfolio.accounts.factors.held import has_second_factor, is_required
from portfolio.accounts.limiting import DAY, HOUR, MINUTE, Limit, network_of
from portfolio.auditing import enter_of_person
from portfolio.models import Act, User

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# In the session: who gave the right password, and what is still to come.
PENDING = "login_pending"
PENDING_SECONDS = 10 * MINUTE
# In the session of who must set up a second step before anything else.
MUST_SET_UP = "must_set_up"
# Addresses that they reach meanwhile.
REACHED = frozenset(
    "security authenticator-add passkey-add recovery-codes logout password_change "
    "password_change_done".split()
)

# -- Against guessing -------------------------------------------------------------------------

# Failures with one name from one network; from one network with any name; with one name from
# anywhere, of browsers in which that person has not logged in before.
ONE_NAME_HERE = Limit("login-name-here", 10, 15 * MINUTE)
ANY_NAME_HERE = Limit("login-here", 100, 15 * MINUTE)
ONE_NAME = Limit("login-name", 50, HOUR)
# Second steps of one person: only who knows the password comes so far.
CODES = Limit("code", 6, 5 * MINUTE)
CODES_A_DAY = Limit("code-day", 40, DAY)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a password. Counted before it is checked, so that many at once are all counted."""

    name: str
    network: str
    device: str

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> "Attempt":
        name = name.strip().lower()
        return cls(name, network_of(request), known_device(request, name))

    def count(self) -> int:
        """Count it; by how many it is over the nearest limit (0: it may be tried)."""
        over = (
            ONE_NAME_HERE.count(self.name, self.network) - ONE_NAME_HERE.most,
            ANY_NAME_HERE.count(self.network) - ANY_NAME_HERE.most,
            # Strangers who guess must not keep out who has logged in from here before.
            ONE_NAME.count(self.name, self.device) - ONE_NAME.most,
        )
        return max(*over, 0)

    def succeeded(self) -> None:
        """Of a right password nothing is counted, and what its owner mistyped before neither."""
        ONE_NAME_HERE.forget(self.name, self.network)
        ANY_NAME_HERE.give_back(self.network)
        ONE_NAME.give_back(self.name, self.device)


DEVICE_COOKIE = "device"
DEVICE_SECONDS = 180 * DAY


def known_device(request: HttpRequest, name: str) -> str:
    """What tells the browser in which ``name`` has logged in before; empty for any other."""
    try:
        said = _signer().unsign(request.COOKIES.get(_cookie_name(), ""), max_age=DEVICE_SECONDS)
    except BadSignature:
        return ""
    owner, _, device = said.partition("/")
    return device if owner == name else ""


def remember_device(response: HttpResponseBase, person: User) -> None:
    """Let the browser say later that ``person`` logged in with it. It opens nothing."""
    # Another one at each login: who copied one counts with its owner only until then.
    device = token_urlsafe(12)
    response.set_cookie(
        _cookie_name(),
        _signer().sign(f"{person.username}/{device}"),
        max_age=DEVICE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="portfolio.device")


def _cookie_name() -> str:
    return f"__Host-{DEVICE_COOKIE}" if settings.SESSION_COOKIE_SECURE else DEVICE_COOKIE


# -- The steps --------------------------------------------------------------------------------


def go_on(request: HttpRequest, person: User, *, address: str) -> HttpResponse:
    """The password was right: log in and go to ``address``, or ask for the second step."""
    if not has_second_factor(person):
        return finish(request, person, address=address)
    # A new session: what a visitor did before is not what this person does.
    request.session.flush()
    request.session[PENDING] = {
        "person": person.pk,
        # With a password that was changed meanwhile nobody goes on.
        "hash": person.get_session_auth_hash(),
        "at": time.time(),
        "address": address,
    }
    return redirect("login-second")


def pending_person(request: HttpRequest) -> User | None:
    """Who has given the right password here and still owes the second step."""
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > PENDING_SECONDS:
        return None
    person = User.objects.filter(pk=pending["person"], is_active=True).first()
    if person is None or person.get_session_auth_hash() != pending["hash"]:
        return None
    return person


def pending_address(request: HttpRequest) -> str:
    return request.session[PENDING]["address"]


def finish(
    request: HttpRequest, person: User, *, address: str, words: str = "Logged in."
) -> HttpResponse:
    """Log ``person`` in, with a new session, and go to ``address`` (checked before).

    Who needs a second factor and has none is led to set one up first.
    """
    must_set_up = is_required(person) and not has_second_factor(person)
    with transaction.atomic():
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session.pop(PENDING, None)
        sessions.begin(request)
        reauthenticating.stamp(request, fully=True)
        if must_set_up:
            request.session[MUST_SET_UP] = True
        enter_of_person(Act.LOGIN, words, person=person, by=person)
    response = redirect("security" if must_set_up else address)
    remember_device(response, person)
    return response


class SetUpMiddleware:
    """Leads who must set up a second step there, whatever they ask for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponseBase | None:
        # Pages open to all never ask who it is.
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated or not request.session.get(MUST_SET_UP):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        return None if name in REACHED else redirect("security")
