"""Somebody without a login follows the QR code and has the file in their hands checked."""

import pytest
from playwright.sync_api import expect

from tests.browser.doing import PHONE, a_file, faults_of, width_too_much
from tests.sealing import bytes_of, made_export, render_quickly


@pytest.fixture
def export(csl, anna, monkeypatch):
    render_quickly(monkeypatch)
    return made_export(csl, anna)


def check(page, content):
    page.get_by_label("The PDF, as it was downloaded or sent").set_input_files(
        a_file("portfolio.pdf", "application/pdf", content)
    )
    page.wait_for_load_state()
    page.get_by_role("button", name="Check it").click()


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["laptop", "phone"])
def test_a_stranger_has_a_document_checked(screen, page_of, export):
    content = bytes_of(export)
    page = page_of(None, **screen)
    page.goto(f"/verify/{export.code}/")
    expect(page.get_by_role("heading", name="On record under this code")).to_be_visible()
    expect(page.get_by_text("Anna")).to_have_count(0)

    check(page, content)
    verdict = page.get_by_role("heading", name="Unaltered, and sealed by Millrace Training")
    expect(verdict).to_be_focused()
    expect(page.get_by_text("Anna Kowalczyk", exact=True)).to_be_visible()
    assert faults_of(page) == []
    assert width_too_much(page) <= 0

    check(page, content + b"\n% noted")
    expect(page.get_by_role("heading", name="Altered after it was sealed")).to_be_focused()
    expect(page.get_by_text("something was added after its end")).to_be_visible()
    expect(page.get_by_text("Anna Kowalczyk")).to_have_count(0)
    assert faults_of(page) == []
    assert width_too_much(page) <= 0


def test_the_certificate_is_taken_away(page_of, export):
    page = page_of(None)
    page.goto(f"/verify/{export.code}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="The centre’s certificate").click()
    assert download.value.suggested_filename.startswith("seal-")
