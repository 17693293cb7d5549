"""Patterns across an assessor's decisions: what counts, what does not, and who may look."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import CriterionKind, Decision
from assessment.quality.deciding import Decided
from assessment.quality.patterns import patterns_among, patterns_in
from portfolio.models import Allocation, Learner, Membership, Method, Role, User
from tests.assurance import visit_made
from tests.people import appraised, client_of, enrolled, judged, make_evidence, submitted

TODAY = timezone.localdate()
NOON = timezone.make_aware(datetime.combine(TODAY - timedelta(days=60), time(12)))
BEN, TARA = 1, 2
HOSTILE = "<script>alert(1)</script>"


def decided(number=0, assessor=BEN, **values):
    """A decision: each on an item and a day of its own, handed over the day before, with feedback
    of its own, observed or a work product by turns."""
    moment = values.pop("at", NOON + timedelta(days=number % 40, minutes=30 * (number // 40)))
    defaults = {
        "assessor": assessor,
        "name": {BEN: "Ben", TARA: "Tara"}[assessor],
        "decision": Decision.MET,
        "feedback": f"Clear about case {number}.",
        "decided_at": moment,
        "submitted_at": moment - timedelta(days=1),
        "learner": 1,
        "unit": 1,
        "item": 100 * assessor + number,
        "method": (Method.OBSERVATION, Method.WORK_PRODUCT)[number % 2],
        "kind": CriterionKind.PERFORMANCE,
        "is_open": False,
        "has_overall": False,
    }
    return Decided(**defaults | values)


def some(count, assessor=BEN, not_yet=0, **values):
    """So many decisions, ``not_yet`` of them not met."""
    return [
        decided(
            number,
            assessor,
            **{"decision": Decision.NOT_YET if number < not_yet else Decision.MET} | values,
        )
        for number in range(count)
    ]


def found(*groups, assessor="Ben"):
    """What stands out of one assessor, by key."""
    decisions = sorted((one for group in groups for one in group), key=lambda one: one.decided_at)
    shown = {one.name: one for one in patterns_among(decisions, TODAY)}
    return {pattern.key: pattern for pattern in shown[assessor].patterns}


def test_ordinary_decisions_make_no_pattern():
    assert found(some(30, not_yet=4), some(30, TARA, not_yet=5)) == {}


# -- Always met --------------------------------------------------------------------------------


def test_always_met_is_said_beside_the_others():
    pattern = found(some(30), some(30, TARA, not_yet=6))["always-met"]
    assert pattern.counted == "30 of 30 decisions were “met” (100 %)."
    assert [(bar.share, bar.is_theirs) for bar in pattern.bars] == [(100, True), (80, False)]


@pytest.mark.parametrize(
    "groups",
    [
        (some(19), some(30, TARA, not_yet=6)),  # too few
        (some(30, not_yet=1), some(30, TARA, not_yet=6)),  # 96 %
        (some(60), some(60, TARA, not_yet=1)),  # as everybody
        (some(60, not_yet=1),),  # 98 %, and nobody to compare with
    ],
)
def test_what_is_near_it_is_no_pattern(groups):
    assert "always-met" not in found(*groups)


def test_alone_only_all_of_them_count():
    pattern = found(some(30))["always-met"]
    assert "too few decisions of others" in pattern.counted
    assert len(pattern.bars) == 1


def test_never_not_yet_on_knowledge():
    known = {"kind": CriterionKind.KNOWLEDGE}
    done = some(20, not_yet=5)
    pattern = found(done, [decided(50 + number, **known) for number in range(10)])["knowledge"]
    assert pattern.counted == "All 10 decisions on knowledge criteria were “met”."
    assert "knowledge" not in found(done, [decided(50 + number, **known) for number in range(9)])
    once = decided(70, decision=Decision.NOT_YET, **known)
    assert "knowledge" not in found(done, [decided(50 + n, **known) for n in range(10)], [once])


# -- Feedback ----------------------------------------------------------------------------------


def test_never_feedback_on_what_is_met():
    silent = some(15, feedback=" ", not_yet=3)
    assert "None of 12 “met” decisions" in found(silent)["no-feedback"].counted
    assert "no-feedback" not in found(silent, [decided(20)])
    assert "no-feedback" not in found(silent, [decided(20, feedback="", has_overall=True)])
    assert "no-feedback" not in found(some(9, feedback=""))


def test_the_same_sentence_whatever_its_case_and_stops():
    alike = ("Well done!", "well  done", "Well done.", "WELL DONE", "Well done")
    same = [decided(number, feedback=words) for number, words in enumerate(alike)]
    pattern = found(same, [decided(20, feedback="Mia’s call shows it.")])["same-sentence"]
    assert pattern.counted == "5 of 6 pieces of feedback say “Well done!”."
    assert len(pattern.decisions) == 5
    assert "same-sentence" not in found(same[:4])
    assert "same-sentence" not in found(same, [decided(20 + n) for n in range(6)])


# -- When --------------------------------------------------------------------------------------


def test_many_items_within_minutes():
    rush = [decided(number, at=NOON + timedelta(minutes=2 * number)) for number in range(5)]
    pattern = found(rush, some(10))["bulk"]
    assert "5 items within 9 minutes" in pattern.counted
    slow = [decided(number, at=NOON + timedelta(minutes=5 * number)) for number in range(5)]
    assert "bulk" not in found(slow)


def test_many_criteria_of_one_item_are_no_rush():
    same = [decided(0, at=NOON + timedelta(seconds=20 * number)) for number in range(12)]
    assert "bulk" not in found(same)


def test_most_decisions_on_one_day():
    day = [decided(number, at=NOON + timedelta(minutes=15 * number)) for number in range(20)]
    others = [decided(number) for number in range(25, 40)]
    pattern = found(day, others)["bulk"]
    assert pattern.counted.startswith("20 of 35 decisions on one day")
    assert max(bar.share for bar in pattern.bars) == 100
    assert "bulk" not in found(day[:19], others)


def test_decided_long_after_the_hand_over():
    slow = some(10, submitted_at=NOON - timedelta(days=40), not_yet=2)
    pattern = found(slow, some(10, not_yet=2))["late"]
    assert pattern.counted.startswith("10 of 20 decisions came more than 10 working days")
    assert sum(int(bar.amount.split()[0]) for bar in pattern.bars) == 20
    assert "late" not in found(slow[:4], some(4))
    assert "late" not in found(slow, [decided(n) for n in range(10, 40)])


def test_a_trainees_decisions_wait_for_a_countersignature():
    waiting = some(3, TARA, is_open=True)
    pattern = found(waiting, some(5, TARA), assessor="Tara")["not-countersigned"]
    assert pattern.counted.startswith("3 of 8 decisions of this trainee wait")
    lately = timezone.make_aware(datetime.combine(TODAY - timedelta(days=13), time(9)))
    assert found([decided(0, TARA, is_open=True, at=lately)], assessor="Tara") == {}


# -- Methods -----------------------------------------------------------------------------------


def test_never_an_observation():
    methods = (Method.WORK_PRODUCT, Method.WITNESS)
    decisions = [Decision.NOT_YET] * 4 + [Decision.MET] * 16
    paper = [
        decided(number, method=methods[number % 2], decision=decision)
        for number, decision in enumerate(decisions)
    ]
    pattern = found(paper)["methods"]
    assert pattern.counted == "No observation among 20 items and 20 decisions."
    assert "methods" not in found(paper, [decided(30)])
    assert "methods" not in found(paper[:19])


def test_nearly_everything_by_one_method():
    paper = [decided(n, method=Method.WORK_PRODUCT, decision=Decision.NOT_YET) for n in range(19)]
    pattern = found(paper, [decided(30)])["methods"]
    assert pattern.counted == "19 of 20 items are by one method: work product."


def test_those_with_most_patterns_come_first():
    names = [one.name for one in patterns_among([*some(30, TARA, not_yet=4), *some(30)], TODAY)]
    assert names == ["Ben", "Tara"]


# -- On the page -------------------------------------------------------------------------------


def met_items(learner, assessor, count, **values):
    """So many items met without a word, all today."""
    for _ in range(count):
        item = make_evidence(learner, **values)
        judged(submitted(item, "LT 1.1").mappings.get(), assessor)


def names_of(user, centre, since=TODAY - timedelta(days=30), until=TODAY):
    user = User.objects.get(pk=user.pk)
    return {one.name: one.decisions for one in patterns_in(centre, user, since, until).assessors}


def keys_of(user, centre):
    shown = patterns_in(centre, user, TODAY - timedelta(days=30), TODAY).assessors
    return {each.pattern.key for one in shown for each in one.shown}


def page(user, **asked):
    return client_of(user).get(reverse("assessor-patterns"), asked)


def test_what_was_really_decided_is_counted(csl, learner, centre, ben, ines):
    met_items(learner, ben, 12, method=Method.WORK_PRODUCT)
    assert names_of(ines, centre) == {"Ben Okafor": 12}
    assert keys_of(ines, centre) == {"no-feedback", "bulk"}
    html = page(ines).content.decode()
    assert "12 decisions on 12 items within a minute" in html
    assert reverse("sampling-cell", args=[csl.code, "LT"]) in html
    submission = learner.evidence.first().submissions.get()
    appraised(submission, ben, feedback="Good.")
    assert keys_of(ines, centre) == {"bulk"}


def test_only_the_days_asked_for_count(csl, learner, centre, ben, ines):
    met_items(learner, ben, 1)
    yesterday = TODAY - timedelta(days=1)
    assert names_of(ines, centre, until=yesterday) == {}
    assert names_of(ines, centre, since=TODAY) == {"Ben Okafor": 1}


def test_a_trainees_decision_waits_until_it_is_replaced(csl, learner, centre, ben, tara, ines):
    item = make_evidence(learner)
    mapping = submitted(item, "LT 1.1").mappings.get()
    judged(mapping, tara)
    later = TODAY + timedelta(days=20)
    asked = (centre, User.objects.get(pk=ines.pk), TODAY, later)
    assert not any(one.shown for one in patterns_in(*asked).assessors)
    judged(mapping, ben)
    assert {one.name for one in patterns_in(*asked).assessors} == {"Ben Okafor", "Tara Lindqvist"}


def test_nobody_looks_beyond_their_learners_and_their_centre(csl, cast, ben, ines, cleo):
    learner, noahs_learner, odds_learner = (cast.learners[name] for name in ("anna", "noah", "odd"))
    centre, other_centre = cast.centres
    enrolled(noahs_learner, "CSL")
    enrolled(odds_learner, "CSL")
    Allocation.objects.create(learner=noahs_learner, membership=cast.memberships["ben"])
    met_items(learner, ben, 1)
    met_items(noahs_learner, ben, 2)
    met_items(odds_learner, cast.users["olive"], 4)
    assert names_of(ines, centre) == {"Ben Okafor": 1}
    assert names_of(cleo, centre) == {"Ben Okafor": 3}
    assert page(cleo, centre=other_centre.pk).status_code == 404
    assert page(cleo, centre="x").status_code == 404
    assert "Olive" not in page(cleo).content.decode()


def test_an_eqa_reads_the_learners_of_the_visit(csl, learner, noahs_learner, cast, ben, cleo, eve):
    enrolled(noahs_learner, "CSL")
    Allocation.objects.create(learner=noahs_learner, membership=cast.memberships["ben"])
    met_items(learner, ben, 12)
    met_items(noahs_learner, ben, 1)
    html = page(eve).content.decode()
    assert "12 decisions on criteria" in html
    assert reverse("unit", args=[csl.code, "LT"]) in html
    assert reverse("sampling-cell", args=[csl.code, "LT"]) not in html
    visit_made(noahs_learner, by=cleo, eqa=eve)
    assert "13 decisions on criteria" in page(eve).content.decode()
    Membership.objects.filter(user=eve).update(ends_on=TODAY - timedelta(days=1))
    assert page(eve).status_code == 403


def test_own_decisions_are_for_another(csl, learner, noahs_learner, cast, centre, ben, cleo):
    """Ben becomes an IQA of Noah, whom he also assessed."""
    enrolled(noahs_learner, "CSL")
    Allocation.objects.create(learner=noahs_learner, membership=cast.memberships["ben"])
    met_items(noahs_learner, ben, 12)
    as_iqa = Membership.objects.create(centre=centre, user=ben, role=Role.IQA)
    Allocation.objects.create(learner=noahs_learner, membership=as_iqa)
    assert names_of(ben, centre) == {}
    html = page(ben).content.decode()
    assert "Your own decisions are not shown here" in html
    assert "12 decisions" not in html
    assert names_of(cleo, centre) == {"Ben Okafor": 12}


def test_hostile_words_are_shown_as_words(csl, learner, ben, ines):
    for _ in range(5):
        item = make_evidence(learner)
        judged(submitted(item, "LT 1.1").mappings.get(), ben, "met", HOSTILE)
    User.objects.filter(pk=ben.pk).update(name=HOSTILE)
    html = page(ines).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_a_period_is_checked(csl, ines):
    for since, until in (("2026-05-02", "2026-05-01"), ("soon", "2026-05-01"), ("", "")):
        assert page(ines, since=since, until=until).status_code == 422
    assert "No decisions in this period" in page(ines).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_the_same_queries_for_any_number_of_assessors(
    csl, learner, centre, cast, ines, count
):
    for number in range(count):
        user = User.objects.create(username=f"a{number}", name=f"Assessor {number}")
        held = Membership.objects.create(centre=centre, user=user, role=Role.ASSESSOR)
        Allocation.objects.create(learner=learner, membership=held)
        met_items(learner, user, 5)
    client = client_of(ines)
    client.get(reverse("assessor-patterns"))
    with CaptureQueriesContext(connection) as queries:
        html = client.get(reverse("assessor-patterns")).content.decode()
    assert html.count('class="panel pattern"') == count
    assert len(queries) == 7
    assert Learner.objects.count() == 3
