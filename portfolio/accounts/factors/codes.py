"""Codes of six digits from an authenticator app (TOTP, RFC 6238), and recovery codes."""

import io
import time
from urllib.parse import quote, urlencode

import segno
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils import timezone

from portfolio.accounts.factors.held import Type
from portfolio.models import User
from portfolio.templatetags.look import PRODUCT_NAME

PERIOD = 30  # seconds
# Clocks of phones are wrong by some seconds: the code before and the one after count as well.
TOLERANCE = 1
LAST = "last_counter"
LONGEST = 20  # characters of a code, with what people type between the digits

new_secret = generate_totp_secret


def address_for_app(person: User, secret: str) -> str:
    """What the QR code says: an ``otpauth:`` address with the secret (Base32)."""
    label = quote(f"{PRODUCT_NAME}:{person.username}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': PRODUCT_NAME})}"


def picture_of(address: str) -> str:
    """The QR code as inline SVG. White behind it, since cameras want it so in dark pages, too."""
    output = io.BytesIO()
    segno.make(address, error="m").save(
        output, kind="svg", scale=5, dark="#000", light="#fff", xmldecl=False, svgns=False, nl=False
    )
    return output.getvalue().decode()


def counter_of(secret: str, code: str, *, after: int = -1) -> int | None:
    """The time step whose code it is, of those around now and later than ``after``."""
    now = int(time.time()) // PERIOD
    for counter in range(now - TOLERANCE, now + TOLERANCE + 1):
        expected = format_hotp_value(hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=expected) and counter > after:
            return counter
    return None


@transaction.atomic
def use_code(person: User, code: str) -> str:
    """Take a code of the app or a recovery code, once; returns its ``Type``, empty if it is none.

    The row is held meanwhile: of two who send the same code at once, one gets in.
    """
    if not code.strip() or len(code) > LONGEST:
        return ""
    held = Authenticator.objects.select_for_update(no_key=True).filter(user=person)
    for authenticator in held.exclude(type=Type.WEBAUTHN).order_by("-type"):
        is_app = authenticator.type == Type.TOTP
        try:
            fits = (_use_app if is_app else _use_recovery)(authenticator, code)
        except ValueError:
            continue  # encrypted with another key: an administrator can reset it
        if fits:
            Authenticator.objects.filter(pk=authenticator.pk).update(last_used_at=timezone.now())
            return str(authenticator.type)
    return ""


def _use_recovery(authenticator: Authenticator, code: str) -> bool:
    return bool(authenticator.wrap().validate_code(code))


def _use_app(authenticator: Authenticator, code: str) -> bool:
    secret = decrypt(authenticator.data["secret"])
    counter = counter_of(secret, code, after=authenticator.data.get(LAST, -1))
    if counter is None:
        return False
    # A code that was seen over a shoulder, or on its way, is worth nothing any more.
    authenticator.data[LAST] = counter
    authenticator.save(update_fields=["data"])
    return True
