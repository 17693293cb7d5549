"""After a decision: who is told, what is entered in the trail, and what the learner has to do."""

from uuid import uuid4

import pytest
from django.utils import timezone

from assessment.coverage import coverage_of
from assessment.marking.judging import (
    countersign,
)
from assessment.marking.referrals import referrals_in
from assessment.models import (
    UnitAllocation,
)
from portfolio.models import Act, Allocation, AuditEntry, Notice
from tests.laying import laid_once
from tests.people import (
    appraised,
    client_of,
    judged,
    make_evidence,
    submitted,
    target_of,
)


@laid_once
def evidence(csl, learner):
    return make_evidence(learner)


@laid_once
def submission(evidence):
    return submitted(evidence, "LT 1.1")


@pytest.fixture
def mapping(submission):
    return submission.mappings.get()


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
