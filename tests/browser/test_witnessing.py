"""A witness answers on a phone without a login; the learner sees the testimony and maps it."""

import re
from datetime import timedelta

from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.assurance import TOLD, asked, make_witness
from tests.browser.doing import PHONE, faults_of, news, tree_box, width_too_much

LINK = re.compile(r"https?://\S+/testimony/\S+")


def fits(page: Page) -> None:
    assert (page.url, width_too_much(page), faults_of(page)) == (page.url, 0, [])


def ask(page: Page) -> str:
    """The learner asks Will; returns the link of the e-mail."""
    page.goto("/")
    page.get_by_role("link", name="Witnesses").click()
    page.get_by_role("link", name="Add a witness").first.click()
    page.get_by_label("Full name").fill("Will Archer")
    page.get_by_label("E-mail address").fill("will@example.org")
    page.get_by_role("button", name="Add and go on").click()
    page.get_by_label("What they saw you do").fill("The morning the system was down")
    page.get_by_role("button", name="Send to will@example.org").click()
    shown = page.get_by_label("Link for Will Archer").input_value()
    (message,) = mail.outbox
    (link,) = LINK.findall(message.body)
    assert link == shown
    return link


def write(page: Page) -> None:
    page.get_by_label("What you saw").fill(TOLD["statement"])
    page.get_by_label("When was it?").fill((timezone.localdate() - timedelta(days=9)).isoformat())
    page.get_by_label("Your full name").fill(TOLD["name"])
    page.get_by_label("Your job title").fill(TOLD["job_title"])
    page.get_by_label("How you know").fill(TOLD["relationship"])
    page.get_by_label("but I do not know the standards").check()


def sign(page: Page) -> None:
    page.get_by_role("button", name="Read and sign").click()
    expect(page.get_by_role("heading", name="Read it once more")).to_be_visible()
    page.get_by_label("I declare that").check()
    page.get_by_label("as your signature").fill(TOLD["name"])


def drafts(page: Page) -> list[str]:
    return page.evaluate("() => Object.keys(localStorage).filter(key => key.startsWith('draft:'))")


def test_from_the_link_to_the_mapped_item(page_of, anna, csl, expected_errors):
    expected_errors.append("status of 410")
    learners = page_of(anna)
    link = ask(learners)

    page = page_of(None, **PHONE)
    page.goto(link)
    page.wait_for_load_state()
    fits(page)
    page.get_by_text("Which criteria does it show").tap()
    page.get_by_label("Find a criterion").fill("role responsibilities")
    tree_box(page, "Agree with each member their role").tap()
    write(page)
    fits(page)
    sign(page)
    expect(page.get_by_text("LT 1.2")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Sign and send").tap()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    fits(page)
    assert drafts(page) == []
    page.goto(link)
    expect(page.get_by_role("heading", name="This was answered already")).to_be_visible()

    learners.goto("/")
    learners.get_by_role("link", name="Witnesses").click()
    learners.get_by_role("link", name="E1 The morning").click()
    expect(learners.get_by_role("heading", name="Testimony of Will Archer")).to_be_visible()
    expect(learners.get_by_text("suggested by Will Archer")).to_be_visible()
    learners.get_by_role("button", name="Map to LT 1.2").click()
    expect(tree_box(learners, "Agree with each member their role")).to_be_checked()
    learners.get_by_role("link", name="Submit for assessment").click()
    learners.get_by_label("I declare that").check()
    learners.get_by_role("button", name="Submit").click()
    expect(news(learners)).to_contain_text("E1 is handed over")


def test_what_was_typed_survives_and_belongs_to_one_link(page_of, learner, csl, live_server):
    one, other = (f"{live_server.url}/testimony/{asked(learner).secret}/" for _ in range(2))
    page = page_of(None)
    page.goto(one)
    page.wait_for_load_state()
    write(page)
    sign(page)
    # The browser is closed before it is sent.
    page.goto("about:blank")
    page.goto(other)
    page.wait_for_load_state()
    expect(page.get_by_label("What you saw")).to_have_value("")
    expect(page.get_by_role("button", name="Restore unsaved text")).to_have_count(0)
    page.goto(one)
    page.get_by_role("button", name="Restore unsaved text").click()
    expect(page.get_by_label("What you saw")).to_have_value(TOLD["statement"])
    assert all(one.split("/")[-2] not in key for key in drafts(page))


def test_on_the_learners_device(page_of, anna, learner, csl):
    make_witness(learner)
    page = page_of(anna, **PHONE)
    page.goto(f"/learners/{learner.code}/witnesses/")
    fits(page)
    page.get_by_role("link", name="Ask for a testimony").tap()
    page.get_by_label("What they saw you do").fill("The morning the system was down")
    fits(page)
    page.get_by_role("button", name="Let them write on this device").tap()
    expect(page.get_by_role("heading", name="Please hand this device")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    fits(page)
    page.get_by_role("link", name="I am Will Archer").tap()
    write(page)
    sign(page)
    page.get_by_role("button", name="Sign and send").tap()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="I am Anna Kowalczyk").tap()
    expect(page.get_by_text("on the learner’s device:")).to_be_visible()
    fits(page)
