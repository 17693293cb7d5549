"""Keeping evidence: numbers, changes from two windows, hostile text."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.utils import timezone

from portfolio.models import Evidence, Method
from portfolio.recording import (
    ChangedMeanwhile,
    add_evidence,
    change_evidence,
    restore_evidence,
    withdraw_evidence,
)
from tests.people import client_of, make_evidence


def content(**values):
    defaults = {
        "title": "Rota for week 12",
        "method": Method.WORK_PRODUCT,
        "happened_on": timezone.localdate(),
        "narrative": "<p>Balanced by skill.</p>",
        "location": "",
        "seen_by": "",
    }
    return defaults | values


def sent(**values):
    today = timezone.localdate().isoformat()
    return content(happened_on=today, revision=1) | values


def add_page(learner):
    return f"/learners/{learner.code}/evidence/add/"


def test_numbers_go_up_and_are_never_given_twice(learner, noahs_learner, anna, noah):
    first = add_evidence(learner=learner, user=anna, **content())
    assert first.label == "E1"
    withdraw_evidence(evidence=first, user=anna)
    assert add_evidence(learner=learner, user=anna, **content()).label == "E2"
    assert add_evidence(learner=noahs_learner, user=noah, **content()).label == "E1"


@pytest.mark.django_db(transaction=True)
def test_two_windows_adding_at_once_get_two_numbers(learner, anna):
    start, failures = threading.Barrier(4), []

    def add():
        try:
            start.wait(timeout=20)
            add_evidence(learner=learner, user=anna, **content())
        except Exception as error:  # noqa: BLE001 - reported below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    assert failures == []
    assert sorted(Evidence.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize("person", ["noah", "ben", "cleo", "olive"])
def test_nobody_else_adds_or_changes(learner, cast, person):
    user = cast.users[person]
    with pytest.raises(PermissionDenied):
        add_evidence(learner=learner, user=user, **content())
    evidence = make_evidence(learner)
    with pytest.raises(PermissionDenied):
        change_evidence(evidence=evidence, user=user, revision=1, **content())
    with pytest.raises(PermissionDenied):
        withdraw_evidence(evidence=evidence, user=user)
    with pytest.raises(PermissionDenied):
        restore_evidence(evidence=evidence, user=user)


def test_older_window_does_not_overwrite(learner, anna):
    evidence = make_evidence(learner)
    change_evidence(evidence=evidence, user=anna, revision=1, **content(title="First"))
    with pytest.raises(ChangedMeanwhile):
        change_evidence(evidence=evidence, user=anna, revision=1, **content(title="Second"))
    evidence.refresh_from_db()
    assert evidence.title == "First"


def test_older_window_keeps_what_was_typed(learner, anna):
    evidence = make_evidence(learner)
    client = client_of(anna)
    page = f"/evidence/{evidence.code}/edit/"
    assert client.post(page, sent(title="First")).status_code == 302
    answer = client.post(page, sent(title="Second"))
    assert answer.status_code == 422
    assert b"Second" in answer.content
    assert b"another window" in answer.content


def test_signposted_evidence_says_where(learner, anna):
    with pytest.raises(ValidationError, match="where the original is kept"):
        add_evidence(learner=learner, user=anna, **content(method=Method.SIGNPOSTED))
    answer = client_of(anna).post(add_page(learner), sent(method=Method.SIGNPOSTED))
    assert answer.status_code == 422
    assert b"where the original is kept" in answer.content


def test_date_has_come(learner, anna):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = client_of(anna).post(add_page(learner), sent(happened_on=tomorrow))
    assert answer.status_code == 422
    assert b"has not come yet" in answer.content


@pytest.mark.parametrize(
    "values",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"title": "a\x00b"},
        {"method": "nonsense"},
        {"happened_on": "31/31/2026"},
        {"happened_on": "0001-01-01"},
        {"narrative": "x" * 100_001},
        {"location": "x" * 301},
        {"revision": "x"},
    ],
)
def test_nonsense_is_refused_with_a_sentence(learner, anna, values):
    answer = client_of(anna).post(add_page(learner), sent(**values))
    assert answer.status_code == 422
    assert b"invalid-feedback" in answer.content or b"alert" in answer.content
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\u202egnp.exe", "😀 ﷽", "' OR 1=1 --", "{{ 7*7 }}"]
)
def test_odd_text_is_shown_as_text(learner, anna, text):
    client = client_of(anna)
    answer = client.post(
        add_page(learner), sent(title=text, narrative=f"<p>{text}</p>"), follow=True
    )
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert Evidence.objects.get().title == text


def test_narrative_is_cleaned_on_the_way_in(learner, anna):
    evidence = add_evidence(
        learner=learner, user=anna, **content(narrative='<p onclick="x()">Hi<img src=x></p>')
    )
    assert evidence.narrative == "<p>Hi</p>"


def test_whoever_has_left_reads_but_does_not_write(learner, cast, anna):
    evidence = make_evidence(learner)
    membership = cast.memberships["anna"]
    membership.ends_on = timezone.localdate() - timedelta(days=1)
    membership.save(update_fields=["ends_on"])
    with pytest.raises(PermissionDenied):
        add_evidence(learner=learner, user=anna, **content())
    client = client_of(anna)
    page = client.get(f"/evidence/{evidence.code}/")
    assert page.status_code == 200
    assert b"/edit/" not in page.content
    assert client.get(f"/evidence/{evidence.code}/edit/").status_code == 403
    assert b"Add evidence" not in client.get("/").content


@pytest.mark.parametrize("title", ["\u200b", "\u00ad \u2060", "\u202e"])
def test_title_can_be_seen(learner, anna, title):
    assert client_of(anna).post(add_page(learner), sent(title=title)).status_code == 422
