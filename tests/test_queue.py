"""The assessor's queue: what waits, for whom, oldest first."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from assessment.marking.judging import countersign
from assessment.marking.queue import neighbours_of, queue_of
from assessment.models import Outcome, Submission, Unit
from assessment.quality.sampling import Finding, Report, Seen, record_sample
from tests.laying import laid_once
from tests.people import client_of, enrolled, judged, make_evidence, make_mapping, submitted


def labels(user):
    return [item.submission.evidence.label for item in queue_of(user)]


@laid_once
def items(csl, learner):
    """E1 … E3, handed over in the order 2, 3, 1."""
    found = [make_evidence(learner) for _ in range(3)]
    for item, days in zip(found, (1, 9, 5), strict=True):
        submission = submitted(item, "LT 1.1")
        at = timezone.now() - timedelta(days=days)
        Submission.objects.filter(pk=submission.pk).update(submitted_at=at)
    return found


def test_oldest_first(items, ben):
    assert labels(ben) == ["E2", "E3", "E1"]
    assert [item.days for item in queue_of(ben)] == [9, 5, 1]


def test_decided_items_leave(items, ben):
    judged(items[1].mappings.get(), ben)
    assert labels(ben) == ["E3", "E1"]


def test_partly_decided_items_stay(csl, learner, ben):
    item = make_evidence(learner)
    submitted(item, "LT 1.1", "LT 1.2", "LT-MP1")
    judged(item.mappings.first(), ben)
    (waiting,) = queue_of(ben)
    assert (waiting.to_decide, waiting.to_sign) == (1, 0)


def test_trainees_decisions_wait_for_the_assessor(items, ben, tara):
    judged(items[0].mappings.get(), tara)
    assert labels(tara) == ["E2", "E3"]
    signing = next(item for item in queue_of(ben) if item.submission.evidence == items[0])
    assert (signing.to_decide, signing.to_sign) == (0, 1)


def test_what_is_returned_after_a_countersignature_is_decided_anew(items, ben, tara, ines):
    judgement = judged(items[0].mappings.get(), tara)
    countersign(judgement=judgement, assessor=ben)
    sample = Report(
        Outcome.RETURNED,
        (Finding(judgement.pk, agrees=False, comment="The rota is missing."),),
        action="Ask for the rota.",
        due_on=timezone.localdate(),
    )
    record_sample(
        learner=items[0].learner,
        unit=Unit.objects.get(code="LT"),
        iqa=ines,
        report=sample,
        seen=Seen(),
        request_key=uuid4(),
    )
    for person in (ben, tara):
        returned = next(one for one in queue_of(person) if one.submission.evidence == items[0])
        assert (returned.to_decide, returned.to_sign) == (1, 0)


def test_resubmitted_items_come_back(items, ben):
    judged(items[1].mappings.get(), ben, "not_yet")
    assert "E2" not in labels(ben)
    submitted(items[1])
    assert labels(ben) == ["E3", "E1", "E2"]


def test_drafts_and_items_of_others_are_absent(csl, learner, ben, olive, cast, standard):
    make_mapping(make_evidence(learner), "LT 1.1")
    enrolled(cast.learners["odd"], "CSL")
    submitted(make_evidence(cast.learners["odd"]), "LT 1.1")
    assert labels(ben) == []
    assert labels(olive) == ["E1"]


def test_one_goes_on_in_the_order_of_the_queue(items, ben):
    first, second, third = queue_of(ben)
    assert neighbours_of(second.submission, ben) == (first, third)


def test_from_the_end_one_goes_on_at_the_start(items, ben):
    first, second, third = queue_of(ben)
    assert neighbours_of(third.submission, ben) == (second, first)
    assert neighbours_of(first.submission, ben) == (None, second)


def test_nothing_is_beside_the_only_item(csl, learner, ben):
    only = submitted(make_evidence(learner), "LT 1.1")
    assert neighbours_of(only, ben) == (None, None)


def test_from_a_decided_item_one_goes_on_where_it_stood(items, ben):
    first, second, third = queue_of(ben)
    for mapping in second.submission.mappings.all():
        judged(mapping, ben)
    assert neighbours_of(second.submission, ben) == (first, third)


def test_page_names_learner_and_age(items, ben):
    page = client_of(ben).get("/marking/").content.decode()
    assert "3 items wait for you" in page
    assert page.index("9 days") < page.index("5 days")


@pytest.mark.parametrize("count", [1, 3])
def test_queue_queries(csl, learner, ben, count, django_assert_num_queries):
    for _ in range(count):
        submitted(make_evidence(learner), "LT 1.1")
    with django_assert_num_queries(5):
        queue_of(ben)
