"""Sign-off: both declare, the unit locks, and only a higher role opens it again."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.utils import timezone

from assessment.coverage import coverage_of
from assessment.enrolling import end_enrolment, reopen_enrolment
from assessment.mapping import NotNow, map_evidence, point_to_place, unmap_evidence
from assessment.marking.assessor_mapping import map_as_assessor, unmap_as_assessor
from assessment.marking.judging import NothingToJudge, countersign
from assessment.models import (
    Appeal,
    Claim,
    ClaimAnswer,
    Confirmation,
    Hearing,
    Judgement,
    Mapping,
    Sample,
    SignOff,
    Sufficiency,
    UnitAllocation,
    Unlocking,
)
from assessment.sign_off.locking import LOCKED, UnitLocked, locked_units
from assessment.sign_off.readiness import why_not_ready
from assessment.sign_off.signing_off import (
    ASSESSORS_DECLARATION,
    LEARNERS_DECLARATION,
    NotStanding,
    confirm,
    content_of,
    decline,
    sign_off,
    unlock,
)
from assessment.submitting import submit_evidence, withdraw
from assessment.using import NewItem, use_as_evidence
from portfolio.hashing import hash_of
from portfolio.models import Allocation, AuditEntry, Membership, Method, Notice, Role
from teams.models import Kind
from tests.assurance import all_met, declared, signed_off
from tests.laying import laid_once
from tests.people import (
    client_of,
    judged,
    make_evidence,
    make_mapping,
    submitted,
    target_of,
)
from tests.teams import make_record, make_team


def unit_of(enrolment, code="LT"):
    return next(unit for unit in coverage_of(enrolment).units if unit.code == code)


def not_ready(enrolment):
    return why_not_ready(enrolment, unit_of(enrolment))


def declare(enrolment, user, **values):
    return sign_off(enrolment=enrolment, code="LT", assessor=user, **{"declared": True} | values)


@laid_once
def lt_met(csl, learner, ben):
    """E1, by which every criterion of LT is met."""
    return all_met(learner, "LT", by=ben)


@laid_once
def lt_declared(lt_met, learner, ben):
    """Ben's declaration on LT; Anna's is still to come."""
    return declared(learner, "LT", by=ben)


@laid_once
def lt_complete(lt_declared, anna):
    """LT, declared complete by both."""
    confirm(sign_off=lt_declared, user=anna, declared=True)
    return lt_declared


# -- Signing off ------------------------------------------------------------------------------


def test_both_declare_and_the_unit_is_complete(csl, ccl, lt_met, ben, anna, ines):
    declaration = declare(csl, ben, comment=" A year of steady leading. ")
    unit = unit_of(csl)
    assert unit.is_locked
    assert not unit.is_signed_off
    assert coverage_of(csl).signed_off == frozenset()
    confirm(sign_off=declaration, user=anna, declared=True)
    unit = unit_of(csl)
    assert coverage_of(csl).signed_off == {"LT"}
    # The same official unit, called otherwise in the other qualification.
    assert coverage_of(ccl).signed_off == {"CC"}
    assert (unit.declared.assessor, unit.declared.learner) == ("Ben Okafor", "Anna Kowalczyk")
    assert unit.declared.comment == "A year of steady leading."
    assert unit.declared.declaration == ASSESSORS_DECLARATION
    assert unit.declared.learners_declaration == LEARNERS_DECLARATION
    assert [(entry.act, entry.words, entry.actor) for entry in signatures()] == [
        ("signature", "Signed off unit LT.", ben),
        ("signature", "Declared unit LT complete.", anna),
    ]
    assert Notice.objects.filter(user=anna, words__contains="signed off unit LT").count() == 1
    assert Notice.objects.filter(user=ines, words__contains="signed off by both").count() == 1


def signatures():
    return AuditEntry.objects.filter(act__in=("signature", "unlock")).order_by("number")


def test_it_says_on_which_decisions_it_rests(csl, lt_declared):
    newest = {
        label: [pk]
        for label, pk in (
            (judgement.mapping.criterion.label, judgement.pk)
            for judgement in Judgement.objects.select_related("mapping__criterion__outcome")
        )
    }
    assert lt_declared.decisions == newest
    found = SignOff.objects.get()
    assert found.content_hash == hash_of(content_of(found))


def test_what_was_signed_cannot_be_altered_unseen(lt_declared):
    from django.db.models import QuerySet

    with pytest.raises(TypeError, match="never changed"):
        SignOff.objects.update(comment="Better")
    QuerySet.update(SignOff.objects.all(), comment="Better")
    found = SignOff.objects.get()
    assert found.content_hash != hash_of(content_of(found))


def test_credits_count_signed_off_units(csl, lt_met, learner, ben, anna):
    assert coverage_of(csl).credits.reasons[:2] == (
        "Unit LT is mandatory: all criteria met, waiting for sign-off.",
        "Unit MT is mandatory and not signed off.",
    )
    confirm(sign_off=declared(learner, "LT", by=ben), user=anna, declared=True)
    assert coverage_of(csl).credits.reasons == (
        "Unit MT is mandatory and not signed off.",
        "Unit CO is mandatory and not signed off.",
        "14 more credits are needed: 7 of 21 achieved.",
        "14 more credits at level 3 or above are needed.",
    )


def test_a_qualification_is_complete_once_its_units_are_signed_off(csl, learner, ben):
    for code in ("LT", "MT"):
        signed_off(learner, code, by=ben)
    all_met(learner, "CO", by=ben)
    assert not coverage_of(csl).credits.is_complete
    signed_off(learner, "CO", by=ben, met=False)
    assert coverage_of(csl).credits == (True, ())


def test_twice_is_once(csl, lt_met, ben, anna):
    first = declare(csl, ben)
    assert declare(csl, ben) == first
    for _ in range(2):
        confirm(sign_off=first, user=anna, declared=True)
    assert (SignOff.objects.count(), Confirmation.objects.count()) == (1, 1)
    assert signatures().count() == 2


def test_it_takes_the_declaration(csl, lt_met, ben, anna):
    with pytest.raises(ValidationError, match="Tick the declaration"):
        declare(csl, ben, declared=False)
    declaration = declare(csl, ben)
    with pytest.raises(ValidationError, match="Tick the declaration"):
        confirm(sign_off=declaration, user=anna, declared=False)
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("person", ["anna", "noah", "tara", "ines", "eve", "cleo", "olive"])
def test_only_a_qualified_assessor_of_the_unit_signs_off(csl, lt_met, cast, person):
    with pytest.raises(PermissionDenied):
        declare(csl, cast.users[person])


def test_nobody_signs_off_their_own(csl, lt_met, learner, anna):
    membership = Membership.objects.create(centre=learner.centre, user=anna, role=Role.ASSESSOR)
    Allocation.objects.bulk_create([Allocation(learner=learner, membership=membership)])
    with pytest.raises(PermissionDenied):
        declare(csl, anna)


def test_an_assessor_of_other_units_does_not_sign_off(csl, lt_met, learner, ben, cast):
    allocation = Allocation.objects.get(learner=learner, membership=cast.memberships["ben"])
    UnitAllocation.objects.create(allocation=allocation, unit=target_of("MT 1.1").outcome.unit)
    with pytest.raises(PermissionDenied):
        declare(csl, ben)


@pytest.mark.parametrize("person", ["noah", "ben", "tara", "ines", "eve", "cleo", "olive"])
def test_only_the_learner_declares_the_same(lt_declared, cast, person):
    with pytest.raises(PermissionDenied):
        confirm(sign_off=lt_declared, user=cast.users[person], declared=True)
    with pytest.raises(PermissionDenied):
        decline(sign_off=lt_declared, user=cast.users[person], reason="No.")


# -- Why not ----------------------------------------------------------------------------------


def test_an_untouched_unit_says_why_criterion_by_criterion(csl):
    reasons = not_ready(csl)
    assert len(reasons) == 20
    assert reasons[0] == "1.1 needs evidence: nothing is mapped yet."


def test_all_met_is_ready(csl, lt_met):
    assert not_ready(csl) == ()


def test_nothing_handed_over_may_be_undecided(csl, lt_met, learner, ben, tara):
    late = make_evidence(learner)
    submitted(late, "LT 1.1", "LT 1.2")
    judged(late.mappings.last(), tara)
    assert unit_of(csl).is_complete
    assert not_ready(csl) == (
        "1.1 waits for a decision in E2.",
        "1.2 was decided by Tara Lindqvist in E2, and is not countersigned.",
    )
    with pytest.raises(ValidationError) as refusal:
        declare(csl, ben)
    assert refusal.value.messages == list(not_ready(csl))
    judged(late.mappings.first(), ben, "not_yet")
    countersign(judgement=late.mappings.last().judgements.get(), assessor=ben)
    assert not_ready(csl) == ()


def test_a_trainees_later_decision_on_what_is_met_counts_too(csl, lt_met, tara):
    judged(lt_met.mappings.first(), tara, "not_yet", reason="Seen again.")
    assert unit_of(csl).is_complete
    assert not_ready(csl) == ("1.1 was decided by Tara Lindqvist in E1, and is not countersigned.",)


def test_too_little_evidence_is_said(csl, lt_met, centre):
    Sufficiency.objects.create(
        centre=centre, qualification=csl.qualification, criterion=target_of("LT 1.1"), items=2
    )
    assert not_ready(csl) == ("1.1 needs one more item.",)


def test_what_an_iqa_returned_is_decided_first(csl, lt_met, ines):
    returned(csl, ines, judgement=lt_met.mappings.first().judgements.get())
    (reason,) = not_ready(csl)
    assert reason.startswith("1.1 is to be decided again in E1: returned by IQA on ")
    assert reason.endswith(": It is undated.")


def returned(enrolment, ines, *, judgement=None, declaration=None):
    """An IQA returns LT: one decision, or the sign-off."""
    sample = Sample.objects.create(
        learner=enrolment.learner,
        unit=target_of("LT 1.1").outcome.unit,
        enrolment=enrolment,
        stage="summative" if declaration else "interim",
        sign_off=declaration,
        iqa=ines,
        outcome="returned",
        action="Look again at 1.1.",
    )
    if judgement:
        sample.decisions.create(judgement=judgement, agrees=False, comment="It is undated.")


def test_an_open_appeal_is_heard_first(csl, lt_met, learner, anna):
    appeal = Appeal.objects.create(
        learner=learner, unit=target_of("LT 1.1").outcome.unit, grounds="No.", lodged_by=anna
    )
    hearing = Hearing.objects.create(appeal=appeal, stage=1, due_on=timezone.localdate())
    assert not_ready(csl) == ("An appeal on this unit is open. It has to be decided first.",)
    Hearing.objects.filter(pk=hearing.pk).update(
        decided_at=timezone.now(), outcome="dismissed", reasons="It stands."
    )
    assert not_ready(csl) == ()


def test_the_learner_has_to_be_enrolled(csl, lt_met, cleo, ben):
    end_enrolment(enrolment=csl, by=cleo)
    assert not_ready(csl)[0].startswith("The enrolment has ended.")
    with pytest.raises(ValidationError, match="has ended"):
        declare(csl, ben)
    reopen_enrolment(enrolment=csl, by=cleo)
    declare(csl, ben)


# -- The lock ---------------------------------------------------------------------------------


@pytest.fixture
def attempts(csl, learner, ben, tara, anna, lt_met):
    """LT, signed off, while other items are mapped to it; and all that people might try on it."""
    draft, refused = make_evidence(learner), make_evidence(learner)
    make_mapping(draft, "LT 1.1")
    make_mapping(draft, "MT 1.1")
    submitted(refused, "LT 1.2", "MT 1.2")
    for mapping in refused.mappings.all():
        judged(mapping, ben, "not_yet")
    confirm(sign_off=declared(learner, "LT", by=ben), user=anna, declared=True)
    met = lt_met.mappings.first()
    newest = lt_met.submissions.last()
    one_one, one_three, point = map(target_of, ("LT 1.1", "LT 1.3", "LT-MP1"))
    record = make_record(make_team(learner), Kind.PROBLEM)
    content = {
        "title": "Problem",
        "method": Method.WORK_PRODUCT,
        "happened_on": timezone.localdate(),
        "narrative": "",
        "location": "",
        "seen_by": "",
    }
    return {
        "map": lambda: map_evidence(evidence=draft, target=one_three, user=anna),
        "map point": lambda: map_evidence(evidence=draft, target=point, user=anna),
        "unmap": lambda: unmap_evidence(evidence=draft, target=one_one, user=anna),
        "place": lambda: point_to_place(evidence=draft, target=one_one, user=anna, place="p. 9"),
        "judge": lambda: judged(met, ben, "not_yet", reason="Seen again."),
        "judge as trainee": lambda: judged(met, tara, reason="Seen again."),
        "map as assessor": lambda: map_as_assessor(
            evidence=lt_met, target=point, user=ben, submission=newest
        ),
        "unmap as assessor": lambda: unmap_as_assessor(
            mapping=refused.mappings.first(), user=ben, reason="Not shown."
        ),
        "put aside": lambda: withdraw(evidence=lt_met, user=anna),
        "hand over a draft": lambda: submit_evidence(evidence=draft, user=anna, declared=True),
        "hand over again": lambda: submit_evidence(evidence=refused, user=anna, declared=True),
        "use a record": lambda: use_as_evidence(
            records=[record],
            user=anna,
            learner=learner,
            item=NewItem(uuid4(), content),
            places={f"criterion-{one_one.pk}": ""},
        ),
    }


REFUSALS = (NotNow, NothingToJudge, UnitLocked, ValidationError, PermissionDenied)


def test_nothing_in_a_locked_unit_changes_by_any_path(csl, attempts):
    before = unit_of(csl)
    assert before.is_signed_off
    outcomes = {}
    for name, attempt in attempts.items():
        try:
            attempt()
            outcomes[name] = "done"
        except REFUSALS as refusal:
            outcomes[name] = LOCKED in str(refusal)
        after = unit_of(csl)
        assert (name, after.criteria) == (name, before.criteria)
        assert (name, after.marking_points) == (name, before.marking_points)
    # What is handed over is handed over, but for the locked unit; all else is refused in words.
    unrefused = {"put aside", "hand over a draft", "hand over again"}
    assert {name for name, outcome in outcomes.items() if outcome == "done"} == unrefused
    assert {name for name, outcome in outcomes.items() if outcome is False} == set()


def test_other_units_go_on(csl, attempts, learner):
    attempts["hand over a draft"]()
    attempts["hand over again"]()
    held = Mapping.objects.filter(submissions__version__gt=1) | Mapping.objects.filter(
        submissions__evidence__number=2
    )
    assert {mapping.target_code for mapping in held.distinct()} == {"MT 1.1", "MT 1.2"}
    assert unit_of(csl, "MT").counts.awaiting == 2


def test_an_item_in_locked_units_alone_cannot_be_handed_over(csl, lt_met, learner, ben, anna):
    draft = make_evidence(learner)
    make_mapping(draft, "LT 1.1")
    declared(learner, "LT", by=ben)
    with pytest.raises(ValidationError, match="units that are signed off"):
        submit_evidence(evidence=draft, user=anna, declared=True)


def test_the_page_of_an_item_offers_nothing_in_a_locked_unit(csl, lt_complete, learner, anna):
    draft = make_evidence(learner)
    page = client_of(anna).get(f"/evidence/{draft.code}/").content.decode()
    box, other = (f'id="criterion-{target_of(code).pk}"' for code in ("LT 1.1", "MT 1.1"))
    assert "disabled" in page[page.index(box) : page.index(box) + 80]
    assert "disabled" not in page[page.index(other) : page.index(other) + 80]


# -- Declining and unlocking ------------------------------------------------------------------


def test_the_learner_may_decline_with_a_reason(csl, lt_declared, anna, ben):
    with pytest.raises(ValidationError, match="Say what is not right"):
        decline(sign_off=lt_declared, user=anna, reason="  ")
    for _ in range(2):
        decline(sign_off=lt_declared, user=anna, reason="E1 is not mine.")
    assert not unit_of(csl).is_locked
    assert Notice.objects.filter(user=ben, words__contains="E1 is not mine.").count() == 1
    assert signatures().last().words == "Did not declare unit LT complete: E1 is not mine."
    with pytest.raises(NotStanding):
        confirm(sign_off=lt_declared, user=anna, declared=True)
    # And it can be signed off anew.
    confirm(sign_off=declare(csl, ben), user=anna, declared=True)
    assert coverage_of(csl).signed_off == {"LT"}


def test_what_was_declared_is_not_declined_afterwards(lt_complete, anna):
    with pytest.raises(NotStanding, match="declared this unit complete already"):
        decline(sign_off=lt_complete, user=anna, reason="Changed my mind.")


@pytest.mark.parametrize("person", ["ines", "cleo"])
def test_a_higher_role_unlocks_with_a_reason(csl, lt_complete, cast, learner, anna, ben, person):
    with pytest.raises(ValidationError, match="Say why"):
        unlock(sign_off=lt_complete, user=cast.users[person], reason=" ")
    for _ in range(2):
        unlock(sign_off=lt_complete, user=cast.users[person], reason="1.1 is out of date.")
    assert Unlocking.objects.get().user == cast.users[person]
    assert locked_units(learner) == frozenset()
    assert coverage_of(csl).signed_off == frozenset()
    entry = signatures().last()
    assert (entry.act, entry.words) == ("unlock", "Unlocked unit LT: 1.1 is out of date.")
    for told in (anna, ben):
        assert Notice.objects.filter(user=told, words__contains="has unlocked unit LT").exists()
    declare(csl, ben)


@pytest.mark.parametrize("person", ["anna", "noah", "ben", "tara", "eve", "olive"])
def test_nobody_else_unlocks(lt_complete, cast, person):
    with pytest.raises(PermissionDenied):
        unlock(sign_off=lt_complete, user=cast.users[person], reason="Because.")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.IQA])
def test_who_signed_off_does_not_unlock(lt_complete, learner, ben, role):
    membership = Membership.objects.create(centre=learner.centre, user=ben, role=role)
    if role == Role.IQA:
        Allocation.objects.bulk_create([Allocation(learner=learner, membership=membership)])
    ben = type(ben).objects.get(pk=ben.pk)
    with pytest.raises(PermissionDenied):
        unlock(sign_off=lt_complete, user=ben, reason="Because.")


@pytest.mark.parametrize("of_unit", [True, False])
def test_a_claimed_unit_stays_locked(csl, lt_complete, ines, cleo, of_unit):
    claim = Claim.objects.create(
        enrolment=csl,
        unit=lt_complete.unit if of_unit else None,
        claimed_by=cleo,
        rests_on={"units": [lt_complete.unit_id]},
    )
    with pytest.raises(ValidationError, match="claimed from the awarding body"):
        unlock(sign_off=lt_complete, user=ines, reason="Because.")
    page = client_of(ines).get(f"/sign-offs/{lt_complete.code}/unlock/")
    assert "cannot be unlocked" in page.content.decode()
    ClaimAnswer.objects.create(
        claim=claim, answer="withdrawn", reason="Too early.", recorded_by=cleo
    )
    unlock(sign_off=lt_complete, user=ines, reason="Because.")


def test_a_unit_that_an_iqa_returned_is_open(csl, lt_complete, ines, anna, ben):
    returned(csl, ines, declaration=lt_complete)
    assert not unit_of(csl).is_locked
    with pytest.raises(NotStanding):
        unlock(sign_off=lt_complete, user=ines, reason="Because.")
    assert client_of(ines).get(f"/sign-offs/{lt_complete.code}/unlock/").status_code == 302
    page = client_of(ben).get(f"/enrolments/{csl.code}/units/LT/").content.decode()
    assert "Returned by Ines Duarte (IQA)" in page
    assert "Look again at 1.1." in page


# -- Two at once ------------------------------------------------------------------------------


def at_once(*deeds):
    """Let ``deeds`` happen at the same moment; what each raised, None where it was done."""
    start, raised = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place):
        try:
            start.wait(timeout=20)
            deeds[place]()
        except Exception as error:  # noqa: BLE001 - returned
            raised[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    return raised


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["judge", "judge as trainee", "map", "hand over", "new item"])
def test_a_locked_unit_has_no_later_change(csl, learner, ben, tara, anna, deed):
    item = all_met(learner, "LT", by=ben)
    draft = make_evidence(learner)
    make_mapping(draft, "LT 1.1")
    first, target = item.mappings.first(), target_of("LT 1.2")

    def new_item():
        record = make_record(make_team(learner), Kind.PROBLEM)
        use_as_evidence(
            records=[record],
            user=anna,
            learner=learner,
            item=NewItem(uuid4(), new_content()),
            places={f"criterion-{target.pk}": ""},
        )

    other = {
        "judge": lambda: judged(first, ben, "not_yet", reason="Seen again."),
        "judge as trainee": lambda: judged(first, tara, "not_yet", reason="Seen again."),
        "map": lambda: map_evidence(evidence=draft, target=target, user=anna),
        "hand over": lambda: submit_evidence(evidence=draft, user=anna, declared=True),
        "new item": new_item,
    }[deed]
    signing, changing = at_once(lambda: declare(csl, ben), other)
    assert isinstance(signing, (ValidationError, type(None))), signing
    assert isinstance(changing, (*REFUSALS, type(None))), changing
    assert signing is None or changing is None
    if signing is None:
        declaration = SignOff.objects.get()
        unit = unit_of(csl)
        assert unit.is_complete
        assert {item.status.key for each in unit.criteria for item in each.items} <= {
            "met",
            "draft",
        }
        assert not Judgement.objects.filter(decided_at__gt=declaration.declared_at).exists()


def new_content():
    return {
        "title": "Problem",
        "method": Method.WORK_PRODUCT,
        "happened_on": timezone.localdate(),
        "narrative": "",
        "location": "",
        "seen_by": "",
    }


@pytest.mark.django_db(transaction=True)
def test_confirming_and_unlocking_at_once(csl, learner, ben, anna, ines):
    all_met(learner, "LT", by=ben)
    declaration = declared(learner, "LT", by=ben)
    confirmed, unlocked = at_once(
        lambda: confirm(sign_off=declaration, user=anna, declared=True),
        lambda: unlock(sign_off=declaration, user=ines, reason="1.1 is out of date."),
    )
    assert unlocked is None
    assert isinstance(confirmed, (NotStanding, type(None))), confirmed
    assert locked_units(learner) == frozenset()


# -- The pages --------------------------------------------------------------------------------


def test_the_assessor_reads_why_not_or_declares(csl, learner, ben):
    client, address = client_of(ben), f"/enrolments/{csl.code}/units/LT/"
    assert "cannot be signed off yet" in client.get(address).content.decode()
    answer = client.post(f"{address}sign-off/", {"declared": "on"})
    assert answer.status_code == 422
    assert "1.1 needs evidence" in answer.content.decode()
    all_met(learner, "LT", by=ben)
    answer = client.post(f"{address}sign-off/", {"comment": "Kept <b>words</b>"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tick the declaration to sign the unit off." in page
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in page
    for nonsense in ({"comment": "x" * 4001}, {"comment": "\x00"}):
        assert client.post(f"{address}sign-off/", nonsense | {"declared": "on"}).status_code == 422
    assert client.post(f"{address}sign-off/", {"declared": "on"}).status_code == 302
    assert "Signed off by the assessor, and locked." in client.get(address).content.decode()


def test_the_learner_sees_it_at_home_and_declares(csl, lt_declared, anna):
    client, address = client_of(anna), f"/enrolments/{csl.code}/units/LT/"
    home = client.get("/").content.decode()
    assert "Ben Okafor has signed off LT" in home
    assert f'{address}#sign-off"' in home
    confirming = f"/sign-offs/{lt_declared.code}/confirm/"
    assert client.post(confirming).status_code == 422
    assert client.post(confirming, {"declared": "on"}).headers["Location"] == address
    assert "Signed off by both, and locked." in client.get(address).content.decode()
    home = client.get("/").content.decode()
    assert "Your declaration is asked for" not in home
    assert "Signed off by Ben Okafor and the learner" in home


def test_declining_on_the_page(csl, lt_declared, anna, ben):
    client = client_of(anna)
    declining = f"/sign-offs/{lt_declared.code}/decline/"
    for reason in ("", "x" * 601, "\x00"):
        assert client.post(declining, {"reason": reason}).status_code == 422
    assert client.post(declining, {"reason": "E1 is <i>not</i> mine."}).status_code == 302
    page = client_of(ben).get(f"/enrolments/{csl.code}/units/LT/").content.decode()
    assert "E1 is &lt;i&gt;not&lt;/i&gt; mine." in page


def test_unlocking_on_the_page(csl, lt_complete, ines):
    client, address = client_of(ines), f"/sign-offs/{lt_complete.code}/unlock/"
    assert client.get(address).status_code == 200
    for reason in ("", "x" * 601):
        assert client.post(address, {"reason": reason}).status_code == 422
    assert client.post(address, {"reason": "1.1 is out of date."}).status_code == 302
    # The form once more, from a page that was left open.
    assert client.post(address, {"reason": "Again."}).status_code == 302
    assert Unlocking.objects.count() == 1


def test_a_unit_of_two_qualifications_is_asked_for_once(csl, ccl, lt_declared, anna):
    home = client_of(anna).get("/").content.decode()
    assert home.count("Your declaration is asked for") == 1


def test_locks_are_shown_wherever_the_unit_is(csl, lt_complete, ben, cleo, learner):
    item = learner.evidence.first()
    for client, address in (
        (client_of(ben), f"/learners/{learner.code}/"),
        (client_of(ben), f"/enrolments/{csl.code}/units/LT/"),
        (client_of(ben), f"/enrolments/{csl.code}/grid/"),
        (client_of(ben), f"/evidence/{item.code}/"),
        (client_of(cleo), "/learners/"),
    ):
        assert 'aria-label="Locked"' in client.get(address).content.decode(), address


@pytest.mark.parametrize("count", [1, 3])
def test_the_unit_page_takes_a_constant_number_of_queries(
    csl, learner, ben, count, django_assert_num_queries
):
    for _ in range(count):
        all_met(learner, "LT", by=ben)
        declaration = declared(learner, "LT", by=ben)
        decline(sign_off=declaration, user=learner.user, reason="Not yet.")
    client = client_of(ben)
    with django_assert_num_queries(16):
        assert client.get(f"/enrolments/{csl.code}/units/LT/").status_code == 200


def test_who_has_left_does_not_confirm(lt_declared, cast, anna):
    Membership.objects.filter(user=anna).update(ends_on=timezone.localdate() - timedelta(days=1))
    answer = client_of(anna).post(f"/sign-offs/{lt_declared.code}/confirm/", {"declared": "on"})
    assert answer.status_code == 403
