"""Witnesses of a learner's work: their list, and the links by which they are asked to testify."""

import hashlib
import secrets
from datetime import date, timedelta
from typing import NamedTuple, TypedDict, Unpack
from urllib.parse import urljoin
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portfolio import rules
from portfolio.auditing import enter
from portfolio.holding import hold_learner
from portfolio.mailing import send_mail
from portfolio.models import (
    Act,
    Learner,
    Testimony,
    TestimonyRequest,
    User,
    Witness,
    WitnessStatus,
)
from portfolio.notifying import notify
from portfolio.people import tidy
from portfolio.saving import save_checked

LINK_LASTS = timedelta(days=30)
# An expert witness knows the work from doing it.
EXPERTS = (WitnessStatus.EXPERT_TRAINED, WitnessStatus.EXPERT)


class WitnessFacts(TypedDict):
    """A row of the witness status list, but for whose it is."""

    name: str
    email: str
    job_title: str
    relationship: str
    status: str


class Occasion(TypedDict):
    """What a witness is asked about."""

    about: str
    happened_on: date | None
    message: str
    as_expert: bool


class Asked(NamedTuple):
    """A request and the secret of its link. The secret is known only now: it is not stored."""

    request: TestimonyRequest
    secret: str


class TooLate(Exception):
    """The witness has answered, or the link was made already; the message says what to do."""


def tidy_lines(text: str) -> str:
    """People's own words: their lines and paragraphs, without hidden characters."""
    lines = [tidy(line) for line in text.splitlines()]
    kept = [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]
    return "\n".join(kept).strip()


# -- The list ---------------------------------------------------------------------------------


@transaction.atomic
def add_witness(*, learner: Learner, by: User, **facts: Unpack[WitnessFacts]) -> Witness:
    """Add a witness to the learner's list; raise ``ValidationError`` for a second address."""
    if not rules.keeps(by, learner):
        raise PermissionDenied
    witness = Witness(learner=learner, **_tidied(facts))
    save_checked(witness)
    return witness


@transaction.atomic
def change_witness(*, witness: Witness, by: User, **facts: Unpack[WitnessFacts]) -> Witness:
    """Change a row of the list. The status that a witness gave when signing stays theirs."""
    if not rules.keeps(by, witness.learner):
        raise PermissionDenied
    hold_learner(witness.learner_id)
    if facts["status"] != witness.status and has_testified(witness):
        raise ValidationError(
            {"status": "The witness gave their status when they signed, so it stays."}
        )
    for name, value in _tidied(facts).items():
        setattr(witness, name, value)
    save_checked(witness, fields=list(facts))
    return witness


def has_testified(witness: Witness) -> bool:
    """Whether a testimony of this witness was signed."""
    return Testimony.objects.filter(request__witness=witness).exists()


def _tidied(facts: WitnessFacts) -> dict[str, str]:
    values = {name: tidy(str(value)) for name, value in facts.items()}
    # One person, however their address is typed: the list has each address once.
    return values | {"email": values["email"].lower()}


# -- Asking -----------------------------------------------------------------------------------


@transaction.atomic
def ask_for_testimony(
    *,
    witness: Witness,
    by: User,
    code: UUID,
    on_device: bool = False,
    **occasion: Unpack[Occasion],
) -> Asked:
    """Make a link by which ``witness`` answers, once.

    ``code`` is the form's, so that sending it twice asks once: ``TooLate`` says so. ``on_device``:
    no link; the witness writes in the learner's own login. Raises ``ValidationError`` where an
    expert is asked for who is not listed as one.
    """
    may = rules.keeps if on_device else rules.can_ask_witnesses
    if not may(by, witness.learner):
        raise PermissionDenied
    hold_learner(witness.learner_id)
    if TestimonyRequest.objects.filter(code=code).exists():
        raise TooLate("This was asked already. The link is shown once; “Send again” makes another.")
    if occasion["as_expert"] and witness.status not in ("", *EXPERTS):
        raise ValidationError(
            {
                "as_expert": "An expert witness knows the work from doing it (status 1 or 2). On "
                f"your list {witness} has status {witness.status}."
            }
        )
    now = timezone.now()
    secret = _new_secret()
    asked = TestimonyRequest(
        code=code,
        witness=witness,
        asked_by=by,
        on_device=on_device,
        secret_hash=hash_of_secret(secret),
        asked_at=now,
        expires_at=now + LINK_LASTS,
        **occasion | {"about": tidy(occasion["about"]), "message": tidy_lines(occasion["message"])},
    )
    asked.full_clean()
    asked.save()
    if by != witness.learner.user:
        notify(
            [witness.learner.user],
            f"{by} asked {witness} for a testimony: {asked.about}",
            address=reverse("witnesses", args=[witness.learner.code]),
        )
    _enter(asked, f"Asked {witness} for a testimony.", by)
    return Asked(asked, secret)


@transaction.atomic
def send_again(*, request: TestimonyRequest, by: User) -> Asked:
    """Make a new link for what was asked already; the old one stops working from now on."""
    held = _hold(request, by)
    secret = _new_secret()
    _renew(held, secret, on_device=False)
    _enter(held, f"Made a new link for {held.witness}; the earlier one no longer works.", by)
    return Asked(held, secret)


@transaction.atomic
def write_here(*, request: TestimonyRequest, by: User) -> TestimonyRequest:
    """Let the witness answer on the learner's own device; a link sent before stops working."""
    if not rules.keeps(by, request.witness.learner):
        raise PermissionDenied
    held = _hold(request, by)
    if not (held.on_device and held.is_open):
        # Nobody ever learns this secret, so no link leads there.
        _renew(held, _new_secret(), on_device=True)
        _enter(held, f"Let {held.witness} write a testimony on the learner’s device.", by)
    return held


@transaction.atomic
def revoke(*, request: TestimonyRequest, by: User) -> TestimonyRequest:
    """Make the link worthless. ``send_again`` makes another for the same question."""
    held = _hold(request, by)
    if held.revoked_at is None:
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])
        _enter(held, f"Revoked the link that {held.witness} was sent.", by)
    return held


def send_link(asked: Asked, site: str) -> bool:
    """E-mail the link of ``asked``, after its transaction. False without an address or when it
    could not be sent."""
    request = asked.request
    context = {
        "request": request,
        "witness": request.witness,
        "learner": request.witness.learner,
        "link": link_of(asked.secret, site),
    }
    sent = send_mail(
        request.witness.email,
        f"{request.witness.learner} asks you for a testimony",
        "portfolio/witness_request.txt",
        context,
    )
    if sent:
        TestimonyRequest.objects.filter(pk=request.pk).update(mailed_at=timezone.now())
    return sent


def link_of(secret: str, site: str) -> str:
    """The address, below ``site`` ("https://host/"), where the witness answers."""
    return urljoin(site, reverse("testimony", args=[secret]))


def hash_of_secret(secret: str) -> str:
    """What is stored of a link's secret. By this it is found, so that comparing takes no time that
    would tell anything of the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _new_secret() -> str:
    return secrets.token_urlsafe(32)  # 256 bits


def _renew(held: TestimonyRequest, secret: str, *, on_device: bool) -> None:
    held.on_device = on_device
    held.secret_hash = hash_of_secret(secret)
    held.expires_at = timezone.now() + LINK_LASTS
    held.opened_at = held.mailed_at = held.revoked_at = None
    held.save(
        update_fields=[
            "on_device",
            "secret_hash",
            "expires_at",
            "opened_at",
            "mailed_at",
            "revoked_at",
        ]
    )


def _hold(request: TestimonyRequest, by: User) -> TestimonyRequest:
    """Hold a request that nobody has answered; raise ``TooLate`` otherwise."""
    if not rules.can_ask_witnesses(by, request.witness.learner):
        raise PermissionDenied
    hold_learner(request.witness.learner_id)
    held = (
        TestimonyRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("witness__learner__user")
        .get(pk=request.pk)
    )
    if held.answered_at:
        raise TooLate(f"{held.witness} has answered already, so this stays as it is.")
    return held


def _enter(request: TestimonyRequest, words: str, by: User) -> None:
    enter(Act.PERMISSION, words, by=by, learner=request.witness.learner, request=request.pk)
