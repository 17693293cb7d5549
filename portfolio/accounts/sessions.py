"""Where people are logged in: their sessions, how long these last, ending others."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from portfolio.accounts.limiting import address_of
from portfolio.accounts.security_log import note
from portfolio.models import Happening, LoginSession, User

BEGAN, SEEN, AGENT, ADDRESS = "began", "seen", "agent", "address"
# A request may write down that somebody is still there this often, and no more: it is a query.
SEEN_EVERY = 5 * 60
AGENT_LENGTH = 200

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SessionStore(DatabaseStore):
    """Django's, in rows that say whose the session is."""

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        row = cast(LoginSession, super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        row.agent, row.address = data.get(AGENT, ""), data.get(ADDRESS, "")
        return row


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else None


def begin(request: HttpRequest) -> None:
    """Note in the session of somebody who has just logged in when and with what."""
    request.session[BEGAN] = request.session[SEEN] = time.time()
    request.session[AGENT] = agent_of(request)
    request.session[ADDRESS] = address_of(request)


def agent_of(request: HttpRequest) -> str:
    """What the browser calls itself, as far as it can be stored."""
    said = request.headers.get("User-Agent", "").replace("\x00", "")
    return said.encode("utf-8", "replace").decode()[:AGENT_LENGTH]


# -- How long they last -----------------------------------------------------------------------


class SessionLimitsMiddleware:
    """Ends sessions that nobody has used for long, and those that began too long ago."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Without the cookie there is no session: pages open to all never ask for one.
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _limit(request)
        return self.get_response(request)


def _limit(request: HttpRequest) -> None:
    session, now = request.session, time.time()
    if SESSION_KEY not in session:
        return
    if is_over(session, now):
        note(Happening.SESSION_OVER, request, person=session[SESSION_KEY])
        session.flush()
    elif now - session.get(SEEN, 0) > SEEN_EVERY:
        session.setdefault(BEGAN, now)
        session[SEEN] = now


def is_over(session: SessionBase, now: float) -> bool:
    """Whether it was unused for too long, or began too long ago."""
    idle, age = now - session.get(SEEN, now), now - session.get(BEGAN, now)
    return idle > settings.SESSION_IDLE_SECONDS or age > settings.SESSION_COOKIE_AGE


# -- Seeing and ending them -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Device:
    """One place where somebody is logged in."""

    code: str
    words: str
    address: str
    began_at: datetime | None
    seen_at: datetime | None
    is_this: bool


# What a browser calls itself holds the names of others, too: the first that fits counts.
BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "CriOS", "FxiOS", "Chrome", "Safari")
CALLED = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "CriOS": "Chrome",
    "FxiOS": "Firefox",
}
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "CrOS", "Linux")


def devices_of(person: User, key: str | None) -> list[Device]:
    """Where ``person`` is logged in, this place (the session ``key``) first; one query."""
    found = [
        Device(
            code=row.code,
            words=device_in_words(row.agent),
            address=row.address,
            began_at=row.began_at,
            seen_at=row.seen_at,
            is_this=row.session_key == key,
        )
        for row in _living(person).order_by("-seen_at")
    ]
    return sorted(found, key=lambda device: not device.is_this)


def device_in_words(agent: str) -> str:
    """The browser and the system: "Firefox on Windows"."""
    browser = next((CALLED.get(name, name) for name in BROWSERS if name in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    words = " on ".join(filter(None, (browser, system)))
    return words or "A browser that does not say which"


def end_session(person: User, code: str) -> bool:
    """End the one that a page calls ``code``; False where there is none."""
    row = next((row for row in _living(person) if row.code == code), None)
    if row is not None:
        row.delete()
    return row is not None


def end_others(person: User, key: str | None) -> int:
    """End all but the session ``key``; returns how many."""
    return person.sessions.exclude(session_key=key or "").delete()[0]


def _living(person: User) -> QuerySet[LoginSession]:
    now = timezone.now()
    return (
        person.sessions.filter(expire_date__gt=now)
        .exclude(seen_at__lt=now - timedelta(seconds=settings.SESSION_IDLE_SECONDS))
        .exclude(began_at__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE))
    )


def clear_ended() -> int:
    """Delete sessions that are over; how many."""
    return LoginSession.objects.filter(expire_date__lt=timezone.now()).delete()[0]
