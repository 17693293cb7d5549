"""Deciding again: what "not yet" asks for, corrections, locked units, and decisions of trainees."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessment.coverage import coverage_of
from assessment.marking.judging import (
    NothingToJudge,
    countersign,
)
from assessment.models import (
    Outcome,
    Sample,
    SampledDecision,
    SignOff,
    Stage,
)
from assessment.status import Status
from portfolio.models import Allocation, Membership, Role, User
from tests.assurance import signed_off
from tests.laying import laid_once
from tests.people import (
    client_of,
    judged,
    make_evidence,
    submitted,
)

HTMX = {"HX-Request": "true"}


@laid_once
def evidence(csl, learner):
    return make_evidence(learner)


@laid_once
def submission(evidence):
    return submitted(evidence, "LT 1.1")


@pytest.fixture
def mapping(submission):
    return submission.mappings.get()


@pytest.fixture
def second_assessor(cast, learner):
    """Rosa looks after Anna as Ben does."""
    rosa = User.objects.create(username="rosa", name="Rosa Adeyemi")
    membership = Membership.objects.create(centre=learner.centre, user=rosa, role=Role.ASSESSOR)
    Allocation.objects.create(learner=learner, membership=membership)
    return rosa


def disagree(judgement, iqa, enrolment):
    """An IQA looked at a decision while the unit is open, and does not agree."""
    sample = Sample.objects.create(
        learner=enrolment.learner,
        unit=judgement.mapping.criterion.outcome.unit,
        enrolment=enrolment,
        stage=Stage.INTERIM,
        iqa=iqa,
        outcome=Outcome.RETURNED,
        action="Ask for the right notes.",
    )
    SampledDecision.objects.create(
        sample=sample, judgement=judgement, agrees=False, comment="The notes are of another week."
    )


def locked(mapping, enrolment, assessor):
    """The unit is signed off, as if what waits in it had been overlooked."""
    SignOff.objects.create(
        learner=enrolment.learner,
        unit=mapping.criterion.outcome.unit,
        enrolment=enrolment,
        assessor=assessor,
        declaration="All of it is met.",
        content_hash="0" * 64,
    )


def decide(client, mapping, submission, values=None):
    sent = {"decision": "met", "submission": submission.code, "seen": 0, "key": uuid4()}
    return client.post(f"/mappings/{mapping.pk}/judge/", sent | (values or {}), headers=HTMX)


def test_not_yet_needs_an_action(mapping, ben):
    with pytest.raises(ValidationError, match="do next"):
        judged(mapping, ben, "not_yet", action=" ")
    assert judged(mapping, ben, "not_yet").action == "Add the notes of the meeting."


def test_a_correction_needs_a_reason(mapping, ben):
    judged(mapping, ben)
    with pytest.raises(ValidationError, match="Say why the decision changes"):
        judged(mapping, ben, "not_yet", reason="")
    assert judged(mapping, ben, "not_yet", reason="Too old.").reason == "Too old."


def test_a_new_version_is_no_correction(mapping, evidence, ben):
    judged(mapping, ben, "not_yet")
    submitted(evidence)
    assert judged(mapping, ben, reason="").decision == "met"


def test_what_does_not_count_is_no_decision_to_correct(mapping, ben, tara):
    judged(mapping, tara)
    assert judged(mapping, ben, "not_yet", reason="").decision == "not_yet"


def test_of_a_decision_made_meanwhile_no_reason_is_asked(mapping, ben, second_assessor):
    judged(mapping, second_assessor)
    assert judged(mapping, ben, "not_yet", reason="", seen=0)
    with pytest.raises(ValidationError, match="Say why"):
        judged(mapping, ben, reason="", seen=0)


def test_a_returned_decision_is_made_again_with_a_reason(mapping, ben, ines, csl):
    judgement = judged(mapping, ben)
    disagree(judgement, ines, csl)
    assert status_in(csl) == Status.RETURNED
    page = client_of(ben).get(f"/evidence/{mapping.evidence.code}/mark/").content.decode()
    assert "To be decided again." in page
    assert "The notes are of another week." in page
    assert "Ask for the right notes." in page
    assert f'id="reason-{mapping.pk}"' in page
    with pytest.raises(ValidationError, match="Say why"):
        judged(mapping, ben, reason="")
    judged(mapping, ben, "not_yet")
    assert status_in(csl) == Status.NOT_YET


def test_a_returned_decision_keeps_the_item_closed(evidence, ben, ines, csl):
    """One of two is not yet, the other to be decided again: the learner has to wait."""
    submitted(evidence, "LT 1.1", "LT 1.2")
    first, second = evidence.mappings.order_by("pk")
    disagree(judged(first, ben), ines, csl)
    judged(second, ben, "not_yet")
    evidence.refresh_from_db()
    assert evidence.frozen_at is not None


def test_nothing_is_decided_in_a_locked_unit(mapping, submission, csl, ben):
    locked(mapping, csl, ben)
    with pytest.raises(NothingToJudge, match="signed off"):
        judged(mapping, ben)
    answer = decide(client_of(ben), mapping, submission)
    assert answer.status_code == 409
    assert "signed off" in answer.content.decode()
    page = client_of(ben).get(f"/evidence/{mapping.evidence.code}/mark/").content.decode()
    assert "data-decide" not in page
    assert "This unit is signed off" in page


def test_nothing_is_countersigned_in_a_locked_unit(mapping, csl, ben, tara):
    judgement = judged(mapping, tara)
    locked(mapping, csl, ben)
    with pytest.raises(NothingToJudge, match="signed off"):
        countersign(judgement=judgement, assessor=ben)


def test_other_units_stay_open(csl, learner, ben):
    signed_off(learner, "LT", by=ben)
    other = make_evidence(learner)
    submitted(other, "MT 1.1")
    assert judged(other.mappings.get(), ben).decision == "met"


# -- Trainees ---------------------------------------------------------------------------------


def status_in(enrolment):
    return coverage_of(enrolment).units[0].criteria[0].status


def test_trainees_decision_counts_once_countersigned(mapping, csl, ben, tara):
    judgement = judged(mapping, tara)
    assert judgement.is_provisional
    assert status_in(csl) == Status.AWAITING
    signature = countersign(judgement=judgement, assessor=ben)
    assert status_in(csl) == Status.MET
    assert countersign(judgement=judgement, assessor=ben) == signature


@pytest.mark.parametrize("person", ["anna", "tara", "ines", "eve", "cleo", "olive"])
def test_only_a_qualified_assessor_countersigns(mapping, cast, tara, person):
    judgement = judged(mapping, tara)
    with pytest.raises(PermissionDenied):
        countersign(judgement=judgement, assessor=cast.users[person])


def test_overtaken_decision_is_not_countersigned(mapping, ben, tara):
    judgement = judged(mapping, tara)
    judged(mapping, ben, "not_yet")
    with pytest.raises(NothingToJudge):
        countersign(judgement=judgement, assessor=ben)
