"""Handing evidence over, and taking it back before anybody has looked."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessment.models import Appraisal, Judgement, Mapping, Submission
from assessment.status import Status, with_status
from portfolio import recording
from portfolio.hashing import hash_of
from portfolio.models import Evidence, User
from portfolio.rules import keeps

DECLARATION = (
    "I declare that this evidence is my own work or shows my own work, that it is a true record "
    "of what happened, and that I have the consent of the people it shows."
)


def what_is_missing(evidence: Evidence) -> tuple[str, ...]:
    """Why the item cannot be handed over yet, in whole sentences; empty when it can."""
    statuses = list(_criteria(evidence).order_by().values_list("status", flat=True))
    if Status.AWAITING in statuses:
        return ("This item is already with your assessor.",)
    missing = []
    if not _says_something(evidence):
        missing.append("There is nothing in it yet: write the narrative or add a file.")
    if not statuses:
        missing.append("Map it to at least one criterion.")
    elif set(statuses) == {Status.MET}:
        missing.append(
            "All it is mapped to is met. To use it for more, map it to a further criterion."
        )
    return tuple(missing)


@transaction.atomic
def submit_evidence(*, evidence: Evidence, user: User, declared: bool) -> Submission:
    """Hand the item over as it is now and freeze it.

    Raises ``ValidationError`` with what is missing, or when it is not declared authentic.
    """
    evidence = _lock(evidence, user)
    missing = what_is_missing(evidence)
    if not declared:
        missing = ("Tick the declaration to hand the item over.", *missing)
    if missing:
        raise ValidationError(list(missing))
    content = content_of(evidence)
    submission = Submission(
        evidence=evidence,
        version=(evidence.submissions.aggregate(last=Max("version"))["last"] or 0) + 1,
        submitted_by=user,
        declaration=DECLARATION,
        content=content,
        content_hash=hash_of(content),
    )
    submission.full_clean()
    submission.save()
    submission.mappings.set(Mapping.objects.live().filter(evidence=evidence))
    recording.freeze_evidence(evidence)
    return submission


@transaction.atomic
def take_back(*, evidence: Evidence, user: User) -> bool:
    """Undo the newest submission while nobody has decided on it; False when it is too late."""
    evidence = _lock(evidence, user)
    submission = evidence.submissions.standing().last()
    if submission is None or _is_begun(submission):
        return False
    submission.taken_back_at = timezone.now()
    submission.save(update_fields=["taken_back_at"])
    earlier = set(_criteria(evidence).values_list("status", flat=True))
    if not earlier & {Status.MET} or Status.NOT_YET in earlier:
        recording.release_evidence(evidence)
    return True


@transaction.atomic
def withdraw(*, evidence: Evidence, user: User) -> bool:
    """Put an item aside. False where an assessor has decided on it: that stays on record."""
    evidence = _lock(evidence, user)
    if Judgement.objects.filter(mapping__evidence=evidence).exists():
        return False
    return recording.withdraw_evidence(evidence=evidence, user=user)


def content_of(evidence: Evidence) -> dict[str, Any]:
    """All that is handed over, as JSON values; files and records by SHA-256, mappings by code."""
    content = {
        "title": evidence.title,
        "method": evidence.method,
        "happened_on": evidence.happened_on.isoformat(),
        "narrative": evidence.narrative,
        "location": evidence.location,
        "seen_by": evidence.seen_by,
        "files": [
            {
                "code": str(file.code),
                "name": file.name,
                "description": file.description,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in evidence.files.kept()
        ],
        "mappings": sorted(
            ({"to": to, "place": place} for to, place in _targets(evidence)),
            key=lambda mapping: mapping["to"],
        ),
    }
    records = [
        {
            "code": str(snapshot.code),
            "kind": snapshot.kind,
            "title": snapshot.title,
            "sha256": snapshot.sha256,
        }
        for snapshot in evidence.snapshots.kept().defer("content")
    ]
    # Only if there are any: the hash of what was handed over without them stays what it was.
    return content | {"records": records} if records else content


def _says_something(evidence: Evidence) -> bool:
    return bool(
        evidence.narrative
        or evidence.location
        or evidence.files.kept().exists()
        or evidence.snapshots.kept().exists()
    )


def _targets(evidence: Evidence) -> list[tuple[str, str]]:
    mappings = (
        Mapping.objects.live()
        .filter(evidence=evidence)
        .select_related("criterion__outcome__unit", "marking_point")
    )
    return [(mapping.target_code, mapping.place) for mapping in mappings]


def _criteria(evidence: Evidence):
    return with_status(Mapping.objects.live().of_criteria().filter(evidence=evidence))


def _is_begun(submission: Submission) -> bool:
    return (
        Judgement.objects.filter(submission=submission).exists()
        or Appraisal.objects.filter(submission=submission).exists()
    )


def _lock(evidence: Evidence, user: User) -> Evidence:
    """Hold the item against an assessor's decision or another window; 403 for anybody else."""
    locked = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if not keeps(user, locked.learner) or locked.withdrawn_at is not None:
        raise PermissionDenied
    return locked
