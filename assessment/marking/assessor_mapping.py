"""Mapping by assessors: what they see in evidence beyond, or other than, what its learner said."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessment import rules
from assessment.mapping import NotNow, Target, add_mapping, to
from assessment.marking.histories import held_in
from assessment.marking.releasing import release_or_freeze
from assessment.models import Mapping, Submission
from assessment.sign_off.locking import UnitLocked, require_open
from assessment.status import Status, with_status
from assessment.submitting import says_the_same
from portfolio.auditing import enter
from portfolio.models import Act, Evidence, User
from portfolio.notifying import notify
from portfolio.recording import freeze_evidence
from portfolio.rules import owns, writes

REASON_MISSING = "Say why it is not shown, so that the learner can follow."


@transaction.atomic
def map_as_assessor(
    *,
    evidence: Evidence,
    target: Target,
    user: User,
    submission: Submission | None = None,
    place: str = "",
) -> Mapping:
    """Say as an assessor of its unit that ``evidence`` shows ``target``, too.

    ``submission`` is the newest version handed over, and holds the mapping from then on; None for
    an item that the assessor recorded and the learner has not handed over yet. Mapping twice is
    one mapping. Raises ``NotNow``.
    """
    if not rules.can_map_as_assessor(user, evidence, target):
        raise PermissionDenied
    evidence = _held(evidence)
    _require_open(evidence, rules.unit_with(target))
    if submission is None:
        _require_own_draft(evidence, user)
    else:
        _require_newest(evidence, submission)
    existing = evidence.mappings.filter(removed_at=None, **to(target)).first()
    if existing:
        return _already(existing, submission)
    mapping = add_mapping(evidence, target, user, place)
    if submission is not None:
        submission.mappings.add(mapping)
        if mapping.criterion_id and evidence.frozen_at is None:
            freeze_evidence(evidence)
        _tell(mapping, user, f"{user} sees {mapping.target_code} in {evidence.label} as well.")
    _enter(mapping, user, f"Mapped {evidence.label} to {mapping.target_code} as an assessor.")
    return mapping


@transaction.atomic
def unmap_as_assessor(*, mapping: Mapping, user: User, reason: str) -> None:
    """Say as a qualified assessor that an item does not belong to what it is mapped to.

    The row stays on record with the reason. Raises ``ValidationError`` without one, and
    ``NotNow`` for what was decided as met: that is corrected first.
    """
    if not rules.can_unmap_as_assessor(user, mapping):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": REASON_MISSING})
    evidence = _held(mapping.evidence)
    _require_open(evidence, rules.unit_of(mapping))
    current = with_status(Mapping.objects.filter(pk=mapping.pk, removed_at=None)).first()
    if current is None:
        return
    if current.status == Status.DRAFT and current.added_by_id != user.pk:
        raise NotNow("The learner has not handed this over yet: it is theirs to change.")
    if current.status == Status.MET:
        raise NotNow("This was decided as met. Record a new decision first, with the reason.")
    current.removed_at, current.removed_by = timezone.now(), user
    current.removed_because = reason.strip()
    current.full_clean()
    current.save(update_fields=["removed_at", "removed_by", "removed_because"])
    newest = evidence.submissions.standing().order_by("pk").last()
    if newest is not None:
        release_or_freeze(evidence, newest, held_in(newest))
    words = f"{evidence.label} is no longer mapped to {mapping.target_code}"
    _tell(mapping, user, f"{words}: {current.removed_because}")
    _enter(mapping, user, f"Took the mapping of {evidence.label} to {mapping.target_code} away.")


def _held(evidence: Evidence) -> Evidence:
    """The item, locked, as learners' changes and decisions lock it; 403 for one put aside."""
    held = (
        Evidence.objects.select_for_update(of=("self",), no_key=True)
        .select_related("learner__user")
        .get(pk=evidence.pk)
    )
    if held.withdrawn_at is not None:
        raise PermissionDenied
    return held


def _require_open(evidence: Evidence, unit: int) -> None:
    try:
        require_open(evidence.learner, unit)
    except UnitLocked as locked:
        raise NotNow(str(locked)) from None


def _require_own_draft(evidence: Evidence, user: User) -> None:
    """Before anything was handed over, only what the assessor wrote is theirs to map."""
    if owns(user, evidence.learner) or not writes(user, evidence):
        raise PermissionDenied
    if evidence.submissions.standing().exists():
        raise NotNow("The learner has handed this item over. Map it where you mark it.")


def _require_newest(evidence: Evidence, submission: Submission) -> None:
    newest = evidence.submissions.standing().order_by("pk").last()
    if newest is None:
        raise NotNow("The learner has taken this item back.")
    if newest.pk != submission.pk:
        raise NotNow("The learner has handed this item in anew. Reload the page.")
    if evidence.frozen_at is None and not says_the_same(evidence, newest):
        raise NotNow(
            "The learner is changing this item after your feedback. Map it once it is handed over."
        )


def _already(mapping: Mapping, submission: Submission | None) -> Mapping:
    if submission is None or submission.mappings.filter(pk=mapping.pk).exists():
        return mapping
    raise NotNow(
        f"The learner has mapped {mapping.target_code} meanwhile and not handed it over yet."
    )


def _tell(mapping: Mapping, user: User, words: str) -> None:
    """Tell the learner."""
    learner = mapping.evidence.learner
    address = reverse("evidence", args=[mapping.evidence.code])
    notify([learner.user], words, address=address)


def _enter(mapping: Mapping, user: User, words: str) -> None:
    enter(Act.DECISION, words, by=user, learner=mapping.evidence.learner, mapping=mapping.pk)
