"""Choosing a password by a link: how long it works, and sending it to who forgot theirs."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int
from django_q.tasks import async_task

from portfolio.accounts.inviting import invitation_link, is_new
from portfolio.accounts.limiting import HOUR, Limit
from portfolio.mailing import send_mail
from portfolio.models import User

# Seconds. Who has a password asked for the link just now; who has none may be away from work.
FOR_FORGOTTEN = HOUR
# Links by e-mail to one address; and asked for from one network.
TO_ONE = Limit("reset-to", 3, HOUR)
FROM_ONE = Limit("reset-from", 30, HOUR)


class LinkTokens(PasswordResetTokenGenerator):
    """Django's tokens, which one use or one login makes worthless; short-lived but for the first
    password."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not token or not super().check_token(user, token):
            return False
        made = base36_to_int(token.partition("-")[0])
        age = self._num_seconds(self._now()) - made
        return age <= (settings.PASSWORD_RESET_TIMEOUT if is_new(user) else FOR_FORGOTTEN)


link_tokens = LinkTokens()


def ask_for_link(email: str, site: str) -> None:
    """Have a link sent to who is known by this address: a job, which also looks who that is.

    So the answer to who asks, and the time it takes, are the same whether anybody is.
    """
    if TO_ONE.count(email.strip().lower()) <= TO_ONE.most:
        async_task("portfolio.accounts.resetting.send_links", email.strip(), site)


def send_links(email: str, site: str) -> None:
    """E-mail each active person with this address a link below ``site`` ("https://host/")."""
    for person in User.objects.filter(email__iexact=email, is_active=True):
        context = {"user": person, "link": invitation_link(person, site)}
        # To the address on record, not as it was typed: others can look the same to a database.
        send_mail(person.email, "A new password", "registration/password_reset_email.html", context)
