"""Files into and out of an item, through the site's own pages."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from portfolio import recording
from portfolio.files import storing, uploads
from portfolio.files.inspection import problems, refusals
from portfolio.files.uploads import IncomingFile
from portfolio.models import EvidenceFile
from tests import samples
from tests.laying import laid_once
from tests.people import client_of, make_evidence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

MEGABYTE = 1024 * 1024
BOUNDARY = "boundary"


@laid_once
def evidence(learner):
    return make_evidence(learner)


@pytest.fixture
def client(anna):
    return client_of(anna)


def send(client, evidence, *files, script=True):
    """Send ``(name, content)`` pairs as the page's script does, or as its plain form."""
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("upload", args=[evidence.code]), {"file": sent}, headers=headers)


def send_raw(client, evidence, body, **extra):
    """Send ``body`` as it is, which may be no whole form."""
    return client.generic(
        "POST",
        reverse("upload", args=[evidence.code]),
        body,
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers={"X-Requested-With": "XMLHttpRequest"},
        **extra,
    )


def part(content, name="a.txt"):
    return (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode() + content


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def bytes_on_disk(storage):
    return sorted(path.read_bytes() for path in Path(storage.location).rglob("*") if path.is_file())


# -- In ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 1000, 3 * MEGABYTE])
def test_a_file_is_stored_as_it_was_sent(client, evidence, own_storage, size):
    content = (b"Readings of the week\n" * (size // 20 + 1))[:size]
    response = send(client, evidence, ("notes.txt", content))
    assert response.status_code == 200
    file = evidence.files.get()
    assert (file.name, file.size, file.kind) == ("notes.txt", size, "text")
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.uploaded_by == evidence.learner.user
    assert bytes_on_disk(own_storage) == [content]
    with own_storage.open(file.stored_as) as stored:
        assert stored.read() == content
    assert f'id="file-{file.code}"' in response.json()["rows_html"]
    assert f'id="view-{file.code}"' in response.json()["views_html"]


def test_a_picture_gets_a_preview(client, evidence, own_storage):
    send(client, evidence, ("photo.jpg", samples.jpeg((2400, 1800), orientation=6)))
    file = evidence.files.get()
    assert own_storage.exists(file.preview_as)
    response = client.get(reverse("file-preview", args=[file.code]))
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("inline")
    assert b"".join(response).startswith(b"\xff\xd8")
    response.close()
    assert not list(own_storage.incoming.iterdir())


def test_the_same_file_again_changes_nothing_and_says_so(client, evidence, own_storage):
    send(client, evidence, ("a.png", samples.png()))
    on_disk = bytes_on_disk(own_storage)
    response = send(client, evidence, ("other name.png", samples.png()))
    assert response.status_code == 200
    assert "already" in response.json()["note"]
    assert evidence.files.get().name == "a.png"
    assert bytes_on_disk(own_storage) == on_disk


def test_many_files_of_a_plain_form(client, evidence, own_storage):
    files = [("a.txt", b"one"), ("b.html", samples.html()), ("c.pdf", samples.pdf())]
    response = send(client, evidence, *files, script=False)
    assert response.status_code == 302
    assert response.url == reverse("evidence", args=[evidence.code])
    assert sorted(evidence.files.values_list("name", flat=True)) == ["a.txt", "c.pdf"]
    assert refusals.WEB_PAGE in said(response)
    assert len(bytes_on_disk(own_storage)) == 2


@pytest.mark.parametrize(
    ("make", "name", "sentence"),
    [
        (bytes, "empty.pdf", refusals.EMPTY),
        (samples.program, "photo.jpg", refusals.PROGRAM),
        (samples.svg, "drawing.svg", refusals.DRAWING),
        (samples.html, "page.html", refusals.WEB_PAGE),
        (samples.archive, "all.zip", refusals.ARCHIVE),
        (samples.noise, "noise.dat", refusals.UNKNOWN),
    ],
)
def test_a_refused_file_leaves_nothing_behind(client, evidence, own_storage, make, name, sentence):
    response = send(client, evidence, (name, make()))
    assert response.status_code == 400
    assert response.json()["error"] == sentence
    assert not evidence.files.exists()
    assert bytes_on_disk(own_storage) == []


@pytest.mark.parametrize(
    ("make", "name", "problem"),
    [
        (samples.password_pdf, "a.pdf", problems.PDF_PASSWORD.sentence),
        (samples.truncated_pdf, "a.pdf", problems.PDF_DAMAGED.sentence),
        (samples.truncated_jpeg, "a.jpg", problems.PICTURE_DAMAGED.sentence),
    ],
)
def test_a_file_with_a_problem_is_stored_and_says_it(client, evidence, make, name, problem):
    response = send(client, evidence, (name, make()))
    assert evidence.files.get().problem == problem
    assert problem in response.json()["rows_html"]


@pytest.mark.parametrize("raw", samples.HOSTILE_NAMES, ids=ascii)
def test_a_hostile_name_harms_nothing(client, evidence, own_storage, raw):
    name = raw.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    body = part(b"text", name="").replace(
        b'filename=""', b'filename="' + name.encode(errors="surrogatepass") + b'"'
    )
    response = send_raw(client, evidence, body + f"\r\n--{BOUNDARY}--\r\n".encode())
    assert response.status_code in (200, 400)
    for file in evidence.files.all():
        assert not set(file.name) & set("/\\<>\r\n\0\u202e\u2066")
        assert file.name in response.json()["rows_html"] or "&" in response.json()["rows_html"]
    assert all(content == b"text" for content in bytes_on_disk(own_storage))


# -- What is too much, or cut short -----------------------------------------------------------


@pytest.fixture
def one_megabyte(settings):
    settings.UPLOAD_LIMIT_MB = 1


@pytest.mark.usefixtures("one_megabyte")
def test_what_is_announced_as_too_large_is_not_read(client, evidence, own_storage):
    class Unread(io.BytesIO):
        def read(self, size=-1):
            raise AssertionError("The body was read.")

    extra = {"CONTENT_LENGTH": str(3 * MEGABYTE), "wsgi.input": Unread()}
    response = send_raw(client, evidence, b"", **extra)
    assert response.status_code == 413
    assert "1 MB" in response.json()["error"]
    assert bytes_on_disk(own_storage) == []


@pytest.mark.usefixtures("one_megabyte")
def test_a_file_that_grows_past_the_limit_is_stopped(client, evidence, own_storage):
    response = send(client, evidence, ("a.txt", b"x" * (MEGABYTE + 1)))
    assert response.status_code == 413
    assert bytes_on_disk(own_storage) == []
    assert send(client, evidence, ("a.txt", b"x" * MEGABYTE)).status_code == 200


@pytest.mark.usefixtures("one_megabyte")
def test_a_plain_form_that_is_too_large_gets_a_page_that_says_so(client, evidence):
    response = send(client, evidence, ("a.txt", b"x" * 3 * MEGABYTE), script=False)
    assert response.status_code == 413
    assert "too large" in response.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        part(b"half of it"),
        part(b"whole") + b"\r\n--bound",
        part(b"whole") + f"\r\n--{BOUNDARY}".encode(),
        b"no form at all",
    ],
)
def test_an_upload_that_breaks_off_leaves_nothing(client, evidence, own_storage, body):
    response = send_raw(client, evidence, body)
    assert response.status_code == 400
    assert "No file arrived" in response.json()["error"]
    assert not evidence.files.exists()
    assert bytes_on_disk(own_storage) == []


def test_a_connection_that_dies_leaves_nothing(client, evidence, own_storage):
    class Dying(io.BytesIO):
        def read(self, size=-1):
            sent = super().read(size)
            if not sent:
                raise OSError("connection reset")
            return sent

    body = part(b"x" * 1_000_000)
    extra = {"CONTENT_LENGTH": str(2 * len(body)), "wsgi.input": Dying(body)}
    response = send_raw(client, evidence, b"", **extra)
    assert response.status_code == 400
    assert "No file arrived" in response.json()["error"]
    assert bytes_on_disk(own_storage) == []


def test_21_files_at_once_are_refused_in_words(client, evidence, own_storage):
    files = [(f"{number}.txt", b"%d" % number) for number in range(21)]
    response = send(client, evidence, *files)
    assert response.status_code == 400
    assert "20" in response.json()["error"]
    assert bytes_on_disk(own_storage) == []


def test_an_item_holds_50_files(client, evidence, own_storage):
    for first in range(0, 50, 10):
        files = [(f"{number}.txt", b"%d" % number) for number in range(first, first + 10)]
        assert send(client, evidence, *files).status_code == 200
    response = send(client, evidence, ("51.txt", b"one more"))
    assert response.status_code == 400
    assert response.json()["error"] == storing.FULL
    assert len(bytes_on_disk(own_storage)) == 50


def test_a_full_disk_is_told_in_words(client, evidence, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    response = send(client, evidence, ("a.txt", b"text"))
    assert response.status_code == 507
    assert "no room" in response.json()["error"]


# -- Who and when -----------------------------------------------------------------------------


def test_nothing_is_read_from_who_may_not(evidence, noah, ben, olive, own_storage):
    for user, status in ((noah, 404), (ben, 403), (olive, 404), (None, 302)):
        assert send(client_of(user), evidence, ("a.txt", b"text")).status_code == status
    assert bytes_on_disk(own_storage) == []


def test_a_form_of_another_site_is_refused(anna, evidence, own_storage):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    assert send(client, evidence, ("a.txt", b"text")).status_code == 403
    assert bytes_on_disk(own_storage) == []
    assert not evidence.files.exists()


@pytest.mark.parametrize("column", ["frozen_at", "withdrawn_at"])
def test_an_item_handed_over_or_withdrawn_keeps_its_files(client, evidence, own_storage, column):
    send(client, evidence, ("a.txt", b"text"))
    file = evidence.files.get()
    type(evidence).objects.update(**{column: timezone.now()})
    response = send(client, evidence, ("b.txt", b"more"))
    assert response.status_code == 409
    assert response.json()["error"] == recording.HANDED_OVER
    for name in ("file-remove", "file-restore", "file-describe"):
        response = client.post(reverse(name, args=[file.code]), headers={"HX-Request": "true"})
        assert response.status_code == 409
        assert recording.HANDED_OVER in response.content.decode()
    assert evidence.files.kept().get() == file
    assert bytes_on_disk(own_storage) == [b"text"]


def test_an_item_handed_over_while_the_file_was_on_its_way(anna, evidence, own_storage):
    """The page's copy of the item is old: the rule is asked again with the item locked."""
    type(evidence).objects.update(frozen_at=timezone.now())
    with (
        IncomingFile.of("a.txt", [b"text"]) as upload,
        pytest.raises(recording.CannotChange),
    ):
        storing.store_file(evidence=evidence, user=anna, upload=upload)
    assert bytes_on_disk(own_storage) == []


def test_a_file_that_the_database_refuses_is_deleted(anna, evidence, own_storage, monkeypatch):
    def broken(self, *args, **kwargs):
        raise DatabaseError("The connection is gone.")

    monkeypatch.setattr(EvidenceFile, "save", broken)
    with IncomingFile.of("a.png", [samples.png()]) as upload, pytest.raises(DatabaseError):
        storing.store_file(evidence=evidence, user=anna, upload=upload)
    assert bytes_on_disk(own_storage) == []


@pytest.mark.django_db(transaction=True)
def test_bytes_stay_where_the_commit_succeeded_but_its_answer_was_lost(
    anna, evidence, own_storage, monkeypatch
):
    saved = EvidenceFile.save

    def lost():
        raise DatabaseError("The connection is gone.")

    def save(self, *args, **kwargs):
        saved(self, *args, **kwargs)
        transaction.on_commit(lost)

    monkeypatch.setattr(EvidenceFile, "save", save)
    with IncomingFile.of("a.txt", [b"text"]) as upload, pytest.raises(DatabaseError):
        storing.store_file(evidence=evidence, user=anna, upload=upload)
    assert evidence.files.exists()
    assert bytes_on_disk(own_storage) == [b"text"]


# -- Out, and back ----------------------------------------------------------------------------


def test_a_download_is_an_attachment_with_ranges(client, evidence, ben, noah):
    send(client, evidence, ("notes.txt", b"0123456789"))
    address = reverse("file", args=[evidence.files.get().code])
    response = client_of(ben).get(address, headers={"Range": "bytes=2-4"})
    assert response.status_code == 206
    assert b"".join(response) == b"234"
    assert response["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert client_of(noah).get(address).status_code == 404
    assert client.post(address).status_code == 405
    response.close()


def test_a_file_without_a_preview_has_none(client, evidence):
    send(client, evidence, ("notes.txt", b"text"))
    assert client.get(reverse("file-preview", args=[evidence.files.get().code])).status_code == 404


def test_taking_out_and_undoing(client, evidence, own_storage):
    send(client, evidence, ("notes.txt", b"text"))
    file = evidence.files.get()
    response = client.post(reverse("file-remove", args=[file.code]))
    assert response.status_code == 302
    assert not evidence.files.kept().exists()
    assert bytes_on_disk(own_storage) == [b"text"]
    undo = next(iter(get_messages(response.wsgi_request))).extra_tags.removeprefix("undo:")
    client.post(undo)
    assert evidence.files.kept().get() == file


def test_taking_out_and_undoing_in_the_page(client, evidence):
    send(client, evidence, ("notes.txt", b"text"))
    file = evidence.files.get()
    headers = {"HX-Request": "true"}
    row = client.post(reverse("file-remove", args=[file.code]), headers=headers).content.decode()
    assert "Taken out" in row
    assert reverse("file-restore", args=[file.code]) in row
    row = client.post(reverse("file-restore", args=[file.code]), headers=headers).content.decode()
    assert reverse("file-remove", args=[file.code]) in row


def test_undoing_after_the_same_file_was_added_again_keeps_one(client, evidence):
    send(client, evidence, ("notes.txt", b"text"))
    first = evidence.files.get()
    client.post(reverse("file-remove", args=[first.code]))
    send(client, evidence, ("notes.txt", b"text"))
    response = client.post(reverse("file-restore", args=[first.code]))
    assert response.status_code == 302
    assert evidence.files.kept().count() == 1


def test_a_picture_is_described(client, evidence):
    send(client, evidence, ("photo.jpg", samples.jpeg()))
    file = evidence.files.get()
    address = reverse("file-describe", args=[file.code])
    headers = {"HX-Request": "true"}
    row = client.post(address, {"description": "  The <team>\nboard "}, headers=headers)
    assert "The &lt;team&gt; board" in row.content.decode()
    file.refresh_from_db()
    assert file.description == "The <team> board"
    client.post(address, {"description": "The\x00 <team> \u202eboard"}, headers=headers)
    file.refresh_from_db()
    assert file.description == "The <team> board"
    response = client.post(address, {"description": "x" * 301}, headers=headers)
    assert response.status_code == 422
    assert "x" * 301 in response.content.decode()
    file.refresh_from_db()
    assert file.description == "The <team> board"


def test_only_the_owner_changes_files(client, evidence, ben, noah):
    send(client, evidence, ("photo.jpg", samples.jpeg()))
    file = evidence.files.get()
    for name in ("file-remove", "file-restore", "file-describe"):
        address = reverse(name, args=[file.code])
        assert client_of(ben).post(address).status_code == 403
        assert client_of(noah).post(address).status_code == 404
    assert evidence.files.kept().get() == file


# -- The upload handler, as other forms meet it -----------------------------------------------


def form(content):
    return RequestFactory().post("/", {"file": SimpleUploadedFile("Jürgen’s list.csv", content)})


def test_other_forms_get_an_ordinary_uploaded_file(own_storage):
    request = form(b"a,b\n1,2\n")
    upload = request.FILES["file"]
    assert upload.name == "Jürgen’s list.csv"
    assert upload.read() == b"a,b\n1,2\n"
    upload.seek(4)
    assert upload.read() == b"1,2\n"
    assert b"".join(upload.chunks()) == b"a,b\n1,2\n"
    assert list(upload) == [b"a,b\n", b"1,2\n"]
    assert len(upload) == upload.size == 8
    assert Path(upload.temporary_file_path()).read_bytes() == b"a,b\n1,2\n"
    request.close()
    assert bytes_on_disk(own_storage) == []


def test_visitors_send_no_files(own_storage, db):
    client = Client(enforce_csrf_checks=True)
    client.get("/login/")
    token = client.cookies["csrftoken"].value
    form = {"username": "anna", "password": "x", "csrfmiddlewaretoken": token}
    file = SimpleUploadedFile("a.txt", b"text")
    assert client.post("/login/", form | {"file": file}).status_code == 400
    assert client.post("/login/", form).status_code == 200
    assert bytes_on_disk(own_storage) == []


def test_a_forgotten_upload_is_deleted(own_storage):
    upload = IncomingFile.of("a.txt", [b"text"])
    assert bytes_on_disk(own_storage) == [b"text"]
    del upload
    assert bytes_on_disk(own_storage) == []


def test_another_form_that_is_too_large_is_refused(settings, own_storage):
    settings.UPLOAD_LIMIT_MB = 1
    for content in (b"x" * (MEGABYTE + 1), b"x" * 3 * MEGABYTE):
        with pytest.raises(RequestDataTooBig):
            form(content).FILES  # noqa: B018
    assert bytes_on_disk(own_storage) == []
    assert uploads.upload_limit() == MEGABYTE


def test_abandoned_parts_are_of_no_age(own_storage):
    """What a killed server left is cleared away after a while, by the storage."""
    with own_storage.new_incoming():
        pass
    assert own_storage.remove_abandoned(timedelta(seconds=-1)) == 1
