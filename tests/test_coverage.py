"""Coverage: counts, reasons in words, and a constant number of queries."""

from dataclasses import replace

import pytest
from django.db import NotSupportedError
from django.db.models import Exists, OuterRef

from assessment.coverage import Counts, coverage_of, coverages_of
from assessment.grids import grid_of
from assessment.items import items_of, next_steps
from assessment.mapped import evidence_of
from assessment.models import Mapping
from assessment.reasons import in_words
from assessment.status import Status, with_status
from assessment.summaries import summaries_of
from portfolio.models import Evidence, Learner, Membership, Role, User
from tests.laying import laid_once
from tests.people import (
    client_of,
    enrolled,
    judged,
    make_evidence,
    make_mapping,
    submitted,
    target_of,
)

LT = ["LT 1.1", "LT 1.2", "LT 1.3", "LT 1.4", "LT 1.5", "LT 2.1", "LT 2.2", "LT 2.3", "LT 2.4"]
LT += ["LT 3.1", "LT 3.2", "LT 3.3"] + [f"LT 4.{number}" for number in range(1, 9)]


@laid_once
def stages(csl, learner, ben):
    """One item at each stage: E1 met, E2 not yet, E3 waiting, E4 draft."""
    items = [make_evidence(learner) for _ in range(4)]
    for item, code in zip(items, LT, strict=False):
        make_mapping(item, code)
    for item in items[:3]:
        submitted(item)
    judged(items[0].mappings.get(), ben)
    judged(items[1].mappings.get(), ben, "not_yet")
    return items


def unit_of(enrolment, code="LT"):
    return next(unit for unit in coverage_of(enrolment).units if unit.code == code)


def test_counts_of_a_unit(stages, csl):
    assert unit_of(csl).counts == Counts(met=1, awaiting=1, not_yet=1, draft=1, unmapped=16)
    assert coverage_of(csl).counts.total == 68


def test_reasons_name_each_criterion_and_the_next_step(stages, csl):
    assert unit_of(csl).reasons[0] == "1.2 is not yet met: act on the feedback on E2."
    assert unit_of(csl).reasons[1] == "1.4 is mapped but not handed over: submit E4."
    assert unit_of(csl).reasons[2].startswith("1.5, 2.1, 2.2")
    assert unit_of(csl).reasons[2].endswith("and 4.8 need evidence: nothing is mapped yet.")
    assert unit_of(csl).reasons[3] == "1.3 waits for the assessor in E3."


def test_one_met_item_meets_the_criterion(stages, csl, learner, ben):
    another = make_evidence(learner)
    submitted(another, "LT 1.1")
    judged(another.mappings.get(), ben, "not_yet")
    assert unit_of(csl).criteria[0].status == Status.MET


def test_complete_unit_has_no_reasons_and_marking_points_do_not_count(csl, learner, ben):
    item = make_evidence(learner)
    submitted(item, *LT, "LT-MP1")
    for mapping in item.mappings.filter(criterion__isnull=False):
        judged(mapping, ben)
    unit = unit_of(csl)
    assert unit.is_complete
    assert unit.reasons == ()
    assert coverage_of(csl).completed == {"LT"}
    assert unit.marking_points[0].status == Status.AWAITING


def test_evidence_put_aside_counts_nowhere(csl, learner, anna):
    from assessment.submitting import withdraw

    item = make_evidence(learner)
    make_mapping(item, "LT 1.1")
    withdraw(evidence=item, user=anna)
    assert unit_of(csl).counts.unmapped == 20
    assert items_of(evidence_of(learner.pk), [coverage_of(csl)]) == ()


def test_unmapped_again_after_unticking(csl, learner, anna):
    from assessment.mapping import unmap_evidence

    item = make_evidence(learner)
    make_mapping(item, "LT 1.1")
    unmap_evidence(evidence=item, target=target_of("LT 1.1"), user=anna)
    assert unit_of(csl).criteria[0].status == Status.UNMAPPED


def test_summaries_agree_with_coverage(stages, csl, ccl, odds_learner):
    other = enrolled(odds_learner, "CSL")
    for summary in summaries_of([csl, ccl, other]):
        coverage = coverage_of(summary.enrolment)
        assert summary.counts == coverage.counts
        assert [unit.counts for unit in summary.units] == [u.counts for u in coverage.units]


def test_items_show_what_presses_most(stages, csl, learner, ben):
    submitted(stages[3])
    assert [item.status for item in items_of(evidence_of(learner.pk), [coverage_of(csl)])] == [
        Status.MET,
        Status.NOT_YET,
        Status.AWAITING,
        Status.AWAITING,
    ]


def test_next_steps_are_the_learners_own(stages, csl, learner):
    make_evidence(learner)
    steps = next_steps(items_of(evidence_of(learner.pk), [coverage_of(csl)]))
    assert [[item.evidence.label for item in step.items] for step in steps] == [
        ["E2"],
        ["E4"],
        ["E5"],
    ]


def test_grid_has_a_cell_for_each_mapping(stages, csl):
    grid = grid_of(coverage_of(csl))
    assert [column.label for column in grid.columns] == ["E1", "E2", "E3", "E4"]
    cells = [cell for unit in grid.units for row in unit.rows for cell in row.cells]
    assert [cell.label for cell in cells if cell] == ["E1", "E2", "E3", "E4"]
    assert len(cells) == 4 * 68


@pytest.mark.parametrize(
    ("words", "joined"),
    [(["1.1"], "1.1"), (["1.1", "1.2"], "1.1 and 1.2"), (["a", "b", "c"], "a, b and c")],
)
def test_in_words(words, joined):
    assert in_words(words) == joined


def test_without_points_the_criteria_are_the_same(stages, csl):
    for whole, lean in zip(
        coverage_of(csl).units, coverage_of(csl, with_points=False).units, strict=True
    ):
        assert lean == replace(whole, marking_points=())


def test_a_nested_status_is_right_or_refused(stages):
    met = with_status(Mapping.objects.all()).filter(status=Status.MET)
    assert list(Evidence.objects.filter(mappings__in=met)) == stages[:1]
    with pytest.raises(NotSupportedError):
        list(Evidence.objects.filter(Exists(met.filter(evidence=OuterRef("pk")))))


# -- Queries and pages ------------------------------------------------------------------------


def fill(learner, count):
    for number in range(count):
        item = make_evidence(learner)
        submitted(item, LT[number], LT[number + 3], "LT-MP1")


@pytest.mark.parametrize("count", [1, 3])
def test_coverage_takes_seven_queries(csl, ccl, learner, count, django_assert_num_queries):
    fill(learner, count)
    with django_assert_num_queries(7):
        coverages_of([csl, ccl])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("home", 14), ("grid", 10), ("unit", 12), ("evidence", 20)]
)
def test_pages_take_a_constant_number_of_queries(
    csl, learner, anna, count, name, queries, django_assert_num_queries
):
    fill(learner, count)
    address = {
        "home": "/",
        "grid": f"/enrolments/{csl.code}/grid/",
        "unit": f"/enrolments/{csl.code}/units/LT/",
        "evidence": learner.evidence.first().get_absolute_url(),
    }[name]
    client = client_of(anna)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_learners_list_takes_a_constant_number_of_queries(
    csl, centre, cleo, count, django_assert_num_queries
):
    fill(csl.learner, count)
    for number in range(count):
        user = User.objects.create(username=f"learner-{number}", name=f"Learner {number}")
        Membership.objects.create(centre=centre, user=user, role=Role.LEARNER)
        fill(enrolled(Learner.objects.create(centre=centre, user=user), "CSL").learner, 1)
    client = client_of(cleo)
    with django_assert_num_queries(11):
        assert client.get("/learners/").status_code == 200


def test_learners_list_finds_by_name_and_survives_odd_words(cast, cleo):
    client = client_of(cleo)
    assert b"Noah Bramwell" not in client.get("/learners/?q=anna").content
    for odd in ("%00", "%F0%9F%98%80", "<script>", "a" * 5000):
        assert client.get("/learners/", {"q": odd, "page": odd}).status_code == 200


def test_learners_list_is_for_staff(cast, noah):
    assert client_of(noah).get("/learners/").status_code == 403


def test_unknown_unit_is_not_found(csl, anna):
    assert client_of(anna).get(f"/enrolments/{csl.code}/units/CC/").status_code == 404


def test_each_person_starts_where_their_work_is(cast, csl):
    looks_after = dict.fromkeys(("ben", "tara", "ines", "cleo"), "/caseload/")
    starts = looks_after | {"anna": None, "eve": "/visits/"}
    for person, target in starts.items():
        answer = client_of(cast.users[person]).get("/")
        assert answer.headers.get("Location") == target
