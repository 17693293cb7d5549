from contextlib import closing

import pytest
from django.core.files.base import ContentFile
from django.http import Http404
from django.test import RequestFactory

from portfolio.files.serving import serve
from portfolio.files.storage import local, streaming

# Closing a response also closes old database connections, as at the end of a request.
pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 4
SIZE = len(CONTENT)
ETAG = '"abc"'


@pytest.fixture
def sent(any_storage):
    """Ask for the stored file as a browser would; the response, with ``body`` and ``pieces``."""
    name = any_storage.save("a", ContentFile(CONTENT))

    def sent(method="get", content_type="application/pdf", **headers):
        request = getattr(RequestFactory(), method)("/files/1/", headers=headers)
        values = {"filename": "Übersicht.pdf", "content_type": content_type}
        with closing(serve(request, name, **values, size=SIZE, etag="abc")) as response:
            response.pieces = list(response)
        response.body = b"".join(response.pieces)
        return response

    return sent


def test_the_whole_file(sent):
    response = sent()
    assert response.status_code == 200
    assert response.body == CONTENT
    assert response["Content-Length"] == str(SIZE)
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == ETAG


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-", 0, SIZE),
        ("bytes=0-0", 0, 1),
        ("bytes=0-1", 0, 2),
        ("bytes=10-19", 10, 20),
        ("bytes=1000-", 1000, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("bytes=1000-999999", 1000, SIZE),
        ("bytes=-10", SIZE - 10, SIZE),
        ("bytes=-999999", 0, SIZE),
        ("BYTES=5-6", 5, 7),
    ],
)
def test_one_range(sent, asked, start, end):
    response = sent(range=asked)
    assert response.status_code == 206
    assert response.body == CONTENT[start:end]
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert response["Content-Length"] == str(end - start)


@pytest.mark.parametrize(
    "asked", [f"bytes={SIZE}-", "bytes=99999-", f"bytes={SIZE}-{SIZE + 9}", "bytes=-0"]
)
def test_a_range_outside_the_file(sent, asked):
    response = sent(range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"
    assert response.body == b""


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,4-5",
        "bytes=5-4",
        "bytes=-",
        "bytes=",
        "items=0-1",
        "bytes=a-b",
        "0-1",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes=" + "9" * 5000 + "-",
        "bytes=٣-٤",
    ],
)
def test_what_is_not_one_range_is_answered_with_the_whole(sent, asked):
    response = sent(range=asked)
    assert response.status_code == 200
    assert response.body == CONTENT


@pytest.mark.parametrize(
    ("condition", "status"),
    [(ETAG, 206), ('"old"', 200), (f"W/{ETAG}", 200), ("Wed, 21 Oct 2026 07:28:00 GMT", 200)],
)
def test_a_range_of_another_version_is_answered_with_the_whole(sent, condition, status):
    assert sent(range="bytes=0-9", **{"if-range": condition}).status_code == status


def test_head_says_everything_and_sends_nothing(sent):
    response = sent("head", range="bytes=0-9")
    assert response.status_code == 200
    assert response.body == b""
    assert response["Content-Length"] == str(SIZE)
    assert response["Content-Type"] == "application/pdf"


def test_who_has_it_already_is_told_so(sent):
    response = sent(**{"if-none-match": ETAG})
    assert response.status_code == 304
    assert response["ETag"] == ETAG
    assert sent(**{"if-none-match": '"other"'}).status_code == 200
    assert sent(**{"if-match": '"other"'}).status_code == 412


@pytest.mark.parametrize("asked", [{}, {"range": "bytes=0-9"}, {"range": "bytes=99999-"}])
def test_a_browser_never_runs_it(sent, asked):
    response = sent(**asked)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%9Cbersicht")
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "content_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", ""]
)
def test_a_type_that_could_run_is_sent_as_plain_bytes(sent, content_type):
    assert sent(content_type=content_type)["Content-Type"] == "application/octet-stream"


def test_a_large_file_is_sent_in_small_pieces(sent, monkeypatch):
    for kind in (local, streaming):
        monkeypatch.setattr(kind, "CHUNK", 100)
    pieces = sent(range="bytes=0-249").pieces
    assert [len(piece) for piece in pieces] == [100, 100, 50]


def test_a_file_that_is_never_read_is_closed(any_storage):
    """An unclosed file is an error in these tests."""
    name = any_storage.save("a", ContentFile(CONTENT))
    values = {"filename": "a.txt", "content_type": "text/plain", "size": SIZE, "etag": "abc"}
    serve(RequestFactory().get("/"), name, **values).close()


def test_a_file_that_the_disk_lost_is_not_found(any_storage):
    name = any_storage.save("a", ContentFile(CONTENT))
    any_storage.delete(name)
    with pytest.raises(Http404):
        serve(RequestFactory().get("/"), name, filename="a", content_type="", size=SIZE, etag="abc")
