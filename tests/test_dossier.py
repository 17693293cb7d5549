"""The dossier: what one portfolio PDF says, as plain values."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.dossier.compiling import compile_dossier
from assessment.dossier.grids import MOST_ACROSS, MOST_UPRIGHT, blocks_of, cell_anchor
from assessment.dossier.sections import sections_of
from assessment.marking.judging import countersign
from assessment.models import Mapping
from assessment.status import Status
from portfolio.models import Evidence, EvidenceFile, Method
from tests.people import (
    appraised,
    judged,
    make_evidence,
    make_file,
    make_mapping,
    submitted,
)

# Of a portfolio with decisions, and without files, a plan, samples or appeals.
QUERIES = 23
# What was made from files, to show them.
OF_FILES = 1


def only_item(enrolment):
    (item,) = compile_dossier(enrolment).items
    return item


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(count, csl, learner, ben, django_assert_num_queries):
    for _ in range(count):
        evidence = make_evidence(learner)
        make_file(evidence, content=b"Figures")
        submission = submitted(evidence, "LT 1.1", "LT-MP1")
        judged(evidence.mappings.first(), ben)
        appraised(submission, ben)

    with django_assert_num_queries(QUERIES + OF_FILES):
        dossier = compile_dossier(csl)

    assert len(dossier.items) == count


def test_a_submitted_item_is_told_as_it_was_handed_over(csl, learner):
    evidence = make_evidence(learner, title="As handed over")
    file = make_file(evidence)
    submission = submitted(evidence, "LT 1.1")
    Evidence.objects.filter(pk=evidence.pk).update(
        title="Changed since", changed_at=timezone.now() + timedelta(minutes=1)
    )
    EvidenceFile.objects.filter(pk=file.pk).update(removed_at=timezone.now(), description="New")
    make_file(evidence, content=b"Added since")

    item = only_item(csl)

    assert item.title == "As handed over"
    assert [found.code for found in item.files] == [file.code]
    assert item.files[0].description == ""
    assert item.version.number == submission.version
    assert item.version.content_hash == submission.content_hash
    assert item.version.is_changed_since


def test_a_draft_is_told_as_it_is_now(csl, learner):
    evidence = make_evidence(learner, title="Still writing")
    kept = make_file(evidence)
    gone = make_file(evidence, content=b"Taken out")
    EvidenceFile.objects.filter(pk=gone.pk).update(removed_at=timezone.now())

    item = only_item(csl)

    assert (item.title, item.version) == ("Still writing", None)
    assert [found.code for found in item.files] == [kept.code]


def test_a_version_taken_back_is_not_told(csl, learner):
    evidence = make_evidence(learner)
    submission = submitted(evidence, "LT 1.1")
    submission.taken_back_at = timezone.now()
    submission.save(update_fields=["taken_back_at"])

    assert only_item(csl).version is None
    assert compile_dossier(csl).declaration is None


def test_items_of_another_qualification_only_are_left_out(csl, ccl, learner):
    unmapped, mapped, elsewhere, withdrawn = (make_evidence(learner) for _ in range(4))
    make_mapping(mapped, "CO 1.1")
    make_mapping(elsewhere, "CC-MP1")
    Evidence.objects.filter(pk=withdrawn.pk).update(withdrawn_at=timezone.now())

    dossier = compile_dossier(csl)

    assert [item.number for item in dossier.items] == [unmapped.number, mapped.number]
    assert [item.number for item in compile_dossier(ccl).items] == [
        unmapped.number,
        elsewhere.number,
    ]


def test_a_shared_unit_is_told_by_its_code_in_the_qualification(csl, ccl, learner):
    make_mapping(make_evidence(learner), "LT 2.3", place="p. 4")

    (link,) = compile_dossier(ccl).items[0].links

    assert (link.code, link.place, link.status) == ("CC 2.3", "p. 4", Status.DRAFT)
    assert compile_dossier(csl).items[0].links[0].code == "LT 2.3"


def test_the_newest_decision_that_counts_is_told(csl, learner, ben, tara):
    evidence = make_evidence(learner)
    submitted(evidence, "LT 1.1", "LT 1.2")
    first, second = evidence.mappings.order_by("pk")
    judged(first, ben, "not_yet", "Say who agreed.")
    judged(first, ben, "met", "Thank you.")
    judged(second, tara, "met")

    links = {link.label: link for link in only_item(csl).links}

    assert links["1.1"].ruling.feedback == "Thank you."
    assert links["1.1"].ruling.by == "Ben Okafor"
    assert links["1.2"].ruling is None  # a trainee's, which waits for a signature

    countersign(judgement=second.judgements.get(), assessor=ben)

    links = {link.label: link for link in only_item(csl).links}
    assert links["1.2"].ruling.by == "Tara Lindqvist"
    assert links["1.2"].ruling.countersigned_by == "Ben Okafor"


def test_varcs_names_what_was_not_confirmed(csl, learner, ben):
    appraised(submitted(make_evidence(learner), "LT 1.1"), ben, is_current=False)

    varcs = dict(only_item(csl).version.assessed.varcs)

    assert varcs == {
        "valid": True,
        "authentic": True,
        "reliable": True,
        "current": False,
        "sufficient": True,
    }


def test_the_declaration_is_the_newest(csl, learner):
    submitted(make_evidence(learner), "LT 1.1")
    newest = submitted(make_evidence(learner), "LT 1.2")

    declaration = compile_dossier(csl).declaration

    assert (declaration.item, declaration.version) == ("E2", 1)
    assert declaration.text == newest.declaration


def test_a_portfolio_without_evidence_has_a_dossier(csl):
    dossier = compile_dossier(csl)

    assert dossier.items == ()
    assert "There is no evidence" in "".join(section.html for section in sections_of(dossier, {}))


# -- Grid -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "blocks", "is_across"),
    [
        (MOST_UPRIGHT, [12], False),
        (MOST_UPRIGHT + 1, [13], True),
        (MOST_ACROSS + 1, [11, 11], True),
    ],
)
def test_a_wide_grid_turns_the_page_then_is_split(count, blocks, is_across, csl, learner):
    for _ in range(count):
        make_mapping(make_evidence(learner), "CO 1.1")

    dossier = compile_dossier(csl)
    unit = next(unit for unit in dossier.units if unit.code == "CO")
    found = blocks_of(dossier, unit)

    assert [len(block.items) for block in found] == blocks
    assert {block.is_across for block in found} == {is_across}
    assert found[0].name == f"E1 to E{blocks[0]}"
    # Each item leads to its own cell, which no other item can move.
    cells = {cell.anchor for block in found for cell in block.groups[0].rows[0].cells}
    assert cells == {cell_anchor(item, item.links[0]) for item in dossier.items}


def test_the_grid_has_only_the_items_of_its_unit(csl, learner):
    make_mapping(make_evidence(learner), "CO 1.1")
    make_mapping(make_evidence(learner), "DO 1.1")

    dossier = compile_dossier(csl)
    blocks = {unit.code: blocks_of(dossier, unit) for unit in dossier.units}

    assert blocks["LT"] == ()
    assert [item.label for item in blocks["CO"][0].items] == ["E1"]
    assert [item.label for item in blocks["DO"][0].items] == ["E2"]


# -- Sections ---------------------------------------------------------------------------------


def html_of(enrolment):
    dossier = compile_dossier(enrolment)
    return {section.key: section.html for section in sections_of(dossier, {})}


def test_drafts_and_unmapped_items_are_flagged(csl, learner):
    make_evidence(learner)
    submitted(make_evidence(learner), "LT 1.1")

    html = html_of(csl)

    assert "Draft, not submitted." in html["E1"]
    assert "not mapped to anything" in html["E1"]
    assert "Draft, not submitted." not in html["E2"]


def test_signposted_evidence_says_where_the_original_is(csl, learner):
    make_evidence(
        learner,
        method=Method.SIGNPOSTED,
        location="Room 2.14, folder 17",
        seen_by="Ben Okafor, assessor",
    )

    html = html_of(csl)["E1"]

    assert "Room 2.14, folder 17" in html
    assert "Seen by Ben Okafor, assessor." in html


def test_a_narrative_is_cleaned_once_more(csl, learner):
    evidence = make_evidence(learner, narrative="<p>Fine</p>")
    hostile = '<p>Fine<script>x</script><img src="file:///etc/passwd"></p><link href="a.css">'
    Evidence.objects.filter(pk=evidence.pk).update(narrative=hostile)

    html = html_of(csl)["E1"]

    assert "<p>Fine</p>" in html
    assert "script" not in html
    assert "passwd" not in html


def test_what_people_write_is_escaped(csl, learner, ben):
    evidence = make_evidence(learner, title="<b>Title</b>")
    make_file(evidence, name="<i>name</i>.txt")
    submitted(evidence, "LT 1.1")
    judged(evidence.mappings.get(), ben, feedback="<u>Feedback</u>")
    Mapping.objects.update(place="<s>p</s>")

    html = "".join(html_of(csl).values())

    for tag in ("<b>Title", "<i>name", "<u>Feedback", "<s>p"):
        assert tag not in html


def test_each_cell_of_a_grid_leads_to_the_item_of_its_column(csl, learner):
    mapped = {("1.1", "E1"), ("1.2", "E3"), ("2.3", "E1"), ("2.3", "E2")}
    for number in (1, 2, 3):
        evidence = make_evidence(learner)
        for label, item in sorted(mapped):
            if item == f"E{number}":
                make_mapping(evidence, f"CO {label}")

    html = html_of(csl)["unit-CO"]
    grid = re.search(r'<table class="grid".*?</table>', html, re.DOTALL)[0]
    columns = re.findall(r'<th scope="col" class="cell"><a href="#(E\d+)">\1</a>', grid)
    found = set()
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", grid):
        label = re.match(r'<a href="#criterion-CO-([^"]+)">', row)[1]
        place = 0
        for span, cell in re.findall(r'<td(?: colspan="(\d+)")?>(.*?)</td>', row):
            for anchor, item in re.findall(r'<a id="([^"]+)" class="\w+" href="#(E\d+)">', cell):
                assert item == columns[place]
                assert anchor == f"grid-CO-{label}-{item}"
                assert f'<i data-page="#{item}"></i>' in cell
                found.add((label, item))
            place += int(span or 1)
        assert place == len(columns)

    assert columns == ["E1", "E2", "E3"]
    assert found == mapped


def test_unconfirmed_values_and_reasons_are_shown(csl, learner):
    html = html_of(csl)

    assert "H/601/1568" in html["summary"]
    assert "unconfirmed" in html["unit-LT"]
    assert "unconfirmed" not in html["unit-MT"]
    assert "No confirmed reference" in html["unit-CO"]
    assert "nothing is mapped yet." in html["summary"]
