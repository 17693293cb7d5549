"""The diary on a phone: written in a moment, kept when the phone sleeps, honest about its dates."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from teams.models import Kind
from tests.browser.doing import PHONE, faults_of, news, width_too_much
from tests.teams import make_team

TODAY = timezone.localdate()


@pytest.fixture
def diary(learner):
    """The address of the diary of Anna's team."""
    return reverse("record-list", args=[make_team(learner).code, Kind.DIARY])


def fits(page: Page) -> None:
    assert (page.url, width_too_much(page), faults_of(page)) == (page.url, 0, [])


def test_an_entry_is_written_by_touch(page_of, anna, diary):
    page = page_of(anna, **PHONE)
    page.goto(diary)
    text = page.get_by_label("What happened, and what I think about it")
    text.tap()
    page.keyboard.type("The huddle went quiet. I asked what they feared.")
    page.get_by_role("button", name="Save").tap()
    expect(news(page)).to_contain_text("Written in your diary")
    expect(page.get_by_role("link", name="The huddle went quiet")).to_be_visible()
    # What was saved is not offered again.
    expect(text).to_be_empty()
    expect(page.get_by_text("that was not saved")).to_have_count(0)
    fits(page)


def test_an_entry_dated_back_says_so(page_of, anna, diary):
    page = page_of(anna, **PHONE)
    page.goto(diary)
    page.get_by_label("What happened, and what I think about it").fill("Lost patience.")
    page.get_by_text("Another day, a title, a theory").tap()
    page.get_by_label("The day it is about").fill((TODAY - timedelta(days=12)).isoformat())
    page.get_by_label("Model or theory").fill("Situational leadership")
    fits(page)
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Written 12 days later")).to_be_visible()
    page.get_by_role("link", name="Lost patience").tap()
    expect(page.get_by_text("Written 12 days later")).to_be_visible()
    expect(page.get_by_text("Situational leadership")).to_be_visible()
    fits(page)


def test_what_is_refused_is_shown_and_kept(page_of, anna, diary, expected_errors):
    expected_errors.append("status of 422")
    page = page_of(anna, **PHONE)
    page.goto(diary)
    page.get_by_label("What happened, and what I think about it").fill("From the future.")
    page.get_by_text("Another day, a title, a theory").tap()
    day = page.get_by_label("The day it is about")
    day.fill((TODAY + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("This day has not come yet.")).to_be_visible()
    expect(page.get_by_label("What happened, and what I think about it")).to_have_value(
        "From the future."
    )
    fits(page)
    day.fill(TODAY.isoformat())
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_role("link", name="From the future")).to_be_visible()


def test_unsaved_words_survive(page_of, anna, diary):
    page = page_of(anna, **PHONE)
    page.goto(diary)
    page.get_by_label("What happened, and what I think about it").fill("Half a thought")
    page.get_by_label("What happened, and what I think about it").blur()
    page.reload()
    page.get_by_role("button", name="Restore unsaved text").tap()
    expect(page.get_by_label("What happened, and what I think about it")).to_have_value(
        "Half a thought"
    )
