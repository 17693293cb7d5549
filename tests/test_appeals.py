"""Appeals: lodged by the learner, heard in stages by people who were not involved, on time."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from assessment.appeals.hearing import (
    appoint_hearer,
    can_decide,
    decide_hearing,
    possible_hearers,
    why_not_hear,
)
from assessment.appeals.lodging import take_further, withdraw_appeal
from assessment.appeals.questions import appealable
from assessment.models import Appeal, Claim, Hearing, Mapping, SignOff, Unit
from assessment.status import Status, with_status
from assessment.working_days import after_working_days
from portfolio.models import Act, Allocation, AuditEntry, Membership, Notice, Role, User
from tests.assurance import lodged, signed_off
from tests.laying import laid_once
from tests.people import client_of, judged, make_evidence, submitted

pytestmark = pytest.mark.django_db
GROUNDS = "The minutes on page 2 show that I agreed it with each of them."


@pytest.fixture
def unit(standard):
    return Unit.objects.get(code="LT")


@laid_once
def decided(csl, learner, ben):
    """Two decisions of Ben's on one item: not yet on LT 1.1, met on LT 1.2."""
    item = make_evidence(learner)
    submitted(item, "LT 1.1", "LT 1.2")
    first, second = item.mappings.order_by("pk")
    return judged(first, ben, "not_yet"), judged(second, ben)


@pytest.fixture
def colleague(cast, centre, learner):
    """A second assessor of the centre, allocated to Anna, who decided nothing."""
    person = User.objects.create(username="hana", name="Hana Yilmaz")
    membership = Membership.objects.create(centre=centre, user=person, role=Role.ASSESSOR)
    Allocation.objects.create(learner=learner, membership=membership)
    return person


@laid_once
def appeal(learner, unit, decided, anna):
    return lodged(learner, "LT", decided[:1])


def heard(appeal, person, outcome, by, **values):
    """The newest stage, heard by ``person`` (appointed by ``by``) with ``outcome``."""
    hearing = appeal.hearings.last()
    if hearing.stage != Hearing.Stage.AWARDING_BODY:
        appoint_hearer(hearing=hearing, person=person, by=by)
    facts = {"outcome": outcome, "reasons": "The record says so."}
    return decide_hearing(hearing=hearing, user=person, **facts | values)


def status_of(judgement):
    return with_status(Mapping.objects.filter(pk=judgement.mapping_id)).get().status


def test_working_days():
    friday = date(2026, 5, 1)
    assert after_working_days(friday, 1) == date(2026, 5, 4)
    assert after_working_days(friday, 10) == date(2026, 5, 15)


def test_lodging_begins_the_first_stage(appeal, cleo):
    hearing = appeal.hearings.get()
    assert hearing.stage == Hearing.Stage.REVIEW
    assert hearing.due_on == after_working_days(timezone.localdate(), 10)
    assert Notice.objects.filter(user=cleo, words__contains="say who hears it").exists()
    assert AuditEntry.objects.filter(act=Act.APPEAL).count() == 1


def test_sent_twice_is_one(learner, unit, decided):
    key = uuid.uuid4()
    first = lodged(learner, "LT", decided[:1], request_key=key)
    assert lodged(learner, "LT", decided[:1], request_key=key) == first
    assert Appeal.objects.count() == 1


def test_one_at_a_time_on_a_unit(appeal, learner, unit, decided):
    with pytest.raises(ValidationError, match="outcome comes first"):
        lodged(learner, "LT", decided[1:])


def test_only_the_learner_lodges(learner, unit, decided, ben, cleo):
    for person in (ben, cleo):
        with pytest.raises(PermissionDenied):
            lodged(learner, "LT", decided[:1], user=person)


def test_only_newest_decisions_of_that_unit(learner, unit, decided, ben):
    replaced = decided[1]
    judged(replaced.mapping, ben, "not_yet", reason="I looked again.")
    with pytest.raises(ValidationError, match="replaced"):
        lodged(learner, "LT", [replaced])
    assert replaced not in appealable(learner, unit)


def test_who_was_involved_does_not_hear(appeal, ben, tara, ines, cleo, learner, colleague):
    hearing = appeal.hearings.get()
    assert possible_hearers(hearing) == [colleague, ines]
    assert "decided on evidence" in why_not_hear(hearing, ben)
    assert "own appeal" in why_not_hear(hearing, learner.user)
    assert "another role" in why_not_hear(hearing, cleo)
    with pytest.raises(ValidationError, match="decided on evidence"):
        appoint_hearer(hearing=hearing, person=ben, by=cleo)


def test_who_became_involved_since_does_not_decide(appeal, decided, colleague, cleo):
    hearing = appeal.hearings.get()
    appoint_hearer(hearing=hearing, person=colleague, by=cleo)
    hearing.refresh_from_db()
    assert can_decide(colleague, hearing)
    judged(decided[1].mapping, colleague, "not_yet", reason="I looked again.")
    assert not can_decide(colleague, hearing)


def test_only_administrators_appoint(appeal, ines, ben, cleo):
    with pytest.raises(PermissionDenied):
        appoint_hearer(hearing=appeal.hearings.get(), person=ines, by=ben)


def test_upheld_opens_the_decision(appeal, decided, ines, cleo):
    heard(appeal, ines, "upheld", cleo)
    assert status_of(decided[0]) == Status.RETURNED
    assert status_of(decided[1]) == Status.MET


def test_partly_upheld_opens_what_is_chosen(learner, unit, decided, ines, cleo):
    appeal = lodged(learner, "LT", decided)
    with pytest.raises(ValidationError, match="Choose the decisions"):
        heard(appeal, ines, "partly", cleo)
    heard(appeal, ines, "partly", cleo, again=decided[1:])
    assert status_of(decided[0]) == Status.NOT_YET
    assert status_of(decided[1]) == Status.RETURNED


def test_dismissed_changes_nothing_and_goes_on(appeal, decided, ines, cleo, anna):
    heard(appeal, ines, "dismissed", cleo)
    assert status_of(decided[0]) == Status.NOT_YET
    second = take_further(appeal=appeal, user=anna)
    assert second.stage == Hearing.Stage.PANEL
    assert take_further(appeal=appeal, user=anna) == second
    assert ines not in possible_hearers(second)  # she heard the first
    assert possible_hearers(second) == [cleo]
    heard(appeal, cleo, "dismissed", cleo)
    third = take_further(appeal=appeal, user=anna)
    assert not possible_hearers(third)
    heard(appeal, cleo, "upheld", cleo)
    assert status_of(decided[0]) == Status.RETURNED
    with pytest.raises(ValidationError, match="upheld"):
        take_further(appeal=appeal, user=anna)


def test_going_on_has_its_days(appeal, ines, cleo, anna):
    hearing = heard(appeal, ines, "dismissed", cleo)
    Hearing.objects.filter(pk=hearing.pk).update(decided_at=timezone.now() - timedelta(40))
    with pytest.raises(ValidationError, match="within 20 working days"):
        take_further(appeal=appeal, user=anna)


def test_withdrawn_while_heard(appeal, anna, ines, cleo):
    assert withdraw_appeal(appeal=appeal, user=anna)
    assert not withdraw_appeal(appeal=appeal, user=anna)
    with pytest.raises(ValidationError, match="over"):
        appoint_hearer(hearing=appeal.hearings.get(), person=ines, by=cleo)


def test_upheld_unlocks_the_unit(csl, learner, unit, ben, ines, cleo):
    declaration = signed_off(learner, "LT", by=ben)
    met = appealable(learner, unit)[0]
    heard(lodged(learner, "LT", [met]), ines, "upheld", cleo)
    assert not SignOff.objects.standing().filter(pk=declaration.pk).exists()
    assert status_of(met) == Status.RETURNED
    unlocked = AuditEntry.objects.get(act=Act.UNLOCK)
    assert (unlocked.actor, unlocked.detail) == (ines, {"sign_off": declaration.pk})


def test_a_claimed_unit_is_not_opened(csl, learner, unit, ben, ines, cleo):
    signed_off(learner, "LT", by=ben)
    met = appealable(learner, unit)[0]
    appeal = lodged(learner, "LT", [met])
    Claim.objects.create(enrolment=csl, unit=unit, claimed_by=cleo)
    with pytest.raises(ValidationError, match="claim withdrawn first"):
        heard(appeal, ines, "upheld", cleo)
    assert status_of(met) == Status.MET


def test_pages_from_lodging_to_outcome(learner, unit, decided, anna, ines, cleo):
    client = client_of(anna)
    page = client.get(reverse("appeal-lodge", args=[learner.code, "LT"]))
    sent = {
        "judgements": [decided[0].pk],
        "grounds": GROUNDS,
        "request_key": page.context["form"].initial.get("request_key")
        or page.context["form"]["request_key"].value(),
    }
    client.post(reverse("appeal-lodge", args=[learner.code, "LT"]), sent)
    appeal = Appeal.objects.get()
    appoint = reverse("appeal-appoint", args=[appeal.code])
    assert client_of(cleo).post(appoint, {"person": ines.pk}).status_code == 302
    decide = reverse("appeal-decide", args=[appeal.code])
    refused = client_of(ines).post(decide, {"outcome": "upheld", "reasons": ""})
    assert refused.status_code == 422
    answer = client_of(ines).post(decide, {"outcome": "upheld", "reasons": "The minutes say so."})
    assert answer.status_code == 302
    shown = client.get(reverse("appeal", args=[appeal.code])).content.decode()
    assert "The minutes say so." in shown
    assert "To be made again" in shown


def test_late_answers_are_marked(appeal, cleo):
    appeal.hearings.update(due_on=timezone.localdate() - timedelta(1))
    page = client_of(cleo).get(reverse("appeals")).content.decode()
    assert "Answer was due" in page


@pytest.mark.parametrize(
    "sent", [{"grounds": ""}, {"judgements": ["x"], "grounds": GROUNDS}, {"grounds": "\x00"}]
)
def test_bad_input_is_told(learner, decided, anna, sent):
    answer = client_of(anna).post(reverse("appeal-lodge", args=[learner.code, "LT"]), sent)
    assert answer.status_code == 422
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_constant_queries(
    learner, unit, decided, cleo, django_assert_max_num_queries, count
):
    for _ in range(count):
        withdraw_appeal(appeal=lodged(learner, "LT", decided), user=learner.user)
    client = client_of(cleo)
    with django_assert_max_num_queries(8):
        client.get(reverse("learner-appeals", args=[learner.code]))
