"""Hostile and damaged files, the whole way: uploaded, looked at, downloaded, exported.

An ordinary run takes some of each generator of ``tests/hostile``; ``HOSTILE=all`` takes all.
"""

import hashlib
import io
import re
import resource
import socket
import threading
import time
from types import SimpleNamespace
from urllib.parse import quote

import pikepdf
import pytest
from django.urls import reverse
from django.utils.html import escape

from assessment.dossier.compiling import compile_dossier
from assessment.dossier.rendering import render_pdf
from assessment.dossier.web import write_page
from portfolio.files.confining import limits
from portfolio.files.inspection import door, problems, refusals
from portfolio.files.storage import own_storage as storage
from portfolio.models import EvidenceFile
from portfolio.views.files import NOTHING_CAME
from tests.hostile.cases import ACCEPTED, REFUSED, chosen_cases
from tests.markup import active_markup
from tests.people import client_of, make_evidence
from tests.reading_pdf import keys_of
from tests.test_pdf import HOSTILE_KEYS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("own_storage", "private_shelf"),
]

BOUNDARY = "hostile"
IN_ONE_ITEM = 45
FAMILIES: dict[str, list] = {}
for _each in chosen_cases():
    FAMILIES.setdefault(_each.family, []).append(_each)

# Bounds of one file: seconds by the clock; megabytes that the closed-off process ever holds.
MOST_SECONDS = door.WALL_SECONDS + 5
MOST_MEGABYTES = limits.ADDRESS_SPACE // 1024**2
SENTENCES = {words for name, words in vars(refusals).items() if name.isupper()} | {NOTHING_CAME}
BEGINNINGS = tuple(
    each.sentence.split("{")[0][:60]
    for each in vars(problems).values()
    if isinstance(each, problems.Problem)
)


@pytest.fixture
def private_shelf(settings, tmp_path):
    settings.SHELF_DIR = tmp_path / "shelf"


@pytest.fixture
def canary():
    """Listens where all that leads elsewhere leads, and counts who comes."""
    listener = socket.create_server(("127.0.0.1", 0))
    came = []

    def listen():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            came.append(connection.recv(200))
            connection.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield SimpleNamespace(address=f"http://127.0.0.1:{listener.getsockname()[1]}", came=came)
    # Only this wakes a thread that waits for somebody to come.
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(timeout=5)


def send(client, evidence, filename, content):
    """Send one file under exactly this name, as no form of Django's would write it."""
    name = quote(filename, safe="", errors="surrogatepass")
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''{name}"
    body = f"{head}\r\nContent-Type: text/html\r\n\r\n".encode() + content
    return client.generic(
        "POST",
        reverse("upload", args=[evidence.code]),
        body + f"\r\n--{BOUNDARY}--\r\n".encode(),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


def uploaded(client, evidence, case, canary):
    """Send the case, and compare what becomes of it with what should; the stored file, if any."""
    content = case.make(canary.address)
    began = time.monotonic()
    response = send(client, evidence, case.filename, content)
    took = time.monotonic() - began
    assert response.status_code in (200, 400), case.name
    if response["Content-Type"] != "application/json":
        # A name that is no text at all: the request is no form, and nothing of it is read.
        assert case.family == "name", case.name
        assert active_markup(response.content.decode()) == []
        return None
    said = response.json()
    outcome = ACCEPTED if response.status_code == 200 else REFUSED
    # The same bytes under another name are in the item already.
    digest = hashlib.sha256(content).hexdigest()
    file = evidence.files.get(sha256=digest) if outcome == ACCEPTED else None
    assert case.fits(outcome, file.state if file else ""), (case.name, outcome, said["error"])
    assert took < MOST_SECONDS, (case.name, took)
    assert active_markup(said["rows_html"] + said["views_html"]) == [], case.name
    if file is None:
        assert said["error"] in SENTENCES, (case.name, said["error"])
        return None
    assert_told(case, file, said["rows_html"])
    return file


def assert_told(case, file, html):
    """The problem has a sentence, which stands in the row; and the name is a harmless one."""
    assert bool(file.problem) == bool(file.state)
    if file.problem:
        assert file.problem.startswith(BEGINNINGS), case.name
        assert escape(file.problem) in html
    assert escape(file.name) in html
    assert file.name.isprintable(), file.name
    assert not set(file.name) & set('/\\<>:"|?*'), file.name


def assert_served_safely(client, file):
    """The original comes as it was sent, as a download that can do nothing in a browser."""
    response = client.get(reverse("file", args=[file.code]))
    content = b"".join(response)
    assert hashlib.sha256(content).hexdigest() == file.sha256
    assert response["Content-Disposition"].startswith("attachment"), file.name
    assert not set("\r\n\0") & set(response["Content-Disposition"])
    assert_closed_off(response)
    preview = client.get(reverse("file-preview", args=[file.code]))
    if preview.status_code == 200:
        made = b"".join(preview)
        assert made.startswith((b"\x89PNG", b"\xff\xd8\xff")), "our own copy, not the original"
        assert not re.search(rb"<script|onerror", made)
        assert_closed_off(preview)
    else:
        assert preview.status_code == 404


def assert_closed_off(response):
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy


def carried_by(path):
    """What in the document acts, or was carried along; links and their print flag are its own."""
    with pikepdf.open(path) as pdf:
        actions = []
        for page in pdf.pages:
            for link in page.obj.get("/Annots", []):
                if isinstance(link.get("/F"), int):
                    del link["/F"]
                if "/A" in link:
                    actions.append(str(link.A.get("/S")))
        return keys_of(pdf) & HOSTILE_KEYS, actions


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_hostile_acts_or_breaks_anything(
    family, csl, learner, anna, ben, canary, own_storage, tmp_path
):
    client, reader = client_of(anna), client_of(ben)
    items, kept = [], []
    for number, case in enumerate(FAMILIES[family]):
        if number % IN_ONE_ITEM == 0:
            items.append(make_evidence(learner, title=f"Hostile {family} {number}"))
        if file := uploaded(client, items[-1], case, canary):
            kept.append(file)
            assert_served_safely(reader, file)
    assert not list(storage().incoming.iterdir())
    for item in items:
        for each in (client, reader):
            page = each.get(reverse("evidence", args=[item.code]))
            assert page.status_code == 200
            assert active_markup(page.content.decode()) == []
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    assert most < MOST_MEGABYTES

    path = tmp_path / "portfolio.pdf"
    with path.open("w+b") as output:
        render_pdf(compile_dossier(csl), output)
    assert carried_by(path) == (set(), [])
    written = io.BytesIO()
    write_page(compile_dossier(csl), written, lambda *_: None)
    assert active_markup(written.getvalue().decode()) == []
    assert canary.came == []


def test_the_files_are_hostile(tmp_path):
    """The checks above find what they look for."""
    from tests.hostile import active_pdf

    for case in active_pdf.cases():
        path = tmp_path / "case.pdf"
        path.write_bytes(case.make("http://127.0.0.1:9"))
        with pikepdf.open(path) as pdf:
            assert keys_of(pdf) & (
                HOSTILE_KEYS | {"/Collection", "/Metadata", "/SpiderInfo", "/Perms"}
            )
    assert active_markup("<img src=x onerror=alert(1)>")
    assert active_markup("<a href=' java\nscript:alert(1)'>x</a>")
    assert active_markup("<script>alert(1)</script>")
    assert not active_markup("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")


def test_there_are_as_many_cases_as_are_promised():
    from tests.hostile.cases import all_cases

    assert len(all_cases()) >= 300
    assert EvidenceFile.objects.count() == 0
