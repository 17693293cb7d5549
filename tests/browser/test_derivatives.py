"""What is made from files, in the page: pages of a document as they come, small pictures."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from playwright.sync_api import expect

from portfolio.models import Derivative, FileKind, Preparation
from tests import samples
from tests.people import make_evidence, make_file

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def finish(file):
    """As the worker does."""
    for kind, content in (("pdf", samples.pdf(2, "Agreed")), ("thumbnail", samples.png())):
        Derivative.objects.create(
            file=file,
            kind=kind,
            stored_as=default_storage.save(kind, ContentFile(content)),
            size=len(content),
            sha256="a" * 64,
            pages=2 if kind == "pdf" else None,
            made_with="test",
        )
    Preparation.objects.update(finished_at=timezone.now(), recipe=1)


def test_the_pages_of_a_document_appear_when_they_are_made(page_of, anna, learner):
    evidence = make_evidence(learner)
    kind = {"kind": FileKind.OFFICE, "content_type": DOCX}
    file = make_file(evidence, samples.open_xml("docx"), name="minutes.docx", **kind)
    Preparation.objects.create(file=file)
    page = page_of(anna)
    page.goto(evidence.get_absolute_url())
    expect(page.get_by_text("are being prepared")).to_be_visible()

    finish(file)
    expect(page.get_by_text("Pages made from minutes.docx, to read here.")).to_be_visible()
    expect(page.get_by_text("Page 1 of 2")).to_be_visible()
    page.reload()
    small = page.locator(".file-thumbnail")
    expect(small).to_be_visible()
    assert small.evaluate("picture => picture.complete && picture.naturalWidth > 0")
