"""What a learner does: describe evidence, add its files, map it, hand it over."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import samples
from tests.browser.doing import (
    a_file,
    choose_files,
    drop_files,
    log_in,
    news,
    saved,
    slow_down_uploads,
    tree_box,
)
from tests.people import make_mapping


def write_evidence(page: Page) -> None:
    """Fill in the form; the narrative with the editor's buttons and keys."""
    page.get_by_label("Title").fill("Briefing on first contact resolution")
    page.get_by_label("Method").select_option(label="Work product")
    page.get_by_label("Date").fill((timezone.localdate() - timedelta(days=30)).isoformat())
    tools = page.get_by_role("toolbar", name="Formatting")
    # The plain field stands there until the editor has taken its place.
    expect(tools).to_be_visible()
    page.get_by_role("textbox", name="Narrative").click()
    tools.get_by_role("button", name="Heading", exact=True).click()
    page.keyboard.type("What I did")
    page.keyboard.press("Enter")
    page.keyboard.type("I briefed ")
    page.keyboard.press("Control+b")
    page.keyboard.type("eight colleagues")
    page.keyboard.press("Control+b")
    page.keyboard.type(" and noted:")
    page.keyboard.press("Enter")
    tools.get_by_role("button", name="List with bullets").click()
    page.keyboard.type("who does what")
    page.keyboard.press("Enter")
    page.keyboard.type("when we review it")
    page.get_by_role("button", name="Add evidence").click()


def test_adding_evidence_and_its_files(page_of, cast, csl, expected_errors):
    page = page_of(None)
    log_in(page, "anna")
    page.get_by_role("link", name="Add evidence").click()
    write_evidence(page)
    expect(news(page)).to_contain_text("E1 added")

    files = page.get_by_role("list", name="Files", exact=True)
    choose_files(
        page,
        a_file("work plan.pdf", "application/pdf", samples.pdf(2, "Work plan")),
        a_file("whiteboard.jpg", "image/jpeg", samples.jpeg((640, 480))),
    )
    expect(files.get_by_role("link", name="work plan.pdf")).to_be_visible()
    expect(files.get_by_role("link", name="whiteboard.jpg")).to_be_visible()

    # A second and a half on its way, so that its progress can be seen.
    slow_down_uploads(page, 1_000_000)
    drop_files(
        page.locator(".drop-zone"), a_file("briefing.wav", "audio/wav", samples.wav(seconds=190))
    )
    sending = page.get_by_role("list", name="Files being sent")
    expect(sending.get_by_role("progressbar", name="Sending briefing.wav")).to_be_visible()
    expect(sending).to_contain_text(re.compile(r"\d+% of 1.4 MB sent"))
    expect(files.get_by_role("link", name="briefing.wav")).to_be_visible()

    expected_errors.append("status of 400")
    drop_files(page.locator(".drop-zone"), a_file("holiday.jpg", "image/jpeg", samples.program()))
    expect(sending).to_contain_text("This is a program or a script, whatever its name says")
    sending.get_by_role("button", name="Dismiss holiday.jpg").click()
    expect(sending.get_by_role("listitem")).to_have_count(0)

    page.get_by_label("What the picture shows").fill("Names and tasks on the whiteboard")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="Names and tasks on the whiteboard")).to_be_visible()

    page.reload()
    said = page.locator(".prose")
    expect(said.get_by_role("heading", name="What I did")).to_be_visible()
    expect(said.locator("strong")).to_have_text("eight colleagues")
    expect(said.get_by_role("listitem")).to_have_text(["who does what", "when we review it"])
    expect(files.get_by_role("link")).to_have_count(3)
    for name in ("work plan.pdf", "whiteboard.jpg", "briefing.wav"):
        expect(files.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_label("What the picture shows")).to_have_value(
        "Names and tasks on the whiteboard"
    )


def test_mapping_by_keyboard_and_handing_over(page_of, anna, item):
    page = page_of(anna)
    page.goto(item.get_absolute_url())

    def find_and_tick(words, text):
        page.keyboard.press("/")
        page.keyboard.type(words)
        expect(page.get_by_text(re.compile(r"^\d+ of \d+ shown$"))).to_be_visible()
        page.keyboard.press("ArrowDown")
        box = tree_box(page, text)
        expect(box).to_be_focused()
        page.keyboard.press("Space")
        saved(box)
        expect(box).to_be_focused()

    def say_where(place):
        page.keyboard.press("Tab")
        page.keyboard.type(place)
        with page.expect_response("**/place/"):
            page.keyboard.press("Tab")

    find_and_tick("each member role", "Agree with each member their role")
    say_where("p. 2")
    find_and_tick("mt outputs", "Identify where outputs and standards")
    find_and_tick("lt-mp1", "Roles and responsibilities are allocated by strengths")
    say_where("0:40")

    page.reload()
    for words in ("Agree with each member", "Identify where outputs", "are allocated by strengths"):
        expect(tree_box(page, words)).to_be_checked()
    expect(page.get_by_label("Where in the evidence 1.2 is shown")).to_have_value("p. 2")
    expect(page.get_by_label("Where in the evidence LT-MP1 is shown")).to_have_value("0:40")

    def hand_over():
        page.get_by_role("link", name="Submit for assessment").click()
        page.get_by_label("I declare that").check()
        page.get_by_role("button", name="Submit").click()
        expect(news(page)).to_contain_text("E1 is handed over")

    hand_over()
    expect(tree_box(page, "Agree with each member")).to_have_count(0)
    page.get_by_role("button", name="Take it back").click()
    expect(news(page)).to_contain_text("E1 is yours again")
    expect(tree_box(page, "Agree with each member")).to_be_enabled()
    hand_over()
    expect(page.get_by_text("With your assessor since")).to_be_visible()


def test_the_tree_can_show_only_what_the_item_is_mapped_to(page_of, anna, item, live_server):
    make_mapping(item, "LT 1.1")
    page = page_of(anna)
    page.goto(live_server.url + item.get_absolute_url())
    rows = page.locator("#tree .tree-row").filter(visible=True)
    expect(rows).not_to_have_count(1)
    page.get_by_label("Only what it is mapped to").check()
    expect(rows).to_have_count(1)
    # What was just unticked stays in sight, so that it can be ticked again.
    tree_box(page, "Treat team members with respect").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Saved")
