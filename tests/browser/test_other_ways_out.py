"""The portfolio as one web page, opened from the disk; and as an archive, brought in elsewhere."""

from playwright.sync_api import expect

from assessment.archive.bringing import carry_out, look_through
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.reporting import silent
from assessment.dossier.web import write_page
from assessment.models import PortfolioImport
from portfolio.models import Role, User
from teams.freezing import freeze_record
from teams.models import Kind
from tests.archiving import archive_of, emptied
from tests.browser.doing import LAPTOP, PHONE, a_file, faults_of, width_too_much
from tests.people import judged, make_evidence, make_file, make_mapping, submitted
from tests.teams import make_record, make_team


def filled(learner, ben):
    """Two items, one with a record of the team; one decision."""
    item = make_evidence(learner)
    make_file(item, content_type="text/plain; charset=utf-8")
    record = make_record(make_team(learner), Kind.COACHING_PLAN)
    freeze_record(record=record, evidence=item, user=learner.user)
    make_mapping(item, "LT 1.1", place="p. 2")
    submitted(item, "LT 1.2")
    judged(item.mappings.first(), ben)
    make_mapping(make_evidence(learner, title="Draft"), "LT 1.1")


def test_the_web_page_reads_well_from_the_disk(new_context, csl, learner, ben, tmp_path):
    filled(learner, ben)
    path = tmp_path / "portfolio.html"
    with path.open("wb") as output:
        write_page(compile_dossier(csl), output, silent)
    for device in (LAPTOP, PHONE):
        page = new_context(**device).new_page()
        page.goto(path.as_uri())
        expect(page.get_by_role("heading", level=1)).to_contain_text("Anna Kowalczyk")
        assert width_too_much(page) <= 0
        contents = page.get_by_role("navigation", name="Contents")
        contents.get_by_role("link", name="LT ").first.click()
        cell = page.locator("table.grid td a").first
        cell.focus()
        page.keyboard.press("Enter")
        assert page.url.endswith("#E1")
        expect(page.locator("#E1")).to_be_in_viewport()
        assert page.evaluate("() => document.scripts.length") == 0
        # The policy of the page lets nobody add a script: axe comes by the debugger.
        page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
        page.reload()
        assert faults_of(page) == []


def test_a_portfolio_comes_in_from_its_archive(page_of, csl, learner, ben, transactional_db):
    filled(learner, ben)
    content = archive_of(learner)
    centre = emptied()
    cleo = User.objects.create(username="cleo", name="Cleo Mbeki")
    cleo.memberships.create(centre=centre, role=Role.ADMIN)
    page = page_of(cleo)
    page.goto("/learners/")
    page.get_by_role("link", name="Bring in a portfolio").click()
    page.wait_for_load_state()
    assert faults_of(page) == []
    page.locator("input[type=file]").set_input_files(
        [a_file("anna.zip", "application/zip", content)]
    )
    page.get_by_role("button", name="Look through this archive").click()
    expect(page.get_by_role("heading", name="Looking through it")).to_be_visible()
    brought = PortfolioImport.objects.get()
    look_through(brought.pk)
    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Bring in the portfolio").click()
    expect(page.get_by_role("heading", name="Bringing it in")).to_be_visible()
    carry_out(brought.pk)
    expect(page.get_by_role("heading", name="It has come in")).to_be_visible()
    page.get_by_role("link", name="read them").click()
    expect(page.get_by_role("cell", name="Declared E1 authentic")).to_be_visible()
    assert faults_of(page) == []
    page.go_back()
    page.get_by_role("link", name="Open the portfolio").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anna Kowalczyk")
