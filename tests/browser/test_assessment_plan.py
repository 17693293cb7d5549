"""The journey of an assessment plan: begun, filled by typing, signed, changed, signed again."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.assurance import plan_row, planned
from tests.browser.doing import PHONE, faults_of, news, width_too_much
from tests.people import make_evidence, submitted


def test_both_agree_on_a_plan(page_of, csl, learner, anna, ben):
    submitted(make_evidence(learner), "LT 1.1")
    page = page_of(ben)
    page.goto("/")
    expect(page.get_by_role("heading", name="My learners")).to_be_visible()
    page.get_by_role("link", name="Anna Kowalczyk").click()
    page.get_by_role("link", name="Assessment plan").click()
    page.get_by_role("button", name="Start from what is still unmapped: 67 criteria").click()
    expect(news(page)).to_contain_text("The plan is begun.")

    # A row for several criteria, found by typing; the keyboard goes from one to the next.
    page.get_by_role("link", name="Add a row").click()
    page.wait_for_load_state()
    page.get_by_label("What will be gathered").fill("Minutes of the winter briefing")
    page.get_by_label("Assessment method").select_option(label="Observation")
    due_on = timezone.localdate() + timedelta(days=21)
    page.locator("[name=due_on]").fill(due_on.isoformat())
    finder = page.get_by_label("Type to find a criterion")
    finder.fill("lt sensitively")
    expect(page.get_by_text("of 68 shown")).to_be_visible()
    finder.press("ArrowDown")
    page.keyboard.press("Space")
    finder.fill("")
    page.get_by_role("checkbox", name="1.4").first.check()
    page.get_by_role("button", name="Add to the plan").click()
    expect(news(page)).to_contain_text("“Minutes of the winter briefing” is in the plan.")
    row = page.get_by_role("listitem").filter(has_text="Minutes of the winter briefing").first
    expect(row).to_contain_text("LT 1.4")
    expect(row).to_contain_text("Not begun")

    row.get_by_role("button", name="Take out").click()
    expect(news(page)).to_contain_text("is taken out.")
    news(page).get_by_role("button", name="Undo").click()
    expect(news(page)).to_contain_text("is in the plan again.")
    page.get_by_role("button", name="sign the plan as it stands").click()
    expect(page.get_by_text("Signed by Ben Okafor")).to_be_visible()
    assert faults_of(page) == []

    hers = page_of(anna, **PHONE)
    hers.goto(page.url)
    hers.get_by_role("button", name="sign the plan as it stands").click()
    expect(hers.get_by_text("Signed by Anna Kowalczyk")).to_be_visible()
    hers.get_by_role("link", name="Minutes of the winter briefing", exact=True).click()
    hers.wait_for_load_state()
    hers.get_by_label("What will be gathered").fill("Minutes and photo of the winter briefing")
    hers.get_by_role("button", name="Save the row").click()
    expect(hers.get_by_text("Changed since Ben Okafor signed on")).to_be_visible()
    changed = hers.get_by_text("now reads “Minutes and photo of the winter briefing”").first
    expect(changed).to_be_visible()
    assert width_too_much(hers) <= 0

    page.reload()
    page.get_by_role("button", name="sign the plan as it stands").click()
    expect(page.get_by_text("Signed by Ben Okafor")).to_be_visible()


def test_a_review_is_noted_and_read(page_of, csl, anna, ben):
    plan = planned(csl, plan_row("LT 1.1"), by=ben)
    page, hers = page_of(ben), page_of(anna, **PHONE)
    page.goto(plan.get_absolute_url())
    page.get_by_role("link", name="Note a review").click()
    page.get_by_label("Progress since").fill("Well on the way.")
    next_on = timezone.localdate() + timedelta(days=28)
    page.get_by_label("Next review").fill(next_on.isoformat())
    page.get_by_role("button", name="Note this review").click()
    expect(news(page)).to_contain_text("The review is noted.")

    hers.goto(plan.get_absolute_url())
    hers.get_by_label("In my own words").fill("I agree.")
    hers.get_by_role("button", name="I have read this review").click()
    expect(hers.get_by_text("Read by you on")).to_be_visible()
    expect(hers.get_by_text("I agree.")).to_be_visible()
