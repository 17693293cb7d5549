"""Judging: who decides, that rows are only added, and two assessors at once."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from assessment.marking.judging import (
    NothingToJudge,
    record_judgement,
)
from assessment.models import (
    Decision,
    Judgement,
    Mapping,
    UnitAllocation,
)
from assessment.submitting import take_back
from portfolio.models import Act, Allocation, AuditEntry, Membership, Role, User
from tests.faults.decide_twice import decide_at_once
from tests.laying import laid_once
from tests.people import (
    appraised,
    client_of,
    judged,
    make_evidence,
    submitted,
    target_of,
)

HTMX = {"HX-Request": "true"}


@laid_once
def evidence(csl, learner):
    return make_evidence(learner)


@laid_once
def submission(evidence):
    return submitted(evidence, "LT 1.1")


@pytest.fixture
def mapping(submission):
    return submission.mappings.get()


@pytest.fixture
def second_assessor(cast, learner):
    """Rosa looks after Anna as Ben does."""
    rosa = User.objects.create(username="rosa", name="Rosa Adeyemi")
    membership = Membership.objects.create(centre=learner.centre, user=rosa, role=Role.ASSESSOR)
    Allocation.objects.create(learner=learner, membership=membership)
    return rosa


def decide(client, mapping, submission, values=None):
    sent = {"decision": "met", "submission": submission.code, "seen": 0, "key": uuid4()}
    return client.post(f"/mappings/{mapping.pk}/judge/", sent | (values or {}), headers=HTMX)


@pytest.mark.parametrize("person", ["anna", "noah", "ines", "eve", "cleo", "olive"])
def test_only_allocated_assessors_decide(mapping, cast, person):
    with pytest.raises(PermissionDenied):
        judged(mapping, cast.users[person])


def test_nobody_judges_their_own(mapping, cast, centre, anna):
    from portfolio.models import Membership, Role

    own = Membership.objects.create(centre=centre, user=anna, role=Role.ASSESSOR)
    allocation = Allocation(learner=mapping.evidence.learner, membership=own)
    with pytest.raises(ValidationError, match="own portfolio"):
        allocation.full_clean()
    allocation.save()  # as if a rule above had been forgotten
    with pytest.raises(PermissionDenied):
        judged(mapping, anna)


def test_ended_allocation_or_membership_ends_judging(mapping, ben, cast):
    from datetime import timedelta

    from django.utils import timezone

    yesterday = timezone.localdate() - timedelta(days=1)
    membership = cast.memberships["ben"]
    membership.ends_on = yesterday
    membership.save(update_fields=["ends_on"])
    with pytest.raises(PermissionDenied):
        judged(mapping, ben)


def test_unit_allocation_narrows_who_decides(mapping, evidence, ben, centre, cast, learner):
    from portfolio.models import Membership, Role, User

    dina = User.objects.create(username="dina", name="Dina Roy")
    membership = Membership.objects.create(centre=centre, user=dina, role=Role.ASSESSOR)
    allocation = Allocation.objects.create(learner=learner, membership=membership)
    UnitAllocation.objects.create(allocation=allocation, unit=target_of("LT 1.1").outcome.unit)
    with pytest.raises(PermissionDenied):
        judged(mapping, ben)
    assert judged(mapping, dina).decision == Decision.MET
    other = make_evidence(learner)
    submitted(other, "MT 1.1")
    with pytest.raises(PermissionDenied):
        judged(other.mappings.get(), dina)
    assert judged(other.mappings.get(), ben).decision == Decision.MET


def test_not_yet_needs_feedback(mapping, submission, ben):
    with pytest.raises(ValidationError, match="still missing"):
        record_judgement(
            mapping=mapping,
            assessor=ben,
            decision=Decision.NOT_YET,
            feedback="  ",
            submission=submission,
            request_key=uuid4(),
        )


def test_judgements_are_never_changed_or_deleted(mapping, ben):
    judgement = judged(mapping, ben)
    judgement.feedback = "Otherwise"
    with pytest.raises(TypeError):
        judgement.save()
    with pytest.raises(TypeError):
        judgement.delete()


def test_sent_twice_counts_once(mapping, submission, ben):
    key = uuid4()
    first = judged(mapping, ben, request_key=key)
    assert judged(mapping, ben, request_key=key) == first
    assert Judgement.objects.count() == 1


def test_sent_twice_but_for_another_version_is_refused(mapping, submission, evidence, ben):
    """The second version holds a criterion that the first does not."""
    judged(mapping, ben, "not_yet")
    newer = submitted(evidence, "LT 1.2")
    added, client = newer.mappings.exclude(pk=mapping.pk).get(), client_of(ben)
    key = {"key": uuid4()}
    assert decide(client, added, newer, key).status_code == 200
    assert decide(client, added, submission, key).status_code == 409
    assert added.judgements.count() == 1


def test_a_corrected_not_yet_freezes_the_item_again(mapping, evidence, ben):
    judged(mapping, ben, "not_yet")
    evidence.refresh_from_db()
    assert evidence.frozen_at is None
    judged(mapping, ben, "met")
    evidence.refresh_from_db()
    assert evidence.frozen_at is not None


def test_a_corrected_not_yet_leaves_what_the_learner_changed_since(mapping, evidence, ben):
    judged(mapping, ben, "not_yet")
    type(evidence).objects.update(title="Changed since")
    judged(mapping, ben, "met")
    evidence.refresh_from_db()
    assert evidence.frozen_at is None


def test_second_assessor_is_told_and_both_are_kept(mapping, submission, ben, tara):
    judged(mapping, tara, seen=0)
    recorded = record_judgement(
        mapping=mapping,
        assessor=ben,
        decision=Decision.MET,
        submission=submission,
        seen=0,
        request_key=uuid4(),
    )
    assert recorded.overtaken.assessor == tara
    assert Judgement.objects.count() == 2


def test_what_was_seen_is_not_reported(mapping, submission, ben, tara):
    seen = judged(mapping, tara)
    recorded = record_judgement(
        mapping=mapping,
        assessor=ben,
        decision=Decision.MET,
        submission=submission,
        seen=seen.pk,
        request_key=uuid4(),
    )
    assert recorded.overtaken is None


def test_taken_back_meanwhile(mapping, evidence, submission, anna, ben):
    take_back(evidence=evidence, user=anna)
    with pytest.raises(NothingToJudge, match="taken this item back"):
        judged(mapping, ben, submission=submission)


def test_unmapped_meanwhile(mapping, submission, ben):
    """The decision is written before it is refused, and must not stay."""
    Mapping.objects.filter(pk=mapping.pk).update(removed_at=timezone.now())
    with pytest.raises(NothingToJudge, match="no longer maps"):
        judged(mapping, ben, submission=submission)
    assert not mapping.judgements.exists()


def test_handed_in_anew_meanwhile(mapping, evidence, submission, anna, ben):
    take_back(evidence=evidence, user=anna)
    submitted(evidence)
    with pytest.raises(NothingToJudge, match="anew"):
        judged(mapping, ben, submission=submission)
    with pytest.raises(NothingToJudge, match="anew"):
        appraised(submission, ben)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pairs", [3])
def test_simultaneous_decisions_are_both_kept(csl, learner, ben, second_assessor, pairs):
    """500 pairs are made by tests/faults/decide_twice.py."""
    mapping = submitted(make_evidence(learner), "LT 1.1").mappings.get()
    told, failures = decide_at_once(mapping, (ben, second_assessor), pairs)
    connection.close()
    assert failures == []
    assert Judgement.objects.count() == 2 * pairs
    # Of each pair one sees the other's; and each of the pair the one before.
    assert told == pairs
    assert AuditEntry.objects.filter(act=Act.DECISION).count() == 2 * pairs
