"""What there is to sample of a learner's unit: the declaration that stands, and its decisions."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from assessment.claims.claimed import is_under_claim
from assessment.models import (
    Enrolment,
    Judgement,
    Outcome,
    Sample,
    SignOff,
    Stage,
    Unit,
)
from portfolio.models import Learner

CLAIMED = "This unit is claimed, so it is no longer sampled."
UNCONFIRMED = (
    "The assessor has signed this unit off and the learner has not confirmed it yet. Sample it "
    "once both have declared."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to sample of a unit: the declaration that stands, and the newest sample."""

    sign_off: SignOff | None
    is_confirmed: bool
    newest: Sample | None
    is_claimed: bool

    @property
    def stage(self) -> Stage:
        return Stage.SUMMATIVE if self.sign_off else Stage.INTERIM

    @property
    def was_returned(self) -> bool:
        """Whether somebody looks at it again, because it was returned last time."""
        return self.newest is not None and self.newest.outcome == Outcome.RETURNED

    @property
    def why_not(self) -> str:
        """Why nobody samples it now; empty where somebody may."""
        if self.is_claimed:
            return CLAIMED
        if self.sign_off and not self.is_confirmed:
            return UNCONFIRMED
        return ""


def standing_of(learner: Learner, unit: Unit) -> Standing:
    """Where the unit stands for an IQA; three queries."""
    sign_offs = SignOff.objects.standing().filter(learner=learner, unit=unit)
    sign_off = sign_offs.select_related("assessor", "confirmation").last()
    samples = Sample.objects.filter(learner=learner, unit=unit).select_related("iqa", "sign_off")
    return Standing(
        sign_off,
        is_confirmed=sign_off is not None and hasattr(sign_off, "confirmation"),
        newest=samples.order_by("pk").last(),
        is_claimed=is_under_claim(learner, unit.pk),
    )


def current_decisions(learner: Learner, unit: Unit) -> QuerySet[Judgement]:
    """The decisions on a unit that count now: of each mapping the newest that counts."""
    counting = (
        Judgement.objects.counting()
        .filter(
            Q(mapping__criterion__outcome__unit=unit)
            | Q(mapping__marking_point__specification__unit=unit),
            mapping__evidence__learner=learner,
            mapping__removed_at=None,
            mapping__evidence__withdrawn_at=None,
        )
        .order_by("pk")
    )
    newest = {mapping: pk for pk, mapping in counting.values_list("pk", "mapping")}
    return Judgement.objects.filter(pk__in=newest.values())


def enrolment_for(learner: Learner, unit: Unit, standing: Standing) -> Enrolment | None:
    """The enrolment that a sample counts for: of the sign-off, else one that holds the unit, rather
    one that runs; None where the learner never was enrolled on it."""
    if standing.sign_off:
        return standing.sign_off.enrolment
    holding = Enrolment.objects.filter(
        learner=learner, qualification__groups__members__specification__unit=unit
    )
    return min(holding.distinct(), key=lambda one: (one.ended_on is not None, one.pk), default=None)
