"""The mapping grid and the evidence index as CSV and as workbooks."""

import csv
import io

import pytest
from openpyxl import load_workbook

from assessment.coverage import coverage_of
from assessment.grids import grid_of
from portfolio.models import AuditEntry, Evidence
from tests.people import client_of, judged, make_evidence, make_file, make_mapping, submitted

FORMULA = '=HYPERLINK("https://example.org";"x")'


@pytest.fixture
def portfolio(csl, learner, ben):
    """Two items: one handed over, met on LT 1.1; one a draft whose words begin like formulas."""
    item = make_evidence(learner, title="Briefing")
    make_file(item, name="notes.txt")
    make_mapping(item, "LT 1.1", place="p. 2")
    submitted(item, "LT 1.2")
    judged(item.mappings.first(), ben)
    draft = make_evidence(learner, title=FORMULA)
    make_mapping(draft, "LT 1.1", place="+1")
    make_mapping(draft, "LT-MP1")
    return learner


def got(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).active


def test_the_grid_says_what_its_page_says(portfolio, csl, anna):
    rows = rows_of(got(client_of(anna), f"/enrolments/{csl.code}/grid.csv"))
    assert rows[0] == ["Unit", "Criterion", "What it asks for", "Status", "E1", "E2"]
    grid = grid_of(coverage_of(csl))
    said = [
        [unit.code, row.label, row.text, row.status.words]
        for unit in grid.units
        for row in unit.rows
    ]
    assert [row[:4] for row in rows[1:]] == said
    first = next(row for row in rows if row[:2] == ["LT", "1.1"])
    assert first[4:] == ["Met, p. 2", "Draft, +1"]


def test_the_workbook_leads_to_the_items(portfolio, csl, anna, settings):
    settings.SITE_ADDRESS = "https://portfolio.example/"
    sheet = sheet_of(got(client_of(anna), f"/enrolments/{csl.code}/grid.xlsx"))
    item = Evidence.objects.get(number=1)
    address = f"https://portfolio.example/evidence/{item.code}/"
    assert sheet.freeze_panes == "E2"
    assert sheet["E1"].value == "E1"
    assert sheet["E1"].hyperlink.target == address
    row = next(row for row in sheet.iter_rows() if (row[0].value, row[1].value) == ("LT", "1.1"))
    assert row[4].value == "Met, p. 2"
    assert row[4].hyperlink.target == address
    assert sheet.column_dimensions["C"].width == 60


def test_the_index_names_all_items_with_what_they_show(portfolio, anna, learner):
    rows = rows_of(got(client_of(anna), f"/learners/{learner.code}/evidence.csv"))
    assert [row[0] for row in rows] == ["Item", "E1", "E2"]
    assert rows[1][5] == "LT 1.1 (p. 2); LT 1.2"
    assert rows[2][5] == "LT 1.1 (+1); LT-MP1"
    assert rows[1][6:] == ["notes.txt", learner.evidence.first().files.get().sha256]
    sheet = sheet_of(got(client_of(anna), f"/learners/{learner.code}/evidence.xlsx"))
    assert [cell.value for cell in sheet["A"]] == ["Item", "E1", "E2"]


def test_no_cell_is_a_formula(portfolio, anna, learner):
    rows = rows_of(got(client_of(anna), f"/learners/{learner.code}/evidence.csv"))
    assert rows[2][1] == f"'{FORMULA}"
    sheet = sheet_of(got(client_of(anna), f"/learners/{learner.code}/evidence.xlsx"))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["B3"].value == f"'{FORMULA}"


@pytest.mark.parametrize("title", ["=1", "+1", "-1", "@x", "\t=1", "a\x0bb", "x" * 200])
def test_whatever_a_title_holds_the_workbook_opens(title, csl, anna, learner):
    make_mapping(make_evidence(learner, title=title), "LT 1.1")
    sheet = sheet_of(got(client_of(anna), f"/learners/{learner.code}/evidence.xlsx"))
    assert sheet["B2"].data_type == "s"


def test_an_item_put_aside_is_not_listed(portfolio, anna, learner):
    client = client_of(anna)
    client.post(f"/evidence/{learner.evidence.get(number=2).code}/withdraw/")
    rows = rows_of(got(client, f"/learners/{learner.code}/evidence.csv"))
    assert [row[0] for row in rows] == ["Item", "E1"]


def test_taking_it_away_is_entered(portfolio, anna, csl):
    got(client_of(anna), f"/enrolments/{csl.code}/grid.xlsx")
    assert AuditEntry.objects.latest("pk").words == "Took away the mapping grid as XLSX."


def test_another_format_is_not_there(portfolio, anna, csl):
    assert client_of(anna).get(f"/enrolments/{csl.code}/grid.pdf").status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_the_number_of_queries_does_not_grow(items, csl, anna, learner, django_assert_num_queries):
    for _ in range(items):
        item = make_evidence(learner)
        make_file(item)
        make_mapping(item, "LT 1.1")
    client = client_of(anna)
    got(client, f"/learners/{learner.code}/evidence.csv")
    with django_assert_num_queries(16):
        got(client, f"/learners/{learner.code}/evidence.csv")


def test_the_pages_offer_them_to_who_may_export(portfolio, csl, anna, eve, learner):
    for who, offered in ((anna, True), (eve, False)):
        client = client_of(who)
        assert (b"grid.xlsx" in got(client, f"/enrolments/{csl.code}/grid/")) is offered
        assert (b"evidence.xlsx" in got(client, f"/learners/{learner.code}/")) is offered
