"""In the demo: Eve's visits, direct claim status for a qualification, and a certificate."""

from uuid import UUID, uuid5

from django.db import transaction

from assessment.claims.claiming import claim, record_answer, record_direct_claim
from assessment.demo.people import EQA_STAYS, learner_named
from assessment.demo.telling import STORY, backdate
from assessment.models import (
    Claim,
    ClaimAnswer,
    Confirmation,
    DirectClaimStatus,
    Enrolment,
    Sample,
    SignOff,
    Unit,
    Visit,
    VisitedMark,
    VisitOutcome,
    VisitReport,
)
from assessment.quality.sampling import Finding, Report, Seen, record_sample
from assessment.quality.standing import current_decisions
from assessment.sign_off.signing_off import confirm, sign_off
from assessment.visits.marks import Target, mark_visited, record_report
from assessment.visits.visiting import make_visit
from portfolio.models import Learner, Membership, Role, User
from teams.demo.days import Days

REPORT = (
    "Assessment is sound and feedback helps learners to act. By the next visit: plan observations "
    "at the start of each unit, and date every standardisation record."
)


@transaction.atomic
def ensure_visits(days: Days) -> None:
    """Eve was there in spring and visits again now; Priya's unit MT is certificated."""
    _ensure_earlier_visit(days)
    _ensure_visit(days)
    _ensure_direct_claim(days)
    _ensure_certificate(days)


def _ensure_earlier_visit(days: Days) -> None:
    key = _key("earlier")
    if Visit.objects.filter(request_key=key).exists():
        return
    visit = _made(days, key, "First visit of the year", "grace", "priya")
    report = record_report(
        visit=visit, by=_person("cleo"), outcome=VisitOutcome.ACTIONS, words=REPORT
    )
    first, last = days.ago(162), days.ago(155)
    visit.allocations.update(since=first, until=last)
    Visit.objects.filter(pk=visit.pk).update(
        starts_on=first, ends_on=last, visits_on=days.ago(158), made_at=days.moment(180)
    )
    backdate(VisitReport.objects.filter(pk=report.pk), recorded_at=days.moment(150))


def _ensure_visit(days: Days) -> None:
    key = _key("now")
    if Visit.objects.filter(request_key=key).exists():
        return
    visit = _made(days, key, "Second visit of the year", "anna", "grace")
    Visit.objects.filter(pk=visit.pk).update(made_at=days.moment(9))
    grace, eve = learner_named("grace"), _person("eve")
    lead = Unit.objects.get(code="LT")
    mark_visited(visit=visit, by=eve, target=Target(grace, unit=lead))
    mark_visited(
        visit=visit,
        by=eve,
        target=Target(grace, evidence=grace.evidence.order_by("number").first()),
        note="Planned well ahead of the season. Ask how the rota was agreed.",
    )
    backdate(VisitedMark.objects.filter(visit=visit), marked_at=days.moment(1, 60))


def _made(days: Days, key: UUID, purpose: str, *learners: str) -> Visit:
    return make_visit(
        membership=Membership.objects.get(user__username="eve", role=Role.EQA),
        by=_person("cleo"),
        learners=[learner_named(username) for username in learners],
        starts_on=days.ago(3),
        ends_on=days.today + EQA_STAYS,
        visits_on=days.ago(-7),
        purpose=purpose,
        request_key=key,
    )


def _ensure_direct_claim(days: Days) -> None:
    key, enrolment = _key("direct"), _priyas()
    if DirectClaimStatus.objects.filter(request_key=key).exists():
        return
    record_direct_claim(
        centre=enrolment.learner.centre,
        qualification=enrolment.qualification,
        by=_person("cleo"),
        reference="CCL/417",
        starts_on=days.ago(140),
        ends_on=None,
        request_key=key,
    )


def _ensure_certificate(days: Days) -> None:
    key, enrolment = _key("claim"), _priyas()
    if Claim.objects.filter(request_key=key).exists():
        return
    _ensure_accepted(enrolment, days)
    cleo = _person("cleo")
    made = claim(enrolment=enrolment, code="MT", by=cleo, request_key=key)
    answer = record_answer(
        claim=made,
        by=cleo,
        answer=ClaimAnswer.Answer.CERTIFICATED,
        answered_on=days.today,
        certificate="CCL-0094-MT",
    )
    backdate(Claim.objects.filter(pk=made.pk), claimed_at=days.moment(60))
    backdate(
        ClaimAnswer.objects.filter(pk=answer.pk),
        answered_on=days.ago(41),
        recorded_at=days.moment(40),
    )


def _ensure_accepted(enrolment: Enrolment, days: Days) -> None:
    """Unit MT signed off by both and accepted by the IQA, where that was not told before."""
    learner, unit = enrolment.learner, Unit.objects.get(code="MT")
    declared = SignOff.objects.complete().filter(learner=learner, unit=unit).last()
    declared = declared or _signed_off(enrolment, days)
    if not declared.samples.exists():
        _accepted(learner, unit, declared, days)


def _signed_off(enrolment: Enrolment, days: Days) -> SignOff:
    waiting = SignOff.objects.standing().filter(learner=enrolment.learner, unit__code="MT").last()
    declared = waiting or sign_off(
        enrolment=enrolment,
        code="MT",
        assessor=_person("ben"),
        declared=True,
        comment="Reasons for every name, and two techniques compared. Well done.",
    )
    confirmed = confirm(sign_off=declared, user=enrolment.learner.user, declared=True)
    backdate(SignOff.objects.filter(pk=declared.pk), declared_at=days.moment(80))
    backdate(Confirmation.objects.filter(pk=confirmed.pk), declared_at=days.moment(78))
    return SignOff.objects.get(pk=declared.pk)


def _accepted(learner: Learner, unit: Unit, declared: SignOff, days: Days) -> None:
    decisions = current_decisions(learner, unit).order_by("pk")[:3]
    newest = Sample.objects.filter(learner=learner, unit=unit).order_by("pk").last()
    sample = record_sample(
        learner=learner,
        unit=unit,
        iqa=_person("ines"),
        report=Report(
            "accepted",
            tuple(Finding(decision.pk, agrees=True) for decision in decisions),
            feedback="Decisions are consistent, and the feedback names what was seen.",
            records_checked=True,
        ),
        seen=Seen(declared.pk, newest.pk if newest else None),
        request_key=_key("sample"),
    )
    backdate(Sample.objects.filter(pk=sample.pk), sampled_at=days.moment(70))


def _priyas() -> Enrolment:
    enrolments = Enrolment.objects.select_related("learner__centre", "qualification")
    return enrolments.get(learner=learner_named("priya"), qualification__code="CCL")


def _person(username: str) -> User:
    return User.objects.get(username=username)


def _key(what: str) -> UUID:
    return uuid5(STORY, f"visits/{what}")
