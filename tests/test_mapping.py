"""Mapping: who may, when, and that nothing is lost by unticking."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from assessment.mapping import NotNow, map_evidence, point_to_place, unmap_evidence
from assessment.models import Mapping
from assessment.status import Status, with_status
from tests.laying import laid_once
from tests.people import (
    client_of,
    judged,
    make_evidence,
    make_mapping,
    submitted,
    target_of,
)

HTMX = {"HX-Request": "true"}


@laid_once
def evidence(csl, learner):
    return make_evidence(learner)


def tick(client, evidence, target, **values):
    kind = "point" if target._meta.model_name == "markingpoint" else "criterion"
    sent = {"target": f"{kind}-{target.pk}"} | values
    return client.post(f"/evidence/{evidence.code}/map/", sent, headers=HTMX)


def test_ticking_twice_is_one_mapping(evidence, anna):
    target = target_of("LT 1.1")
    first = map_evidence(evidence=evidence, target=target, user=anna)
    assert map_evidence(evidence=evidence, target=target, user=anna) == first


def test_unticked_mapping_stays_on_record(evidence, anna):
    mapping = make_mapping(evidence, "LT 1.1")
    unmap_evidence(evidence=evidence, target=target_of("LT 1.1"), user=anna)
    mapping.refresh_from_db()
    assert mapping.removed_at is not None
    assert make_mapping(evidence, "LT 1.1") != mapping


@pytest.mark.parametrize("person", ["noah", "ben", "cleo", "olive"])
def test_nobody_else_maps(evidence, cast, person):
    with pytest.raises(PermissionDenied):
        map_evidence(evidence=evidence, target=target_of("LT 1.1"), user=cast.users[person])


def test_waiting_item_cannot_be_mapped_or_unmapped(evidence, anna):
    submitted(evidence, "LT 1.1")
    with pytest.raises(NotNow):
        map_evidence(evidence=evidence, target=target_of("LT 1.2"), user=anna)
    with pytest.raises(NotNow):
        unmap_evidence(evidence=evidence, target=target_of("LT 1.1"), user=anna)


def test_met_mapping_stays_with_its_place(evidence, anna, ben):
    submitted(evidence, "LT 1.1")
    judged(evidence.mappings.get(), ben)
    with pytest.raises(NotNow):
        unmap_evidence(evidence=evidence, target=target_of("LT 1.1"), user=anna)
    with pytest.raises(NotNow):
        point_to_place(evidence=evidence, target=target_of("LT 1.1"), user=anna, place="p. 9")


def test_place_is_short(evidence, anna):
    with pytest.raises(ValidationError):
        point_to_place(evidence=evidence, target=target_of("LT 1.1"), user=anna, place="x" * 81)
    assert not evidence.mappings.exists()


def test_mapping_points_to_exactly_one_target(evidence, anna):
    both = Mapping(
        evidence=evidence,
        criterion=target_of("LT 1.1"),
        marking_point=target_of("LT-MP1"),
        added_by=anna,
    )
    for mapping in (both, Mapping(evidence=evidence, added_by=anna)):
        with pytest.raises(ValidationError, match="one criterion or to one marking point"):
            mapping.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            mapping.save()


def test_status_of_a_mapping_through_its_life(evidence, anna, ben):
    def status():
        return with_status(Mapping.objects.filter(evidence=evidence)).get().status

    mapping = make_mapping(evidence, "LT 1.1")
    assert status() == Status.DRAFT
    submitted(evidence)
    assert status() == Status.AWAITING
    judged(mapping, ben, "not_yet")
    assert status() == Status.NOT_YET
    submitted(evidence)
    assert status() == Status.AWAITING
    judged(mapping, ben)
    assert status() == Status.MET
    judged(mapping, ben, "not_yet")
    assert status() == Status.NOT_YET


def test_one_item_counts_in_both_qualifications(csl, ccl, learner, anna):
    from assessment.coverage import coverages_of

    make_mapping(make_evidence(learner), "LT 1.1")
    for coverage, code in zip(coverages_of([csl, ccl]), ("LT", "CC"), strict=True):
        unit = next(unit for unit in coverage.units if unit.code == code)
        assert unit.criteria[0].status == Status.DRAFT


# -- The page ---------------------------------------------------------------------------------


def test_box_answers_with_its_row(evidence, anna):
    answer = tick(client_of(anna), evidence, target_of("LT 1.1"), mapped="on")
    assert answer.status_code == 200
    assert b"checked" in answer.content
    assert b"Submit for assessment" in answer.content
    answer = tick(client_of(anna), evidence, target_of("LT 1.1"))
    assert b"checked" not in answer.content


def test_box_says_why_not(evidence, anna):
    submitted(evidence, "LT 1.1")
    answer = tick(client_of(anna), evidence, target_of("LT 1.2"), mapped="on")
    assert answer.status_code == 409
    assert b"with your assessor" in answer.content


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "criterion-",
        "criterion-0",
        "criterion-99999999999999999999",
        "unit-1",
        "point-x",
        "\x00",
    ],
)
def test_unknown_targets_are_not_found(evidence, anna, sent):
    answer = client_of(anna).post(
        f"/evidence/{evidence.code}/map/", {"target": sent, "mapped": "on"}, headers=HTMX
    )
    assert answer.status_code == 404


def test_criteria_of_other_qualifications_are_not_found(ccl, learner, anna):
    evidence = make_evidence(learner)
    assert tick(client_of(anna), evidence, target_of("CO 1.1"), mapped="on").status_code == 404
    assert tick(client_of(anna), evidence, target_of("LT-MP1"), mapped="on").status_code == 404
    assert tick(client_of(anna), evidence, target_of("CC-MP1"), mapped="on").status_code == 200


@pytest.mark.parametrize("place", ["x" * 81, "<script>alert(1)</script>", "\u202e", "a\x00b"])
def test_odd_places_are_refused_or_shown_as_text(evidence, anna, place):
    answer = client_of(anna).post(
        f"/evidence/{evidence.code}/place/",
        {"target": f"criterion-{target_of('LT 1.1').pk}", "place": place},
        headers=HTMX,
    )
    assert answer.status_code in (200, 409)
    assert b"<script>" not in answer.content
