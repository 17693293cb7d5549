"""Recognition of prior learning: its facts belong to what is handed over."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assessment.content import is_unaltered, present_content, submitted_content
from assessment.dossier.compiling import compile_dossier
from assessment.models import PriorLearning
from assessment.sessions.prior_learning import NOT_SAID, keep_prior_learning
from assessment.submitting import content_of, what_is_missing
from portfolio.models import Method
from portfolio.recording import CannotChange, ChangedMeanwhile
from tests.laying import laid_once
from tests.people import client_of, judged, make_evidence, make_mapping, submitted

FACTS = {
    "achievement": "Certificate in Coaching",
    "awarded_by": "Fellmoor College",
    "achieved_on": date(2023, 5, 4),
    "comparison": "Same level; <i>two</i> of four outcomes.",
    "kept_current": "",
}


@laid_once
def evidence(csl, learner):
    return make_evidence(learner, method=Method.PRIOR_LEARNING)


@laid_once
def known(evidence, anna):
    keep_prior_learning(evidence=evidence, user=anna, revision=1, **FACTS)
    evidence.refresh_from_db()
    return evidence


def page(evidence):
    return reverse("prior-learning", args=[evidence.code])


def sent(evidence, **values):
    return FACTS | {"achieved_on": "2023-05-04", "revision": evidence.revision} | values


def test_a_new_item_of_prior_learning_leads_to_its_facts(csl, learner, anna):
    answer = client_of(anna).post(
        reverse("evidence-add", args=[learner.code]),
        {"title": "Award", "method": "prior", "happened_on": "2026-01-05", "narrative": "<p>A</p>"},
    )
    assert answer.headers["Location"] == page(learner.evidence.get())


def test_it_is_not_handed_over_without_them(evidence, anna):
    make_mapping(evidence, "LT 1.1")
    assert what_is_missing(evidence) == (NOT_SAID,)
    keep_prior_learning(evidence=evidence, user=anna, revision=1, **FACTS)
    evidence.refresh_from_db()
    assert what_is_missing(evidence) == ()


def test_items_of_other_methods_are_handed_over_as_before(csl, learner, anna):
    other = make_evidence(learner)
    assert "prior_learning" not in content_of(other)
    with pytest.raises(PermissionDenied):
        keep_prior_learning(evidence=other, user=anna, revision=1, **FACTS)
    assert client_of(anna).get(page(other)).status_code == 404


def test_the_learner_writes_and_changes_them(evidence, anna):
    client = client_of(anna)
    assert client.post(page(evidence), sent(evidence)).status_code == 302
    evidence.refresh_from_db()
    assert client.post(page(evidence), sent(evidence, awarded_by="Another")).status_code == 302
    assert PriorLearning.objects.get().awarded_by == "Another"


@pytest.mark.parametrize("person", ["noah", "ben", "ines", "cleo", "olive"])
def test_nobody_else_does(evidence, cast, person):
    with pytest.raises(CannotChange):
        keep_prior_learning(evidence=evidence, user=cast.users[person], revision=1, **FACTS)


def test_the_second_of_two_windows_is_told(known, anna):
    with pytest.raises(ChangedMeanwhile):
        keep_prior_learning(evidence=known, user=anna, revision=1, **FACTS)
    answer = client_of(anna).post(page(known), sent(known, revision=1, comparison="Second"))
    assert answer.status_code == 422
    assert "another window" in answer.content.decode()
    assert "Second" in answer.content.decode()
    assert PriorLearning.objects.get().comparison == FACTS["comparison"]


@pytest.mark.parametrize(
    "values",
    [
        {"achievement": ""},
        {"achieved_on": "9999-01-01"},
        {"achieved_on": "0001-01-01"},
        {"comparison": "x" * 4001},
        {"awarded_by": "\x00"},
        {"revision": "9" * 400},
        {"revision": ""},
    ],
)
def test_bad_input_is_told_and_nothing_is_saved(evidence, anna, values):
    assert client_of(anna).post(page(evidence), sent(evidence, **values)).status_code == 422
    assert not PriorLearning.objects.exists()


def test_they_are_part_of_what_was_handed_over(known, csl, anna, ben):
    submission = submitted(known, "LT 1.1")
    assert submission.content["prior_learning"]["achieved_on"] == "2023-05-04"
    with pytest.raises(CannotChange):
        keep_prior_learning(evidence=known, user=anna, revision=known.revision, **FACTS)
    judged(submission.mappings.get(), ben, "not_yet")
    known.refresh_from_db()
    changed = FACTS | {"achievement": "Another certificate"}
    keep_prior_learning(evidence=known, user=anna, revision=known.revision, **changed)
    known = type(known).objects.get(pk=known.pk)
    content = submitted_content(submission)
    assert content.prior.achievement == "Certificate in Coaching"
    assert is_unaltered(content)
    assert present_content(known).prior.achievement == "Another certificate"
    (item,) = compile_dossier(csl).items
    assert item.prior.achievement == "Certificate in Coaching"


def test_they_are_shown_wherever_the_item_is(known, ben, anna):
    submission = submitted(known, "LT 1.1")
    addresses = (
        known.get_absolute_url(),
        submission.get_absolute_url(),
        reverse("mark", args=[known.code]),
    )
    for address in addresses:
        shown = client_of(ben).get(address).content.decode()
        assert "Fellmoor College" in shown
        assert "&lt;i&gt;two&lt;/i&gt;" in shown


def test_of_another_method_they_are_not_said(known):
    type(known).objects.update(method=Method.WORK_PRODUCT)
    known = type(known).objects.get(pk=known.pk)
    assert present_content(known).prior is None
    assert "prior_learning" not in content_of(known)
