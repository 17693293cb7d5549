"""Reading a PDF back and naming what PDF/UA-1, PDF/A-3 and this project's own rules find wrong."""

import subprocess

import pikepdf

from tests.pdf_rules.activity import activity_faults
from tests.pdf_rules.archiving import archive_faults
from tests.pdf_rules.catalog import catalog_faults, conformance_of
from tests.pdf_rules.fonts import font_faults
from tests.pdf_rules.marking import Marked, marking_faults
from tests.pdf_rules.structure import structure_faults


def faults_in(path) -> list[str]:
    """What is wrong with the PDF at ``path``, each fault in words; empty where nothing is.

    Whichever of PDF/UA-1 and PDF/A-3 the file says it is, it is held to; one of the two it has to
    be. The rules on structure are asked of both.
    """
    faults = list(_syntax_faults(path))
    try:
        opened = pikepdf.open(path)
    except pikepdf.PdfError as error:
        return [*faults, f"The file cannot be opened: {error}"]
    with opened as pdf:
        marked = Marked(pdf)
        faults += catalog_faults(pdf)
        faults += marking_faults(pdf, marked)
        faults += structure_faults(pdf, marked)
        faults += font_faults(pdf)
        faults += activity_faults(pdf)
        if "PDF/A-3" in conformance_of(pdf):
            faults += archive_faults(pdf, path)
    return faults


def _syntax_faults(path):
    checked = subprocess.run(
        ["qpdf", "--check", str(path)], capture_output=True, text=True, check=False
    )
    if checked.returncode:
        yield f"qpdf --check: {(checked.stderr or checked.stdout).strip().splitlines()[-1]}"
