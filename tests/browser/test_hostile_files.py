"""Hostile files in a real browser: looked at, opened by their own address, and nothing runs."""

from contextlib import suppress

import pytest
from django.urls import reverse
from playwright.sync_api import Error, expect

from portfolio.models import EvidenceFile
from tests.browser.doing import log_in
from tests.hostile.cases import chosen_cases
from tests.people import client_of, make_evidence
from tests.test_hostile_files import IN_ONE_ITEM, canary, send

__all__ = ["canary"]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_storage")]

# Families that say nothing more to a browser than others do.
LEFT_OUT = ("misnamed", "flipped", "program", "script")


def uploaded(learner, user, canary):
    """Send what is accepted of the cases; the items that hold them."""
    client = client_of(user)
    items = []
    cases = [case for case in chosen_cases() if case.family not in LEFT_OUT]
    for number, case in enumerate(cases):
        if number % IN_ONE_ITEM == 0:
            items.append(make_evidence(learner, title=f"Hostile {number}"))
        response = send(client, items[-1], case.filename, case.make(canary.address))
        assert response.status_code in (200, 400), case.name
    return items


def test_nothing_runs_and_nothing_is_asked_for(
    page, live_server, learner, anna, canary, expected_errors
):
    # Chromium’s own page around a picture has a style, which our policy forbids there as well.
    expected_errors += ["/preview/)", "/favicon.ico)"]
    items = uploaded(learner, anna, canary)
    happened, asked = [], []

    def noticed(dialog):
        happened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", noticed)
    page.on("popup", lambda popup: happened.append(popup.url))
    page.on("request", lambda request: asked.append(request.url))
    log_in(page, "anna")
    for item in items:
        page.goto(live_server.url + reverse("evidence", args=[item.code]))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        # Every document comes into sight, so that it is drawn.
        for view in page.locator("figure.view").all():
            view.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
    for file in EvidenceFile.objects.all():
        opened(page, live_server.url + reverse("file", args=[file.code]))
        if file.preview_as:
            opened(page, live_server.url + reverse("file-preview", args=[file.code]))
    own = (live_server.url, "data:", "blob:")
    assert [address for address in asked if not address.startswith(own)] == []
    assert happened == []
    assert canary.came == []


def opened(page, address):
    """Go there as somebody does who has got the address: it becomes a download, or a picture."""
    # A download ends the navigation, which is an error to the driver.
    with suppress(Error):
        page.goto(address)


def test_a_page_that_runs_is_noticed(page, live_server, canary, expected_errors):
    """The checks above find what they look for."""
    expected_errors += ["ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "Failed to fetch", "CORS"]
    happened = []
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    page.set_content(f"<script>alert('ran'); fetch('{canary.address}')</script>")
    page.wait_for_timeout(500)
    assert happened == ["ran"]
    assert canary.came
