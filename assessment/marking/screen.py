"""The marking screen in plain values: what was handed over, and what to decide on it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from assessment import rules
from assessment.allocations import Scope, scope_of
from assessment.marking.changes import Changes, changes_since_judged
from assessment.marking.drafts import Draft, drafts_of
from assessment.marking.histories import (
    TargetHistory,
    decisions_on,
    held_in,
    history_of,
    judgements_on,
    verdict_of,
)
from assessment.marking.judging import Recorded
from assessment.marking.mapping_changes import MappingChange, mapping_changes_on
from assessment.models import Appraisal, Mapping, SampledDecision, Submission
from assessment.sign_off.locking import locked_units
from assessment.sign_off.returns import remarks_on
from assessment.status import Status
from portfolio.models import User


@dataclass(frozen=True, slots=True)
class Returned:
    """Why a decision is to be made again, and what the IQA asked for (empty after an appeal)."""

    remark: str
    action: str


@dataclass(frozen=True, slots=True)
class Card:
    """One criterion or marking point to decide. ``key`` makes a form sent twice count once."""

    target: TargetHistory
    may_decide: bool
    may_countersign: bool
    may_unmap: bool
    is_trainee: bool
    is_locked: bool
    needs_reason: bool
    draft: Draft | None = None
    returned: Returned | None = None
    added_by: str = ""
    key: UUID = field(default_factory=uuid.uuid4)

    @property
    def seen(self) -> int:
        """The newest judgement on the page, so that one made meanwhile is noticed."""
        return self.target.newest.id if self.target.newest else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How many criteria of a submitted version are decided."""

    decided: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.decided == self.total

    @classmethod
    def of(cls, statuses: Collection[Status]) -> "Progress":
        return cls(sum(status.is_decided for status in statuses), len(statuses))


@dataclass(frozen=True, slots=True)
class Marking:
    """All cards of one submitted version, and what changed since the one judged before."""

    submission: Submission
    criteria: tuple[Card, ...]
    marking_points: tuple[Card, ...]
    appraisal: Appraisal | None
    progress: Progress
    changes: Changes | None
    mapping_changes: tuple[MappingChange, ...]

    @property
    def may_appraise(self) -> bool:
        """Whoever decides on something of it may record VARCS; as ``rules.can_appraise``."""
        return any(card.may_decide for card in (*self.criteria, *self.marking_points))


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the cards of one assessor need beside the histories."""

    user: User
    submission: Submission
    scope: Scope
    locked: Collection[int] = ()
    drafts: dict[int, Draft] = field(default_factory=dict)
    returned: dict[int, Returned] = field(default_factory=dict)
    added_by: dict[int, str] = field(default_factory=dict)


def marking_of(submission: Submission, user: User, scope: Scope | None = None) -> Marking:
    """Everything ``user`` sees on the marking screen; seven queries whatever its size, one more
    for a later version, and four more where decisions were returned.

    ``scope`` is what the user assesses of that learner; where it was not read already, it is
    another query.
    """
    evidence = submission.evidence
    decisions = decisions_on(evidence, submission)
    # On what was taken away since, nobody decides; the version's own page shows it.
    live = [target for target in decisions.targets if target.mapping.removed_at is None]
    changes = mapping_changes_on(evidence)
    desk = _Desk(
        user=user,
        submission=submission,
        scope=scope_of(user, evidence.learner) if scope is None else scope,
        locked=locked_units(evidence.learner),
        drafts=drafts_of(user, [target.mapping.pk for target in live]),
        returned=_returned(live),
        added_by={change.mapping: change.by for change in changes if change.done == "added"},
    )
    return Marking(
        submission=submission,
        criteria=tuple(_card(target, desk) for target in live if target.is_criterion),
        marking_points=tuple(_card(target, desk) for target in live if not target.is_criterion),
        appraisal=decisions.appraisals[0] if decisions.appraisals else None,
        progress=Progress.of([target.status for target in live if target.is_criterion]),
        changes=changes_since_judged(submission),
        mapping_changes=changes,
    )


def card_and_progress(
    mapping: Mapping, submission: Submission, user: User, recorded: Recorded | None = None
) -> tuple[Card, Progress]:
    """What one decision changes on the marking screen.

    ``recorded`` is the decision, if it was recorded just now: all was read for it already, the
    unit is open and the draft is gone. Else at most nine queries.
    """
    if recorded:
        judgements, held, scope = recorded.judgements, recorded.held, recorded.scope
    else:
        judgements, held = tuple(judgements_on([mapping])), held_in(submission)
        scope = scope_of(user, submission.evidence.learner)
    status = next(one.status for one in held if one.mapping == mapping.pk)
    target = history_of(mapping, status, tuple(map(verdict_of, judgements)))
    progress = Progress.of([one.status for one in held if one.is_criterion and one.is_live])
    learner = submission.evidence.learner
    is_added = mapping.added_by_id != learner.user_id
    desk = _Desk(
        user=user,
        submission=submission,
        scope=scope,
        locked=() if recorded else locked_units(learner),
        drafts={} if recorded else drafts_of(user, [mapping.pk]),
        returned=_returned([target]),
        added_by={mapping.pk: str(mapping.added_by)} if is_added else {},
    )
    return _card(target, desk), progress


def _card(target: TargetHistory, desk: _Desk) -> Card:
    mapping, newest, standing = target.mapping, target.newest, target.standing
    unit = rules.unit_of(mapping)
    is_qualified = desk.scope.is_qualified(unit)
    is_locked = unit in desk.locked
    is_open = not is_locked and mapping.removed_at is None
    return Card(
        target=target,
        may_decide=desk.scope.covers(unit) and is_open,
        may_countersign=(
            is_qualified
            and not is_locked
            and newest is not None
            and not newest.counts
            and newest.assessor_id != desk.user.pk
        ),
        may_unmap=is_qualified and is_open and target.status != Status.MET,
        is_trainee=not is_qualified,
        is_locked=is_locked,
        needs_reason=standing is not None and standing.version == desk.submission.version,
        draft=desk.drafts.get(mapping.pk),
        returned=desk.returned.get(mapping.pk),
        added_by=desk.added_by.get(mapping.pk, ""),
    )


def _returned(targets: Collection[TargetHistory]) -> dict[int, Returned]:
    """What was said about the decisions that are to be made again; none where there are none."""
    mappings = [target.mapping.pk for target in targets if target.status == Status.RETURNED]
    if not mappings:
        return {}
    asked = SampledDecision.objects.filter(judgement__mapping__in=mappings, agrees=False)
    actions = dict(asked.order_by("pk").values_list("judgement__mapping", "sample__action"))
    return {
        mapping: Returned(remark, actions.get(mapping, ""))
        for mapping, remark in remarks_on(mappings).items()
    }
