"""Second factors of the cast, as their owners would have set them up."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from portfolio.accounts.factors import changing, codes

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret=SECRET, steps=0):
    """What an app shows that knows ``secret``, ``steps`` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // codes.PERIOD + steps))


def with_app(person):
    """``person`` has an app that knows ``SECRET``, and used the code before this one last."""
    changing.add_app(person=person, secret=SECRET, code=code_now(steps=-1))
    return person


def recovery_codes_of(person):
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()


def grown_old(client, minutes=60, *keys):
    """Let what ``client`` has proven be ``minutes`` ago."""
    session = client.session
    for key in keys or ("proven_at", "fully_proven_at"):
        session[key] = time.time() - minutes * 60
    session.save()
    return client
