"""Beginning a stage of an appeal, and telling whom it concerns."""

from django.urls import reverse
from django.utils import timezone

from assessment.models import Appeal, Hearing
from assessment.working_days import after_working_days
from portfolio.holding import hold_portfolio
from portfolio.models import Learner, Role, User
from portfolio.notifying import notify, people_in, people_of

WORKING_DAYS = {
    Hearing.Stage.REVIEW: 10,
    Hearing.Stage.PANEL: 20,
    Hearing.Stage.AWARDING_BODY: 30,
}


def begin_stage(appeal: Appeal, stage: Hearing.Stage) -> Hearing:
    """Begin a stage, with the day by which its answer is due; the administrators are told."""
    hearing = Hearing(
        appeal=appeal,
        stage=stage,
        due_on=after_working_days(timezone.localdate(), WORKING_DAYS[stage]),
    )
    hearing.full_clean()
    hearing.save()
    notify(
        _administrators(appeal.learner),
        f"{appeal.learner} appeals on unit {appeal.unit.code} (stage {stage.value}): say who hears "
        f"it. The answer is due by {hearing.due_on:%-d %B}.",
        address=reverse("appeal", args=[appeal.code]),
    )
    return hearing


def held_appeal(appeal: Appeal) -> Appeal:
    """The appeal as it is now, with the portfolio held: stages and decisions one by one."""
    hold_portfolio(appeal.learner)
    return Appeal.objects.select_related("learner__centre", "learner__user", "unit").get(
        pk=appeal.pk
    )


def people_to_tell(appeal: Appeal, *, but: User) -> list[User]:
    """The learner, who looks after them, the administrators and who hears it; not ``but``."""
    hearers = User.objects.filter(pk__in=appeal.hearings.values("heard_by"))
    people = [
        appeal.learner.user,
        *people_of(appeal.learner, (Role.ASSESSOR, Role.IQA)),
        *_administrators(appeal.learner),
        *hearers,
    ]
    return [person for person in people if person.pk != but.pk]


def _administrators(learner: Learner) -> list[User]:
    return list(people_in(learner.centre_id, (Role.ADMIN,)).exclude(pk=learner.user_id))
