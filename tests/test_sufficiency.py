"""Sufficiency: how many items, by how many methods, a criterion needs; and what returned means."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from assessment.coverage import coverage_of, coverages_of
from assessment.enrolling import end_enrolment
from assessment.models import (
    Appeal,
    Hearing,
    Qualification,
    Sample,
    SampledDecision,
    Sufficiency,
    Unit,
)
from assessment.sign_off.sufficiency import ONE, Need, is_enough, needs_of, standing_of
from assessment.sign_off.sufficiency_rules import add_rule, change_rule, rules_by_qualification
from assessment.status import Status
from assessment.summaries import summaries_of
from portfolio.models import AuditEntry, Method
from tests.assurance import signed_off
from tests.people import client_of, enrolled, judged, make_evidence, submitted, target_of

MET, NOT_YET, DRAFT = Status.MET, Status.NOT_YET, Status.DRAFT
AWAITING, RETURNED, PARTLY = Status.AWAITING, Status.RETURNED, Status.PARTLY


def rule(centre, code="CSL", on=None, items=1, methods=1):
    """A rule of ``centre`` for a qualification, or ``on`` a unit or criterion of it."""
    target = {}
    if on:
        is_unit = " " not in on
        target = {"unit": Unit.objects.get(code=on)} if is_unit else {"criterion": target_of(on)}
    return Sufficiency.objects.create(
        centre=centre,
        qualification=Qualification.objects.get(code=code),
        items=items,
        methods=methods,
        **target,
    )


def met(learner, ben, *codes, method=Method.WORK_PRODUCT):
    item = make_evidence(learner, method=method)
    submitted(item, *codes)
    for mapping in item.mappings.all():
        judged(mapping, ben)
    return item


def criterion(enrolment, code="LT 1.1"):
    unit_code, _, label = code.partition(" ")
    unit = next(unit for unit in coverage_of(enrolment).units if unit.code == unit_code)
    return next(each for each in unit.criteria if each.label == label)


def reasons(enrolment, code="LT"):
    return next(unit for unit in coverage_of(enrolment).units if unit.code == code).reasons


# -- Where a criterion stands -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "need", "expected"),
    [
        ([], ONE, Status.UNMAPPED),
        ([DRAFT, NOT_YET], ONE, NOT_YET),
        ([MET, NOT_YET], ONE, MET),
        ([MET], Need(2), PARTLY),
        ([MET, DRAFT], Need(2), PARTLY),
        ([MET, NOT_YET], Need(2), PARTLY),
        ([MET, AWAITING], Need(2), AWAITING),
        ([MET, RETURNED], Need(2), RETURNED),
        ([MET, RETURNED, AWAITING], Need(3), AWAITING),
        ([MET, MET], Need(2), MET),
        ([MET, MET, AWAITING], Need(2), MET),
        ([NOT_YET, AWAITING], Need(2), AWAITING),
        ([RETURNED], ONE, RETURNED),
    ],
)
def test_where_a_criterion_stands(statuses, need, expected):
    assert standing_of([(status, "product") for status in statuses], need) == expected


def test_methods_have_to_differ():
    twice = [(MET, "product"), (MET, "product")]
    assert not is_enough(twice, Need(2, 2))
    assert standing_of(twice, Need(2, 2)) == PARTLY
    assert standing_of([*twice, (MET, "observation")], Need(2, 2)) == MET
    assert standing_of([*twice, (NOT_YET, "observation")], Need(2, 2)) == PARTLY


# -- Which rule holds -------------------------------------------------------------------------


def test_without_a_rule_one_item_is_enough(csl, learner, ben):
    met(learner, ben, "LT 1.1")
    assert criterion(csl)[-2:] == (MET, ONE)


def test_the_most_particular_rule_holds(csl, centre):
    rule(centre, items=3)
    rule(centre, on="LT", items=2)
    rule(centre, on="LT 1.1", items=1)
    needs = [criterion(csl, code).need for code in ("MT 1.1", "LT 1.2", "LT 1.1")]
    assert needs == [Need(3), Need(2), Need(1)]


def test_a_shared_unit_is_held_to_the_strictest_of_each_number(csl, ccl, centre):
    rule(centre, on="LT", items=3)
    rule(centre, code="CCL", items=2, methods=2)
    assert criterion(csl).need == criterion(ccl, "CC 1.1").need == Need(3, 2)
    # CO is a unit of one of the two alone.
    assert criterion(csl, "CO 1.1").need == ONE


def test_an_enrolment_that_has_ended_asks_nothing_of_the_others(csl, ccl, centre, cleo):
    rule(centre, code="CCL", items=2)
    end_enrolment(enrolment=ccl, by=cleo)
    assert criterion(csl).need == ONE
    assert criterion(ccl, "CC 1.1").need == Need(2)


def test_rules_of_other_centres_and_qualifications_do_not_hold(csl, centre, other_centre):
    rule(other_centre, items=2)
    rule(centre, code="CCL", items=2)
    # Of a unit that the qualification does not have.
    rule(centre, code="CCL", on="CO", items=2)
    assert {each.need for unit in coverage_of(csl).units for each in unit.criteria} == {ONE}


def test_lists_and_pages_agree(csl, ccl, learner, odds_learner, ben, centre, noahs_learner, cleo):
    others = [enrolled(odds_learner, "CSL"), enrolled(noahs_learner, "CCL")]
    rule(centre, items=2)
    rule(centre, code="CCL", on="MT", items=2, methods=2)
    rule(centre, on="LT 1.2", items=1)
    met(learner, ben, "LT 1.1", "LT 1.2", "MT 1.1")
    met(learner, ben, "LT 1.3", "MT 1.1", method=Method.OBSERVATION)
    submitted(make_evidence(learner), "LT 1.3")
    end_enrolment(enrolment=ccl, by=cleo)
    for summary in summaries_of([csl, ccl, *others]):
        coverage = coverage_of(summary.enrolment)
        assert summary.counts == coverage.counts
        assert [unit.counts for unit in summary.units] == [u.counts for u in coverage.units]
    counts = coverage_of(csl).counts
    assert (counts.met, counts.partly, counts.awaiting) == (2, 1, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_rules_take_a_constant_number_of_queries(
    csl, ccl, learner, ben, centre, count, django_assert_num_queries
):
    for code in ("LT 1.1", "MT 1.1", "CO 1.1")[:count]:
        rule(centre, on=code, items=2)
    with django_assert_num_queries(1):
        needs_of([csl, ccl])
    with django_assert_num_queries(7):
        coverages_of([csl, ccl])
    with django_assert_num_queries(5):
        summaries_of([csl, ccl])


# -- In words ---------------------------------------------------------------------------------


def test_what_is_lacking_is_said(csl, learner, ben, centre):
    rule(centre, on="LT 1.1", items=2)
    rule(centre, on="LT 1.2", items=3)
    rule(centre, on="LT 1.3", items=2, methods=2)
    rule(centre, on="LT 2.1", items=2, methods=2)
    rule(centre, on="LT 2.2", items=2)
    met(learner, ben, "LT 1.1", "LT 1.2", "LT 1.3", "LT 2.1", "LT 2.2", method=Method.OBSERVATION)
    met(learner, ben, "LT 1.3", method=Method.OBSERVATION)
    assert reasons(csl)[:4] == (
        "1.1 and 2.2 need one more item.",
        "1.2 needs 2 more items.",
        "1.3 needs evidence by one more method (so far: observation).",
        "2.1 needs one more item, by one more method (so far: observation).",
    )


FOURTH_OF_MAY = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)


def returned_by_iqa(csl, ines, mapping, comment):
    sample = Sample.objects.create(
        learner=csl.learner,
        unit=mapping.criterion.outcome.unit,
        enrolment=csl,
        stage="interim",
        iqa=ines,
        outcome="returned",
        action="Look again.",
        sampled_at=FOURTH_OF_MAY,
    )
    SampledDecision.objects.create(
        sample=sample, judgement=mapping.judgements.last(), agrees=False, comment=comment
    )


def test_what_an_iqa_returned_is_said_with_the_day_and_why(csl, learner, ben, ines):
    item = met(learner, ben, "LT 1.1", "LT 1.2")
    for mapping in item.mappings.all():
        returned_by_iqa(csl, ines, mapping, "The record is <b>undated</b>.")
    assert criterion(csl).status == RETURNED
    assert reasons(csl)[1] == (
        "1.1 and 1.2 were returned by IQA on 4 May 2026: The record is <b>undated</b>."
    )
    page = client_of(learner.user).get(f"/enrolments/{csl.code}/units/LT/").content.decode()
    assert "The record is &lt;b&gt;undated&lt;/b&gt;." in page
    assert "The record is <b>" not in page
    judged(item.mappings.first(), ben, reason="The date is on the second page.")
    assert criterion(csl).status == MET


def test_what_was_appealed_against_is_said(csl, learner, ben, anna):
    item = met(learner, ben, "LT 1.1")
    appeal = Appeal.objects.create(
        learner=learner, unit=target_of("LT 1.1").outcome.unit, grounds="No.", lodged_by=anna
    )
    hearing = Hearing.objects.create(
        appeal=appeal,
        stage=1,
        due_on=timezone.localdate(),
        outcome="upheld",
        reasons="Not all was read.",
        decided_at=FOURTH_OF_MAY,
    )
    hearing.again.add(item.mappings.get().judgements.get())
    assert reasons(csl)[1] == "1.1 was returned on appeal on 4 May 2026: Not all was read."


@pytest.mark.parametrize("count", [1, 3])
def test_returns_take_a_constant_number_of_queries(
    csl, learner, ben, ines, count, django_assert_num_queries
):
    item = met(learner, ben, *("LT 1.1", "LT 1.2", "LT 1.3")[:count])
    for mapping in item.mappings.all():
        returned_by_iqa(csl, ines, mapping, f"No. {mapping.pk}")
    with django_assert_num_queries(10):
        coverage_of(csl)


def test_a_later_rule_leaves_a_signed_off_unit_as_it_was(csl, learner, ben, centre):
    signed_off(learner, "LT", by=ben)
    rule(centre, items=2)
    assert criterion(csl).status == MET
    assert coverage_of(csl).signed_off == {"LT"}
    (summary,) = summaries_of([csl])
    assert summary.counts == coverage_of(csl).counts
    assert summary.units[0].is_signed_off


# -- The rules page ---------------------------------------------------------------------------


@pytest.fixture
def client(cleo, csl):
    return client_of(cleo)


def sent(what_for="all", items="2", methods="1", **values):
    return {"what_for": what_for, "items": items, "methods": methods, **values}


def test_an_administrator_adds_changes_and_removes_rules(client, csl, centre):
    target = target_of("LT 1.1")
    for what_for in ("all", f"unit-{target.outcome.unit_id}", f"criterion-{target.pk}"):
        assert client.post("/sufficiency/CSL/add/", sent(what_for)).status_code == 302
    page = client.get("/sufficiency/").content.decode()
    for words in ("All criteria of CSL", "All criteria of unit LT", "LT 1.1"):
        assert words in page
    (of_csl,) = (
        each.lines
        for each in rules_by_qualification([centre])
        if each.qualification == csl.qualification
    )
    assert [line.what_for for line in of_csl] == [
        "All criteria of CSL",
        "All criteria of unit LT",
        "LT 1.1",
    ]
    pk = of_csl[2].id
    changed = {"items": "3", "methods": "2", "seen": "2-1"}
    assert client.post(f"/sufficiency/{pk}/change/", changed).status_code == 302
    assert criterion(csl).need == Need(3, 2)
    for _ in range(2):  # clicked twice
        assert client.post(f"/sufficiency/{pk}/remove/").status_code == 302
    assert criterion(csl).need == Need(2, 1)
    assert [entry.words for entry in AuditEntry.objects.order_by("number")] == [
        "Asked for 2 items for all criteria of CSL.",
        "Asked for 2 items for all criteria of unit LT.",
        "Asked for 2 items for LT 1.1.",
        "Asked for 3 items by 2 different methods for LT 1.1.",
        "No longer asked for 3 items by 2 different methods for LT 1.1.",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"items": "0"}, "Give a number from 1 to 20."),
        ({"items": ""}, "Give a number from 1 to 20."),
        ({"items": "9" * 30}, "Give a number from 1 to 20."),
        ({"methods": "x"}, "Give a number from 1 to 10."),
        ({"items": "2", "methods": "3"}, "More methods than items cannot be asked for."),
        ({"what_for": "criterion-0"}, "Select a valid choice"),
        ({"what_for": "\x00"}, "Select a valid choice"),
    ],
)
def test_nonsense_is_refused_at_its_place(client, values, words):
    answer = client.post("/sufficiency/CSL/add/", sent() | values)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Sufficiency.objects.exists()


def test_there_is_one_rule_for_a_thing(client):
    client.post("/sufficiency/CSL/add/", sent())
    answer = client.post("/sufficiency/CSL/add/", sent())
    assert answer.status_code == 422
    assert "There is a rule for this already." in answer.content.decode()


def test_a_change_by_somebody_else_meanwhile_is_told(client, centre, cleo, csl):
    found = add_rule(
        centre=centre, qualification=csl.qualification, what_for=None, items=2, methods=1, by=cleo
    )
    change_rule(rule=found, seen=(2, 1), items=4, methods=1, by=cleo)
    answer = client.post(
        f"/sufficiency/{found.pk}/change/", {"items": "3", "methods": "1", "seen": "2-1"}
    )
    assert answer.status_code == 422
    assert "it asks for 4 items now" in answer.content.decode()


def test_rules_of_another_centre_are_not_found(client, other_centre):
    found = rule(other_centre, items=2)
    assert client.get(f"/sufficiency/{found.pk}/change/").status_code == 404
    assert client.get(f"/sufficiency/{found.pk}/remove/").status_code == 404
    client.post(f"/sufficiency/{found.pk}/remove/")
    assert Sufficiency.objects.exists()
    assert client.get("/sufficiency/NONE/add/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_constant_number_of_queries(
    client, centre, count, django_assert_num_queries
):
    for code in ("LT 1.1", "MT 1.1", "CO 1.1")[:count]:
        rule(centre, on=code, items=2)
    with django_assert_num_queries(7):
        assert client.get("/sufficiency/").status_code == 200
