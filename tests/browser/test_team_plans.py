"""A work plan is written, its bars are moved by pointer and keyboard, and without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from teams.models import Kind, Task, WorkPlan
from tests.browser.doing import PHONE, faults_of, news, width_too_much
from tests.teams import last_monday, make_record, make_task, make_team

MONDAY = last_monday(0)


def written(number):
    day = MONDAY + timedelta(days=number)
    return f"{day.day} {day:%B %Y}"


@pytest.fixture
def plan(learner):
    """Three weeks in which the script is agreed before the team is briefed."""
    team = make_team(learner)
    ends = MONDAY + timedelta(days=20)
    plan = make_record(team, Kind.WORK_PLAN, happened_on=MONDAY, ends_on=ends)
    ash = team.members.get(pseudonym="Ash")
    first = make_task(plan, "Agree the script", ends_on=MONDAY + timedelta(days=2), assignee=ash)
    later = {"starts_on": MONDAY + timedelta(days=7), "ends_on": MONDAY + timedelta(days=9)}
    make_task(plan, "Brief the team", hours=50, assignee=ash, **later).after.add(first)
    return plan


def bar(page, title):
    return page.get_by_role("slider", name=f"{title}: first day")


def drag(page, bar, days, by_end=False):
    """Take a bar in its middle, or at its end, and let go ``days`` further on."""
    shape = bar.locator("rect").first
    shape.scroll_into_view_if_needed()
    box = shape.bounding_box()
    chart = page.locator("[data-gantt]").first
    day = float(chart.get_attribute("data-day")) * chart.evaluate(
        "chart => chart.getBoundingClientRect().width / chart.viewBox.baseVal.width"
    )
    x = box["x"] + (box["width"] - 1 if by_end else box["width"] / 3)
    y = box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + days * day / 2, y)
    page.mouse.move(x + days * day, y)
    page.mouse.up()


def test_a_plan_is_written_with_its_tasks(page_of, anna, learner):
    make_team(learner)
    page = page_of(anna)
    page.goto("/team/")
    page.get_by_role("link", name="Work plans").click()
    page.get_by_role("link", name="Add the first").click()
    page.get_by_label("Title").fill("Nobody rings twice")
    page.get_by_role("textbox", name="Objective").fill("Solve it at the first call")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add the first task").click()
    page.get_by_role("textbox", name="Task").fill("Agree the script")
    page.get_by_label("Who", exact=True).select_option(label="Kit")
    page.get_by_label("Because of").select_option(label="Strength")
    page.get_by_label("Done well when").fill("Everybody has read it")
    assert faults_of(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(news(page)).to_contain_text("“Agree the script” is in the plan.")
    expect(bar(page, "Agree the script")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Everybody has read it")).to_be_visible()
    page.get_by_role("button", name="Done: Agree the script").click()
    expect(news(page)).to_contain_text("“Agree the script”: done.")
    expect(page.get_by_role("button", name="Reopen: Agree the script")).to_be_focused()


def test_bars_are_dragged(page_of, anna, plan, expected_errors):
    expected_errors.append("status of 422")
    page = page_of(anna)
    page.goto(plan.get_absolute_url())
    expect(page.get_by_text("Ash has tasks for 50 hours")).to_be_visible()
    assert faults_of(page) == []

    drag(page, bar(page, "Brief the team"), 2)
    expect(news(page)).to_contain_text(f"is now from {written(9)} to {written(11)}.")
    drag(page, bar(page, "Brief the team"), 4, by_end=True)
    expect(news(page)).to_contain_text(f"is now from {written(9)} to {written(15)}.")
    # What was spread over more days is no longer too much for one week.
    expect(page.get_by_text("Ash has tasks for 50 hours")).to_be_hidden()
    news(page).get_by_role("button", name="Undo").click()
    expect(news(page)).to_contain_text(f"is now from {written(9)} to {written(11)}.")

    drag(page, bar(page, "Brief the team"), -8)
    expect(page.get_by_role("alert").first).to_contain_text("waits for “Agree the script”")
    task = Task.objects.get(title="Brief the team")
    assert task.starts_on == MONDAY + timedelta(days=9)


def test_bars_are_moved_by_keys(page_of, anna, plan):
    page = page_of(anna)
    page.goto(plan.get_absolute_url())
    bar(page, "Agree the script").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("[data-gantt-said]")).to_contain_text("“Agree the script”: Wed")
    expect(news(page)).to_contain_text(f"is now from {written(2)} to {written(3)}.")
    expect(bar(page, "Agree the script")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator("[data-gantt-said]")).to_be_empty()
    # Both keys together were one change.
    assert WorkPlan.objects.get().revision == plan.revision + 1


def test_a_phone_and_no_scripts(page_of, anna, plan):
    page = page_of(anna, **PHONE, java_script_enabled=False)
    page.goto(plan.get_absolute_url())
    page.get_by_role("button", name="Start: Brief the team").click()
    expect(news(page)).to_contain_text("“Brief the team”: under way.")
    page.get_by_role("link", name="Brief the team").click()
    page.get_by_role("textbox", name="Until").fill((MONDAY + timedelta(days=8)).isoformat())
    page.get_by_role("button", name="Save changes").click()
    expect(news(page)).to_contain_text("“Brief the team” is saved.")
    scripted = page_of(anna, **PHONE)
    scripted.goto(plan.get_absolute_url())
    assert width_too_much(scripted) == 0
