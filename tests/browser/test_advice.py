"""Advice in the page: from red to ready by following it; put aside and back; tips; the glossary."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessment.models import Criterion
from portfolio.models import Method
from teams.models import Kind
from tests.advice_scene import vague_tasks
from tests.browser.doing import (
    PHONE,
    card_of,
    faults_of,
    news,
    record,
    tree_box,
    width_too_much,
)
from tests.people import judged, make_evidence, submitted
from tests.teams import make_record, make_standard, make_team

OPEN, IMPROVE = "2.3", "Identify where outputs and standards need to improve"
VAGUE = "Tasks without quality criteria"
REASON = "It is in the minutes of our one-to-one."


@pytest.fixture
def nearly_ready(csl, learner, ben):
    """MT is met but for one criterion, and two records have faults that an assessor would see."""
    item = make_evidence(learner, title="How the team is managed")
    criteria = Criterion.objects.filter(outcome__unit__code="MT").select_related("outcome")
    labels = [each.label for each in criteria if each.label != OPEN]
    submission = submitted(item, *(f"MT {label}" for label in labels))
    for mapping in item.mappings.all():
        judged(mapping, ben, submission=submission)
    team = make_team(learner)
    make_standard(team)
    vague_tasks(team, "Ring them back")
    coaching = make_record(team, Kind.COACHING_PLAN)
    make_record(team, Kind.COACHING_SESSION, plan=coaching, title="Two calls side by side")
    return make_evidence(
        learner,
        title="Eight weeks of call monitoring",
        method=Method.WORK_PRODUCT,
        narrative="<p>I listened to four calls of each member in a fortnight and scored them. "
        "Next steps were said in 71% of them, so I marked this as where our output has to improve "
        "to reach the standard.</p>",
    )


def card(page: Page, words: str):
    """The card of advice whose heading holds ``words``."""
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=words))


def readiness(page: Page, csl) -> None:
    page.goto(reverse("readiness", args=[csl.code, "MT"]))


def mend_the_plan(page: Page, vague) -> None:
    """The advice leads to the plan, whose page says it too, until the task is mended."""
    vague.get_by_role("link", name="Open the work plan").click()
    here = page.locator(".advice-here")
    expect(here).to_contain_text("MT-M5")
    page.get_by_role("link", name="Ring them back", exact=True).click()
    page.get_by_label("Done well when").fill("Nine of ten customers confirm that we rang.")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Nine of ten customers")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("MT-M5")).to_have_count(0)


def put_aside_by_keyboard(page: Page, left) -> None:
    """A reason is asked for, and one that says nothing is refused in its place."""
    # Before its scripts run, the link leads to a page of its own.
    page.wait_for_load_state()
    left.get_by_role("link", name="Put aside").focus()
    page.keyboard.press("Enter")
    reason = left.get_by_label("Why it does not fit")
    expect(reason).to_be_focused()
    page.keyboard.type("no")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(left).to_contain_text("Say in a few words")
    reason.fill(REASON)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(news(page)).to_contain_text("Your assessor reads why")
    expect(page.get_by_role("region", name="Put aside")).to_contain_text(REASON)


def hand_over(page: Page, item) -> None:
    """Map what is suggested for the item, and submit it."""
    page.goto(item.get_absolute_url())
    page.get_by_role("listitem").filter(has_text=IMPROVE).get_by_role("button").click()
    expect(tree_box(page, IMPROVE)).to_be_checked()
    page.get_by_role("link", name=re.compile("^Submit")).click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Submit").click()
    expect(news(page)).to_be_visible()


def decide(marking: Page, learner, item) -> None:
    """The assessor reads what was put aside, of private records no name, and decides."""
    marking.goto(reverse("advice", args=[learner.code]))
    expect(marking.get_by_role("region", name="Put aside")).to_contain_text(REASON)
    expect(marking.locator("main")).not_to_contain_text("Two calls side by side")
    marking.goto(reverse("mark", args=[item.code]))
    record(card_of(marking, IMPROVE), "Met")


def test_from_red_to_ready(page_of, anna, ben, csl, learner, nearly_ready, expected_errors):
    expected_errors.append("status of 422")  # of a reason that says nothing
    page = page_of(anna)
    readiness(page, csl)
    expect(page.get_by_role("heading", name="Not ready yet")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ring them back")

    page.goto("/")
    summary = page.get_by_role("region", name="Advice")
    expect(summary).to_contain_text("Two calls side by side")
    summary.get_by_role("link", name=re.compile("^All")).click()
    vague = card(page, VAGUE)
    expect(vague).to_contain_text("Ring them back")
    mend_the_plan(page, vague)

    page.goto(reverse("advice", args=[learner.code]))
    expect(page.get_by_role("heading", name="Advice", exact=True)).to_be_visible()
    expect(vague).to_have_count(0)
    left = card(page, "Conversations whose end is not recorded")
    put_aside_by_keyboard(page, left)
    expect(left).to_have_count(0)

    hand_over(page, nearly_ready)
    readiness(page, csl)
    ready = page.get_by_role("region", name="Ready")
    expect(ready).to_contain_text("for your assessor")
    expect(page.locator("main")).not_to_contain_text("Ring them back")
    marking = page_of(ben)
    readiness(marking, csl)
    expect(marking.get_by_role("heading", name="Not ready yet")).to_be_visible()
    decide(marking, learner, nearly_ready)
    for each in (page, marking):
        readiness(each, csl)
        expect(each.get_by_role("heading", name="Ready", exact=True)).to_be_visible()
    expect(ready).not_to_contain_text("for your assessor")


def test_undo_and_bring_back(page_of, anna, learner, nearly_ready):
    page = page_of(anna)
    page.goto(reverse("advice", args=[learner.code]))
    page.wait_for_load_state()
    vague = card(page, VAGUE)
    vague.get_by_role("link", name="Put aside").click()
    vague.get_by_role("button", name="Cancel").click()
    expect(vague.get_by_label("Why it does not fit")).to_have_count(0)
    vague.get_by_role("link", name="Put aside").click()
    vague.get_by_label("Why it does not fit").fill("The task is too small for that.")
    vague.get_by_role("button", name="Put it aside").click()
    expect(vague).to_have_count(0)
    news(page).get_by_role("button", name="Undo").click()
    expect(vague).to_be_visible()
    expect(page.get_by_role("region", name="Put aside")).to_have_count(0)


def test_without_scripts(page_of, anna, learner, nearly_ready):
    page = page_of(anna, java_script_enabled=False)
    page.goto(reverse("advice", args=[learner.code]))
    vague = card(page, VAGUE)
    vague.get_by_role("link", name="Put aside").click()
    page.get_by_label("Why it does not fit").fill("The task is too small for that.")
    page.get_by_role("button", name="Put it aside").click()
    expect(vague).to_have_count(0)
    page.get_by_role("region", name="Put aside").get_by_role("button", name="Bring back").click()
    expect(vague).to_be_visible()
    page.goto("/glossary/")
    page.get_by_label("Find a word").fill("varcs")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("definition")).to_have_count(1)


def test_a_tip_is_read_once(page_of, anna, csl, learner):
    page = page_of(anna)
    team = make_team(learner)
    plans = reverse("record-list", args=[team.code, Kind.WORK_PLAN])
    page.goto(plans)
    tip = page.get_by_role("note")
    expect(tip).to_contain_text("a Gantt chart for the schedule")
    tip.get_by_role("button", name="Got it").press("Enter")
    expect(tip).not_to_contain_text("Gantt")
    expect(tip.get_by_role("button", name="Got it")).to_be_focused()
    page.goto(plans)
    folded = page.locator("summary").filter(has_text=re.compile("tips?$"))
    read = tip.get_by_role("button", name="Got it")
    # It comes once the page is there.
    expect(read.or_(folded).first).to_be_visible()
    while read.count():
        words = tip.inner_text()
        read.click()
        expect(page.get_by_text(words, exact=True)).to_have_count(0)
    folded.click()
    expect(page.get_by_text("a Gantt chart for the schedule")).to_be_visible()


def test_the_glossary_is_searched_as_one_types(page_of, anna, csl):
    page = page_of(anna)
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Glossary").click()
    page.wait_for_load_state()
    everything = page.get_by_role("definition").count()
    page.get_by_label("Find a word").press_sequentially("root cause")
    expect(page.get_by_role("term").first).to_have_text("Root cause")
    assert page.get_by_role("definition").count() < everything
    expect(page).to_have_url(re.compile(r"q=root"))
    page.get_by_label("Find a word").fill("unicorn")
    expect(page.get_by_role("heading", name="No such word here")).to_be_visible()
    page.goto("/glossary/#varcs")
    expect(page.get_by_text("VARCS", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("size", [{}, PHONE], ids=["laptop", "phone"])
def test_nothing_is_wrong_with_what_appears_later(page_of, anna, learner, nearly_ready, size):
    page = page_of(anna, **size)
    for address in ("/", reverse("advice", args=[learner.code]), "/glossary/?q=nothing-of-it"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        if "advice" in address:
            page.get_by_role("link", name="Put aside").first.click()
            expect(page.get_by_label("Why it does not fit")).to_be_visible()
        assert faults_of(page) == []
        assert width_too_much(page) <= 0
    page.goto(learner.teams.get().get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert faults_of(page) == []
