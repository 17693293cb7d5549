"""In the demo: a sampling policy and plan, an interim return, an observation and a meeting."""

from datetime import timedelta
from uuid import uuid5

from django.db import transaction

from assessment.demo.people import learner_named
from assessment.demo.telling import STORY, backdate
from assessment.models import (
    AssessorObservation,
    Enrolment,
    Outcome,
    PlannedSample,
    Qualification,
    Sample,
    SamplingPolicy,
    Stage,
    StandardisationMeeting,
    Unit,
)
from assessment.quality.planning import plan_sample
from assessment.quality.policies import change_policy
from assessment.quality.records import record_meeting, record_observation
from assessment.quality.sampling import Finding, Report, Seen, record_sample
from assessment.quality.standing import current_decisions
from portfolio.models import Evidence, Method, User
from teams.demo.days import Days

# Learner, unit, stage, days until it is due (before today: negative), why it was chosen.
PLANNED = (
    ("anna", "MT", Stage.SUMMATIVE, 40, "Tara, a trainee, decides some of it."),
    ("grace", "LT", Stage.SUMMATIVE, 6, "Unlocked once: look at 2.4 again."),
    ("mei", "CO", Stage.INTERIM, -3, "First unit that Mei began."),
    ("samuel", "CO", Stage.SUMMATIVE, 75, "No unit of Hana’s was sampled for Samuel yet."),
)
ACTION = (
    "Ask Noah what each standard costs when it fails, with one figure from his own team, and add "
    "the answer to E1. Then decide on LT 4.2 again."
)
COMMENT = "Four standards are named. What failing costs is not said for any of them."


@transaction.atomic
def ensure_sampling(days: Days) -> None:
    """Ines plans and samples; Anna's DO is signed off and waits for her."""
    _ensure_policy(days)
    _ensure_plan(days)
    _ensure_return(days)
    _ensure_observation(days)
    _ensure_meeting(days)


def _ines() -> User:
    return User.objects.get(username="ines")


def _ensure_policy(days: Days) -> None:
    centre = learner_named("anna").centre
    qualification = Qualification.objects.get(code="CSL")
    if SamplingPolicy.objects.filter(centre=centre, qualification=qualification).exists():
        return
    policy = change_policy(
        centre=centre,
        qualification=qualification,
        by=_ines(),
        seen="",
        learners=100,
        units=50,
        interim=25,
        new_assessor=100,
        new_assessor_months=6,
        prior_learning=100,
        every_assessor_months=3,
        methods=[Method.OBSERVATION, Method.WITNESS],
    )
    SamplingPolicy.objects.filter(pk=policy.pk).update(changed_at=days.moment(200))


def _ensure_plan(days: Days) -> None:
    for username, code, stage, ahead, reason in PLANNED:
        learner, unit = learner_named(username), Unit.objects.get(code=code)
        rows = PlannedSample.objects.filter(enrolment__learner=learner, unit=unit, stage=stage)
        if rows.exists():
            continue
        planned = plan_sample(
            enrolment=Enrolment.objects.get(learner=learner, qualification__code="CSL"),
            unit=unit,
            stage=stage,
            by=_ines(),
            reason=reason,
        )
        PlannedSample.objects.filter(pk=planned.pk).update(
            due_on=days.today + timedelta(days=ahead), planned_at=days.moment(50)
        )


def _ensure_return(days: Days) -> None:
    """An early look at Noah's LT: Hana has to decide on one criterion again."""
    noah, unit = learner_named("noah"), Unit.objects.get(code="LT")
    if Sample.objects.filter(learner=noah, unit=unit).exists():
        return
    findings = tuple(Finding(one.pk, False, COMMENT) for one in current_decisions(noah, unit))
    report = Report(
        Outcome.RETURNED,
        findings,
        feedback="Your feedback is friendly and quick. Say in it which words of the criterion the "
        "evidence meets.",
        action=ACTION,
        due_on=days.today + timedelta(days=9),
        reason="Hana decides on her second learner with us.",
    )
    sample = record_sample(
        learner=noah,
        unit=unit,
        iqa=_ines(),
        report=report,
        seen=Seen(),
        request_key=uuid5(STORY, "sample/noah"),
    )
    backdate(Sample.objects.filter(pk=sample.pk), sampled_at=days.moment(5))


def _ensure_observation(days: Days) -> None:
    key = uuid5(STORY, "observation/ben")
    if AssessorObservation.objects.filter(request_key=key).exists():
        return
    grace = learner_named("grace")
    observation = record_observation(
        centre=grace.centre,
        assessor=User.objects.get(username="ben"),
        by=_ines(),
        request_key=key,
        learner=grace,
        held_on=days.ago(103),
        method=Method.DISCUSSION,
        strengths="Open questions, time to think, and each answer tied to a criterion. Grace knew "
        "at the end what was met and why.",
        actions="Note the time of each answer, so that a recording can be followed. By the next "
        "discussion.",
        is_satisfactory=True,
    )
    backdate(AssessorObservation.objects.filter(pk=observation.pk), recorded_at=days.moment(102))


def _ensure_meeting(days: Days) -> None:
    key = uuid5(STORY, "meeting/letters")
    if StandardisationMeeting.objects.filter(request_key=key).exists():
        return
    priya, mei = learner_named("priya"), learner_named("mei")
    meeting = record_meeting(
        centre=priya.centre,
        by=_ines(),
        attendees=list(User.objects.filter(username__in=("ines", "ben", "hana", "tara"))),
        items=list(Evidence.objects.filter(learner__in=(priya, mei), number=1)),
        request_key=key,
        qualification=None,
        held_on=days.ago(63),
        title="What “agrees with each member” asks for",
        discussed="Each of us decided on LT 1.2 in both items without seeing the others’ "
        "decisions. Two said met, two not yet: a list of roles is no agreement.",
        decided="LT 1.2 needs a sign of the member’s own: initials, an e-mail or minutes. Ben "
        "looks through his open learners by the end of the month.",
    )
    StandardisationMeeting.objects.filter(pk=meeting.pk).update(recorded_at=days.moment(62))
