"""The marking screen in plain values: what was handed over, and what to decide on it."""

import uuid
from dataclasses import dataclass, field
from uuid import UUID

from assessment import rules
from assessment.allocations import Scope, scope_of
from assessment.histories import TargetHistory, decisions_on
from assessment.models import Appraisal, Mapping, Submission
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
class Marking:
    """All cards of one submitted version."""

    submission: Submission
    criteria: tuple[Card, ...]
    marking_points: tuple[Card, ...]
    appraisal: Appraisal | None
    decided: int

    @property
    def total(self) -> int:
        return len(self.criteria)

    @property
    def is_done(self) -> bool:
        return self.decided == self.total


def marking_of(submission: Submission, user: User) -> Marking:
    """Everything ``user`` sees on the marking screen; five queries whatever its size."""
    decisions = decisions_on(submission.evidence, submission)
    scope = scope_of(user, submission.evidence.learner)
    return Marking(
        submission=submission,
        criteria=tuple(_card(target, scope, user) for target in decisions.criteria),
        marking_points=tuple(_card(target, scope, user) for target in decisions.marking_points),
        appraisal=decisions.appraisals[0] if decisions.appraisals else None,
        decided=decisions.decided,
    )


def card_of(marking: Marking, mapping: Mapping) -> Card:
    """The card of one mapping."""
    cards = (*marking.criteria, *marking.marking_points)
    return next(card for card in cards if card.target.mapping.pk == mapping.pk)


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
