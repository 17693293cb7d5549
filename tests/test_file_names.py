import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.files.filenames import download_name, safe_name
from tests import samples


def assert_safe(name):
    assert name.strip() == name != ""
    assert len(name) <= 200
    assert not set(name) & set('/\\<>:"|?*\0\r\n\t')
    assert name not in (".", "..")
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name)


@pytest.mark.parametrize("raw", samples.HOSTILE_NAMES, ids=ascii)
def test_a_hostile_name_becomes_harmless(raw):
    assert_safe(safe_name(raw))


@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_name_becomes_harmless_and_stays_as_it_is_then(raw):
    once = safe_name(raw)
    assert_safe(once)
    assert safe_name(once) == once


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("Übersicht  der\tWoche.docx", "Übersicht der Woche.docx"),
        ("C:\\Users\\anna\\photo.JPG", "photo.JPG"),
        ("annual\u202efdp.exe", "annualfdp.exe"),
        ("", "unnamed file"),
        ("CON.txt", "_CON.txt"),
    ],
)
def test_an_ordinary_name_stays_readable(raw, expected):
    assert safe_name(raw) == expected


def test_a_long_name_keeps_its_extension():
    name = safe_name("x" * 300 + ".docx")
    assert len(name) == 200
    assert name.endswith("….docx")


@pytest.mark.parametrize(
    ("name", "content_type", "expected"),
    [
        ("photo.JPEG", "image/jpeg", "photo.JPEG"),
        ("photo.heic", "image/jpeg", "photo.jpg"),
        ("photo.exe", "image/jpeg", "photo.exe.jpg"),
        ("report v1.2", "application/pdf", "report v1.2.pdf"),
        ("notes", "text/plain; charset=utf-8", "notes.txt"),
        ("x" * 200, "application/pdf", "x" * 195 + "….pdf"),
        ("what", "application/unknown", "what"),
    ],
)
def test_a_download_opens_in_the_right_program(name, content_type, expected):
    assert download_name(name, content_type) == expected
