"""The glossary: every word has one place, is found by typing, and leads where one may go."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.advice.glossary.pages import LEARNER_PAGES, STAFF_PAGES
from assessment.advice.glossary.reading import GROUPS, glossary_for
from assessment.models import Concept, Tip
from assessment.status import Status
from portfolio.models import Method
from teams.models import Kind
from tests.naughty import STRINGS
from tests.people import client_of
from tests.teams import make_team

TERMS = [term for terms in GROUPS.values() for term in terms]


def page(user, **query):
    return client_of(user).get(reverse("glossary"), query).content.decode()


def found(user, sought):
    return {entry.word for group in glossary_for(user, sought) for entry in group.entries}


def test_each_word_has_an_anchor_of_its_own(standard, anna):
    anchors = re.findall(r'id="([^"]+)"', page(anna))
    assert [anchor for anchor, times in Counter(anchors).items() if times > 1] == []
    assert {term.key for term in TERMS} <= set(anchors)
    assert {"lt-t1", "co-c3"} <= set(anchors)


def test_words_name_pages_that_there_are():
    named = {page for term in TERMS for page in term.pages}
    known = {*STAFF_PAGES, *LEARNER_PAGES, *Kind.values, "team", "members", "verify"}
    assert named - known == set()


def test_every_state_and_every_common_method_is_explained():
    keys = {term.key for term in TERMS}
    assert {status.key.replace("_", "-") for status in Status} <= keys
    words = " ".join(f"{term.word} {term.also} {term.meaning}".casefold() for term in TERMS)
    for method in Method:
        assert str(method.label).casefold().partition(" (")[0].split()[-1] in words


@pytest.mark.parametrize("key", ["varcs", "camera", "sufficiency", "iqa", "eqa", "claim", "smart"])
def test_the_words_of_the_field_are_there(key):
    assert key in {term.key for term in TERMS}


@pytest.mark.parametrize(
    ("sought", "word"),
    [
        ("VARCS", "VARCS"),
        ("varcs", "VARCS"),
        ("satisfaction customer", "CSAT"),
        ("RPL", "Prior learning"),
        ("LT-T1", "LT-T1"),
        ("gantt skills matrix", "LT-T1"),
        ("snapshot", "Frozen record"),
    ],
)
def test_a_word_is_found_by_what_it_is_called_and_by_what_it_says(standard, anna, sought, word):
    assert word in found(anna, sought)


def test_all_that_is_typed_has_to_occur(standard, anna):
    assert found(anna, "varcs unicorn") == set()
    words = page(anna, q="varcs unicorn")
    assert "No such word here" in words
    assert "unicorn" in words


def test_typing_asks_for_the_list_alone(standard, anna):
    answer = client_of(anna).get(
        reverse("glossary"), {"q": "camera"}, headers={"HX-Request": "true"}
    )
    words = answer.content.decode()
    assert "<html" not in words
    assert "CAMERA" in words


@pytest.mark.parametrize("sought", [*STRINGS, "x" * 5000, "a " * 500])
def test_whatever_is_typed_is_no_error_and_stays_text(standard, anna, sought):
    answer = client_of(anna).get(reverse("glossary"), {"q": sought})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_ones_own_units_come_first(csl, anna, ben):
    own = [group.code for group in glossary_for(anna) if group.code]
    assert set(own[:4]) == {"LT", "MT", "CO", "DO"}
    assert own[-1] == "CC"
    assert not any(group.is_own for group in glossary_for(ben))


def test_links_lead_where_one_may_go(csl, learner, cast):
    make_team(learner)
    for name in ("anna", "noah", "ben", "tara", "ines", "eve", "cleo"):
        client = client_of(cast.users[name])
        groups = glossary_for(cast.users[name])
        pages = {page for group in groups for entry in group.entries for page in entry.pages}
        for link in pages:
            assert client.get(link.address).status_code in (200, 302), (name, link)
        assert pages


def test_more_units_cost_no_query(csl, anna):
    client = client_of(anna)
    client.get(reverse("glossary"))
    all_of_them = _queries(client)
    Tip.objects.exclude(code="LT-T1").delete()
    Concept.objects.all().delete()
    assert _queries(client) == all_of_them <= 12


def _queries(client):
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("glossary"))
    return len(asked)
