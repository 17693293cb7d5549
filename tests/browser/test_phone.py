"""The learner's and the assessor's main work on a phone of 390 pixels, by touch."""

from playwright.sync_api import Page, expect

from tests.browser.doing import PHONE, card_of, faults_of, news, saved, tree_box, width_too_much
from tests.people import submitted

CRITERION = "Agree with each member their role"


def fits(page: Page) -> None:
    assert (page.url, width_too_much(page), faults_of(page)) == (page.url, 0, [])


def test_a_learner_maps_and_submits(page_of, anna, item):
    page = page_of(anna, **PHONE)
    page.goto("/")
    fits(page)
    page.get_by_role("link", name=item.title).tap()
    page.get_by_role("button", name="Criteria").tap()
    fits(page)
    page.get_by_label("Find a criterion").fill("role responsibilities")
    box = tree_box(page, CRITERION)
    box.tap()
    saved(box)
    with page.expect_response("**/place/"):
        page.get_by_label("Where in the evidence 1.2").fill("p. 2")
        page.get_by_label("Find a criterion").tap()
    fits(page)
    page.get_by_role("button", name="Evidence", exact=True).tap()
    expect(page.get_by_label("Add files")).to_be_visible()
    expect(box).to_be_hidden()
    page.get_by_role("button", name="Criteria").tap()
    page.get_by_role("link", name="Submit for assessment").tap()
    page.get_by_label("I declare that").tap()
    fits(page)
    page.get_by_role("button", name="Submit").tap()
    expect(news(page)).to_contain_text("E1 is handed over")
    fits(page)


def test_an_assessor_decides(page_of, ben, item_with_files):
    submitted(item_with_files, "LT 1.2")
    page = page_of(ben, **PHONE)
    page.goto("/")
    fits(page)
    page.get_by_role("link", name="Open the queue").tap()
    expect(page.get_by_role("heading", name="Marking", level=1)).to_be_visible()
    fits(page)
    page.get_by_role("link", name=item_with_files.title).tap()
    expect(page.locator(".pdf-page canvas").first).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Decide").tap()
    card = card_of(page, CRITERION)
    card.get_by_text("Not yet", exact=True).tap()
    card.get_by_label("Feedback on").fill("Two signatures are missing.")
    card.get_by_label("Action required").fill("Have both sign.")
    card.get_by_role("button", name="Record decision").tap()
    expect(card.get_by_role("status")).to_have_text("Recorded")
    expect(page.get_by_text("All 1 decided")).to_be_visible()
    fits(page)


def test_the_menu(page_of, ben):
    page = page_of(ben, **PHONE)
    page.goto("/")
    menu = page.get_by_role("button", name="Menu")
    learners = page.get_by_role("navigation").get_by_role("link", name="Learners")
    expect(learners).to_have_count(0)
    menu.tap()
    expect(menu).to_have_attribute("aria-expanded", "true")
    fits(page)
    learners.tap()
    expect(page.get_by_role("heading", name="Learners")).to_be_visible()
