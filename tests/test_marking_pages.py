"""The marking screen: a card for each decision, what it refuses and keeps, VARCS."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from assessment.marking.judging import (
    record_appraisal,
)
from assessment.models import (
    Judgement,
    UnitAllocation,
)
from assessment.submitting import take_back
from portfolio.models import Allocation
from tests.laying import laid_once
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


@laid_once
def evidence(csl, learner):
    return make_evidence(learner)


@laid_once
def submission(evidence):
    return submitted(evidence, "LT 1.1")


@pytest.fixture
def mapping(submission):
    return submission.mappings.get()


def decide(client, mapping, submission, values=None):
    sent = {"decision": "met", "submission": submission.code, "seen": 0, "key": uuid4()}
    return client.post(f"/mappings/{mapping.pk}/judge/", sent | (values or {}), headers=HTMX)


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
