"""The first password: a link by which a new person chooses their own."""

from urllib.parse import urljoin

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from portfolio import rules
from portfolio.mailing import send_mail
from portfolio.models import User


def invitation_link(person: User, site: str) -> str:
    """The address, below ``site`` ("https://host/"), where ``person`` chooses a password."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    token = default_token_generator.make_token(person)
    return urljoin(site, reverse("password_reset_confirm", args=[uid, token]))


def is_new(person: User) -> bool:
    """Whether the person has neither chosen a password nor ever logged in."""
    return person.last_login is None and not person.has_usable_password()


def can_hand_over_link(user: User, person: User) -> bool:
    """Whether ``user`` may see the link of ``person``, to hand it over.

    Who has the link can become that person. So it is shown only while nothing has been done under
    that name, and only where the login opens no centre but those that ``user`` administers. All
    others get theirs by e-mail, which only they read.
    """
    return is_new(person) and person.is_active and rules.manages_account(user, person)


def renew_link(*, person: User, by: User) -> None:
    """Make earlier links of a person without a password worthless."""
    if not rules.manages_account(by, person):
        raise PermissionDenied
    if is_new(person):
        # A link is signed with the stored password; an unusable one is random, and so another.
        person.set_unusable_password()
        person.save(update_fields=["password"])


def send_invitation(person: User, site: str) -> bool:
    """E-mail the link. False without an address or when it could not be sent: never an error."""
    return send_mail(
        person.email,
        "Choose your password",
        "portfolio/people_invitation.txt",
        {
            "person": person,
            "link": invitation_link(person, site),
            "site": site,
            "is_new": is_new(person),
        },
    )


def send_invitations(people: list[int], site: str) -> None:
    """E-mail their links to those of ``people`` (primary keys) who are still new: a job."""
    for person in User.objects.filter(pk__in=people, is_active=True).exclude(email=""):
        if is_new(person):
            send_invitation(person, site)


def tell_former_address(person: User, former: str, site: str) -> None:
    """Say at the former address that it was replaced, so that no login is taken over in silence."""
    if former and former != person.email:
        send_mail(
            former,
            "Your e-mail address was changed",
            "portfolio/people_address_changed.txt",
            {"person": person, "site": site},
        )
