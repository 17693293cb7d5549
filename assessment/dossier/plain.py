"""Rendering a dossier in one piece: slower than binding, and the same document.

For a version of WeasyPrint whose insides ``binding`` does not know.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.document import Document

from assessment.dossier.binding.placing import anchors_in
from assessment.dossier.fetching import OwnFilesFetcher
from assessment.dossier.merging import merge
from assessment.dossier.originals import Originals
from assessment.dossier.reporting import Report
from assessment.dossier.sections import sections_of
from assessment.dossier.values import Dossier
from portfolio.templatetags.look import PRODUCT_NAME

# PDF/UA: tagged, titled and with a language, for people who have it read to them.
VARIANT = "pdf/ua-1"

LAID_OUT = re.compile(r"Creating layout - Page ([0-9]+)")


def render_plainly(
    dossier: Dossier, originals: Originals, output: IO[bytes], report: Report
) -> int:
    """Write the portfolio PDF to ``output``; return how many pages it has."""
    report("Writing the sections", 20)
    sections = sections_of(dossier, originals.shown)
    values = {"dossier": dossier, "sections": sections, "product": PRODUCT_NAME, "plain": True}
    expected = len(sections) + sum(len(shown.pages) for shown in originals.shown.values())
    with _pages_reported(report, expected):
        document = _layout(dossier, render_to_string("dossier/document.html", values))
    report(f"Drawing {len(document.pages)} pages", 75)
    with TemporaryFile() as painted:
        document.write_pdf(painted, pdf_variant=VARIANT)
        report("Adding the uploaded pages", 90)
        merge(painted, anchors_in(document.pages), originals.form_of, output)
    return len(document.pages)


def _layout(dossier: Dossier, html: str) -> Document:
    fetcher = OwnFilesFetcher(dossier.pictures)
    return HTML(string=html, url_fetcher=fetcher).render(pdf_variant=VARIANT)


@contextmanager
def _pages_reported(report: Report, expected: int) -> Iterator[None]:
    """Report each page that is laid out, between 25 and 75 per cent."""
    handler = _PageCounter(report, expected)
    progress = logging.getLogger("weasyprint.progress")
    progress.addHandler(handler)
    try:
        yield
    finally:
        progress.removeHandler(handler)


class _PageCounter(logging.Handler):
    """Reads what WeasyPrint logs: "Step 5 - Creating layout - Page %d", then "Repagination #%d"."""

    def __init__(self, report: Report, expected: int) -> None:
        super().__init__(logging.INFO)
        self._report = report
        self._expected = expected
        self._is_repeated = False

    def emit(self, record: logging.LogRecord) -> None:
        if "Repagination" in record.msg:
            # Laid out again where page numbers stand that were not known before.
            self._is_repeated = True
            self._report("Filling in the page numbers", 70)
        elif not self._is_repeated and (found := LAID_OUT.search(record.getMessage())):
            part = min(int(found[1]) / self._expected, 1.0)
            self._report(f"Laying out page {found[1]}", 25 + int(45 * part))
