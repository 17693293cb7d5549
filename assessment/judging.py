"""Judging: an assessor decides on a mapping, and appraises what was handed over."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessment import rules
from assessment.allocations import scope_of
from assessment.models import (
    Appraisal,
    Countersignature,
    Judgement,
    Mapping,
    Submission,
)
from assessment.status import Status, with_status
from portfolio.models import Evidence, User
from portfolio.recording import release_evidence


class NothingToJudge(Exception):
    """What the assessor looked at was taken back or handed in anew; the message says so."""


@dataclass(frozen=True)
class Recorded:
    """A judgement, and the one by somebody else that came between reading and deciding."""

    judgement: Judgement
    overtaken: Judgement | None


@transaction.atomic
def record_judgement(
    *,
    mapping: Mapping,
    assessor: User,
    decision: str,
    feedback: str = "",
    submission: Submission,
    seen: int = 0,
    request_key: UUID,
) -> Recorded:
    """Add ``assessor``'s decision on ``mapping`` as handed over in ``submission``.

    ``seen`` is the primary key of the newest judgement on the assessor's page (0: none): a newer
    one by somebody else is kept as well and returned, so that the assessor is told. The same
    ``request_key`` sent twice is one judgement. Raises ``NothingToJudge``.
    """
    scope = scope_of(assessor, mapping.evidence.learner)
    if not rules.can_judge(assessor, mapping, scope):
        raise PermissionDenied
    _lock(mapping.evidence)
    earlier = list(mapping.judgements.select_related("assessor").order_by("pk"))
    for sent in earlier:
        if (sent.assessor_id, sent.request_key) == (assessor.pk, request_key):
            return Recorded(sent, None)
    _require_newest(submission, mapping)
    judgement = Judgement(
        mapping=mapping,
        submission=submission,
        assessor=assessor,
        decision=decision,
        feedback=feedback.strip(),
        is_provisional=not scope.is_qualified(rules.unit_of(mapping)),
        request_key=request_key,
    )
    # Rows that were read just now: asking again whether they exist would be four queries.
    judgement.full_clean(exclude={"mapping", "submission", "assessor"})
    judgement.save()
    _release_if_referred(mapping.evidence)
    return Recorded(judgement, earlier[-1] if earlier and earlier[-1].pk > seen else None)


@transaction.atomic
def countersign(*, judgement: Judgement, assessor: User) -> Countersignature:
    """Make a trainee's judgement count. Signing twice is one signature.

    Raises ``NothingToJudge`` when a newer judgement or version has overtaken it.
    """
    if not rules.can_countersign(assessor, judgement):
        raise PermissionDenied
    evidence = judgement.mapping.evidence
    _lock(evidence)
    signed = Countersignature.objects.filter(judgement=judgement).first()
    if signed:
        return signed
    _require_newest(judgement.submission, judgement.mapping)
    if judgement.mapping.judgements.filter(pk__gt=judgement.pk).exists():
        raise NothingToJudge("A newer decision is on record. Reload the page to see it.")
    signature = Countersignature(judgement=judgement, assessor=assessor)
    signature.full_clean()
    signature.save()
    _release_if_referred(evidence)
    return signature


@transaction.atomic
def record_appraisal(
    *, submission: Submission, assessor: User, feedback: str, **varcs: bool
) -> Appraisal:
    """Add VARCS and overall feedback on a submitted version."""
    if not rules.can_assess(assessor, submission.evidence.learner):
        raise PermissionDenied
    _lock(submission.evidence)
    if submission.pk != _newest_submission(submission.evidence):
        raise NothingToJudge("The learner has handed this item in anew. Reload the page.")
    appraisal = Appraisal(
        submission=submission, assessor=assessor, feedback=feedback.strip(), **varcs
    )
    appraisal.full_clean()
    appraisal.save()
    return appraisal


def _lock(evidence: Evidence) -> None:
    """Hold the item: decisions, hand-overs and changes of one item happen one after another."""
    Evidence.objects.select_for_update().get(pk=evidence.pk)


def _newest_submission(evidence: Evidence) -> int:
    """Its primary key."""
    standing = evidence.submissions.standing().order_by("pk")
    newest = standing.values_list("pk", flat=True).last()
    if newest is None:
        raise NothingToJudge("The learner has taken this item back.")
    return newest


def _require_newest(submission: Submission, mapping: Mapping) -> None:
    if submission.pk != _newest_submission(mapping.evidence):
        raise NothingToJudge("The learner has handed this item in anew. Reload the page.")
    if not submission.mappings.filter(pk=mapping.pk, removed_at=None).exists():
        raise NothingToJudge("The learner no longer maps this item here. Reload the page.")


def _release_if_referred(evidence: Evidence) -> None:
    """Once every criterion is decided and one is not yet met, the learner may change the item."""
    criteria = Mapping.objects.live().of_criteria().filter(evidence=evidence)
    statuses = set(with_status(criteria).order_by().values_list("status", flat=True))
    if Status.NOT_YET in statuses and Status.AWAITING not in statuses:
        release_evidence(evidence)
