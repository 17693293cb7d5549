"""A unit is signed off by both, locked, and unlocked; and what an administrator asks for."""

from playwright.sync_api import Page, expect

from assessment.models import Unlocking
from tests.assurance import all_met
from tests.browser.doing import PHONE, faults_of, news, width_too_much

LOCK = "Locked"
WHY = "1.1 is out of date: see the new standard."


def open_unit(page: Page) -> None:
    page.get_by_role("link", name="LT Lead a team").first.click()
    page.wait_for_load_state()


def is_sound(page: Page) -> None:
    assert faults_of(page) == []
    assert width_too_much(page) == 0


def test_a_unit_from_why_not_to_unlocking(page_of, csl, learner, anna, ben, ines, expected_errors):
    expected_errors.append("status of 422")
    hers, his = page_of(anna, **PHONE), page_of(ben)
    his.goto(f"/learners/{learner.code}/")
    open_unit(his)
    expect(his.get_by_text("1.1 needs evidence: nothing is mapped yet.").last).to_be_visible()
    is_sound(his)

    all_met(learner, "LT", by=ben)
    his.reload()
    his.get_by_label("Feedback on the unit").fill("A year of steady leading.")
    his.get_by_label("I declare that I have assessed").check()
    his.get_by_role("button", name="Sign the unit off").click()
    expect(news(his)).to_contain_text("Unit LT is signed off and locked.")
    expect(his.get_by_role("img", name=LOCK)).to_be_visible()
    is_sound(his)

    hers.goto("/")
    hers.get_by_role("link", name="Read it and declare the same").click()
    expect(hers.get_by_text("A year of steady leading.")).to_be_visible()
    hers.get_by_role("button", name="Declare the unit complete").click()
    expect(hers.get_by_text("Tick the declaration to declare the same.")).to_be_visible()
    is_sound(hers)
    hers.get_by_label("I declare that the evidence").check()
    hers.get_by_role("button", name="Declare the unit complete").click()
    expect(news(hers)).to_contain_text("The unit is complete.")
    expect(hers.get_by_text("Signed off by both, and locked.")).to_be_visible()

    theirs = page_of(ines)
    theirs.goto(f"/learners/{learner.code}/")
    open_unit(theirs)
    theirs.get_by_role("link", name="Unlock this unit").click()
    theirs.get_by_role("button", name="Unlock").click()
    expect(theirs.get_by_text("Say why the unit is opened again.")).to_be_visible()
    is_sound(theirs)
    theirs.get_by_label("Why is it opened again?").fill(WHY)
    theirs.get_by_role("button", name="Unlock").click()
    expect(news(theirs)).to_contain_text("Unit LT is open again.")
    expect(theirs.get_by_text(WHY)).to_be_visible()
    assert Unlocking.objects.get().reason == WHY


def test_an_administrator_asks_for_more(page_of, csl, learner, ben, cleo, anna, expected_errors):
    expected_errors.append("status of 422")
    all_met(learner, "LT", by=ben)
    page = page_of(cleo)
    page.goto("/learners/")
    page.get_by_role("link", name="Sufficiency").click()
    page.get_by_role("link", name="Add a rule for CSL").click()
    page.get_by_role("combobox", name="For").select_option(
        label="1.1 Treat team members with respect at all times"
    )
    page.get_by_label("Items").fill("2")
    page.get_by_label("Different methods").fill("3")
    page.get_by_role("button", name="Add the rule").click()
    expect(page.get_by_text("More methods than items cannot be asked for.")).to_be_visible()
    is_sound(page)
    page.get_by_label("Different methods").fill("2")
    page.get_by_role("button", name="Add the rule").click()
    expect(news(page)).to_contain_text("Asked for now: 2 items by 2 different methods for LT 1.1.")
    is_sound(page)

    hers = page_of(anna)
    hers.goto("/")
    lacking = "1.1 needs one more item, by one more method (so far: work product)."
    expect(hers.get_by_text(lacking)).to_be_visible()

    page.get_by_role("link", name="Remove LT 1.1").click()
    page.get_by_role("button", name="Remove the rule").click()
    expect(news(page)).to_contain_text("The rule for LT 1.1 is removed.")
    hers.reload()
    expect(hers.get_by_text(lacking)).to_have_count(0)
