"""Passkeys (WebAuthn): what the browser is asked, and whether its answer holds.

An answer is whatever somebody sends. Each question is worth one answer, right or wrong.
"""

import json
import struct
from ipaddress import ip_address
from types import ModuleType
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest
from django.utils import timezone

from portfolio.accounts.authentication import PeopleBackend
from portfolio.models import User

# What parsing and checking raise on answers that are none: decoders, CBOR, signatures.
NO_ANSWER = (
    ValidationError,
    ObjectDoesNotExist,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    struct.error,
    InvalidSignature,
    UnsupportedAlgorithm,
)
LONGEST = 20_000  # characters: a certificate of the key's maker comes along


def _webauthn() -> ModuleType:
    """What asks and checks. It takes a tenth of a second to load, so the first passkey loads it."""
    from allauth.mfa.webauthn.internal import auth

    return auth


def are_possible(request: HttpRequest) -> bool:
    """Whether browsers make passkeys for this address: a name over HTTPS, or this machine's."""
    host = request.get_host().partition(":")[0]
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False


def ask_for_new(person: User) -> str:
    """What the browser needs to make a passkey, as JSON. It verifies who holds it (PIN, finger)."""
    return json.dumps(_webauthn().begin_registration(person, passwordless=True))


def accept_new(request: HttpRequest, answer: str) -> dict[str, Any] | None:
    """The credential that the browser made when it was asked just now; else None."""
    auth = _webauthn()
    try:
        credential = _parsed(answer)
        auth.parse_registration_response(credential)
        is_verified = auth.complete_registration(credential).is_user_verified()
    except NO_ANSWER:
        return None
    finally:
        request.session.pop(auth.STATE_SESSION_KEY, None)
    return credential if is_verified else None


def ask_for(person: User | None) -> str:
    """What the browser needs to prove a passkey of ``person``, or of whoever holds one: JSON."""
    return json.dumps(_webauthn().begin_authentication(person))


def accept(request: HttpRequest, answer: str, person: User | None) -> Authenticator | None:
    """The passkey that is proven: one of ``person``'s, or anybody's who may log in; else None."""
    auth = _webauthn()
    try:
        credential = _parsed(answer)
        auth.parse_authentication_response(credential)
        holder = person or auth.extract_user_from_response(credential)
        found = auth.complete_authentication(holder, credential)
    except NO_ANSWER:
        return None
    finally:
        request.session.pop(auth.STATE_SESSION_KEY, None)
    if not PeopleBackend().user_can_authenticate(found.user):
        return None
    Authenticator.objects.filter(pk=found.pk).update(last_used_at=timezone.now())
    return found


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("Longer than any answer.")
    credential = json.loads(answer)
    if not isinstance(credential, dict):
        raise TypeError("Not an object.")
    return credential
