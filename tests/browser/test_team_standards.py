"""A service standard: written with little typing, its readings pasted, before and after seen."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from teams.models import Kind
from tests.browser.doing import PHONE, faults_of, news, width_too_much
from tests.teams import make_readings, make_record, make_standard, make_team


@pytest.fixture
def team(learner):
    return make_team(learner)


def fits(page: Page) -> None:
    assert (page.url, width_too_much(page), faults_of(page)) == (page.url, 0, [])


def test_a_standard_and_its_readings(page_of, anna, team):
    page = page_of(anna)
    page.goto(reverse("record-add", args=[team.code, Kind.STANDARD]))
    page.get_by_role("combobox", name="Measure").select_option("Average handling time (AHT)")
    expect(page.get_by_label("Name")).to_have_value("Average handling time")
    expect(page.get_by_label("Unit")).to_have_value("seconds")
    page.get_by_role("combobox", name="Measure").select_option("First contact resolution (FCR)")
    expect(page.get_by_label("Name")).to_have_value("First contact resolution")
    expect(page.get_by_label("Unit")).to_have_value("%")
    page.get_by_label("Target").fill("75%")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("There are no readings of the whole team yet.")).to_be_visible()

    page.get_by_role("link", name="Paste or import many").click()
    rows = page.get_by_label("Rows from your spreadsheet")
    rows.fill("Date\tFCR\n4/5/2026\t62%\n11/5/2026\tabc\n")
    page.get_by_role("button", name="Check this table").click()
    expect(page.get_by_text("“abc” is not a number.")).to_be_visible()
    fits(page)
    rows.fill("Date\tFCR\n4/5/2026\t62%\n11/5/2026\t64%\n")
    page.get_by_role("button", name="Check this table").click()
    expect(page.get_by_role("cell", name="11 May 2026")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Store 2 readings").click()
    expect(news(page)).to_contain_text("2 readings added.")
    chart = page.get_by_role("img", name="From 62% (on 4 May 2026) to 64% (on 11 May 2026)")
    expect(chart).to_be_visible()
    fits(page)

    row = page.get_by_role("row", name="11 May 2026")
    row.get_by_role("button", name="Remove").click()
    expect(news(page)).to_contain_text("Removed: 64% on 11 May 2026.")
    page.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("64%")


def test_a_reading_is_added_in_place(page_of, anna, team, expected_errors):
    expected_errors.append("status of 422")
    standard = make_standard(team)
    make_readings(standard, 62, start=date(2026, 5, 4))
    page = page_of(anna)
    page.goto(standard.get_absolute_url())
    page.evaluate("() => { document.body.dataset.same = 'yes' }")
    page.get_by_label("Date").fill("2026-05-11")
    page.get_by_label("Reading (%)").fill("many")
    page.get_by_role("button", name="Save reading").click()
    expect(page.get_by_text("“many” is not a number.")).to_be_visible()
    page.get_by_label("Reading (%)").fill("74%")
    page.get_by_role("button", name="Save reading").click()
    expect(news(page)).to_contain_text("Saved: 74% on 11 May 2026.")
    expect(page.get_by_text("12 points better")).to_be_visible()
    expect(page.get_by_label("Reading (%)")).to_be_empty()
    # Nothing of it loaded the page anew.
    assert page.evaluate("() => document.body.dataset.same") == "yes"


def test_before_and_after_on_a_phone(page_of, anna, team):
    standard = make_standard(team)
    make_readings(standard, 60, 60, 60, 72, 72, 72, start=date(2026, 4, 6))
    make_record(
        team,
        Kind.INITIATIVE,
        title="Fix drive",
        standard=standard,
        happened_on=date(2026, 4, 27),
    )
    page = page_of(anna, **PHONE)
    page.goto(standard.get_absolute_url())
    drawings = page.locator("svg.chart")
    expect(drawings.filter(visible=True)).to_have_count(1)
    events = page.get_by_role("listitem").filter(has_text="27 April 2026: Fix drive")
    expect(events).to_contain_text("(initiative begins)")
    expect(page.get_by_text("12 points better").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="All readings").tap()
    expect(page.get_by_text("not reached").first).to_be_visible()
    fits(page)
