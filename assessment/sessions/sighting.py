"""Seeing originals: an assessor, or an IQA who samples, confirms what is kept elsewhere."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from assessment import rules
from assessment.models import Sighting, Submission
from portfolio.auditing import enter
from portfolio.models import Act, Evidence, Method, Role, User
from portfolio.rules import is_allocated, owns

NOT_SEEN = (
    "The original of this item is kept elsewhere. Confirm first that you have seen it: “The "
    "original”, beside the evidence."
)


class OriginalNotSeen(ValidationError):
    """Nobody has confirmed yet that the original exists; the message says what to do."""


@transaction.atomic
def record_sighting(
    *,
    submission: Submission,
    user: User,
    as_iqa: bool = False,
    seen_on: date,
    where: str,
    note: str = "",
) -> Sighting:
    """Confirm having seen the original of what was handed over. Sent twice, it is one sighting.

    ``as_iqa``: as the learner's IQA, else as their assessor. Raises ``ValidationError`` for an
    item that is not signposted, or a day to come.
    """
    if not can_confirm(user, submission, as_iqa=as_iqa):
        raise PermissionDenied
    # Two clicks at once: the second waits here, then finds the first.
    evidence = Evidence.objects.select_for_update(no_key=True).get(pk=submission.evidence_id)
    if not is_signposted(submission):
        raise ValidationError("This item has no original elsewhere.")
    if seen_on > timezone.localdate():
        raise ValidationError({"seen_on": "This day has not come yet."})
    confirmed = submission.sightings.filter(user=user, as_iqa=as_iqa).first()
    if confirmed:
        return confirmed
    sighting = Sighting(
        submission=submission,
        user=user,
        as_iqa=as_iqa,
        seen_on=seen_on,
        where=where.strip(),
        note=note.strip(),
    )
    sighting.full_clean()
    sighting.save()
    enter(
        Act.SIGNATURE,
        f"Confirmed having seen the original of {evidence.label}.",
        by=user,
        learner=submission.evidence.learner,
        sighting=sighting.pk,
    )
    return sighting


def can_confirm(user: User, submission: Submission, *, as_iqa: bool = False) -> bool:
    """Assessors of the learner, or their IQA; nobody for their own portfolio."""
    learner = submission.evidence.learner
    if as_iqa:
        return not owns(user, learner) and is_allocated(user, learner, (Role.IQA,))
    return rules.can_assess(user, learner)


def is_signposted(submission: Submission) -> bool:
    return submission.content["method"] == Method.SIGNPOSTED


def require_sighting(submission: Submission) -> None:
    """Raise ``OriginalNotSeen`` unless an assessor has seen the original of a signposted item.

    Call it before anything of the version is decided to be met; a query, of signposted alone.
    """
    if is_signposted(submission) and not submission.sightings.filter(as_iqa=False).exists():
        raise OriginalNotSeen(NOT_SEEN)


def sightings_of(submission: Submission | None) -> tuple[Sighting, ...]:
    """Who has seen the original of this version; a query, of signposted alone."""
    if submission is None or not is_signposted(submission):
        return ()
    return tuple(submission.sightings.select_related("user"))


def begun_with(submission: Submission, user: User) -> dict[str, Any]:
    """What the form begins with: of an earlier version, what its assessor wrote of the original."""
    earlier = Sighting.objects.filter(
        submission__evidence=submission.evidence_id, user=user, as_iqa=False
    ).last()
    where = earlier.where if earlier else submission.content["location"]
    return {"where": where, "note": earlier.note if earlier else ""}
