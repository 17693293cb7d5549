"""The demo once it is made: kept as people leave it, complete, and true to its own story."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessment.coverage import coverage_of
from assessment.demo.chapters import ITEMS
from assessment.demo.people import PASSWORD, PEOPLE, ensure_people, learner_named
from assessment.demo.telling import ensure_item
from assessment.models import (
    Appraisal,
    Countersignature,
    Enrolment,
    Judgement,
    Mapping,
    Sighting,
    Submission,
)
from assessment.sessions.signing import signed_record_of
from assessment.sign_off.declarations import reopened
from assessment.status import Status, with_status
from assessment.submitting import content_of
from portfolio.hashing import hash_of
from portfolio.models import (
    Allocation,
    Centre,
    Evidence,
    EvidenceFile,
    FileKind,
    Learner,
    Membership,
    Method,
    Origin,
    User,
)
from portfolio.recording import add_evidence, withdraw_evidence
from teams.demo.days import Days
from tests.laying import laid_once
from tests.people import CAST

MADE = (
    Centre,
    User,
    Membership,
    Learner,
    Allocation,
    Enrolment,
    Evidence,
    EvidenceFile,
    Mapping,
    Submission,
    Judgement,
    Countersignature,
    Appraisal,
)

pytestmark = pytest.mark.slow


@laid_once
def demo(standard):
    """The demo, made once for all tests here; returns what was printed.

    Begun and broken off after two items, as a killed process leaves it; the command goes on.
    """
    days = Days(timezone.localdate())
    ensure_people(days)
    for item in ITEMS[:2]:
        ensure_item(item, learner_named("anna"), days)
    return create_demo()


def create_demo():
    printed = io.StringIO()
    call_command("create_demo", stdout=printed)
    return printed.getvalue()


def counts():
    return {model.__name__: model.objects.count() for model in MADE}


def annas(qualification):
    return coverage_of(
        Enrolment.objects.get(learner__user__username="anna", qualification__code=qualification)
    )


def unit_of(coverage, code):
    return next(unit for unit in coverage.units if unit.code == code)


def test_it_prints_the_logins(demo):
    for person in PEOPLE:
        assert person.name in demo
        assert f" {person.username} " in demo
    assert PASSWORD in demo


def test_broken_off_it_went_on_where_it_stopped(demo):
    evidence = learner_named("anna").evidence.filter(origin=Origin.LEARNER).order_by("number")
    titles = [item.title for item in ITEMS]
    told = evidence.values_list("number", "title")[: len(titles)]
    assert list(told) == list(enumerate(titles, 1))


def test_made_twice_it_is_the_same(demo):
    before = counts()
    assert "The demo is complete." in create_demo()
    assert counts() == before


def test_it_keeps_what_people_did(demo):
    anna, learner = User.objects.get(username="anna"), learner_named("anna")
    own = add_evidence(
        learner=learner,
        user=anna,
        title="My own item",
        method=Method.REFLECTIVE,
        happened_on=timezone.localdate(),
        narrative="<p>Mine.</p>",
        location="",
        seen_by="",
    )
    draft = learner.evidence.get(title__startswith="Contingency plan")
    withdraw_evidence(evidence=draft, user=anna)
    ben = User.objects.get(username="ben")
    ben.set_password("another-password")
    ben.name = "Benjamin Okafor"
    ben.save(update_fields=["password", "name"])
    Centre.objects.filter(number="C-1001").update(name="Millrace College")
    ended = Allocation.objects.filter(membership__user__username="tara")
    ended.update(until=timezone.localdate() - timedelta(days=1))
    before = counts()

    create_demo()

    assert counts() == before
    ben.refresh_from_db()
    draft.refresh_from_db()
    assert ben.check_password("another-password")
    assert ben.name == "Benjamin Okafor"
    assert draft.withdrawn_at is not None
    assert not ended.filter(until=None).exists()
    assert Centre.objects.filter(name="Millrace College").exists()
    assert Evidence.objects.get(pk=own.pk).title == "My own item"


def test_the_people_can_log_in(demo, client):
    for person in PEOPLE:
        assert client.login(username=person.username, password=PASSWORD), person.username


def test_the_people_are_those_of_the_tests(demo):
    demo_names = {person.username: person.name for person in PEOPLE}
    assert {name: values[0] for name, values in CAST.items()}.items() <= demo_names.items()
    assert {person.centre.name for person in PEOPLE} == {
        "Millrace Training",
        "Harbour Skills Centre",
    }


def test_every_row_is_valid(demo):
    for model in MADE:
        for row in model.objects.all():
            row.full_clean()


def test_every_status_occurs(demo):
    counted = annas("CSL").counts
    assert min(counted.met, counted.awaiting, counted.not_yet, counted.draft, counted.unmapped) > 0
    statuses = with_status(Mapping.objects.live().of_criteria()).values_list("status", flat=True)
    # A criterion alone is partly met: an item meets it or not.
    assert set(statuses) == set(Status) - {Status.UNMAPPED, Status.PARTLY}


def test_annas_units_stand_where_the_story_says(demo):
    leading, managing = unit_of(annas("CSL"), "LT"), unit_of(annas("CSL"), "MT")
    assert (leading.counts.met, leading.counts.total) == (16, 20)
    assert (managing.counts.met, managing.counts.total) == (12, 14)
    assert unit_of(annas("CCL"), "CC").counts == leading.counts
    for coverage in (annas("CSL"), annas("CCL")):
        for unit in coverage.units:
            assert any(point.items for point in unit.marking_points), unit.code
            assert unit.is_complete == (unit.code == "DO")
            assert bool(unit.reasons) == (unit.code != "DO")


def test_annas_do_is_signed_off_and_graces_lt_waits_for_her(demo):
    for code in ("CSL", "CCL"):
        assert annas(code).signed_off == {"DO"}
    grace = Enrolment.objects.get(learner__user__username="grace")
    lt = unit_of(coverage_of(grace), "LT")
    assert (lt.is_locked, lt.is_signed_off) == (True, False)
    assert [each.words for each in reopened(grace.learner_id, lt.unit)] == ["Unlocked"]


def test_a_criterion_of_samuels_needs_one_more_item(demo):
    samuel = Enrolment.objects.get(learner__user__username="samuel")
    assert "1.6 needs one more item." in unit_of(coverage_of(samuel), "CO").reasons
    anna = next(c for c in unit_of(annas("CSL"), "CO").criteria if c.label == "1.6")
    assert (anna.status, anna.need.items) == (Status.MET, 2)


def test_another_learner_has_completed_a_unit(demo):
    priya = Enrolment.objects.get(learner__user__username="priya")
    assert unit_of(coverage_of(priya), "MT").is_complete


def test_what_assessors_do_occurs(demo):
    trainees = Judgement.objects.filter(is_provisional=True)
    assert trainees.filter(countersignature=None).exists()
    assert trainees.exclude(countersignature=None).exists()
    assert any(appraisal.doubts for appraisal in Appraisal.objects.all())
    assert Submission.objects.filter(version=2, judgements=None).exists()
    for judgement in Judgement.objects.filter(decision="not_yet"):
        assert judgement.feedback
    own = Evidence.objects.filter(learner__user__username="anna", origin=Origin.LEARNER)
    assert own.filter(submissions=None).count() == 5


def test_what_ben_recorded_is_confirmed_or_waits_for_anna(demo):
    confirmed, waiting = Evidence.objects.filter(author__username="ben").order_by("number")
    assert confirmed.assessor_record.questions.count() == 6
    assert confirmed.files.get().kind == FileKind.AUDIO
    assert not confirmed.mappings.filter(judgements=None).exists()
    assert not waiting.submissions.exists()
    for evidence in (confirmed, waiting):
        assert signed_record_of(evidence, is_confirmed=False).is_unaltered
        assert evidence.created_at < evidence.assessor_record.signed_at <= timezone.now()
    assert Sighting.objects.get().submission.evidence.method == Method.SIGNPOSTED
    for prior in Evidence.objects.filter(method=Method.PRIOR_LEARNING):
        assert prior.prior_learning.achieved_on < prior.happened_on


def test_what_waits_for_ben_has_different_ages(demo):
    waiting = with_status(
        Mapping.objects.of_criteria().filter(
            evidence__learner__allocations__membership__user__username="ben"
        )
    ).filter(status=Status.AWAITING, judgements=None)
    handed_in = Submission.objects.filter(mappings__in=list(waiting)).distinct()
    days = {submission.submitted_at.date() for submission in handed_in}
    assert len(days) >= 4


def test_most_methods_and_kinds_of_file_occur(demo):
    methods = set(Evidence.objects.values_list("method", flat=True))
    assert methods >= set(Method) - {Method.EXPERT_WITNESS, Method.SIMULATION}
    kinds = set(EvidenceFile.objects.values_list("kind", flat=True))
    assert kinds == set(FileKind) - {FileKind.VIDEO}


def test_only_the_protected_file_cannot_be_shown(demo):
    broken = EvidenceFile.objects.exclude(problem="")
    assert [file.name for file in broken] == ["Unit transcript (protected).pdf"]
    assert not EvidenceFile.objects.filter(description="").exists()


def test_narratives_hold_their_dates_and_only_clean_text(demo):
    for evidence in Evidence.objects.all():
        assert evidence.narrative
        assert "{" not in evidence.narrative
    # A record says it itself.
    long = [item for item in ITEMS if item.hand_ins and not item.records]
    for item in long:
        assert 150 <= len(item.narrative.split()) <= 400, (item.key, len(item.narrative.split()))


def test_what_was_handed_over_is_what_is_there(demo):
    for submission in Submission.objects.select_related("evidence"):
        assert submission.content_hash == hash_of(submission.content)
        if submission == submission.evidence.submissions.last():
            assert submission.content == content_of(submission.evidence)


def test_nothing_lies_in_the_future_and_all_in_order(demo):
    now = timezone.now()
    for evidence in Evidence.objects.all():
        assert evidence.happened_on <= timezone.localdate()
        assert evidence.happened_on.weekday() < 5
        assert evidence.created_at <= evidence.changed_at <= now
    for file in EvidenceFile.objects.select_related("evidence"):
        assert file.uploaded_at <= now
    for judgement in Judgement.objects.select_related("submission", "mapping"):
        assert judgement.mapping.added_at <= judgement.submission.submitted_at
        assert judgement.submission.submitted_at < judgement.decided_at <= now
    for signature in Countersignature.objects.select_related("judgement"):
        assert signature.judgement.decided_at < signature.signed_at <= now
