"""What is made from files to show them: small pictures, pages, words, posters."""

import hashlib
import io
import socket
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from PIL import Image

from portfolio.files.derivatives import making, office, recipes, running, trying
from portfolio.files.derivatives.asking import ask_again, ask_for
from portfolio.files.derivatives.catching_up import catch_up
from portfolio.files.derivatives.looks import look_of, with_looks
from portfolio.files.derivatives.making import make
from portfolio.files.derivatives.running import NotMade, run
from portfolio.files.dropped import take_up_dropped_files
from portfolio.files.storage import StorageUnavailable
from portfolio.files.storage.local import LocalStorage
from portfolio.models import Derivative, EvidenceFile, Preparation, Scan
from tests import samples
from tests.derived import made, needs_ffmpeg, needs_office, stored, video, word_document
from tests.people import client_of, make_evidence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


@pytest.fixture
def evidence(learner):
    return make_evidence(learner)


def kinds(file):
    return set(file.derivatives.values_list("kind", flat=True))


def content_of(storage, derivative):
    return b"".join(storage.read(derivative.stored_as))


def original_of(storage, file):
    return hashlib.sha256(b"".join(storage.read(file.stored_as))).hexdigest()


def picture_in(storage, file, kind="thumbnail"):
    content = content_of(storage, file.derivatives.get(kind=kind))
    return Image.open(io.BytesIO(content))


# -- Pictures and PDFs ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        (samples.jpeg, "a.jpg"),
        (samples.png, "a.png"),
        (samples.transparent_png, "b.png"),
        (samples.heic, "a.heic"),
        (samples.cmyk_jpeg, "c.jpg"),
        (samples.gif, "a.gif"),
        (samples.tiff, "a.tif"),
    ],
)
def test_a_picture_gets_a_small_one(evidence, own_storage, sample, name):
    content = sample()
    file = made(evidence, name, content)
    assert kinds(file) == {"thumbnail"}
    with picture_in(own_storage, file) as picture:
        assert picture.format in ("JPEG", "PNG")
        assert max(picture.size) <= 400
    assert original_of(own_storage, file) == hashlib.sha256(content).hexdigest()


def test_a_small_picture_is_upright_and_says_nothing_of_the_place(evidence, own_storage):
    # A quarter turn: 6 in EXIF.
    file = made(evidence, "a.jpg", samples.jpeg(size=(800, 400), orientation=6, gps=True))
    with picture_in(own_storage, file) as picture:
        assert picture.height > picture.width
        assert not picture.getexif()
        assert "exif" not in picture.info
    small = content_of(own_storage, file.derivatives.get())
    assert b"Exif" not in small
    assert b"GPS" not in small


def test_a_pdf_gets_its_first_page_and_its_words(evidence, own_storage):
    file = made(evidence, "a.pdf", samples.pdf(3, "Rota of June"))
    assert kinds(file) == {"thumbnail", "text"}
    assert "Rota of June" in file.derivatives.get(kind="text").text
    with picture_in(own_storage, file) as picture:
        assert picture.format == "JPEG"
        assert picture.height == 400
    assert look_of(file).pages == 3


def test_words_that_no_database_takes_are_left_out(evidence, monkeypatch):
    """PDFs hold NUL and halves of characters."""
    file = stored(evidence, "a.pdf", samples.pdf(1, "Rota \\000 \\330\\000 June"))
    make(file.pk)
    assert "Rota" in file.derivatives.get(kind="text").text


@pytest.mark.parametrize(
    ("sample", "name"),
    [
        (samples.password_pdf, "locked.pdf"),
        (samples.truncated_pdf, "cut.pdf"),
        (samples.truncated_jpeg, "cut.jpg"),
        (samples.huge_png, "huge.png"),
        (samples.text, "a.txt"),
    ],
)
def test_of_what_cannot_be_opened_nothing_is_made(evidence, sample, name):
    file = stored(evidence, name, sample())
    make(file.pk)
    assert kinds(file) == set()
    assert look_of(file).is_preparing is False


def test_what_the_scanner_keeps_back_is_not_opened(evidence, monkeypatch):
    file = stored(evidence, "a.pdf", samples.pdf())
    EvidenceFile.objects.filter(pk=file.pk).update(scan=Scan.FOUND, threat="Eicar")
    make(file.pk)
    assert kinds(file) == set()


# -- Office documents -------------------------------------------------------------------------


@needs_office
def test_an_office_document_gets_pages_and_words(evidence, own_storage):
    content = word_document("Minutes of the briefing", "Agreed: call back within the hour.")
    file = made(evidence, "minutes.docx", content)
    assert kinds(file) == {"pdf", "thumbnail", "text"}
    assert "call back within the hour" in file.derivatives.get(kind="text").text
    pdf = file.derivatives.get(kind="pdf")
    assert pdf.pages == 1
    assert pdf.made_with.startswith("LibreOffice ")
    written = content_of(own_storage, pdf)
    assert (len(written), hashlib.sha256(written).hexdigest()) == (pdf.size, pdf.sha256)
    with pikepdf.open(io.BytesIO(written)) as document:
        assert len(document.pages) == 1
    assert original_of(own_storage, file) == hashlib.sha256(content).hexdigest()


@needs_office
def test_a_document_fetches_nothing_from_anywhere(tmp_path):
    """LibreOffice would: without our walls it asked for this picture three times."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                asked.append(connection.recv(200))
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        document = tmp_path / "document.docx"
        document.write_bytes(word_document("Words", picture_at=address))
        assert office.pdf_of(document, tmp_path).read_bytes().startswith(b"%PDF")
        server.shutdown(socket.SHUT_RDWR)
    assert asked == []


@needs_office
def test_a_document_that_does_not_open_says_so(evidence):
    # The form of one, which the door takes; nothing that LibreOffice can read.
    file = made(evidence, "a.docx", samples.open_xml("docx"))
    look = look_of(file)
    if not look.has_pdf:
        assert look.problem == trying.NO_PAGES
    assert not look.is_preparing


def test_a_document_with_macros_is_not_opened(evidence):
    file = stored(evidence, "a.docx", samples.open_xml("docx", macros=True))
    assert not ask_for(file)
    make(file.pk)
    assert kinds(file) == set()


def test_without_libreoffice_a_document_stays_as_it_is(evidence, monkeypatch):
    monkeypatch.setattr(recipes, "has_office", lambda: False)
    file = stored(evidence, "a.docx", word_document("Words"))
    assert not Preparation.objects.exists()
    page = client_of(evidence.learner.user).get(reverse("evidence", args=[evidence.code]))
    assert "Download this file to open it." in page.content.decode()
    assert file.name in page.content.decode()


# -- Recordings -------------------------------------------------------------------------------


@needs_ffmpeg
@pytest.mark.parametrize("extension", ["mp4", "webm"])
def test_a_video_gets_a_picture_and_its_length(evidence, own_storage, extension):
    file = made(evidence, f"a.{extension}", video(2, extension))
    assert kinds(file) == {"poster", "thumbnail"}
    with picture_in(own_storage, file, "poster") as picture:
        assert picture.size == (320, 240)
    assert look_of(file).duration == "0:02"
    preparation = file.preparation
    assert (preparation.width, preparation.height) == (320, 240)


@needs_ffmpeg
def test_of_sound_one_knows_how_long_it_is(evidence):
    file = made(evidence, "a.wav", samples.wav(seconds=65))
    assert kinds(file) == set()
    assert look_of(file).duration == "1:05"


@needs_ffmpeg
def test_a_list_of_recordings_leads_nowhere(evidence, tmp_path):
    """A playlist that calls itself a video would have other files read, or fetched."""
    playlist = tmp_path / "a.mp4"
    playlist.write_text("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n")
    with pytest.raises(NotMade):
        trying.recordings.facts_of(playlist, tmp_path)


@needs_ffmpeg
@pytest.mark.parametrize("sample", [samples.mp4, samples.mkv, samples.avi])
def test_a_recording_with_nothing_in_it_breaks_nothing(evidence, sample):
    extension = sample.__name__
    file = made(evidence, f"a.{extension}", sample())
    assert not look_of(file).is_preparing
    assert "poster" not in kinds(file)


# -- Walls ------------------------------------------------------------------------------------


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_takes_too_long_is_ended_with_its_children(tmp_path):
    began = time.monotonic()
    # The shell's child would go on.
    command = f"sleep 30 & echo $! > {tmp_path}/child; wait"
    with pytest.raises(NotMade, match="longer than 1 seconds"):
        run("confined", "5", "500", "1", "sh", "-c", command, seconds=1, home=tmp_path)
    assert time.monotonic() - began < 10
    child = int((tmp_path / "child").read_text())
    give_up = time.monotonic() + 10
    while is_running(child) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not is_running(child)


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket(socket.AF_INET)",
        "import socket; socket.socket(socket.AF_INET6)",
        "bytearray(900 * 1024 * 1024)",
        "open('x', 'wb').write(b'x' * 3_000_000)",
        "while True: pass",
    ],
)
def test_a_program_has_neither_a_network_nor_much_else(tmp_path, code):
    command = (sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r}); {code}")
    run("confined", "1", "600", "2", *command[:2], "print()", seconds=10, home=tmp_path)
    with pytest.raises(NotMade):
        run("confined", "1", "600", "2", *command, seconds=10, home=tmp_path)


def test_a_program_knows_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    printed = run("confined", "5", "600", "1", "env", seconds=10, home=tmp_path)
    assert {line.partition("=")[0] for line in printed.splitlines()} <= {
        *running._environment(tmp_path),
        *("PWD", "_", "SHLVL", "LC_CTYPE"),
    }


# -- The job ----------------------------------------------------------------------------------


def test_an_upload_asks_for_one_job_after_it_is_committed(
    evidence, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        file = stored(evidence, "a.pdf", samples.pdf())
    assert [job.task["args"] for job in OrmQ.objects.all()] == [(file.pk,)]
    (job,) = OrmQ.objects.all()
    assert job.task["func"] == "portfolio.files.derivatives.making.make"


def test_run_twice_it_makes_things_once(evidence, own_storage):
    file = made(evidence, "a.pdf", samples.pdf())
    before = sorted(kept.name for kept in own_storage.names())
    make(file.pk)
    assert sorted(kept.name for kept in own_storage.names()) == before
    assert not ask_for(file)


def test_made_again_takes_the_place_of_what_was(
    evidence, own_storage, django_capture_on_commit_callbacks
):
    file = made(evidence, "a.pdf", samples.pdf())
    former = file.derivatives.get(kind="thumbnail").stored_as
    assert ask_again(file)
    # In use until there is another.
    assert own_storage.exists(former)
    with django_capture_on_commit_callbacks(execute=True):
        make(file.pk)
    assert file.derivatives.get(kind="thumbnail").stored_as != former
    assert not own_storage.exists(former)
    assert len(list(own_storage.names())) == 2


def test_a_run_that_was_taken_over_keeps_nothing(evidence, own_storage, monkeypatch):
    file = stored(evidence, "a.pdf", samples.pdf())

    def overtaken(file, home):
        Preparation.objects.update(started_at=timezone.now() + timedelta(seconds=1))
        return trying.results_of(file, home)

    monkeypatch.setattr(making, "results_of", overtaken)
    make(file.pk)
    assert kinds(file) == set()
    assert [kept.name for kept in own_storage.names()] == [file.stored_as]


def test_an_outage_ends_nothing(evidence, own_storage, monkeypatch):
    file = stored(evidence, "a.pdf", samples.pdf())

    def down(*args):
        raise StorageUnavailable

    with monkeypatch.context() as outage:
        outage.setattr(LocalStorage, "local_copy", down)
        with pytest.raises(StorageUnavailable):
            make(file.pk)
    make(file.pk)
    assert kinds(file) == {"thumbnail", "text"}


def test_a_file_whose_bytes_are_missing_is_prepared_as_far_as_it_goes(evidence, own_storage):
    file = stored(evidence, "a.pdf", samples.pdf())
    own_storage.delete(file.stored_as)
    make(file.pk)
    assert kinds(file) == set()
    assert Preparation.objects.get().finished_at


def test_what_was_forgotten_is_asked_for(evidence):
    file = stored(evidence, "a.pdf", samples.pdf())
    Preparation.objects.all().delete()
    assert catch_up() == 0  # it has just come
    EvidenceFile.objects.update(uploaded_at=timezone.now() - timedelta(hours=1))
    assert catch_up() == 1
    make(file.pk)
    assert catch_up() == 0


def test_a_newer_recipe_makes_all_again(evidence, monkeypatch):
    made(evidence, "a.pdf", samples.pdf())
    Preparation.objects.update(recipe=recipes.RECIPE - 1)
    assert catch_up() == 1
    assert Preparation.objects.get().finished_at is None


def test_a_job_that_was_killed_is_run_again_and_not_for_ever(evidence):
    file = stored(evidence, "a.pdf", samples.pdf())
    long_ago = timezone.now() - timedelta(hours=1)
    Preparation.objects.update(started_at=long_ago, alive_at=long_ago, runs=1)
    assert take_up_dropped_files() == 1
    Preparation.objects.update(started_at=long_ago, alive_at=long_ago, runs=3)
    assert take_up_dropped_files() == 0
    assert Preparation.objects.get(file=file).finished_at


def test_the_command_asks_for_all(evidence, capsys, django_capture_on_commit_callbacks):
    made(evidence, "a.pdf", samples.pdf())
    call_command("make_derivatives")
    assert "of 0 files" in capsys.readouterr().out
    with django_capture_on_commit_callbacks(execute=True):
        call_command("make_derivatives", "--again")
    assert "of 1 files" in capsys.readouterr().out
    assert OrmQ.objects.count() == 1


# -- Pages ------------------------------------------------------------------------------------

ADDRESSES = ("file-thumbnail", "file-poster", "file-pages", "file-text", "file-look")


@pytest.fixture
def document(evidence, own_storage):
    """A file of each kind of derivative, as if an office document had them all."""
    file = stored(evidence, "minutes.docx", samples.open_xml("docx"))
    values = {"file": file, "made_with": "test", "sha256": "a" * 64}
    for kind, content in (
        ("pdf", samples.pdf()),
        ("thumbnail", samples.png()),
        ("poster", samples.jpeg()),
    ):
        name = own_storage.save(kind, ContentFile(content))
        Derivative.objects.create(
            **values,
            kind=kind,
            stored_as=name,
            size=len(content),
            pages=2 if kind == "pdf" else None,
        )
    Derivative.objects.create(**values, kind="text", text="<b>Words</b>")
    Preparation.objects.update_or_create(
        file=file, defaults={"finished_at": timezone.now(), "recipe": recipes.RECIPE}
    )
    return file


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(("person", "status"), [("anna", 200), ("ben", 200), ("olive", 404)])
def test_who_may_see_the_file_sees_what_is_made_of_it(document, request, name, person, status):
    client = client_of(request.getfixturevalue(person))
    response = client.get(reverse(name, args=[document.code]))
    assert response.status_code == status
    response.close()


@pytest.mark.parametrize("name", ADDRESSES[:-1])
def test_of_what_is_kept_back_nothing_is_sent(document, anna, name):
    EvidenceFile.objects.update(scan=Scan.FOUND, threat="Eicar")
    assert client_of(anna).get(reverse(name, args=[document.code])).status_code == 403


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("file-thumbnail", "image/png"),
        ("file-poster", "image/jpeg"),
        ("file-pages", "application/pdf"),
        ("file-text", "text/plain; charset=utf-8"),
    ],
)
def test_what_is_made_is_sent_so_that_nothing_in_it_runs(document, anna, name, content_type):
    response = client_of(anna).get(reverse(name, args=[document.code]))
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()


def test_the_page_shows_the_pages_of_a_document_and_names_the_original(document, anna):
    page = client_of(anna).get(reverse("evidence", args=[document.evidence.code])).content.decode()
    assert "Pages made from minutes.docx" in page
    assert f'data-pdf="{reverse("file-pages", args=[document.code])}"' in page
    assert "2 pages" in page


def test_a_page_waits_for_what_is_being_prepared_and_gives_up(evidence, anna):
    if not recipes.has_office():
        pytest.skip("LibreOffice is not installed.")
    file = stored(evidence, "a.docx", word_document("Words"))
    client = client_of(anna)
    page = client.get(reverse("evidence", args=[evidence.code])).content.decode()
    assert "are being prepared" in page
    look = reverse("file-look", args=[file.code])
    assert f"{look}?waited=2" in page
    waits = []
    address = f"{look}?waited=2"
    for _ in range(10):
        response = client.get(address)
        if "HX-Retarget" in response:
            break
        waits.append(address)
        address = response.content.decode().partition('hx-get="')[2].partition('"')[0]
    assert len(waits) == 5
    assert "takes longer than usual" in response.content.decode()
    assert response["HX-Retarget"] == f"#view-{file.code}"
    make(file.pk)
    shown = client.get(f"{look}?waited=2")
    assert "data-pdf" in shown.content.decode()


def test_nobody_waits_for_a_worker_that_does_not_come(evidence, anna):
    if not recipes.has_office():
        pytest.skip("LibreOffice is not installed.")
    stored(evidence, "a.docx", word_document("Words"))
    Preparation.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    page = client_of(anna).get(reverse("evidence", args=[evidence.code])).content.decode()
    assert "takes longer than usual" in page
    assert 'hx-trigger="load delay' not in page


@pytest.mark.parametrize("count", [1, 3])
def test_looks_take_one_query_more(evidence, count, django_assert_num_queries):
    for number in range(count):
        made(evidence, f"{number}.pdf", samples.pdf(number + 1))
    with django_assert_num_queries(2):
        looks = [look_of(file) for file in with_looks(evidence.files.kept())]
    assert all(look.has_thumbnail for look in looks)


def test_a_name_does_no_harm(evidence, anna):
    """The program is given names of ours alone."""
    name = "$(touch x) --help \"'; .pdf"
    file = made(evidence, name, samples.pdf())
    assert kinds(file) == {"thumbnail", "text"}
    response = client_of(anna).get(reverse("file-thumbnail", args=[file.code]))
    assert response.status_code == 200
    response.close()
