"""The sampling plan: states, suggestions that explain themselves, draws, policies, filters."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from assessment.marking.judging import countersign
from assessment.models import (
    Claim,
    Enrolment,
    Outcome,
    PlannedSample,
    PriorLearning,
    Qualification,
    SamplingPolicy,
    Stage,
    Unit,
)
from assessment.quality.drawing import lot
from assessment.quality.plan import Frame, draw_of, frames_of, plan_of, with_risks
from assessment.quality.planning import drop_planned, plan_drawn, plan_sample, restore_planned
from assessment.quality.policies import ChangedMeanwhile, change_policy, policy_of, version_of
from assessment.quality.states import CellState
from assessment.quality.waiting import waiting_for_iqa
from assessment.sign_off.signing_off import confirm
from portfolio.models import Act, Allocation, AuditEntry, Learner, Membership, Method, Notice, Role
from tests.assurance import all_met, declared, signed_off
from tests.people import appraised, client_of, enrolled, judged, make_evidence, submitted
from tests.test_sampling import HOSTILE, sampled

TODAY = timezone.localdate()


@pytest.fixture
def lt(standard):
    return Unit.objects.get(code="LT")


@pytest.fixture
def frame(csl, centre):
    return Frame(centre, csl.qualification)


def cell(frame, user, code="LT"):
    """Anna's cell of that unit as ``user`` sees it."""
    (row,) = with_risks(plan_of(frame, user).rows, frame)
    return next(one for one in row.cells if one.column.code == code)


def planned(enrolment, unit, by, **values):
    defaults = {"stage": Stage.SUMMATIVE, "due_on": TODAY + timedelta(days=60)}
    return plan_sample(enrolment=enrolment, unit=unit, by=by, **defaults | values)


def make_prior(learner):
    """An item of prior learning with the facts that it needs."""
    item = make_evidence(learner, method=Method.PRIOR_LEARNING)
    PriorLearning.objects.create(
        evidence=item,
        achievement="Team leading award",
        awarded_by="Harbour College",
        achieved_on=TODAY - timedelta(days=700),
        comparison="The same level and content.",
        kept_current="In the job since.",
    )
    return item


def words_of(one):
    return " ".join(risk.words for risk in one.risks)


# -- States -----------------------------------------------------------------------------------


def test_a_cell_goes_from_unplanned_to_claimed(frame, csl, learner, lt, ines, ben, cleo):
    def state():
        return cell(frame, ines).state

    assert state() == CellState.NONE
    one = planned(csl, lt, ines)
    assert state() == CellState.PLANNED
    for days, expected in ((10, CellState.DUE), (-1, CellState.OVERDUE)):
        PlannedSample.objects.filter(pk=one.pk).update(due_on=TODAY + timedelta(days=days))
        assert state() == expected
    drop_planned(planned=one, by=ines)
    all_met(learner, "LT", by=ben)
    declaration = declared(learner, "LT", by=ben)
    assert (state(), cell(frame, ines).standing.words) == (CellState.NONE, "learner to confirm")
    confirm(sign_off=declaration, user=learner.user, declared=True)
    assert state() == CellState.READY
    sampled(learner, lt, ines, Outcome.RETURNED)
    assert state() == CellState.RETURNED
    signed_off(learner, "LT", by=ben, met=False)
    assert state() == CellState.READY
    sampled(learner, lt, ines)
    assert state() == CellState.ACCEPTED
    Claim.objects.create(enrolment=csl, unit=None, claimed_by=cleo)
    assert {one.state for row in plan_of(frame, ines).rows for one in row.cells} == {
        CellState.CLAIMED
    }


def test_an_interim_return_is_ready_again_once_answered(frame, csl, learner, lt, ines, ben):
    mapping = submitted(make_evidence(learner), "LT 1.1").mappings.get()
    judged(mapping, ben)
    sampled(learner, lt, ines, Outcome.RETURNED, disagreed=["LT 1.1"])
    assert cell(frame, ines).state == CellState.RETURNED
    assert cell(frame, ines).standing.words.startswith("action due")
    judged(mapping, ben, reason="Two more signatures.")
    assert (cell(frame, ines).state, cell(frame, ines).standing.words) == (
        CellState.READY,
        "return answered",
    )


def test_a_released_unit_says_so(frame, learner, lt, ines, ben):
    signed_off(learner, "LT", by=ben)
    sampled(learner, lt, ines, Outcome.RELEASED)
    assert cell(frame, ines).state == CellState.RELEASED


def test_a_unit_of_two_qualifications_is_planned_once(frame, csl, ccl, lt, learner, ines):
    planned(csl, lt, ines)
    other = Frame(frame.centre, ccl.qualification)
    assert cell(other, ines, "CC").state == CellState.PLANNED
    with pytest.raises(ValidationError, match="in the plan already, planned by Ines"):
        planned(ccl, lt, ines)


# -- Who sees and plans what ------------------------------------------------------------------


def test_iqas_plan_their_learners_and_administrators_the_centre(
    frame, cast, ines, cleo, ben, eve, olive
):
    enrolled(cast.learners["noah"], "CSL")
    names = {
        person: [str(row.enrolment.learner) for row in plan_of(frame, person).rows]
        for person in (ines, cleo, ben, eve, olive)
    }
    assert names == {
        ines: ["Anna Kowalczyk"],
        cleo: ["Anna Kowalczyk", "Noah Bramwell"],
        ben: [],
        eve: [],
        olive: [],
    }
    assert frames_of(ben) == frames_of(olive) == ()


def test_only_who_had_no_part_plans_or_drops(frame, csl, learner, lt, cast, ines, ben, cleo):
    for person in (ben, learner.user, cast.users["eve"], cast.users["olive"]):
        with pytest.raises(PermissionDenied):
            planned(csl, lt, person)
    one = planned(csl, lt, cleo)
    Membership.objects.create(centre=frame.centre, user=ben, role=Role.ADMIN)
    del ben.current_memberships
    judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ben)
    with pytest.raises(PermissionDenied, match="nobody quality-assures their own"):
        drop_planned(planned=one, by=ben)
    assert PlannedSample.objects.open().count() == 1


def test_nobody_is_planned_who_could_not_sample(csl, learner, lt, cast, ines, ben, cleo):
    second = Membership.objects.create(centre=learner.centre, user=ben, role=Role.IQA)
    Allocation.objects.create(learner=learner, membership=second)
    with pytest.raises(ValidationError, match="had no part in it"):
        planned(csl, lt, cleo, iqa=ben)
    planned(csl, lt, cleo, iqa=ines)
    assert "planned unit LT of Anna" in Notice.objects.get(user=ines).words


def test_planning_says_what_is_wrong(csl, lt, ines):
    with pytest.raises(ValidationError, match="past"):
        planned(csl, lt, ines, due_on=TODAY - timedelta(days=1))
    stranger = Unit.objects.create(code="ZZ", title="Another", level=3, credits=3)
    with pytest.raises(ValidationError, match="not in the learner’s qualification"):
        planned(csl, stranger, ines)
    with pytest.raises(ValidationError):
        planned(csl, lt, ines, stage="whenever")
    assert not PlannedSample.objects.exists()


def test_dropping_can_be_undone_once(csl, lt, ines):
    one = planned(csl, lt, ines)
    assert drop_planned(planned=one, by=ines)
    assert not drop_planned(planned=one, by=ines)
    assert restore_planned(planned=one, by=ines)
    assert not restore_planned(planned=one, by=ines)
    drop_planned(planned=one, by=ines)
    planned(csl, lt, ines)
    assert not restore_planned(planned=one, by=ines)
    words = AuditEntry.objects.filter(act=Act.QUALITY).order_by("number").values_list("words")
    assert [line.split(" ")[0] for (line,) in words] == [
        "Planned",
        "Dropped",
        "Restored",
        "Dropped",
        "Planned",
    ]


# -- Suggestions ------------------------------------------------------------------------------


def test_a_unit_nobody_decided_on_is_not_suggested(frame, ines):
    assert cell(frame, ines).risks == ()


def test_suggestions_say_why(frame, learner, cast, ines, ben, tara):
    Membership.objects.filter(pk=cast.memberships["ben"].pk).update(
        starts_on=TODAY - timedelta(days=100)
    )
    for _ in range(2):
        submission = submitted(make_prior(learner), "LT 1.1", "LT 1.2", "LT 1.3")
        for mapping in submission.mappings.all():
            judged(mapping, ben)
        appraised(submission, ben, is_current=False)
    found = cell(frame, ines)
    assert found.is_suggested
    for sentence in (
        "Ben is new (3 months).",
        "Prior learning in 3 criteria.",
        "All 6 decisions were made on one day.",
        "Nothing that Ben decided has been sampled yet.",
        "No observation was used.",
        "2 items were appraised with a doubt.",
    ):
        assert sentence in words_of(found)
    trainees = judged(submitted(make_evidence(learner), "LT 1.4").mappings.get(), tara)
    assert "Tara" not in words_of(cell(frame, ines))  # it does not count yet
    countersign(judgement=trainees, assessor=ben)
    assert "Tara is a trainee assessor." in words_of(cell(frame, ines))


def test_what_was_sampled_is_no_longer_a_reason(frame, learner, lt, ines, ben):
    mapping = submitted(make_evidence(learner, method=Method.WITNESS), "LT 1.1").mappings.get()
    judged(mapping, ben)
    SamplingPolicy.objects.create(
        centre=frame.centre, qualification=frame.qualification, methods=[Method.WITNESS]
    )
    before = words_of(cell(frame, ines))
    assert "The policy asks to see witness testimony" in before
    sampled(learner, lt, ines)
    after = words_of(cell(frame, ines))
    assert "witness testimony" not in after
    assert "sampled" not in after
    judged(submitted(make_evidence(learner), "DO 1.1").mappings.get(), ben)
    assert "DO has never been sampled for Ben." in words_of(cell(frame, ines, "DO"))


# -- Draws ------------------------------------------------------------------------------------


def test_a_draw_is_the_same_at_every_look_and_follows_the_policy(frame, csl, learner, lt, ines):
    SamplingPolicy.objects.create(
        centre=frame.centre, qualification=frame.qualification, units=50, interim=0
    )
    drawn = draw_of(frame, ines)
    assert drawn == draw_of(frame, ines)
    assert len(drawn) == 2  # of four units
    assert "50 % of a learner’s units: 0 of 2 planned or sampled so far." in drawn[0].reasons[0]
    chosen = {one.code for one in drawn}
    by_lot = sorted(("LT", "MT", "CO", "DO"), key=lambda code: lot(learner.code, code))
    assert chosen == set(by_lot[:2])
    plan_drawn(centre=frame.centre, suggestions=drawn[:1], by=ines, due_on=None)
    (left,) = draw_of(frame, ines)
    assert left.code == drawn[1].code
    assert "1 of 2 planned or sampled so far" in left.reasons[0]
    # What is planned already is not planned twice.
    assert len(plan_drawn(centre=frame.centre, suggestions=drawn, by=ines, due_on=None)) == 1
    assert draw_of(frame, ines) == ()


def test_a_draw_takes_all_of_new_assessors_and_prior_learning(frame, learner, cast, ines, ben):
    SamplingPolicy.objects.create(
        centre=frame.centre, qualification=frame.qualification, units=0, interim=100
    )
    assert draw_of(frame, ines) == ()
    prior = make_prior(learner)
    judged(submitted(prior, "CO 1.1").mappings.get(), ben)
    assert [(one.code, one.stage) for one in draw_of(frame, ines)] == [
        ("CO", Stage.INTERIM),
        ("CO", Stage.SUMMATIVE),
    ]
    Membership.objects.filter(pk=cast.memberships["ben"].pk).update(starts_on=TODAY)
    judged(submitted(make_evidence(learner), "DO 1.1").mappings.get(), ben)
    assert {one.code for one in draw_of(frame, ines)} == {"CO", "DO"}


def test_a_draw_leaves_out_what_one_had_a_part_in(frame, csl, learner, cast, ines, cleo):
    assert draw_of(frame, ines)
    second = Membership.objects.create(centre=frame.centre, user=ines, role=Role.ASSESSOR)
    Allocation.objects.create(learner=learner, membership=second)
    assert draw_of(frame, ines) == ()
    drawn = draw_of(frame, cleo)
    with pytest.raises(PermissionDenied):
        plan_drawn(centre=frame.centre, suggestions=drawn, by=ines, due_on=None)


def test_a_share_of_learners_is_drawn_by_lot(frame, cast, cleo):
    for number in range(7):
        user = cast.users["odd"].__class__.objects.create(username=f"l{number}", name=f"L{number}")
        enrolled(Learner.objects.create(centre=frame.centre, user=user), "CSL")
    SamplingPolicy.objects.create(
        centre=frame.centre, qualification=frame.qualification, learners=50, units=25, interim=0
    )
    assert len({one.learner for one in draw_of(frame, cleo)}) == 4  # of eight


def test_the_page_of_a_draw_plans_what_is_ticked(frame, csl, ines):
    address = f"{reverse('sampling-draw')}?of={frame.key}"
    drawn = draw_of(frame, ines)
    client = client_of(ines)
    assert client.get(address).content.decode().count('name="chosen"') == len(drawn)
    assert client.post(address, {"chosen": []}).status_code == 422
    assert client.post(address, {"chosen": ["1-2-summative", HOSTILE]}).status_code == 422
    past = {"chosen": [drawn[0].key], "due_on": "2020-01-01"}
    assert client.post(address, past).status_code == 422
    assert not PlannedSample.objects.exists()
    assert client.post(address, {"chosen": [drawn[0].key]}).status_code == 302
    assert PlannedSample.objects.get().reason.startswith("The policy asks for")


# -- Policies ---------------------------------------------------------------------------------


def policy_facts(**values):
    return {
        "learners": 100,
        "units": 40,
        "new_assessor": 100,
        "new_assessor_months": 6,
        "prior_learning": 100,
        "interim": 30,
        "every_assessor_months": 3,
        "methods": [],
    } | values


def test_a_policy_is_changed_by_iqas_and_administrators_and_audited(frame, ines, cleo, ben, eve):
    names = {"centre": frame.centre, "qualification": frame.qualification}
    for person in (ben, eve):
        with pytest.raises(PermissionDenied):
            change_policy(**names, by=person, seen="", **policy_facts(units=0))
    policy = change_policy(**names, by=ines, seen="", **policy_facts(units=60))
    assert AuditEntry.objects.last().detail["after"]["units"] == 60
    with pytest.raises(ChangedMeanwhile, match="Ines Duarte has changed"):
        change_policy(**names, by=cleo, seen="", **policy_facts(units=10))
    # The same values, sent twice, are one change.
    change_policy(**names, by=ines, seen="", **policy_facts(units=60))
    change_policy(**names, by=cleo, seen=version_of(policy), **policy_facts(units=70))
    assert policy_of(frame.centre, frame.qualification).units == 70
    assert AuditEntry.objects.filter(act=Act.QUALITY).count() == 2


def test_the_page_of_a_policy_refuses_what_is_no_share(frame, cleo):
    address = reverse("sampling-policy-change", args=[frame.key])
    client = client_of(cleo)
    for values in ({"units": 101}, {"units": "many"}, {"every_assessor_months": 0}):
        answer = client.post(address, policy_facts(**values))
        assert answer.status_code == 422
    answer = client.post(address, policy_facts(methods=["telepathy"]))
    assert answer.status_code == 422
    assert not SamplingPolicy.objects.exists()
    assert client.post(address, policy_facts(methods=["observation"])).status_code == 302
    stale = client.post(address, policy_facts(units=5))
    assert stale.status_code == 422
    assert "has changed this policy while you were writing" in stale.content.decode()
    assert client.get(reverse("sampling-policy-change", args=["9-CSL"])).status_code == 404


# -- Pages ------------------------------------------------------------------------------------


def test_the_grid_is_filtered_and_paged(frame, csl, learner, lt, cast, ines, cleo, ben):
    enrolled(cast.learners["noah"], "CSL")
    signed_off(learner, "LT", by=ben)
    client = client_of(cleo)

    def learners(**asked):
        page = client.get(reverse("sampling-plan"), asked)
        assert page.status_code == 200
        return [row.enrolment.learner.user.username for row in page.context["rows"]]

    assert learners() == ["anna", "noah"]
    assert learners(assessor=ben.pk) == ["anna"]
    assert learners(state="ready") == ["anna"]
    assert learners(state="claimed") == []
    assert learners(q="Noah") == ["noah"]
    assert learners(q=HOSTILE, state=HOSTILE, assessor=HOSTILE, page=HOSTILE) == []
    assert client.get(reverse("sampling-plan"), {"of": HOSTILE}).status_code == 404


def test_the_cell_plans_and_drops_with_an_undo(frame, csl, learner, lt, ines):
    address = reverse("sampling-cell", args=[csl.code, "LT"])
    client = client_of(ines)
    refused = client.post(address, {"stage": "summative", "due_on": "2020-01-01"})
    assert refused.status_code == 422
    assert "This day is past" in refused.content.decode()
    client.post(address, {"stage": "summative", "iqa": ines.pk, "reason": HOSTILE})
    one = PlannedSample.objects.get()
    assert (one.iqa, one.reason) == (ines, HOSTILE)
    twice = client.post(address, {"stage": "summative"})
    assert twice.status_code == 422
    assert "planned by Ines Duarte" in twice.content.decode()
    page = client.get(address).content.decode()
    assert "<script>alert" not in page
    dropped = client.post(reverse("planned-drop", args=[one.pk]), follow=True)
    assert reverse("planned-restore", args=[one.pk]) in dropped.content.decode()
    client.post(reverse("planned-restore", args=[one.pk]))
    assert PlannedSample.objects.open().get() == one


def test_what_waits_for_an_iqa(frame, csl, learner, lt, cast, ines, ben, cleo):
    assert waiting_for_iqa(cleo) == ()
    signed_off(learner, "LT", by=ben)
    planned(csl, Unit.objects.get(code="DO"), ines, due_on=TODAY)
    tasks = [(task.state, task.unit.code, task.is_theirs) for task in waiting_for_iqa(ines)]
    assert tasks == [(CellState.READY, "LT", True), (CellState.DUE, "DO", True)]
    sampled(learner, lt, ines, Outcome.RETURNED)
    (task, _) = sorted(waiting_for_iqa(ines), key=lambda task: task.is_theirs)
    assert (task.state, task.is_theirs) == (CellState.RETURNED, False)
    assert task.due_on == TODAY + timedelta(days=14)
    second = Membership.objects.create(centre=frame.centre, user=ines, role=Role.ASSESSOR)
    Allocation.objects.create(learner=learner, membership=second)
    assert waiting_for_iqa(ines) == ()


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_takes_the_same_queries_for_any_number_of_learners(
    frame, cast, cleo, ben, count, django_assert_num_queries
):
    qualification = Qualification.objects.get(code="CSL")
    for number in range(count):
        user = cast.users["odd"].__class__.objects.create(username=f"l{number}", name=f"L{number}")
        learner = Learner.objects.create(centre=frame.centre, user=user)
        Enrolment.objects.create(learner=learner, qualification=qualification)
        Allocation.objects.create(learner=learner, membership=cast.memberships["ben"])
        user.memberships.create(centre=frame.centre, role=Role.LEARNER)
        judged(submitted(make_evidence(learner), "LT 1.1").mappings.get(), ben)
    assert cleo.current_memberships
    with django_assert_num_queries(13):
        with_risks(plan_of(frame, cleo).rows, frame)
    with django_assert_num_queries(15):
        draw_of(frame, cleo)
