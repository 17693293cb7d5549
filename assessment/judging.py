"""Judging: an assessor decides on a mapping, and appraises what was handed over."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef

from assessment import rules
from assessment.allocations import Scope, scope_of
from assessment.histories import Held, held_in, judgements_on
from assessment.models import (
    Appraisal,
    Countersignature,
    Decision,
    Judgement,
    Mapping,
    Submission,
)
from assessment.status import Status
from assessment.submitting import content_of
from portfolio.hashing import hash_of
from portfolio.models import Evidence, User
from portfolio.recording import freeze_evidence, release_evidence


class NothingToJudge(Exception):
    """What the assessor looked at was taken back or handed in anew; the message says so."""


@dataclass(frozen=True)
class Recorded:
    """A judgement, and the one by somebody else that came between reading and deciding.

    The rest is what the answer's page needs as well: all judgements on the mapping (newest
    first), what the submitted version holds now, and what the assessor assesses of that learner.
    """

    judgement: Judgement
    overtaken: Judgement | None
    judgements: tuple[Judgement, ...]
    held: tuple[Held, ...]
    scope: Scope


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
    scope: Scope | None = None,
) -> Recorded:
    """Add ``assessor``'s decision on ``mapping`` as handed over in ``submission``.

    ``seen`` is the primary key of the newest judgement on the assessor's page (0: none): a newer
    one by somebody else is kept as well and returned, so that the assessor is told. The same
    ``request_key`` sent twice is one judgement. ``scope`` is what the assessor assesses of that
    learner, where it was read already. Raises ``NothingToJudge``.
    """
    if scope is None:
        scope = scope_of(assessor, mapping.evidence.learner)
    if not rules.can_judge(assessor, mapping, scope):
        raise PermissionDenied
    evidence = _lock(mapping.evidence)
    earlier = tuple(judgements_on([mapping]))
    for sent in earlier:
        if (sent.assessor_id, sent.request_key) == (assessor.pk, request_key):
            if sent.submission_id != submission.pk:
                raise NothingToJudge("This was decided on another version. Reload the page.")
            return Recorded(sent, None, earlier, held_in(submission), scope)
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
    # Rows that were read just now are not asked for again; and no constraint can be broken by
    # "met", while asking the database about it takes three statements.
    judgement.full_clean(
        exclude={"mapping", "submission", "assessor"},
        validate_constraints=decision != Decision.MET,
    )
    judgement.save()
    held = _release_or_freeze(evidence, submission)
    overtaken = earlier[0] if earlier and earlier[0].pk > seen else None
    return Recorded(judgement, overtaken, (judgement, *earlier), held, scope)


@transaction.atomic
def countersign(*, judgement: Judgement, assessor: User) -> Countersignature:
    """Make a trainee's judgement count. Signing twice is one signature.

    Raises ``NothingToJudge`` when a newer judgement or version has overtaken it.
    """
    if not rules.can_countersign(assessor, judgement):
        raise PermissionDenied
    evidence = _lock(judgement.mapping.evidence)
    signed = Countersignature.objects.filter(judgement=judgement).first()
    if signed:
        return signed
    _require_newest(judgement.submission, judgement.mapping)
    if judgement.mapping.judgements.filter(pk__gt=judgement.pk).exists():
        raise NothingToJudge("A newer decision is on record. Reload the page to see it.")
    signature = Countersignature(judgement=judgement, assessor=assessor)
    signature.full_clean()
    signature.save()
    _release_or_freeze(evidence, judgement.submission)
    return signature


@transaction.atomic
def record_appraisal(
    *, submission: Submission, assessor: User, feedback: str, **varcs: bool
) -> Appraisal:
    """Add VARCS and overall feedback on a submitted version."""
    if not rules.can_appraise(assessor, submission):
        raise PermissionDenied
    _lock(submission.evidence)
    _require_newest(submission)
    appraisal = Appraisal(
        submission=submission, assessor=assessor, feedback=feedback.strip(), **varcs
    )
    appraisal.full_clean()
    appraisal.save()
    return appraisal


def _lock(evidence: Evidence) -> Evidence:
    """Hold the item: decisions, hand-overs and changes of one item happen one after another."""
    return Evidence.objects.select_for_update().get(pk=evidence.pk)


def _require_newest(submission: Submission, mapping: Mapping | None = None) -> None:
    """Raise ``NothingToJudge`` unless this version stands, is the newest, and holds ``mapping``."""
    held = Submission.mappings.through.objects.filter(
        submission=OuterRef("pk"), mapping=mapping, mapping__removed_at=None
    )
    standing = Submission.objects.standing().filter(evidence=submission.evidence_id)
    newest = standing.annotate(holds=Exists(held)).values_list("pk", "holds").order_by("pk").last()
    if newest is None:
        raise NothingToJudge("The learner has taken this item back.")
    pk, holds_mapping = newest
    if pk != submission.pk:
        raise NothingToJudge("The learner has handed this item in anew. Reload the page.")
    if mapping is not None and not holds_mapping:
        raise NothingToJudge("The learner no longer maps this item here. Reload the page.")


def _release_or_freeze(evidence: Evidence, submission: Submission) -> tuple[Held, ...]:
    """Once every criterion is decided and one is not yet met, the learner may change the item.

    A "not yet" that is corrected takes that back, unless the learner has changed the item since.
    ``submission`` is the newest; returns what it holds and where that stands now.
    """
    held = held_in(submission)
    # What is mapped and not held was mapped since: a draft, on which nothing waits.
    statuses = {one.status for one in held if one.is_criterion and one.is_live}
    if Status.NOT_YET in statuses:
        if Status.AWAITING not in statuses:
            release_evidence(evidence)
    elif evidence.frozen_at is None and hash_of(content_of(evidence)) == submission.content_hash:
        freeze_evidence(evidence)
    return held
