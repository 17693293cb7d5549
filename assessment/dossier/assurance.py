"""What others said about a portfolio, as plain values: witnesses, quality assurers, appeals,
adjustments. Read by the functions that the pages use."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from assessment.adjusting import adjustments_of
from assessment.appeals.reading import AppealedDecision, decisions_by_appeal, lines_of
from assessment.models import Adjustment, Appeal, Hearing, SampledDecision
from assessment.quality.samples import SampleReport, samples_of
from assessment.witnesses.testimonies import listed_witnesses
from portfolio.models import Learner, RequestState, TestimonyRequest, Witness


@dataclass(frozen=True, slots=True)
class GivenTestimony:
    """One testimony: which item was made of it, and how it was signed."""

    evidence: int
    label: str
    name: str
    job_title: str
    relationship: str
    status: str
    as_expert: bool
    signature: str
    signed_at: datetime
    how: str
    declaration: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class ListedWitness:
    """A row of the witness status list."""

    name: str
    job_title: str
    relationship: str
    status: str
    testimonies: tuple[GivenTestimony, ...]


@dataclass(frozen=True, slots=True)
class CheckedDecision:
    """A decision that an IQA looked at."""

    code: str
    item: str
    words: str
    assessor: str
    agrees: bool
    comment: str


@dataclass(frozen=True, slots=True)
class QualityRecord:
    """What an IQA found of a unit (a primary key)."""

    unit: int
    stage: str
    outcome: str
    words: str
    by: str
    sampled_at: datetime
    feedback: str
    action: str
    due_on: date | None
    reason: str
    records_checked: bool
    decisions: tuple[CheckedDecision, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of an appeal."""

    words: str
    begun_at: datetime
    heard_by: str
    due_on: date
    outcome: str
    reasons: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeardAppeal:
    """An appeal on a unit (``unit`` is its primary key)."""

    unit: int
    code: str
    title: str
    words: str
    grounds: str
    lodged_at: datetime
    decisions: tuple[AppealedDecision, ...]
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class MadeAdjustment:
    """What is done otherwise. The need behind it is in confidence, so no document has it."""

    what: str
    methods: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    reference: str
    by: str
    is_withdrawn: bool


# -- Reading ----------------------------------------------------------------------------------


def witnesses_in(learner: Learner) -> tuple[ListedWitness, ...]:
    """The witness status list; two queries."""
    return tuple(_witness(row) for row in listed_witnesses(learner))


def _witness(row: Witness) -> ListedWitness:
    given = [_testimony(one) for one in row.asked if one.state == RequestState.ANSWERED]
    return ListedWitness(
        name=row.name,
        job_title=row.job_title,
        relationship=row.relationship,
        status=row.get_status_display(),
        testimonies=tuple(sorted(given, key=lambda one: one.evidence)),
    )


def _testimony(request: TestimonyRequest) -> GivenTestimony:
    signed = request.testimony
    return GivenTestimony(
        evidence=signed.evidence_id,
        label=signed.evidence.label,
        name=signed.name,
        job_title=signed.job_title,
        relationship=signed.relationship,
        status=signed.get_status_display(),
        as_expert=request.as_expert,
        signature=signed.signature,
        signed_at=signed.signed_at,
        how="on the learner’s device" if request.on_device else "by a personal link",
        declaration=signed.declaration,
        content_hash=signed.content_hash,
    )


def quality_of(learner: Learner) -> tuple[QualityRecord, ...]:
    """What IQAs found, the oldest first; two queries."""
    return tuple(_quality(report) for report in reversed(samples_of(learner)))


def _quality(report: SampleReport) -> QualityRecord:
    sample = report.sample
    return QualityRecord(
        unit=sample.unit_id,
        stage=str(sample.get_stage_display()),
        outcome=sample.outcome,
        words=str(sample.get_outcome_display()),
        by=str(sample.iqa),
        sampled_at=sample.sampled_at,
        feedback=sample.feedback,
        action=sample.action,
        due_on=sample.due_on,
        reason=sample.reason,
        records_checked=sample.records_checked,
        decisions=tuple(_checked(decision) for decision in report.decisions),
    )


def _checked(decision: SampledDecision) -> CheckedDecision:
    judgement = decision.judgement
    return CheckedDecision(
        code=judgement.mapping.target_code,
        item=judgement.mapping.evidence.label,
        words=str(judgement.get_decision_display()),
        assessor=str(judgement.assessor),
        agrees=decision.agrees,
        comment=decision.comment,
    )


def appeals_of(learner: Learner, units: Collection[int]) -> tuple[HeardAppeal, ...]:
    """The appeals on ``units`` (primary keys), the oldest first; four queries at most."""
    lines = lines_of(Appeal.objects.filter(learner=learner, unit__in=units).order_by("pk"))
    decisions = decisions_by_appeal([line.appeal.pk for line in lines])
    return tuple(
        HeardAppeal(
            unit=line.appeal.unit_id,
            code=line.appeal.unit.code,
            title=line.appeal.unit.title,
            words=line.words,
            grounds=line.appeal.grounds,
            lodged_at=line.appeal.lodged_at,
            decisions=decisions[line.appeal.pk],
            stages=tuple(_stage(stage) for stage in line.appeal.hearings.all()),
        )
        for line in lines
    )


def _stage(row: Hearing) -> Stage:
    return Stage(
        words=str(row.get_stage_display()),
        begun_at=row.begun_at,
        heard_by=str(row.heard_by or ""),
        due_on=row.due_on,
        outcome=str(row.get_outcome_display()),
        reasons=row.reasons,
        decided_by=str(row.decided_by or ""),
        decided_at=row.decided_at,
    )


def adjustments_in(learner: Learner) -> tuple[MadeAdjustment, ...]:
    """What is or was done otherwise for the learner; one query."""
    return tuple(_adjustment(row) for row in adjustments_of(learner))


def _adjustment(row: Adjustment) -> MadeAdjustment:
    return MadeAdjustment(
        what=row.what,
        methods=row.method_words,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        reference=row.reference,
        by=str(row.recorded_by),
        is_withdrawn=row.withdrawn_at is not None,
    )
