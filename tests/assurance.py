"""Factories of what comes after judging: units met and signed off, and what assurers do."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from assessment.adjusting import record_adjustment
from assessment.appeals.lodging import lodge_appeal
from assessment.claims.claiming import record_direct_claim
from assessment.mapping import map_evidence
from assessment.models import (
    Adjustment,
    Appeal,
    AssessmentPlan,
    Criterion,
    Enrolment,
    Judgement,
    PlanReview,
    PlanSignature,
    Sample,
    SignOff,
    Unit,
    Visit,
)
from assessment.plans.planning import start_plan
from assessment.plans.proposals import NewRow
from assessment.plans.reviews import hold_review
from assessment.plans.signing import sign_plan
from assessment.plans.standing import plan_of
from assessment.plans.templates import keep_as_template
from assessment.quality.sampling import Finding, Report, Seen, record_sample
from assessment.quality.standing import current_decisions
from assessment.sessions.mapping import map_record
from assessment.sessions.recording import Row, begin_record
from assessment.sessions.signing import sign_record
from assessment.sign_off.signing_off import confirm, sign_off
from assessment.submitting import submit_evidence
from assessment.visits.visiting import make_visit
from assessment.witnesses.testifying import give_testimony
from portfolio.models import Evidence, Learner, Testimony, TestimonyRequest, User, Witness
from portfolio.witnessing import Asked, add_witness, ask_for_testimony
from tests.people import judged, make_evidence, target_of


def all_met(learner: Learner, code: str, *, by: User, **values) -> Evidence:
    """One item, mapped to all criteria of the unit ("LT"), handed over and met; ``values`` of the
    item. The learner has to be enrolled on a qualification with the unit (``csl``)."""
    item = make_evidence(learner, **values)
    criteria = Criterion.objects.filter(outcome__unit__specifications__code=code)
    mappings = [
        map_evidence(evidence=item, target=criterion, user=learner.user)
        for criterion in criteria.select_related("outcome__unit")
    ]
    submission = submit_evidence(evidence=item, user=learner.user, declared=True)
    for mapping in mappings:
        judged(mapping, by, submission=submission)
    return item


def declared(learner: Learner, code: str, *, by: User, comment: str = "Well done.") -> SignOff:
    """The assessor's declaration on a unit that is met; the learner's is still to come."""
    enrolment = Enrolment.objects.current().filter(
        learner=learner, qualification__groups__members__specification__code=code
    )
    return sign_off(
        enrolment=enrolment.first(), code=code, assessor=by, declared=True, comment=comment
    )


def signed_off(learner: Learner, code: str, *, by: User, met: bool = True) -> SignOff:
    """A unit all of whose criteria are met (``met``: by a new item), signed off by the assessor
    and confirmed by the learner."""
    if met:
        all_met(learner, code, by=by)
    declaration = declared(learner, code, by=by)
    confirm(sign_off=declaration, user=learner.user, declared=True)
    return declaration


# -- Witnesses --------------------------------------------------------------------------------


def make_witness(learner: Learner, **facts) -> Witness:
    """Will, on the learner's witness status list, with an address and nothing else known."""
    defaults = {
        "name": "Will Archer",
        "email": "will@example.org",
        "job_title": "",
        "relationship": "",
        "status": "",
    }
    return add_witness(learner=learner, by=learner.user, **defaults | facts)


def asked(learner: Learner, witness: Witness | None = None, **occasion) -> Asked:
    """The learner asks a witness (Will, if none is given): the request, and its link's secret."""
    defaults = {
        "code": uuid4(),
        "about": "The morning the system was down",
        "happened_on": timezone.localdate() - timedelta(days=9),
        "message": "",
        "as_expert": False,
    }
    witness = witness or learner.witnesses.first() or make_witness(learner)
    return ask_for_testimony(witness=witness, by=learner.user, **defaults | occasion)


# What a witness types; also what ``give_testimony`` takes, but for the signature and the day.
TOLD = {
    "name": "Will Archer",
    "job_title": "Shift manager, Larkfield Water",
    "relationship": "Colleague",
    "status": "2",
    "statement": "Anna gave each member a part.\n\nShe asked whether all could do it.",
}


def taken(request: TestimonyRequest, *codes, **account) -> Testimony:
    """The witness signs, suggesting the criteria ``codes``."""
    account = TOLD | {"happened_on": timezone.localdate() - timedelta(days=9)} | account
    return give_testimony(
        request=request,
        signature=account["name"],
        criteria=[target_of(code) for code in codes],
        **account,
    )


# -- IQA, EQA and claims ----------------------------------------------------------------------


def sampled(sign_off: SignOff, iqa: User, outcome: str = "accepted", **words) -> Sample:
    """The IQA looks at the first decision of a unit that is signed off; ``words`` of the report."""
    learner, unit = sign_off.learner, sign_off.unit
    decision = current_decisions(learner, unit).order_by("pk").first()
    agrees = outcome != "returned"
    comment = "" if agrees else "The rota of that week is missing."
    defaults = {
        "accepted": {},
        "returned": {
            "action": "Ask for the rota and decide again.",
            "due_on": timezone.localdate() + timedelta(days=14),
        },
        "released": {"reason": "Not in this quarter’s sample."},
    }[outcome]
    findings = () if outcome == "released" else (Finding(decision.pk, agrees, comment),)
    newest = Sample.objects.filter(learner=learner, unit=unit).order_by("pk").last()
    return record_sample(
        learner=learner,
        unit=unit,
        iqa=iqa,
        report=Report(outcome, findings, **defaults | words),
        seen=Seen(sign_off.pk, newest.pk if newest else None),
        request_key=uuid4(),
    )


def visit_made(*learners: Learner, by: User, eqa: User, first=0, last=3, **facts) -> Visit:
    """A visit from ``first`` to ``last`` days from today."""
    today = timezone.localdate()
    defaults = {"visits_on": None, "purpose": "Second visit of the year"}
    return make_visit(
        membership=eqa.memberships.get(role="eqa"),
        by=by,
        learners=learners,
        starts_on=today + timedelta(days=first),
        ends_on=today + timedelta(days=last),
        request_key=uuid4(),
        **defaults | facts,
    )


def claimable(learner: Learner, code: str, *, ben: User, ines: User, cleo: User) -> SignOff:
    """A unit that can be claimed: signed off, accepted by the IQA, direct claim status for all
    qualifications of the learner."""
    sign_off = signed_off(learner, code, by=ben)
    sampled(sign_off, ines)
    for enrolment in learner.enrolments.select_related("qualification"):
        record_direct_claim(
            centre=learner.centre,
            qualification=enrolment.qualification,
            by=cleo,
            reference=f"DCS-{enrolment.qualification.code}",
            starts_on=timezone.localdate(),
            ends_on=None,
            request_key=uuid4(),
        )
    return sign_off


# -- What assessors record --------------------------------------------------------------------


def begun_record(learner: Learner, by: User, method: str = "discussion", **values) -> Evidence:
    """An unsigned record of one question with its answer, an hour and five minutes long."""
    began = timezone.now() - timedelta(hours=3)
    defaults = {
        "code": uuid4(),
        "title": "Discussion on rotas",
        "place": "Room 2",
        "began_at": began,
        "ended_at": began + timedelta(minutes=65),
        "present": "",
        "follow_up": "",
        "rows": [Row("How do you plan for illness?", "A fifth of the hours is free.", "12:30")],
    }
    return begin_record(learner=learner, user=by, method=method, **defaults | values)


def signed_record(learner: Learner, by: User, shows=(), **values) -> Evidence:
    """A record that its author has signed, and proposes for the criteria ``shows``."""
    record = begun_record(learner, by, **values)
    for code in shows:
        map_record(evidence=record, target=target_of(code), user=by)
    sign_record(evidence=record, user=by, revision=record.revision, declared=True)
    record.refresh_from_db()
    return record


def lodged(learner: Learner, code: str, judgements: list[Judgement], **values) -> Appeal:
    """The learner appeals against decisions on the unit."""
    facts = {
        "grounds": "The minutes on page 2 show that I agreed it with each of them.",
        "user": learner.user,
        "request_key": uuid4(),
    }
    unit = Unit.objects.get(code=code)
    return lodge_appeal(learner=learner, unit=unit, judgements=judgements, **facts | values)


def adjusted(learner: Learner, by: User, **values) -> Adjustment:
    """An adjustment in force from today, for every method unless ``values`` say otherwise."""
    facts = {
        "what": "Answers are spoken and recorded",
        "need": "Dyslexia; slow reading under pressure",
        "methods": [],
        "starts_on": timezone.localdate(),
        "ends_on": None,
        "reference": "",
    }
    return record_adjustment(learner=learner, by=by, **facts | values)


def plan_row(code: str, *, days: int = 30, what: str = "", method: str = "product") -> NewRow:
    """A row of a plan for the criteria of ``code`` ("LT 1.1, LT 1.2"), due in so many days."""
    criteria = [target_of(each.strip()).pk for each in code.split(",")]
    due_on = timezone.localdate() + timedelta(days=days)
    return NewRow(what or f"Notes on {code}", method, due_on, criteria)


def planned(enrolment: Enrolment, *rows: NewRow, by: User) -> AssessmentPlan:
    """The assessment plan of an enrolment, with ``rows``; nobody has signed it."""
    return start_plan(enrolment=enrolment, user=by, title="Plan for the autumn", rows=rows)


def plan_signed(plan: AssessmentPlan, *, by: User) -> PlanSignature:
    """``by`` signs the plan as it stands."""
    standing = plan_of(plan.enrolment)
    return sign_plan(plan=plan, user=by, seen=standing.content_hash)


def reviewed(plan: AssessmentPlan, *, by: User, next_in: int = 28, **words) -> PlanReview:
    """A review held today; the next is in so many days."""
    words = {"progress": "Half of it is done.", "agreed": "One item a week."} | words
    today = timezone.localdate()
    return hold_review(
        plan=plan,
        user=by,
        held_on=today,
        next_on=today + timedelta(days=next_in),
        request_key=uuid4(),
        **words,
    )


def agreed_plan(enrolment: Enrolment, *, by: User) -> AssessmentPlan:
    """The plan of an enrolment with a row that is overdue, a review and a template; made once."""
    plan = enrolment.plans.first()
    if plan is None:
        plan = planned(enrolment, plan_row("LT 4.1"), plan_row("LT 4.2", days=-3), by=by)
        reviewed(plan, by=by)
        keep_as_template(plan=plan, user=by, title="Autumn")
    return plan
