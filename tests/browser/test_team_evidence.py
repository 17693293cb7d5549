"""From a record to the PDF: each kind written, used as evidence, mapped, and found in the PDF."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessment.dossier.compiling import compile_dossier
from assessment.dossier.rendering import render_pdf
from assessment.models import Mapping
from portfolio.models import Evidence
from teams.catalogue import CATALOGUE
from teams.models import Kind, Record, TeamProfile
from tests.browser.doing import PHONE, faults_of, news, tree_box, width_too_much
from tests.people import client_of
from tests.reading_pdf import words_of
from tests.teams import filled_form, make_record, make_team
from tests.test_using import used

BY_HAND = (Kind.WORK_PLAN, Kind.COACHING_PLAN, Kind.PROBLEM, Kind.DIARY)


@pytest.fixture
def team(csl, ccl, learner):
    return make_team(learner)


def title_of(kind) -> str:
    return f"Written here: {Kind(kind).label.lower()}"


def write(page: Page, team, kind) -> None:
    """Add a record on its form, with the least it asks for."""
    page.goto(reverse("record-add", args=[team.code, kind]))
    for name, value in filled_form(kind, team, title=title_of(kind)).items():
        fill(page, name, value)
    page.locator("main form[data-draft-key]").get_by_role("button", name="Save").first.click()


def written(client, team, kind) -> Record:
    """The same by the form's request; the team's profile is there already."""
    if CATALOGUE[kind].can_add:
        address = reverse("record-add", args=[team.code, kind])
        client.post(address, filled_form(kind, team, title=title_of(kind)))
    else:
        TeamProfile.objects.filter(team=team).update(title=title_of(kind))
    return Record.objects.get(team=team, title=title_of(kind))


def fill(page: Page, name: str, value) -> None:
    field = page.locator(f'main [name="{name}"]:not([type="hidden"])')
    if not field.count():
        return
    kind = field.first.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        wanted = value if isinstance(value, list) else [value]
        for each in wanted if wanted != [True] else ["on"]:
            page.locator(f'main [name="{name}"][value="{each}"]').check()
    elif kind.startswith("select"):
        field.select_option(str(value))
    else:
        field.fill(str(value))


def use(page: Page) -> None:
    page.get_by_role("link", name="Use as evidence").click()
    expect(page.get_by_role("heading", name="Use as evidence")).to_be_visible()
    page.get_by_role("button", name="Use as evidence").click()
    expect(news(page)).to_contain_text("as of now, and is mapped")


def test_each_kind_is_written_used_mapped_and_found_in_the_pdf(page_of, anna, csl, team, tmp_path):
    page, client = page_of(anna), client_of(anna)
    for kind in BY_HAND:
        write(page, team, kind)
        expect(page.get_by_role("heading", level=1)).to_contain_text(title_of(kind))
        use(page)
        expect(page.get_by_role("article", name=title_of(kind))).to_be_visible()
    # The others by the requests that a browser sends, which takes a tenth of the time.
    for kind in set(Kind) - set(BY_HAND):
        used(client, written(client, team, kind))

    for evidence in Evidence.objects.all():
        assert Mapping.objects.live().of_criteria().filter(evidence=evidence).exists()
    path = tmp_path / "portfolio.pdf"
    with path.open("w+b") as output:
        render_pdf(compile_dossier(csl), output)
    words = re.sub(r"\s+", " ", " ".join(words_of(path)))
    missing = [kind for kind in Kind if f"{kind.label}: {title_of(kind)}" not in words]
    assert missing == []


def test_a_record_in_an_item(page_of, anna, team):
    record = make_record(team, Kind.PROBLEM, title="Refunds go astray", root_cause="Two forms.")
    page = page_of(anna)
    page.goto(record.get_absolute_url())
    page.get_by_role("link", name="Use as evidence").click()
    title = page.get_by_label("Title")
    expect(title).to_have_value("Refunds go astray")
    expect(tree_box(page, "Identify operational problems")).to_be_checked()
    assert faults_of(page) == []
    tree_box(page, "Check the result and follow up").uncheck()
    page.get_by_role("button", name="Use as evidence").click()
    expect(tree_box(page, "Identify operational problems")).to_be_checked()
    expect(tree_box(page, "Check the result and follow up")).not_to_be_checked()
    item = page.url

    # The record changes, its snapshot only when asked.
    page.get_by_role("link", name="Open the record").click()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Root cause").fill("Three forms.")
    page.get_by_role("button", name="Save").first.click()
    expect(news(page)).to_contain_text("saved")
    page.goto(item)
    article = page.get_by_role("article", name="Refunds go astray")
    expect(article).to_contain_text("Two forms.")
    assert faults_of(page) == []
    page.get_by_role("button", name="Update from record").click()
    expect(article).to_contain_text("Three forms.")

    page.get_by_role("button", name="Take out Refunds").click()
    expect(article).to_have_count(0)
    news(page).get_by_role("button", name="Undo").click()
    expect(article).to_contain_text("Three forms.")

    # Once more, into the same item: the fields of a new one are not asked then.
    page.goto(reverse("record-use", args=[record.code]))
    page.get_by_label("Put it into").select_option(label="E1 Refunds go astray")
    expect(title).to_be_hidden()
    page.set_viewport_size(PHONE["viewport"])
    assert width_too_much(page) <= 0
    page.get_by_role("button", name="Use as evidence").click()
    expect(page).to_have_url(item)
    assert Evidence.objects.count() == 1
