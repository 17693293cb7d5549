"""Sealing: keys are made, kept and exchanged; what is sealed stays as it was, byte for byte."""

import datetime
import io
import resource
import subprocess
import threading
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connection
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from assessment.dossier import documents
from assessment.dossier.compiling import compile_dossier
from assessment.exports.making import make_export
from assessment.models import Export
from assessment.sealing.facts import Facts, NoMetadata, facts_in, with_facts
from assessment.sealing.seal import seal
from assessment.sealing.states import NotAValue, _Plain, shape_of_states, state_of
from assessment.sealing.verification import head_of
from portfolio import keys
from portfolio.auditing import enter
from portfolio.models import Act, AuditEntry, SealingKey
from tests.people import make_evidence, submitted
from tests.sealing import bytes_of, made_export, plain_pdf, render_quickly

ADDRESS = "https://portfolio.example/verify/"
FACTS = Facts(
    export="e" * 36,
    state="a" * 64,
    shape="b" * 16,
    auditLength="12",
    auditHead="c" * 64,
    centre="Säge & <Söhne>",
    centreNumber="C-1",
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    render_quickly(monkeypatch)


def sealed(key, content=None, facts=FACTS):
    output = io.BytesIO(content or plain_pdf())
    seal(output, key=key, facts=facts, address=ADDRESS)
    return output.getvalue()


# -- Keys -------------------------------------------------------------------------------------


def test_the_first_use_makes_a_key_and_enters_it(centre):
    first = keys.open_key(centre)

    assert keys.open_key(centre).row == first.row
    assert SealingKey.objects.get() == first.row
    entry = AuditEntry.objects.get(act=Act.KEY)
    assert (entry.words, entry.chain.centre) == ("Made the sealing key.", centre)
    assert entry.detail == {"key": first.row.pk, "fingerprint": first.row.fingerprint}


def test_the_private_key_is_kept_encrypted_for_its_centre_alone(centre, other_centre, settings):
    row = keys.open_key(centre).row
    assert row.private_key.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    with pytest.raises((TypeError, ValueError)):
        serialization.load_pem_private_key(row.private_key.encode(), settings.SEAL_KEY.encode())

    SealingKey.objects.update(centre=other_centre)

    assert keys.open_key(other_centre).row != row


def test_another_seal_key_makes_a_new_key_and_keeps_the_old_certificate(centre, settings):
    old = keys.open_key(centre).row
    settings.SEAL_KEY = "another"

    new = keys.open_key(centre).row

    assert new != old
    assert list(centre.sealing_keys.all()) == [new, old]
    assert AuditEntry.objects.filter(act=Act.KEY).last().words == "Made a new sealing key."
    assert keys.open_key(centre).row == new


def test_a_certificate_that_was_exchanged_in_the_database_is_noticed(centre, other_centre):
    row = keys.open_key(centre).row
    other = keys.open_key(other_centre).row
    SealingKey.objects.filter(pk=row.pk).update(certificates=other.certificates)

    assert keys.open_key(centre).row not in (row, other)


def test_a_long_name_makes_a_certificate(centre):
    centre.name = "Ü" * 120
    centre.save(update_fields=["name"])
    assert keys.open_key(centre).row.fingerprint


@pytest.mark.django_db(transaction=True)
def test_two_first_exports_at_once_make_one_key(centre):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time anyway.")
    made = []

    def work():
        try:
            made.append(keys.open_key(centre).row.pk)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 3
    assert set(made) == {SealingKey.objects.get().pk}


# -- A bought one -----------------------------------------------------------------------------


@pytest.fixture
def bought(settings, tmp_path, other_centre):
    """The settings name a PKCS#12 file; returns its material."""
    material = keys._new_material(other_centre)
    path = tmp_path / "seal.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal",
            material.private,
            material.certificates[0],
            None,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(path), "secret"
    return material


def test_a_bought_key_seals_for_every_centre_and_stays_known(
    bought, centre, other_centre, settings
):
    one, other = keys.open_key(centre), keys.open_key(other_centre)

    assert one.private.public_key() == bought.private.public_key()
    assert one.row.private_key == ""
    assert one.row.fingerprint == other.row.fingerprint
    assert keys.open_key(centre).row == one.row
    settings.SEAL_FILE = ""
    assert keys.open_key(centre).row != one.row
    assert centre.sealing_keys.count() == 2


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SEAL_PASSWORD": "wrong"}, "SEAL_PASSWORD is wrong"),
        ({"SEAL_FILE": "/nowhere/seal.p12"}, "cannot be read: No such file"),
        ({"SEAL_FILE": __file__}, "not PKCS#12"),
    ],
)
def test_a_bought_key_that_cannot_be_used_says_why(changes, reason, bought, centre, settings):
    for name, value in changes.items():
        setattr(settings, name, value)
    with pytest.raises(keys.NoSealingKey, match=reason):
        keys.open_key(centre)


# -- The command ------------------------------------------------------------------------------


def test_make_keys_makes_what_is_missing(cast, capsys):
    call_command("make_keys")
    made = set(SealingKey.objects.values_list("fingerprint", flat=True))
    call_command("make_keys")

    assert len(made) == len(cast.centres)
    assert set(SealingKey.objects.values_list("fingerprint", flat=True)) == made
    said = capsys.readouterr().out
    assert all(said.count(each) == 2 for each in made)


def test_make_keys_renews_and_gives_up_leaked_ones(centre):
    first = keys.open_key(centre).row
    call_command("make_keys", renew=True, centre=centre.name)
    second = keys.open_key(centre).row
    call_command("make_keys", leaked=True, centre=centre.name)
    third = keys.open_key(centre).row

    assert len({first.pk, second.pk, third.pk}) == 3
    leaked = dict(SealingKey.objects.values_list("pk", "leaked_at"))
    assert all(leaked[key.pk] for key in (first, second))
    assert leaked[third.pk] is None
    assert "others may have" in AuditEntry.objects.filter(act=Act.KEY).last().words


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"leaked": True}, "Say whose key has leaked"),
        ({"centre": "Nowhere"}, "There is no centre called “Nowhere”."),
    ],
)
def test_make_keys_says_what_is_wrong(options, message, centre):
    with pytest.raises(CommandError, match=message):
        call_command("make_keys", **options)


# -- The seal ---------------------------------------------------------------------------------


def test_a_seal_is_an_update_that_leaves_what_was_there(centre):
    content = plain_pdf()
    result = sealed(keys.open_key(centre), content)

    assert result.startswith(content)
    assert len(result) - len(content) < 30_000


def test_pyhanko_and_poppler_find_it_valid(centre, tmp_path):
    key = keys.open_key(centre)
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed(key))

    with path.open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_signatures
        trusted = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
        status = validate_pdf_signature(signature, trusted)
    assert status.bottom_line
    assert str(status.docmdp_ok) == "True"
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_the_field_is_named_and_permits_no_changes(centre):
    with pikepdf.open(io.BytesIO(sealed(keys.open_key(centre)))) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.TU) == "Seal of Säge & <Söhne>"
        assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1
        # Seen and read by nobody: of no size and outside the page; printed, as PDF/A wants.
        left, bottom, right, top = map(float, field.Rect)
        assert (left, bottom) == (right, top)
        assert right < 0
        assert int(field.F) & 0b111 == 0b100
        assert "/NeedAppearances" not in pdf.Root.AcroForm


def test_the_facts_are_in_the_metadata_with_what_describes_them(centre):
    with pikepdf.open(io.BytesIO(sealed(keys.open_key(centre)))) as pdf:
        packet = pdf.Root.Metadata.read_bytes()
        assert facts_in(packet) == FACTS
        with pdf.open_metadata(update_docinfo=False) as metadata:
            assert metadata["dc:title"] == "Portfolio of evidence"
            assert metadata["{urn:portfolio-seal:1#}centre"] == FACTS.centre
    assert packet.count(b"<pdfaExtension:schemas>") == 1
    assert packet.count(b"<pdfaProperty:name>") == 7


def test_schemas_that_are_there_already_are_added_to(centre):
    key = keys.open_key(centre)
    again = sealed(key, sealed(key)[: len(plain_pdf())])
    with pikepdf.open(io.BytesIO(again)) as pdf:
        packet = pdf.Root.Metadata.read_bytes()
    assert with_facts(packet, FACTS).count(b"<pdfaExtension:schemas>") == 1


def test_a_pdf_without_metadata_is_not_sealed(centre):
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page()
    saved = io.BytesIO()
    pdf.save(saved)
    with pytest.raises(NoMetadata):
        seal(saved, key=keys.open_key(centre), facts=FACTS, address=ADDRESS)


def test_a_large_document_takes_no_memory_of_its_size(centre, tmp_path):
    pdf = pikepdf.open(io.BytesIO(plain_pdf()))
    large = pikepdf.Stream(pdf, bytes(200 * 1024 * 1024))
    pdf.Root.Large = pdf.make_indirect(large)
    path = tmp_path / "large.pdf"
    pdf.save(path, compress_streams=False)
    pdf.close()
    del large
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("r+b") as file:
        seal(file, key=keys.open_key(centre), facts=FACTS, address=ADDRESS)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


# -- The job ----------------------------------------------------------------------------------


def test_an_export_is_sealed_and_knows_its_state(csl, anna, centre):
    enter(Act.LOGIN, "Came in.", by=anna, centre=centre)
    head = head_of(centre)

    export = made_export(csl, anna)

    assert export.state_hash == state_of(compile_dossier(csl))
    assert export.state_shape == shape_of_states()
    assert (export.audit_length, export.audit_head) == (head.length, head.hash)
    with pikepdf.open(io.BytesIO(bytes_of(export))) as pdf:
        facts = facts_in(pdf.Root.Metadata.read_bytes())
    assert facts.export == str(export.code)
    assert facts.state == export.state_hash
    assert facts.auditHead == head.hash
    assert facts.centre == centre.name


def test_the_document_itself_gets_what_its_cover_says(csl, anna, monkeypatch):
    given = []

    def render(dossier, output, report, **_):
        given.append(dossier.verification)
        output.write(plain_pdf())
        return 3

    monkeypatch.setattr(documents, "render_pdf", render)
    export = made_export(csl, anna)

    (verification,) = given
    assert verification.address.endswith(f"/verify/{export.code}/")
    assert (verification.state, verification.made_by) == (export.state_hash, "Anna Kowalczyk")
    assert verification.qr_svg.startswith("<svg ")
    assert "<title>QR code" in verification.qr_svg


def test_an_export_whose_key_cannot_be_used_fails(bought, csl, anna, settings):
    settings.SEAL_PASSWORD = "wrong"
    export = Export.objects.create(enrolment=csl, asked_by=anna)
    make_export(export.pk)
    export.refresh_from_db()
    assert export.failure
    assert export.stored_as == ""


# -- States -----------------------------------------------------------------------------------


def test_a_state_is_the_same_until_something_shown_changes(csl, learner):
    item = make_evidence(learner)
    submitted(item, "LT 1.1")
    before = state_of(compile_dossier(csl))
    assert state_of(compile_dossier(csl)) == before

    item.refresh_from_db()
    type(item).objects.filter(pk=item.pk).update(title="Another title")
    learner.user.name = "Anna K."
    learner.user.save(update_fields=["name"])

    assert state_of(compile_dossier(csl)) != before


def test_what_no_reader_sees_is_not_in_a_state(csl, anna):
    dossier = compile_dossier(csl)
    later = replace(dossier, made_at=dossier.made_at + datetime.timedelta(days=1))
    assert state_of(later) == state_of(dossier)


@dataclass(frozen=True)
class Sample:
    value: object


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal(5), Decimal("5.00")),
        (frozenset("ab"), frozenset("ba")),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (
            datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC),
            datetime.datetime(
                2026, 5, 1, 13, tzinfo=datetime.timezone(datetime.timedelta(hours=1))
            ),
        ),
    ],
)
def test_what_is_equal_has_one_form(one, other):
    assert _Plain()(Sample(one)) == _Plain()(Sample(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("1", 1), (True, False), (None, ""), (UUID(int=1), UUID(int=2)), ((1, 2), (2, 1)), ("a", "A")],
)
def test_what_differs_has_another_form(one, other):
    assert _Plain()(Sample(one)) != _Plain()(Sample(other))


def test_what_has_no_stable_form_is_refused():
    with pytest.raises(NotAValue):
        _Plain()(Sample(object()))
