"""Testifying: what a witness does with the link they were sent. They have no login."""

from datetime import UTC, date
from html import escape
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from portfolio.auditing import enter
from portfolio.hashing import hash_of
from portfolio.holding import hold_learner
from portfolio.models import (
    Act,
    Evidence,
    Method,
    Origin,
    Testimony,
    TestimonyRequest,
    WitnessStatus,
)
from portfolio.narrative import clean
from portfolio.notifying import notify
from portfolio.people import tidy
from portfolio.recording import next_number
from portfolio.witnessing import EXPERTS, hash_of_secret, tidy_lines

DECLARATION = (
    "I declare that this is a true account, in my own words, of what I saw or know myself, and "
    "that I am the person named here."
)
NOT_EXPERT = (
    "You were asked as an expert witness: somebody who knows this work from doing it. If you do "
    "not, say so under “I cannot testify”, so that you can be asked as an ordinary witness."
)
# Status categories as people understand them who have never seen a witness status list.
PLAIN_STATUS = {
    WitnessStatus.EXPERT_TRAINED: "I do this work, or have done it, and I know the standards of "
    "this qualification",
    WitnessStatus.EXPERT: "I do this work, or have done it, but I do not know the standards of "
    "this qualification",
    WitnessStatus.TRAINED: "I have not done this work, but I know the standards of this "
    "qualification",
    WitnessStatus.OTHER: "Neither: I have not done this work and do not know the standards, for "
    "example as a customer",
}


class Account(TypedDict):
    """What a witness says: who they are, and what they saw."""

    name: str
    job_title: str
    relationship: str
    status: str
    happened_on: date
    statement: str


class LinkClosed(Exception):
    """The link was answered, revoked or replaced, or has expired, since it was opened."""


def request_with(secret: str) -> TestimonyRequest | None:
    """What the link with ``secret`` asks, whatever has become of it; None for a wrong secret."""
    requests = TestimonyRequest.objects.select_related("witness__learner__user", "asked_by")
    return requests.filter(secret_hash=hash_of_secret(secret), on_device=False).first()


def note_opening(request: TestimonyRequest) -> None:
    """Remember when the link was first opened. Programs that check mail open links too, so this
    is a remark and changes nothing else."""
    TestimonyRequest.objects.filter(pk=request.pk, opened_at=None).update(opened_at=timezone.now())


@transaction.atomic
def decline(*, request: TestimonyRequest, reason: str) -> None:
    """The witness cannot testify and says why, which ends the link; twice is once."""
    held = _hold(request)
    reason = tidy(reason)
    if held.declined_because == reason:
        return
    _require_open(held)
    if not reason:
        raise ValidationError({"reason": "Say in a few words why."})
    held.answered_at = timezone.now()
    held.declined_because = reason
    held.full_clean(exclude={"witness", "asked_by"})
    held.save(update_fields=["answered_at", "declined_because"])
    learner = held.witness.learner
    notify(
        {learner.user, held.asked_by},
        f"{held.witness} cannot testify: {reason}",
        key=f"declined-{held.pk}",
    )
    enter(
        Act.SIGNATURE,
        "Declined to give a testimony.",
        by=None,
        learner=learner,
        name=held.witness.name,
        request=held.pk,
    )


def record_testimony(
    *, request: TestimonyRequest, signature: str, **account: Unpack[Account]
) -> tuple[Testimony, bool]:
    """Take the signed testimony and make it the learner's next item. Call inside the transaction
    that enters it in the audit trail.

    Also returns whether it is new: the same, sent twice, is one. Raises ``LinkClosed`` where the
    link no longer works, ``ValidationError`` for what is missing.
    """
    held = _hold(request)
    earlier = Testimony.objects.filter(request=held).select_related("evidence__learner").first()
    if earlier and is_same(earlier, account["name"], account["statement"]):
        return earlier, False
    _require_open(held)
    if held.as_expert and account["status"] not in EXPERTS:
        raise ValidationError({"status": NOT_EXPERT})
    testimony = _signed(held, signature, account)
    testimony.evidence = _item(testimony, account["happened_on"])
    testimony.content_hash = hash_of(_content_of(testimony))
    testimony.save()
    held.answered_at = testimony.signed_at
    held.save(update_fields=["answered_at"])
    _bring_list_up_to_date(testimony)
    return testimony, True


def is_same(testimony: Testimony, name: str, statement: str) -> bool:
    """Whether a witness who sends ``statement`` sends what is recorded already."""
    return (testimony.name, testimony.statement) == (tidy(name), tidy_lines(statement))


def is_unaltered(testimony: Testimony) -> bool:
    """Whether the testimony, and the item made of it, are still what the witness signed."""
    return hash_of(_content_of(testimony)) == testimony.content_hash


def _signed(held: TestimonyRequest, signature: str, account: Account) -> Testimony:
    testimony = Testimony(
        request=held,
        name=tidy(account["name"]),
        job_title=tidy(account["job_title"]),
        relationship=tidy(account["relationship"]),
        status=account["status"],
        statement=tidy_lines(account["statement"]),
        signature=tidy(signature),
        declaration=DECLARATION,
    )
    testimony.full_clean(exclude={"request", "evidence", "content_hash"})
    if testimony.signature.casefold() != testimony.name.casefold():
        raise ValidationError({"signature": f"Sign with your full name: {testimony.name}."})
    return testimony


def _item(testimony: Testimony, happened_on: date) -> Evidence:
    request = testimony.request
    learner = request.witness.learner
    evidence = Evidence(
        learner=learner,
        number=next_number(learner),
        origin=Origin.WITNESS,
        method=Method.EXPERT_WITNESS if request.as_expert else Method.WITNESS,
        title=request.about if len(request.about) <= 200 else f"{request.about[:199]}…",
        happened_on=happened_on,
        narrative=clean(_narrative_of(testimony)),
    )
    evidence.full_clean()
    evidence.save()
    return evidence


def _narrative_of(testimony: Testimony) -> str:
    """The whole testimony as HTML, so that every page, version and PDF of the item has it."""
    request = testimony.request
    facts = {
        "Asked about": request.about,
        "Witness": f"{testimony.name}, {testimony.job_title}",
        f"Relationship to {request.witness.learner}": testimony.relationship,
        "Status category": testimony.get_status_display(),
    }
    where = "on the learner’s own device" if request.on_device else "by a personal link"
    signed = date_format(timezone.localtime(testimony.signed_at), "j F Y, H:i")
    paragraphs = testimony.statement.split("\n\n")
    return "".join(
        [
            "<h3>What the witness saw</h3>",
            *(f"<p>{_in_lines(each)}</p>" for each in paragraphs),
            "<h3>Who the witness is</h3><ul>",
            *(f"<li>{_escaped(name)}: {_escaped(value)}</li>" for name, value in facts.items()),
            "</ul><h3>Signature</h3>",
            f"<p>{_escaped(testimony.declaration)}</p>",
            f"<p>Signed: {_escaped(testimony.signature)}, {signed}, {where}.</p>",
        ]
    )


def _in_lines(text: str) -> str:
    return _escaped(text).replace("\n", "<br>")


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _content_of(testimony: Testimony) -> dict[str, Any]:
    """All that was signed, with how it was asked and what the item says of it."""
    request, evidence = testimony.request, testimony.evidence
    return {
        "request": str(request.code),
        "about": request.about,
        "as_expert": request.as_expert,
        "on_device": request.on_device,
        "name": testimony.name,
        "job_title": testimony.job_title,
        "relationship": testimony.relationship,
        "status": testimony.status,
        "statement": testimony.statement,
        "signature": testimony.signature,
        "declaration": testimony.declaration,
        "signed_at": testimony.signed_at.astimezone(UTC).isoformat(),
        "evidence": str(evidence.code),
        "title": evidence.title,
        "method": str(evidence.method),
        "happened_on": evidence.happened_on.isoformat(),
        "narrative": evidence.narrative,
    }


def _bring_list_up_to_date(testimony: Testimony) -> None:
    """What a witness says of themself is truer than what the learner noted of them."""
    witness = testimony.request.witness
    for name in ("job_title", "relationship", "status"):
        setattr(witness, name, getattr(testimony, name))
    witness.save(update_fields=["job_title", "relationship", "status"])


def _hold(request: TestimonyRequest) -> TestimonyRequest:
    """Hold what was asked, as it is now; ``LinkClosed`` where a newer link has replaced it."""
    hold_learner(request.witness.learner_id)
    held = (
        TestimonyRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("witness__learner__user", "asked_by")
        .get(pk=request.pk)
    )
    if held.secret_hash != request.secret_hash:
        raise LinkClosed
    return held


def _require_open(held: TestimonyRequest) -> None:
    if not held.is_open:
        raise LinkClosed
