"""Putting advice aside: by the learner, with a reason, thing by thing, once, and back again."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from assessment.advice.advising import advise
from assessment.advice.dismissing import bring_back, dismiss
from assessment.models import Dismissal
from portfolio.models import AuditEntry
from tests.advice_scene import advised, explain, labels, unexplained_problem, vague_tasks
from tests.people import client_of
from tests.teams import make_team

REASON = "The group agreed this elsewhere."


@pytest.fixture
def team(csl, learner):
    return make_team(learner)


@pytest.fixture
def problems(team):
    return [unexplained_problem(team, title) for title in ("Bills came twice", "No call-backs")]


def put_aside(learner, code="CO-M2", label="", reason=REASON, user=None):
    each = advised(learner, code)
    key = next((thing.key for thing in each.found if thing.label == label), "")
    return dismiss(
        learner=learner,
        user=user or learner.user,
        check_key=each.key,
        found_key=key,
        reason=reason,
    )


def posted(client, learner, **values):
    return client.post(reverse("advice-dismiss", args=[learner.code]), values)


def test_one_thing_is_put_aside_and_the_rest_stays(learner, problems):
    (row,) = put_aside(learner, label="No call-backs")
    assert (row.label, row.reason, row.dismissed_by) == ("No call-backs", REASON, learner.user)
    assert labels(learner, "CO-M2") == ["Bills came twice"]
    assert advised(learner, "CO-M2").aside == 1
    (dismissed,) = advise(learner, is_own=True).dismissed
    assert (dismissed.label, dismissed.reason, dismissed.is_found) == (row.label, REASON, True)
    assert "CO-M2" in dismissed.codes


def test_all_of_a_finding_is_put_aside_at_once(learner, problems):
    assert len(put_aside(learner)) == 2
    assert advised(learner, "CO-M2") is None


def test_what_is_found_later_is_said_anew(learner, team, problems):
    put_aside(learner)
    unexplained_problem(team, "The third one")
    assert labels(learner, "CO-M2") == ["The third one"]
    assert advised(learner, "CO-M2").aside == 2
    page = client_of(learner.user).get(reverse("advice", args=[learner.code])).content.decode()
    assert "2 more of this are put aside" in page


def test_parts_of_one_record_are_put_aside_one_by_one(learner, team):
    vague_tasks(team, "Ring them back", "Print the answers")
    each = advised(learner, "MT-M5")
    assert len({thing.key for thing in each.found}) == 2
    dismiss(
        learner=learner,
        user=learner.user,
        check_key=each.key,
        found_key=each.found[0].key,
        reason=REASON,
    )
    assert [thing.key for thing in advised(learner, "MT-M5").found] == [each.found[1].key]


def test_sent_twice_is_one(learner, problems):
    key = advised(learner, "CO-M2").key
    words = {"learner": learner, "user": learner.user, "check_key": key, "reason": REASON}
    first = dismiss(**words)
    assert {row.pk for row in dismiss(**words)} == {row.pk for row in first}
    one = {**words, "found_key": first[0].found_key}
    assert [row.pk for row in dismiss(**one)] == [first[0].pk]
    assert Dismissal.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "   ", "no", "not so", "\u200b \u200b \u200b", ". . . ."])
def test_a_reason_is_required(learner, problems, reason):
    with pytest.raises(ValidationError, match="in a few words"):
        put_aside(learner, reason=reason)
    answer = posted(client_of(learner.user), learner, check=advised(learner, "CO-M2").key)
    assert answer.status_code == 422
    assert "few words why" in answer.content.decode()
    assert not Dismissal.objects.exists()


def test_a_reason_that_is_too_long_is_refused_at_its_place(learner, problems):
    key = advised(learner, "CO-M2").key
    answer = posted(client_of(learner.user), learner, check=key, reason="word " * 400)
    assert answer.status_code == 422
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize(
    ("check", "found"),
    [
        ("no-such", ""),
        ("", ""),
        (None, "record:gone"),
        (None, "\x00"),
        ("x" * 900, "y" * 900),
    ],
)
def test_what_is_not_found_now_is_refused_kindly(learner, problems, check, found):
    key = advised(learner, "CO-M2").key if check is None else check
    client = client_of(learner.user)
    answer = posted(client, learner, check=key, found=found, reason=REASON)
    assert answer.status_code in (302, 422)
    assert not Dismissal.objects.exists()
    with pytest.raises(ValidationError, match="not found any more"):
        dismiss(learner=learner, user=learner.user, check_key=key, found_key=found, reason=REASON)


def test_what_was_mended_meanwhile_cannot_be_put_aside(learner, problems):
    each = advised(learner, "CO-M2")
    explain(problems[0])
    key = next(thing.key for thing in each.found if thing.record == str(problems[0].code))
    client = client_of(learner.user)
    address = reverse("advice-dismiss", args=[learner.code])
    answer = client.get(address, {"check": each.key, "found": key}, follow=True)
    assert "not found any more" in answer.content.decode()
    answer = client.post(address, {"check": each.key, "found": key, "reason": REASON}, follow=True)
    assert "not found any more" in answer.content.decode()
    assert not Dismissal.objects.exists()


@pytest.mark.parametrize("person", ["ben", "ines", "cleo", "noah"])
def test_only_the_learner_does(learner, problems, cast, person):
    with pytest.raises(PermissionDenied):
        put_aside(learner, user=cast.users[person])
    (row, *_) = put_aside(learner)
    with pytest.raises(PermissionDenied):
        bring_back(dismissal=row, user=cast.users[person])


def test_a_learner_who_has_left_does_not(learner, problems, cast):
    cast.memberships["anna"].delete()
    del learner.user.current_memberships
    with pytest.raises(PermissionDenied):
        put_aside(learner)


def test_it_comes_back_and_twice_is_once(learner, problems):
    (row,) = put_aside(learner, label="No call-backs")
    assert bring_back(dismissal=row, user=learner.user) == 1
    assert bring_back(dismissal=row, user=learner.user) == 0
    assert sorted(labels(learner, "CO-M2")) == ["Bills came twice", "No call-backs"]
    put_aside(learner, label="No call-backs")
    assert Dismissal.objects.standing().count() == 1


def test_undo_brings_back_what_was_put_aside_together_and_no_more(learner, team, problems):
    client = client_of(learner.user)
    key = advised(learner, "CO-M2").key
    posted(client, learner, check=key, reason=REASON)
    unexplained_problem(team, "The third one")
    answer = client.post(
        reverse("advice-dismiss", args=[learner.code]),
        {"check": key, "found": advised(learner, "CO-M2").found[0].key, "reason": REASON},
        follow=True,
    )
    undo = reverse("advice-back", args=[Dismissal.objects.get(label="The third one").code])
    assert f'action="{undo}"' in answer.content.decode()
    first = Dismissal.objects.filter(label="No call-backs").get()
    client.post(f"{reverse('advice-back', args=[first.code])}?together")
    assert sorted(labels(learner, "CO-M2")) == ["Bills came twice", "No call-backs"]
    assert Dismissal.objects.standing().get().label == "The third one"


def test_the_form_opens_in_its_place_and_goes_back_as_a_whole_page(learner, problems):
    client, address = client_of(learner.user), reverse("advice-dismiss", args=[learner.code])
    each = advised(learner, "CO-M2")
    asked = {"check": each.key, "found": each.found[0].key}
    part = client.get(address, asked, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Your assessor reads it" in part
    whole = client.get(address, asked).content.decode()
    assert "<html" in whole
    assert each.found[0].words in whole or each.found[0].label in whole
    answer = client.post(address, asked | {"reason": REASON}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("advice", args=[learner.code])


def test_text_of_people_stays_text(learner, team):
    unexplained_problem(team, "<script>alert(1)</script>")
    put_aside(learner, reason="<img src=x onerror=alert(1)> is not mine")
    page = client_of(learner.user).get(reverse("advice", args=[learner.code])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_it_is_no_entry_of_the_audit_trail(learner, problems):
    before = AuditEntry.objects.count()
    (row, *_) = put_aside(learner)
    bring_back(dismissal=row, user=learner.user)
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(csl, learner):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time.")
    unexplained_problem(make_team(learner))
    key, both, failures = advised(learner, "CO-M2").key, threading.Barrier(2), []

    def send():
        try:
            both.wait(timeout=10)
            dismiss(learner=learner, user=learner.user, check_key=key, reason=REASON)
        except Exception as failure:  # noqa: BLE001 - told below
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Dismissal.objects.count() == 1
