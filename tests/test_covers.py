"""The covers of a centre's documents: logo, colour, words."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests import samples
from tests.people import client_of

SENT = {"colour": "#14603A", "words": "  12 Mill Lane  "}


def send(user, centre, **values):
    return client_of(user).post(reverse("centre-cover", args=[centre.pk]), SENT | values)


def file(content, name="logo.png"):
    return SimpleUploadedFile(name, content)


def test_colour_and_words_are_kept(cleo, centre):
    assert send(cleo, centre).status_code == 302

    centre.refresh_from_db()
    assert (centre.cover_colour, centre.cover_words) == ("#14603a", "12 Mill Lane")


def test_the_logo_is_a_copy_that_pages_and_pdfs_can_show(cleo, centre):
    send(cleo, centre, logo=file(samples.png()))

    centre.refresh_from_db()
    with default_storage.open(centre.logo_as) as stored, Image.open(stored) as picture:
        assert picture.format in ("PNG", "JPEG")
    answer = client_of(cleo).get(reverse("centre-logo", args=[centre.pk]))
    assert answer["Content-Type"].startswith("image/")
    assert b"".join(answer.streaming_content)

    send(cleo, centre)
    assert type(centre).objects.get(pk=centre.pk).logo_as == centre.logo_as
    send(cleo, centre, removes_logo="on")
    centre.refresh_from_db()
    assert centre.logo_as == ""
    assert client_of(cleo).get(reverse("centre-logo", args=[centre.pk])).status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "logo.svg"),
        (samples.png()[:40], "half.png"),
        (b"MZ program", "logo.png"),
        (samples.pdf(), "logo.pdf"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content, name, cleo, centre):
    answer = send(cleo, centre, logo=file(content, name))

    assert answer.status_code == 422
    assert "invalid-feedback" in answer.text
    centre.refresh_from_db()
    assert centre.logo_as == ""


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "url(x)", "#fff;color:red", ""])
def test_what_is_no_colour_is_refused(colour, cleo, centre):
    assert send(cleo, centre, colour=colour).status_code == 422


def test_another_centres_cover_is_not_there(cleo, other_centre):
    assert send(cleo, other_centre).status_code == 404
