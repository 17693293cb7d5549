"""Records of the team in the portfolio PDF: the same sheets as on the pages, and no real name."""

import re
import subprocess
from types import SimpleNamespace

import pikepdf
import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone
from pikepdf import Dictionary

from assessment.dossier.compiling import compile_dossier
from assessment.dossier.rendering import render_pdf
from assessment.dossier.sections import sections_of
from assessment.exports.progress import download_name
from assessment.models import Export
from portfolio.models import Evidence
from teams.catalogue import CATALOGUE
from teams.freezing import freeze_record, sheet_in
from teams.keeping import keep_record
from teams.models import Kind, Snapshot
from teams.sheets.blocks import Words
from tests.laying import laid_once
from tests.people import client_of, judged, make_evidence, make_mapping, submitted
from tests.reading_pdf import bookmarks, check, words_of
from tests.teams import make_record, make_team
from tests.test_dossier import QUERIES

_made = {}


@laid_once
def team(learner):
    return make_team(learner)


def told(kind, team, **values):
    """A record whose texts all say something, with Robin's real name in each."""
    texts = {
        field.name: f"Roberta Smithson and the {field.verbose_name} of {kind}"
        for field in CATALOGUE[kind].model._meta.concrete_fields
        if isinstance(field, models.TextField)
    }
    return make_record(team, kind, title=f"Roberta Smithson: {kind}", **texts | values)


@pytest.fixture
def portfolio(csl, anna, learner, team, tmp_path_factory):
    """An item for each kind of record, used as evidence on its page; the PDF is made once."""
    client = client_of(anna)
    pages = []
    for kind in Kind:
        record = told(kind, team)
        address = reverse("record-use", args=[record.code])
        form = client.get(address).context["form"]
        new = form.new_item
        sent = {name: new.get_initial_for_field(new.fields[name], name) for name in new.fields}
        sent |= {"key": form["key"].value(), "item": "new"}
        sent |= {"records": [*form.ticked_records], "targets": [*form.ticked_targets]}
        sent = {name: "" if value is None else value for name, value in sent.items()}
        pages.append(client.post(address, sent, follow=True).content.decode())
    if "pdf" not in _made:
        path = tmp_path_factory.mktemp("records") / "portfolio.pdf"
        with path.open("w+b") as output:
            render_pdf(compile_dossier(csl), output)
        _made["pdf"] = path
    return SimpleNamespace(path=_made["pdf"], words=flat(words_of(_made["pdf"])), pages=pages)


def flat(pages):
    return re.sub(r"\s+", " ", " ".join(pages))


def snapshots_by_kind():
    return {snapshot.kind: snapshot for snapshot in Snapshot.objects.order_by("-pk")}


def test_each_kind_is_found_in_the_pdf_with_its_words(portfolio):
    snapshots = snapshots_by_kind()
    assert set(snapshots) == set(Kind)
    for kind, snapshot in snapshots.items():
        assert f"{Kind(kind).label}: Robin: {kind}" in portfolio.words
        for block in sheet_in(snapshot).blocks:
            if isinstance(block, Words):
                assert block.heading in portfolio.words
                assert flat([block.text]) in portfolio.words


def test_each_record_has_its_hash_in_the_pdf(portfolio):
    count = Snapshot.objects.count()
    assert count > len(Kind)  # the plan goes along with its session
    assert (
        len(re.findall(r"A record of the learner’s team, as it was on", portfolio.words)) == count
    )
    assert len(re.findall(r"SHA-256 [0-9a-f]{64}", portfolio.words)) == count


def test_a_real_name_is_nowhere(portfolio, csl, anna):
    file_name = download_name(Export(enrolment=csl, asked_by=anna, finished_at=timezone.now()))
    information = subprocess.run(
        ["pdfinfo", str(portfolio.path)], check=True, capture_output=True, text=True
    ).stdout
    stored = [str(snapshot.content) for snapshot in Snapshot.objects.all()]
    titles = list(Evidence.objects.values_list("title", flat=True))
    said = [portfolio.words, information, file_name, *stored, *titles, *portfolio.pages]
    assert [each for each in said if "smithson" in each.casefold()] == []
    assert "Robin and the" in portfolio.words


def test_every_picture_says_what_it_shows_and_headings_are_tagged(portfolio):
    with pikepdf.open(portfolio.path) as pdf:
        tags = [each for each in pdf.objects if isinstance(each, Dictionary) and "/S" in each]
        figures = [each for each in tags if str(each.S) == "/Figure"]
        headings = {str(each.S) for each in tags} & {f"/H{level}" for level in range(1, 7)}
        outline = [title for _, title in bookmarks(pdf)]
    assert figures
    assert [each for each in figures if not str(each.get("/Alt", ""))] == []
    assert {"/H4", "/H5"} <= headings
    # The items are in the outline, the parts of their records are not.
    assert any(title.startswith("E1 ") for title in outline)
    assert not any("What happened" in title for title in outline)


def test_qpdf_finds_no_fault(portfolio):
    assert "No syntax or stream encoding errors found" in check(portfolio.path)


def html_of(enrolment):
    dossier = compile_dossier(enrolment)
    return {section.key: section.html for section in sections_of(dossier, {})}


@pytest.mark.parametrize("count", [1, 3])
def test_records_take_no_further_queries(
    count, csl, anna, learner, team, django_assert_num_queries
):
    for _ in range(count):
        evidence = make_evidence(learner)
        for kind in (Kind.DIARY, Kind.PROBLEM)[:count]:
            freeze_record(record=make_record(team, kind), evidence=evidence, user=anna)
        submitted(evidence, "LT 1.1")
    with django_assert_num_queries(QUERIES):
        assert len(compile_dossier(csl).items) == count


def test_the_pdf_shows_the_records_that_were_handed_over(csl, anna, ben, learner, team):
    record = make_record(team, Kind.PROBLEM, root_cause="Two forms.")
    evidence = make_evidence(learner)
    freeze_record(record=record, evidence=evidence, user=anna)
    submitted(evidence, "CO 3.1")
    judged(evidence.mappings.get(), ben, "not_yet")
    record.root_cause = "Three forms."
    keep_record(record=record, user=anna, revision=record.revision)
    freeze_record(record=record, evidence=evidence, user=anna)

    html = html_of(csl)["E1"]

    assert "Two forms." in html
    assert "Three forms." not in html
    assert "Changed since version 1" in html


def test_a_draft_shows_the_records_that_are_in_it(csl, anna, learner, team):
    evidence = make_evidence(learner)
    kept, gone = (make_record(team, Kind.DIARY, text=text) for text in ("Stays.", "Goes."))
    for record in (kept, gone):
        freeze_record(record=record, evidence=evidence, user=anna)
    client_of(anna).post(reverse("snapshot-remove", args=[gone.snapshots.get().code]))
    make_mapping(evidence, "LT 1.1")

    html = html_of(csl)["E1"]

    assert "Stays." in html
    assert "Goes." not in html


def test_what_is_written_in_a_record_is_escaped(csl, anna, learner, team):
    evidence = make_evidence(learner)
    record = make_record(team, Kind.DIARY, title="<b>T</b>", text="<script>x</script>")
    freeze_record(record=record, evidence=evidence, user=anna)
    html = html_of(csl)["E1"]
    assert "<script" not in html
    assert "<b>T" not in html
    assert "&lt;script&gt;" in html
