"""Judging: who decides, that rows are only added, and two assessors at once."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from assessment.coverage import coverage_of
from assessment.marking.judging import (
    NothingToJudge,
    countersign,
    record_appraisal,
    record_judgement,
)
from assessment.marking.referrals import referrals_in
from assessment.models import (
    Decision,
    Judgement,
    Mapping,
    Outcome,
    Sample,
    SampledDecision,
    SignOff,
    Stage,
    UnitAllocation,
)
from assessment.status import Status
from assessment.submitting import take_back
from portfolio.models import Act, Allocation, AuditEntry, Membership, Notice, Role, User
from tests.assurance import signed_off
from tests.faults.decide_twice import decide_at_once
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


def test_unmapped_meanwhile(mapping, submission, ben):
    """The decision is written before it is refused, and must not stay."""
    Mapping.objects.filter(pk=mapping.pk).update(removed_at=timezone.now())
    with pytest.raises(NothingToJudge, match="no longer maps"):
        judged(mapping, ben, submission=submission)
    assert not mapping.judgements.exists()


def test_handed_in_anew_meanwhile(mapping, evidence, submission, anna, ben):
    take_back(evidence=evidence, user=anna)
    submitted(evidence)
    with pytest.raises(NothingToJudge, match="anew"):
        judged(mapping, ben, submission=submission)
    with pytest.raises(NothingToJudge, match="anew"):
        appraised(submission, ben)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pairs", [3])
def test_simultaneous_decisions_are_both_kept(csl, learner, ben, second_assessor, pairs):
    """500 pairs are made by tests/faults/decide_twice.py."""
    mapping = submitted(make_evidence(learner), "LT 1.1").mappings.get()
    told, failures = decide_at_once(mapping, (ben, second_assessor), pairs)
    connection.close()
    assert failures == []
    assert Judgement.objects.count() == 2 * pairs
    # Of each pair one sees the other's; and each of the pair the one before.
    assert told == pairs
    assert AuditEntry.objects.filter(act=Act.DECISION).count() == 2 * pairs


# -- Not yet, corrections, locked units ---------------------------------------------------------


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


# -- Who is told, what is entered -----------------------------------------------------------------


def told(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("words", flat=True))


def test_the_learner_is_told_once_all_is_decided(evidence, anna, ben):
    submitted(evidence, "LT 1.1", "LT 1.2", "LT-MP1")
    first, second, _ = evidence.mappings.order_by("pk")
    judged(first, ben)
    assert told(anna) == []
    judged(second, ben, "not_yet")
    (words,) = told(anna)
    assert words.endswith("is decided: 1 met, 1 not yet. Open it to see what to do next.")


def test_assessors_are_told_of_what_is_handed_over(evidence, ben, tara, ines, learner, cast):
    allocation = Allocation.objects.get(learner=learner, membership=cast.memberships["tara"])
    UnitAllocation.objects.create(allocation=allocation, unit=target_of("MT 1.1").outcome.unit)
    submitted(evidence, "LT 1.1")
    assert told(tara) == told(ines) == []
    judged(evidence.mappings.get(), ben, "not_yet")
    Notice.objects.filter(user=ben).update(read_at=timezone.now())
    submitted(evidence)
    assert told(ben)[-1].endswith("“Team briefing on first contact resolution” again.")


def test_a_trainee_is_told_what_became_of_a_decision(evidence, ben, tara):
    submitted(evidence, "LT 1.1", "LT 1.2")
    first, second = evidence.mappings.order_by("pk")
    Notice.objects.all().delete()
    countersign(judgement=judged(first, tara), assessor=ben)
    judged(second, tara)
    judged(second, ben, "not_yet")
    signed, corrected = told(tara)
    assert signed.startswith("Ben Okafor countersigned your decision “Met” on LT 1.1 of E1")
    assert corrected.startswith("Ben Okafor decided “Not yet met” on LT 1.2 of E1")


def test_all_is_entered_in_the_audit_trail(mapping, submission, ben, tara):
    countersign(judgement=judged(mapping, tara), assessor=ben)
    judged(mapping, ben, "not_yet")
    appraised(submission, ben)
    entered = AuditEntry.objects.filter(act=Act.DECISION).order_by("number")
    assert list(entered.values_list("words", flat=True)) == [
        "Decided as a trainee “Met” on LT 1.1 of E1, version 1.",
        "Countersigned “Met” by Tara Lindqvist on LT 1.1 of E1.",
        "Corrected the decision to “Not yet met” on LT 1.1 of E1, version 1.",
        "Appraised E1, version 1.",
    ]


def test_sent_twice_is_told_and_entered_once(mapping, anna, ben):
    key = uuid4()
    for _ in range(2):
        judged(mapping, ben, request_key=key)
    assert len(told(anna)) == 1
    assert AuditEntry.objects.filter(act=Act.DECISION).count() == 1


# -- What the learner has to do ---------------------------------------------------------------


def test_home_and_item_say_what_to_do(mapping, evidence, anna, ben):
    judged(mapping, ben, "not_yet", "Who <i>agreed</i>?", action="Attach the minutes.")
    for address in ("/", evidence.get_absolute_url()):
        page = client_of(anna).get(address).content.decode()
        assert "Attach the minutes." in page
        assert "Who &lt;i&gt;agreed&lt;/i&gt;?" in page
    submitted(evidence)
    assert "What your assessor asks of you" not in client_of(anna).get("/").content.decode()


def test_the_newest_that_counts_says_it(mapping, anna, ben, tara):
    judged(mapping, ben, "not_yet", action="Attach the minutes.")
    judged(mapping, tara, "not_yet", action="Write more.")
    page = client_of(anna).get("/").content.decode()
    assert "Attach the minutes." in page
    assert "Write more." not in page


@pytest.mark.parametrize("count", [1, 3])
def test_what_to_do_is_one_query(csl, learner, ben, count, django_assert_num_queries):
    for _ in range(count):
        evidence = make_evidence(learner)
        submitted(evidence, "LT 1.1")
        judged(evidence.mappings.get(), ben, "not_yet")
    coverage = coverage_of(csl)
    with django_assert_num_queries(1):
        assert len(referrals_in([coverage])) == count


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


def test_card_asks_for_what_is_missing(mapping, submission, ben):
    answer = decide(client_of(ben), mapping, submission, {"decision": "not_yet"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="feedback-error-{mapping.pk}"' in page
    assert f'id="action-error-{mapping.pk}"' in page
    judged(mapping, ben)
    seen = {"seen": mapping.judgements.get().pk, "feedback": "Thought"}
    answer = decide(client_of(ben), mapping, submission, seen)
    assert answer.status_code == 422
    assert f'id="reason-error-{mapping.pk}"' in answer.content.decode()
    assert "Thought" in answer.content.decode()
    seen["reason"] = "I had overlooked page 2."
    answer = decide(client_of(ben), mapping, submission, seen)
    assert "Changed because: I had overlooked page 2." in answer.content.decode()


def test_an_action_typed_for_not_yet_is_not_kept_with_met(mapping, submission, ben):
    decide(client_of(ben), mapping, submission, {"action": "Nothing any more"})
    assert mapping.judgements.get().action == ""


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
        {"action": "x" * 2001},
        {"reason": "x" * 301},
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
    with django_assert_max_num_queries(20):
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
