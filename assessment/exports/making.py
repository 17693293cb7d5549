"""Making the documents of portfolios that were asked for."""

from collections.abc import Callable
from functools import partial
from typing import IO

from assessment.archive.writing import write_archive
from assessment.dossier.documents import write_pdf
from assessment.dossier.reporting import Report
from assessment.dossier.web import write_html
from assessment.exports.jobs import Stored, run, stored
from assessment.models import Export, Format

# Each writes the document to the file and returns how many pages it has.
WRITERS: dict[str, Callable[[Export, IO[bytes], Report], int]] = {
    Format.PDF: write_pdf,
    Format.HTML: write_html,
    Format.ARCHIVE: write_archive,
}
SUFFIXES: dict[str, str] = {Format.PDF: ".pdf", Format.HTML: ".html", Format.ARCHIVE: ".zip"}


def make_export(pk: int) -> None:
    """The job: make and store the document of export ``pk``, once however often it is run."""
    run(Export.objects.all(), pk, partial(_make, pk))


def _make(pk: int, report: Report) -> Stored:
    export = Export.objects.select_related("enrolment").get(pk=pk)

    def write(output: IO[bytes]) -> int:
        return WRITERS[export.format](export, output, report)

    return stored(write, f"portfolio{SUFFIXES[export.format]}", report) | {
        # Which state it shows: known to who wrote it.
        "state_hash": export.state_hash,
        "state_shape": export.state_shape,
        "audit_head": export.audit_head,
        "audit_length": export.audit_length,
    }
