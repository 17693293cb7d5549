"""Those who sample read everything of a learner's and change nothing; strangers see nothing."""

import pytest
from playwright.sync_api import expect

from tests.people import appraised, judged, make_mapping, submitted

WRITES = "main form[method=post], main [hx-post], main [contenteditable=true]"


@pytest.fixture
def pages(csl, learner, ben, item_with_files):
    """Addresses of what Anna has: her portfolio, an item that was judged, and what came of it."""
    make_mapping(item_with_files, "LT 1.2", "p. 2")
    submission = submitted(item_with_files, "MT 2.3", "LT-MP1")
    for mapping in submission.mappings.all():
        judged(mapping, ben, feedback="Agreed with all eight.")
    appraised(submission, ben)
    return [
        f"/learners/{learner.code}/",
        f"/enrolments/{csl.code}/grid/",
        f"/enrolments/{csl.code}/units/LT/",
        item_with_files.get_absolute_url(),
        submission.get_absolute_url(),
    ]


@pytest.mark.parametrize("username", ["ines", "eve"])
def test_sampling_reads_everything_and_writes_nothing(page_of, cast, pages, username):
    page = page_of(cast.users[username])
    page.goto("/learners/")
    page.get_by_role("link", name="Anna Kowalczyk", exact=True).click()
    expect(page.get_by_role("heading", name="Anna Kowalczyk", level=1)).to_be_visible()
    found = []
    for address in pages:
        page.goto(address)
        found += page.locator(WRITES).all_inner_texts()
    assert found == []

    expect(page.get_by_text("Agreed with all eight.").first).to_be_visible()
    expect(page.get_by_text("Clear and current.")).to_be_visible()
    expect(page.locator(".pdf-page canvas").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download work plan.pdf").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_another_centres_assessor_finds_nothing(page_of, olive, pages, expected_errors):
    expected_errors.append("status of 404")
    page = page_of(olive)
    page.goto("/learners/")
    expect(page.get_by_role("heading", name="Learners")).to_be_visible()
    expect(page.get_by_text("Anna Kowalczyk")).to_have_count(0)
    for address in pages:
        assert (address, page.goto(address).status) == (address, 404)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
