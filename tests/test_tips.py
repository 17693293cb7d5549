"""Tips and concepts in place: each has one, one at a time, of one's own units, read once."""

import pytest
from django.urls import reverse

from assessment.advice.glossary.pages import MET_ON
from assessment.advice.tips import METHODS, PLACES_OF, codes_at
from assessment.models import Concept, Tip
from portfolio.models import Method
from teams.models import Kind
from tests.people import client_of, make_evidence
from tests.teams import make_record, make_team

# Places that are no kind of record; "mapping" comes along with each method.
FURTHER = {
    *("overview", "members", "mapping", "evidence", "submit"),
    *("plans", "witnesses", "unit", "discussion"),
}


def at(client, place):
    return client.get(reverse("tip", args=[place])).content.decode()


def got_it(client, place, code):
    return client.post(reverse("tip", args=[place]), {"code": code})


@pytest.mark.parametrize("model", [Tip, Concept])
def test_every_tip_and_concept_of_the_standard_has_a_place(standard, model):
    assert set(model.objects.values_list("code", flat=True)) <= set(PLACES_OF)


def test_every_place_is_a_page():
    places = {place for places in PLACES_OF.values() for place in places}
    methods = {place for place in places if place.startswith(METHODS)}
    assert {place.removeprefix(METHODS) for place in methods} <= set(Method.values)
    assert places - methods - FURTHER <= set(Kind.values)
    # The glossary leads there from each of its tips.
    assert methods <= set(MET_ON)


def test_no_code_is_of_nothing(standard):
    codes = {*Tip.objects.values_list("code", flat=True)}
    codes |= {*Concept.objects.values_list("code", flat=True)}
    assert set(PLACES_OF) == codes


def test_one_tip_is_shown_and_once_read_the_next(anna, csl):
    client = client_of(anna)
    words = at(client, "work-plan")
    assert "a Gantt chart for the schedule" in words
    assert "LT-C5" not in words
    after = got_it(client, "work-plan", "LT-T1").content.decode()
    assert "LT-C5" in after
    assert "a Gantt chart" not in after
    assert "LT-C5" in at(client, "work-plan")
    # It is folded wherever it helps.
    assert "LT-T1" not in at(client, "skills")


def test_all_that_were_read_are_folded_and_still_there(anna, csl):
    client = client_of(anna)
    for code in codes_at("work-plan"):
        got_it(client, "work-plan", code)
    words = at(client, "work-plan")
    assert "<details" in words
    assert "a Gantt chart for the schedule" in words


def test_only_units_of_ones_own_give_tips(anna, ccl, noah):
    assert "CO-T1" not in at(client_of(anna), "diary")
    # CCL has no unit LT by that code.
    assert "LT-T1" not in at(client_of(anna), "work-plan")
    assert at(client_of(noah), "work-plan").strip() == ""


@pytest.mark.parametrize("place", ["nowhere", "timeline", "method-simulated"])
def test_elsewhere_there_is_none(anna, csl, place):
    answer = client_of(anna).get(reverse("tip", args=[place]))
    assert answer.status_code == 200
    if not place.startswith(METHODS):
        assert answer.content.decode().strip() == ""


def test_a_method_has_its_own_tips_first(anna, csl):
    assert codes_at("method-reflective")[0] == "LT-T7"
    assert "LT-T4" in codes_at("method-reflective")
    assert "LT-T5" in at(client_of(anna), "method-observation")


@pytest.mark.parametrize(
    "kept", ["x" * 5000, "LT-T1;<script>", "\x00.\n", ".".join(["LT-T1"] * 900)]
)
def test_a_cookie_that_says_anything_else_is_no_error(anna, csl, kept):
    client = client_of(anna)
    client.cookies[f"tips-read-{anna.pk}"] = kept
    assert client.get(reverse("tip", args=["work-plan"])).status_code == 200
    answer = got_it(client, "work-plan", "LT-C5")
    assert len(answer.cookies[f"tips-read-{anna.pk}"].value) < 3000


@pytest.mark.parametrize("code", ["", "MT-T4", "LT-T1; Path=/x", "ZZ-1"])
def test_what_is_not_a_tip_of_the_place_is_not_kept(anna, csl, code):
    answer = got_it(client_of(anna), "work-plan", code)
    assert answer.cookies[f"tips-read-{anna.pk}"].value == ""


def test_a_cookie_is_ones_own(anna, ben, csl):
    client = client_of(anna)
    answer = got_it(client, "work-plan", "LT-T1")
    cookie = answer.cookies[f"tips-read-{anna.pk}"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_tip_takes_two_queries_besides_who_it_is(anna, csl, django_assert_max_num_queries):
    client = client_of(anna)
    at(client, "work-plan")
    with django_assert_max_num_queries(6):
        at(client, "work-plan")


def test_learners_pages_ask_for_tips_and_others_do_not(anna, ben, csl, learner):
    team = make_team(learner)
    plan, item = make_record(team, Kind.WORK_PLAN), make_evidence(learner)
    client = client_of(anna)
    for address, place in (
        (plan.get_absolute_url(), "work-plan"),
        (reverse("record-edit", args=[plan.code]), "work-plan"),
        (reverse("record-list", args=[team.code, "diary"]), "diary"),
        (reverse("record-add", args=[team.code, "problem"]), "problem"),
        (team.get_absolute_url(), "overview"),
        (reverse("members", args=[team.code]), "members"),
        (reverse("evidence-add", args=[learner.code]), "evidence"),
        (item.get_absolute_url(), f"method-{item.method}"),
        (reverse("submit", args=[item.code]), "submit"),
        (reverse("plans", args=[learner.code]), "plans"),
        (reverse("witnesses", args=[learner.code]), "witnesses"),
        (reverse("unit", args=[csl.code, "LT"]), "unit"),
    ):
        assert f'hx-get="/tips/{place}/"' in client.get(address).content.decode(), address
    for name in ("plans", "witnesses"):
        page = client_of(ben).get(reverse(name, args=[learner.code]))
        assert "/tips/" not in page.content.decode()
