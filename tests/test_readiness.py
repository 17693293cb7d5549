"""The verdict on a unit, and why: for its learner, who assesses it, and who only reads."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.advice.advising import advise
from assessment.advice.dismissing import dismiss
from assessment.advice.of_unit.readiness import Verdict, readiness_of
from assessment.advice.of_unit.sources import NoSuchUnit, sources_of
from assessment.advice.of_unit.steps import Steps
from assessment.models import Criterion, Enrolment, Outcome, Qualification, Unit
from assessment.sign_off.readiness import why_not_ready
from assessment.views.readiness import steps_for
from portfolio.models import Evidence, Method
from teams.freezing import freeze_record
from teams.models import Kind
from tests.assurance import all_met, declared, lodged, signed_off
from tests.people import (
    appraised,
    client_of,
    enrolled,
    judged,
    make_evidence,
    make_mapping,
    submitted,
)
from tests.teams import make_record, make_team
from tests.test_sampling import sampled

HOSTILE = "<script>alert(1)</script> {label}"
SECRET = "Plan for Zanzibar"


def links_in(html):
    """The addresses of the site that the page's own part leads to."""
    main = html[html.index("<main") : html.index("</main")]
    return set(re.findall(r'href="(/[^"#]*)', main))


def address(enrolment, unit="LT"):
    return reverse("readiness", args=[enrolment.code, unit])


def seen(user, enrolment, unit="LT"):
    """What the page says to ``user``."""
    enrolment = Enrolment.objects.select_related(
        "learner__user", "learner__centre", "qualification"
    ).get(pk=enrolment.pk)
    sources = sources_of(enrolment, unit, is_own=user == enrolment.learner.user)
    steps: Steps = steps_for(user, enrolment, sources)
    return readiness_of(sources, steps)


def lines(readiness, key):
    return next((part.lines for part in readiness.parts if part.key == key), ())


def words(readiness, key):
    return [line.words for line in lines(readiness, key)]


def page(user, enrolment, unit="LT"):
    answer = client_of(user).get(address(enrolment, unit))
    assert answer.status_code == 200
    return answer.content.decode()


def everything_handed_over(learner, code="LT"):
    item = make_evidence(learner)
    labels = Criterion.objects.filter(outcome__unit__code=code).select_related("outcome")
    return submitted(item, *(f"{code} {criterion.label}" for criterion in labels))


# -- The verdict -------------------------------------------------------------------------------


def test_from_nothing_to_signed_off(csl, learner, anna, ben, ines):
    assert seen(anna, csl).verdict == Verdict.NOT_READY
    submission = everything_handed_over(learner)
    # Nothing is left for the learner; the assessor has all of it to decide.
    assert (seen(anna, csl).verdict, seen(ben, csl).verdict) == (Verdict.READY, Verdict.NOT_READY)
    assert "20 wait for your assessor" in seen(anna, csl).words
    for mapping in submission.mappings.select_related("criterion__outcome"):
        judged(mapping, ben)
    for person in (anna, ben, ines):
        assert seen(person, csl).verdict == Verdict.READY
    assert seen(ben, csl).step.address == reverse("unit", args=[csl.code, "LT"])
    declared(learner, "LT", by=ben)
    readiness = seen(anna, csl)
    assert (readiness.verdict, readiness.heading) == (Verdict.SIGNED_OFF, "Signed off")
    assert "Your own declaration is still to come" in readiness.words
    assert readiness.step.label == "Declare the same"
    assert readiness.parts == ()


def test_the_verdict_is_a_word_and_a_picture_not_a_colour(csl, learner, anna):
    html = page(anna, csl)
    assert "Not ready yet" in html
    assert html.count('aria-label="0 of') >= 4  # a bar for each outcome


def _waits(learner, ben, tara, ines):
    submitted(make_evidence(learner), "LT 1.1")


def _trainees(learner, ben, tara, ines):
    submission = everything_handed_over(learner)
    for mapping in submission.mappings.select_related("criterion__outcome"):
        judged(mapping, tara)


def _returned(learner, ben, tara, ines):
    signed_off(learner, "LT", by=ben)
    sampled(learner, Unit.objects.get(code="LT"), ines, Outcome.RETURNED, disagreed=("LT 1.1",))


def _appealed(learner, ben, tara, ines):
    all_met(learner, "LT", by=ben)
    item = make_evidence(learner)
    submitted(item, "LT 2.1")
    lodged(learner, "LT", [judged(item.mappings.get(), ben, "not_yet")])


def _ended(learner, ben, tara, ines):
    all_met(learner, "LT", by=ben)
    learner.enrolments.update(ended_on=timezone.localdate())


@pytest.mark.parametrize(
    "happened",
    [None, _waits, _trainees, _returned, _appealed, _ended],
    ids=lambda each: getattr(each, "__name__", "nothing").strip("_"),
)
def test_staff_are_told_what_the_sign_off_is_told(csl, learner, ben, tara, ines, happened):
    if happened:
        happened(learner, ben, tara, ines)
    csl.refresh_from_db()
    unit = sources_of(csl, "LT", is_own=False).unit
    for person in (ben, ines):
        readiness = seen(person, csl)
        assert bool(lines(readiness, "blocks")) == bool(why_not_ready(csl, unit))
        assert (readiness.verdict == Verdict.READY) != bool(why_not_ready(csl, unit))


def test_an_ended_enrolment_and_an_open_appeal_are_said_to_the_learner(csl, learner, anna, ben):
    _appealed(learner, ben, None, None)
    learner.enrolments.update(ended_on=timezone.localdate())
    said = words(seen(anna, csl), "blocks")
    assert any("enrolment has ended" in each for each in said)
    assert any("appeal on this unit is open" in each for each in said)


# -- Why ---------------------------------------------------------------------------------------


def test_what_moves_most_comes_first(csl, learner, anna, ben):
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ben, "not_yet")
    draft = make_evidence(learner)
    for code in ("LT 2.1", "LT 2.2"):
        make_mapping(draft, code)
    found = lines(seen(anna, csl), "blocks")
    assert [line.effect for line in found] == sorted((line.effect for line in found), reverse=True)
    assert found[0].words.startswith("4.1, 4.2")
    said = {line.sort.word: line for line in found}
    assert said["Feedback"].notes == ("Add the notes of the meeting.",)
    assert said["Hand over"].words.endswith("is mapped to 2.1 and 2.2 and not handed over.")
    assert said["Hand over"].step.address == reverse("submit", args=[draft.code])


def test_a_draft_moves_a_criterion_that_is_not_yet_met(csl, learner, anna, ben):
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ben, "not_yet")
    draft = make_evidence(learner)
    make_mapping(draft, "LT 1.1")
    assert f"{draft.label} “{draft.title}” is mapped to 1.1 and not handed over." in words(
        seen(anna, csl), "blocks"
    )


def test_more_than_a_page_of_lines_is_counted(csl, learner, anna):
    for _ in range(12):
        make_mapping(make_evidence(learner), "LT 1.1")
    part = seen(anna, csl).parts[0]
    assert (len(part.lines), part.more) == (8, 8)
    assert "8 more once these are done" in page(anna, csl)


def test_old_evidence_doubts_and_one_method_are_weak(csl, learner, anna, ben):
    Qualification.objects.filter(pk=csl.qualification_id).update(evidence_months=24)
    old = make_evidence(learner, happened_on=timezone.localdate() - timedelta(days=1200))
    doubted = make_evidence(learner)
    judged(submitted(old, "LT 1.1").mappings.get(), ben)
    submission = submitted(doubted, "LT 1.2", "LT 1.3", "LT 1.4")
    appraised(submission, ben, is_authentic=False)
    weak = words(seen(anna, csl), "weak")
    assert any(each.startswith("Ben Okafor could not confirm that E2") for each in weak)
    assert any("old when it was handed over" in each for each in weak)
    assert any("rest on one method: work product" in each for each in weak)
    assert "Evidence of the last 24 months counts as fresh" in page(anna, csl)
    other = make_evidence(learner, method=Method.WITNESS)
    submitted(other, "LT 1.1")
    weak = words(seen(anna, csl), "weak")
    assert not any("one method" in each or "old when" in each for each in weak)


# -- Who sees what -----------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["anna", "ben", "tara", "ines", "eve", "cleo"])
def test_every_next_step_can_be_taken(csl, learner, cast, ben, person):
    Qualification.objects.filter(pk=csl.qualification_id).update(evidence_months=1)
    team = make_team(learner)
    make_record(team, Kind.COACHING_PLAN)
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ben, "not_yet")
    appraised(submitted(make_evidence(learner), "LT 2.1", "LT 2.2"), ben, is_valid=False)
    make_mapping(make_evidence(learner), "LT 3.1")
    make_evidence(learner, narrative="<p>At the briefing we agreed who does what.</p>")
    client = client_of(cast.users[person])
    html = client.get(address(csl)).content.decode()
    followed = {link: client.get(link).status_code for link in links_in(html)}
    assert len(followed) > 10
    assert {link: code for link, code in followed.items() if code not in (200, 302)} == {}


def test_what_is_not_handed_over_is_for_the_learner_alone(csl, learner, anna, ben, ines):
    team = make_team(learner)
    record = make_record(team, Kind.COACHING_PLAN, title=SECRET)
    assert SECRET in page(anna, csl, "DO")
    for person in (ben, ines):
        assert SECRET not in page(person, csl, "DO")
    item = make_evidence(learner)
    freeze_record(record=record, evidence=item, user=learner.user)
    submitted(item, "DO 2.2")
    for person in (ben, ines):
        assert SECRET in page(person, csl, "DO")


def test_what_was_put_aside_is_told_to_others_and_not_what_it_was_called(csl, learner, anna, ben):
    make_record(make_team(learner), Kind.COACHING_PLAN, title=SECRET)
    said = lines(seen(anna, csl, "DO"), "weak")
    for advised in advise(learner, is_own=True).of_unit("DO").open:
        dismiss(learner=learner, user=anna, check_key=advised.key, reason="Only a first draft yet.")
    assert said
    assert lines(seen(anna, csl, "DO"), "weak") == ()
    html = page(ben, csl, "DO")
    assert "Their reason: Only a first draft yet." in html
    assert SECRET not in html


def test_who_has_left_the_centre_reads_and_is_sent_nowhere(csl, learner, anna, cast):
    make_mapping(make_evidence(learner), "LT 1.1")
    cast.memberships["anna"].ends_on = timezone.localdate() - timedelta(days=1)
    cast.memberships["anna"].save()
    html = page(anna, csl)
    assert "Hand over E1" not in html
    assert reverse("evidence-add", args=[learner.code]) not in html


def test_hostile_words_are_shown_as_words(csl, learner, anna, ben):
    item = make_evidence(learner, title=HOSTILE)
    judged(submitted(item, "LT 1.1").mappings.get(), ben, "not_yet", HOSTILE, action=HOSTILE)
    for person in (anna, ben):
        html = page(person, csl)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {label}" in html


def test_a_unit_of_another_qualification_is_not_there(csl, ccl, anna):
    client = client_of(anna)
    assert client.get(address(csl, "CC")).status_code == 404
    assert client.get(address(ccl, "CC")).status_code == 200
    assert client.get(address(csl, "nonsense")).status_code == 404
    with pytest.raises(NoSuchUnit):
        sources_of(csl, "CC", is_own=True)


# -- Where it stands among the pages -----------------------------------------------------------


def test_pages_about_the_unit_lead_to_it(csl, ccl, learner, anna, ben):
    item = make_evidence(learner)
    make_mapping(item, "LT 1.1")
    here = address(csl)
    assert here in client_of(anna).get(reverse("unit", args=[csl.code, "LT"])).content.decode()
    assert here in client_of(ben).get(reverse("unit", args=[csl.code, "LT"])).content.decode()
    handing_over = client_of(anna).get(reverse("submit", args=[item.code])).content.decode()
    assert here in handing_over
    assert address(ccl, "CC") in handing_over
    assert address(ccl, "MT") not in handing_over


def test_it_leads_to_the_learners_other_units(csl, ccl, learner, anna):
    found = links_in(page(anna, csl))
    for enrolment, codes in ((csl, ("LT", "MT", "CO", "DO")), (ccl, ("CC", "MT", "DO"))):
        for code in codes:
            assert address(enrolment, code) in found


# -- How much is asked for ---------------------------------------------------------------------


@pytest.mark.parametrize("person", ["anna", "ben"])
def test_it_takes_as_many_queries_for_three_items_as_for_one(csl, learner, cast, ben, person):
    Qualification.objects.filter(pk=csl.qualification_id).update(evidence_months=24)
    team = make_team(learner)
    client = client_of(cast.users[person])
    counted = []
    for _ in range(2):
        for _ in range(len(counted) + 1):
            record = make_record(team, Kind.COACHING_PLAN)
            item = make_evidence(learner)
            freeze_record(record=record, evidence=item, user=learner.user)
            submission = submitted(item, "LT 1.1")
            appraised(submission, ben, is_valid=False)
            judged(submission.mappings.get(), ben, "not_yet")
            make_mapping(make_evidence(learner), "LT 1.2")
        client.get(address(csl))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(csl))
        counted.append(len(queries))
    assert counted[0] == counted[1] < 60
    assert Evidence.objects.filter(learner=learner).count() == 6


def test_other_learners_units_are_not_mixed_in(csl, learner, anna, noahs_learner):
    other = enrolled(noahs_learner, "CSL")
    submitted(make_evidence(noahs_learner), "LT 1.1")
    assert seen(anna, csl).gaps[0].criterion.items == ()
    assert client_of(anna).get(address(other)).status_code == 404
