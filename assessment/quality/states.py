"""Where each unit of each learner stands in the sampling plan; for many learners at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from assessment.claims.claimed import units_under_claim
from assessment.models import (
    Judgement,
    Outcome,
    PlannedSample,
    Sample,
    SampledDecision,
    SignOff,
    Stage,
)

SOON = timedelta(days=14)

Place = tuple[int, int]  # a learner and a unit, by primary key


class CellState(Enum):
    """The most pressing comes first."""

    OVERDUE = "Overdue"
    RETURNED = "Returned"
    READY = "Ready"
    DUE = "Due soon"
    PLANNED = "Planned"
    NONE = "Not planned"
    ACCEPTED = "Accepted"
    RELEASED = "Released"
    CLAIMED = "Claimed"

    @property
    def key(self) -> str:
        """The word used in addresses and style sheets."""
        return self.name.lower()

    @property
    def waits_for_iqa(self) -> bool:
        return self in (CellState.OVERDUE, CellState.READY, CellState.DUE)


@dataclass(frozen=True, slots=True)
class Looked:
    """The newest sample of a unit. ``is_answered``: each decision it disagreed with was made anew;
    None where it disagreed with none."""

    id: int
    stage: str
    outcome: str
    sign_off: int | None
    due_on: date | None
    sampled_at: datetime
    is_answered: bool | None


@dataclass(frozen=True, slots=True)
class Declared:
    """The standing sign-off of a unit."""

    id: int
    declared_at: datetime
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """All that says where a unit of a learner stands."""

    declared: Declared | None = None
    newest: Looked | None = None
    planned: tuple[PlannedSample, ...] = ()
    is_claimed: bool = False
    today: date = field(default_factory=timezone.localdate)

    @property
    def due_on(self) -> date | None:
        """The earliest day by which it is planned to be sampled."""
        return min((one.due_on for one in self.planned if one.due_on), default=None)

    @property
    def is_returned(self) -> bool:
        """Whether a return waits for the assessor."""
        newest = self.newest
        if newest is None or newest.outcome != Outcome.RETURNED or self.declared:
            return False
        return newest.stage == Stage.SUMMATIVE or not newest.is_answered

    @property
    def is_ready(self) -> bool:
        """Whether there is something that only an IQA can go on with."""
        newest = self.newest
        if self.declared:
            return self.declared.is_confirmed and not self._is_decided
        return (
            newest is not None
            and newest.outcome == Outcome.RETURNED
            and newest.stage == Stage.INTERIM
            and bool(newest.is_answered)
        )

    @property
    def _is_decided(self) -> bool:
        return (
            self.newest is not None
            and self.declared is not None
            and self.newest.sign_off == self.declared.id
        )

    @property
    def state(self) -> CellState:
        if self.is_claimed:
            return CellState.CLAIMED
        if self.is_returned:
            return CellState.RETURNED
        if self._is_decided and self.newest is not None:
            return CellState[Outcome(self.newest.outcome).name]
        if self.due_on and self.due_on < self.today:
            return CellState.OVERDUE
        if self.is_ready:
            return CellState.READY
        if self.due_on and self.due_on <= self.today + SOON:
            return CellState.DUE
        return CellState.PLANNED if self.planned else CellState.NONE

    @property
    def since(self) -> date | None:
        """Since when it waits for an IQA or, returned, for the assessor."""
        if self.is_ready and self.declared:
            return timezone.localdate(self.declared.declared_at)
        if self.newest is not None and self.newest.outcome == Outcome.RETURNED:
            return timezone.localdate(self.newest.sampled_at)
        return None

    @property
    def words(self) -> str:
        """What lies behind the state, in a few words."""
        state = self.state
        if state == CellState.RETURNED and self.newest is not None and self.newest.due_on:
            late = "was due" if self.newest.due_on < self.today else "due"
            return f"action {late} {_day(self.newest.due_on)}"
        if self.is_ready and state in (CellState.READY, CellState.OVERDUE):
            return "signed off" if self.declared else "return answered"
        if state in (CellState.OVERDUE, CellState.DUE, CellState.PLANNED):
            return f"by {_day(self.due_on)}" if self.due_on else "no date"
        if self.declared and not self.declared.is_confirmed:
            return "learner to confirm"
        return ""


def standings_of(learners: Collection[int]) -> dict[Place, UnitStanding]:
    """Where every unit of ``learners`` (primary keys) stands that anything is known of; six
    queries whatever their number."""
    declared = _declared(learners)
    newest = _newest(learners)
    planned = _planned(learners)
    claimed = units_under_claim(learners)
    today = timezone.localdate()
    return {
        place: UnitStanding(
            declared.get(place),
            newest.get(place),
            tuple(planned.get(place, ())),
            place in claimed,
            today,
        )
        for place in {*declared, *newest, *planned, *claimed}
    }


def _declared(learners: Collection[int]) -> dict[Place, Declared]:
    rows = (
        SignOff.objects.standing()
        .filter(learner__in=learners)
        .order_by("pk")
        .values_list("learner", "unit", "pk", "declared_at", "confirmation")
    )
    return {
        (learner, unit): Declared(pk, declared_at, confirmation is not None)
        for learner, unit, pk, declared_at, confirmation in rows
    }


def _newest(learners: Collection[int]) -> dict[Place, Looked]:
    disagreed = SampledDecision.objects.filter(agrees=False, sample__learner__in=learners)
    answers: dict[int, bool] = defaultdict(lambda: True)
    later = Judgement.objects.counting().filter(
        mapping=OuterRef("judgement__mapping"), pk__gt=OuterRef("judgement")
    )
    rows = disagreed.annotate(is_answered=Exists(later)).values_list(
        "sample", "is_answered", "judgement__mapping__removed_at"
    )
    for sample, is_answered, removed_at in rows:
        answers[sample] = answers[sample] and (is_answered or removed_at is not None)
    samples = Sample.objects.filter(learner__in=learners).order_by("pk")
    columns = ("pk", "stage", "outcome", "sign_off", "due_on", "sampled_at")
    return {
        (learner, unit): Looked(pk, stage, outcome, sign_off, due_on, at, answers.get(pk))
        for learner, unit, pk, stage, outcome, sign_off, due_on, at in samples.values_list(
            "learner", "unit", *columns
        )
    }


def _planned(learners: Collection[int]) -> dict[Place, list[PlannedSample]]:
    planned = defaultdict(list)
    rows = PlannedSample.objects.open().filter(enrolment__learner__in=learners)
    for one in rows.select_related("enrolment", "iqa").order_by("pk"):
        planned[one.enrolment.learner_id, one.unit_id].append(one)
    return planned


def _day(day: date) -> str:
    return date_format(day, "j M")
