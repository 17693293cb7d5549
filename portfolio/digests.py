"""The daily e-mail with what is new for somebody."""

import logging
from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from portfolio.mailing import NOT_SENT
from portfolio.models import Notice, User
from portfolio.notifying import safe_address

log = logging.getLogger(__name__)

STOPPED = "You get no more daily e-mails. What is new is shown here."
SALT = "portfolio.digests.stop"
# Less than a day, so that a late run does not push all that follow later and later.
ONE_A_DAY = timedelta(hours=20)
MOST_LISTED = 30


def send_digests() -> int:
    """E-mail everybody who wants it what is unread and was not e-mailed yet; returns to how many.

    A notice counts as e-mailed only once the mail server has taken it: what fails today is in
    tomorrow's digest.
    """
    connection = get_connection()
    return sum(_send_to(person, connection) for person in _readers())


def choose_digest(person: User, *, wanted: bool) -> None:
    """Switch the daily e-mail of ``person`` on or off."""
    person.wants_digest = wanted
    person.save(update_fields=["wants_digest"])


def stop_link(person: User) -> str:
    """The address that ends the e-mails of ``person`` without a login; it does nothing else."""
    token = signing.dumps(person.pk, salt=SALT)
    return urljoin(settings.SITE_ADDRESS, reverse("digest-stop", args=[token]))


def person_of(token: str) -> User | None:
    """Whose e-mails the token ends; None for one that was not made here."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk).first()


def _readers() -> list[User]:
    waiting = _waiting().filter(user=OuterRef("pk"))
    sent = Notice.objects.filter(user=OuterRef("pk"), mailed_at__gt=timezone.now() - ONE_A_DAY)
    people = User.objects.filter(Exists(waiting), ~Exists(sent), is_active=True, wants_digest=True)
    return list(people.exclude(email=""))


def _waiting():
    return Notice.objects.unread().filter(mailed_at=None)


def _send_to(person: User, connection: BaseEmailBackend) -> bool:
    notices = list(_waiting().filter(user=person))
    if not notices:
        return False
    try:
        sent = bool(_message(person, notices, connection).send())
    except NOT_SENT:
        # The address stays out of the log.
        log.exception("The digest of person %s could not be sent.", person.pk)
        return False
    if sent:
        told = [notice.pk for notice in notices]
        Notice.objects.filter(pk__in=told).update(mailed_at=timezone.now())
    return sent


def _message(
    person: User, notices: list[Notice], connection: BaseEmailBackend
) -> EmailMultiAlternatives:
    stop = stop_link(person)
    context = {
        "person": person,
        "notices": [(notice.words, _link(notice)) for notice in notices[:MOST_LISTED]],
        "number": len(notices),
        "more": max(0, len(notices) - MOST_LISTED),
        "all": urljoin(settings.SITE_ADDRESS, reverse("notices")),
        "stop": stop,
    }
    message = EmailMultiAlternatives(
        render_to_string("portfolio/digest_subject.txt", context).strip(),
        render_to_string("portfolio/digest.txt", context),
        to=[person.email],
        connection=connection,
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(render_to_string("portfolio/digest.html", context), "text/html")
    return message


def _link(notice: Notice) -> str:
    """By way of the page that marks it as read; nothing where the notice leads nowhere."""
    if not safe_address(notice.address):
        return ""
    return urljoin(settings.SITE_ADDRESS, reverse("notice", args=[notice.pk]))
