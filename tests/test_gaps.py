"""What each criterion lacks, what is weak about what it has, and what would close most."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from assessment.advice.facts import ItemFacts
from assessment.advice.of_unit.closing import closings_in, to_begin
from assessment.advice.of_unit.gaps import (
    CriterionGap,
    Missing,
    gaps_of,
    months_allowed,
    months_back,
    not_yet_in,
)
from assessment.advice.of_unit.hand_overs import hand_overs_of
from assessment.advice.suggesting import Fit, Target
from assessment.coverage import CriterionCoverage, coverage_of
from assessment.mapped import EvidenceItem, MappedItem
from assessment.marking.referrals import asked_for
from assessment.models import CriterionKind, Qualification
from assessment.sign_off.sufficiency import ONE, Need
from assessment.sign_off.sufficiency_rules import add_rule
from assessment.status import Status
from assessment.submitting import take_back
from portfolio.models import Method
from teams.models import Kind
from tests.people import appraised, judged, make_evidence, make_mapping, submitted, target_of

TODAY = timezone.localdate()


def gaps_in(enrolment, code="LT", months=None, today=TODAY):
    """Every criterion of the unit, by its label."""
    unit = next(each for each in coverage_of(enrolment).units if each.code == code)
    found = gaps_of(
        unit,
        months=months,
        hand_overs=hand_overs_of(enrolment.learner_id),
        feedback=asked_for(not_yet_in(unit)),
        today=today,
    )
    return {gap.label: gap for gap in found}


# -- How old evidence may be -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 24, date(2024, 1, 15)),
        (date(2026, 12, 1), 12, date(2025, 12, 1)),
    ],
)
def test_months_are_counted_back_to_the_same_day(day, months, before):
    assert months_back(day, months) == before


def test_what_is_not_met_has_to_be_fresh_today(csl, learner):
    limit = months_back(TODAY, 24)
    fresh = make_evidence(learner, happened_on=limit)
    old = make_evidence(learner, happened_on=limit - timedelta(days=1))
    for item in (fresh, old):
        make_mapping(item, "LT 1.1")
    (found,) = gaps_in(csl, months=24)["1.1"].old
    assert (found.item.id, found.months, found.at_hand_over) == (old.pk, 24, False)
    assert gaps_in(csl)["1.1"].old == ()


def test_what_waits_has_to_be_fresh_today_whenever_it_was_handed_over(csl, learner):
    submitted(make_evidence(learner, happened_on=months_back(TODAY, 23)), "LT 1.1")
    assert gaps_in(csl, months=24)["1.1"].old == ()
    (found,) = gaps_in(csl, months=24, today=TODAY + timedelta(days=60))["1.1"].old
    assert not found.at_hand_over


def test_what_is_met_had_to_be_fresh_when_it_was_handed_over(csl, learner, ben):
    fresh = make_evidence(learner, happened_on=months_back(TODAY, 23))
    old = make_evidence(learner, happened_on=months_back(TODAY, 30))
    judged(submitted(fresh, "LT 1.1").mappings.get(), ben)
    judged(submitted(old, "LT 1.2").mappings.get(), ben)
    later = TODAY + timedelta(days=365)
    gaps = gaps_in(csl, months=24, today=later)
    assert gaps["1.1"].old == ()
    assert [(each.item.id, each.at_hand_over) for each in gaps["1.2"].old] == [(old.pk, True)]
    assert gaps["1.2"].is_all_old


def test_a_fresher_item_makes_up_for_an_old_one(csl, learner):
    for age in (10, 30):
        make_mapping(make_evidence(learner, happened_on=months_back(TODAY, age)), "LT 1.1")
    gap = gaps_in(csl, months=24)["1.1"]
    assert len(gap.old) == 1
    assert not gap.is_all_old


def test_the_strictest_qualification_says_how_old_it_may_be(csl, ccl):
    Qualification.objects.filter(pk=csl.qualification_id).update(evidence_months=36)
    Qualification.objects.filter(pk=ccl.qualification_id).update(evidence_months=24)
    csl.refresh_from_db()
    ccl.refresh_from_db()
    coverages = [coverage_of(csl), coverage_of(ccl)]
    by_code = {unit.code: unit for unit in coverages[0].units}
    assert months_allowed(by_code["LT"], coverages) == 24
    assert months_allowed(by_code["CO"], coverages) == 36
    assert months_allowed(by_code["CO"], [coverages[1]]) is None


# -- What assessors said -----------------------------------------------------------------------


def test_a_doubt_is_that_of_the_newest_appraisal_of_the_newest_version(csl, learner, ben):
    item = make_evidence(learner)
    first = submitted(item, "LT 1.1")
    appraised(first, ben, is_current=False, is_sufficient=False)
    (doubt,) = gaps_in(csl)["1.1"].doubts
    assert (doubt.words, doubt.assessor) == (("current", "sufficient"), "Ben Okafor")
    appraised(first, ben, is_valid=False)
    assert gaps_in(csl)["1.1"].doubts[0].words == ("valid",)
    judged(first.mappings.get(), ben, "not_yet")
    submitted(item)
    assert gaps_in(csl)["1.1"].doubts == ()


def test_a_version_that_was_taken_back_counts_for_nothing(csl, learner):
    item = make_evidence(learner)
    submitted(item, "LT 1.1")
    assert hand_overs_of(learner.pk)[item.pk].on == TODAY
    take_back(evidence=item, user=learner.user)
    assert hand_overs_of(learner.pk) == {}


def test_feedback_is_there_until_it_was_acted_on(csl, learner, ben):
    item = make_evidence(learner)
    judged(submitted(item, "LT 1.1").mappings.get(), ben, "not_yet", "Whose words are these?")
    (said,) = gaps_in(csl)["1.1"].said
    assert (said.feedback, said.action) == (
        "Whose words are these?",
        "Add the notes of the meeting.",
    )
    submitted(item)
    assert gaps_in(csl)["1.1"].said == ()


# -- How much is missing -----------------------------------------------------------------------


def test_what_is_missing_is_counted_against_what_the_centre_asks_for(csl, learner, centre, cleo):
    add_rule(
        centre=centre,
        qualification=csl.qualification,
        what_for=target_of("LT 1.1"),
        items=3,
        methods=2,
        by=cleo,
    )
    make_mapping(make_evidence(learner), "LT 1.1")
    make_mapping(make_evidence(learner), "LT 1.1")
    gap = gaps_in(csl)["1.1"]
    assert gap.missing == Missing(items=1, methods=1)
    assert gap.missing_with(Method.WORK_PRODUCT) == Missing(items=0, methods=1)
    assert not gap.missing_with(Method.WITNESS)
    assert gap.needs_words == "3 items by 2 methods"
    assert gaps_in(csl)["1.2"].missing == Missing(items=1, methods=1)
    assert gaps_in(csl)["1.2"].needs_words == ""


def test_what_is_not_yet_met_is_open_and_what_waits_is_not(csl, learner, ben):
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ben, "not_yet")
    submitted(make_evidence(learner), "LT 1.2")
    gaps = gaps_in(csl)
    assert [gaps[label].is_open for label in ("1.1", "1.2", "1.3")] == [True, False, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_facts_on_items_take_one_query(csl, learner, ben, count, django_assert_num_queries):
    for _ in range(count):
        appraised(submitted(make_evidence(learner), "LT 1.1"), ben)
    with django_assert_num_queries(1):
        assert len(hand_overs_of(learner.pk)) == count


# -- What one more item would close ------------------------------------------------------------


def item_of(number, method=Method.WORK_PRODUCT):
    return EvidenceItem(number, number, uuid4(), "An item", method, TODAY, None, "learner", None)


def gap_of(label, *statuses, kind=CriterionKind.PERFORMANCE, need=ONE):
    outcome, _, number = label.partition(".")
    items = tuple(MappedItem(0, item_of(place), "", each) for place, each in enumerate(statuses, 1))
    status = max(statuses, default=Status.UNMAPPED)
    pk = int(outcome) * 10 + int(number)
    criterion = CriterionCoverage(pk, label, kind, "Text", items, status, need)
    return CriterionGap(criterion, int(outcome))


def fact(number, *targets, method=Method.WORK_PRODUCT, status=Status.MET):
    return ItemFacts(
        number, number, uuid4(), "Title", method, TODAY, "", dict.fromkeys(targets, status)
    )


def fits(item, *labels, score=0.5):
    return {
        f"criterion-{label.replace('.', '')}": [Fit(item, score, ("rota",))] for label in labels
    }


def sentences(gaps, found):
    return [each.words for each in closings_in("LT", gaps, found)]


def test_an_item_that_closes_an_outcome_says_so():
    gaps = [gap_of("3.1", Status.MET), gap_of("3.2"), gap_of("3.3"), gap_of("4.1")]
    found = fits(fact(14), "3.2", "3.3")
    assert sentences(gaps, found) == ["E14, if mapped to 3.2 and 3.3, would complete LO3."]


def test_what_others_wait_for_is_not_called_complete():
    gaps = [gap_of("3.1", Status.AWAITING), gap_of("3.2")]
    assert sentences(gaps, fits(fact(14), "3.2")) == [
        "E14, if mapped to 3.2, would leave nothing without evidence in LO3."
    ]


def test_what_stays_open_is_named_while_it_is_little():
    few = [gap_of("3.1"), gap_of("3.2")]
    many = [gap_of(f"3.{number}") for number in range(1, 6)]
    found = fits(fact(14), "3.1")
    assert sentences(few, found) == ["E14, if mapped to 3.1, would leave only 3.2 open in LO3."]
    assert sentences(many, found) == ["E14, if mapped to 3.1, would leave 4 criteria open in LO3."]


def test_the_item_that_closes_most_comes_first():
    gaps = [gap_of(label) for label in ("1.1", "1.2", "1.3", "2.1", "3.1", "3.2")]
    one, three = fact(1), fact(3)
    found = fits(three, "1.1", "1.2", score=0.9)
    found |= fits(one, "2.1", score=0.2)
    assert [each.item.number for each in closings_in("LT", gaps, found)] == [1, 3]


def test_what_an_item_is_mapped_to_already_and_what_is_met_is_no_gap():
    gaps = [gap_of("3.1", Status.NOT_YET), gap_of("3.2", Status.MET)]
    found = fits(fact(14, "LT 3.1"), "3.1", "3.2")
    assert sentences(gaps, found) == []


def test_an_item_of_the_same_method_does_not_close_what_needs_another():
    need = Need(items=1, methods=1)
    gaps = [gap_of("3.1", Status.MET, need=Need(items=1, methods=2)), gap_of("3.2", need=need)]
    same, other = fact(14), fact(15, method=Method.WITNESS)
    assert sentences(gaps, fits(same, "3.1")) == []
    assert sentences(gaps, fits(other, "3.1")) == [
        "E15, if mapped to 3.1, would leave only 3.2 open in LO3."
    ]


def test_one_of_several_items_is_said_to_be_one():
    gaps = [gap_of("3.1", need=Need(items=2))]
    assert sentences(gaps, fits(fact(14), "3.1")) == [
        "E14, if mapped to 3.1, would bring one of the items that are still needed."
    ]


def test_an_item_with_the_assessor_is_said_to_wait():
    waiting, free = fact(1, "LT 9.9", status=Status.AWAITING), fact(2, "LT 9.9")
    found = fits(waiting, "3.1") | fits(free, "3.2")
    closings = closings_in("LT", [gap_of("3.1"), gap_of("3.2")], found)
    assert {each.item.number: each.waits for each in closings} == {1: True, 2: False}


# -- What to begin -----------------------------------------------------------------------------


def target(label, *kinds):
    return Target(
        f"criterion-{label.replace('.', '')}",
        f"LT {label}",
        "",
        uses=tuple((kind, True) for kind in kinds),
    )


def test_the_record_that_shows_most_is_begun_first():
    gaps = [gap_of("3.1"), gap_of("3.2"), gap_of("4.1"), gap_of("4.2", Status.MET)]
    targets = [
        target("3.1", Kind.COACHING_SESSION, Kind.REVIEW),
        target("3.2", Kind.REVIEW),
        target("4.1", Kind.WORK_PLAN),
        target("4.2", Kind.WORK_PLAN),
    ]
    found = to_begin(gaps, (), targets)
    assert [(each.kind, each.criteria) for each in found] == [
        (Kind.REVIEW, ("3.1", "3.2")),
        (Kind.WORK_PLAN, ("4.1",)),
    ]


def test_what_an_item_may_show_needs_nothing_new():
    gaps = [gap_of("3.1"), gap_of("3.2")]
    targets = [target("3.1", Kind.REVIEW), target("3.2", Kind.REVIEW)]
    assert [each.criteria for each in to_begin(gaps, {"3.1"}, targets)] == [("3.2",)]


def test_a_record_that_only_happens_to_show_it_is_not_named():
    odd = Target("criterion-31", "LT 3.1", "", uses=((Kind.REVIEW, False),))
    (found,) = to_begin([gap_of("3.1")], (), [odd])
    assert found.kind is None


def test_what_no_record_shows_is_seen_or_asked():
    gaps = [gap_of("1.1"), gap_of("4.1", kind=CriterionKind.KNOWLEDGE)]
    seen, asked = to_begin(gaps, (), [])
    assert (seen.criteria, seen.methods[0]) == (("1.1",), Method.OBSERVATION)
    assert (asked.criteria, asked.methods[0]) == (("4.1",), Method.DISCUSSION)
