"""Questions for a professional discussion: made from gaps and findings, taken into a record."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.advice.of_unit.discussion import LONGEST_QUESTION, chosen_among, questions_on
from assessment.advice.of_unit.questions import bank, filled
from assessment.advice.of_unit.sources import sources_of
from assessment.models import Criterion, CriterionKind, Misconception
from assessment.views.readiness import steps_for
from portfolio.models import Allocation, Evidence, Method
from teams.freezing import freeze_record
from teams.models import Kind
from tests.assurance import signed_off
from tests.people import appraised, client_of, judged, make_evidence, make_mapping, submitted
from tests.teams import make_record, make_team

SECRET = "Plan for Zanzibar"
HOSTILE = "<script>alert(1)</script> {text} {label}"


def address(enrolment, unit="LT"):
    return reverse("discussion", args=[enrolment.code, unit])


def asked(user, enrolment, unit="LT"):
    """The questions that ``user`` reads, by key."""
    sources = sources_of(enrolment, unit, is_own=user == enrolment.learner.user)
    groups = questions_on(sources, steps_for(user, enrolment, sources))
    return {each.key: each for group in groups for each in group.questions}


def key_of(label, unit="LT"):
    outcome, _, number = label.partition(".")
    criterion = Criterion.objects.get(
        outcome__unit__code=unit, outcome__number=outcome, number=number
    )
    return f"criterion-{criterion.pk}"


def page(user, enrolment, unit="LT"):
    answer = client_of(user).get(address(enrolment, unit))
    assert answer.status_code == 200
    return answer.content.decode()


def take(user, enrolment, *keys, unit="LT", **values):
    sent = {"code": uuid4(), "method": "discussion", "chosen": keys}
    return client_of(user).post(address(enrolment, unit), sent | values)


# -- The questions that are written beforehand -------------------------------------------------


def test_every_criterion_has_a_question_of_its_own(standard):
    codes = {
        f"{criterion.outcome.unit.code} {criterion.label}"
        for criterion in Criterion.objects.select_related("outcome__unit")
    }
    questions = bank().criteria
    assert set(questions) == codes
    assert len(set(questions.values())) == len(codes) == 68
    assert all("?" in words for words in questions.values())
    assert max(map(len, questions.values())) <= LONGEST_QUESTION


def test_every_misconception_has_a_question_that_serves_criteria_there_are(standard):
    written = bank().checks
    assert set(written) == set(Misconception.objects.values_list("code", flat=True))
    there = set(bank().criteria)
    usual = [each for rows in bank().units.values() for each in rows]
    for each in [*written.values(), *usual]:
        assert each.serves
        assert set(each.serves) <= there


def test_a_centres_own_criterion_gets_a_general_question(csl, learner, anna):
    Criterion.objects.filter(outcome__unit__code="LT", outcome__number=4, number=1).update(
        number=19, text=HOSTILE
    )
    question = asked(anna, csl)[key_of("4.19")]
    assert question.words.startswith(f"Explain in your own words: {HOSTILE}.")
    html = page(anna, csl)
    assert "<script>alert" not in html


def test_what_people_wrote_is_never_taken_for_a_place(standard):
    assert filled("About {label}", label="{0.__class__}") == "About {0.__class__}"
    for kind in CriterionKind.values:
        assert "{text}" in bank().kinds[kind]


# -- What is asked and why ---------------------------------------------------------------------


def test_what_is_met_or_waits_is_not_asked_again(csl, learner, anna, ben):
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ben)
    submitted(make_evidence(learner), "LT 1.2")
    found = asked(anna, csl)
    assert key_of("1.1") not in found
    assert key_of("1.2") not in found
    assert found[key_of("1.3")].why == "Nothing shows it yet."


def test_why_it_is_asked_is_what_the_assessor_said(csl, learner, anna, ben):
    item = make_evidence(learner)
    judged(submitted(item, "LT 1.1").mappings.get(), ben, "not_yet", "Whose words are these?")
    question = asked(anna, csl)[key_of("1.1")]
    assert question.why == "Not yet met in E1: Whose words are these?"
    assert [step.label for step in question.bring] == ["E1"]


def test_a_doubt_is_asked_about(csl, learner, anna, ben):
    item = make_evidence(learner)
    appraised(submitted(item, "LT 1.1", "LT 1.2"), ben, is_authentic=False)
    question = asked(ben, csl)[f"doubt-{item.pk}-authentic"]
    assert "Which part of it is your own work" in question.words
    assert question.labels == "1.1 and 1.2"


def test_the_unit_is_known_whatever_the_qualification_calls_it(csl, ccl, learner, anna):
    found = asked(anna, ccl, "CC")
    assert found[key_of("4.6")].words == bank().criteria["LT 4.6"]
    assert found["usual-1"].words.startswith("Tell me about somebody who did not reach")
    assert asked(anna, csl, "MT")["usual-1"].words.startswith("Tell me about the most difficult")


def test_a_learner_brings_their_own_records(csl, learner, anna, ben):
    team = make_team(learner)
    record = make_record(team, Kind.REVIEW, title=SECRET)
    question = asked(anna, csl)[key_of("3.1")]
    assert (SECRET, reverse("record", args=[record.code])) in question.bring
    assert asked(ben, csl)[key_of("3.1")].bring == ()
    item = make_evidence(learner)
    freeze_record(record=record, evidence=item, user=learner.user)
    submitted(item, "LT 1.1")
    # Handed over, it is read in its item: the record itself is the learner's.
    assert reverse("record", args=[record.code]) not in page(ben, csl)


# -- Who sees what -----------------------------------------------------------------------------


def test_private_findings_never_reach_the_assessor(csl, learner, anna, ben, ines):
    team = make_team(learner)
    record = make_record(team, Kind.COACHING_PLAN, title=SECRET)
    assert f"In “{SECRET}”" in page(anna, csl, "DO")
    for person in (ben, ines):
        assert SECRET not in page(person, csl, "DO")
    item = make_evidence(learner)
    freeze_record(record=record, evidence=item, user=learner.user)
    submitted(item, "DO 2.2")
    assert f"In “{SECRET}”" in page(ben, csl, "DO")


def test_only_an_assessor_of_the_unit_takes_questions_along(csl, learner, cast, anna, ben):
    key = key_of("1.1")
    for person in ("anna", "ines", "eve", "cleo"):
        assert take(cast.users[person], csl, key).status_code == 403
        assert "Take these questions" not in page(cast.users[person], csl)
    assert take(cast.users["noah"], csl, key).status_code == 404
    allocation = Allocation.objects.get(learner=learner, membership=cast.memberships["ben"])
    mt = Criterion.objects.filter(outcome__unit__code="MT").first().outcome.unit
    allocation.units.create(unit=mt)
    assert take(ben, csl, key).status_code == 403
    assert Evidence.objects.count() == 0
    assert take(ben, csl, key_of("1.1", "MT"), unit="MT").status_code == 302


# -- Into a record -----------------------------------------------------------------------------


def test_chosen_questions_begin_a_private_record(csl, learner, anna, ben):
    keys = [key_of("4.6"), key_of("4.1"), "usual-1"]
    answer = take(ben, csl, *keys)
    record = learner.evidence.get()
    assert answer.headers["Location"] == reverse("session", args=[record.code])
    assert (record.method, record.author, record.is_private) == (Method.DISCUSSION, ben, True)
    assert record.title == "Professional discussion on LT"
    questions = [row.asked for row in record.assessor_record.questions.all()]
    # In the order of the page, whatever the order of the boxes.
    assert questions[:2] == [bank().criteria["LT 4.1"], bank().criteria["LT 4.6"]]
    assert len(questions) == 3
    mapped = {mapping.target_code for mapping in record.mappings.all()}
    assert mapped == {"LT 4.1", "LT 4.6", "LT 4.8", "LT 3.1"}
    assert client_of(anna).get(record.get_absolute_url()).status_code == 404
    assert client_of(ben).get(reverse("session-edit", args=[record.code])).status_code == 200


def test_questioning_is_the_other_way(csl, learner, tara):
    take(tara, csl, key_of("4.1"), method="questioning")
    record = learner.evidence.get()
    assert (record.method, record.title) == (Method.QUESTIONING, "Record of questioning on LT")


def test_sent_twice_it_is_one_record_and_later_changes_stay(csl, learner, ben):
    code = uuid4()
    take(ben, csl, key_of("4.1"), code=code)
    record = learner.evidence.get()
    record.mappings.all().delete()
    assert take(ben, csl, key_of("4.1"), code=code).status_code == 302
    assert learner.evidence.count() == 1
    assert record.mappings.count() == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"chosen": []}, "Tick the questions that you want to ask."),
        ({"chosen": ["criterion-999999"]}, "What can be asked has changed since."),
        ({"chosen": ["\x00"]}, "What can be asked has changed since."),
        ({"method": "observation"}, "Select a valid choice"),
        ({"code": "nonsense"}, "valid UUID"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(csl, learner, ben, sent, said):
    answer = take(ben, csl, key_of("4.1"), **sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Evidence.objects.count() == 0


def test_what_was_ticked_stays_ticked(csl, ben):
    chosen = key_of("4.1")
    html = take(ben, csl, chosen, method="").content.decode()
    ticked = [line for line in html.splitlines() if 'name="chosen"' in line and "checked" in line]
    assert len(ticked) == 1
    assert chosen in ticked[0]


def test_a_signed_off_unit_is_not_asked_about(csl, learner, ben):
    signed_off(learner, "LT", by=ben)
    html = page(ben, csl)
    assert "nothing more has to be asked" in html
    assert "Take these questions" not in html
    assert take(ben, csl, "usual-1").status_code == 422
    assert learner.evidence.count() == 1


def test_only_what_is_there_is_chosen_and_no_more_than_a_record_holds(csl, ben):
    sources = sources_of(csl, "LT", is_own=False)
    groups = questions_on(sources, steps_for(ben, csl, sources))
    keys = [each.key for group in groups for each in group.questions]
    assert [each.key for each in chosen_among(groups, [*reversed(keys), "x"])] == keys


@pytest.mark.parametrize("person", ["anna", "ben"])
def test_it_takes_as_many_queries_for_three_items_as_for_one(csl, learner, cast, ben, person):
    client = client_of(cast.users[person])
    counted = []
    for count in (1, 2):
        for _ in range(count):
            submission = submitted(make_evidence(learner), "LT 1.1")
            judged(submission.mappings.get(), ben, "not_yet")
            make_mapping(make_evidence(learner), "LT 1.2")
        client.get(address(csl))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(csl))
        counted.append(len(queries))
    assert counted[0] == counted[1] < 60
