"""A professional discussion: prepared, answered, signed, confirmed by its learner, judged."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portfolio.models import Allocation
from tests import samples
from tests.browser.doing import a_file, card_of, choose_files, news, record, saved, tree_box

RESPECT = "Treat team members with respect"


@pytest.fixture
def prepare(page_of, ben, csl, learner):
    """Ben's page, with two questions written for a discussion with Anna."""
    assert Allocation.objects.filter(learner=learner, membership__user=ben).exists()
    page = page_of(ben)
    page.goto(f"/learners/{learner.code}/")
    page.get_by_role("link", name="Record what you see or ask").click()
    page.get_by_role("link", name="Professional discussion").click()
    page.wait_for_load_state()
    page.get_by_label("Title").fill("How Anna treats her team")
    page.get_by_label("Date").fill(timezone.localdate().isoformat())
    page.get_by_label("From").fill("00:00")
    first, second, third = page.get_by_role("group", name=re.compile(r"^Question \d")).all()
    first.get_by_label("Question or theme").fill("Who speaks first in a huddle?")
    second.get_by_label("Question or theme").fill("What do you do when two disagree?")
    second.get_by_role("button", name="Move up").click()
    third.get_by_role("button", name="Take this question out").click()
    page.get_by_role("button", name="Save").click()
    expect(news(page)).to_contain_text("E1 is begun")
    return page


def answer(page):
    """The answers, with the clock; the end; a criterion; the recording."""
    page.get_by_role("link", name="Write the answers").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Start the clock").click()
    rows = page.get_by_role("group", name=re.compile(r"^Question \d"))
    expect(rows.first).to_contain_text("What do you do when two disagree?")
    for row, words in zip(rows.all(), ("Ask each what is needed.", "Never me."), strict=True):
        row.get_by_label("What the learner said").fill(words)
        row.get_by_role("button", name="Now").click()
        expect(row.get_by_label("Time")).to_have_value(re.compile(r"^0:\d\d$"))
    page.get_by_role("button", name="Save and finish").click()
    expect(page.get_by_text("Ask each what is needed.")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("To", exact=True).fill("00:01")
    page.get_by_role("button", name="Save").click()
    expect(news(page)).to_contain_text("E1 is saved")
    page.wait_for_load_state()
    box = tree_box(page, RESPECT)
    box.check()
    saved(box)
    choose_files(page, a_file("discussion.wav", "audio/wav", samples.wav()))
    expect(page.get_by_role("link", name="discussion.wav", exact=True)).to_be_visible()


def test_a_discussion_from_its_questions_to_its_judgement(prepare, page_of, anna, learner):
    assessor, reader = prepare, page_of(anna)
    answer(assessor)
    reader.goto("/")
    expect(reader.get_by_text("Being written by Ben Okafor")).to_be_visible()
    expect(reader.get_by_text("How Anna treats her team")).to_have_count(0)

    assessor.get_by_role("link", name="Read and sign").click()
    expect(assessor.get_by_role("main")).to_contain_text("Never me.")
    assessor.get_by_label("I held this discussion").check()
    assessor.get_by_role("button", name="Sign").click()
    expect(news(assessor)).to_contain_text("E1 is signed")

    reader.goto("/")
    reader.get_by_role("link", name="How Anna treats her team").click()
    expect(reader.get_by_role("main")).to_contain_text("What do you do when two disagree?")
    expect(reader.get_by_label("discussion.wav")).to_have_js_property("duration", 1)
    expect(reader.get_by_role("link", name="Edit")).to_have_count(0)
    reader.get_by_role("link", name="Submit for assessment").click()
    reader.get_by_label("I declare that").check()
    reader.get_by_role("button", name="Submit").click()
    expect(news(reader)).to_contain_text("E1 is handed over")

    assessor.goto("/marking/")
    assessor.get_by_role("link", name="How Anna treats her team").click()
    record(card_of(assessor, RESPECT), "Met", "In your own words.")
