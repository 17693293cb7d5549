"""Naughty strings in every field of every form of every page, in tables that come in, in e-mails:
shown as text, or refused with a sentence; never an error, never a script, never another header.

Each form is found in the page of somebody who sees it, and sent as their browser would. An ordinary
run sends some of the strings; ``NAUGHTY=all`` sends each to each field.
"""

import csv
import io
import os
import re
from email import message_from_bytes

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from openpyxl import load_workbook

from portfolio.models import Evidence, EvidenceFile, User
from tests.markup import active_markup
from tests.naughty import STRINGS, forms_of
from tests.people import client_of, make_evidence
from tests.test_access import ACCESS, PEOPLE, address, scene

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("own_storage")]

SENDS_ALL = os.environ.get("NAUGHTY") == "all"
SEEN = {name for name, (method, _) in ACCESS.items() if method == "get"}
FORMULA = re.compile(r"[=+\-@\t\r]")


def who_sees(name):
    """The first of the cast whom the page is shown to; their name, or None for a visitor."""
    _, statuses = ACCESS[name]
    return PEOPLE[statuses.index(200)]


PAGES = sorted(name for name in SEEN if 200 in ACCESS[name][1])


def strings_for(place):
    """The first, which shows whatever is not escaped, and another for each place; or all."""
    return STRINGS if SENDS_ALL else (STRINGS[0], STRINGS[1 + place % (len(STRINGS) - 1)])


def html_of(response):
    """The page; nothing of what is no page, such as a download."""
    if response.streaming:
        b"".join(response)
        return ""
    is_page = response.get("Content-Type", "").startswith("text/html")
    return response.content.decode() if is_page else ""


def assert_harmless(response, what):
    """No fault of ours, and nothing in the page but text."""
    assert response.status_code < 500, (what, response.status_code)
    found = active_markup(html_of(response))
    assert found == [], (what, found)


def send(client, form, path, values):
    target = path if form.action in ("", ".") else form.action
    if not target.startswith("/"):
        target = path.split("?")[0] + target
    if form.method == "post":
        return client.post(target, values, follow=True)
    return client.get(target, values, follow=True)


@pytest.mark.parametrize(("place", "name"), list(enumerate(PAGES)), ids=PAGES)
def test_whatever_is_written_is_text(place, name, scene, cast):
    user = cast.users.get(who_sees(name))
    client = client_of(user)
    # A page that visitors open too may send whoever is known elsewhere.
    path = address(name, scene)
    for form in forms_of(html_of(client.get(path))):
        for string in strings_for(place):
            with transaction.atomic():
                response = send(client, form, path, form.filled(string))
                assert_harmless(response, (name, form.action, string))
                assert_harmless(client.get(path), (name, "again", string))
                if string == strings_for(place)[-1]:
                    assert_shown_harmlessly(scene, cast, (name, form.action, string))
                transaction.set_rollback(True)
    for message in mail.outbox:
        assert_one_message(message)


def assert_shown_harmlessly(scene, cast, what):
    """Also to others, on the pages where most of it comes to stand."""
    for username, name in (("anna", "evidence"), ("ben", "learner"), ("cleo", "people")):
        assert_harmless(client_of(cast.users[username]).get(address(name, scene)), (what, name))


def assert_one_message(message):
    """Its headers are its own, and what it says as HTML does nothing."""
    parsed = message_from_bytes(message.message().as_bytes())
    for header in ("Subject", "From", "To"):
        assert len(parsed.get_all(header)) == 1
    assert parsed.get_all("Bcc") is None
    assert "\n" not in message.subject
    for content, kind in getattr(message, "alternatives", ()):
        if kind == "text/html":
            assert active_markup(content) == []


def test_the_walk_reaches_the_forms(scene, cast):
    """So many forms are found, and so many of them take what was written."""
    found = taken = 0
    for name in PAGES:
        if found > 50 and taken > 20:
            break
        client = client_of(cast.users.get(who_sees(name)))
        path = address(name, scene)
        for form in forms_of(html_of(client.get(path))):
            found += form.method == "post"
            with transaction.atomic():
                response = send(client, form, path, form.filled("O'Neill <b>& Söhne</b>"))
                taken += form.method == "post" and bool(response.redirect_chain)
                transaction.set_rollback(True)
    assert found > 50
    assert taken > 20


# -- Tables that go out -----------------------------------------------------------------------

TABLES = sorted(
    name for name in SEEN if re.search(r"export|table|index|template", name) and name in PAGES
)


@pytest.mark.parametrize("string", [each for each in STRINGS if FORMULA.match(each)], ids=ascii)
def test_no_cell_of_a_table_is_a_formula(string, scene, cast):
    text = string.replace("\x00", "")
    User.objects.update(name=text[:100])
    Evidence.objects.update(title=text[:200])
    EvidenceFile.objects.update(name=text[:100], description=text[:100])
    seen = 0
    for name in TABLES:
        client = client_of(cast.users[who_sees(name)])
        for extension in ("csv", "xlsx"):
            path = re.sub(r"\.(csv|xlsx)\b", f".{extension}", address(name, scene))
            response = client.get(path)
            if response.status_code != 200:
                continue
            content = b"".join(response) if response.streaming else response.content
            for cell in cells_of(content, response["Content-Type"]):
                seen += 1
                assert not FORMULA.match(cell), (path, cell)
    assert seen > 30


def cells_of(content, content_type):
    """The text of every cell; of a workbook, what Excel would not take for a number."""
    if content_type.startswith("text/csv"):
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [cell for row in rows for cell in row]
    if "spreadsheetml" not in content_type:
        return []
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    # In a workbook a text is a text; what is a formula has a type of its own.
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    return []


# -- Tables that come in ----------------------------------------------------------------------


@pytest.mark.parametrize("string", STRINGS, ids=lambda string: ascii(string)[:40])
def test_tables_that_come_in_are_text_too(string, cast):
    client = client_of(cast.users["cleo"])
    header = ("user_name", "name", "email", "role", string)
    for head, row in (
        (header, ("zoe", string, "zoe@example.org", "learner", string)),
        (("user_name", "name", "email", "role"), (string, string, string, string)),
    ):
        table = io.StringIO()
        csv.writer(table).writerows((head, row))
        content = table.getvalue().encode()
        sent = SimpleUploadedFile("people.csv", content, "text/csv")
        response = client.post(reverse("people-import"), {"file": sent}, follow=True)
        assert_harmless(response, string)
        key = (response.context or {}).get("key")
        if key:
            with transaction.atomic():
                done = client.post(reverse("people-import-confirm"), {"key": key}, follow=True)
                assert_harmless(done, string)
                assert_harmless(client.get(reverse("people")), string)
                transaction.set_rollback(True)
    for message in mail.outbox:
        assert_one_message(message)


def test_the_checks_find_what_they_look_for(learner, ben, monkeypatch):
    """A page that forgets to escape is found out."""
    evidence = make_evidence(learner, title=STRINGS[0])
    page = client_of(ben).get(reverse("evidence", args=[evidence.code])).content.decode()
    assert active_markup(page) == []
    assert active_markup(page.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"'))
