"""Viruses: found by a real clamd where there is one; files kept back, let go, and told about."""

import hashlib
import io
import socket
import threading
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from assessment.dossier.attaching import attached_to
from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.originals import opened
from assessment.exports.asking import Wanted, ask_for_export
from assessment.models import Format, Variant
from portfolio.files import quarantine, scanning, storing
from portfolio.files.inspection import refusals
from portfolio.files.inspection.door import Refused
from portfolio.files.uploads import IncomingFile
from portfolio.models import Act, AuditEntry, EvidenceFile, Notice, Scan
from tests import clamd as own_clamd
from tests import samples
from tests.hostile.texts import EICAR
from tests.people import client_of, make_evidence, make_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

needs_clamd = pytest.mark.skipif(
    own_clamd.program() is None, reason="clamd is not installed (package clamav-daemon)"
)
MEGABYTE = 1024 * 1024


@pytest.fixture
def evidence(learner):
    return make_evidence(learner)


@contextmanager
def answering(settings, *answers):
    """What stands in for clamd: reads all that comes, and says each of ``answers`` in turn."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD_ADDRESS = f"127.0.0.1:{listener.getsockname()[1]}"

    def answer():
        for words in answers:
            connection, _ = listener.accept()
            with connection:
                received = b""
                while not received.endswith((bytes(4), b"VERSION\0")):
                    received += connection.recv(65536)
                connection.sendall(words)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield
    thread.join(timeout=5)
    listener.close()


def stored(evidence, content, name="notes.txt", **more):
    with IncomingFile.of(name, [content]) as upload:
        return storing.store_file(
            evidence=evidence, user=evidence.learner.user, upload=upload, **more
        ).file


def found_in(evidence, settings):
    with answering(settings, b"stream: Eicar-Signature FOUND\0"):
        return stored(evidence, EICAR, "eicar.txt")


# -- What the scanner says --------------------------------------------------------------------


@needs_clamd
@pytest.mark.slow
def test_a_real_clamd_finds_what_its_signatures_name(evidence, settings):
    with own_clamd.running(settings):
        assert scanning.scanner_health().version.startswith("ClamAV")
        assert stored(evidence, b"Harmless notes.").scan == Scan.CLEAN
        eicar = stored(evidence, EICAR, "eicar.txt")
        assert (eicar.scan, eicar.threat) == (Scan.FOUND, "Eicar-Signature.UNOFFICIAL")
        inside = stored(evidence, samples.open_xml(more=[("word/a.txt", EICAR)]), "minutes.docx")
        assert inside.scan == Scan.FOUND
        # More than clamd is set to look at, and more than it takes at all.
        assert stored(evidence, b"a" * 3 * MEGABYTE).scan == Scan.PASSED
        assert stored(evidence, b"b" * 9 * MEGABYTE).scan == Scan.PASSED
        marked = stored(evidence, b"Notes. A MARKED FILE.", "marked.txt")
        assert marked.scan == Scan.FOUND
    # Newer signatures know that it was a false alarm.
    with own_clamd.running(settings, own_clamd.ONLY_EICAR), pytest.raises(CommandError):
        call_command("scan_files", stdout=io.StringIO())
    marked.refresh_from_db()
    eicar.refresh_from_db()
    assert (marked.scan, marked.threat, eicar.scan) == (Scan.CLEAN, "", Scan.FOUND)


@pytest.mark.parametrize(
    ("answer", "scan", "threat"),
    [
        (b"stream: OK\0", Scan.CLEAN, ""),
        (b"stream: Win.Test FOUND\0", Scan.FOUND, "Win.Test"),
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", Scan.PASSED, ""),
        (b"INSTREAM size limit exceeded. ERROR\0", Scan.PASSED, ""),
        (b"stream: Can't allocate memory ERROR\0", Scan.WAITING, ""),
        (b"hello", Scan.WAITING, ""),
        (b"", Scan.WAITING, ""),
        (b"x" * 5000, Scan.WAITING, ""),
        (b"stream: \xff\xfe FOUND\0", Scan.WAITING, ""),
    ],
)
def test_each_answer_has_one_meaning(settings, answer, scan, threat):
    with answering(settings, answer):
        verdict = scanning.scan_chunks([b"some", b"bytes"])
    assert (verdict.scan, verdict.threat) == (scan, threat)


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1", "rubbish", "[::1]:x"])
def test_a_scanner_that_is_not_there_makes_files_wait(evidence, settings, address):
    settings.CLAMD_ADDRESS = address
    file = stored(evidence, b"Notes")
    assert (file.scan, file.is_kept_back) == (Scan.WAITING, True)
    assert scanning.scanner_health() == scanning.Health(is_set=True)


def test_without_a_scanner_nothing_waits(evidence):
    assert stored(evidence, b"Notes").scan == Scan.NONE


# -- What is kept back ------------------------------------------------------------------------


def test_what_is_found_is_listed_with_its_sentence_and_given_to_nobody(
    evidence, settings, anna, ben, cleo
):
    file = found_in(evidence, settings)
    for person in (anna, ben, cleo):
        client = client_of(person)
        page = client.get(reverse("evidence", args=[evidence.code])).content.decode()
        assert "Eicar-Signature" in page
        assert f'href="{reverse("file", args=[file.code])}"' not in page
        for name in ("file", "file-preview"):
            response = client.get(reverse(name, args=[file.code]))
            assert response.status_code == 403
            assert "kept back" in response.content.decode()
    assert EICAR not in client.get(reverse("evidence", args=[evidence.code])).content


def test_a_picture_that_is_found_leaves_no_preview(evidence, settings, own_storage):
    with answering(settings, b"stream: Win.Test FOUND\0"):
        file = stored(evidence, samples.jpeg(), "photo.jpg")
    assert file.preview_as == ""
    assert not list(own_storage.incoming.iterdir())


def test_whom_it_concerns_is_told_and_it_is_entered(evidence, settings, anna, ben, tara, cleo):
    file = found_in(evidence, settings)
    told = Notice.objects.filter(key=f"virus-{file.code}")
    assert {notice.user for notice in told} == {anna, ben, tara, cleo}
    assert told[0].address == reverse("evidence", args=[evidence.code])
    entry = AuditEntry.objects.get(act=Act.FILE)
    assert entry.detail["file"] == file.pk
    assert entry.learner == evidence.learner


def test_the_same_file_again_tells_nobody_again(evidence, settings):
    first = found_in(evidence, settings)
    assert found_in(evidence, settings) == first
    assert AuditEntry.objects.filter(act=Act.FILE).count() == 1


@pytest.mark.parametrize("scan", [Scan.FOUND, Scan.WAITING])
def test_no_document_holds_what_is_kept_back(csl, evidence, tmp_path, scan):
    content = samples.pdf(pages=2, text="Kept back")
    make_file(
        evidence, content, name="report.pdf", kind="pdf", content_type="application/pdf", pages=2,
        scan=scan, threat="Win.Test" if scan == Scan.FOUND else "",
    )  # fmt: skip
    dossier = compile_dossier(csl)
    (file,) = dossier.files
    with opened(dossier, Shelf(tmp_path)) as originals:
        shown = originals.shown[file.code]
        assert (shown.pages, shown.is_picture) == ((), False)
        assert ("Win.Test" in shown.problem) == (scan == Scan.FOUND)
        assert "nobody can open it" in shown.problem
        assert list(attached_to(dossier, originals)) == []


def test_an_archive_is_not_made_of_what_is_kept_back(csl, evidence, anna):
    file = make_file(evidence, scan=Scan.WAITING)
    wanted = Wanted(format=Format.ARCHIVE, variant=Variant.LEARNER)
    with pytest.raises(ValidationError, match="kept back"):
        ask_for_export(enrolment=csl, user=anna, wanted=wanted)
    EvidenceFile.objects.filter(pk=file.pk).update(scan=Scan.CLEAN)
    assert ask_for_export(enrolment=csl, user=anna, wanted=wanted).pk


# -- Scanning again ---------------------------------------------------------------------------


def test_what_waited_is_free_once_the_scanner_answers(evidence, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    files = [stored(evidence, b"one"), stored(evidence, EICAR), stored(evidence, b"three")]
    assert quarantine.scan_waiting() == 0
    answers = (b"stream: OK\0", b"stream: Eicar FOUND\0", b"stream: OK\0")
    with answering(settings, *answers):
        assert quarantine.scan_waiting() == 2
    states = [EvidenceFile.objects.get(pk=file.pk).scan for file in files]
    assert states == [Scan.CLEAN, Scan.FOUND, Scan.CLEAN]
    assert Notice.objects.filter(key=f"virus-{files[1].code}").exists()
    assert AuditEntry.objects.filter(act=Act.FILE).count() == 1


def test_a_scanner_that_was_taken_away_holds_nothing_up(evidence, settings):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    file = stored(evidence, b"one")
    settings.CLAMD_ADDRESS = ""
    quarantine.scan_waiting()
    file.refresh_from_db()
    assert file.scan == Scan.NONE


def test_what_was_found_stays_back_while_the_scanner_is_silent_or_gone(evidence, settings):
    file = found_in(evidence, settings)
    for address in ("127.0.0.1:1", ""):
        settings.CLAMD_ADDRESS = address
        assert quarantine.scan_again(EvidenceFile.objects.get(pk=file.pk)) == Scan.FOUND
        quarantine.scan_waiting()
    file.refresh_from_db()
    assert file.scan == Scan.FOUND


def test_a_false_alarm_is_let_go_and_told(evidence, settings, ben):
    file = found_in(evidence, settings)
    with answering(settings, b"stream: OK\0"):
        quarantine.scan_again(EvidenceFile.objects.get(pk=file.pk))
    file.refresh_from_db()
    assert (file.scan, file.threat, file.is_kept_back) == (Scan.CLEAN, "", False)
    assert Notice.objects.filter(user=ben, key=f"virus-free-{file.code}").exists()
    assert AuditEntry.objects.filter(act=Act.FILE).count() == 2
    response = client_of(ben).get(reverse("file", args=[file.code]))
    assert b"".join(response) == EICAR


def test_the_command_wants_a_scanner_that_answers(settings):
    with pytest.raises(CommandError, match="CLAMD_ADDRESS"):
        call_command("scan_files")
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    with pytest.raises(CommandError, match="does not answer"):
        call_command("scan_files")


# -- What administrators see ------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_administrators_see_what_is_kept_back_in_as_many_queries(
    count, learner, cleo, django_assert_max_num_queries
):
    evidence = make_evidence(learner)
    for number in range(count):
        make_file(evidence, b"%d" % number, scan=Scan.FOUND, threat="Win.<b>Test")
    client = client_of(cleo)
    client.get(reverse("files-kept-back"))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("files-kept-back")).content.decode()
    assert page.count("Win.&lt;b&gt;Test") == count


def test_administrators_see_whether_the_scanner_answers(cleo, settings):
    client = client_of(cleo)
    address = reverse("files-kept-back")
    assert "no virus scanner" in client.get(address).content.decode()
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    assert "does not answer" in client.get(address).content.decode()
    with answering(settings, b"ClamAV 1.4.6/27800/today\0"):
        assert "ClamAV 1.4.6" in client.get(address).content.decode()


# -- Bytes that are read back -----------------------------------------------------------------


def test_what_is_not_what_was_sent_is_refused(evidence, own_storage):
    with pytest.raises(Refused) as refused:
        stored(evidence, b"what came", expected_sha256=hashlib.sha256(b"what was sent").hexdigest())
    assert refused.value.sentence == refusals.ALTERED
    assert_nothing_is_kept(evidence, own_storage)


def test_the_hash_may_be_written_in_capitals(evidence):
    digest = hashlib.sha256(b"same").hexdigest().upper()
    assert stored(evidence, b"same", expected_sha256=digest).pk


@pytest.mark.parametrize("fault", ["altered", "cut", "gone"])
def test_what_cannot_be_read_back_is_not_listed(evidence, own_storage, monkeypatch, fault):
    """A disk that stores something else than it was given."""
    keep = type(storing.own_storage())._keep

    def faulty(storage, source, name):
        content = source.read_bytes()
        source.write_bytes(b"X" + content[1:] if fault == "altered" else content[:-1])
        keep(storage, source, name)
        if fault == "gone":
            storage.delete(name)

    monkeypatch.setattr(type(storing.own_storage()), "_keep", faulty)
    with pytest.raises(Refused) as refused:
        stored(evidence, samples.jpeg(), "photo.jpg")
    assert refused.value.sentence == refusals.NOT_KEPT
    assert_nothing_is_kept(evidence, own_storage)


def assert_nothing_is_kept(evidence, own_storage):
    assert not evidence.files.exists()
    assert not list(storing.own_storage().names())
    assert not list(storing.own_storage().incoming.iterdir())
