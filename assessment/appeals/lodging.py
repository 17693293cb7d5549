"""What the learner does: lodge an appeal, take it further, withdraw it."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessment.appeals.questions import appealable, open_appeal, why_not_further
from assessment.appeals.steps import begin_stage, held_appeal, people_to_tell
from assessment.models import Appeal, Hearing, Judgement, Unit
from portfolio.auditing import enter
from portfolio.holding import hold_portfolio
from portfolio.models import Act, Learner, User
from portfolio.notifying import notify
from portfolio.rules import owns


@transaction.atomic
def lodge_appeal(
    *,
    learner: Learner,
    unit: Unit,
    judgements: Collection[Judgement],
    grounds: str,
    user: User,
    request_key: UUID,
) -> Appeal:
    """Appeal against decisions on a unit. The same ``request_key`` sent twice is one appeal."""
    if not owns(user, learner):
        raise PermissionDenied
    hold_portfolio(learner)
    sent = Appeal.objects.filter(request_key=request_key, learner=learner).first()
    if sent:
        return sent
    if open_appeal(learner, unit.pk):
        raise ValidationError("An appeal on this unit is being heard. Its outcome comes first.")
    if not judgements:
        raise ValidationError({"judgements": "Choose at least one decision."})
    if set(judgements) - set(appealable(learner, unit)):
        raise ValidationError({"judgements": "This decision has been replaced. Choose again."})
    appeal = Appeal(
        learner=learner, unit=unit, grounds=grounds.strip(), lodged_by=user, request_key=request_key
    )
    appeal.full_clean()
    appeal.save()
    appeal.judgements.set(judgements)
    begin_stage(appeal, Hearing.Stage.REVIEW)
    enter(
        Act.APPEAL,
        f"Appealed against {_decisions(len(judgements))} on unit {unit.code}.",
        by=user,
        learner=learner,
        appeal=appeal.pk,
        judgements=sorted(judgement.pk for judgement in judgements),
    )
    return appeal


@transaction.atomic
def take_further(*, appeal: Appeal, user: User) -> Hearing:
    """Take an appeal that was not upheld to the next stage; twice is once."""
    if not owns(user, appeal.learner):
        raise PermissionDenied
    appeal = held_appeal(appeal)
    last = appeal.hearings.order_by("-stage")[0]
    if last.decided_at is None:
        return last
    if problem := why_not_further(appeal, last):
        raise ValidationError(problem)
    hearing = begin_stage(appeal, Hearing.Stage(last.stage + 1))
    enter(
        Act.APPEAL,
        f"Took the appeal on unit {appeal.unit.code} to stage {hearing.stage}.",
        by=user,
        learner=appeal.learner,
        appeal=appeal.pk,
        hearing=hearing.pk,
    )
    return hearing


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, user: User) -> bool:
    """Take an appeal back while it is being heard; False when it was decided or taken back."""
    if not owns(user, appeal.learner):
        raise PermissionDenied
    appeal = held_appeal(appeal)
    if appeal.withdrawn_at or appeal.hearings.last().decided_at:
        return False
    Appeal.objects.filter(pk=appeal.pk).update(withdrawn_at=timezone.now())
    notify(
        people_to_tell(appeal, but=user),
        f"{appeal.learner} has withdrawn the appeal on unit {appeal.unit.code}.",
        address=reverse("appeal", args=[appeal.code]),
    )
    enter(
        Act.APPEAL,
        f"Withdrew the appeal on unit {appeal.unit.code}.",
        by=user,
        learner=appeal.learner,
        appeal=appeal.pk,
    )
    return True


def _decisions(count: int) -> str:
    return "1 decision" if count == 1 else f"{count} decisions"
