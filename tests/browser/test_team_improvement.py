"""A problem led to its solution, an initiative through its cycle, a self-assessment."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from teams.models import Reading
from tests.browser.doing import faults_of, news, width_too_much
from tests.teams import make_standard, make_team

TODAY = timezone.localdate()


@pytest.fixture
def team(learner):
    return make_team(learner)


def open_form(page: Page, kind: str) -> None:
    page.goto("/team/")
    page.get_by_role("link", name=kind, exact=True).click()
    page.get_by_role("link", name="Add the first").click()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(news(page)).to_contain_text("saved")


def fits(page: Page) -> None:
    assert (page.url, width_too_much(page), faults_of(page)) == (page.url, 0, [])


def test_a_problem_is_led_to_its_solution(page_of, anna, team, expected_errors):
    expected_errors.append("status of 422")
    page = page_of(anna)
    open_form(page, "Problems")
    page.get_by_label("What happened").fill("Customers ring twice. Nobody rang back.")
    page.get_by_label("Root cause").fill("Callbacks are kept on paper.")
    row(page, "Option 1").get_by_role("textbox", name="Option").fill("A shared list")
    row(page, "Option 1").get_by_label("Chosen").check()
    row(page, "Option 2").get_by_role("textbox", name="Option").fill("Leave it")
    row(page, "Option 2").get_by_label("Chosen").check()
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Option 2")).to_contain_text("Only one option can be chosen")
    fits(page)
    row(page, "Option 2").get_by_label("Chosen").uncheck()
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers ring twice")
    path = page.get_by_role("list", name="The path of this problem")
    expect(path.get_by_role("listitem").first.get_by_label("Done")).to_be_visible()
    expect(path).to_contain_text("How was it analysed")
    expect(path).to_contain_text("Say of each option what speaks for it and what against it")
    expect(page.get_by_role("table")).to_contain_text("✓ Chosen")
    fits(page)


def test_an_initiative_shows_its_cycle_and_figures(page_of, anna, team):
    standard = make_standard(team)
    for weeks, value in ((8, 60), (6, 62), (3, 70), (1, 74)):
        day = TODAY - timedelta(weeks=weeks)
        Reading.objects.create(standard=standard, taken_on=day, value=Decimal(value))
    page = page_of(anna)
    open_form(page, "Improvement initiatives")
    page.get_by_label("The gap").fill("Too few contacts are solved at once.")
    page.get_by_label("Begins on").fill((TODAY - timedelta(weeks=4)).isoformat())
    page.get_by_label("Service standard").select_option(label=standard.title)
    page.get_by_role("textbox", name="Plan", exact=True).fill("A checklist by June.")
    save(page)
    wheel = page.get_by_role("img", name="Plan: written, Do: still empty")
    expect(wheel).to_be_visible()
    expect(page.get_by_text("11 points better", exact=True)).to_be_visible()
    expect(page.get_by_role("complementary", name="Still empty")).to_contain_text(
        "How were people won for it?"
    )
    fits(page)


def test_a_self_assessment_begins_with_criteria(page_of, anna, team):
    page = page_of(anna)
    open_form(page, "Self-assessments")
    page.get_by_label("Whose criteria").fill("Call quality standard")
    first = row(page, "Criterion 1")
    expect(first.get_by_role("textbox", name="Criterion")).not_to_be_empty()
    first.get_by_label("Rating").select_option(label="4 Always")
    page.get_by_role("button", name="Add criterion").click()
    own = row(page, "Criterion 11")
    own.get_by_role("textbox", name="Criterion").fill("I thank people")
    own.get_by_label("Rating").select_option(label="2 Sometimes")
    own.get_by_label("To improve").check()
    fits(page)
    save(page)
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.last).to_contain_text("To improve")
    expect(rows.last).to_contain_text("2 Sometimes")
    fits(page)
