"""A team's leader adds people, says who can do what, and finds it all on the timeline."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from teams.models import Kind, Skill, SkillLevel, TeamProfile
from tests.browser.doing import PHONE, faults_of, news, width_too_much
from tests.teams import make_record, make_team


@pytest.fixture
def team(learner):
    team = make_team(learner)
    Skill.objects.create(team=team, name="Meters", wanted=1)
    return team


@pytest.fixture
def matrix(page_of, anna, team):
    page = page_of(anna)
    page.goto(reverse("skills", args=[team.code]))
    return page


def cell(page, person, skill):
    return page.get_by_role("gridcell").get_by_role("button", name=f"{person} {skill}")


def test_a_team_is_started_and_filled(page_of, anna, learner):
    page = page_of(anna)
    page.goto("/team/")
    page.get_by_label("Team’s name").fill("Night line")
    page.get_by_role("button", name="Set up the team").click()
    expect(news(page)).to_contain_text("Night line is set up")
    page.get_by_role("link", name="Add the people in your team").click()
    page.get_by_label("Pseudonym").fill("Noor")
    page.get_by_label("Real name", exact=True).fill("Ashwin Pereira")
    page.get_by_label("Strengths").fill("Ashwin Pereira listens well.")
    page.get_by_role("button", name="Save and add another").click()
    expect(news(page)).to_contain_text("Noor is in the team")
    expect(news(page)).to_contain_text("A real name was replaced by “Noor”")
    page.get_by_label("Pseudonym").fill("Kit")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Members")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Noor listens well.")

    page.get_by_role("link", name="Kit").click()
    page.get_by_role("button", name="Archive Kit").click()
    expect(news(page)).to_contain_text("Kit is archived")
    expect(page.get_by_role("link", name="Kit")).to_have_count(0)
    news(page).get_by_role("button", name="Undo").click()
    expect(news(page)).to_contain_text("Kit is back")


def test_levels_are_set_by_mouse_and_keyboard(matrix, team):
    page = matrix
    robin = cell(page, "Robin", "Billing questions")
    said = page.get_by_role("status").filter(has_text="Saved")
    robin.click()
    expect(said).to_have_text("Saved: Robin, Billing questions: 1 Learning.")
    page.keyboard.press("4")
    expect(said).to_have_text("Saved: Robin, Billing questions: 4 Can teach it.")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "Robin", "Meters")).to_be_focused()
    page.keyboard.press("3")
    expect(said).to_have_text("Saved: Robin, Meters: 3 On their own.")
    head = page.get_by_role("rowheader", name="Meters")
    expect(head).to_contain_text("1 of 1: enough")
    page.keyboard.press("Home")
    page.keyboard.press("2")
    expect(said).to_contain_text("Ash, Meters: 2 With support")
    levels = SkillLevel.objects.order_by("pk").values_list(
        "member__pseudonym", "skill__name", "level"
    )
    assert list(levels) == [
        ("Robin", "Billing questions", 4),
        ("Robin", "Meters", 3),
        ("Ash", "Meters", 2),
    ]
    page.reload()
    expect(robin).to_have_text("4")


def test_one_cell_is_in_the_tab_order(matrix):
    expect(matrix.locator('.skills-grid button.level[tabindex="0"]')).to_have_count(1)
    cell(matrix, "Kit", "Meters").focus()
    matrix.keyboard.press("Shift+Tab")
    matrix.keyboard.press("Tab")
    expect(cell(matrix, "Kit", "Meters")).to_be_focused()


def test_what_cannot_be_saved_goes_back(matrix, expected_errors):
    expected_errors += ["ERR_FAILED", "htmx:"]
    robin = cell(matrix, "Robin", "Meters")
    matrix.route("**/skills/level/", lambda route: route.abort())
    robin.click()
    expect(matrix.get_by_role("alert")).to_contain_text("This was not saved")
    expect(robin).to_have_text("0")
    assert not SkillLevel.objects.exists()


def test_levels_are_set_without_scripts(page_of, anna, team):
    page = page_of(anna, java_script_enabled=False)
    page.goto(reverse("skills", args=[team.code]))
    robin = page.get_by_role("button", name="Robin Meters")
    robin.click()
    expect(robin).to_have_text("1")
    assert SkillLevel.objects.get().level == 1


def test_a_skill_is_renamed_archived_and_brought_back_in_place(matrix, expected_errors):
    expected_errors.append("status of 422")
    page = matrix
    page.get_by_role("link", name="Change Meters").click()
    name = page.get_by_label("Skill", exact=True).first
    expect(name).to_be_focused()
    name.fill("Billing questions")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="already in")).to_be_visible()
    page.get_by_label("Skill", exact=True).first.fill("Meter readings")
    page.get_by_role("button", name="Save", exact=True).click()
    head = page.get_by_role("rowheader", name="Meter readings")
    expect(head).to_contain_text("0 of 1: 1 more wanted")
    expect(page.get_by_role("link", name="Change Meter readings")).to_be_focused()
    page.get_by_role("link", name="Change Meter readings").click()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(news(page)).to_contain_text("Meter readings is archived")
    news(page).get_by_role("button", name="Undo").click()
    expect(page.get_by_role("rowheader", name="Meter readings")).to_be_visible()


def test_the_matrix_is_sound_while_a_skill_is_changed(matrix):
    matrix.get_by_role("link", name="Change Meters").click()
    expect(matrix.get_by_role("button", name="Cancel")).to_be_visible()
    assert faults_of(matrix) == []
    matrix.get_by_role("button", name="Cancel").click()
    expect(matrix.get_by_role("link", name="Change Meters")).to_be_focused()


def test_the_timeline_is_filtered_as_one_asks(page_of, anna, team):
    robin = team.members.get(pseudonym="Robin")
    make_record(team, Kind.REVIEW, title="Spring review", member=robin)
    make_record(team, Kind.DIARY, title="A long queue")
    make_record(team, Kind.DIARY, title="A quiet day")
    page = page_of(anna)
    page.goto(reverse("team-timeline", args=[team.code]))
    expect(page.get_by_role("img", name="in twelve months")).to_be_visible()
    records = page.locator("#records")
    page.get_by_label("Words").fill("queue")
    expect(records.get_by_role("link", name="A quiet day")).to_have_count(0)
    expect(records.get_by_role("link", name="A long queue")).to_be_visible()
    expect(page.get_by_text("1 record", exact=True)).to_be_visible()
    records.get_by_role("link", name="Show everything").click()
    page.get_by_label("Colleague").select_option(label="Robin")
    expect(page.get_by_text("1 record about Robin")).to_be_visible()
    expect(records.get_by_role("link", name="Spring review")).to_be_visible()
    expect(page).to_have_url(re.compile(str(robin.code)))


def test_the_menu_folds_on_a_phone(page_of, anna, team):
    page = page_of(anna, **PHONE)
    page.goto(team.get_absolute_url())
    menu = page.get_by_role("navigation", name=team.name)
    expect(menu.get_by_role("link", name="Timeline")).to_be_hidden()
    page.locator("summary").filter(has_text=team.name).click()
    menu.get_by_role("link", name="Skills matrix").click()
    expect(page.get_by_role("heading", name="Skills matrix", level=1)).to_be_visible()
    assert width_too_much(page) == 0
    profile = TeamProfile.objects.get(team=team)
    assert page.url.endswith(profile.get_absolute_url())
