"""Advice on its pages: what is found, told to whom, with what link; what is private stays so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from assessment.advice.advising import advise
from assessment.advice.checks import CHECKS
from assessment.advice.dismissing import dismiss
from assessment.advice.findings import Sureness
from assessment.advice.reading import current_coverages
from assessment.advice.sections import sections_of
from assessment.models import Misconception
from teams.freezing import freeze_record
from teams.models import Kind
from tests.advice_scene import (
    advised,
    explain,
    handed_over,
    labels,
    unexplained_problem,
    vague_tasks,
)
from tests.people import client_of, make_evidence, make_mapping, submitted
from tests.teams import make_record, make_team

# All who see Anna's portfolio and are not Anna.
OTHERS = ("ben", "tara", "ines", "eve", "cleo")


@pytest.fixture
def team(csl, learner):
    return make_team(learner)


def page(user, name, *arguments, **options):
    answer = client_of(user).get(reverse(name, args=arguments), **options)
    assert answer.status_code == 200
    return answer.content.decode()


# -- What is said -----------------------------------------------------------------------------


def test_every_misconception_of_the_standard_is_looked_for(standard):
    codes = {code for check in CHECKS for code in check.codes}
    assert codes == set(Misconception.objects.values_list("code", flat=True))
    assert len({check.key for check in CHECKS}) == len(CHECKS)
    assert len({check.title for check in CHECKS}) == len(CHECKS)
    assert all(len(check.key) <= 40 for check in CHECKS)


def test_a_finding_says_what_why_how_and_how_surely(learner, team):
    problem = unexplained_problem(team)
    each = advised(learner, "CO-M2")
    assert each.misconceptions[0].text == Misconception.objects.get(code="CO-M2").text
    (thing,) = each.found
    assert thing.label == "Bills came twice"
    assert thing.address == reverse("record-edit", args=[problem.code])
    words = page(learner.user, "advice", learner.code)
    for part in (each.title, thing.words, each.why, each.mend, "CO-M2", thing.address):
        assert escape(part) in words
    assert each.sureness.partition(":")[0] in words


def test_what_is_missing_can_be_added_and_a_plan_is_mended_on_its_page(learner, team):
    plan = vague_tasks(team, "Ring them back")
    assert advised(learner, "MT-M5").found[0].address == plan.get_absolute_url()


def test_what_was_mended_is_gone(learner, team):
    problem = unexplained_problem(team)
    assert labels(learner, "CO-M2") == ["Bills came twice"]
    explain(problem)
    assert labels(learner, "CO-M2") == []


def test_one_finding_of_two_codes_is_one_card(csl, ccl, learner):
    team = make_team(learner)
    for ago in range(2):
        make_record(
            team,
            Kind.REVIEW,
            title=f"Review {ago}",
            strengths="",
            improvements="Errors in bills, and calls that run too long.",
            own_words="I find the new screen hard.",
        )
    advice = advise(learner, is_own=True)
    (each,) = [each for each in advice.open if {"LT-M2", "MT-M1"} & set(each.codes)]
    assert set(each.codes) == {"LT-M2", "MT-M1"}
    sections = sections_of(advice, current_coverages(learner))
    assert [section.codes for section in sections] == [("LT", "CC"), ("MT",), ("CO",), ("DO",)]
    assert each in sections[0].cards
    assert each in sections[1].above
    assert each not in sections[1].cards
    words = page(learner.user, "advice", learner.code)
    assert words.count(f'id="check-{each.key}"') == 1


def test_the_surest_come_first_and_then_what_was_found_most(learner, team):
    vague_tasks(team, "Ring them back", "Print the answers", "Write the note")
    unexplained_problem(team)
    make_record(team, Kind.REVIEW, strengths="Good.", improvements="Notes.", own_words="Agreed")
    names = [sureness.name.lower() for sureness in Sureness]
    order = [
        (names.index(each.sureness_key), -len(each.found))
        for each in advise(learner, is_own=True).open
    ]
    assert len(order) > 1
    assert order == sorted(order)


def test_of_one_unit_there_is_only_what_is_about_it(learner, team):
    unexplained_problem(team)
    vague_tasks(team, "Ring them back")
    advice = advise(learner, is_own=True)
    mt = advice.of_unit("MT")
    assert [code for each in mt.open for code in each.codes if code == "MT-M5"]
    assert not [each for each in mt.open if "CO-M2" in each.codes]
    assert len(mt.checks) < len(advice.checks)


def test_units_one_is_not_enrolled_on_are_not_looked_at(ccl, learner):
    unexplained_problem(make_team(learner))
    assert advised(learner, "CO-M2") is None


# -- Empty pages ------------------------------------------------------------------------------


def test_nothing_to_look_at_says_how_to_begin(csl, learner):
    assert "Begin with your team" in page(learner.user, "advice", learner.code)


def test_not_enrolled_says_who_enrols(standard, learner):
    assert "Your centre enrols you" in page(learner.user, "advice", learner.code)


def test_nothing_found_says_what_was_looked_at(csl, learner):
    make_evidence(learner, narrative="<p>I briefed the team and watched how they did.</p>")
    if advise(learner, is_own=True).open:
        pytest.fail("A plain item is no fault.")
    words = page(learner.user, "advice", learner.code)
    assert "Nothing stands out" in words
    assert "0 records and 1 item." in words


# -- Private ----------------------------------------------------------------------------------


@pytest.mark.parametrize("person", OTHERS)
def test_a_private_record_is_nobody_elses(learner, team, cast, person):
    unexplained_problem(team, "Secret of the line")
    vague_tasks(team, "Watch Robin")
    for name, *arguments in (
        ("advice", learner.code),
        ("item-advice", make_evidence(learner).code),
    ):
        words = page(cast.users[person], name, *arguments)
        assert "Secret of the line" not in words
        assert "Watch Robin" not in words
        assert "Winter plan" not in words
    assert advised(learner, "CO-M2", is_own=False) is None


@pytest.mark.parametrize("person", OTHERS)
def test_what_was_handed_over_is_read_as_it_was_then(learner, team, cast, person):
    faulty, sound = unexplained_problem(team), unexplained_problem(team, "A sound one")
    explain(sound)
    item = handed_over(learner, faulty)
    handed_over(learner, sound)
    explain(faulty)
    sound.title, sound.root_cause = "Privately renamed", ""
    sound.save()
    sound.options.all().delete()
    words = page(cast.users[person], "advice", learner.code)
    assert "Privately renamed" not in words
    assert "A sound one" not in words
    (thing,) = advised(learner, "CO-M2", is_own=False).found
    assert thing.label == "Bills came twice"
    assert thing.address == reverse("evidence", args=[item.code])
    assert "Read it in E1" in words
    assert labels(learner, "CO-M2") == ["Privately renamed"]


def test_a_record_in_a_draft_is_private_still(learner, team, ben):
    problem = unexplained_problem(team, "Not handed over")
    freeze_record(record=problem, evidence=make_evidence(learner), user=learner.user)
    assert "Not handed over" not in page(ben, "advice", learner.code)


def test_what_was_put_aside_about_private_things_is_read_without_their_names(learner, team, ben):
    unexplained_problem(team, "Secret of the line")
    key = advised(learner, "CO-M2").key
    dismiss(
        learner=learner, user=learner.user, check_key=key, reason="It was agreed with the group."
    )
    words = page(ben, "advice", learner.code)
    assert "It was agreed with the group." in words
    assert "Something that was not handed over" in words
    assert "Secret of the line" not in words
    assert "Bring back" not in words
    assert "Secret of the line" in page(learner.user, "advice", learner.code)


def test_what_was_put_aside_is_called_as_it_was_handed_over(learner, team, ben):
    problem = unexplained_problem(team)
    item = handed_over(learner, problem)
    problem.title = "Robin’s own fault"
    problem.save()
    key = advised(learner, "CO-M2").key
    dismiss(learner=learner, user=learner.user, check_key=key, reason="The group agreed on it.")
    words = page(ben, "advice", learner.code)
    assert "Bills came twice" in words
    assert "Robin’s own fault" not in words
    assert "The group agreed on it." in page(ben, "item-advice", item.code)


def test_others_are_told_that_private_records_are_not_looked_at(learner, team, ben):
    words = page(ben, "advice", learner.code)
    assert "Private records of the team are not looked at" in words
    assert "Put aside<" not in words


def test_another_learner_sees_nothing_of_it(learner, team, noah):
    problem = unexplained_problem(team)
    client = client_of(noah)
    for name, code in (("advice", learner.code), ("record-advice", problem.code)):
        assert client.get(reverse(name, args=[code])).status_code == 404


# -- On other pages ---------------------------------------------------------------------------


def test_home_shows_the_first_three_once_the_page_is_there(learner, team):
    home = page(learner.user, "home")
    assert f'hx-get="{reverse("advice-summary", args=[learner.code])}"' in home
    unexplained_problem(team)
    words = page(learner.user, "advice-summary", learner.code)
    assert "Bills came twice" in words
    assert words.count("<li>") <= 3


def test_home_shows_nothing_where_nothing_is_found(csl, learner):
    assert page(learner.user, "advice-summary", learner.code).strip() == ""


def test_home_of_a_learner_as_others_see_it_asks_for_none(learner, team, ben):
    assert "advice/summary" not in page(ben, "learner", learner.code)


def test_a_record_shows_what_is_found_in_it_until_it_is_mended(learner, team):
    problem, other = unexplained_problem(team), unexplained_problem(team, "No call-backs")
    address = reverse("record-advice", args=[problem.code])
    assert f'hx-get="{address}"' in page(learner.user, "record", problem.code)
    assert "CO-M2" in page(learner.user, "record-advice", problem.code)
    explain(problem)
    assert page(learner.user, "record-advice", problem.code).strip() == ""
    assert "CO-M2" in page(learner.user, "record-advice", other.code)


def test_the_marking_screen_asks_for_it_and_pays_nothing(learner, team, ben):
    item = handed_over(learner, unexplained_problem(team))
    words = page(ben, "mark", item.code)
    assert f'hx-get="{reverse("item-advice", args=[item.code])}"' in words


# -- Queries ----------------------------------------------------------------------------------


def _queries(user, name, *arguments):
    client = client_of(user)
    client.get(reverse(name, args=arguments))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(name, args=arguments)).status_code == 200
    return len(asked)


@pytest.mark.parametrize("person", ["anna", "ben"])
def test_more_of_everything_costs_no_query(learner, team, cast, person):
    user = cast.users[person]

    def more(number):
        problem = unexplained_problem(team, f"Problem {number}")
        handed_over(learner, problem)
        vague_tasks(team, f"Task {number}")
        make_mapping(make_evidence(learner), "CO 1.1")
        submitted(make_evidence(learner), "LT 1.1")
        each = advised(learner, "CO-M2")
        words = {"learner": learner, "user": learner.user, "reason": "It was agreed with all."}
        dismiss(check_key=each.key, found_key=each.found[0].key, **words)
        unexplained_problem(team, f"Open {number}")

    more(1)
    first = _queries(user, "advice", learner.code)
    more(2)
    more(3)
    assert _queries(user, "advice", learner.code) == first
