"""Sampling: an IQA looks at decisions on a unit, and accepts or returns it, or lets it pass."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessment.allocations import scopes_among
from assessment.marking.releasing import hold_again
from assessment.models import (
    Judgement,
    Outcome,
    PlannedSample,
    Sample,
    SampledDecision,
    Stage,
    Unit,
)
from assessment.quality.independence import why_not_sample
from assessment.quality.standing import (
    Standing,
    current_decisions,
    enrolment_for,
    standing_of,
)
from portfolio.auditing import enter
from portfolio.holding import hold_portfolio
from portfolio.models import Act, Learner, User
from portfolio.notifying import notify

OVERTAKEN = (
    "{codes} was decided anew while you were reading. Your words are still below: look at the new "
    "decision, then send them again."
)
MOVED_ON = (
    "This unit was signed off, opened or sampled while you were reading. Your words are still "
    "below: look at what is new, then send them again."
)


class NothingToSample(Exception):
    """What the IQA looked at is no longer what stands; the message says so."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the IQA thinks of one decision (a judgement's primary key)."""

    judgement: int
    agrees: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What an IQA sends: an ``Outcome``, what they think of decisions, and their words."""

    outcome: str
    findings: tuple[Finding, ...] = ()
    feedback: str = ""
    action: str = ""
    due_on: date | None = None
    reason: str = ""
    records_checked: bool = False

    @property
    def disagreed(self) -> list[int]:
        return [finding.judgement for finding in self.findings if not finding.agrees]


@dataclass(frozen=True, slots=True)
class Seen:
    """The declaration and the newest sample on the IQA's page: primary keys, or None."""

    sign_off: int | None = None
    sample: int | None = None


@transaction.atomic
def record_sample(
    *, learner: Learner, unit: Unit, iqa: User, report: Report, seen: Seen, request_key: UUID
) -> Sample:
    """Add what ``iqa`` found; the same ``request_key`` sent twice is one sample.

    Of a unit that is signed off the sample is summative, else interim. Raises
    ``PermissionDenied`` with the reason, ``NothingToSample`` or ``ValidationError``.
    """
    if why := why_not_sample(iqa, learner, unit.pk):
        raise PermissionDenied(why)
    learner = hold_portfolio(learner)
    sent = Sample.objects.filter(request_key=request_key, iqa=iqa, learner=learner).first()
    if sent:
        return sent
    standing = standing_of(learner, unit)
    _require_seen(standing, seen)
    _REQUIREMENTS[Outcome(report.outcome)](standing, report)
    _require_current(learner, unit, report.findings)
    sample = _sample(learner, unit, iqa, standing, report, request_key)
    _keep(report.findings, sample)
    _close_plan(sample)
    _tell(sample)
    enter(
        Act.QUALITY,
        _words(sample),
        by=iqa,
        learner=learner,
        sample=sample.pk,
        unit=unit.code,
        disagreed=report.disagreed,
    )
    return sample


def _require_seen(standing: Standing, seen: Seen) -> None:
    if standing.why_not:
        raise NothingToSample(standing.why_not)
    sign_off = standing.sign_off.pk if standing.sign_off else None
    sample = standing.newest.pk if standing.newest else None
    if (seen.sign_off, seen.sample) != (sign_off, sample):
        raise NothingToSample(MOVED_ON)


def _require_accepted(_: Standing, report: Report) -> None:
    if report.disagreed:
        raise ValidationError(
            {"outcome": "You do not agree with a decision, so return the unit with an action."}
        )
    if not report.findings:
        raise ValidationError(
            {"outcome": "Say of at least one decision whether you agree with it."}
        )


def _require_returned(_: Standing, report: Report) -> None:
    if report.due_on is None:
        raise ValidationError({"due_on": "Say by when the action is to be done."})
    if report.due_on < timezone.localdate():
        raise ValidationError({"due_on": "This day is past. Give today or a later day."})


def _require_released(standing: Standing, report: Report) -> None:
    if standing.stage == Stage.INTERIM:
        raise NothingToSample("This unit is not signed off, so there is nothing to release.")
    if report.findings:
        raise ValidationError("A unit that is released without sampling has no findings.")
    if standing.was_returned:
        raise NothingToSample(
            "This unit was returned, so somebody has to look at what was done about it."
        )


_REQUIREMENTS: dict[Outcome, Callable[[Standing, Report], None]] = {
    Outcome.ACCEPTED: _require_accepted,
    Outcome.RETURNED: _require_returned,
    Outcome.RELEASED: _require_released,
}


def _require_current(learner: Learner, unit: Unit, findings: Sequence[Finding]) -> None:
    """Raise ``NothingToSample`` where a decision that was looked at is no longer the one."""
    current = set(current_decisions(learner, unit).values_list("pk", flat=True))
    gone = [finding.judgement for finding in findings if finding.judgement not in current]
    if not gone:
        return
    judgements = Judgement.objects.filter(
        pk__in=gone, mapping__evidence__learner=learner
    ).select_related("mapping__criterion__outcome__unit", "mapping__marking_point")
    codes = sorted({judgement.mapping.target_code for judgement in judgements})
    raise NothingToSample(OVERTAKEN.format(codes=", ".join(codes) or "A criterion"))


def _sample(
    learner: Learner, unit: Unit, iqa: User, standing: Standing, report: Report, key: UUID
) -> Sample:
    enrolment = enrolment_for(learner, unit, standing)
    if enrolment is None:
        raise NothingToSample("The learner is not enrolled on a qualification with this unit.")
    is_returned = report.outcome == Outcome.RETURNED
    sample = Sample(
        learner=learner,
        unit=unit,
        enrolment=enrolment,
        stage=standing.stage,
        sign_off=standing.sign_off,
        iqa=iqa,
        outcome=report.outcome,
        feedback=report.feedback.strip(),
        action=report.action.strip() if is_returned else "",
        due_on=report.due_on if is_returned else None,
        reason=report.reason.strip(),
        records_checked=report.records_checked,
        request_key=key,
    )
    sample.full_clean()
    sample.save()
    return sample


def _keep(findings: Sequence[Finding], sample: Sample) -> None:
    decisions = []
    for finding in findings:
        decision = SampledDecision(
            sample=sample,
            judgement_id=finding.judgement,
            agrees=finding.agrees,
            comment=finding.comment.strip(),
        )
        # The judgements were read under the lock, and the sample is new: nothing to ask about.
        decision.clean_fields(exclude={"sample", "judgement"})
        if not decision.agrees and not decision.comment:
            raise ValidationError(f"Say why the decision {finding.judgement} cannot stand.")
        decisions.append(decision)
    SampledDecision.objects.bulk_create(decisions)
    hold_again([finding.judgement for finding in findings if not finding.agrees])


def _close_plan(sample: Sample) -> None:
    """What was planned is done. Once a unit is signed off, an interim look comes too late."""
    planned = PlannedSample.objects.open().filter(
        enrolment__learner=sample.learner, unit=sample.unit
    )
    if sample.stage == Stage.INTERIM:
        planned = planned.filter(stage=Stage.INTERIM)
    planned.update(sample=sample)


def _tell(sample: Sample) -> None:
    if sample.outcome == Outcome.RELEASED:
        return
    learner, unit = sample.learner, sample.unit
    if sample.outcome == Outcome.RETURNED:
        words = f"{sample.iqa} returned unit {unit.code} of {learner}: {sample.action}"
    else:
        words = f"{sample.iqa} accepted your decisions on unit {unit.code} of {learner}."
    notify(
        [person for person in _assessors_of(sample) if person.pk != sample.iqa_id],
        words,
        address=f"{reverse('learner-quality', args=[learner.code])}#sample-{sample.pk}",
        key=f"sample-{sample.pk}",
    )


def _assessors_of(sample: Sample) -> list[User]:
    """Who decided on what was sampled, who signed it off, and who looks after the unit today."""
    decided = User.objects.filter(
        pk__in=Judgement.objects.filter(sampled__sample=sample).values("assessor")
    )
    allocated = User.objects.filter(
        pk__in=[
            person
            for person, scopes in scopes_among([sample.learner_id]).items()
            if scopes[sample.learner_id].covers(sample.unit_id)
        ]
    )
    signed = [sample.sign_off.assessor] if sample.sign_off else []
    return [*decided, *allocated, *signed]


def _words(sample: Sample) -> str:
    unit, stage = sample.unit.code, sample.get_stage_display().split(" ")[0].lower()
    return {
        Outcome.ACCEPTED: f"Sampled unit {unit} ({stage}) and accepted it.",
        Outcome.RETURNED: f"Sampled unit {unit} ({stage}) and returned it: {sample.action}",
        Outcome.RELEASED: f"Released unit {unit} without sampling: {sample.reason}",
    }[Outcome(sample.outcome)]
