"""An IQA plans, returns and accepts a unit; the assessor acts on it in between."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import Mapping
from tests.assurance import signed_off
from tests.browser.doing import PHONE, news
from tests.people import judged


@pytest.fixture
def signed(csl, learner, ben):
    """Anna's DO, met by one item and signed off by both."""
    return signed_off(learner, "DO", by=ben)


def test_a_unit_is_planned_returned_and_accepted(
    page_of, ines, ben, learner, signed, expected_errors
):
    expected_errors.append("status of 422")
    iqa, assessor = page_of(ines), page_of(ben)
    iqa.goto("/")
    iqa.get_by_role("link", name="Quality", exact=True).click()
    cell = iqa.get_by_role("link", name="DO of Anna Kowalczyk: Ready")
    expect(cell).to_contain_text("Suggested")
    cell.press("Enter")
    expect(iqa.get_by_text("Nothing that Ben decided has been sampled yet.").first).to_be_visible()
    iqa.get_by_label("By", exact=True).fill(str(timezone.localdate() + timedelta(days=5)))
    iqa.get_by_role("button", name="Put it into the plan").click()
    expect(news(iqa)).to_contain_text("DO of Anna Kowalczyk is in the plan")

    iqa.get_by_role("link", name="Sample now").click()
    first = iqa.locator(".sample-card").first
    first.get_by_text("Do not agree").click()
    iqa.get_by_label("I looked at all other decisions too and agree").check()
    iqa.get_by_text("Return with an action").click()
    iqa.get_by_label("What the assessor has to do").fill("Ask for the minutes.")
    iqa.get_by_label("By", exact=True).fill(str(timezone.localdate() + timedelta(days=9)))
    iqa.get_by_role("button", name="Record the sample").click()
    # Nothing typed is lost where a sentence is missing.
    expect(iqa.get_by_text("Say why this decision cannot stand.")).to_be_visible()
    expect(iqa.get_by_label("What the assessor has to do")).to_have_value("Ask for the minutes.")
    iqa.get_by_role("textbox", name="Comment on E1 for 1.1").fill("The plan names no dates.")
    iqa.get_by_role("button", name="Record the sample").click()
    expect(news(iqa)).to_contain_text("DO of Anna Kowalczyk is returned")

    assessor.goto(f"/learners/{learner.code}/quality/")
    expect(assessor.get_by_text("Ask for the minutes.")).to_be_visible()
    expect(assessor.get_by_text("The plan names no dates.")).to_be_visible()
    mapping = Mapping.objects.get(
        criterion__outcome__unit__code="DO", criterion__outcome__number=1, criterion__number=1
    )
    judged(mapping, ben, reason="The minutes are in it now.")
    signed_off(learner, "DO", by=ben, met=False)

    iqa.goto("/quality/")
    iqa.get_by_role("listitem").filter(has_text="DO of Anna").get_by_role("link").click()
    changed = iqa.get_by_role("region", name="What changed since the return")
    expect(changed).to_contain_text("E1 DO 1.1 was decided anew: Met, by Ben Okafor.")
    expect(changed).to_contain_text("Ben Okafor signed the unit off again.")
    iqa.get_by_label("I looked at all other decisions too and agree").check()
    iqa.get_by_text("Accept", exact=True).click()
    iqa.get_by_role("button", name="Record the sample").click()
    expect(news(iqa)).to_contain_text("DO of Anna Kowalczyk is accepted")
    iqa.goto("/quality/?state=accepted")
    expect(iqa.get_by_role("link", name="DO of Anna Kowalczyk: Accepted")).to_be_visible()


def test_on_a_phone_an_item_is_brought_to_the_front(page_of, ines, signed, learner):
    page = page_of(ines, **PHONE)
    page.goto(f"/learners/{learner.code}/units/DO/sample/")
    page.wait_for_load_state()
    page.get_by_role("button", name="Decisions").click()
    page.locator(".sample-card").first.get_by_role("link", name="E1").click()
    expect(page.get_by_role("heading", name="E1 Team briefing")).to_be_visible()
    expect(page.get_by_role("button", name="Evidence")).to_have_attribute("aria-pressed", "true")
