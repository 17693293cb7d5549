"""Planning what is sampled: one cell of the plan, or all that a draw proposes."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessment.models import Enrolment, PlannedSample, Stage, Unit
from assessment.quality.drawing import Suggestion
from assessment.quality.independence import independence_of, why_not_sample
from portfolio.auditing import enter
from portfolio.models import Act, Centre, Learner, User
from portfolio.notifying import notify

IN_PLAN = "This unit is in the plan already, planned by {by}. Reload the page to see it."


@transaction.atomic
def plan_sample(
    *,
    enrolment: Enrolment,
    unit: Unit,
    stage: str,
    by: User,
    due_on: date | None = None,
    iqa: User | None = None,
    reason: str = "",
) -> PlannedSample:
    """Put this unit of a learner into the plan. ``iqa``: who is to look; None: whoever may.

    Raises ``PermissionDenied`` with the reason, or ``ValidationError``.
    """
    learner = enrolment.learner
    if why := independence_of(by, [learner.pk]).why_not_plan(learner, unit.pk):
        raise PermissionDenied(why)
    if iqa is not None and why_not_sample(iqa, learner, unit.pk):
        raise ValidationError(
            {"iqa": f"{iqa} cannot sample this unit: choose an IQA who had no part in it."}
        )
    if due_on is not None and due_on < timezone.localdate():
        raise ValidationError({"due_on": "This day is past. Give today or a later day."})
    _hold([learner.pk])
    _require_free(enrolment, unit, stage)
    planned = PlannedSample(
        enrolment=enrolment,
        unit=unit,
        stage=stage,
        due_on=due_on,
        iqa=iqa,
        reason=reason.strip(),
        planned_by=by,
    )
    planned.full_clean()
    planned.save()
    if iqa is not None and iqa != by:
        notify(
            [iqa],
            f"{by} planned unit {unit.code} of {learner} for you to sample.",
            address=reverse("sampling-cell", args=[enrolment.code, unit.code]),
            key=f"planned-{planned.pk}",
        )
    enter(
        Act.QUALITY,
        f"Planned to sample unit {unit.code} ({stage}).",
        by=by,
        learner=learner,
        planned=planned.pk,
        due_on=str(due_on or ""),
        reason=planned.reason,
    )
    return planned


@transaction.atomic
def drop_planned(*, planned: PlannedSample, by: User) -> bool:
    """Take a cell out of the plan; False where it was dropped or sampled already."""
    return _change_planned(planned, by, dropped=True)


@transaction.atomic
def restore_planned(*, planned: PlannedSample, by: User) -> bool:
    """Undo dropping; False where it is in the plan again, or was sampled."""
    _hold([planned.enrolment.learner_id])
    if open_plan(planned.enrolment.learner, planned.unit, planned.stage):
        return False
    return _change_planned(planned, by, dropped=False)


def _change_planned(planned: PlannedSample, by: User, *, dropped: bool) -> bool:
    learner = planned.enrolment.learner
    if why := independence_of(by, [learner.pk]).why_not_plan(learner, planned.unit_id):
        raise PermissionDenied(why)
    _hold([learner.pk])
    changed = PlannedSample.objects.filter(
        pk=planned.pk, sample=None, dropped_at__isnull=dropped
    ).update(dropped_at=timezone.now() if dropped else None)
    if changed:
        unit, words = planned.unit.code, "Dropped" if dropped else "Restored"
        enter(
            Act.QUALITY,
            f"{words} the planned sample of unit {unit} ({planned.stage}).",
            by=by,
            learner=learner,
            planned=planned.pk,
        )
    return bool(changed)


@transaction.atomic
def plan_drawn(
    *,
    centre: Centre,
    suggestions: Collection[Suggestion],
    by: User,
    due_on: date | None,
) -> list[PlannedSample]:
    """Put what was ticked of a draw into the plan; what is in it meanwhile stays as it is."""
    learners = {one.learner.pk for one in suggestions}
    independence = independence_of(by, learners)
    if any(independence.why_not_plan(one.learner, one.unit) for one in suggestions):
        raise PermissionDenied
    if due_on is not None and due_on < timezone.localdate():
        raise ValidationError({"due_on": "This day is past. Give today or a later day."})
    _hold(learners)
    taken = set(
        PlannedSample.objects.open()
        .filter(enrolment__learner__in=learners)
        .values_list("enrolment__learner", "unit", "stage")
    )
    planned = PlannedSample.objects.bulk_create(
        PlannedSample(
            enrolment_id=one.enrolment,
            unit_id=one.unit,
            stage=one.stage,
            due_on=due_on,
            reason=" ".join(one.reasons)[:300],
            planned_by=by,
        )
        for one in suggestions
        if (one.learner.pk, one.unit, one.stage) not in taken
    )
    if planned:
        enter(
            Act.QUALITY,
            f"Planned {len(planned)} sample{'s' if len(planned) > 1 else ''} from a draw.",
            by=by,
            centre=centre,
            planned=[one.pk for one in planned],
            due_on=str(due_on or ""),
        )
    return planned


def open_plan(learner: Learner, unit: Unit, stage: str) -> PlannedSample | None:
    """What is planned for the unit at this stage, under any of the learner's enrolments."""
    return (
        PlannedSample.objects.open()
        .filter(enrolment__learner=learner, unit=unit, stage=stage)
        .select_related("planned_by")
        .first()
    )


def _require_free(enrolment: Enrolment, unit: Unit, stage: str) -> None:
    holds = Unit.objects.filter(
        pk=unit.pk, specifications__uses__group__qualification=enrolment.qualification_id
    )
    if not holds.exists():
        raise ValidationError("This unit is not in the learner’s qualification.")
    if stage in Stage.values and (planned := open_plan(enrolment.learner, unit, stage)):
        raise ValidationError(IN_PLAN.format(by=planned.planned_by))


def _hold(learners: Collection[int]) -> None:
    """Lock the learners, so that nothing is planned twice or sampled meanwhile."""
    list(Learner.objects.select_for_update(no_key=True).filter(pk__in=learners).order_by("pk"))
