"""Which records serve what: the fixtures, the table in the documentation, and what is proposed."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from assessment.coverage import coverages_of
from assessment.models import Mapping, MarkingPoint, RecordUse
from assessment.proposals import proposals_for
from assessment.status import Status
from teams.models import Kind
from tests.people import enrolled, make_evidence, make_mapping, submitted

ROW = re.compile(
    r"^\| ([A-Z]+-MP\d+) \| ([^|]+) \| ([^|]+) \| ([\d. ]+|–) \| (yes|) ?\|$", re.MULTILINE
)


@pytest.fixture
def uses(standard):
    return list(
        RecordUse.objects.select_related("marking_point__specification").prefetch_related(
            "criteria__outcome"
        )
    )


def documented():
    text = (Path(settings.BASE_DIR) / "docs" / "records.md").read_text(encoding="utf-8")
    return [
        (point, kind, where, "" if criteria == "–" else criteria, proposed == "yes")
        for point, kind, where, criteria, proposed in ROW.findall(text)
    ]


def proposed(kinds, *enrolments):
    """By label, whether it is proposed, of all that ``kinds`` serve."""
    units = proposals_for(kinds, coverages_of(enrolments))
    return {
        f"{unit.codes[0]} {each.label}": each.is_proposed_for(kinds)
        for unit in units
        for each in unit.proposals
    }


def test_the_documentation_says_what_the_fixtures_hold(uses):
    stored = [
        (
            use.marking_point.code,
            use.get_kind_display(),
            use.where,
            " ".join(criterion.label for criterion in use.criteria.all()),
            use.is_proposed,
        )
        for use in uses
    ]
    assert sorted(documented()) == sorted(stored)


def test_every_marking_point_is_served(uses):
    served = {use.marking_point.code for use in uses}
    assert served == set(MarkingPoint.objects.values_list("code", flat=True))
    assert len(served) == 28


def test_every_kind_of_record_is_proposed_for_something(uses):
    assert {use.kind for use in uses if use.is_proposed} == set(Kind)


def test_criteria_are_of_the_marking_points_unit(uses):
    for use in uses:
        units = {criterion.outcome.unit_id for criterion in use.criteria.all()}
        assert units <= {use.marking_point.specification.unit_id}, use


def test_the_place_fits_into_a_mapping(uses, csl):
    longest = Mapping._meta.get_field("place").max_length
    for unit in proposals_for(list(Kind), coverages_of([csl])):
        for proposal in unit.proposals:
            assert all(len(each.place) <= longest for each in proposal.showings)


def test_only_what_the_learner_is_enrolled_on_is_proposed(csl):
    found = proposed([Kind.ROTA], csl)
    assert found["MT MT-MP7"] is True
    assert found["LT LT-MP4"] is False
    # The criterion is shared; the contact centre's marking point is not hers.
    assert found["LT 1.4"] is True
    assert "LT CC-MP1" not in found


def test_a_shared_unit_is_proposed_once(csl, ccl):
    units = proposals_for([Kind.ROTA], coverages_of([csl, ccl]))
    assert [unit.codes for unit in units] == [["LT", "CC"], ["MT"], ["CO"]]
    labels = [each.label for each in units[0].proposals]
    assert len(labels) == len(set(labels))
    assert "CC-MP1" in labels


def test_without_enrolment_nothing_is_proposed(standard):
    assert proposals_for([Kind.ROTA], coverages_of([])) == ()


def test_what_is_covered_already_is_said(csl, learner):
    make_mapping(make_evidence(learner), "LT 1.4")
    submitted(make_evidence(learner), "MT 2.2")
    units = proposals_for([Kind.ROTA], coverages_of([csl]))
    found = {f"{u.codes[0]} {each.label}": each.status for u in units for each in u.proposals}
    assert found["LT 1.4"] == Status.DRAFT
    assert found["MT 2.2"] == Status.AWAITING
    assert found["MT 2.4"] == Status.UNMAPPED


def test_the_first_kind_speaks_first(csl):
    for kinds in ([Kind.REVIEW, Kind.STANDARD], [Kind.STANDARD, Kind.REVIEW]):
        units = proposals_for(kinds, coverages_of([csl]))
        point = next(each for unit in units for each in unit.points if each.label == "LT-MP3")
        assert [each.kind for each in point.showings] == kinds
        assert point.place_in(kinds).startswith(kinds[0].label)
        assert point.place_in([Kind.REVIEW]).startswith("Performance review: figures")
        assert point.place_in([Kind.ROTA]) == ""


@pytest.mark.parametrize("codes", [("CSL",), ("CSL", "CCL")])
def test_proposals_take_one_query(codes, learner, standard, django_assert_num_queries):
    coverages = coverages_of([enrolled(learner, code) for code in codes])
    with django_assert_num_queries(1):
        assert proposals_for(list(Kind), coverages)
