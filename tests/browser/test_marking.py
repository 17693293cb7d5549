"""What an assessor does: the queue, the marking screen, decisions, and what a learner then sees."""

import contextlib
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, expect

from portfolio.models import Allocation, Membership, Role, User
from tests.browser.doing import card_of, news, record
from tests.people import make_evidence, make_mapping, submitted

ROLES = "Agree with each member their role"
OUTPUTS = "Identify where outputs and standards"
POINT = "Roles and responsibilities are allocated"

IS_DRAWN = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value, place) => place % 4 === 0 && value < 128);
}"""


@pytest.fixture
def handed_over(item_with_files):
    """E1, mapped to criteria of two units and a marking point, waiting for an assessor."""
    make_mapping(item_with_files, "LT 1.2", "p. 2")
    submitted(item_with_files, "MT 2.3", "LT-MP1")
    return item_with_files


@pytest.fixture
def second_assessor(cast, learner):
    """Rosa looks after Anna as Ben does."""
    rosa = User.objects.create(username="rosa", name="Rosa Adeyemi")
    today = timezone.localdate()
    membership = Membership.objects.create(
        centre=learner.centre, user=rosa, role=Role.ASSESSOR, starts_on=today - timedelta(days=9)
    )
    Allocation.objects.create(learner=learner, membership=membership, since=today)
    return rosa


def see_everything(page) -> None:
    """The PDF is drawn, the picture is loaded, the recording can be played."""
    canvas = page.locator(".pdf-page canvas").first
    expect(canvas).to_be_visible()
    assert canvas.evaluate(IS_DRAWN)
    expect(page.get_by_role("group", name="Page 1 of 2")).to_contain_text("Work plan, page 1")
    picture = page.get_by_role("img", name="whiteboard.jpg")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 640)
    expect(page.get_by_label("briefing.wav")).to_have_js_property("duration", 1)


def refuse_without_feedback(card: Locator) -> None:
    """What is incomplete is refused at its field, and what was typed is kept."""
    card.get_by_label("Feedback on").fill("Say which standard.")
    card.get_by_role("button", name="Record decision").click()
    expect(card.get_by_role("alert")).to_have_text("Choose “Met” or “Not yet”.")
    expect(card.get_by_label("Feedback on")).to_have_value("Say which standard.")
    card.get_by_label("Feedback on").fill("")
    card.get_by_text("Not yet", exact=True).click()
    card.get_by_role("button", name="Record decision").click()
    expect(card.get_by_role("alert")).to_contain_text(
        ["Say what is still missing", "Say what the learner is to do next"]
    )
    expect(card.get_by_role("radio", name="Not yet")).to_be_checked()


def test_marking_feedback_and_a_second_version(page_of, ben, anna, handed_over, expected_errors):
    assessor, learner = page_of(ben), page_of(anna)
    assessor.goto("/marking/")
    expect(assessor.get_by_role("heading", name="Marking")).to_be_visible()
    assessor.get_by_role("link", name=handed_over.title).click()
    see_everything(assessor)

    expected_errors.append("status of 422")
    refuse_without_feedback(card_of(assessor, OUTPUTS))
    record(
        card_of(assessor, OUTPUTS),
        "Not yet",
        "Say which standard was missed.",
        "Name the standard.",
    )
    expect(assessor.get_by_text("1 of 2 decided")).to_be_visible()
    record(card_of(assessor, ROLES), "Met")
    expect(assessor.get_by_text("All 2 decided")).to_be_visible()
    record(card_of(assessor, POINT), "Credit it")
    for quality in ("Valid", "Authentic", "Reliable", "Current", "Sufficient"):
        assessor.get_by_label(quality).check()
    assessor.get_by_label("Overall feedback").fill("A clear plan. One more step to go.")
    assessor.get_by_role("button", name="Record VARCS").click()
    expect(news(assessor)).to_contain_text("recorded")
    assessor.get_by_role("link", name="Back to the queue").click()
    expect(assessor.get_by_text("Nothing waits for you")).to_be_visible()

    learner.goto("/")
    asked = learner.get_by_role("region", name="What your assessor asks of you")
    expect(asked).to_contain_text("Name the standard.")
    asked.get_by_role("link", name=handed_over.title).click()
    to_do = learner.get_by_role("region", name="Before you hand it in again")
    expect(to_do).to_contain_text("Name the standard.")
    feedback = learner.get_by_role("region", name="Feedback")
    expect(feedback).to_contain_text("A clear plan. One more step to go.")
    expect(feedback).to_contain_text("Say which standard was missed.")
    learner.get_by_role("link", name="Edit").click()
    learner.get_by_label("Title").fill("Briefing, now with the standard")
    learner.get_by_role("button", name="Save changes").click()
    learner.get_by_role("link", name="Submit for assessment").click()
    learner.get_by_label("I declare that").check()
    learner.get_by_role("button", name="Submit").click()
    expect(news(learner)).to_contain_text("E1 is handed over")

    assessor.goto("/marking/")
    expect(assessor.get_by_role("listitem").filter(has_text="version 2")).to_be_visible()
    assessor.get_by_role("link", name="Briefing, now with the standard").click()
    changes = assessor.get_by_role("region", name="What changed since version 1")
    expect(changes.get_by_role("insertion")).to_contain_text("Briefing, now with the standard")
    record(card_of(assessor, OUTPUTS), "Met")
    expect(assessor.get_by_text("All 2 decided")).to_be_visible()


def test_a_draft_survives_a_closed_browser(page_of, ben, handed_over):
    first = page_of(ben)
    first.goto(f"/evidence/{handed_over.code}/mark/")
    first.wait_for_load_state()
    card = card_of(first, ROLES)
    card.get_by_text("Not yet", exact=True).click()
    card.get_by_label("Feedback on").fill("Half a thought about the roles")
    card.get_by_label("Action required on").fill("Add the notes")
    expect(card).to_contain_text("Draft saved")
    first.close()

    second = page_of(ben)
    second.goto(f"/evidence/{handed_over.code}/mark/")
    second.wait_for_load_state()
    card = card_of(second, ROLES)
    expect(card).to_contain_text("Draft saved")
    expect(card.get_by_role("radio", name="Not yet")).to_be_checked()
    expect(card.get_by_label("Feedback on")).to_have_value("Half a thought about the roles")
    card.get_by_role("button", name="Record").click()
    expect(card.get_by_role("status")).to_have_text("Recorded")
    second.reload()
    expect(card_of(second, ROLES)).not_to_contain_text("Draft saved")
    expect(card_of(second, ROLES).get_by_label("Feedback on")).to_have_value("")


def test_keys_lead_from_card_to_card_and_from_item_to_item(page_of, ben, handed_over, learner):
    other = make_evidence(learner, title="Minutes of the retrospective")
    submitted(other, "LT 1.1")
    page = page_of(ben)
    page.goto(f"/evidence/{handed_over.code}/mark/")
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(card_of(page, ROLES)).to_be_focused()
    page.keyboard.press("j")
    expect(card_of(page, OUTPUTS)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("m")
    expect(card_of(page, ROLES).get_by_role("radio", name="Met")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 of 2 decided")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("n")
    feedback = page.locator(":focus")
    expect(feedback).to_have_attribute("name", "feedback")
    page.keyboard.type("jkmn]?")
    expect(feedback).to_have_value("jkmn]?")
    feedback.blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys for marking")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    expect(page.get_by_role("heading", name="Minutes of the retrospective")).to_be_visible()


def test_the_feedback_bank_is_at_hand(page_of, ben, handed_over):
    page = page_of(ben)
    page.goto(f"/evidence/{handed_over.code}/mark/")
    page.wait_for_load_state()
    card = card_of(page, ROLES)
    card.get_by_label("Feedback on").fill("Say who agreed.")
    card.get_by_text("Feedback bank").click()
    card.get_by_role("button", name="Keep this feedback").click()
    expect(card.get_by_role("status")).to_have_text("Kept")
    card.get_by_label("Feedback on").fill("Well begun.")
    card.get_by_label("Feedback on").press("End")
    card.get_by_role("button", name="Say who agreed.").click()
    expect(card.get_by_label("Feedback on")).to_have_value("Well begun. Say who agreed.")
    expect(card.get_by_label("Feedback on")).to_be_focused()


def test_a_search_is_not_overtaken_by_what_was_shown_first(page_of, ben, handed_over):
    page = page_of(ben)
    late = []

    def keep_the_first_waiting(route):
        if "also=" in route.request.url:
            route.continue_()
        else:
            late.append(route)

    page.route("**/also/*", keep_the_first_waiting)
    page.goto(f"/evidence/{handed_over.code}/mark/")
    page.wait_for_load_state()
    page.get_by_text("This also shows").click()
    page.get_by_label("A criterion or marking point of your units").fill("respect at all times")
    found = page.get_by_role("button", name="Treat team members with respect")
    expect(found).to_be_visible()
    assert late
    with contextlib.suppress(PlaywrightError):  # nobody waits for it any longer
        late[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(found).to_be_visible()


def test_an_assessor_adds_a_criterion_and_takes_one_away(page_of, ben, handed_over):
    page = page_of(ben)
    page.goto(f"/evidence/{handed_over.code}/mark/")
    page.wait_for_load_state()
    page.get_by_text("This also shows").click()
    page.get_by_label("A criterion or marking point of your units").fill("respect at all times")
    page.get_by_role("button", name="Treat team members with respect").click()
    expect(news(page)).to_contain_text("LT 1.1 is added")
    card = card_of(page, "Treat team members with respect")
    expect(card).to_contain_text("Added by Ben Okafor")
    card.get_by_text("It does not belong here").click()
    card.get_by_label("Why it does not show").fill("It shows one occasion only.")
    card.get_by_role("button", name="Take the mapping away").click()
    expect(news(page)).to_contain_text("LT 1.1 is taken away")
    expect(card).to_have_count(0)


def test_a_trainee_decides_and_an_assessor_countersigns(page_of, tara, ben, anna, handed_over):
    trainee, assessor, learner = page_of(tara), page_of(ben), page_of(anna)
    trainee.goto("/marking/")
    trainee.get_by_role("link", name=handed_over.title).click()
    record(card_of(trainee, ROLES), "Met", "All eight signed it.")
    expect(card_of(trainee, ROLES)).to_contain_text("counts once countersigned")

    assessor.goto("/marking/")
    expect(assessor.get_by_text("1 to countersign")).to_be_visible()
    assessor.get_by_role("link", name=handed_over.title).click()
    card = card_of(assessor, ROLES)
    expect(card).to_contain_text("Tara Lindqvist (trainee) decided “Met”.")
    # Before its scripts run, the page sends a form that opens the whole page anew.
    assessor.wait_for_load_state()
    card.get_by_role("button", name="Countersign").click()
    expect(card).to_contain_text("countersigned by Ben Okafor")
    expect(card.get_by_role("status")).to_have_text("Countersigned")

    learner.goto(handed_over.get_absolute_url())
    feedback = learner.get_by_role("region", name="Feedback")
    expect(feedback).to_contain_text("Tara Lindqvist")
    expect(feedback).to_contain_text("countersigned by Ben Okafor")


def test_the_second_of_two_assessors_is_told(page_of, ben, second_assessor, handed_over):
    first, second = page_of(ben), page_of(second_assessor)
    for page in (first, second):
        page.goto("/marking/")
        page.get_by_role("link", name=handed_over.title).click()
    record(card_of(first, ROLES), "Met")
    record(card_of(second, ROLES), "Not yet", "Two signatures are missing.")
    told = card_of(second, ROLES)
    expect(told.get_by_role("alert")).to_contain_text("Ben Okafor decided “Met”")
    expect(told.get_by_role("list")).to_contain_text("Two signatures are missing.")
    expect(told.get_by_role("list")).to_contain_text("Met, Ben Okafor")
