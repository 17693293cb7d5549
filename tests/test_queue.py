"""The assessor's queue: what waits, for whom, oldest first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.models import Submission
from assessment.queue import next_after, queue_of
from tests.people import client_of, enrolled, judged, make_evidence, make_mapping, submitted


def labels(user):
    return [item.submission.evidence.label for item in queue_of(user)]


@pytest.fixture
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


def test_next_is_the_oldest_other(items, ben):
    queue = queue_of(ben)
    assert next_after(queue[0].submission, ben) == queue[1]
    assert next_after(queue[1].submission, ben) == queue[0]


def test_nothing_follows_the_last_item(csl, learner, ben):
    assert next_after(submitted(make_evidence(learner), "LT 1.1"), ben) is None


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
