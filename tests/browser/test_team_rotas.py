"""A rota is worked on in place, on a laptop and on a phone, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from teams.models import CoverNeed, Kind, Rota
from tests.browser.doing import PHONE, faults_of, news, width_too_much
from tests.teams import last_monday, make_record, make_shift, make_team, times_of


@pytest.fixture
def rota(learner):
    """A week with one shift of Ash, on Tuesday from nine to five."""
    rota = make_record(make_team(learner), Kind.ROTA, happened_on=last_monday(0))
    CoverNeed.objects.create(rota=rota, day=1, people=2, **times_of("9-17"))
    make_shift(rota, "Ash")
    return rota


def test_shifts_are_written_over_the_week(page_of, anna, rota, expected_errors):
    expected_errors.append("status of 422")
    page = page_of(anna)
    page.goto(rota.get_absolute_url())
    gap = page.get_by_text("Tuesday 09:00–17:00: 1 more needed")
    expect(gap).to_be_visible()
    assert faults_of(page) == []

    # A second shift of Ash at the same time is refused where it was written.
    page.get_by_role("link", name="Add a shift: Ash, Tuesday").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("From")).to_have_value("09:00")
    assert faults_of(page) == []
    dialog.get_by_role("button", name="Add the shift").click()
    expect(dialog.get_by_text("overlaps 09:00–17:00")).to_be_visible()

    # The same for Kit, on two days, is not; and the gap is gone.
    dialog.get_by_label("Who").select_option(label="Kit")
    dialog.get_by_label("Fri", exact=True).check()
    dialog.get_by_role("button", name="Add the shift").click()
    expect(dialog).to_be_hidden()
    expect(news(page)).to_contain_text("Saved: Kit, Tuesday and Friday 09:00–17:00.")
    expect(gap).to_be_hidden()
    expect(page.get_by_role("link", name="Add a shift: Ash, Tuesday")).to_be_focused()

    # A shift is opened and removed.
    page.get_by_role("link", name=re.compile("^Kit, Friday")).click()
    dialog.get_by_role("button", name="Remove this shift").click()
    expect(news(page)).to_contain_text("Removed: Kit, Friday 09:00–17:00.")
    expect(page.get_by_role("link", name="Add a shift: Kit, Friday")).to_be_focused()

    page.get_by_role("button", name="Copy to").click()
    expect(news(page)).to_contain_text("is copied")
    expect(page.get_by_role("link", name=re.compile("^Kit, Tuesday"))).to_be_visible()
    assert Rota.objects.count() == 2


def test_on_a_phone_the_week_is_a_list_of_days(page_of, anna, rota):
    page = page_of(anna, **PHONE)
    page.goto(rota.get_absolute_url())
    expect(page.get_by_role("heading", name="Tuesday")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Tue")).to_be_hidden()
    page.get_by_role("link", name="Add a shift").first.tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Who").select_option(label="Robin")
    assert (width_too_much(page), faults_of(page)) == (0, [])
    dialog.get_by_role("button", name="Add the shift").tap()
    expect(page.get_by_role("link", name=re.compile("Robin 09:00"))).to_be_visible()


def test_it_works_without_scripts(page_of, anna, rota):
    page = page_of(anna, java_script_enabled=False)
    page.goto(rota.get_absolute_url())
    page.get_by_role("link", name="Add a shift: Robin, Monday").click()
    page.get_by_label("Until").fill("18:30")
    page.get_by_role("button", name="Add the shift").click()
    expect(news(page)).to_contain_text("Saved: Robin, Monday 09:00–18:30.")
    page.get_by_role("link", name=re.compile("Robin, Monday: 09:00")).click()
    page.get_by_role("button", name="Remove this shift").click()
    expect(news(page)).to_contain_text("Removed: Robin, Monday")
