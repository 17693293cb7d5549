"""The demo's assessment plans: Anna's, signed and reviewed, and one that has been left alone."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import transaction

from assessment.demo.people import learner_named
from assessment.demo.telling import STORY, backdate
from assessment.models import (
    AssessmentPlan,
    Criterion,
    Enrolment,
    PlannedEvidence,
    PlanReview,
    PlanSignature,
    ReviewReading,
)
from assessment.plans.planning import change_plan, close_row, start_plan
from assessment.plans.proposals import NewRow
from assessment.plans.reviews import hold_review, read_review
from assessment.plans.signing import sign_plan
from assessment.plans.standing import plan_of
from assessment.plans.templates import keep_as_template
from portfolio.models import Method, User
from teams.demo.days import Days


class Planned(NamedTuple):
    """``days``: from today, before or after."""

    what: str
    method: Method
    days: int
    criteria: str


ANNAS = (
    Planned(
        "Complaints about moved meters: what was behind them, options, follow-up",
        Method.WORK_PRODUCT,
        -90,
        "CO 3.1, CO 3.2, CO 3.3, CO 3.4",
    ),
    Planned("A second testimony of the operations manager", Method.WITNESS, -60, "LT 1.1, LT 2.4"),
    Planned(
        "Notes of the meeting that closed the project, with what the team learnt",
        Method.WORK_PRODUCT,
        -12,
        "CO 4.2, CO 4.4",
    ),
    Planned(
        "Own development: the half-year’s review", Method.WORK_PRODUCT, -6, "DO 1.3, DO 1.4, DO 3.3"
    ),
    Planned("Figures before and after the pilot", Method.WORK_PRODUCT, 16, "CO 1.5, CO 4.1"),
    Planned(
        "Talk about feedback from colleagues and what became of it",
        Method.DISCUSSION,
        37,
        "DO 1.5, DO 3.4, DO 4.4",
    ),
)
GRACES = (
    Planned(
        "Plan for next winter, with the figures of this one",
        Method.WORK_PRODUCT,
        -40,
        "CO 2.1, CO 2.2",
    ),
    Planned(
        "Talk about how you develop yourself", Method.DISCUSSION, -18, "DO 1.1, DO 1.2, DO 1.3"
    ),
    Planned("Team meeting led by you", Method.OBSERVATION, 9, "MT 3.1, MT 3.2"),
)


def ensure_assessment_plans(days: Days) -> None:
    """A signed plan with a row at every stage and two reviews, its template, and a late one."""
    ben = User.objects.get(username="ben")
    with transaction.atomic():
        if plan := _ensured("anna", "CSL", ANNAS, ben, days, begun=200):
            _tell_annas(plan, ben, days)
    with transaction.atomic():
        if plan := _ensured("grace", "CSL", GRACES, ben, days, begun=120):
            review_on = days.ago(15)
            change_plan(
                plan=plan,
                user=ben,
                revision=plan.revision,
                title=plan.title,
                notes="Grace has moved to another team; her new manager agrees to observations.",
                review_on=review_on,
            )


def _ensured(
    username: str,
    qualification: str,
    planned: tuple[Planned, ...],
    ben: User,
    days: Days,
    begun: int,
) -> AssessmentPlan | None:
    """The plan that was made; None where there was one already, whatever became of it."""
    enrolments = Enrolment.objects.select_related("learner__user", "learner__centre")
    enrolment = enrolments.filter(
        learner=learner_named(username), qualification__code=qualification
    ).first()
    code = uuid5(STORY, f"plan/{username}")
    if enrolment is None or enrolment.plans.exists():
        return None
    plan = start_plan(
        enrolment=enrolment,
        user=ben,
        title="Assessment plan",
        rows=[_row(each, days.today) for each in planned],
    )
    _date_back(plan, code, days, begun)
    return AssessmentPlan.objects.select_related(
        "enrolment__learner__user", "enrolment__learner__centre", "enrolment__qualification"
    ).get(pk=plan.pk)


def _row(planned: Planned, today: date) -> NewRow:
    criteria = [_criterion(code.strip()) for code in planned.criteria.split(",")]
    return NewRow(planned.what, planned.method, today + timedelta(days=planned.days), criteria)


def _criterion(code: str) -> int:
    unit, label = code.split(" ")
    outcome, number = label.split(".")
    found = Criterion.objects.get(outcome__unit__code=unit, outcome__number=outcome, number=number)
    return found.pk


def _date_back(plan: AssessmentPlan, code: UUID, days: Days, begun: int) -> None:
    AssessmentPlan.objects.filter(pk=plan.pk).update(
        code=code,
        made_at=days.moment(begun),
        notes="Anna works early shifts: observations before noon. Personal data of members stays "
        "in pseudonyms.",
    )


def _tell_annas(plan: AssessmentPlan, ben: User, days: Days) -> None:
    anna = plan.enrolment.learner.user
    row = PlannedEvidence.objects.get(plan=plan, method=Method.WITNESS)
    close_row(row=row, user=ben, because="The first testimony says it already.")
    keep_as_template(plan=plan, user=ben, title="Team leaders: the second half")
    standing = plan_of(plan.enrolment)
    if standing:
        for user, ago in ((anna, 58), (ben, 57)):
            signature = sign_plan(plan=plan, user=user, seen=standing.content_hash)
            backdate(PlanSignature.objects.filter(pk=signature.pk), signed_at=days.moment(ago, 15))
    _review(
        plan,
        ben,
        days,
        ago=110,
        progress="Two units are nearly there. Evidence is well described; the diary helps.",
        agreed="Hand over one item a week. Ben observes a coaching session in June.",
        until=days.ago(49),
        comment="I asked for two quiet hours a week at work and got them.",
    )
    _review(
        plan,
        ben,
        days,
        ago=49,
        progress="Leading the team is met but for three criteria. Developing yourself has begun.",
        agreed="Close the project properly and write down what the team learnt from it.",
        until=days.today + timedelta(days=12),
    )


def _review(
    plan: AssessmentPlan,
    ben: User,
    days: Days,
    *,
    ago: int,
    progress: str,
    agreed: str,
    until: date,
    comment: str = "",
) -> None:
    review = hold_review(
        plan=plan,
        user=ben,
        held_on=days.ago(ago),
        progress=progress,
        agreed=agreed,
        next_on=until,
        request_key=uuid5(STORY, f"review/{ago}"),
    )
    backdate(PlanReview.objects.filter(pk=review.pk), recorded_at=days.moment(ago, 60))
    if comment:
        reading = read_review(review=review, user=plan.enrolment.learner.user, comment=comment)
        backdate(ReviewReading.objects.filter(pk=reading.pk), read_at=days.moment(ago - 1))
