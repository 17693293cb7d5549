"""Drafts of decisions: kept while typed, one per card, gone when recorded, seen by nobody else."""

import threading

import pytest
from django.db import connection, connections

from assessment.marking.drafts import keep_draft
from assessment.models import JudgementDraft
from tests.laying import laid_once
from tests.people import client_of, judged, make_evidence, submitted
from tests.test_judging import decide

HTMX = {"HX-Request": "true"}


@laid_once
def submission(csl, learner):
    return submitted(make_evidence(learner), "LT 1.1", "LT 1.2")


@pytest.fixture
def mapping(submission):
    return submission.mappings.order_by("pk").first()


def typed(client, mapping, mark="", **values):
    sent = {"feedback": "Half a thought", "seen": 0, "mark": mark}
    return client.post(f"/mappings/{mapping.pk}/draft/", sent | values)


def page_of(user, mapping):
    return client_of(user).get(f"/evidence/{mapping.evidence.code}/mark/").content.decode()


def test_what_is_typed_is_kept_and_comes_back(mapping, ben):
    answer = typed(client_of(ben), mapping, decision="not_yet", action="Add the notes")
    assert answer.status_code == 204
    assert answer.headers["Draft-Mark"]
    assert answer.headers["Draft-Saved"]
    page = page_of(ben, mapping)
    assert "Half a thought" in page
    assert "Add the notes" in page
    assert "Draft saved" in page


@pytest.mark.parametrize("person", ["tara", "anna", "ines", "cleo", "eve"])
def test_nobody_else_sees_it(mapping, ben, cast, person):
    typed(client_of(ben), mapping)
    client = client_of(cast.users[person])
    item = f"/evidence/{mapping.evidence.code}/"
    for address in (item, f"{item}mark/"):
        assert b"Half a thought" not in client.get(address).content


def test_two_assessors_have_two(mapping, ben, tara):
    typed(client_of(ben), mapping)
    typed(client_of(tara), mapping, feedback="Another one")
    assert "Another one" not in page_of(ben, mapping)
    assert JudgementDraft.objects.count() == 2


def test_each_card_has_its_own(submission, ben):
    first, second = submission.mappings.order_by("pk")
    typed(client_of(ben), first)
    typed(client_of(ben), second, feedback="Of the second")
    assert sorted(JudgementDraft.objects.values_list("feedback", flat=True)) == [
        "Half a thought",
        "Of the second",
    ]


def test_it_is_saved_on_as_one_types(mapping, ben):
    client = client_of(ben)
    mark = typed(client, mapping).headers["Draft-Mark"]
    assert typed(client, mapping, mark, feedback="A whole thought").status_code == 204
    assert JudgementDraft.objects.get().feedback == "A whole thought"


@pytest.mark.parametrize("mark", ["", "nonsense", "2020-01-01T00:00:00+00:00", "2020-13-99"])
def test_a_second_window_overwrites_nothing(mapping, ben, mark):
    client = client_of(ben)
    typed(client, mapping)
    assert typed(client, mapping, mark, feedback="From the other window").status_code == 409
    assert JudgementDraft.objects.get().feedback == "Half a thought"


def test_recording_removes_it(mapping, submission, ben):
    client = client_of(ben)
    typed(client, mapping)
    assert decide(client, mapping, submission).status_code == 200
    assert not JudgementDraft.objects.exists()


def test_what_arrives_after_recording_does_not_revive_it(mapping, ben):
    judged(mapping, ben)
    answer = typed(client_of(ben), mapping)
    assert answer.status_code == 204
    assert "Draft-Mark" not in answer.headers
    assert not JudgementDraft.objects.exists()


def test_a_refused_decision_keeps_it(mapping, submission, ben):
    client = client_of(ben)
    typed(client, mapping)
    assert decide(client, mapping, submission, {"decision": "not_yet"}).status_code == 422
    assert JudgementDraft.objects.exists()


def test_emptied_it_is_gone(mapping, ben):
    client = client_of(ben)
    mark = typed(client, mapping).headers["Draft-Mark"]
    answer = typed(client, mapping, mark, feedback=" ")
    assert "Draft-Mark" not in answer.headers
    assert not JudgementDraft.objects.exists()


def test_thrown_away(mapping, ben):
    client = client_of(ben)
    typed(client, mapping)
    address = f"/mappings/{mapping.pk}/draft/"
    answer = client.post(address, {"discard": "yes"}, headers=HTMX)
    assert b"thrown away" in answer.content
    assert not JudgementDraft.objects.exists()
    assert client.post(address, {"discard": "yes"}).status_code == 302


@pytest.mark.parametrize(
    "values",
    [{"feedback": "x" * 4001}, {"feedback": "\x00"}, {"decision": "bogus"}, {"seen": "-1"}],
)
def test_nonsense_is_refused(mapping, ben, values):
    assert typed(client_of(ben), mapping, **values).status_code == 422
    assert not JudgementDraft.objects.exists()


def test_hostile_text_comes_back_as_text(mapping, ben):
    typed(client_of(ben), mapping, feedback="</textarea><script>alert(1)</script>")
    assert "<script>alert(1)" not in page_of(ben, mapping)


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_leave_one_draft(csl, learner, ben):
    from assessment.allocations import scope_of
    from assessment.marking.drafts import WrittenElsewhere

    submission = submitted(make_evidence(learner), "LT 1.1")
    mapping = submission.mappings.get()
    scope, start = scope_of(ben, learner), threading.Barrier(2)
    outcomes = []

    def save(feedback):
        start.wait(timeout=20)
        try:
            keep_draft(
                mapping=mapping, assessor=ben, scope=scope, seen=0, mark="",
                decision="", feedback=feedback, action="", reason="",
            )  # fmt: skip
            outcomes.append("kept")
        except WrittenElsewhere:
            outcomes.append("refused")
        except Exception as error:  # noqa: BLE001 - reported below
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(words,)) for words in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    assert sorted(outcomes) == ["kept", "refused"]
    assert JudgementDraft.objects.count() == 1
