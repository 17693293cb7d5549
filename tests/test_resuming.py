"""Resumable uploads: the protocol, what is kept of what came, and how it becomes a file."""

import base64
import hashlib
import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from portfolio import recording
from portfolio.files import storing
from portfolio.files.dropped import take_up_dropped_files
from portfolio.files.inspection import refusals
from portfolio.files.inspection.door import Refused
from portfolio.files.resuming import finishing, protocol, receiving, sweeping
from portfolio.files.resuming.finishing import store_upload
from portfolio.files.resuming.protocol import Refusal, read_metadata
from portfolio.files.resuming.quotas import rooms_of
from portfolio.files.resuming.sweeping import sweep_uploads
from portfolio.files.storage import own_storage as storage_of_site
from portfolio.models import EvidenceFile, Membership, Notice, Upload, UploadPart, UploadState
from tests import samples
from tests.assurance import begun_record
from tests.laying import laid_once
from tests.people import client_of, make_evidence, make_file
from tests.tus import TUS, begun, creation, finish, head, metadata, patch, state, terminate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

TEXT = b"Readings of the week: 71, 74, 78.\n" * 30
MEGABYTE = 1024 * 1024


@laid_once
def evidence(learner):
    return make_evidence(learner)


@pytest.fixture
def client(anna):
    return client_of(anna)


@pytest.fixture
def small_jobs(monkeypatch):
    """Whatever has more than ten bytes is the worker's."""
    monkeypatch.setattr(finishing, "LARGEST_AT_ONCE", 10)


@pytest.fixture(autouse=True)
def committing(monkeypatch):
    """What waits for the end of a transaction, which here is that of the test, is done at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda act, **_: act())


def on_disk():
    root = Path(storage_of_site().location)
    return sorted(path.read_bytes() for path in root.rglob("*") if path.is_file())


def the_upload():
    return Upload.objects.get()


def sent(client, evidence, content=TEXT, **values):
    """All of ``content`` in one part, not finished; the address."""
    address = begun(client, evidence, len(content), **values)
    assert patch(client, address, 0, content).status_code == 204
    return address


class Dying(io.BytesIO):
    """A body whose connection breaks at its end."""

    def read(self, size=-1):
        found = super().read(size)
        if not found:
            raise OSError("connection reset")
        return found


def cut(client, address, offset, came, announced):
    """A part of which only ``came`` arrives."""
    extra = {"CONTENT_LENGTH": str(announced), "wsgi.input": Dying(came)}
    return patch(client, address, offset, b"", **extra)


# -- The protocol -----------------------------------------------------------------------------


def test_the_site_says_what_it_can(client, evidence):
    answer = client.options(reverse("upload-create", args=[evidence.code]))
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {
        "creation",
        "creation-defer-length",
        "expiration",
        "termination",
        "checksum",
    }
    assert int(answer["Tus-Max-Size"]) >= 2000 * MEGABYTE
    assert answer["Tus-Checksum-Algorithm"] == "sha256"


def test_a_file_in_two_parts_is_stored_whole(client, evidence):
    address = begun(client, evidence, len(TEXT), name="notes.txt", fingerprint="notes|1020|7")
    first = patch(client, address, 0, TEXT[:500])
    assert (first.status_code, first["Upload-Offset"]) == (204, "500")
    found = head(client, address)
    assert found.status_code == 200
    assert (found["Upload-Offset"], found["Upload-Length"]) == ("500", str(len(TEXT)))
    assert found["Cache-Control"] == "no-store"
    assert "GMT" in found["Upload-Expires"]
    assert patch(client, address, 500, TEXT[500:])["Upload-Offset"] == str(len(TEXT))
    assert not evidence.files.exists()
    said = finish(client, address, TEXT).json()
    file = evidence.files.get()
    assert (said["state"], said["sha256"]) == ("stored", hashlib.sha256(TEXT).hexdigest())
    assert f'id="file-{file.code}"' in said["rows_html"]
    assert (file.name, file.size, file.sha256) == ("notes.txt", len(TEXT), said["sha256"])
    assert on_disk() == [TEXT]
    assert not UploadPart.objects.exists()


def test_a_hash_that_was_announced_finishes_by_itself(client, evidence):
    digest = hashlib.sha256(TEXT).hexdigest()
    address = sent(client, evidence, sha256=digest)
    assert state(client, address)["state"] == "stored"
    assert evidence.files.get().sha256 == digest


def test_a_length_that_was_left_open_may_be_said_later(client, evidence):
    address = begun(client, evidence)
    patch(client, address, 0, TEXT[:100])
    assert head(client, address)["Upload-Defer-Length"] == "1"
    answer = patch(client, address, 100, TEXT[100:], {"Upload-Length": str(len(TEXT))})
    assert answer.status_code == 204
    assert head(client, address)["Upload-Length"] == str(len(TEXT))
    other = patch(client, address, len(TEXT), b"", {"Upload-Length": str(len(TEXT) + 1)})
    assert other.status_code == 400
    assert finish(client, address, TEXT).json()["state"] == "stored"


def test_a_length_alone_may_come_without_bytes(client, evidence):
    address = begun(client, evidence)
    patch(client, address, 0, TEXT)
    assert patch(client, address, len(TEXT), b"", {"Upload-Length": str(len(TEXT))})
    assert the_upload().is_complete


def test_what_is_recorded_ends_where_it_is(client, evidence):
    """A browser that was closed says no length: what is there can be kept."""
    address = begun(client, evidence)
    patch(client, address, 0, TEXT[:100])
    assert finish(client, address).json()["state"] == "stored"
    assert evidence.files.get().size == 100


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "1e3"}, 400),
        ({"Upload-Length": "9" * 40}, 400),
        ({"Upload-Length": "٣"}, 400),
        ({"Upload-Length": "0"}, 413),
        ({"Upload-Length": "5", "Upload-Defer-Length": "1"}, 400),
        ({"Upload-Length": "", "Upload-Defer-Length": "2"}, 400),
        ({"Upload-Length": ""}, 400),
        ({"Upload-Metadata": "filename %%%"}, 400),
        ({"Upload-Metadata": "filename YQ==,filename Yg=="}, 400),
        ({"Upload-Metadata": "filename /////w=="}, 400),
        ({"Upload-Metadata": "x" * 7000}, 400),
        ({"Upload-Metadata": metadata(sha256="short")}, 400),
        ({"Upload-Metadata": metadata(sha256="A" * 64)}, 400),
    ],
)
def test_a_hostile_announcement_is_refused(client, evidence, headers, status):
    answer = creation(client, evidence, 5, headers=headers)
    assert answer.status_code == status
    assert answer["Tus-Resumable"] == "1.0.0"
    assert not Upload.objects.exists()


@pytest.mark.parametrize("raw", samples.HOSTILE_NAMES, ids=ascii)
def test_a_hostile_name_harms_nothing(client, evidence, raw):
    try:
        address = begun(client, evidence, len(TEXT), name=raw)
    except UnicodeEncodeError:
        pytest.skip("This name cannot be sent.")
    patch(client, address, 0, TEXT)
    finish(client, address, TEXT)
    for file in evidence.files.all():
        assert not set(file.name) & set("/\\<>\r\n\0\u202e\u2066")
    assert client.get(evidence.get_absolute_url()).status_code in (200, 302)


def test_metadata_may_have_keys_without_values():
    assert read_metadata("is_confidential, filename YS50eHQ=") == {
        "is_confidential": "",
        "filename": "a.txt",
    }


def test_an_odd_fingerprint_is_forgotten(client, evidence):
    begun(client, evidence, 5, fingerprint="a\x00b")
    begun(client, evidence, 5, fingerprint="x" * 500)
    assert set(Upload.objects.values_list("fingerprint", flat=True)) == {""}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": ""}, 412),
        ({"Content-Type": "text/plain"}, 415),
        ({"Upload-Offset": ""}, 400),
        ({"Upload-Offset": "-5"}, 400),
        ({"Upload-Offset": "1"}, 409),
        ({"Upload-Length": "99"}, 400),
        ({"Upload-Checksum": "md5 AAAA"}, 400),
        ({"Upload-Checksum": "sha256 !!!"}, 400),
        ({"Upload-Checksum": "sha256 " + base64.b64encode(b"x" * 32).decode()}, 460),
    ],
)
def test_a_hostile_part_is_refused_and_leaves_nothing(client, evidence, headers, status):
    address = begun(client, evidence, len(TEXT))
    said = dict(headers)
    content_type = said.pop("Content-Type", "application/offset+octet-stream")
    answer = client.generic(
        "PATCH",
        address,
        TEXT,
        content_type=content_type,
        headers=TUS | {"Upload-Offset": "0"} | said,
    )
    assert answer.status_code == status
    assert on_disk() == []
    assert the_upload().offset == 0


def test_a_part_past_the_end_is_not_read(client, evidence):
    class Unread(io.BytesIO):
        def read(self, size=-1):
            raise AssertionError("The body was read.")

    address = begun(client, evidence, 10)
    extra = {"CONTENT_LENGTH": "11", "wsgi.input": Unread()}
    assert patch(client, address, 0, b"", **extra).status_code == 400


def test_a_part_without_a_size_is_refused(client, evidence):
    address = begun(client, evidence, 10)
    answer = patch(client, address, 0, b"", CONTENT_LENGTH="")
    assert answer.status_code == 411


def test_a_right_checksum_is_accepted(client, evidence):
    address = begun(client, evidence, len(TEXT))
    checksum = "sha256 " + base64.b64encode(hashlib.sha256(TEXT).digest()).decode()
    assert patch(client, address, 0, TEXT, {"Upload-Checksum": checksum}).status_code == 204


# -- What is cut short ------------------------------------------------------------------------


def test_a_connection_that_breaks_keeps_what_came(client, evidence):
    address = begun(client, evidence, len(TEXT))
    cut(client, address, 0, TEXT[:400], len(TEXT))
    assert head(client, address)["Upload-Offset"] == "400"
    assert on_disk() == [TEXT[:400]]
    patch(client, address, 400, TEXT[400:])
    assert finish(client, address, TEXT).json()["state"] == "stored"
    assert on_disk() == [TEXT]


def test_a_connection_that_breaks_at_once_leaves_nothing(client, evidence):
    address = begun(client, evidence, len(TEXT))
    assert cut(client, address, 0, b"", len(TEXT))["Upload-Offset"] == "0"
    assert on_disk() == []


def test_a_cut_part_with_a_checksum_is_sent_again(client, evidence):
    address = begun(client, evidence, len(TEXT))
    checksum = "sha256 " + base64.b64encode(hashlib.sha256(TEXT).digest()).decode()
    extra = {"CONTENT_LENGTH": str(len(TEXT)), "wsgi.input": Dying(TEXT[:400])}
    answer = patch(client, address, 0, b"", {"Upload-Checksum": checksum}, **extra)
    assert answer.status_code == 460
    assert on_disk() == []


def test_a_full_disk_is_told_in_words_and_leaves_nothing(client, evidence, monkeypatch):
    address = begun(client, evidence, len(TEXT))

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = patch(client, address, 0, TEXT)
    assert answer.status_code == 507
    assert "no room" in answer.content.decode()
    monkeypatch.undo()
    assert head(client, address)["Upload-Offset"] == "0"


def test_bytes_of_a_part_that_the_database_refuses_are_deleted(client, evidence, monkeypatch):
    address = begun(client, evidence, len(TEXT))

    def broken(self, *args, **kwargs):
        raise DatabaseError("The connection is gone.")

    monkeypatch.setattr(UploadPart, "save", broken)
    client.raise_request_exception = False
    assert patch(client, address, 0, TEXT).status_code == 500
    monkeypatch.undo()
    assert on_disk() == []
    assert head(client, address)["Upload-Offset"] == "0"


def test_many_small_parts_are_refused_some_time(client, evidence, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_PARTS", 2)
    address = begun(client, evidence, 10)
    answers = [patch(client, address, at, b"x").status_code for at in range(3)]
    assert answers == [204, 204, 413]


@pytest.mark.django_db(transaction=True)
def test_of_two_parts_for_the_same_place_one_is_kept(client, evidence, anna):
    """Both are read to their end before either moves the offset."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time.")
    address = begun(client, evidence, len(TEXT))
    together = threading.Barrier(2)
    answers = []

    class Together(io.BytesIO):
        def read(self, size=-1):
            found = super().read(size)
            if self.tell() == len(TEXT) and found:
                together.wait(timeout=20)
            return found

    def send():
        extra = {"CONTENT_LENGTH": str(len(TEXT)), "wsgi.input": Together(TEXT)}
        answers.append(patch(client_of(anna), address, 0, b"", **extra).status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [204, 409]
    assert on_disk() == [TEXT]
    assert finish(client, address, TEXT).json()["state"] == "stored"


def test_a_part_that_came_too_late_leaves_nothing(client, evidence):
    """The offset moved while this one was read."""
    address = begun(client, evidence, len(TEXT))
    upload = the_upload()
    patch(client, address, 0, TEXT[:100])
    part = protocol.PartHeaders(offset=0, size=50)
    with pytest.raises(Refusal):
        receiving.receive_part(
            upload=upload, user=upload.user, part=part, read=io.BytesIO(TEXT[:50]).read
        )
    assert on_disk() == [TEXT[:100]]


# -- Who and when -----------------------------------------------------------------------------


def test_somebody_elses_upload_is_not_there(client, evidence, cast):
    address = begun(client, evidence, len(TEXT))
    patch(client, address, 0, TEXT[:100])
    for username in ("noah", "ben", "cleo", "eve", "olive"):
        other = client_of(cast.users[username])
        answers = [
            head(other, address),
            patch(other, address, 100, TEXT[100:]),
            terminate(other, address),
            finish(other, address),
            other.get(f"{address}state/"),
            other.post(f"{address}drop/"),
        ]
        assert {answer.status_code for answer in answers} == {404}, username
    assert the_upload().offset == 100


def test_nothing_is_begun_by_who_may_not(evidence, cast):
    for username, status in (("noah", 404), ("ben", 403), ("olive", 404)):
        assert creation(client_of(cast.users[username]), evidence, 5).status_code == status
    assert creation(Client(), evidence, 5).status_code == 302
    assert not Upload.objects.exists()


def test_another_sites_script_sends_nothing(anna, client, evidence):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(anna)
    assert creation(strict, evidence, 5).status_code == 403
    address = begun(client, evidence, len(TEXT))
    assert patch(strict, address, 0, TEXT).status_code == 403
    assert terminate(strict, address).status_code == 403
    assert on_disk() == []
    assert the_upload().offset == 0


@pytest.mark.parametrize("column", ["frozen_at", "withdrawn_at"])
def test_an_item_handed_over_meanwhile_takes_nothing_more(client, evidence, column):
    address = begun(client, evidence, len(TEXT))
    patch(client, address, 0, TEXT[:100])
    type(evidence).objects.update(**{column: timezone.now()})
    answer = patch(client, address, 100, TEXT[100:])
    assert (answer.status_code, answer.content.decode()) == (403, recording.HANDED_OVER)
    assert creation(client, evidence, 5).status_code == 403


def test_what_is_complete_stays_while_the_item_is_handed_over(client, evidence):
    address = sent(client, evidence)
    type(evidence).objects.update(frozen_at=timezone.now())
    said = finish(client, address, TEXT).json()
    assert (said["state"], said["sentence"]) == ("receiving", recording.HANDED_OVER)
    type(evidence).objects.update(frozen_at=None)
    assert finish(client, address, TEXT).json()["state"] == "stored"


def test_who_left_the_centre_sends_nothing_more(client, evidence, anna):
    address = begun(client, evidence, len(TEXT))
    Membership.objects.filter(user=anna).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert patch(client, address, 0, TEXT).status_code == 403


# -- Becoming a file --------------------------------------------------------------------------


def test_bytes_that_are_not_those_of_the_sender_are_not_stored(client, evidence):
    address = sent(client, evidence)
    said = finish(client, address, TEXT + b"changed").json()
    assert (said["state"], said["sentence"]) == ("refused", refusals.ALTERED)
    assert not evidence.files.exists()
    assert on_disk() == []


def test_a_part_damaged_in_the_storage_is_noticed(client, evidence):
    """Also where no browser says what the whole should be."""
    address = sent(client, evidence)
    stored_as = UploadPart.objects.get().stored_as
    path = Path(storage_of_site().path(stored_as))
    path.chmod(0o600)
    path.write_bytes(TEXT[:-1] + b"X")
    said = finish(client, address).json()
    assert (said["state"], said["sentence"]) == ("refused", finishing.DAMAGED)
    assert not evidence.files.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (samples.program(), "photo.jpg", refusals.PROGRAM),
        (samples.html(), "page.html", refusals.WEB_PAGE),
    ],
)
def test_what_is_not_accepted_is_refused_in_words(client, evidence, content, name, sentence):
    address = sent(client, evidence, content, name=name)
    said = finish(client, address, content).json()
    assert (said["state"], said["sentence"]) == ("refused", sentence)
    assert on_disk() == []
    assert head(client, address).status_code == 410


def test_finishing_too_early_says_so(client, evidence):
    address = begun(client, evidence, len(TEXT))
    assert finish(client, address).status_code == 409
    patch(client, address, 0, TEXT[:5])
    answer = finish(client, address)
    assert (answer.status_code, answer.json()["error"]) == (409, finishing.NOT_ALL_HERE)
    assert the_upload().state == UploadState.RECEIVING


def test_finishing_twice_is_finishing_once(client, evidence):
    address = sent(client, evidence)
    first, second = (finish(client, address, TEXT).json() for _ in range(2))
    assert first["state"] == second["state"] == "stored"
    code = evidence.files.get().code
    assert all(f'id="file-{code}"' in said["rows_html"] for said in (first, second))
    assert evidence.files.count() == 1


def test_the_same_file_again_changes_nothing_and_says_so(client, evidence):
    finish(client, sent(client, evidence), TEXT)
    said = finish(client, sent(client, evidence, name="other.txt"), TEXT).json()
    assert said["state"] == "stored"
    assert "already" in said["note"]
    assert evidence.files.get().name == "notes.txt"
    assert on_disk() == [TEXT]


@pytest.mark.usefixtures("small_jobs")
def test_a_large_one_is_the_workers(client, evidence):
    address = sent(client, evidence)
    assert finish(client, address, TEXT).json()["state"] == "checking"
    assert OrmQ.objects.count() == 1
    assert state(client, address)["state"] == "checking"
    assert head(client, address)["Upload-Offset"] == str(len(TEXT))
    assert terminate(client, address).status_code == 409
    store_upload(the_upload().pk)
    store_upload(the_upload().pk)
    assert state(client, address)["state"] == "stored"
    assert evidence.files.count() == 1
    assert on_disk() == [TEXT]


@pytest.mark.usefixtures("small_jobs")
@pytest.mark.parametrize("was_begun", [False, True])
@pytest.mark.parametrize("asks", ["page", "sweeper"])
def test_a_lost_job_is_asked_for_again(client, evidence, asks, was_begun):
    address = sent(client, evidence)
    finish(client, address, TEXT)
    OrmQ.objects.all().delete()
    state(client, address)
    assert not OrmQ.objects.exists()
    long_ago = timezone.now() - timedelta(minutes=2)
    killed = {"started_at": long_ago, "alive_at": long_ago, "runs": 1} if was_begun else {}
    Upload.objects.update(asked_at=long_ago, **killed)
    for _ in range(2):
        if asks == "page":
            state(client, address)
        else:
            take_up_dropped_files()
    assert OrmQ.objects.count() == 1
    store_upload(the_upload().pk)
    assert state(client, address)["state"] == "stored"


@pytest.mark.usefixtures("small_jobs")
def test_a_job_that_another_run_has_does_nothing(client, evidence):
    finish(client, sent(client, evidence), TEXT)
    Upload.objects.update(started_at=timezone.now(), alive_at=timezone.now())
    store_upload(the_upload().pk)
    assert the_upload().state == UploadState.CHECKING
    assert not evidence.files.exists()


@pytest.mark.parametrize("frozen", [False, True])
def test_a_run_that_was_killed_after_storing_makes_no_second_file(
    client, evidence, monkeypatch, frozen
):
    address = sent(client, evidence)

    def killed(*args):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(finishing, "_conclude", killed)
        with pytest.raises(SystemExit):
            finish(client, address, TEXT)
    if frozen:
        type(evidence).objects.update(frozen_at=timezone.now())
    Upload.objects.update(alive_at=timezone.now() - timedelta(minutes=2))
    store_upload(the_upload().pk)
    upload = the_upload()
    assert (upload.state, upload.was_there) == (UploadState.STORED, False)
    assert evidence.files.count() == 1
    assert on_disk() == [TEXT]


def test_a_fault_of_the_site_loses_nothing(client, evidence, monkeypatch):
    address = sent(client, evidence)

    def broken(**values):
        raise RuntimeError("The storage is away.")

    with monkeypatch.context() as patched:
        patched.setattr(finishing, "store_file", broken)
        said = finish(client, address, TEXT).json()
    assert (said["state"], said["sentence"]) == ("checking", finishing.GOES_ON)
    assert on_disk() == [TEXT]
    store_upload(the_upload().pk)
    assert state(client, address)["state"] == "stored"


def test_what_stops_the_site_three_times_is_not_tried_for_ever(client, evidence):
    address = sent(client, evidence)
    long_ago = timezone.now() - timedelta(minutes=2)
    state_of_killed = {"state": UploadState.CHECKING, "runs": 3}
    Upload.objects.update(started_at=long_ago, alive_at=long_ago, **state_of_killed)
    said = state(client, address)
    assert (said["state"], said["sentence"]) == ("receiving", finishing.KEEPS_BREAKING)
    assert on_disk() == [TEXT]
    assert finish(client, address, TEXT).json()["state"] == "stored"


def test_what_the_storage_did_not_keep_is_tried_again(client, evidence, monkeypatch):
    address = sent(client, evidence)

    def broken(**values):
        raise Refused(refusals.NOT_KEPT)

    with monkeypatch.context() as patched:
        patched.setattr(finishing, "store_file", broken)
        assert finish(client, address, TEXT).json()["state"] == "checking"
    assert on_disk() == [TEXT]


@pytest.mark.usefixtures("small_jobs")
def test_who_closed_the_page_is_told_of_a_refusal(client, evidence, anna):
    address = sent(client, evidence, samples.html(), name="page.html")
    finish(client, address)
    store_upload(the_upload().pk)
    assert refusals.WEB_PAGE in Notice.objects.get(user=anna).words


# -- Given up ---------------------------------------------------------------------------------


def test_a_termination_deletes_what_came(client, evidence):
    address = begun(client, evidence, len(TEXT))
    patch(client, address, 0, TEXT[:100])
    with_parts = Upload.objects.count()
    assert terminate(client, address).status_code == 204
    assert head(client, address).status_code == 404
    assert (with_parts, Upload.objects.count(), on_disk()) == (1, 0, [])


def test_dropping_by_a_plain_form(client, evidence):
    address = begun(client, evidence, len(TEXT))
    answer = client.post(f"{address}drop/")
    assert (answer.status_code, answer.url) == (302, evidence.get_absolute_url())
    assert not Upload.objects.exists()


def test_keeping_a_recording_by_a_plain_form(client, evidence):
    address = begun(client, evidence)
    patch(client, address, 0, TEXT)
    assert finish(client, address, script=False).url == evidence.get_absolute_url()
    assert evidence.files.count() == 1


@pytest.mark.parametrize(("is_recording", "days"), [(False, 1), (True, 7)])
def test_what_nobody_goes_on_with_is_given_up_and_said_so(
    client, evidence, anna, is_recording, days
):
    address = begun(client, evidence, None if is_recording else len(TEXT))
    patch(client, address, 0, TEXT[:100])
    Upload.objects.update(changed_at=timezone.now() - timedelta(days=days, minutes=-5))
    assert sweep_uploads() == 0
    assert on_disk() == [TEXT[:100]]
    Upload.objects.update(changed_at=timezone.now() - timedelta(days=days, minutes=5))
    assert sweep_uploads() == 1
    assert on_disk() == []
    assert head(client, address).status_code == 410
    assert patch(client, address, 100, b"x").status_code == 410
    assert sweeping.GIVEN_UP in client.get(evidence.get_absolute_url()).content.decode()
    assert "not stored" in Notice.objects.get(user=anna).words
    assert sweep_uploads() == 0
    client.post(f"{address}drop/")
    assert not Upload.objects.exists()


def test_what_went_on_meanwhile_is_not_given_up(client, evidence):
    begun(client, evidence, len(TEXT))
    assert not sweeping._give_up(the_upload().pk, timezone.now() - timedelta(days=1))


def test_what_is_long_over_is_forgotten(client, evidence):
    finish(client, sent(client, evidence), TEXT)
    Upload.objects.update(changed_at=timezone.now() - timedelta(days=31))
    sweep_uploads()
    assert not Upload.objects.exists()
    assert evidence.files.count() == 1


# -- Room -------------------------------------------------------------------------------------


@pytest.fixture
def one_megabyte(settings):
    settings.QUOTA_LEARNER_MB = 1


@pytest.mark.usefixtures("one_megabyte")
def test_what_is_on_its_way_counts(client, evidence):
    begun(client, evidence, MEGABYTE - 100)
    answer = creation(client, evidence, 200)
    assert answer.status_code == 413
    assert "not enough room" in answer.content.decode()
    assert creation(client, evidence, 100).status_code == 201


@pytest.mark.usefixtures("one_megabyte")
def test_what_was_taken_out_counts_since_it_can_be_put_back(client, evidence):
    make_file(evidence, size=MEGABYTE, removed_at=timezone.now())
    assert creation(client, evidence, 1).status_code == 413


@pytest.mark.usefixtures("one_megabyte")
def test_a_recording_stops_where_the_room_ends(client, evidence):
    address = begun(client, evidence)
    make_file(evidence, size=MEGABYTE - 10)
    assert patch(client, address, 0, b"x" * 8).status_code == 204
    answer = patch(client, address, 8, b"x" * 8)
    assert answer.status_code == 413
    assert "not enough room" in answer.content.decode()


@pytest.mark.usefixtures("one_megabyte")
def test_the_plain_form_is_held_to_it_as_well(client, evidence):
    make_file(evidence, size=MEGABYTE)
    content = io.BytesIO(b"text")
    content.name = "a.txt"
    answer = client.post(
        reverse("upload", args=[evidence.code]),
        {"file": content},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.status_code == 413
    assert "not enough room" in answer.json()["error"]


def test_a_centres_own_room_before_that_of_the_site(client, evidence, centre, settings):
    settings.QUOTA_LEARNER_MB, settings.QUOTA_CENTRE_MB = 5, 7
    assert [room.limit for room in rooms_of(evidence.learner)] == [5 * MEGABYTE, 7 * MEGABYTE]
    centre.quota_mb, centre.learner_quota_mb = 1, 0
    centre.save()
    evidence.learner.centre.refresh_from_db()
    (room,) = rooms_of(evidence.learner)
    assert (room.whose, room.limit) == ("the whole centre", MEGABYTE)
    assert creation(client, evidence, MEGABYTE + 1).status_code == 413


def test_another_learners_files_take_the_centres_room(client, evidence, noahs_learner, settings):
    settings.QUOTA_CENTRE_MB = 1
    make_file(make_evidence(noahs_learner), size=MEGABYTE)
    assert creation(client, evidence, 1).status_code == 413


def test_the_room_is_said_before_anything_is_sent(client, evidence, settings):
    settings.QUOTA_LEARNER_MB = 2
    make_file(evidence, size=MEGABYTE)
    page = client.get(evidence.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "1.0 MB of 2.0 MB" in page


def test_an_item_takes_50_files_with_those_on_their_way(client, evidence, monkeypatch):
    monkeypatch.setattr(storing, "MAX_FILES", 2)
    make_file(evidence)
    begun(client, evidence, 5)
    answer = creation(client, evidence, 5)
    assert (answer.status_code, answer.content.decode()) == (413, storing.FULL)


def test_nobody_begins_uploads_without_end(client, evidence, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_UNDER_WAY", 1)
    begun(client, evidence, 5)
    assert creation(client, evidence, 5).content.decode() == receiving.TOO_MANY_UPLOADS


def test_larger_than_the_site_takes(client, evidence, settings):
    settings.UPLOAD_LIMIT_MB = 1
    assert creation(client, evidence, MEGABYTE + 1).status_code == 413
    address = begun(client, evidence)
    extra = {"CONTENT_LENGTH": str(MEGABYTE + 1), "wsgi.input": io.BytesIO()}
    assert patch(client, address, 0, b"", **extra).status_code == 413


# -- The page ---------------------------------------------------------------------------------


def test_the_page_lists_what_is_not_finished(client, evidence):
    address = begun(client, evidence, len(TEXT), name="lecture.mp4", fingerprint="lecture|1020|5")
    patch(client, address, 0, TEXT[: len(TEXT) // 2])
    Upload.objects.update(changed_at=timezone.now() - timedelta(minutes=5))
    page = client.get(evidence.get_absolute_url()).content.decode()
    assert "lecture.mp4" in page
    assert "50% of it is here" in page
    assert "lecture|1020|5" in page
    assert "Choose the file again" in page


def test_the_pages_where_one_records_may_use_the_microphone(client, evidence, learner, ben):
    record = begun_record(learner, ben)
    pages = [
        (client, evidence.get_absolute_url()),
        (client_of(ben), reverse("session", args=[record.code])),
        (client_of(ben), reverse("session-answers", args=[record.code])),
    ]
    for who, address in pages:
        answer = who.get(address)
        assert "microphone=(self)" in answer["Permissions-Policy"], address
        assert "Record sound" in answer.content.decode(), address
    assert "microphone=()" in client.get(reverse("notices"))["Permissions-Policy"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_one_query(client, evidence, count):
    from portfolio.files.resuming.unfinished import unfinished_uploads

    for number in range(count):
        patch(client, begun(client, evidence, 10, name=f"{number}.txt"), 0, b"x")
    with CaptureQueriesContext(connection) as queries:
        assert len(unfinished_uploads(evidence, evidence.learner.user)) == count
    assert len(queries) == 1


def test_the_rule_is_asked_again_by_the_verb(evidence, ben):
    with pytest.raises(PermissionDenied):
        receiving.begin_upload(
            evidence=evidence, user=ben, announced=protocol.Announcement("a.txt", 5)
        )
    assert not EvidenceFile.objects.exists()
