"""Handing evidence over, and taking it back before anybody has looked."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessment.marking.telling import tell_of_hand_over
from assessment.models import Appraisal, Judgement, Mapping, Submission
from assessment.sessions.prior_learning import NOT_SAID, facts_of
from assessment.sign_off.locking import mappings_to_hand_over, statuses_to_hand_over
from assessment.status import OPEN, Status, with_status
from portfolio import recording
from portfolio.auditing import enter
from portfolio.hashing import hash_of
from portfolio.models import Act, Evidence, Method, User
from portfolio.rules import keeps

DECLARATION = (
    "I declare that this evidence is my own work or shows my own work, that it is a true record "
    "of what happened, and that I have the consent of the people it shows."
)

UNMAPPED = "Map it to at least one criterion."
LOCKED = (
    "All it is mapped to is in units that are signed off. To use it for more, map it to a further "
    "criterion."
)


def what_is_missing(evidence: Evidence, locked: Collection[int] | None = None) -> tuple[str, ...]:
    """Why the item cannot be handed over yet, in whole sentences; empty when it can.

    ``locked``: the units of its learner that are (see ``locked_units``), where they are known.
    """
    statuses = statuses_to_hand_over(evidence, locked)
    if set(statuses) & set(OPEN):
        return ("This item is already with your assessor.",)
    missing = []
    if not _says_something(evidence):
        missing.append("There is nothing in it yet: write the narrative or add a file.")
    if evidence.method == Method.PRIOR_LEARNING and facts_of(evidence) is None:
        missing.append(NOT_SAID)
    if not statuses:
        missing.append(LOCKED if _criteria(evidence).exists() else UNMAPPED)
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
    submission.mappings.set(mappings_to_hand_over(evidence))
    recording.freeze_evidence(evidence)
    tell_of_hand_over(submission)
    enter(
        Act.EVIDENCE,
        f"Declared {evidence.label} authentic and handed it over, version {submission.version}.",
        by=user,
        learner=evidence.learner,
        submission=submission.pk,
        content_hash=submission.content_hash,
    )
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
    enter(
        Act.EVIDENCE,
        f"Took {evidence.label} back, version {submission.version}.",
        by=user,
        learner=evidence.learner,
        submission=submission.pk,
    )
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
    content: dict[str, Any] = {
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
    if records:
        content["records"] = records
    if prior := facts_of(evidence):
        content["prior_learning"] = prior.to_json()
    return content


def says_the_same(evidence: Evidence, submission: Submission) -> bool:
    """Whether the learner has changed nothing in the item since, whatever it is mapped to now."""
    now, then = content_of(evidence), submission.content
    return {**now, "mappings": []} == {**then, "mappings": []}


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
    locked = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
    if not keeps(user, locked.learner) or locked.withdrawn_at is not None or locked.is_private:
        raise PermissionDenied
    return locked
