"""Mapping by assessors: to what was handed over, with the history kept and the learner told."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessment.coverage import coverage_of
from assessment.mapping import NotNow
from assessment.marking.assessor_mapping import map_as_assessor, unmap_as_assessor
from assessment.models import Mapping, UnitAllocation
from assessment.status import Status
from assessment.submitting import take_back
from portfolio.models import Act, Allocation, AuditEntry, Notice
from tests.assurance import signed_off
from tests.laying import laid_once
from tests.people import (
    client_of,
    judged,
    make_evidence,
    make_mapping,
    submitted,
    target_of,
)


@laid_once
def evidence(csl, learner):
    return make_evidence(learner)


@laid_once
def submission(evidence):
    return submitted(evidence, "LT 1.1")


def added(submission, user, code="LT 1.2"):
    return map_as_assessor(
        evidence=submission.evidence, target=target_of(code), user=user, submission=submission
    )


def removed(mapping, user, reason="It shows one occasion only."):
    unmap_as_assessor(mapping=mapping, user=user, reason=reason)
    mapping.refresh_from_db()


def test_it_is_part_of_what_was_handed_over(submission, ben, csl):
    content_hash = submission.content_hash
    mapping = added(submission, ben)
    assert mapping.added_by == ben
    assert mapping in submission.mappings.all()
    submission.refresh_from_db()
    assert submission.content_hash == content_hash
    assert coverage_of(csl).units[0].criteria[1].status == Status.AWAITING
    assert judged(mapping, ben).decision == "met"


def test_mapping_twice_is_one_mapping(submission, ben):
    assert added(submission, ben) == added(submission, ben)
    assert Notice.objects.filter(user=submission.evidence.learner.user).count() == 1


def test_it_stays_at_resubmission(submission, evidence, ben):
    mapping = added(submission, ben)
    judged(evidence.mappings.get(criterion=target_of("LT 1.1")), ben, "not_yet")
    judged(mapping, ben)
    assert mapping in submitted(evidence).mappings.all()


def test_it_does_not_keep_a_corrected_item_from_freezing(submission, evidence, ben):
    mapping = added(submission, ben)
    judged(evidence.mappings.first(), ben, "not_yet")
    judged(mapping, ben)
    evidence.refresh_from_db()
    assert evidence.frozen_at is None
    judged(evidence.mappings.first(), ben, "met")
    evidence.refresh_from_db()
    assert evidence.frozen_at is not None


def test_a_released_item_waits_again(submission, evidence, ben, anna):
    judged(evidence.mappings.get(), ben, "not_yet")
    added(submission, ben)
    evidence.refresh_from_db()
    assert evidence.frozen_at is not None


def test_what_the_learner_is_changing_is_left_alone(submission, evidence, ben):
    judged(evidence.mappings.get(), ben, "not_yet")
    type(evidence).objects.update(title="Changed since")
    with pytest.raises(NotNow, match="changing this item"):
        added(submission, ben)


def test_what_the_learner_mapped_since_is_the_learners(submission, evidence, ben):
    judged(evidence.mappings.get(), ben, "not_yet")
    make_mapping(evidence, "LT 1.2")
    with pytest.raises(NotNow, match="meanwhile"):
        added(submission, ben)


def test_taken_back_or_handed_in_anew(submission, evidence, ben, anna):
    take_back(evidence=evidence, user=anna)
    with pytest.raises(NotNow, match="taken this item back"):
        added(submission, ben)
    submitted(evidence)
    with pytest.raises(NotNow, match="anew"):
        added(submission, ben)


@pytest.mark.parametrize("person", ["anna", "noah", "ines", "eve", "cleo", "olive"])
def test_only_assessors_of_the_learner(submission, evidence, cast, person):
    with pytest.raises(PermissionDenied):
        added(submission, cast.users[person])
    with pytest.raises(PermissionDenied):
        removed(evidence.mappings.get(), cast.users[person])


def test_only_for_the_units_they_look_after(submission, learner, cast, ben):
    allocation = Allocation.objects.get(learner=learner, membership=cast.memberships["ben"])
    UnitAllocation.objects.create(allocation=allocation, unit=target_of("MT 1.1").outcome.unit)
    with pytest.raises(PermissionDenied):
        added(submission, ben)
    assert added(submission, ben, "MT 1.1").added_by == ben


def test_before_handing_over_only_what_the_assessor_wrote(evidence, ben):
    with pytest.raises(PermissionDenied):
        map_as_assessor(evidence=evidence, target=target_of("LT 1.2"), user=ben)


def test_nothing_changes_in_a_locked_unit(submission, evidence, learner, ben):
    mapping = evidence.mappings.get()
    judged(mapping, ben, "not_yet")
    signed_off(learner, "LT", by=ben)
    with pytest.raises(NotNow, match="signed off"):
        added(submission, ben)
    with pytest.raises(NotNow, match="signed off"):
        removed(mapping, ben)


# -- Taking away ------------------------------------------------------------------------------


def test_it_is_taken_away_with_a_reason_and_stays_on_record(submission, evidence, ben):
    mapping = evidence.mappings.get()
    removed(mapping, ben)
    assert (mapping.removed_by, mapping.removed_because) == (ben, "It shows one occasion only.")
    assert mapping in submission.mappings.all()


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_needs_a_reason(submission, evidence, ben, reason):
    with pytest.raises(ValidationError, match="why"):
        removed(evidence.mappings.get(), ben, reason)
    assert Mapping.objects.live().count() == 1


def test_what_is_met_is_corrected_first(submission, evidence, ben):
    mapping = evidence.mappings.get()
    judged(mapping, ben)
    with pytest.raises(NotNow, match="new decision"):
        removed(mapping, ben)
    judged(mapping, ben, "not_yet")
    removed(mapping, ben)
    assert mapping.removed_at


def test_a_trainee_takes_nothing_away(submission, evidence, tara):
    with pytest.raises(PermissionDenied):
        removed(evidence.mappings.get(), tara)


def test_the_last_criterion_taken_away_gives_the_item_back(submission, evidence, ben):
    removed(evidence.mappings.get(), ben)
    evidence.refresh_from_db()
    assert evidence.frozen_at is None


def test_taking_away_twice_is_once(submission, evidence, ben):
    mapping = evidence.mappings.get()
    removed(mapping, ben)
    removed(mapping, ben, "Another reason.")
    assert mapping.removed_because == "It shows one occasion only."


def test_a_draft_of_the_learners_is_not_taken_away(evidence, ben):
    with pytest.raises(NotNow, match="theirs"):
        removed(make_mapping(evidence, "LT 1.1"), ben)


# -- Who is told, and what pages show -----------------------------------------------------------


def test_the_learner_is_told_and_it_is_entered(submission, evidence, anna, ben):
    mapping = added(submission, ben)
    removed(mapping, ben)
    told = list(Notice.objects.filter(user=anna).order_by("pk").values_list("words", flat=True))
    assert told == [
        "Ben Okafor sees LT 1.2 in E1 as well.",
        "E1 is no longer mapped to LT 1.2: It shows one occasion only.",
    ]
    assert AuditEntry.objects.filter(act=Act.DECISION, actor=ben).count() == 2


def test_pages_show_the_history(submission, evidence, anna, ben):
    added(submission, ben)
    removed(evidence.mappings.get(criterion=target_of("LT 1.1")), ben, "One <b>day</b> only.")
    item = evidence.get_absolute_url()
    for user, address in ((anna, item), (ben, f"{item}mark/")):
        page = client_of(user).get(address).content.decode()
        assert "added by Ben Okafor on" in page
        assert "removed by Ben Okafor on" in page
        assert "One &lt;b&gt;day&lt;/b&gt; only." in page


def test_found_by_words_and_added_with_one_click(submission, evidence, ben):
    client = client_of(ben)
    address = f"/evidence/{evidence.code}/also/"
    target = target_of("LT 1.2")
    page = client.get(address, {"also": "LT 1.2"}).content.decode()
    assert f'value="criterion-{target.pk}"' in page
    assert "LT 1.1<" not in client.get(address, {"also": "1.1"}).content.decode()
    assert "holds these words" in client.get(address, {"also": "zzzz"}).content.decode()
    answer = client.post(address, {"target": f"criterion-{target.pk}"})
    mapping = evidence.mappings.get(criterion=target)
    assert answer.headers["Location"].endswith(f"#card-{mapping.pk}")
    assert f"card-{mapping.pk}" in client.get(f"/evidence/{evidence.code}/mark/").content.decode()


def test_removing_without_a_reason_is_answered_on_the_page(submission, evidence, ben):
    mapping = evidence.mappings.get()
    answer = client_of(ben).post(f"/mappings/{mapping.pk}/remove/", {"reason": ""}, follow=True)
    assert "Say why it is not shown" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_for_any_number(evidence, ben, count, django_assert_max_num_queries):
    submitted(evidence, *("LT 1.1", "LT 1.2", "LT 1.3")[:count])
    client = client_of(ben)
    address, headers = f"/evidence/{evidence.code}/also/", {"HX-Request": "true"}
    with django_assert_max_num_queries(10):
        client.get(address, {"also": "team"}, headers=headers)
