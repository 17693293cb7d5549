"""Originals that are kept elsewhere: nothing of them is met before an assessor has seen them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from assessment.dossier.compiling import compile_dossier
from assessment.models import Sighting
from assessment.sessions.sighting import OriginalNotSeen, record_sighting
from assessment.submitting import take_back
from portfolio.models import AuditEntry, Method
from tests.laying import laid_once
from tests.people import client_of, judged, make_evidence, submitted

SAFE = "HR safe, file 12"


@laid_once
def evidence(csl, learner):
    return make_evidence(learner, method=Method.SIGNPOSTED, location=SAFE)


@laid_once
def submission(evidence):
    return submitted(evidence, "LT 1.1")


def see(submission, user, **values):
    defaults = {"seen_on": timezone.localdate(), "where": SAFE, "note": "Signed notes."}
    return record_sighting(submission=submission, user=user, **defaults | values)


def sent(**values):
    return {"seen_on": timezone.localdate().isoformat(), "where": SAFE, "note": ""} | values


def page(submission):
    return reverse("sighting", args=[submission.code])


def test_nothing_is_met_before_an_assessor_has_seen_it(submission, ben):
    mapping = submission.mappings.get()
    with pytest.raises(OriginalNotSeen, match="kept elsewhere"):
        judged(mapping, ben)
    assert not mapping.judgements.exists()
    assert judged(mapping, ben, "not_yet").decision == "not_yet"
    see(submission, ben)
    assert judged(mapping, ben).decision == "met"


def test_the_marking_page_says_so_at_the_card(submission, ben):
    mapping = submission.mappings.get()
    values = {"decision": "met", "submission": submission.code, "key": submission.code, "seen": 0}
    answer = client_of(ben).post(
        reverse("judge", args=[mapping.pk]), values, headers={"HX-Request": "true"}
    )
    assert answer.status_code in (409, 422)
    assert "kept elsewhere" in answer.content.decode()


def test_an_iqas_sighting_does_not_replace_the_assessors(submission, ben, ines):
    see(submission, ines, as_iqa=True)
    with pytest.raises(OriginalNotSeen):
        judged(submission.mappings.get(), ben)


def test_a_new_version_is_seen_anew(submission, evidence, anna, ben):
    see(submission, ben)
    take_back(evidence=evidence, user=anna)
    newer = submitted(evidence)
    with pytest.raises(OriginalNotSeen):
        judged(newer.mappings.get(), ben)
    shown = client_of(ben).get(page(newer)).content.decode()
    assert "Signed notes." in shown


def test_evidence_that_is_here_needs_no_sighting(csl, learner, ben):
    ordinary = submitted(make_evidence(learner), "LT 1.1")
    assert judged(ordinary.mappings.get(), ben).decision == "met"
    with pytest.raises(ValidationError, match="no original"):
        see(ordinary, ben)
    assert client_of(ben).get(page(ordinary)).status_code == 404


@pytest.mark.parametrize("person", ["anna", "noah", "ines", "eve", "cleo", "olive"])
def test_only_assessors_confirm_as_assessors(submission, cast, person):
    with pytest.raises(PermissionDenied):
        see(submission, cast.users[person])


@pytest.mark.parametrize("person", ["anna", "noah", "ben", "tara", "eve", "cleo", "olive"])
def test_only_iqas_confirm_as_iqas(submission, cast, person):
    with pytest.raises(PermissionDenied):
        see(submission, cast.users[person], as_iqa=True)


def test_sent_twice_it_is_one(submission, ben):
    client = client_of(ben)
    for _ in range(2):
        assert client.post(page(submission), sent()).headers["Location"].endswith("/mark/")
    assert Sighting.objects.count() == 1
    assert AuditEntry.objects.filter(words__startswith="Confirmed having seen").count() == 1


def test_an_iqa_confirms_on_the_same_page(submission, ines, evidence):
    answer = client_of(ines).post(page(submission), sent())
    assert answer.headers["Location"] == evidence.get_absolute_url()
    assert Sighting.objects.get().as_iqa


@pytest.mark.parametrize(
    "values",
    [
        {"seen_on": "9999-01-01"},
        {"seen_on": "0001-01-01"},
        {"seen_on": "then"},
        {"where": " "},
        {"where": "x" * 301},
        {"note": "x" * 601},
        {"note": "\x00"},
    ],
)
def test_bad_input_is_told_and_nothing_is_saved(submission, ben, values):
    assert client_of(ben).post(page(submission), sent(**values)).status_code == 422
    assert not Sighting.objects.exists()


def test_the_verb_refuses_a_day_to_come(submission, ben):
    with pytest.raises(ValidationError, match="not come yet"):
        see(submission, ben, seen_on=timezone.localdate() + timedelta(days=1))


def test_it_is_shown_to_all_and_printed(submission, evidence, csl, ben, ines, cast):
    see(submission, ben, note="<b>Notes</b>")
    see(submission, ines, as_iqa=True)
    for person in ("anna", "ben", "ines", "eve"):
        shown = client_of(cast.users[person]).get(evidence.get_absolute_url()).content.decode()
        assert "Seen by <b>Ben Okafor</b>" in shown
        assert "&lt;b&gt;Notes&lt;/b&gt;" in shown
    marking = client_of(ben).get(reverse("mark", args=[evidence.code])).content.decode()
    assert "Seen by <b>Ben Okafor</b>" in marking
    (item,) = compile_dossier(csl).items
    assert [(seen.by, seen.as_iqa) for seen in item.version.seen] == [
        ("Ben Okafor", False),
        ("Ines Duarte", True),
    ]
