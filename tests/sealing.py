"""Factories of sealed documents, and what people do to them afterwards."""

import hashlib
import io
import zlib
from pathlib import Path

import pikepdf
from django.core.files.storage import default_storage
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from assessment.dossier import documents
from assessment.exports.making import make_export
from assessment.models import Export
from assessment.sealing.checking import check
from assessment.sealing.words import words_on
from portfolio import keys
from tests import samples

PAGES = 3


def plain_pdf(pages=PAGES):
    """A PDF as it is before it is sealed: with metadata, and nothing else of a portfolio."""
    with pikepdf.open(io.BytesIO(samples.pdf(pages, "Portfolio"))) as pdf:
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = "Portfolio of evidence"
        saved = io.BytesIO()
        pdf.save(saved)
    return saved.getvalue()


def render_quickly(monkeypatch, pages=PAGES):
    """Stand in for WeasyPrint, which takes seconds, and make keys that are made faster."""
    monkeypatch.setattr(keys, "RSA_BITS", 2048)

    def render(dossier, output, report, **_):
        report("Drawing 3 pages", 75)
        output.write(plain_pdf(pages))
        return pages

    monkeypatch.setattr(documents, "render_pdf", render)


def made_export(enrolment, user, **values):
    """A finished export of ``enrolment``: see ``render_quickly``."""
    export = Export.objects.create(enrolment=enrolment, asked_by=user, **values)
    make_export(export.pk)
    export.refresh_from_db()
    assert not export.failure
    return export


def bytes_of(export):
    with default_storage.open(export.stored_as) as stored:
        return stored.read()


def checked(content, directory):
    """The verdict on ``content``, and its words."""
    path = Path(directory) / "checked.pdf"
    path.write_bytes(content)
    verdict = check(str(path), hashlib.sha256(content).hexdigest())
    return verdict, str(words_on(verdict))


def saved_anew(content, **options):
    """As another program writes the same document."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        saved = io.BytesIO()
        pdf.save(saved, **options)
    return saved.getvalue()


def updated(content, change):
    """``content`` with an incremental update at its end; ``change`` gets a writer of pyHanko."""
    output = io.BytesIO(content)
    writer = IncrementalPdfFileWriter(output)
    change(writer)
    writer.write_in_place()
    return output.getvalue()


def encrypted(content):
    return saved_anew(content, encryption=pikepdf.Encryption(owner="owner", user="user"))


def deep_pdf(depth=100_000):
    """Arrays in arrays in arrays."""
    nested = b"[" * depth + b"]" * depth
    return b"%PDF-1.7\n1 0 obj\n" + nested + b"\nendobj\ntrailer <</Root 1 0 R>>"


def endless_pages_pdf():
    """A tree of pages that is its own branch."""
    with pikepdf.open(io.BytesIO(samples.pdf(1))) as pdf:
        pdf.Root.Pages.Kids.append(pdf.Root.Pages)
        saved = io.BytesIO()
        pdf.save(saved)
    return saved.getvalue()


def bomb_pdf():
    """Metadata that unpacks to a gigabyte."""
    packed = pikepdf.Pdf.new()
    packed.add_blank_page()
    stream = pikepdf.Stream(packed, _deflated(1024**3))
    stream.Filter = Name.FlateDecode
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    packed.Root.Metadata = packed.make_indirect(stream)
    saved = io.BytesIO()
    packed.save(saved, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return saved.getvalue()


def _deflated(length):
    packer = zlib.compressobj(9)
    chunk = bytes(1024 * 1024)
    parts = [packer.compress(chunk) for _ in range(length // len(chunk))]
    return b"".join((*parts, packer.flush()))


def endless_fields_pdf():
    """A form whose field is its own child."""
    with pikepdf.open(io.BytesIO(samples.pdf(1))) as pdf:
        field = pdf.make_indirect(Dictionary(T="a", FT=Name.Sig))
        field.Kids = Array([field, field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
        saved = io.BytesIO()
        pdf.save(saved)
    return saved.getvalue()
