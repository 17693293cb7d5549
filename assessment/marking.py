"""The marking screen in plain values: what was handed over, and what to decide on it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from assessment import rules
from assessment.allocations import Scope, scope_of
from assessment.histories import (
    TargetHistory,
    decisions_on,
    held_in,
    history_of,
    judgements_on,
    verdict_of,
)
from assessment.judging import Recorded
from assessment.models import Appraisal, Mapping, Submission
from assessment.status import Status
from portfolio.models import User


@dataclass(frozen=True, slots=True)
class Card:
    """One criterion or marking point to decide. ``key`` makes a form sent twice count once."""

    target: TargetHistory
    may_decide: bool
    may_countersign: bool
    is_trainee: bool
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
    """All cards of one submitted version."""

    submission: Submission
    criteria: tuple[Card, ...]
    marking_points: tuple[Card, ...]
    appraisal: Appraisal | None
    progress: Progress

    @property
    def may_appraise(self) -> bool:
        """Whoever decides on something of it may record VARCS; as ``rules.can_appraise``."""
        return any(card.may_decide for card in (*self.criteria, *self.marking_points))


def marking_of(submission: Submission, user: User) -> Marking:
    """Everything ``user`` sees on the marking screen; five queries whatever its size."""
    decisions = decisions_on(submission.evidence, submission)
    scope = scope_of(user, submission.evidence.learner)
    return Marking(
        submission=submission,
        criteria=tuple(_card(target, scope, user) for target in decisions.criteria),
        marking_points=tuple(_card(target, scope, user) for target in decisions.marking_points),
        appraisal=decisions.appraisals[0] if decisions.appraisals else None,
        progress=Progress.of([target.status for target in decisions.criteria]),
    )


def card_and_progress(
    mapping: Mapping, submission: Submission, user: User, recorded: Recorded | None = None
) -> tuple[Card, Progress]:
    """What one decision changes on the marking screen; at most three queries.

    ``recorded`` is the decision, if it was recorded just now: all was read for it already.
    """
    if recorded:
        judgements, held, scope = recorded.judgements, recorded.held, recorded.scope
    else:
        judgements, held = tuple(judgements_on([mapping])), held_in(submission)
        scope = scope_of(user, submission.evidence.learner)
    status = next(one.status for one in held if one.mapping == mapping.pk)
    target = history_of(mapping, status, tuple(map(verdict_of, judgements)))
    progress = Progress.of([one.status for one in held if one.is_criterion])
    return _card(target, scope, user), progress


def _card(target: TargetHistory, scope: Scope, user: User) -> Card:
    unit = rules.unit_of(target.mapping)
    newest = target.newest
    is_qualified = scope.is_qualified(unit)
    return Card(
        target=target,
        may_decide=scope.covers(unit) and target.mapping.removed_at is None,
        may_countersign=(
            is_qualified
            and newest is not None
            and not newest.counts
            and newest.assessor_id != user.pk
        ),
        is_trainee=not is_qualified,
    )
