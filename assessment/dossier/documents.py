"""The documents that a portfolio is exported as."""

from typing import IO

from assessment.dossier.compiling import compile_dossier
from assessment.dossier.rendering import Report, render_pdf
from assessment.models import Export


def write_pdf(export: Export, output: IO[bytes], report: Report) -> int:
    """Write the PDF that ``export`` asks for; return how many pages it has."""
    return render_pdf(compile_dossier(export.enrolment), output, report)
