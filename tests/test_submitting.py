"""Handing over: what is missing, what is kept, and taking it back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessment import submitting
from assessment.content import submitted_content
from assessment.models import Submission
from portfolio import recording
from portfolio.models import Method
from portfolio.rules import can_change_evidence
from tests.laying import laid_once
from tests.people import (
    appraised,
    client_of,
    judged,
    make_evidence,
    make_file,
    make_mapping,
    submitted,
)


@laid_once
def evidence(csl, learner):
    return make_evidence(learner)


def test_what_is_missing_says_all_at_once(csl, learner):
    empty = make_evidence(learner, narrative="")
    missing = submitting.what_is_missing(empty)
    assert len(missing) == 2
    assert "narrative" in missing[0]
    assert "criterion" in missing[1]


def test_marking_points_alone_are_not_enough(evidence):
    make_mapping(evidence, "LT-MP1")
    assert submitting.what_is_missing(evidence) == ("Map it to at least one criterion.",)


def test_signposted_evidence_needs_no_file(csl, learner):
    signposted = make_evidence(
        learner, narrative="", method=Method.SIGNPOSTED, location="HR safe, file 12"
    )
    make_mapping(signposted, "LT 1.1")
    assert submitting.what_is_missing(signposted) == ()


def test_declaration_is_needed(evidence, anna):
    make_mapping(evidence, "LT 1.1")
    with pytest.raises(ValidationError, match="declaration"):
        submitting.submit_evidence(evidence=evidence, user=anna, declared=False)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("person", ["noah", "ben", "ines", "cleo", "olive"])
def test_nobody_else_hands_over_or_takes_back(evidence, cast, person):
    make_mapping(evidence, "LT 1.1")
    user = cast.users[person]
    with pytest.raises(PermissionDenied):
        submitting.submit_evidence(evidence=evidence, user=user, declared=True)
    submitted(evidence)
    with pytest.raises(PermissionDenied):
        submitting.take_back(evidence=evidence, user=user)


def test_handed_over_item_is_frozen(evidence, anna):
    submitted(evidence, "LT 1.1")
    evidence.refresh_from_db()
    assert not can_change_evidence(anna, evidence)
    assert client_of(anna).get(f"/evidence/{evidence.code}/edit/").status_code == 302


def test_handing_over_twice_is_refused(evidence, anna):
    submitted(evidence, "LT 1.1")
    with pytest.raises(ValidationError, match="already with your assessor"):
        submitting.submit_evidence(evidence=evidence, user=anna, declared=True)
    assert evidence.submissions.count() == 1


def test_submission_keeps_what_was_handed_over(evidence, anna, ben):
    file = make_file(evidence)
    submission = submitted(evidence, "LT 1.1")
    judged(evidence.mappings.get(), ben, "not_yet")
    evidence.refresh_from_db()
    changed = {
        "title": "Changed",
        "method": evidence.method,
        "happened_on": evidence.happened_on,
        "narrative": "<p>New</p>",
        "location": "",
        "seen_by": "",
    }
    recording.change_evidence(evidence=evidence, user=anna, revision=evidence.revision, **changed)
    file.__class__.objects.filter(pk=file.pk).update(removed_at=submission.submitted_at)
    content = submitted_content(Submission.objects.get())
    assert "team of eight" in content.narrative
    assert content.files == (file,)
    assert submitting.hash_of(submission.content) == submission.content_hash


def test_hash_notices_any_change(evidence):
    submission = submitted(evidence, "LT 1.1")
    altered = submission.content | {"title": "Another"}
    assert submitting.hash_of(altered) != submission.content_hash


def test_altered_content_is_reported_on_the_page(evidence, anna):
    submission = submitted(evidence, "LT 1.1")
    page = f"/submissions/{submission.code}/"
    assert b"altered" not in client_of(anna).get(page).content
    content = submission.content | {"title": "Another"}
    Submission.objects.filter(pk=submission.pk).update(content=content)
    assert b"altered" in client_of(anna).get(page).content


def test_taken_back_item_can_be_changed_and_handed_over_again(evidence, anna):
    submitted(evidence, "LT 1.1")
    assert submitting.take_back(evidence=evidence, user=anna)
    evidence.refresh_from_db()
    assert can_change_evidence(anna, evidence)
    assert submitted(evidence).version == 2


def test_too_late_to_take_back_once_marking_has_begun(evidence, anna, ben, tara):
    submission = submitted(evidence, "LT 1.1", "LT 1.2")
    judged(evidence.mappings.first(), tara)
    assert not submitting.take_back(evidence=evidence, user=anna)
    appraised(submission, ben)
    assert not submitting.take_back(evidence=evidence, user=anna)


def test_taking_back_more_criteria_leaves_a_met_item_frozen(evidence, anna, ben):
    submitted(evidence, "LT 1.1")
    judged(evidence.mappings.get(), ben)
    submitted(evidence, "LT 1.2")
    assert submitting.take_back(evidence=evidence, user=anna)
    evidence.refresh_from_db()
    assert evidence.frozen_at is not None


def test_not_yet_releases_the_item_once_all_is_decided(evidence, anna, ben):
    submitted(evidence, "LT 1.1", "LT 1.2")
    first, second = evidence.mappings.order_by("pk")
    judged(first, ben, "not_yet")
    evidence.refresh_from_db()
    assert evidence.frozen_at is not None
    judged(second, ben)
    evidence.refresh_from_db()
    assert evidence.frozen_at is None


def test_judged_item_cannot_be_put_aside(evidence, anna, ben):
    assert submitting.withdraw(evidence=evidence, user=anna)
    assert recording.restore_evidence(evidence=evidence, user=anna)
    submitted(evidence, "LT 1.1")
    assert not submitting.withdraw(evidence=evidence, user=anna)
    judged(evidence.mappings.get(), ben, "not_yet")
    assert not submitting.withdraw(evidence=evidence, user=anna)


def test_page_tells_what_is_missing(evidence, anna):
    answer = client_of(anna).post(f"/evidence/{evidence.code}/submit/", {"declared": "yes"})
    assert answer.status_code == 422
    assert b"at least one criterion" in answer.content


def test_page_hands_over_with_undo(evidence, anna):
    make_mapping(evidence, "LT 1.1")
    client = client_of(anna)
    answer = client.post(f"/evidence/{evidence.code}/submit/", {"declared": "yes"}, follow=True)
    assert f"/evidence/{evidence.code}/take-back/".encode() in answer.content
    client.post(f"/evidence/{evidence.code}/take-back/")
    assert evidence.submissions.get().taken_back_at is not None
