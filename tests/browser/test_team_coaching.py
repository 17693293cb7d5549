"""A colleague is coached: planned, two sessions, evaluated, all on one page."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.doing import PHONE, faults_of, news, width_too_much
from tests.teams import make_standard, make_team

TODAY = timezone.localdate()
BEGAN = TODAY - timedelta(days=28)


@pytest.fixture
def team(learner):
    team = make_team(learner)
    team.members.filter(pseudonym="Robin").update(development_needs="Goes blank on the telephone")
    standard = make_standard(team)
    for week in range(-6, 4):
        value = 52 if week < 0 else 52 + 6 * week
        standard.readings.create(taken_on=BEGAN + timedelta(weeks=week), value=value)
    return team


def fits(page: Page) -> None:
    assert (page.url, width_too_much(page), faults_of(page)) == (page.url, 0, [])


def plan_coaching(page: Page) -> None:
    page.goto("/team/")
    page.get_by_role("link", name="Members", exact=True).click()
    page.get_by_role("link", name="Robin", exact=True).click()
    page.get_by_role("link", name="Plan coaching").click()
    expect(page.get_by_label("What you know of Robin")).to_contain_text("Goes blank")
    page.get_by_label("What they need to develop").fill("Finds the answer while somebody waits.")
    page.get_by_label("Agreed on").fill(BEGAN.isoformat())
    page.get_by_label("Until").fill(TODAY.isoformat())
    objective = page.get_by_role("group", name="Objective 1", exact=True)
    objective.get_by_role("textbox", name="Objective").fill("Settles bills at the first contact")
    fits(page)
    page.get_by_role("button", name="Save").click()


def add_session(page: Page, days_ago: int, agreed: str) -> None:
    page.get_by_role("link", name="Add a session").click()
    page.get_by_label("Date*", exact=True).fill((TODAY - timedelta(days=days_ago)).isoformat())
    page.get_by_label("Listening").fill("What was different in the call that went well?")
    page.get_by_label("Agreed next step").fill(agreed)
    page.get_by_role("button", name="Save").click()
    expect(news(page)).to_contain_text("Coaching session saved")


def test_a_colleague_is_coached(page_of, anna, team):
    page = page_of(anna)
    plan_coaching(page)
    advice = page.get_by_role("complementary", name="Still empty")
    expect(advice).to_contain_text("No measure is named for “Settles bills")

    add_session(page, 20, "Robin marks each call in which it goes blank.")
    page.get_by_role("link", name="Add a session").click()
    expect(page.get_by_label("Agreed last time")).to_contain_text("Robin marks each call")
    page.go_back()
    add_session(page, 10, "The card on every call.")
    second = page.get_by_role("article", name="Session 2: Session 2 with Robin")
    expect(second).to_contain_text("The card on every call.")
    chart = page.get_by_role("heading", name="First contact resolution and the sessions")
    expect(chart).to_be_visible()

    page.get_by_role("link", name="Evaluate", exact=True).click()
    expect(page.get_by_label("Figure before")).to_have_value("52.0")
    page.get_by_label("Settles bills at the first contact").check()
    page.get_by_label("The colleague’s own view").fill("The card did half of it.")
    fits(page)
    page.get_by_role("button", name="Save").click()
    where = page.get_by_role("region", name="Where you are")
    expect(where).to_contain_text("2 sessions")
    expect(where).to_contain_text("The cycle is complete")
    expect(page.get_by_role("article", name="Evaluation")).to_contain_text("better")
    expect(page.get_by_role("row", name="Settles bills")).to_contain_text("Reached")
    fits(page)

    phone = page_of(anna, **PHONE)
    phone.goto(page.url)
    fits(phone)
    page.get_by_role("link", name="Coaching plans", exact=True).last.click()
    expect(page.get_by_text("Evaluated after 2 sessions")).to_be_visible()
    fits(page)
