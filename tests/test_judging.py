"""Judging: who decides, that rows are only added, and two assessors at once."""

import threading
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections

from assessment.coverage import coverage_of
from assessment.judging import (
    NothingToJudge,
    countersign,
    record_appraisal,
    record_judgement,
)
from assessment.models import Decision, Judgement, UnitAllocation
from assessment.status import Status
from assessment.submitting import take_back
from portfolio.models import Allocation
from tests.people import (
    appraised,
    client_of,
    judged,
    make_evidence,
    make_mapping,
    submitted,
    target_of,
)

HTMX = {"HX-Request": "true"}


@pytest.fixture
def evidence(csl, learner):
    return make_evidence(learner)


@pytest.fixture
def submission(evidence):
    return submitted(evidence, "LT 1.1")


@pytest.fixture
def mapping(submission):
    return submission.mappings.get()


def decide(client, mapping, submission, values=None):
    sent = {"decision": "met", "submission": submission.code, "seen": 0, "key": uuid4()}
    return client.post(f"/mappings/{mapping.pk}/judge/", sent | (values or {}), headers=HTMX)


@pytest.mark.parametrize("person", ["anna", "noah", "ines", "eve", "cleo", "olive"])
def test_only_allocated_assessors_decide(mapping, cast, person):
    with pytest.raises(PermissionDenied):
        judged(mapping, cast.users[person])


def test_nobody_judges_their_own(mapping, cast, centre, anna):
    from portfolio.models import Membership, Role

    own = Membership.objects.create(centre=centre, user=anna, role=Role.ASSESSOR)
    allocation = Allocation(learner=mapping.evidence.learner, membership=own)
    with pytest.raises(ValidationError, match="own portfolio"):
        allocation.full_clean()
    allocation.save()  # as if a rule above had been forgotten
    with pytest.raises(PermissionDenied):
        judged(mapping, anna)


def test_ended_allocation_or_membership_ends_judging(mapping, ben, cast):
    from datetime import timedelta

    from django.utils import timezone

    yesterday = timezone.localdate() - timedelta(days=1)
    membership = cast.memberships["ben"]
    membership.ends_on = yesterday
    membership.save(update_fields=["ends_on"])
    with pytest.raises(PermissionDenied):
        judged(mapping, ben)


def test_unit_allocation_narrows_who_decides(mapping, evidence, ben, centre, cast, learner):
    from portfolio.models import Membership, Role, User

    dina = User.objects.create(username="dina", name="Dina Roy")
    membership = Membership.objects.create(centre=centre, user=dina, role=Role.ASSESSOR)
    allocation = Allocation.objects.create(learner=learner, membership=membership)
    UnitAllocation.objects.create(allocation=allocation, unit=target_of("LT 1.1").outcome.unit)
    with pytest.raises(PermissionDenied):
        judged(mapping, ben)
    assert judged(mapping, dina).decision == Decision.MET
    other = make_evidence(learner)
    submitted(other, "MT 1.1")
    with pytest.raises(PermissionDenied):
        judged(other.mappings.get(), dina)
    assert judged(other.mappings.get(), ben).decision == Decision.MET


def test_not_yet_needs_feedback(mapping, submission, ben):
    with pytest.raises(ValidationError, match="still missing"):
        record_judgement(
            mapping=mapping,
            assessor=ben,
            decision=Decision.NOT_YET,
            feedback="  ",
            submission=submission,
            request_key=uuid4(),
        )


def test_judgements_are_never_changed_or_deleted(mapping, ben):
    judgement = judged(mapping, ben)
    judgement.feedback = "Otherwise"
    with pytest.raises(TypeError):
        judgement.save()
    with pytest.raises(TypeError):
        judgement.delete()


def test_sent_twice_counts_once(mapping, submission, ben):
    key = uuid4()
    first = judged(mapping, ben, request_key=key)
    assert judged(mapping, ben, request_key=key) == first
    assert Judgement.objects.count() == 1


def test_sent_twice_but_for_another_version_is_refused(mapping, submission, evidence, ben):
    """The second version holds a criterion that the first does not."""
    judged(mapping, ben, "not_yet")
    newer = submitted(evidence, "LT 1.2")
    added, client = newer.mappings.exclude(pk=mapping.pk).get(), client_of(ben)
    key = {"key": uuid4()}
    assert decide(client, added, newer, key).status_code == 200
    assert decide(client, added, submission, key).status_code == 409
    assert added.judgements.count() == 1


def test_a_corrected_not_yet_freezes_the_item_again(mapping, evidence, ben):
    judged(mapping, ben, "not_yet")
    evidence.refresh_from_db()
    assert evidence.frozen_at is None
    judged(mapping, ben, "met")
    evidence.refresh_from_db()
    assert evidence.frozen_at is not None


def test_a_corrected_not_yet_leaves_what_the_learner_changed_since(mapping, evidence, ben):
    judged(mapping, ben, "not_yet")
    type(evidence).objects.update(title="Changed since")
    judged(mapping, ben, "met")
    evidence.refresh_from_db()
    assert evidence.frozen_at is None


def test_second_assessor_is_told_and_both_are_kept(mapping, submission, ben, tara):
    judged(mapping, tara, seen=0)
    recorded = record_judgement(
        mapping=mapping,
        assessor=ben,
        decision=Decision.MET,
        submission=submission,
        seen=0,
        request_key=uuid4(),
    )
    assert recorded.overtaken.assessor == tara
    assert Judgement.objects.count() == 2


def test_what_was_seen_is_not_reported(mapping, submission, ben, tara):
    seen = judged(mapping, tara)
    recorded = record_judgement(
        mapping=mapping,
        assessor=ben,
        decision=Decision.MET,
        submission=submission,
        seen=seen.pk,
        request_key=uuid4(),
    )
    assert recorded.overtaken is None


def test_taken_back_meanwhile(mapping, evidence, submission, anna, ben):
    take_back(evidence=evidence, user=anna)
    with pytest.raises(NothingToJudge, match="taken this item back"):
        judged(mapping, ben, submission=submission)


def test_handed_in_anew_meanwhile(mapping, evidence, submission, anna, ben):
    take_back(evidence=evidence, user=anna)
    submitted(evidence)
    with pytest.raises(NothingToJudge, match="anew"):
        judged(mapping, ben, submission=submission)
    with pytest.raises(NothingToJudge, match="anew"):
        appraised(submission, ben)


@pytest.mark.django_db(transaction=True)
def test_simultaneous_decisions_are_both_kept(csl, learner, ben, tara):
    evidence = make_evidence(learner)
    submission = submitted(evidence, "LT 1.1")
    mapping = submission.mappings.get()
    start, told, failures = threading.Barrier(2), [], []

    def decide_as(user):
        try:
            start.wait(timeout=20)
            recorded = record_judgement(
                mapping=mapping,
                assessor=user,
                decision=Decision.MET,
                submission=submission,
                request_key=uuid4(),
            )
            told.append(recorded.overtaken)
        except Exception as error:  # noqa: BLE001 - reported below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide_as, args=(user,)) for user in (ben, tara)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    assert failures == []
    assert Judgement.objects.count() == 2
    assert sum(overtaken is not None for overtaken in told) == 1


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


# -- The pages --------------------------------------------------------------------------------


def test_card_shows_the_decision(mapping, submission, ben):
    answer = decide(client_of(ben), mapping, submission)
    assert answer.status_code == 200
    assert b"Recorded" in answer.content
    assert b"All 1 decided" in answer.content


def test_card_keeps_what_was_typed(mapping, submission, ben):
    answer = decide(
        client_of(ben), mapping, submission, {"decision": "bogus", "feedback": "A long thought"}
    )
    assert answer.status_code == 422
    assert b"A long thought" in answer.content
    assert not Judgement.objects.exists()


def test_card_tells_of_the_other_assessor(mapping, submission, ben, tara):
    judged(mapping, tara)
    answer = decide(client_of(ben), mapping, submission)
    assert b"Tara Lindqvist</b> decided" in answer.content


def test_card_says_that_it_was_handed_in_anew(mapping, evidence, submission, anna, ben):
    take_back(evidence=evidence, user=anna)
    submitted(evidence)
    answer = decide(client_of(ben), mapping, submission, {"feedback": "Thought"})
    assert answer.status_code == 409
    assert b"anew" in answer.content
    assert b"Thought" in answer.content


@pytest.mark.parametrize(
    "sent",
    [
        {"submission": "nonsense"},
        {"seen": "-1"},
        {"seen": "9" * 40},
        {"key": ""},
        {"decision": ""},
        {"feedback": "x" * 4001},
        {"decision": "not_yet", "feedback": "\x00"},
    ],
)
def test_nonsense_is_refused(mapping, submission, ben, sent):
    assert decide(client_of(ben), mapping, submission, sent).status_code == 422


def test_varcs_doubt_needs_words(submission, ben):
    client = client_of(ben)
    address = f"/submissions/{submission.code}/appraise/"
    assert client.post(address, {"is_valid": "on"}).status_code == 422
    answer = client.post(address, {"is_valid": "on", "feedback": "Too old: use this year's."})
    assert answer.status_code == 302
    appraisal = submission.appraisals.get()
    assert appraisal.doubts == ("authentic", "reliable", "current", "sufficient")


def test_strangers_do_not_appraise(submission, ines):
    with pytest.raises(PermissionDenied):
        record_appraisal(submission=submission, assessor=ines, feedback="", is_valid=True)


def test_unsubmitted_item_leads_to_its_page(evidence, ben):
    make_mapping(evidence, "LT 1.1")
    assert client_of(ben).get(f"/evidence/{evidence.code}/mark/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_marking_screen_queries(csl, learner, ben, count, django_assert_max_num_queries):
    evidence = make_evidence(learner)
    codes = ["LT 1.1", "LT 1.2", "LT 1.3", "LT-MP1", "LT-MP2", "LT-MP3"]
    submitted(evidence, *codes[:count], *codes[3 : 3 + count])
    for mapping in evidence.mappings.all():
        judged(mapping, ben)
    client = client_of(ben)
    with django_assert_max_num_queries(17):
        assert client.get(f"/evidence/{evidence.code}/mark/").status_code == 200


def test_feedback_boxes_do_not_hold_the_overall_feedback(submission, ben):
    appraised(submission, ben, "Well presented overall.")
    page = client_of(ben).get(f"/evidence/{submission.evidence.code}/mark/").content.decode()
    assert page.count("Well presented overall.") == 1


def test_varcs_is_for_who_decides_on_the_item(submission, ben, learner, cast):
    allocation = Allocation.objects.get(learner=learner, membership=cast.memberships["ben"])
    UnitAllocation.objects.create(allocation=allocation, unit=target_of("MT 1.1").outcome.unit)
    with pytest.raises(PermissionDenied):
        appraised(submission, ben)
    page = client_of(ben).get(f"/evidence/{submission.evidence.code}/mark/")
    assert b"Record VARCS" not in page.content


def test_head_works_where_get_does(submission, ben):
    assert client_of(ben).head("/marking/").status_code == 200
