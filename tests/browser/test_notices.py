"""From the bell to the page where one can act; and who did what, in the audit trail."""

from playwright.sync_api import expect

from portfolio.auditing import enter
from portfolio.models import Act
from portfolio.notifying import notify
from tests.browser.doing import PHONE, faults_of, log_in, width_too_much


def test_a_notice_is_opened_from_the_bell_and_put_away(page_of, anna, csl):
    notify([anna], "Ben Okafor decided on E3.", address=f"/enrolments/{csl.code}/grid/")
    notify([anna], "Ben Okafor signed off LT.", address="/")
    page = page_of(anna, **PHONE)
    page.goto("/")
    page.get_by_role("link", name="Notices, 2 unread").click()
    expect(page).to_have_url("/notices/")
    page.wait_for_load_state()
    assert faults_of(page) == []
    assert width_too_much(page) == 0
    page.get_by_role("link", name="Ben Okafor decided on E3.").click()
    expect(page).to_have_url(f"/enrolments/{csl.code}/grid/")
    page.get_by_role("link", name="Notices, 1 unread").click()
    expect(page.get_by_role("region", name="Read")).to_contain_text("decided on E3.")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="New")).to_have_count(0)


def test_the_daily_e_mail_is_switched_off(page_of, anna):
    anna.email = "anna@example.org"
    anna.save()
    page = page_of(anna)
    page.goto("/notices/")
    page.get_by_role("switch", name="One e-mail a day").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("switch", name="One e-mail a day")).not_to_be_checked()


def test_the_trail_is_filtered_and_taken_away(page_of, cleo, ben, learner):
    enter(Act.DECISION, "Decided “Met” on LT 1.1 of E1.", by=ben, learner=learner)
    page = page_of(None)
    log_in(page, "cleo")
    page.get_by_role("link", name="Audit trail").click()
    expect(page.get_by_role("row").filter(has_text="Logged in.")).to_contain_text("Cleo Mbeki")
    page.get_by_label("What", exact=True).select_option(label="Assessment decision")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("row").filter(has_text="Logged in.")).to_have_count(0)
    row = page.get_by_role("row").filter(has_text="Decided “Met”")
    expect(row).to_contain_text("Ben Okafor")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "Decided “Met” on LT 1.1 of E1." in text
    assert "Logged in." not in text
    page.get_by_label("Learner", exact=True).fill("nobody")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="Nothing of that kind")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Show everything").first.click()
    expect(page.get_by_role("row").filter(has_text="Exported the audit trail.")).to_be_visible()
