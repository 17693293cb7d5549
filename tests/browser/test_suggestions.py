"""The learner writes an item, is told what it may show and why, and maps it with one key press."""

from playwright.sync_api import expect

from tests.browser.doing import log_in
from tests.people import make_evidence


def test_a_suggestion_is_mapped_with_one_key_press(page, csl, learner):
    item = make_evidence(
        learner,
        title="Joe and the lost parcel",
        narrative="<p>Joe froze when a lady shouted at him. I stepped in, showed him which form to "
        "use and stayed beside him until she had left.</p>",
    )
    log_in(page, "anna")
    page.goto(item.get_absolute_url())
    suggested = page.locator("#suggestions li", has_text="LT 2.3")
    expect(suggested).to_contain_text("stepped")
    row = page.locator(".tree-row", has_text="Give members support and direction")
    expect(row.get_by_role("checkbox")).not_to_be_checked()

    suggested.get_by_role("button", name="Map LT 2.3").focus()
    page.keyboard.press("Enter")

    expect(row.get_by_role("checkbox")).to_be_checked()
    expect(row).to_contain_text("Saved")
    expect(page.locator("#suggestions")).not_to_contain_text("LT 2.3 Give")
    expect(page.locator("#suggestions :focus")).to_be_visible()
    expect(page.locator("#submit-bar")).to_contain_text("Ready to hand over")
