"""Signing what an assessor recorded, and what its learner then says to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessment.archive.numbers import numbers_of
from assessment.models import AssessorRecord, Mapping, Objection, Question
from assessment.rules import unit_of
from assessment.sessions.narratives import narrative_of
from assessment.sessions.words import WORDS
from assessment.sign_off.locking import locked_units
from portfolio.auditing import enter
from portfolio.hashing import hash_of
from portfolio.models import Act, Evidence, Role, User
from portfolio.notifying import notify
from portfolio.recording import ChangedMeanwhile, changing_evidence
from portfolio.rules import is_allocated, keeps


def what_is_unfinished(evidence: Evidence) -> tuple[str, ...]:
    """Why the record cannot be signed yet, in whole sentences; empty when it can."""
    record, rows = evidence.assessor_record, list(evidence.assessor_record.questions.all())
    missing = []
    if record.ended_at is None:
        missing.append("Say when it ended.")
    elif record.ended_at > timezone.now():
        missing.append("It has not ended yet by the times given.")
    if not rows:
        missing.append("Write at least one row.")
    missing += [
        f"Row {place} has no answer: write it, or take the row out."
        for place, row in enumerate(rows, 1)
        if not row.answered.strip()
    ]
    locked = locked_units(evidence.learner)
    missing += [
        f"The unit of {mapping.target_code} is signed off, so nothing can be added there: untick "
        "it, or ask for the unit to be unlocked."
        for mapping in _mappings(evidence)
        if unit_of(mapping) in locked
    ]
    return tuple(missing)


def sign_record(*, evidence: Evidence, user: User, revision: int, declared: bool) -> None:
    """Sign the record as it is at ``revision``: from then on it is shared and does not change.

    Raises ``ValidationError`` with what is missing, ``ChangedMeanwhile`` where another window has
    changed it since it was read, ``CannotChange`` where it was signed.
    """
    with changing_evidence(evidence, user) as locked:
        if locked.revision != revision:
            raise ChangedMeanwhile
        missing = what_is_unfinished(locked)
        if not declared:
            missing = ("Tick the declaration to sign the record.", *missing)
        if missing:
            raise ValidationError(list(missing))
        _share(locked, user)


def object_to_record(*, evidence: Evidence, user: User, reason: str) -> Objection:
    """The learner says that a signed record is not what happened. Said twice, it is one.

    Raises ``ValidationError`` without a reason, and once the record was handed over.
    """
    if not keeps(user, evidence.learner):
        raise PermissionDenied
    with transaction.atomic():
        locked = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
        record = AssessorRecord.objects.filter(evidence=locked, signed_at__isnull=False).first()
        if record is None:
            raise PermissionDenied
        said = Objection.objects.filter(record=record).first()
        if said:
            return said
        if locked.submissions.standing().exists():
            raise ValidationError("You have confirmed this record by handing it over.")
        objection = Objection(record=record, user=user, reason=reason.strip())
        objection.full_clean()
        objection.save()
        words = f"{user} says that {locked.label} is not what happened."
        author = User.objects.filter(pk=evidence.author_id)
        notify(author, words, address=evidence.get_absolute_url())
        enter(
            Act.EVIDENCE,
            f"Said that the record {locked.label} is not what happened.",
            by=user,
            learner=evidence.learner,
            objection=objection.pk,
        )
    return objection


def _share(evidence: Evidence, user: User) -> None:
    record, now = evidence.assessor_record, timezone.now()
    evidence.narrative = narrative_of(
        evidence, record, record.questions.all(), _signature(evidence, user)
    )
    evidence.is_private = False
    evidence.full_clean()
    Evidence.objects.filter(pk=evidence.pk).update(
        narrative=evidence.narrative,
        is_private=False,
        revision=F("revision") + 1,
        changed_at=now,
    )
    record.signed_at, record.signed_hash = now, hash_of(_signed(evidence, record))
    record.full_clean()
    record.save(update_fields=["signed_at", "signed_hash"])
    learner = evidence.learner
    words = f"{user} has recorded {evidence.label} {evidence.title}. Read it and hand it over."
    notify([learner.user], words, address=evidence.get_absolute_url())
    enter(
        Act.SIGNATURE,
        f"Signed the {WORDS[evidence.method].noun} {evidence.label}.",
        by=user,
        learner=learner,
        evidence=str(evidence.code),
        sha256=record.signed_hash,
    )


def is_unaltered(evidence: Evidence, record: AssessorRecord) -> bool:
    """Whether a signed record is what its author signed, here or where the portfolio came from."""
    said = _signed(evidence, record)
    if hash_of(said) == record.signed_hash:
        return True
    elsewhere = numbers_of(evidence.author, evidence.learner)
    return any(hash_of(said | {"author": key}) == record.signed_hash for key in elsewhere)


def _signature(evidence: Evidence, user: User) -> str:
    is_qualified = is_allocated(user, evidence.learner, (Role.ASSESSOR,))
    role = "assessor" if is_qualified else "trainee assessor"
    return f"{WORDS[evidence.method].declaration} {user}, {role}."


def _signed(evidence: Evidence, record: AssessorRecord) -> dict[str, Any]:
    """All that the signature covers, as JSON values."""
    return {
        "evidence": str(evidence.code),
        "title": evidence.title,
        "method": evidence.method,
        "happened_on": evidence.happened_on.isoformat(),
        "narrative": evidence.narrative,
        "author": evidence.author_id,
        "files": [
            {"sha256": file.sha256, "description": file.description}
            for file in evidence.files.kept()
        ],
        "rows": list(
            Question.objects.filter(record=record).values("position", "asked", "answered", "time")
        ),
    }


def _mappings(evidence: Evidence) -> list[Mapping]:
    return list(
        Mapping.objects.filter(evidence=evidence, removed_at=None).select_related(
            "criterion__outcome__unit", "marking_point__specification"
        )
    )


# -- A signed record, for its readers -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """Who signed when, and what the learner has said to it so far."""

    author: str
    signed_at: datetime | None
    sha256: str
    is_unaltered: bool
    is_confirmed: bool
    objection: Objection | None

    @property
    def is_open(self) -> bool:
        """Whether the learner has neither confirmed it nor said that it is wrong."""
        return not self.is_confirmed and self.objection is None


def signed_record_of(evidence: Evidence, *, is_confirmed: bool) -> SignedRecord | None:
    """None of items that no assessor recorded; else three queries."""
    if evidence.author_id is None:
        return None
    record = AssessorRecord.objects.select_related("objection__user").get(evidence=evidence)
    return SignedRecord(
        author=str(evidence.author),
        signed_at=record.signed_at,
        sha256=record.signed_hash,
        is_unaltered=is_unaltered(evidence, record),
        is_confirmed=is_confirmed,
        objection=getattr(record, "objection", None),
    )
