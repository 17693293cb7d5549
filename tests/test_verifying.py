"""Verifying: whatever is done to a sealed PDF, or sent in its stead, is named in words."""

import io
import random
import time

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

from assessment.models import Export
from assessment.sealing import door, receiving, seal
from assessment.sealing.checking import Outcome, Standing
from assessment.sealing.signatures import BYTE_RANGE, WHOLE, signatures_in
from assessment.views import verifying
from portfolio import keys
from portfolio.files.storage import own_storage
from portfolio.models import AuditEntry, Centre, SealingKey
from tests import samples
from tests.people import client_of, make_evidence
from tests.sealing import (
    PAGES,
    bomb_pdf,
    bytes_of,
    checked,
    deep_pdf,
    encrypted,
    endless_fields_pdf,
    endless_pages_pdf,
    made_export,
    plain_pdf,
    render_quickly,
    saved_anew,
    updated,
)

ADDRESS = "https://portfolio.example/verify/"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    render_quickly(monkeypatch)
    cache.clear()


@pytest.fixture
def export(csl, anna):
    return made_export(csl, anna)


@pytest.fixture
def content(export):
    """The bytes of Anna's sealed portfolio."""
    return bytes_of(export)


def sent(client, content, name="portfolio.pdf", code=None):
    address = reverse("verify-document", args=[code]) if code else reverse("verify")
    return client.post(address, {"document": SimpleUploadedFile(name, content)})


# -- Unaltered --------------------------------------------------------------------------------


def test_an_unaltered_document(export, content, centre, tmp_path):
    verdict, words = checked(content, tmp_path)

    assert (verdict.outcome, verdict.export) == (Outcome.UNALTERED, export)
    assert (verdict.key.centre, verdict.standing) == (centre, Standing.SAME)
    assert "Unaltered, and sealed by Millrace Training" in words
    assert "still in the state" in words


def test_a_portfolio_that_has_changed_since(export, content, learner, tmp_path):
    make_evidence(learner)
    verdict, words = checked(content, tmp_path)

    assert (verdict.outcome, verdict.standing) == (Outcome.UNALTERED, Standing.CHANGED)
    assert "has changed since" in words


def test_a_document_of_an_earlier_program(export, content, tmp_path):
    Export.objects.update(state_shape="0" * 16)
    verdict, words = checked(content, tmp_path)

    assert (verdict.outcome, verdict.standing) == (Outcome.UNALTERED, Standing.OTHER_PROGRAM)
    assert "was updated after" in words


def test_an_old_document_whose_record_is_gone(export, content, tmp_path):
    Export.objects.all().delete()
    verdict, words = checked(content, tmp_path)

    assert (verdict.outcome, verdict.export) == (Outcome.UNALTERED, None)
    assert verdict.reading.facts.state == export.state_hash
    assert "keeps no record" in words


def test_a_document_sealed_with_an_exchanged_key(export, content, centre, tmp_path):
    call_command("make_keys", renew=True, centre=centre.name)
    assert checked(content, tmp_path)[0].outcome == Outcome.UNALTERED


def test_a_leaked_key_proves_nothing_but_what_is_on_record(export, content, centre, tmp_path):
    leaked = keys.open_key(centre)
    call_command("make_keys", leaked=True, centre=centre.name)
    assert checked(content, tmp_path)[0].outcome == Outcome.UNALTERED

    forged = io.BytesIO(plain_pdf(2))
    facts = seal.Facts(centre=centre.name)
    seal.seal(forged, key=leaked, facts=facts, address=ADDRESS)
    verdict, words = checked(forged.getvalue(), tmp_path)

    assert verdict.outcome == Outcome.LEAKED
    assert "It proves nothing by itself" in words


# -- Altered ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("is_on_record", [True, False])
def test_one_byte_changed_anywhere(seed, is_on_record, content, tmp_path):
    """Also in the seal itself, and where no reader of PDFs looks."""
    if not is_on_record:
        Export.objects.all().delete()
    choice = random.Random(seed)
    start = content.index(b"/ByteRange") - 9000 if seed % 3 == 0 else 0
    position = choice.randrange(max(start, 0), len(content))
    altered = bytearray(content)
    altered[position] ^= 1 << choice.randrange(8)

    verdict, words = checked(bytes(altered), tmp_path)

    assert verdict.outcome in (Outcome.ALTERED, Outcome.FOREIGN, Outcome.UNREADABLE)
    assert words


def test_no_byte_of_the_seal_can_be_changed(export, content):
    """All of them, one after the other, without the process that reads strangers' files."""
    Export.objects.all().delete()
    _, start, end, _ = map(int, BYTE_RANGE.search(content).groups())
    unnoticed = []
    known = signatures_in(content)[0].certificates
    for position in (*range(start, start + 4200), *range(end - 9, end)):
        altered = bytearray(content)
        altered[position] ^= 1
        if [(one.state, one.certificates) for one in signatures_in(bytes(altered))] == [
            (WHOLE, known)
        ]:
            unnoticed.append(position - start)
    assert unnoticed == []


def annotated(writer):
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = generic.DictionaryObject(
        {
            generic.NameObject("/Subtype"): generic.NameObject("/Text"),
            generic.NameObject("/Rect"): generic.ArrayObject(map(generic.NumberObject, (9,) * 4)),
        }
    )
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    writer.update_container(page)


def with_a_page_more(writer):
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    pages["/Count"] = generic.NumberObject(PAGES + 1)
    writer.update_container(pages)


def with_other_content(writer):
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    stream = generic.StreamObject(stream_data=b"BT ET")
    page[generic.NameObject("/Contents")] = writer.add_object(stream)
    writer.update_container(page)


def with_a_filled_field(writer):
    form = writer.root["/AcroForm"]
    field = generic.DictionaryObject(
        {
            generic.NameObject("/FT"): generic.NameObject("/Tx"),
            generic.NameObject("/T"): generic.TextStringObject("grade"),
            generic.NameObject("/V"): generic.TextStringObject("Pass"),
        }
    )
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form["/Fields"])


def with_a_script(writer):
    action = generic.DictionaryObject(
        {
            generic.NameObject("/S"): generic.NameObject("/JavaScript"),
            generic.NameObject("/JS"): generic.TextStringObject("app.alert(1)"),
        }
    )
    writer.root[generic.NameObject("/OpenAction")] = action
    writer.update_root()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (annotated, "comments or other marks were put on pages"),
        (with_a_page_more, "pages were added or taken out"),
        (with_other_content, "what pages show was changed"),
        (with_a_filled_field, "a form was added or filled in"),
        (with_a_script, "scripts or actions were added"),
    ],
)
def test_an_update_at_the_end_is_named(change, words, export, content, tmp_path):
    verdict, said = checked(updated(content, change), tmp_path)

    assert (verdict.outcome, verdict.export) == (Outcome.ALTERED, export)
    assert words in said


def test_a_signature_of_somebody_else_on_top(export, content, other_centre, tmp_path):
    output = io.BytesIO(content)
    writer = seal._Writer(output)
    append_signature_field(writer, SigFieldSpec("Mine"))
    signer = seal._Signer(keys.open_key(other_centre))
    # pyHanko itself keeps to what the seal permits.
    del writer.root["/Perms"]
    sign_pdf(writer, PdfSignatureMetadata("Mine"), signer, existing_fields_only=True, in_place=True)

    verdict, said = checked(output.getvalue(), tmp_path)

    assert verdict.outcome == Outcome.ALTERED or verdict.key.centre == other_centre
    assert "another signature was added" in said


def test_words_after_the_end(content, tmp_path):
    verdict, said = checked(content + b"\n% seen", tmp_path)
    assert verdict.outcome == Outcome.ALTERED
    assert "something was added after its end" in said


@pytest.mark.parametrize(
    "options", [{}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}, {"linearize": True}]
)
def test_a_copy_that_another_program_saved(options, content, tmp_path):
    verdict, said = checked(saved_anew(content, **options), tmp_path)
    assert verdict.outcome == Outcome.ALTERED
    assert "Millrace Training" in said


@pytest.mark.parametrize("missing", [1, 300, 5_000])
def test_a_document_that_was_cut_short(missing, content, tmp_path):
    verdict, said = checked(content[:-missing], tmp_path)
    assert verdict.outcome in (Outcome.ALTERED, Outcome.UNSEALED, Outcome.UNREADABLE)
    assert "end" in said


def test_the_seal_of_another_document(export, content, csl, anna, tmp_path, monkeypatch):
    render_quickly(monkeypatch, pages=2)
    other = bytes_of(made_export(csl, anna))
    verdict, _ = checked(other[: -len(content) // 3] + content[-len(content) // 3 :], tmp_path)
    assert verdict.outcome != Outcome.UNALTERED


# -- Not ours ---------------------------------------------------------------------------------


def test_a_key_with_the_same_name(centre, tmp_path):
    own = keys.open_key(centre)
    material = keys._new_material(Centre(name=centre.name))
    forger = keys.OpenKey(own.row, material.private, material.certificates)
    forged = io.BytesIO(plain_pdf())
    seal.seal(forged, key=forger, facts=seal.Facts(centre=centre.name), address=ADDRESS)

    verdict, said = checked(forged.getvalue(), tmp_path)

    assert (verdict.outcome, verdict.key) == (Outcome.FOREIGN, None)
    assert "calls itself “Millrace Training”" in said
    assert "none of this site’s" in said


def test_our_certificate_with_another_signature(centre, tmp_path):
    """The certificate is public: carrying it proves nothing."""
    own = keys.open_key(centre)
    material = keys._new_material(centre)
    forger = keys.OpenKey(own.row, material.private, own.certificates)
    forged = io.BytesIO(plain_pdf())
    seal.seal(forged, key=forger, facts=seal.Facts(), address=ADDRESS)

    verdict, said = checked(forged.getvalue(), tmp_path)

    assert verdict.outcome == Outcome.ALTERED
    assert "taken from another document" in said


@pytest.mark.parametrize(
    ("content", "outcome", "words"),
    [
        (lambda: samples.pdf(2), Outcome.UNSEALED, "carries no seal"),
        (lambda: b"", Outcome.UNREADABLE, "not a PDF"),
        (lambda: b"GIF89a" + bytes(2000), Outcome.UNREADABLE, "not a PDF"),
        (lambda: b"%PDF-1.7 nothing", Outcome.UNREADABLE, "damaged"),
        (samples.password_pdf, Outcome.UNREADABLE, "password"),
        (lambda: encrypted(samples.pdf()), Outcome.UNREADABLE, "password"),
        (samples.hostile_pdf, Outcome.UNSEALED, "carries no seal"),
        (endless_fields_pdf, None, ""),
        (endless_pages_pdf, None, ""),
        (deep_pdf, None, ""),
        (bomb_pdf, None, ""),
        (lambda: b"%PDF-1.7 " + b"/ByteRange [0 9 99 9] <" * 20_000, None, ""),
        (lambda: b"%PDF-1.7 /ByteRange [0 10 99999 1]" + b"<" * 200_000, None, ""),
        (lambda: b"%PDF-1.7 /ByteRange [0 9 9 9]" + b"3" * 3_000_000, None, ""),
    ],
    ids=range(14),
)
@pytest.mark.django_db
def test_what_is_no_document_of_ours_is_named(content, outcome, words, tmp_path):
    began = time.monotonic()
    verdict, said = checked(content(), tmp_path)

    others = (Outcome.UNSEALED, Outcome.UNREADABLE, Outcome.FOREIGN)
    assert verdict.outcome in ([outcome] if outcome else others)
    assert words in said
    assert time.monotonic() - began < 50


def test_what_the_reader_cannot_finish_is_named(tmp_path, monkeypatch, db):
    monkeypatch.setattr(door, "WALL_SECONDS", 0.01)
    verdict, said = checked(samples.pdf(), tmp_path)
    assert verdict.outcome == Outcome.UNREADABLE
    assert "could not be checked" in said


# -- The page ---------------------------------------------------------------------------------


def test_a_visitor_learns_what_the_file_is(export, content):
    before = AuditEntry.objects.count()
    page = sent(Client(), content).text

    assert "Unaltered, and sealed by Millrace Training" in page
    assert "Anna Kowalczyk" in page
    assert export.state_hash in page
    assert export.sha256 in page
    assert list(own_storage().incoming.iterdir()) == []
    assert AuditEntry.objects.count() == before


def test_an_altered_file_names_nobody(content):
    page = sent(Client(), content + b" ").text
    assert "Altered after it was sealed" in page
    assert "Anna" not in page


def test_the_code_alone_says_nothing_of_people(export, content):
    page = Client().get(reverse("verify-document", args=[export.code])).text

    assert "Millrace Training" in page
    assert export.sha256 in page
    assert "Level 3 NVQ Diploma in Customer Service Leadership" in page
    for words in ("Anna", "Kowalczyk", "L-anna"):
        assert words not in page


def test_another_document_than_the_code_names(export, content, csl, anna):
    other = made_export(csl, anna)
    page = sent(Client(), content, code=other.code).text
    assert "Unaltered" in page
    assert "It is not the document whose code" in page
    assert "It is not the document" not in sent(Client(), content, code=export.code).text


@pytest.mark.parametrize("changes", [{"finished_at": None, "stored_as": ""}, {"failure": "No."}])
def test_a_document_that_was_not_made_has_no_page(changes, export, content):
    Export.objects.update(**changes)
    answer = Client().get(reverse("verify-document", args=[export.code]))
    assert answer.status_code == 404
    assert "There is no document with this code" in answer.text


def test_the_certificate_is_offered_as_it_was_made(export, content, centre):
    key = SealingKey.objects.get(centre=centre)
    address = reverse("sealing-certificate", args=[key.fingerprint])
    assert address in Client().get(reverse("verify-document", args=[export.code])).text
    answer = Client().get(address)
    assert answer.text == key.certificates
    assert "PRIVATE" not in answer.text
    assert Client().get(reverse("sealing-certificate", args=["0" * 64])).status_code == 404


@pytest.mark.parametrize("name", ["<script>alert(1)</script>.pdf", "ü" * 300, "../../etc/passwd"])
def test_hostile_names_are_shown_as_text(name, content):
    answer = sent(Client(), content, name=name)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_no_file_and_two_files(content, db):
    assert Client().post(reverse("verify"), {}).status_code == 422
    assert Client().post(reverse("verify"), {"document": "words"}).status_code == 422
    two = [SimpleUploadedFile(f"{number}.pdf", content) for number in range(2)]
    assert Client().post(reverse("verify"), {"document": two}).status_code == 200
    assert Client().post(reverse("verify"), {"other": two}).status_code == 422
    assert list(own_storage().incoming.iterdir()) == []


def test_a_file_that_is_too_large_is_refused_unread(content, settings):
    settings.VERIFY_LIMIT_MB = 0
    answer = sent(Client(), content + bytes(2 * 1024 * 1024))
    assert answer.status_code == 413
    assert "more than 0 MB" in answer.text
    assert list(own_storage().incoming.iterdir()) == []


def test_a_file_that_turns_out_too_large_is_refused(content, settings):
    settings.VERIFY_LIMIT_MB = 0
    assert sent(Client(), content).status_code == 413
    assert list(own_storage().incoming.iterdir()) == []


def test_a_full_disk_is_not_filled_by_visitors(content, monkeypatch):
    monkeypatch.setattr(receiving, "PART_OF_DISK", 10**12)
    answer = sent(Client(), content)
    assert answer.status_code == 507
    assert "no room" in answer.text


def test_too_many_files_have_to_wait(content, monkeypatch):
    monkeypatch.setattr(verifying, "MOST_CHECKS", 1)
    client = Client()
    assert sent(client, content).status_code == 200
    refused = sent(client, content)
    assert refused.status_code == 429
    assert "Wait ten minutes" in refused.text
    assert client.get(reverse("verify")).status_code == 200


def test_each_login_and_each_address_counts_for_itself(content, monkeypatch, ben, settings):
    monkeypatch.setattr(verifying, "MOST_CHECKS", 1)
    settings.BEHIND_PROXY = True
    for client in (Client(), client_of(ben)):
        assert sent(client, content).status_code == 200
    other = Client(headers={"X-Forwarded-For": "10.0.0.1, 203.0.113.9"})
    assert sent(other, content).status_code == 200
    forged = Client(headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
    assert sent(forged, content).status_code == 429


def test_other_sites_cannot_send_files_in_a_visitors_name(content):
    assert sent(Client(enforce_csrf_checks=True), content).status_code == 403


def test_the_page_asks_as_often_for_one_as_for_three(
    csl, anna, content, export, django_assert_max_num_queries
):
    for _ in range(2):
        made_export(csl, anna)
    with django_assert_max_num_queries(3):
        Client().get(reverse("verify-document", args=[export.code]))


# -- The command ------------------------------------------------------------------------------


def test_the_command_says_the_same(export, content, tmp_path, capsys):
    file = tmp_path / "a.pdf"
    file.write_bytes(content)
    call_command("verify_pdf", file)
    said = capsys.readouterr().out
    assert "Unaltered, and sealed by Millrace Training" in said
    assert export.state_hash in said
    assert f"{export.audit_length}:{export.audit_head}" in said


def test_the_command_ends_with_an_error_unless_all_are_unaltered(content, tmp_path, capsys):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(content)
    bad.write_bytes(content[:-1])
    with pytest.raises(CommandError, match="Not every file"):
        call_command("verify_pdf", good, bad)
    assert "Unaltered" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("verify_pdf", tmp_path / "none.pdf")
