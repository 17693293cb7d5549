"""Judging: an assessor decides on a mapping, and appraises what was handed over."""

from dataclasses import dataclass
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from assessment import rules
from assessment.allocations import Scope, scope_of
from assessment.marking import telling
from assessment.marking.drafts import discard_draft
from assessment.marking.histories import Held, counts, held_in, judgements_of
from assessment.marking.releasing import release_or_freeze
from assessment.models import (
    Appraisal,
    Countersignature,
    Decision,
    Judgement,
    Mapping,
    SignOff,
    Submission,
)
from assessment.sessions.sighting import require_sighting
from assessment.sign_off.locking import LOCKED, UnitLocked, require_open
from portfolio.auditing import enter
from portfolio.compiling import Given, compiled_once
from portfolio.models import Act, Evidence, User

FEEDBACK_MISSING = "Say what is still missing."
ACTION_MISSING = "Say what the learner is to do next."
NO_UNIT = 0
REASON_MISSING = "This version was decided already. Say why the decision changes."


class NothingToJudge(Exception):
    """What the assessor looked at was taken back, handed in anew or locked; the message says so."""


class Said(TypedDict):
    """A decision and the words that go with it."""

    decision: str
    feedback: NotRequired[str]
    action: NotRequired[str]
    reason: NotRequired[str]


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
    submission: Submission,
    seen: int = 0,
    request_key: UUID,
    scope: Scope | None = None,
    **said: Unpack[Said],
) -> Recorded:
    """Add ``assessor``'s decision on ``mapping`` as handed over in ``submission``.

    ``seen`` is the primary key of the newest judgement on the assessor's page (0: none): a newer
    one by somebody else is kept as well and returned, so that the assessor is told. The same
    ``request_key`` sent twice is one judgement. ``scope`` is what the assessor assesses of that
    learner, where it was read already. Raises ``NothingToJudge``, and ``ValidationError`` where
    "not yet" lacks feedback or action, a correction its reason, or "met" an assessor who has seen
    the original of signposted evidence.
    """
    if scope is None:
        scope = scope_of(assessor, mapping.evidence.learner)
    if not rules.can_judge(assessor, mapping, scope):
        raise PermissionDenied
    evidence = _lock(mapping.evidence)
    earlier = judgements_of(mapping)
    for sent in earlier:
        if (sent.assessor_id, sent.request_key) == (assessor.pk, request_key):
            if sent.submission_id != submission.pk:
                raise NothingToJudge("This was decided on another version. Reload the page.")
            return Recorded(sent, None, earlier, held_in(submission), scope)
    _require_newest(submission, mapping)
    if said["decision"] == Decision.MET:
        require_sighting(submission)
    judgement = Judgement(
        mapping=mapping,
        submission=submission,
        assessor=assessor,
        is_provisional=not scope.is_qualified(rules.unit_of(mapping)),
        request_key=request_key,
        **{name: str(words).strip() for name, words in said.items()},
    )
    _require_words(judgement, _corrected(judgement, earlier, seen))
    # Rows that were read just now are not asked for again; and what the constraints say was
    # checked above, while asking the database about it takes three statements.
    judgement.full_clean(exclude={"mapping", "submission", "assessor"}, validate_constraints=False)
    judgement.save()
    held = held_in(submission)
    # After saving, as the status is needed as well: what is refused here is rolled back.
    _require_held(mapping, held)
    release_or_freeze(evidence, submission, held)
    discard_draft(mapping=mapping, assessor=assessor)
    telling.tell_of_decision(judgement, earlier, held)
    enter(
        Act.DECISION,
        telling.decided_words(judgement),
        by=assessor,
        learner=mapping.evidence.learner,
        judgement=judgement.pk,
    )
    overtaken = earlier[0] if earlier and earlier[0].pk > seen else None
    return Recorded(judgement, overtaken, (judgement, *earlier), held, scope)


@transaction.atomic
def countersign(*, judgement: Judgement, assessor: User) -> Countersignature:
    """Make a trainee's judgement count. Signing twice is one signature.

    Raises ``NothingToJudge`` when a newer judgement or version has overtaken it.
    """
    if not rules.can_countersign(assessor, judgement):
        raise PermissionDenied
    mapping, submission = judgement.mapping, judgement.submission
    evidence = _lock(mapping.evidence)
    signed = Countersignature.objects.filter(judgement=judgement).first()
    if signed:
        return signed
    _require_newest(submission, mapping)
    _require_held(mapping, held_in(submission))
    if mapping.judgements.filter(pk__gt=judgement.pk).exists():
        raise NothingToJudge("A newer decision is on record. Reload the page to see it.")
    signature = Countersignature(judgement=judgement, assessor=assessor)
    signature.full_clean()
    signature.save()
    held = held_in(submission)
    release_or_freeze(evidence, submission, held)
    telling.tell_of_countersignature(signature, held)
    enter(
        Act.DECISION,
        telling.countersigned_words(signature),
        by=assessor,
        learner=mapping.evidence.learner,
        judgement=judgement.pk,
    )
    return signature


@transaction.atomic
def record_appraisal(
    *, submission: Submission, assessor: User, feedback: str, **varcs: bool
) -> Appraisal:
    """Add VARCS and overall feedback on a submitted version."""
    if not rules.can_appraise(assessor, submission):
        raise PermissionDenied
    evidence = _lock(submission.evidence)
    _require_newest(submission)
    appraisal = Appraisal(
        submission=submission, assessor=assessor, feedback=feedback.strip(), **varcs
    )
    appraisal.full_clean()
    appraisal.save()
    words = f"Appraised {evidence.label}, version {submission.version}."
    learner = submission.evidence.learner
    enter(Act.DECISION, words, by=assessor, learner=learner, appraisal=appraisal.pk)
    return appraisal


def _lock(evidence: Evidence) -> Evidence:
    """Hold the item: decisions, hand-overs and changes of one item happen one after another."""
    (locked,) = _held_evidence(pk=evidence.pk)
    return locked


@compiled_once
def _held_evidence(pk: Given) -> QuerySet[Evidence]:
    return Evidence.objects.select_for_update(no_key=True).defer("narrative").filter(pk=pk)


def _require_newest(submission: Submission, mapping: Mapping | None = None) -> None:
    """Raise ``NothingToJudge`` unless this version stands and is the newest of its item, and the
    unit of ``mapping`` is open."""
    unit = NO_UNIT if mapping is None else rules.unit_of(mapping)
    newest = max(_standing(evidence=submission.evidence_id, unit=unit), default=None)
    if newest is None:
        raise NothingToJudge("The learner has taken this item back.")
    pk, was_signed_off = newest
    if pk != submission.pk:
        raise NothingToJudge("The learner has handed this item in anew. Reload the page.")
    if mapping is not None and was_signed_off:
        _require_open(mapping)


@compiled_once
def _standing(evidence: Given, unit: Given) -> QuerySet[Submission, tuple[int, bool]]:
    """The versions that stand, and whether the unit was ever signed off: mostly not, and asked
    along, that costs no statement of its own."""
    signed = SignOff.objects.filter(learner=OuterRef("evidence__learner"), unit=unit)
    standing = Submission.objects.standing().filter(evidence=evidence).order_by()
    return standing.values_list("pk", Exists(signed))


def _require_open(mapping: Mapping) -> None:
    try:
        require_open(mapping.evidence.learner, rules.unit_of(mapping))
    except UnitLocked:
        raise NothingToJudge(LOCKED) from None


def _require_held(mapping: Mapping, held: tuple[Held, ...]) -> None:
    """Raise ``NothingToJudge`` unless the version holds ``mapping``, and the item still does."""
    if not any(one.mapping == mapping.pk and one.is_live for one in held):
        raise NothingToJudge("The learner no longer maps this item here. Reload the page.")


def _corrected(judgement: Judgement, earlier: tuple[Judgement, ...], seen: int) -> Judgement | None:
    """The decision on the same version that counts and that the assessor knows of.

    Of one made meanwhile by somebody else they could not know: both are kept, and they are told.
    """
    return next(
        (
            each
            for each in earlier
            if each.submission_id == judgement.submission_id
            and counts(each)
            and (each.pk <= seen or each.assessor_id == judgement.assessor_id)
        ),
        None,
    )


def _require_words(judgement: Judgement, corrected: Judgement | None) -> None:
    missing = {}
    if judgement.decision == Decision.NOT_YET:
        missing = {
            name: words
            for name, words in (("feedback", FEEDBACK_MISSING), ("action", ACTION_MISSING))
            if not getattr(judgement, name)
        }
    if corrected and not judgement.reason:
        missing["reason"] = REASON_MISSING
    if missing:
        raise ValidationError(missing)
