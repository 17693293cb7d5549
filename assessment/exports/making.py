"""Making the documents of portfolios that were asked for."""

from collections.abc import Callable
from functools import partial
from typing import IO

from django.utils.module_loading import import_string

from assessment.dossier.reporting import Report
from assessment.exports.jobs import Stored, run, stored
from assessment.models import Export, Format

Writer = Callable[[Export, IO[bytes], Report], int]


def _loaded_late(path: str) -> Writer:
    """The function of that name. What renders and seals takes a second to load: the pages, which
    only offer the formats, need not wait for it, and their processes not hold it."""

    def write(export: Export, output: IO[bytes], report: Report) -> int:
        writer: Writer = import_string(path)
        return writer(export, output, report)

    return write


# Each writes the document to the file and returns how many pages it has.
WRITERS: dict[str, Writer] = {
    Format.PDF: _loaded_late("assessment.dossier.documents.write_pdf"),
    Format.HTML: _loaded_late("assessment.dossier.web.write_html"),
    Format.ARCHIVE: _loaded_late("assessment.archive.writing.write_archive"),
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
