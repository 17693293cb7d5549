"""The security log: what was tried and refused at the site's doors, and who confirmed who they are.

What succeeded and changed something (logging in, a new password, a passkey, a role) is in the audit
trail instead, which nobody can alter and which is kept. Nothing is in both: see docs/security.md.
"""

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from portfolio.accounts.limiting import HOUR, Limit, address_of, network_of
from portfolio.logs import without_secrets
from portfolio.models import Happening, Membership, Role, SecurityEvent, User
from portfolio.newest import between

logger = logging.getLogger("portfolio.security")

# Who tries a thousand doors is told a thousand times that they are shut; a row says so a few times.
NOTED = Limit("noted", 60, HOUR)


def note(
    kind: Happening,
    request: HttpRequest,
    *,
    person: User | int | str | None = None,
    typed: str = "",
    words: str = "",
) -> None:
    """Add to the log, and one line without personal data to the process's log.

    ``typed``: the user name that was typed, where nobody has it. Call it outside transactions that
    may be undone.
    """
    key = person.pk if isinstance(person, User) else person
    if NOTED.count(kind, key or network_of(request)) > NOTED.most:
        return
    event = SecurityEvent(
        kind=kind,
        person_id=key,
        typed=fingerprint(typed) if typed else "",
        address=address_of(request),
        agent=_storable(request.headers.get("User-Agent", "")),
        words=_storable(without_secrets(words)),
    )
    event.save()
    # The row says who it was, to those who may know.
    logger.info("event=%s number=%d", kind, event.pk)


def fingerprint(typed: str) -> str:
    """What is kept of a name that nobody has: the same for the same, and not to be guessed back."""
    said = typed.strip().lower().encode("utf-8", "replace")
    return hmac.new(settings.SECRET_KEY.encode(), b"typed:" + said, hashlib.sha256).hexdigest()


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:200]


# -- Reading ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for; what is empty does not narrow."""

    kind: str = ""
    person: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def narrow(self, events: QuerySet[SecurityEvent]) -> QuerySet[SecurityEvent]:
        if self.kind:
            events = events.filter(kind=self.kind)
        for word in self.person.split():
            events = events.filter(
                Q(person__name__icontains=word) | Q(person__username__icontains=word)
            )
        return events.filter(**between(self.first_day, self.last_day))


def reads_log(user: User) -> bool:
    return user.is_superuser or Role.ADMIN in user.roles


def events_for(user: User) -> QuerySet[SecurityEvent]:
    """For superusers all; for administrators what is about logins that are their centre's alone.

    Of a person who also has a role elsewhere, another centre's business would show.
    """
    events = SecurityEvent.objects.select_related("person")
    if user.is_superuser:
        return events
    theirs = [m.centre_id for m in user.current_memberships if m.role == Role.ADMIN]
    here = Membership.objects.filter(centre__in=theirs).values("user")
    elsewhere = Membership.objects.exclude(centre__in=theirs).values("user")
    return events.filter(
        person__in=here, person__is_superuser=False, person__is_staff=False
    ).exclude(person__in=elsewhere)


def events_of(person: User, number: int) -> list[SecurityEvent]:
    """The newest of one person, for their own eyes."""
    return list(SecurityEvent.objects.filter(person=person).order_by("-pk")[:number])


# -- Keeping ----------------------------------------------------------------------------------


def clear_old() -> int:
    """Delete what is older than ``SECURITY_LOG_DAYS``; how many. A job, once a day."""
    end = timezone.now() - timedelta(days=settings.SECURITY_LOG_DAYS)
    # The model's own rows refuse to be deleted: this is the one way, and it goes by age alone.
    return models.QuerySet(SecurityEvent).filter(at__lt=end).delete()[0]
