"""Sampling: who may, what is recorded, what a return opens, and that nothing counts twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from assessment.coverage import coverage_of
from assessment.enrolling import allocate_to_units, narrow_allocation
from assessment.marking.judging import countersign
from assessment.models import (
    Claim,
    ClaimAnswer,
    Judgement,
    Mapping,
    Outcome,
    PlannedSample,
    Sample,
    SampledDecision,
    Sighting,
    SignOff,
    Stage,
    Unit,
)
from assessment.quality.independence import can_plan, can_sample, why_not_sample
from assessment.quality.sampling import Finding, NothingToSample, Report, Seen, record_sample
from assessment.quality.screen import screen_of
from assessment.quality.standing import current_decisions, standing_of
from assessment.status import Status
from portfolio.models import Act, Allocation, AuditEntry, Membership, Notice, Origin, Role
from tests.assurance import all_met, declared, signed_off
from tests.laying import laid_once
from tests.people import appraised, client_of, judged, make_evidence, make_mapping, submitted

HOSTILE = '"><script>alert(1)</script>{{ 7|add:7 }}'
SOON = timezone.localdate() + timedelta(days=14)


@pytest.fixture
def lt(standard):
    return Unit.objects.get(code="LT")


@laid_once
def signed(csl, learner, ben):
    """Anna's LT, met and signed off by both."""
    return signed_off(learner, "LT", by=ben)


def findings_on(learner, unit, *, disagreed=()):
    """A finding on each decision: agreed but for the codes in ``disagreed``."""
    decisions = current_decisions(learner, unit).select_related(
        "mapping__criterion__outcome__unit", "mapping__marking_point"
    )
    return tuple(
        Finding(one.pk, False, "The briefing does not show this.")
        if one.mapping.target_code in disagreed
        else Finding(one.pk, True)
        for one in decisions
    )


def sampled(learner, unit, iqa, outcome=Outcome.ACCEPTED, *, disagreed=(), key=None, **values):
    """``iqa`` looks at every decision as it stands now and records what came of it."""
    standing = standing_of(learner, unit)
    defaults = {
        "findings": ()
        if outcome == Outcome.RELEASED
        else findings_on(learner, unit, disagreed=disagreed),
        "action": "Observe a briefing." if outcome == Outcome.RETURNED else "",
        "due_on": SOON if outcome == Outcome.RETURNED else None,
        "reason": "Sampled for this assessor last week." if outcome == Outcome.RELEASED else "",
    }
    return record_sample(
        learner=learner,
        unit=unit,
        iqa=iqa,
        report=Report(outcome, **defaults | values),
        seen=Seen(
            standing.sign_off.pk if standing.sign_off else None,
            standing.newest.pk if standing.newest else None,
        ),
        request_key=key or uuid4(),
    )


def status_of(enrolment, label):
    unit = next(unit for unit in coverage_of(enrolment).units if unit.code == "LT")
    return next(one.status for one in unit.criteria if one.label == label)


# -- What a sample does -----------------------------------------------------------------------


def test_an_accepted_sample_leaves_the_unit_signed_off(signed, learner, lt, ines, ben):
    sample = sampled(learner, lt, ines, feedback="Sound decisions.", records_checked=True)
    assert (sample.stage, sample.sign_off) == (Stage.SUMMATIVE, signed)
    assert sample.decisions.count() == current_decisions(learner, lt).count() > 5
    assert signed in SignOff.objects.complete()
    assert "accepted" in Notice.objects.get(user=ben, key=f"sample-{sample.pk}").words
    entry = AuditEntry.objects.filter(act=Act.QUALITY).last()
    assert (entry.actor, entry.learner, entry.detail["sample"]) == (ines, learner, sample.pk)


def test_a_return_opens_that_unit_and_no_other(signed, csl, learner, lt, ines, ben):
    other = signed_off(learner, "DO", by=ben)
    sample = sampled(learner, lt, ines, Outcome.RETURNED, disagreed=["LT 1.2"])
    assert list(SignOff.objects.standing()) == [other]
    assert status_of(csl, "1.2") == Status.RETURNED
    assert status_of(csl, "1.1") == Status.MET
    notice = Notice.objects.get(user=ben, key=f"sample-{sample.pk}")
    assert "Observe a briefing." in notice.words
    assert notice.address == f"/learners/{learner.code}/quality/#sample-{sample.pk}"


def test_after_a_return_the_unit_is_judged_signed_off_and_sampled_again(
    signed, csl, learner, lt, ines, ben
):
    sampled(learner, lt, ines, Outcome.RETURNED, disagreed=["LT 1.2"])
    with pytest.raises(NothingToSample, match="signed off, opened or sampled"):
        record_sample(
            learner=learner,
            unit=lt,
            iqa=ines,
            report=Report(Outcome.ACCEPTED, findings_on(learner, lt)),
            seen=Seen(signed.pk, None),
            request_key=uuid4(),
        )
    judged(
        Mapping.objects.get(
            criterion__outcome__unit=lt, criterion__number=2, criterion__outcome__number=1
        ),
        ben,
        reason="Seen on the floor.",
    )
    again = signed_off(learner, "LT", by=ben, met=False)
    screen = screen_of(learner, lt)
    assert [one.judgement.mapping.target_code for one in screen.returned] == ["LT 1.2"]
    words = " ".join(change.words for change in screen.changes)
    assert "LT 1.2 was decided anew: Met, by Ben Okafor" in words
    assert "signed the unit off again" in words
    assert sampled(learner, lt, ines).sign_off == again
    assert status_of(csl, "1.2") == Status.MET


def test_an_interim_sample_looks_at_an_open_unit(csl, learner, lt, ines, ben):
    mapping = submitted(make_evidence(learner), "LT 1.1").mappings.get()
    judged(mapping, ben)
    sample = sampled(learner, lt, ines, Outcome.RETURNED, disagreed=["LT 1.1"])
    assert (sample.stage, sample.sign_off, sample.enrolment) == (Stage.INTERIM, None, csl)
    assert status_of(csl, "1.1") == Status.RETURNED


def test_a_release_says_why_and_is_not_for_what_was_returned(signed, learner, lt, ines, ben):
    with pytest.raises(ValidationError, match="why it was not sampled"):
        sampled(learner, lt, ines, Outcome.RELEASED, reason="  ")
    assert sampled(learner, lt, ines, Outcome.RELEASED).outcome == Outcome.RELEASED
    assert signed in SignOff.objects.complete()
    sampled(learner, lt, ines, Outcome.RETURNED)
    signed_off(learner, "LT", by=ben, met=False)
    with pytest.raises(NothingToSample, match="look at what was done"):
        sampled(learner, lt, ines, Outcome.RELEASED)


def test_what_a_sample_needs(signed, learner, lt, ines):
    for outcome, values, words in (
        (Outcome.ACCEPTED, {"findings": ()}, "at least one decision"),
        (Outcome.ACCEPTED, {"disagreed": ["LT 1.1"]}, "return the unit with an action"),
        (Outcome.RETURNED, {"due_on": None}, "by when"),
        (Outcome.RETURNED, {"due_on": timezone.localdate() - timedelta(days=1)}, "past"),
        (Outcome.RETURNED, {"action": " "}, "has to do"),
    ):
        with pytest.raises(ValidationError, match=words):
            sampled(learner, lt, ines, outcome, **values)
    assert not Sample.objects.exists()
    assert not AuditEntry.objects.filter(act=Act.QUALITY).exists()


def test_a_decision_that_cannot_stand_is_explained(signed, learner, lt, ines):
    decision = current_decisions(learner, lt).first()
    with pytest.raises(ValidationError):
        sampled(learner, lt, ines, Outcome.RETURNED, findings=(Finding(decision.pk, False, "  "),))
    assert not Sample.objects.exists()


def test_a_sample_waits_for_the_learner(csl, learner, lt, ines, ben):
    all_met(learner, "LT", by=ben)
    declared(learner, "LT", by=ben)
    with pytest.raises(NothingToSample, match="not confirmed"):
        sampled(learner, lt, ines)


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_claimed_is_not_sampled(signed, csl, learner, lt, ines, cleo, whole):
    claim = Claim.objects.create(enrolment=csl, unit=None if whole else lt, claimed_by=cleo)
    with pytest.raises(NothingToSample, match="claimed"):
        sampled(learner, lt, ines, Outcome.RETURNED)
    ClaimAnswer.objects.create(
        claim=claim, answer=ClaimAnswer.Answer.REFUSED, reason="Dates differ.", recorded_by=cleo
    )
    sampled(learner, lt, ines, Outcome.RETURNED)


def test_planned_samples_are_done_by_sampling(signed, csl, learner, lt, ines, cleo):
    for stage in Stage:
        PlannedSample.objects.create(enrolment=csl, unit=lt, stage=stage, planned_by=cleo)
    sample = sampled(learner, lt, ines)
    assert sample.planned.count() == 2
    assert not PlannedSample.objects.open().exists()


# -- Sent twice, and two at once --------------------------------------------------------------


def test_sent_twice_it_is_one_sample(signed, learner, lt, ines):
    key = uuid4()
    first = sampled(learner, lt, ines, Outcome.RETURNED, disagreed=["LT 1.1"], key=key)
    assert sampled(learner, lt, ines, Outcome.RETURNED, key=key) == first
    assert Sample.objects.count() == 1
    assert Notice.objects.filter(key=f"sample-{first.pk}", user__username="ben").count() == 1


def test_another_decision_made_meanwhile_is_told(csl, learner, lt, ines, ben):
    mapping = submitted(make_evidence(learner), "LT 1.1").mappings.get()
    judged(mapping, ben)
    read = findings_on(learner, lt)
    judged(mapping, ben, "not_yet", reason="I missed a page.")
    with pytest.raises(NothingToSample, match=r"LT 1\.1 was decided anew"):
        sampled(learner, lt, ines, findings=read)
    assert not Sample.objects.exists()


def test_decisions_of_another_unit_are_not_taken(signed, learner, lt, ines, ben):
    strange = judged(submitted(make_evidence(learner), "DO 1.1").mappings.get(), ben)
    with pytest.raises(NothingToSample):
        sampled(learner, lt, ines, findings=(Finding(strange.pk, True),))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_of_two_at_once_one_counts_and_one_is_told(signed, learner, lt, ines):
    reports = [Outcome.ACCEPTED, Outcome.RETURNED]

    def act(outcome):
        try:
            return sampled(learner, lt, ines, outcome).outcome
        except NothingToSample as told:
            return str(told)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(act, reports))
    standing = standing_of(learner, lt)
    # Whoever came second saw the first one's sample, or was told of it.
    assert Sample.objects.count() + sum("while you were reading" in one for one in results) == 2
    assert (standing.sign_off is None) == (Outcome.RETURNED in results)


def test_samples_are_never_changed(signed, learner, lt, ines):
    sample = sampled(learner, lt, ines)
    with pytest.raises(TypeError):
        sample.save()
    with pytest.raises(TypeError):
        Sample.objects.update(outcome=Outcome.RETURNED)
    with pytest.raises(TypeError):
        SampledDecision.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.bulk_create(
            [
                Sample(
                    learner=learner,
                    unit=lt,
                    enrolment=sample.enrolment,
                    iqa=ines,
                    stage=Stage.SUMMATIVE,
                    outcome=Outcome.ACCEPTED,
                )
            ]
        )


# -- Nobody samples their own assessments -----------------------------------------------------


@pytest.fixture
def ines_assesses(cast, learner):
    """Ines held the role of assessor too, for a while; the allocation has ended."""
    return _second_role(cast, learner, Role.ASSESSOR)


@pytest.fixture
def ines_trained(cast, learner):
    return _second_role(cast, learner, Role.TRAINEE)


def _second_role(cast, learner, role):
    membership = Membership.objects.create(
        centre=cast.centres[0],
        user=cast.users["ines"],
        role=role,
        starts_on=timezone.localdate() - timedelta(days=400),
    )
    return Allocation.objects.create(
        learner=learner,
        membership=membership,
        since=timezone.localdate() - timedelta(days=300),
    )


def leave(allocation):
    """It ended yesterday."""
    allocation.until = timezone.localdate() - timedelta(days=1)
    allocation.save(update_fields=["until"])


def by_judging(learner, ines, ben, tara):
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ines)


def by_a_marking_point(learner, ines, ben, tara):
    submission = submitted(make_evidence(learner), "CO 1.1", "LT-MP1")
    judged(submission.mappings.get(marking_point__isnull=False), ines)


def by_countersigning(learner, ines, ben, tara):
    judgement = judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), tara)
    countersign(judgement=judgement, assessor=ines)


def by_appraising(learner, ines, ben, tara):
    appraised(submitted(make_evidence(learner), "LT 1.1"), ines)


def by_signing_off(learner, ines, ben, tara):
    all_met(learner, "LT", by=ben)
    declared(learner, "LT", by=ines)


def by_seeing_an_original(learner, ines, ben, tara):
    submission = submitted(make_evidence(learner), "LT 1.1")
    Sighting.objects.create(submission=submission, user=ines, where="The safe")


def by_writing_evidence(learner, ines, ben, tara):
    item = make_evidence(learner, origin=Origin.ASSESSOR, author=ines)
    Mapping.objects.create(
        evidence=item,
        criterion=make_mapping(make_evidence(learner), "LT 1.1").criterion,
        added_by=ben,
    )


def by_mapping(learner, ines, ben, tara):
    mapping = make_mapping(make_evidence(learner), "LT 1.1")
    Mapping.objects.filter(pk=mapping.pk).update(added_by=ines)


def by_taking_out(learner, ines, ben, tara):
    mapping = make_mapping(make_evidence(learner), "LT 1.1")
    Mapping.objects.filter(pk=mapping.pk).update(removed_by=ines, removed_at=timezone.now())


PARTS = {
    by_judging: "decided on evidence",
    by_a_marking_point: "decided on evidence",
    by_countersigning: "countersigned",
    by_appraising: "appraised",
    by_signing_off: "signed this unit off",
    by_seeing_an_original: "confirmed, as an assessor, an original",
    by_writing_evidence: "wrote evidence",
    by_mapping: "mapped evidence",
    by_taking_out: "took evidence out",
}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_nobody_samples_what_they_had_a_part_in(csl, learner, lt, cast, ines_assesses, part):
    ines, ben, tara, cleo = (cast.users[name] for name in ("ines", "ben", "tara", "cleo"))
    part(learner, ines, ben, tara)
    leave(ines_assesses)
    why = why_not_sample(ines, learner, lt.pk)
    assert PARTS[part] in why
    assert "nobody quality-assures their own assessments" in why
    assert not can_plan(ines, learner, lt.pk)
    # Another unit, in which they had no part, stays theirs to sample.
    assert can_sample(ines, learner, Unit.objects.get(code="DO").pk)
    # And it is no matter of the role: an administrator with a part in it plans nothing either.
    Membership.objects.create(centre=learner.centre, user=ines, role=Role.ADMIN)
    del ines.current_memberships
    assert not can_plan(ines, learner, lt.pk)
    assert can_plan(cleo, learner, lt.pk)


def test_whoever_is_allocated_to_assess_a_unit_does_not_sample_it(
    csl, learner, lt, ines, cast, ines_assesses, cleo
):
    assert "allocated to this unit as an assessor" in why_not_sample(ines, learner, lt.pk)
    other = Unit.objects.get(code="DO")
    narrow_allocation(allocation=ines_assesses, units=[other], by=cleo)
    assert can_sample(ines, learner, lt.pk)
    assert not can_sample(ines, learner, other.pk)


def test_a_decision_made_as_trainee_counts_as_a_part(csl, learner, lt, ines, ines_trained):
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ines)
    leave(ines_trained)
    ines_trained.membership.ends_on = timezone.localdate() - timedelta(days=1)
    ines_trained.membership.save()
    assert not can_sample(ines, learner, lt.pk)


def test_only_the_iqa_of_the_unit_samples(signed, learner, lt, cast, ines, ben, cleo):
    for name in ("anna", "ben", "cleo", "eve", "olive"):
        person = cast.users[name]
        assert not can_sample(person, learner, lt.pk)
        with pytest.raises(PermissionDenied):
            sampled(learner, lt, person)
    second = Membership.objects.create(centre=cast.centres[0], user=ben, role=Role.IQA)
    allocate_to_units(learner=learner, membership=second, units=[lt], by=cleo)
    # The unit is named for another now, who assessed it.
    assert not can_sample(ines, learner, lt.pk)
    assert not can_sample(ben, learner, lt.pk)
    assert can_sample(ines, learner, Unit.objects.get(code="DO").pk)


def test_the_page_says_why(csl, learner, ines, ines_assesses):
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ines)
    for name in ("sample-unit", "sample-release"):
        answer = client_of(ines).get(reverse(name, args=[learner.code, "LT"]))
        assert answer.status_code == 403
        assert "You decided on evidence of this unit" in answer.content.decode()
    answer = client_of(ines).post(
        reverse("sample-unit", args=[learner.code, "LT"]),
        {"outcome": "accepted", "agree_rest": "on", "key": uuid4()},
    )
    assert answer.status_code == 403
    assert not Sample.objects.exists()


# -- The pages --------------------------------------------------------------------------------


def sent(screen, **values):
    """What the sampling screen sends, with every decision agreed to."""
    standing = screen.standing
    fields = {
        "key": uuid4(),
        "outcome": "accepted",
        "agree_rest": "on",
        "sign_off": standing.sign_off.pk if standing.sign_off else "",
        "sample": standing.newest.pk if standing.newest else "",
    }
    for card in screen.decisions:
        fields[f"judgement-{card.target.mapping.pk}"] = card.decision.id
    return fields | values


def test_the_screen_records_and_shows_hostile_words_as_text(signed, learner, lt, ines, ben):
    screen = screen_of(learner, lt)
    card = screen.decisions[0].target.mapping.pk
    address = reverse("sample-unit", args=[learner.code, "LT"])
    answer = client_of(ines).post(
        address,
        sent(
            screen,
            outcome="returned",
            action=HOSTILE,
            feedback=HOSTILE,
            due_on=SOON,
            **{f"look-{card}": "disagree", f"comment-{card}": HOSTILE},
        ),
    )
    assert answer.status_code == 302
    sample = Sample.objects.get()
    assert sample.decisions.filter(agrees=False).get().comment == HOSTILE
    assert sample.decisions.count() == len(screen.decisions)
    for person in (ines, ben):
        page = client_of(person).get(reverse("learner-quality", args=[learner.code]))
        assert "<script>alert" not in page.content.decode()
        assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "<script>alert" not in client_of(ines).get(address).content.decode()


def test_what_is_wrong_is_said_and_nothing_is_lost(signed, learner, lt, ines):
    screen = screen_of(learner, lt)
    card = screen.decisions[0].target.mapping.pk
    values = {f"look-{card}": "disagree", "feedback": "Good on the whole.", "outcome": "returned"}
    answer = client_of(ines).post(
        reverse("sample-unit", args=[learner.code, "LT"]), sent(screen, **values)
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Say why this decision cannot stand", "Good on the whole", "has to do"):
        assert words in page
    assert not Sample.objects.exists()


def test_words_survive_a_decision_made_meanwhile(csl, learner, lt, ines, ben):
    mapping = submitted(make_evidence(learner), "LT 1.1").mappings.get()
    judged(mapping, ben)
    fields = sent(screen_of(learner, lt), **{f"comment-{mapping.pk}": "Where is the date?"})
    judged(mapping, ben, "not_yet", reason="I missed a page.")
    address = reverse("sample-unit", args=[learner.code, "LT"])
    answer = client_of(ines).post(address, fields)
    assert answer.status_code == 409
    assert "Where is the date?" in answer.content.decode()
    assert "decided anew" in answer.content.decode()
    # The form holds the new decision, so that sending it again is about that.
    newest = Judgement.objects.latest("pk").pk
    assert f'name="judgement-{mapping.pk}" value="{newest}"' in answer.content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"key": "x"},
        {"outcome": "perfect"},
        {"sign_off": "9" * 40},
        {"sample": "-1"},
        {"due_on": "soon", "outcome": "returned", "action": "Look again."},
        {"feedback": "a\x00b"},
        {"feedback": "x" * 4001},
    ],
)
def test_bad_input_is_refused(signed, learner, lt, ines, values):
    answer = client_of(ines).post(
        reverse("sample-unit", args=[learner.code, "LT"]), sent(screen_of(learner, lt), **values)
    )
    assert answer.status_code in (409, 422)
    assert not Sample.objects.exists()


def test_releasing_by_the_page(signed, learner, lt, ines):
    address = reverse("sample-release", args=[learner.code, "LT"])
    fields = {"key": uuid4(), "sign_off": signed.pk, "reason": ""}
    assert client_of(ines).post(address, fields).status_code == 422
    fields["reason"] = "Three units of hers were sampled."
    assert client_of(ines).post(address, fields).status_code == 302
    assert client_of(ines).post(address, fields).status_code == 302
    assert Sample.objects.get().outcome == Outcome.RELEASED


def test_the_item_beside_the_decisions_is_chosen_by_number(csl, learner, lt, ines, ben):
    for title in ("Briefing", "Rota"):
        submission = submitted(make_evidence(learner, title=title), "LT 1.1")
        judged(submission.mappings.get(), ben)
        appraised(submission, ben, f"Feedback on the {title}.")
    address = reverse("sample-unit", args=[learner.code, "LT"])
    for number, words in (("2", "Feedback on the Rota."), ("99", "Feedback on the Briefing.")):
        assert words in client_of(ines).get(address, {"item": number}).content.decode()


def test_the_learner_never_sees_it(signed, learner, lt, ines):
    sampled(learner, lt, ines)
    answer = client_of(learner.user).get(reverse("learner-quality", args=[learner.code]))
    assert answer.status_code == 403


def test_assessors_see_what_was_found_but_not_what_is_planned(
    signed, csl, learner, lt, ines, ben, cleo, eve
):
    sampled(learner, lt, ines, feedback="Sound decisions.")
    address = reverse("learner-quality", args=[learner.code])
    for person, sees_plan in ((ben, False), (ines, True), (eve, True), (cleo, True)):
        page = client_of(person).get(address).content.decode()
        assert "Sound decisions." in page
        assert ("Not planned" in page) == sees_plan


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_takes_the_same_queries_for_any_number_of_items(
    csl, learner, lt, ines, ben, count, django_assert_num_queries
):
    for _ in range(count):
        judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ben)
    with django_assert_num_queries(11):
        screen_of(learner, lt)


def test_what_a_later_version_left_out_is_decided_again(csl, learner, ben, ines):
    """Handed over while the unit was locked, the newest version holds nothing of it."""
    item = make_evidence(learner)
    submitted(item, "LT 1.1", "MT 2.3")
    of_unit, other = item.mappings.order_by("pk")
    disputed = judged(of_unit, ben)
    judged(other, ben, "not_yet")
    unit = signed_off(learner, "LT", by=ben).unit
    second = submitted(item)
    judged(other, ben)
    assert list(second.mappings.all()) == [other]
    finding = Finding(disputed.pk, agrees=False, comment="The minutes are another team’s.")
    sampled(learner, unit, ines, Outcome.RETURNED, findings=(finding,))
    assert judged(of_unit, ben, reason="The IQA is right about the minutes.").submission == second
