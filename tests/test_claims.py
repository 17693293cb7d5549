"""Claims: when a unit or a qualification can be claimed, why not, and what is answered."""

import csv
import threading
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.appeals.lodging import lodge_appeal
from assessment.claims import claiming
from assessment.claims.claimed import UnitClaimed, claimed_units, require_unclaimed
from assessment.claims.standing import State, claims_of
from assessment.models import Claim, ClaimAnswer, DirectClaimStatus, Enrolment, Sample, Visit
from assessment.sign_off import signing_off
from assessment.visits.marks import record_report
from portfolio.models import Act, AuditEntry, Learner, Notice, User
from tests.assurance import (
    all_met,
    claimable,
    declared,
    sampled,
    signed_off,
    visit_made,
)
from tests.laying import laid_once
from tests.people import client_of, enrolled

HOSTILE = "<script>alert(1)</script>"


@laid_once
def ready(csl, learner, ben, ines, cleo):
    """LT of Anna can be claimed; its sign-off."""
    return claimable(learner, "LT", ben=ben, ines=ines, cleo=cleo)


@laid_once
def accepted(csl, learner, ben, ines):
    """LT of Anna: signed off and accepted by the IQA, and no more."""
    sign_off = signed_off(learner, "LT", by=ben)
    sampled(sign_off, ines)
    return sign_off


def claim(enrolment, code="LT", *, by, key=None):
    return claiming.claim(enrolment=enrolment, code=code, by=by, request_key=key or uuid4())


def answered(made, by, answer="certificated", **values):
    defaults = {"certificate": "C-778", "answered_on": timezone.localdate(), "reason": ""}
    if answer != "certificated":
        defaults |= {"certificate": "", "reason": "The registration number was wrong."}
    return claiming.record_answer(claim=made, by=by, answer=answer, **defaults | values)


def why_not(enrolment, code="LT"):
    return " ".join(claiming.why_not_claimable(enrolment, code))


def direct(enrolment, by, **values):
    defaults = {
        "reference": "DCS-1",
        "starts_on": timezone.localdate(),
        "ends_on": None,
        "request_key": uuid4(),
    }
    return claiming.record_direct_claim(
        centre=enrolment.learner.centre,
        qualification=enrolment.qualification,
        by=by,
        **defaults | values,
    )


# -- What is missing --------------------------------------------------------------------------


def test_of_an_untouched_unit_everything_is_missing(csl):
    reasons = claiming.why_not_claimable(csl, "LT")
    assert len(reasons) == 4
    assert "criteria are not met in unit LT" in reasons[0]
    assert "Anna Kowalczyk hands over evidence" in reasons[0]
    assert "not signed off" in reasons[1]
    assert "an IQA samples it" in reasons[2]
    assert "a centre administrator makes an EQA visit" in reasons[3]


def test_met_is_not_signed_off(csl, learner, ben):
    all_met(learner, "LT", by=ben)
    reasons = claiming.why_not_claimable(csl, "LT")
    assert len(reasons) == 3
    assert "not signed off" in reasons[0]


def test_the_learners_declaration_is_missing(csl, learner, ben):
    all_met(learner, "LT", by=ben)
    declared(learner, "LT", by=ben)
    assert "signed off by the assessor alone: Anna Kowalczyk still has to" in why_not(csl)


def test_not_sampled(csl, learner, ben, cleo):
    signed_off(learner, "LT", by=ben)
    direct(csl, cleo)
    (reason,) = claiming.why_not_claimable(csl, "LT")
    assert "No IQA has accepted unit LT" in reason


@pytest.mark.parametrize("outcome", ["accepted", "released"])
def test_accepted_or_released(csl, learner, ben, ines, cleo, outcome):
    sampled(signed_off(learner, "LT", by=ben), ines, outcome)
    direct(csl, cleo)
    assert why_not(csl) == ""
    assert claim(csl, by=cleo).unit.code == "LT"


def test_returned(csl, learner, ben, ines, cleo):
    sampled(signed_off(learner, "LT", by=ben), ines, "returned")
    direct(csl, cleo)
    reasons = why_not(csl)
    assert "not signed off" in reasons
    assert "An IQA returned unit LT" in reasons
    assert "to be decided again: by the assessor" in reasons


def test_a_decision_to_be_made_again_counts_though_another_item_meets_the_criterion(
    csl, learner, ben, ines, cleo
):
    all_met(learner, "LT", by=ben)
    sign_off = signed_off(learner, "LT", by=ben)
    sampled(sign_off, ines, "returned")
    direct(csl, cleo)
    found = claiming.claimable_of(csl, "LT")
    assert found.counts.met == found.counts.total
    assert "1.1 in E1 is to be decided again" in why_not(csl)


def test_an_open_appeal(ready, csl, learner, anna):
    assert why_not(csl) == ""
    judgement = learner.evidence.first().mappings.first().judgements.last()
    lodge_appeal(
        learner=learner,
        unit=ready.unit,
        user=anna,
        judgements=[judgement],
        grounds="The briefing was mine.",
        request_key=uuid4(),
    )
    (reason,) = claiming.why_not_claimable(csl, "LT")
    assert "An appeal on unit LT is open" in reason


def test_an_enrolment_that_ended(ready, csl, cleo):
    today = timezone.localdate()
    Enrolment.objects.filter(pk=csl.pk).update(ended_on=today)
    csl.refresh_from_db()
    assert why_not(csl) == ""  # signed off on its last day
    Enrolment.objects.filter(pk=csl.pk).update(ended_on=today - timedelta(days=1))
    csl.refresh_from_db()
    assert "before unit LT was signed off" in why_not(csl)
    with pytest.raises(ValidationError, match="before unit LT"):
        claim(csl, by=cleo)


# -- EQA or direct claim status ---------------------------------------------------------------


def test_an_eqas_support_after_the_sign_off(accepted, csl, learner, cleo, eve):
    assert "No EQA has supported" in why_not(csl)
    visit = visit_made(learner, by=cleo, eqa=eve)
    assert "No EQA has supported" in why_not(csl)
    record_report(visit=visit, by=cleo, outcome="actions", words="Plan reviews sooner.")
    assert why_not(csl) == ""
    assert claim(csl, by=cleo).rests_on["visit_report"] == visit.reports.get().pk


def test_support_before_the_sign_off_does_not_count(csl, learner, ben, ines, cleo, eve):
    visit = visit_made(learner, by=cleo, eqa=eve)
    record_report(visit=visit, by=eve, outcome="supported")
    sampled(signed_off(learner, "LT", by=ben), ines)
    assert "No EQA has supported" in why_not(csl)
    record_report(visit=visit, by=cleo, outcome="supported")
    assert why_not(csl) == ""


def test_a_late_report_on_an_earlier_visit_does_not_count(csl, learner, ben, ines, cleo, eve):
    visit = visit_made(learner, by=cleo, eqa=eve)
    yesterday = timezone.localdate() - timedelta(days=1)
    Visit.objects.filter(pk=visit.pk).update(starts_on=yesterday, ends_on=yesterday)
    sampled(signed_off(learner, "LT", by=ben), ines)
    record_report(visit=visit, by=cleo, outcome="supported")
    assert "No EQA has supported" in why_not(csl)


def test_a_visit_to_others_supports_nothing(accepted, csl, noahs_learner, cleo, eve):
    record_report(visit=visit_made(noahs_learner, by=cleo, eqa=eve), by=cleo, outcome="supported")
    assert "No EQA has supported" in why_not(csl)


def test_blocked_blocks_whatever_else_there_is(ready, csl, learner, cleo, eve):
    visit = visit_made(learner, by=cleo, eqa=eve)
    record_report(visit=visit, by=eve, outcome="blocked", words="Observations are missing.")
    (reason,) = claiming.why_not_claimable(csl, "LT")
    assert "The EQA blocked certification" in reason
    with pytest.raises(ValidationError, match="blocked"):
        claim(csl, by=cleo)
    record_report(visit=visit, by=cleo, outcome="supported")
    assert why_not(csl) == ""


@pytest.mark.parametrize(
    ("first", "last", "is_enough"), [(0, None, 1), (0, 0, 1), (1, 2, 0), (-2, -1, 0)]
)
def test_direct_claim_status_is_for_its_days(accepted, csl, cleo, first, last, is_enough):
    today = timezone.localdate()
    ends_on = None if last is None else today + timedelta(days=last)
    direct(csl, cleo, starts_on=today + timedelta(days=first), ends_on=ends_on)
    assert (why_not(csl) == "") == is_enough


def test_direct_claim_status_is_for_its_qualification_and_centre(
    accepted, csl, ccl, cleo, other_centre
):
    direct(ccl, cleo)
    DirectClaimStatus.objects.create(
        centre=other_centre, qualification=csl.qualification, reference="X", recorded_by=cleo
    )
    assert "No EQA has supported" in why_not(csl)
    # The same official unit has another code there.
    assert why_not(ccl, "CC") == ""


def test_one_status_at_a_time_ended_at_once(csl, cleo):
    key = uuid4()
    status = direct(csl, cleo, request_key=key)
    assert direct(csl, cleo, request_key=key) == status
    with pytest.raises(ValidationError, match="DCS-1 is in force"):
        direct(csl, cleo, reference="DCS-2")
    claiming.end_direct_claim(status=status, by=cleo)
    assert not DirectClaimStatus.objects.in_force().exists()
    claiming.end_direct_claim(status=status, by=cleo)
    assert AuditEntry.objects.filter(words__startswith="Ended direct claim").count() == 1
    direct(csl, cleo, reference="DCS-2")
    assert DirectClaimStatus.objects.in_force().count() == 1


# -- Claiming ---------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["anna", "ben", "tara", "ines", "eve", "olive"])
def test_only_administrators_claim_and_record(ready, csl, cast, cleo, person):
    with pytest.raises(PermissionDenied):
        claim(csl, by=cast.users[person])
    made = claim(csl, by=cleo)
    with pytest.raises(PermissionDenied):
        answered(made, cast.users[person])
    with pytest.raises(PermissionDenied):
        direct(csl, cast.users[person])


def test_a_claim_says_what_it_rests_on_and_who_is_told(ready, csl, learner, cleo, anna, ben):
    made = claim(csl, by=cleo)
    assert made.rests_on == {
        "sign_off": ready.pk,
        "sample": Sample.objects.get().pk,
        "direct_claim_status": DirectClaimStatus.objects.get().pk,
        "visit_report": None,
    }
    entry = AuditEntry.objects.filter(act=Act.CLAIM).last()
    assert (entry.words, entry.actor, entry.learner) == ("Claimed unit LT.", cleo, learner)
    told = Notice.objects.filter(words__contains="is claimed").values_list("user__username")
    assert {name for (name,) in told} == {"anna", "ben", "tara"}


def test_a_double_click_is_one_claim_and_a_second_is_told(ready, csl, cleo):
    key = uuid4()
    made = claim(csl, by=cleo, key=key)
    assert claim(csl, by=cleo, key=key) == made
    with pytest.raises(ValidationError, match="was claimed on"):
        claim(csl, by=cleo)
    assert Claim.objects.count() == 1


def test_refused_or_withdrawn_is_claimed_anew(ready, csl, cleo):
    for answer in ("refused", "withdrawn"):
        answered(claim(csl, by=cleo), cleo, answer)
    made = claim(csl, by=cleo)
    answered(made, cleo)
    with pytest.raises(ValidationError, match="certificated already"):
        claim(csl, by=cleo)
    assert Claim.objects.count() == 3
    found = claiming.claimable_of(csl, "LT")
    assert (found.state, found.standing, len(found.former)) == (State.CERTIFICATED, made, 2)


def test_an_answer_is_given_once(ready, csl, cleo):
    made = claim(csl, by=cleo)
    first = answered(made, cleo)
    assert answered(made, cleo) == first
    with pytest.raises(ValidationError, match="answered meanwhile"):
        answered(made, cleo, certificate="C-779")
    with pytest.raises(ValidationError, match="answered meanwhile"):
        answered(made, cleo, "withdrawn")
    assert ClaimAnswer.objects.get().certificate == "C-778"


@pytest.mark.parametrize(
    ("answer", "values", "sentence"),
    [
        ("certificated", {"certificate": " "}, "Give the number"),
        ("refused", {"reason": ""}, "Say why"),
        ("withdrawn", {"reason": " "}, "Say why"),
        ("certificated", {"answered_on": timezone.localdate() + timedelta(days=2)}, "not come yet"),
        (
            "certificated",
            {"answered_on": timezone.localdate() - timedelta(days=2)},
            "before the day",
        ),
    ],
)
def test_answers_that_cannot_be(ready, csl, cleo, answer, values, sentence):
    made = claim(csl, by=cleo)
    with pytest.raises(ValidationError, match=sentence):
        answered(made, cleo, answer, **values)
    assert not ClaimAnswer.objects.exists()


def test_what_is_claimed_is_neither_unlocked_nor_sampled(ready, csl, learner, ines, cleo):
    made = claim(csl, by=cleo)
    assert claimed_units(learner) == {ready.unit_id}
    with pytest.raises(UnitClaimed, match="withdraw the claim first"):
        require_unclaimed(learner, ready.unit_id)
    with pytest.raises(ValidationError, match="withdraw the claim"):
        signing_off.unlock(sign_off=ready, user=ines, reason="A mistake.")
    with pytest.raises(Exception, match="claimed"):
        sampled(ready, ines, "returned")
    answered(made, cleo, "withdrawn")
    signing_off.unlock(sign_off=ready, user=ines, reason="A mistake.")
    assert "not signed off" in why_not(csl)
    with pytest.raises(ValidationError, match="not signed off"):
        claim(csl, by=cleo)


def test_a_claim_in_one_qualification_leaves_the_other_free(ready, csl, ccl, cleo):
    direct(ccl, cleo)
    claim(csl, by=cleo)
    assert claim(ccl, "CC", by=cleo).enrolment == ccl


def test_a_claim_is_not_changed(ready, csl, cleo):
    made = claim(csl, by=cleo)
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        Claim.objects.update(unit=None)


# -- The whole qualification ------------------------------------------------------------------


@laid_once
def whole(csl, learner, ben, ines, cleo):
    """Every unit of Anna's qualification can be claimed."""
    (claims,) = claims_of([csl])
    for unit in claims.units:
        sampled(signed_off(learner, unit.code, by=ben), ines)
    direct(csl, cleo)
    return csl


def test_a_qualification_needs_its_credit_rules(ready, csl, cleo):
    reasons = why_not(csl, "")
    assert "neither claimed" not in reasons
    assert "is mandatory and not claimed or ready to be claimed" in reasons
    with pytest.raises(ValidationError, match="mandatory"):
        claim(csl, "", by=cleo)


def test_a_qualification_of_claimed_and_claimable_units(whole, learner, cleo, ines):
    claim(whole, "LT", by=cleo)
    made = claim(whole, "", by=cleo)
    assert made.unit is None
    units = {unit.unit for unit in claims_of([whole])[0].units}
    assert set(made.rests_on["units"]) == units
    assert claimed_units(learner) == units
    sign_off = learner.sign_offs.exclude(unit__code="LT").first()
    with pytest.raises(ValidationError, match="withdraw the claim"):
        signing_off.unlock(sign_off=sign_off, user=ines, reason="A mistake.")


# -- Two at once ------------------------------------------------------------------------------


def at_once(*verbs):
    """Run the verbs at the same moment, each in a thread of its own; what they raised."""
    start, raised = threading.Barrier(len(verbs)), []

    def run(verb):
        try:
            start.wait(timeout=20)
            verb()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    return raised


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_are_one(ready, csl, cleo):
    raised = at_once(lambda: claim(csl, by=cleo), lambda: claim(csl, by=cleo))
    assert Claim.objects.count() == 1
    (error,) = raised
    assert "was claimed on" in str(error)


@pytest.mark.django_db(transaction=True)
def test_claimed_and_unlocked_at_once_is_one_of_them(ready, csl, cleo, ines):
    raised = at_once(
        lambda: claim(csl, by=cleo),
        lambda: signing_off.unlock(sign_off=ready, user=ines, reason="A mistake."),
    )
    assert len(raised) == 1
    is_claimed = Claim.objects.exists()
    is_open = hasattr(type(ready).objects.get(pk=ready.pk), "unlocking")
    assert is_claimed != is_open


@pytest.mark.django_db(transaction=True)
def test_claimed_and_returned_at_once_is_one_of_them(csl, learner, ben, ines, cleo):
    sign_off = claimable(learner, "LT", ben=ben, ines=ines, cleo=cleo)
    raised = at_once(lambda: claim(csl, by=cleo), lambda: sampled(sign_off, ines, "returned"))
    assert len(raised) == 1
    assert Claim.objects.exists() != Sample.objects.filter(outcome="returned").exists()


# -- Pages ------------------------------------------------------------------------------------


def test_the_learners_page_says_why_not(accepted, csl, learner, cleo, ben, anna):
    address = reverse("learner-claims", args=[learner.code])
    page = client_of(cleo).get(address).content.decode()
    assert "No EQA has supported certification since unit LT was signed off" in page
    assert client_of(ben).get(address).status_code == 200
    assert client_of(anna).get(address).status_code == 403


def test_claimed_and_certificated_on_the_pages(ready, csl, learner, cleo, anna):
    client = client_of(cleo)
    address = reverse("claim-unit", args=[csl.code, "LT"])
    page = client.get(address).content.decode()
    assert "Signed off by Ben Okafor" in page
    assert "Direct claim status by the letter DCS-CSL" in page
    key = uuid4()
    for _ in range(2):
        assert client.post(address, {"key": key}).status_code == 302
    assert client.post(address, {"key": uuid4()}).status_code == 422
    made = Claim.objects.get()
    assert "Claimed on" in client_of(anna).get("/").content.decode()
    assert "Certificated" not in client_of(anna).get("/").content.decode().split("Evidence")[0]

    answer = reverse("claim-answer", args=[made.code])
    sent = {"answer": "certificated", "answered_on": timezone.localdate(), "certificate": ""}
    refused = client.post(answer, sent)
    assert refused.status_code == 422
    assert "Give the number of the certificate." in refused.content.decode()
    assert client.post(answer, sent | {"certificate": HOSTILE}).status_code == 302
    portfolio = client_of(anna).get("/").content.decode()
    assert "Certificated on" in portfolio
    assert HOSTILE not in client.get("/claims/?show=certificated").content.decode()
    assert "stays as it is" in client.get(answer).content.decode()


def test_what_cannot_be_claimed_says_so_on_its_page(csl, cleo):
    address = reverse("claim-unit", args=[csl.code, "LT"])
    client = client_of(cleo)
    assert "It cannot be claimed now" in client.get(address).content.decode()
    assert client.post(address, {"key": uuid4()}).status_code == 422
    assert client.get(reverse("claim-unit", args=[csl.code, "NO"])).status_code == 404
    assert client.post(
        reverse("claim-unit", args=[csl.code, "NO"]), {"key": uuid4()}
    ).status_code in (
        404,
        422,
    )
    assert not Claim.objects.exists()


def test_the_centres_page_in_three_lists(ready, csl, cleo, olive, ben):
    client = client_of(cleo)
    assert "To claim (1)" in client.get("/claims/").content.decode()
    made = claim(csl, by=cleo)
    page = client.get("/claims/?show=claimed").content.decode()
    assert "To claim (0)" in page
    assert "Record the answer" in page
    assert "Record the answer" not in client_of(ben).get("/claims/?show=claimed").content.decode()
    answered(made, cleo)
    assert "No. C-778" in client.get("/claims/?show=certificated").content.decode()
    assert "Certificated (0)" in client.get("/claims/?qualification=CCL").content.decode()
    assert "Anna" not in client_of(olive).get("/claims/?show=certificated").content.decode()
    assert client.get("/claims/?show=nonsense&qualification=%00&page=x").status_code == 200


@pytest.mark.parametrize("first", list("=+-@\t\r＝"))
def test_no_cell_of_the_table_is_a_formula(ready, csl, learner, anna, cleo, first):
    anna.name = f"{first}2+3 Anna"
    anna.save(update_fields=["name"])
    answer = client_of(cleo).get(reverse("claims-export"))
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0][0] == "Learner"
    assert rows[1][0].startswith("'")
    assert rows[1][6] == "Can be claimed"


def test_direct_claim_status_on_its_pages(csl, cleo, cast):
    client = client_of(cleo)
    sent = {
        "qualification": csl.qualification_id,
        "reference": HOSTILE,
        "starts_on": timezone.localdate(),
        "key": uuid4(),
    }
    assert client.post("/claims/direct/", sent | {"reference": ""}).status_code == 422
    for _ in range(2):
        assert client.post("/claims/direct/", sent).status_code == 302
    status = DirectClaimStatus.objects.get()
    page = client.get("/claims/direct/").content.decode()
    assert "&lt;script&gt;" in page
    assert HOSTILE not in page
    again = client.post("/claims/direct/", sent | {"key": uuid4()})
    assert again.status_code == 422
    assert "is in force on some of these days" in again.content.decode()
    end = reverse("direct-claim-end", args=[status.pk])
    assert "need the support of an EQA" in client.get(end).content.decode()
    assert client.post(end).status_code == 302
    assert "Ended" in client.get("/claims/direct/").content.decode()


def queries_of(client, *addresses):
    """How many queries each of the pages takes."""
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        found[address] = len(asked)
    return found


def test_pages_are_constant_in_queries(ready, csl, learner, cleo):
    """As many with three claims of three learners, one refused before, as with one."""
    client = client_of(cleo)
    of_learner = reverse("learner-claims", args=[learner.code])
    pages = ("/claims/?show=claimed", "/claims/claims.csv", "/claims/direct/", of_learner)
    claim(csl, by=cleo)
    with_one = queries_of(client, *pages)
    answered(Claim.objects.get(), cleo, "refused")
    claim(csl, by=cleo)
    for number in range(2):
        user = User.objects.create(username=f"l{number}", name=f"Learner {number}")
        other = Learner.objects.create(centre=learner.centre, user=user)
        Claim.objects.create(enrolment=enrolled(other, "CSL"), unit=ready.unit, claimed_by=cleo)
    assert queries_of(client, *pages) == with_one


@pytest.mark.parametrize("count", [1, 3])
def test_claims_of_many_learners_take_thirteen_queries(
    count, ready, csl, learner, django_assert_num_queries
):
    for number in range(1, count):
        user = User.objects.create(username=f"l{number}", name=f"Learner {number}")
        enrolled(Learner.objects.create(centre=learner.centre, user=user), "CSL")
    enrolments = list(
        Enrolment.objects.select_related("learner__user", "learner__centre", "qualification")
    )
    with django_assert_num_queries(13):
        assert len(claims_of(enrolments)) == count
