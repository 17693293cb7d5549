"""An administrator has a worker make the portfolios of two learners, and takes them as a ZIP."""

import hashlib
import json
import zipfile

from playwright.sync_api import expect

from tests.browser.doing import news
from tests.browser.test_exporting import LONGEST, a_worker
from tests.people import enrolled
from tests.reading_pdf import words_of


def test_two_portfolios_as_one_zip(page_of, cleo, csl, noahs_learner, tmp_path):
    enrolled(noahs_learner, "CSL")
    page = page_of(cleo)
    page.goto("/learners/")
    page.get_by_role("link", name="Export many").click()
    page.get_by_role("link", name="Choose learners").click()
    page.get_by_role("button", name="Select all shown").click()
    expect(page.get_by_text("2 of 2 selected")).to_be_visible()
    page.get_by_role("radio", name="Learner’s copy").check()
    page.get_by_role("button", name="Make the documents").click()
    expect(page.get_by_role("heading", name="Making the documents")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    news(page).get_by_role("button", name="Undo").click()
    expect(page.get_by_role("progressbar", name="Making the documents")).to_be_visible()
    with a_worker():
        ready = page.get_by_role("heading", name="All documents are ready")
        expect(ready).to_be_visible(timeout=LONGEST)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all as ZIP").click()
    download.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        archive.extractall(tmp_path)
    documents = manifest["documents"]
    assert [row["learner"] for row in documents] == ["Anna Kowalczyk", "Noah Bramwell"]
    for row in documents:
        path = tmp_path / row["file"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]
        words = words_of(path)
        assert (len(words), row["learner"] in "\n".join(words)) == (row["pages"], True)
