"""Office documents in the portfolio PDF: by the pages that were made from them."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from weasyprint.urls import FatalURLFetchingError

from assessment.dossier.attaching import attached_to
from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.fetching import OwnFilesFetcher
from assessment.dossier.originals import Originals
from assessment.dossier.sections import sections_of
from assessment.exports import jobs
from assessment.sealing.states import state_of
from portfolio.files.storage import StorageUnavailable
from portfolio.files.storage.local import LocalStorage
from portfolio.models import Derivative, FileKind
from tests import samples
from tests.people import make_evidence, make_file
from tests.test_pdf import rendered

pytestmark = pytest.mark.django_db

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def document(learner):
    """Minutes, with two pages made from them."""
    evidence = make_evidence(learner)
    kind = {"kind": FileKind.OFFICE, "content_type": DOCX}
    file = make_file(evidence, samples.open_xml("docx"), name="minutes.docx", **kind)
    made_of(file, samples.pdf(2, "Briefing"))
    return file


def made_of(file, content):
    """The pages, in place of what there was."""
    Derivative.objects.filter(file=file).delete()
    return Derivative.objects.create(
        file=file,
        kind="pdf",
        stored_as=default_storage.save("pages", ContentFile(content)),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        pages=2,
        made_with="test",
    )


def shown(csl, tmp_path):
    dossier = compile_dossier(csl)
    originals = Originals(dossier, Shelf(tmp_path))
    originals.close()
    return dossier, originals


def identity(csl, tmp_path):
    dossier, originals = shown(csl, tmp_path)
    return next(
        section.identity for section in sections_of(dossier, originals.shown) if section.key == "E1"
    )


def test_the_pdf_shows_the_pages_and_lists_the_original(csl, document, tmp_path):
    words = "\n".join(rendered(csl, tmp_path).words)
    assert "Pages made from minutes.docx · page 1 of 2" in words
    assert "Pages made from minutes.docx · page 2 of 2" in words
    assert "Briefing" in words
    assert "2 pages made from it" in words
    assert document.sha256[:40] in words.replace("\n", "")


def test_the_original_travels_along(csl, document, tmp_path):
    dossier, originals = shown(csl, tmp_path)
    assert [attached.stored_as for attached in attached_to(dossier, originals)] == [
        document.stored_as
    ]


def test_pages_made_again_are_another_section_of_the_same_portfolio(csl, document, tmp_path):
    before, state = identity(csl, tmp_path), state_of(compile_dossier(csl))
    assert identity(csl, tmp_path) == before
    made_of(document, samples.pdf(2, "Briefing, drawn otherwise"))
    assert identity(csl, tmp_path) != before
    # What the learner handed in is what it was.
    assert state_of(compile_dossier(csl)) == state


@pytest.mark.parametrize("gone", ["row", "bytes"])
def test_without_made_pages_a_document_is_listed(csl, document, tmp_path, gone):
    made = Derivative.objects.get()
    if gone == "row":
        made.delete()
    else:
        default_storage.delete(made.stored_as)
    _, originals = shown(csl, tmp_path)
    assert not originals.shown[document.code].pages
    assert not originals.shown[document.code].problem


def down(*args):
    raise StorageUnavailable("It does not answer.")


def test_an_outage_is_not_taken_for_a_damaged_file(csl, document, tmp_path, monkeypatch):
    with monkeypatch.context() as outage:
        outage.setattr(LocalStorage, "_open", down)
        with pytest.raises(StorageUnavailable):
            shown(csl, tmp_path)
        with pytest.raises(FatalURLFetchingError) as raised:
            OwnFilesFetcher([document.stored_as]).fetch(f"media:{document.stored_as}")
    assert jobs._in_words(raised.value) == jobs.STORAGE_DOWN
    # Nothing of it was kept.
    assert len(shown(csl, tmp_path)[1].shown[document.code].pages) == 2
