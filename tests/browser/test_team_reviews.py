"""A colleague is reviewed, and the next review says what became of what was agreed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.doing import PHONE, faults_of, news, width_too_much
from tests.teams import make_standard, make_team

TODAY = timezone.localdate()


@pytest.fixture
def team(learner):
    team = make_team(learner)
    standard = make_standard(team)
    for week in range(1, 12):
        standard.readings.create(taken_on=TODAY - timedelta(weeks=week), value=60 + week)
    return team


def fits(page: Page) -> None:
    assert (page.url, width_too_much(page), faults_of(page)) == (page.url, 0, [])


def begin_review(page: Page) -> None:
    page.goto("/team/")
    page.get_by_role("link", name="Performance reviews", exact=True).click()
    page.get_by_role("link", name="Write a review of Robin").click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(news(page)).to_contain_text("Performance review saved")


def test_what_was_agreed_is_followed_up(page_of, anna, team, expected_errors):
    expected_errors.append("status of 422")
    page = page_of(anna)
    begin_review(page)
    day = (TODAY - timedelta(days=7)).isoformat()
    page.get_by_label("Date*", exact=True).fill(day)
    page.get_by_label("Period until").fill(day)
    page.get_by_label("Strengths recognised").fill("The best listener of the team.")
    standard = page.get_by_role("group", name="Standard 1", exact=True)
    expect(standard).to_contain_text("The whole team: From ")
    standard.get_by_label("What was said about it").fill("Robin sees the fall too.")
    objective = page.get_by_role("group", name="Objective 1", exact=True)
    objective.get_by_label("Specific").fill("Settles bills at the first contact")
    objective.get_by_label("Measurable").fill("It gets better")
    page.get_by_label("Agreement").first.select_option(label="Agreed by both")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Give the day on which you both agreed.")).to_be_visible()
    fits(page)
    page.get_by_label("Agreed on").fill(day)
    save(page)
    advice = page.get_by_role("complementary", name="How SMART the objectives are")
    expect(advice).to_contain_text("Measurable: no figure is named")
    expect(page.get_by_role("row", name="First contact resolution")).to_contain_text("Robin sees")
    fits(page)

    begin_review(page)
    earlier = page.get_by_role("group", name="Settles bills at the first contact")
    earlier.get_by_label("Outcome").select_option(label="Partly reached")
    earlier.get_by_label("What became of it").fill("68% by now")
    fits(page)
    save(page)
    expect(page.get_by_role("row", name="Settles bills")).to_contain_text("68% by now")
    fits(page)

    phone = page_of(anna, **PHONE)
    phone.goto(page.url)
    fits(phone)
