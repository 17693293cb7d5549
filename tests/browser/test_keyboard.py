"""Keyboard alone: the skip link, the menu, the tree and a decision."""

from playwright.sync_api import Page, expect

from tests.browser.doing import card_of
from tests.people import submitted


def tab_to(page: Page, target) -> None:
    """Press Tab until ``target`` has the focus."""
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The tab key does not lead there.")


def test_skip_link_and_menu(page_of, anna, csl):
    page = page_of(anna)
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page’s content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Add evidence")).to_be_focused()

    page.goto("/")
    menu = page.locator("summary").filter(has_text="Anna Kowalczyk")
    tab_to(page, menu)
    page.keyboard.press("Enter")
    log_out = page.get_by_role("button", name="Log out")
    expect(log_out).to_be_visible()
    page.keyboard.press("Escape")
    expect(log_out).to_be_hidden()
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, log_out)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_the_arrow_keys_move_in_the_tree(page_of, anna, item):
    page = page_of(anna)
    page.goto(item.get_absolute_url())
    find = page.get_by_label("Find a criterion")
    tab_to(page, find)
    page.keyboard.type("1.1")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("checkbox", name="Treat team members with respect")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("checkbox", name="How benchmarks are used")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(find).to_be_focused()
    page.keyboard.press("Escape")
    expect(find).to_have_value("")


def test_a_decision(page_of, ben, item):
    submitted(item, "LT 1.2")
    page = page_of(ben)
    page.goto("/marking/")
    tab_to(page, page.get_by_role("link", name=item.title))
    page.keyboard.press("Enter")
    card = card_of(page, "Agree with each member their role")
    tab_to(page, card.get_by_role("radio", name="Met"))
    page.keyboard.press("Space")
    expect(card.get_by_role("radio", name="Met")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(card.get_by_role("radio", name="Not yet")).to_be_checked()
    expect(card.get_by_label("Feedback on")).to_be_focused()
    page.keyboard.type("Two signatures are missing.")
    tab_to(page, card.get_by_label("Action required on"))
    page.keyboard.type("Ask both to sign.")
    page.keyboard.press("Control+Enter")
    expect(card.get_by_role("status")).to_have_text("Recorded")
    expect(card.get_by_role("list")).to_contain_text("Two signatures are missing.")
    expect(card.locator(":focus")).to_have_count(1)
