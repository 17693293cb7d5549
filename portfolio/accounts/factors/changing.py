"""Adding, removing and resetting second factors: entered in the trail, told by e-mail."""

from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import encrypt
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django_q.tasks import async_task

from portfolio import rules
from portfolio.accounts.factors.codes import LAST, counter_of
from portfolio.accounts.factors.held import (
    SECOND_FACTORS,
    Type,
    factors_of,
    has_second_factor,
    is_required,
)
from portfolio.accounts.sessions import end_others
from portfolio.auditing import enter, enter_of_person
from portfolio.mailing import send_mail
from portfolio.models import Act, Centre, Role, User
from portfolio.people import require_administrator, tidy

MOST_PASSKEYS = 10
WRONG_CODE = (
    "This code does not fit. Type the six digits that the app shows now, and check that the "
    "phone’s clock is right."
)
STILL_REQUIRED = "Your centre asks for a second step. Add another way first, then remove this one."


@transaction.atomic
def add_app(*, person: User, secret: str, code: str) -> None:
    """Use the app that knows ``secret``, once it has shown so by ``code``."""
    _hold(person)
    if factors_of(person).app:
        raise ValidationError("You have an authenticator app already. Remove it first.")
    counter = counter_of(secret, code)
    if counter is None:
        raise ValidationError({"code": WRONG_CODE})
    stored = {"secret": encrypt(secret), LAST: counter}
    Authenticator.objects.create(user=person, type=Type.TOTP, data=stored)
    RecoveryCodes.activate(person)
    _enter(person, "Added an authenticator app")


@transaction.atomic
def remove_app(*, person: User) -> None:
    _hold(person)
    factors = factors_of(person)
    if factors.app is None:
        return  # sent twice
    if not factors.passkeys and is_required(person):
        raise ValidationError(STILL_REQUIRED)
    factors.app.delete()
    _tidy(person)
    _enter(person, "Removed the authenticator app")


@transaction.atomic
def add_passkey(*, person: User, name: str, credential: dict[str, Any]) -> None:
    """``credential``: as ``passkeys.accept_new`` returns it."""
    _hold(person)
    if len(factors_of(person).passkeys) >= MOST_PASSKEYS:
        raise ValidationError(f"You have {MOST_PASSKEYS} passkeys. Remove one you no longer use.")
    # Loaded with the first passkey, as in ``passkeys``.
    from allauth.mfa.webauthn.internal.auth import WebAuthn

    WebAuthn.add(person, tidy(name)[:60] or "Passkey", credential)
    RecoveryCodes.activate(person)
    _enter(person, "Added a passkey")


@transaction.atomic
def remove_passkey(*, person: User, pk: int) -> None:
    _hold(person)
    factors = factors_of(person)
    if pk not in {passkey.pk for passkey in factors.passkeys}:
        return  # sent twice, or somebody else's
    if len(factors.passkeys) == 1 and not factors.app and is_required(person):
        raise ValidationError(STILL_REQUIRED)
    Authenticator.objects.filter(pk=pk, user=person).delete()
    _tidy(person)
    _enter(person, "Removed a passkey")


@transaction.atomic
def renew_recovery_codes(*, person: User) -> None:
    """Make new ones; the former ones stop working."""
    _hold(person)
    if not has_second_factor(person):
        raise ValidationError("Add an authenticator app or a passkey first.")
    Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(person)
    _enter(person, "Made new recovery codes")


def codes_to_show(person: User) -> list[str]:
    """Recovery codes that were never shown: this time, and no more. Else none."""
    recovery = factors_of(person).recovery
    wrapped = recovery.wrap() if recovery else None
    if wrapped is None or wrapped.did_view:
        return []
    wrapped.mark_as_viewed()
    return wrapped.get_unused_codes()


@transaction.atomic
def reset_factors(*, person: User, by: User, reason: str) -> None:
    """Take all second factors of somebody who lost them, and end their sessions.

    Only where the login is in ``by``'s hands alone, and never one's own: a stolen session of an
    administrator must not free itself.
    """
    if person == by or not rules.manages_account(by, person):
        raise PermissionDenied
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": "Say why, and how you know that it is them who ask."})
    _hold(person)
    if not Authenticator.objects.filter(user=person).delete()[0]:
        raise ValidationError("There is no second step to reset.")
    end_others(person, None)
    words = f"Reset the second step of {person} ({person.username}): {reason}"
    _tell(person, f"{by} removed the second step of your log-in")
    enter_of_person(Act.PERMISSION, words, person=person, by=by)


@transaction.atomic
def require_of_roles(*, centre: Centre, by: User, roles: list[str]) -> None:
    """From the next login on, whoever holds one of ``roles`` in the centre needs a second step."""
    require_administrator(by, centre)
    centre = Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    chosen = [role for role in Role.values if role in roles]
    if chosen == centre.second_factor_roles:
        return
    centre.second_factor_roles = chosen
    centre.save(update_fields=["second_factor_roles"])
    named = ", ".join(str(Role(role).label) for role in chosen)
    words = f"Asked for a second step of: {named}." if chosen else "Asked for no second step."
    enter(Act.PERMISSION, words, by=by, centre=centre)


def _hold(person: User) -> None:
    """One change of a person's factors at a time: two at once could remove the last two."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _tidy(person: User) -> None:
    """Recovery codes stand in for a second factor: without one they go."""
    if not Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists():
        Authenticator.objects.filter(user=person).delete()


def _enter(person: User, done: str) -> None:
    _tell(person, f"{done} to your log-in" if done.startswith("Added") else done)
    enter_of_person(Act.LOGIN, f"{done}.", person=person, by=person)


def _tell(person: User, what: str) -> None:
    """By e-mail, in the background: whoever took over a session cannot stop it."""
    transaction.on_commit(partial(async_task, send_told, person.pk, what))


def send_told(pk: int, what: str) -> None:
    """Say to a person what was changed of how they log in: a job."""
    person = User.objects.filter(pk=pk).first()
    if person is not None:
        send_mail(
            person.email,
            "How you log in was changed",
            "portfolio/security_changed.txt",
            {"person": person, "what": what},
        )
