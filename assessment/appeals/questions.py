"""What is asked about appeals: on what, until when, and what stands in the way."""

from datetime import date

from django.utils import timezone

from assessment.models import Appeal, Hearing, Judgement, Unit
from assessment.working_days import after_working_days
from portfolio.models import Learner

WORKING_DAYS_TO_GO_ON = 20


def open_appeal(learner: Learner, unit: int) -> Appeal | None:
    """The appeal on this unit that is being heard, if there is one."""
    return Appeal.objects.filter(
        learner=learner, unit=unit, withdrawn_at=None, hearings__decided_at=None
    ).first()


def appealable(learner: Learner, unit: Unit) -> list[Judgement]:
    """The newest decisions that count on each mapping of the unit to a criterion."""
    return list(
        Judgement.objects.counting()
        .current()
        .filter(
            mapping__evidence__learner=learner,
            mapping__criterion__outcome__unit=unit,
            mapping__removed_at=None,
        )
        .select_related(
            "assessor", "mapping__evidence", "mapping__criterion__outcome__unit", "submission"
        )
        .defer("submission__content")
        .order_by("mapping__criterion__outcome__number", "mapping__criterion__number", "pk")
    )


def appealable_units(learner: Learner) -> list[Unit]:
    """The units of the learner in which something was decided."""
    decided = Judgement.objects.counting().filter(mapping__evidence__learner=learner)
    return list(
        Unit.objects.filter(pk__in=decided.values("mapping__criterion__outcome__unit")).order_by(
            "code"
        )
    )


def why_not_further(appeal: Appeal, last: Hearing) -> str:
    """Why the appeal cannot go to the next stage; empty where it can."""
    if appeal.withdrawn_at:
        return "This appeal was withdrawn."
    if last.decided_at is None:
        return "This stage is still being heard."
    if last.outcome == Hearing.Outcome.UPHELD:
        return "The appeal was upheld: the decisions are made again."
    if last.stage == Hearing.Stage.AWARDING_BODY:
        return "The awarding body’s answer is final here."
    if timezone.localdate() > last_day_to_go_on(last):
        return (
            f"An appeal goes on within {WORKING_DAYS_TO_GO_ON} working days of the answer; these "
            "are over. Ask your centre."
        )
    return ""


def last_day_to_go_on(hearing: Hearing) -> date:
    """The last day on which the learner may take a decided stage further."""
    return after_working_days(timezone.localdate(hearing.decided_at), WORKING_DAYS_TO_GO_ON)
