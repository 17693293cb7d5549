"""An administrator has a portfolio's PDF made by a worker process of its own."""

import os
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from playwright.sync_api import expect

from tests.people import make_mapping, submitted
from tests.reading_pdf import check, words_of

LONGEST = 120_000  # milliseconds, on a machine that is busy with other tests


@contextmanager
def a_worker():
    """The background worker, on the database of the tests."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "qcluster"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database.geturl(), "LOG_LEVEL": "WARNING"},
    )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=60)


def test_the_portfolio_as_pdf(page_of, cleo, item_with_files, learner, tmp_path):
    make_mapping(item_with_files, "LT 1.2", "p. 2")
    submitted(item_with_files, "MT 2.3")
    page = page_of(cleo)
    page.goto(f"/learners/{learner.code}/")
    page.get_by_role("link", name="Export").click()
    units = page.get_by_role("group", name="Units")
    expect(units).to_be_hidden()
    page.get_by_role("radio", name="Chosen units").check()
    expect(units).to_be_visible()
    page.get_by_role("radio", name="Full portfolio").check()
    page.get_by_role("button", name="Make the document").click()
    expect(page.get_by_role("heading", name="Making the document")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Making the document")).to_be_visible()
    expect(page.get_by_text("Waiting for its turn.").first).to_be_visible()
    with a_worker():
        expect(page.get_by_role("heading", name="The document is ready")).to_be_visible(
            timeout=LONGEST
        )
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    assert download.value.suggested_filename.startswith("Anna-Kowalczyk-CSL-portfolio-")
    document = tmp_path / "portfolio.pdf"
    download.value.save_as(document)
    check(document)
    words = "\n".join(words_of(document))
    for expected in ("Anna Kowalczyk", item_with_files.title, "Work plan, page 2", "briefing.wav"):
        assert expected in words
