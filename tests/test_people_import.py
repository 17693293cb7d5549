"""People from a table: what is read, what is refused where, and that it is all or nothing."""

import io
import zipfile

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from tablib import Dataset

from portfolio import importing, people, tables
from portfolio.drafts import COLUMNS
from portfolio.models import Membership, Role, User
from tests.people import client_of

HEADINGS = "Name,User name,E-mail,Roles,Learner reference,Workplace,Job title"
DORA = "Dora Lindgren,dora,dora@example.org,Learner,L-1,Leeds,Team leader"
FINN = "Finn Ó Briain,finn,,Assessor; IQA,,,"


@pytest.fixture
def as_cleo(cleo):
    return client_of(cleo)


def parts_of(workbook):
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def csv_of(*rows, headings=HEADINGS):
    return "\n".join([headings, *rows])


def table_of(content):
    content = content.encode() if isinstance(content, str) else content
    return tables.read_table(io.BytesIO(content), len(content), importing.PEOPLE)


def workbook_of(*rows):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def upload(client, content, name="people.csv", **values):
    content = content.encode() if isinstance(content, str) else content
    return client.post(
        reverse("people-import"), {"file": SimpleUploadedFile(name, content)} | values
    )


def confirm(client, page, **values):
    return client.post(
        reverse("people-import-confirm"), {"key": page.context["key"]} | values, follow=True
    )


def checked(centre, cleo, *rows, headings=HEADINGS):
    return importing.check_people(
        table_of(csv_of(*rows, headings=headings)), centre=centre, by=cleo
    )


def errors(found):
    """(row number, heading, sentence) of everything that is wrong."""
    return [
        (row.number, cell.heading, sentence)
        for row in found.rows
        for cell in row.cells
        for sentence in cell.errors
    ]


# -- Reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_dialect_and_unicode_encoding(delimiter, encoding):
    text = delimiter.join(["Name", "User name"]) + "\r\n" + delimiter.join(["Ó Briain", "finn"])
    table = table_of(text.encode(encoding))
    assert table.columns == ("name", "username")
    assert table.rows == (("Ó Briain", "finn"),)


def test_the_encoding_of_old_windows_programs():
    assert table_of("name,user name\nÓ Briain – Zoë,finn".encode("cp1252")).rows[0][0] == (
        "Ó Briain – Zoë"
    )


def test_excels_own_line_that_names_the_delimiter():
    assert table_of("sep=;\nname;user name\nFinn;finn").rows == (("Finn", "finn"),)


@pytest.mark.parametrize(
    "headings",
    [
        "Name,User name",
        "  FULL NAME , username ",
        "name,User-Name",
        "Full_name,LOGIN",
        '"Name","user"',
    ],
)
def test_headings_are_taken_as_people_write_them(headings):
    assert table_of(f"{headings}\nFinn,finn").columns == ("name", "username")


def test_rows_keep_the_numbers_of_the_spreadsheet():
    table = table_of('Name,User name\n\n"Finn\nÓ Briain",finn\n,\n\nDora,dora')
    assert table.numbers == (3, 6)


def test_short_and_long_rows_and_other_columns():
    table = table_of("Name,Shoe size,User name\nFinn,44,finn,more\nDora")
    assert table.rows == (("Finn", "finn"), ("Dora", ""))
    assert table.ignored == ("Shoe size",)


def test_a_workbook_with_numbers_and_dates():
    content = workbook_of(["Name", "User name", "Learner reference"], ["Finn", "finn", 1042.0])
    assert table_of(content).rows == (("Finn", "finn", "1042"),)


def test_a_workbook_that_claims_a_million_rows():
    content = workbook_of(["Name", "User name"], ["Finn", "finn"])
    held = parts_of(content)
    sheet = "xl/worksheets/sheet1.xml"
    held[sheet] = held[sheet].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert table_of(zipped(held)).rows == (("Finn", "finn"),)


def bomb():
    return zipped({"xl/worksheets/sheet1.xml": b"<" * 30_000_000})


def entity_bomb():
    """A workbook with a cell of entities of entities of entities."""
    sheet = "xl/worksheets/sheet1.xml"
    held = parts_of(workbook_of(["Name", "User name"], ["a", "b"]))
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]>'
    held[sheet] = doctype.encode() + held[sheet].replace(b"<t>a</t>", b"<t>&l9;</t>")
    return zipped(held)


HOSTILE = {
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "not text that can be read"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel file"),
    "no zip": (b"PK\x03\x04" + bytes(200), "cannot be read"),
    "another zip": (b"PK\x05\x06" + bytes(18), "not text that can be read"),
    "a zip bomb": (bomb(), "far more than a list"),
    "an entity bomb": (entity_bomb(), "cannot be read"),
    "half a workbook": (workbook_of(["Name", "User name"], ["a", "b"])[:2000], "cannot be read"),
    "an empty workbook": (workbook_of(), "no people in this table"),
    "no rows": (b"Name,User name\n", "no people in this table"),
    "no headings": (b"Dora,dora\nFinn,finn", "Missing: “Name”, “User name”"),
    "one column missing": (b"Name;E-mail\nDora;", "Missing: “User name”"),
    "a column twice": (b"Name,Full name,User name\na,b,c", "Two columns are called “Name”"),
    "a quote without end": (b'Name,User name\n"' + b"x" * 200_000, "not a table"),
    "null characters": (b"Name,User name\nD\0ora,dora", "not text that can be read"),
    "bytes of no encoding": (b"Name,User name\nD\x81ora,dora", "not text that can be read"),
    "half a character": (b"\xff\xfeN", "not text that can be read"),
    "too large": (b"x" * (tables.MOST_BYTES + 1), "larger than 2 MB"),
    "too many rows": (b"Name,User name\n" + b"a,b\n" * 2001, "more than 2,000 rows"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_read_is_refused_in_a_sentence(as_cleo, kind):
    content, sentence = HOSTILE[kind]
    page = upload(as_cleo, content)
    assert page.status_code == 200
    assert sentence in page.content.decode()


def test_an_empty_file_and_none(as_cleo):
    assert "This file is empty." in upload(as_cleo, b"").content.decode()
    assert "Choose a file." in as_cleo.post(reverse("people-import")).content.decode()


# -- Checking ---------------------------------------------------------------------------------


def test_new_changed_and_unchanged(centre, cleo):
    found = checked(
        centre,
        cleo,
        DORA,
        FINN,
        "Anna Kowalczyk,Anna,,,L-anna,,",
        "Noah Bramwell,noah,,Learner,,Leeds,",
        "Ben Okafor,ben,,IQA,,,",
    )
    assert [row.kind for row in found.rows] == ["new", "new", "unchanged", "changed", "changed"]
    changes = {
        cell.heading: cell.text for row in found.rows for cell in row.cells if cell.is_changed
    }
    assert changes == {"Workplace": "Leeds", "Roles": "Assessor, IQA"}


@pytest.mark.parametrize(
    ("row", "heading", "sentence"),
    [
        ("Dora,,,,,,", "User name", "This cell is empty. Fill it in."),
        (",dora,,,,,", "Name", "This cell is empty. Fill it in."),
        ("Dora,do ra,,,,,", "User name", "Use lower-case letters"),
        ("Dora,dóra,,,,,", "User name", "Use lower-case letters"),
        ("Dora,olive,,,,,", "User name", "This user name is taken. Choose another."),
        ("Dora,dora,nobody,,,,", "E-mail", "valid email address"),
        ("Dora,dora,,King,,,", "Roles", "“King” is no role. Write one of: Learner, Assessor"),
        ("Dora,dora,,EQA,,,", "Roles", "An EQA’s access has an end date"),
        ("Dora,dora,,IQA,L-1,,", "Learner reference", "Only learners have this."),
        (f"{'D' * 121},dora,,,,,", "Name", "at most 120 characters"),
        (f"Dora,dora,,,{'7' * 41},,", "Learner reference", "at most 40 characters"),
        ("Tara,tara,,Trainee assessor,,,", "Roles", "was Trainee assessor until it ended"),
    ],
)
def test_what_is_wrong_is_said_at_row_and_column(cast, centre, cleo, row, heading, sentence):
    people.end_membership(membership=cast.memberships["tara"], by=cleo)
    found = checked(centre, cleo, FINN, row)
    assert not found.is_good
    assert [(number, where) for number, where, _ in errors(found)] == [(3, heading)]
    assert sentence in errors(found)[0][2]


def test_a_user_name_stands_once_however_it_is_written(centre, cleo):
    found = checked(centre, cleo, DORA, "Dora Two,DORA ,,,,,")
    assert errors(found) == [(3, "User name", "This user name is in two rows. Delete one of them.")]


def test_several_errors_of_a_row_come_together(centre, cleo):
    found = checked(centre, cleo, ",dora,nobody,King,,,")
    assert {heading for _, heading, _ in errors(found)} == {"Name", "E-mail", "Roles"}


def test_a_login_shared_with_another_centre_keeps_its_name(centre, other_centre, cleo, ben):
    Membership.objects.create(centre=other_centre, user=ben, role=Role.ASSESSOR)
    found = checked(centre, cleo, "Benedict,ben,b@example.org,,,,")
    assert {heading for _, heading, _ in errors(found)} == {"Name", "E-mail"}
    assert checked(centre, cleo, "Ben Okafor,ben,,IQA,,,").is_good


def test_another_centres_people_are_never_changed(cast, centre, cleo, olive):
    before = User.objects.filter(pk=olive.pk).values().get()
    found = importing.import_people(
        table_of(csv_of("Mine,olive,me@example.org,Learner,,,")), centre=centre, by=cleo
    )
    assert not found.is_good
    assert User.objects.filter(pk=olive.pk).values().get() == before


def test_a_check_stores_nothing_and_reads_no_more_for_more_rows(centre, cleo):
    counts = []
    assert cleo.current_memberships  # read once, whatever is imported
    for number in (1, 30):
        rows = [f"Dora {one},dora{one},,,,," for one in range(number)]
        with CaptureQueriesContext(connection) as queries:
            checked(centre, cleo, *rows, "Anna K,anna,,,,,")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert not User.objects.filter(username__startswith="dora").exists()


@pytest.mark.parametrize("name", ["anna", "ben", "olive"])
def test_only_the_centres_administrator_imports(cast, centre, name):
    for verb in (importing.check_people, importing.import_people):
        with pytest.raises(PermissionDenied):
            verb(table_of(csv_of(DORA)), centre=centre, by=cast.users[name])
    with pytest.raises(PermissionDenied):
        importing.export_people(centre, cast.users[name])


# -- Storing ----------------------------------------------------------------------------------


def test_everything_of_a_row_is_stored(as_cleo, centre, noah):
    page = upload(as_cleo, csv_of(DORA, FINN, "Noah B,noah,n@example.org,Assessor,L-2,York,"))
    assert "Import 3 people" in page.content.decode()
    assert not User.objects.filter(username="dora").exists()
    confirm(as_cleo, page)
    dora, finn = User.objects.get(username="dora"), User.objects.get(username="finn")
    learner = dora.learners.get()
    assert (dora.name, dora.email) == ("Dora Lindgren", "dora@example.org")
    assert not dora.has_usable_password()
    assert (learner.reference, learner.workplace, learner.job_title) == (
        "L-1",
        "Leeds",
        "Team leader",
    )
    assert {m.role for m in finn.memberships.all()} == {Role.ASSESSOR, Role.IQA}
    assert not finn.learners.exists()
    noah.refresh_from_db()
    assert (noah.name, noah.email) == ("Noah B", "n@example.org")
    assert {m.role for m in noah.memberships.current()} == {Role.LEARNER, Role.ASSESSOR}
    assert noah.learners.get().workplace == "York"
    assert all(m.centre == centre for m in Membership.objects.filter(user__in=[dora, finn, noah]))


def test_one_bad_row_and_nothing_is_stored(as_cleo, centre, cleo, anna):
    table = table_of(csv_of(DORA, "Anna Other,anna,,,,,", "Bad,b a d,,,,,"))
    assert not importing.import_people(table, centre=centre, by=cleo).is_good
    assert not User.objects.filter(username="dora").exists()
    anna.refresh_from_db()
    assert anna.name == "Anna Kowalczyk"
    page = upload(as_cleo, csv_of(DORA, "Bad,b a d,,,,,"))
    assert not page.context["key"]
    assert "Row </span>3" in page.content.decode()


def test_an_empty_cell_and_a_missing_column_leave_what_is_stored(centre, cleo, learner):
    learner.workplace = "Leeds"
    learner.save()
    importing.import_people(
        table_of("Name,User name,E-mail,Learner reference\n,anna,,L-5"), centre=centre, by=cleo
    )
    learner.refresh_from_db()
    assert (learner.workplace, learner.reference, learner.user.name) == (
        "Leeds",
        "L-5",
        "Anna Kowalczyk",
    )


def test_a_user_name_taken_since_the_check_stores_nothing(as_cleo):
    page = upload(as_cleo, csv_of(FINN, DORA))
    User.objects.create(username="dora", name="Another Dora")
    response = confirm(as_cleo, page)
    assert "Nothing was stored" in response.content.decode()
    assert not User.objects.filter(username="finn").exists()


def test_a_user_name_taken_during_the_import_stores_nothing(monkeypatch, centre, cleo):
    """The other window's row appears after the check and before the insert."""
    from portfolio.resources import PeopleResource

    really_check = PeopleResource.before_import

    def check_before_the_other_saves(resource, dataset, **kwargs):
        really_check(resource, dataset, **kwargs)
        User.objects.create(username="dora", name="Another Dora")

    monkeypatch.setattr(PeopleResource, "before_import", check_before_the_other_saves)
    with pytest.raises(importing.NothingStored, match="Choose the file again"):
        importing.import_people(table_of(csv_of(FINN, DORA)), centre=centre, by=cleo)
    assert not User.objects.filter(username="finn").exists()


def test_a_table_is_confirmed_once_and_only_by_its_own_key(as_cleo):
    first = upload(as_cleo, csv_of(DORA))
    second = upload(as_cleo, csv_of(FINN))
    assert "no longer waiting" in confirm(as_cleo, first).content.decode()
    assert "1 person added" in confirm(as_cleo, second).content.decode()
    assert "no longer waiting" in confirm(as_cleo, second).content.decode()
    assert not User.objects.filter(username="dora").exists()


def test_a_table_waits_only_for_who_uploaded_it_and_still_may(as_cleo, cast):
    page = upload(as_cleo, csv_of(DORA))
    address, key = reverse("people-import-confirm"), {"key": page.context["key"]}
    assert client_of(cast.users["ben"]).post(address, key).status_code == 403
    cast.memberships["cleo"].delete()
    assert as_cleo.post(address, key).status_code == 403
    assert not User.objects.filter(username="dora").exists()


def test_of_two_centres_the_chosen_one_gets_the_people(as_cleo, cleo, centre, other_centre):
    Membership.objects.create(centre=other_centre, user=cleo, role=Role.ADMIN)
    confirm(as_cleo, upload(as_cleo, csv_of(DORA), centre=other_centre.pk))
    assert User.objects.get(username="dora").memberships.get().centre == other_centre
    # A login of the one is still taken for the other.
    page = upload(as_cleo, csv_of("Anna,anna,,,,,"), centre=other_centre.pk)
    assert "This user name is taken" in page.content.decode()


def test_a_centre_given_up_before_the_confirmation(as_cleo, cleo, other_centre):
    there = Membership.objects.create(centre=other_centre, user=cleo, role=Role.ADMIN)
    page = upload(as_cleo, csv_of(DORA), centre=other_centre.pk)
    there.delete()
    key = {"key": page.context["key"]}
    assert as_cleo.post(reverse("people-import-confirm"), key).status_code == 404


def test_hostile_cells_are_only_text(as_cleo):
    page = upload(as_cleo, csv_of('<script>alert(1)</script>,dora,,,,"<img src=x>",'))
    assert "<script>alert" not in page.content.decode()
    confirm(as_cleo, page)
    assert User.objects.get(username="dora").name == "<script>alert(1)</script>"


@pytest.mark.django_db(transaction=True)
def test_links_are_mailed_by_a_job(as_cleo):
    from django_q.models import OrmQ

    confirm(as_cleo, upload(as_cleo, csv_of(DORA)), invite="1")
    job = OrmQ.objects.get()
    assert job.task["func"] == "portfolio.accounts.inviting.send_invitations"
    assert job.task["args"] == ([User.objects.get(username="dora").pk], "http://testserver/")
    assert mail.outbox == []


# -- Tables to take away ----------------------------------------------------------------------


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n+", "＝", "＠"])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_no_cell_is_a_formula_elsewhere(as_cleo, learner, first, extension):
    learner.workplace = f"{first}HYPERLINK(1)"
    learner.save()
    content = as_cleo.get(reverse("people-export", args=[extension])).content
    if extension == "csv":
        cells = Dataset().load(content.decode("utf-8-sig"), format="csv")["Workplace"]
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        assert all(cell.data_type != "f" for row in sheet.rows for cell in row)
        cells = [row[5] for row in sheet.iter_rows(values_only=True)]
    assert f"'{first}HYPERLINK(1)".replace("\r", "\n") in [
        str(c).replace("\r", "\n") for c in cells
    ]


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_an_exported_list_imports_as_unchanged(as_cleo, cast, centre, cleo, extension):
    cast.users["noah"].name = "-Noah \x07=1"
    cast.users["noah"].save()
    people.change_learner(learner=cast.learners["noah"], by=cleo, workplace="=1+1")
    people.end_membership(membership=cast.memberships["eve"], by=cleo)
    people.change_person(
        person=cast.users["noah"], by=cleo, name="-Noah =1", username="noah", email=""
    )
    content = as_cleo.get(reverse("people-export", args=[extension])).content
    page = upload(as_cleo, content, f"people.{extension}")
    assert page.context["checked"].counts == {"unchanged": 7}
    assert "olive" not in str(content)


def test_control_characters_do_not_break_a_workbook(as_cleo, noah):
    User.objects.filter(pk=noah.pk).update(name="No\x07ah\x0b")
    response = as_cleo.get(reverse("people-export", args=["xlsx"]))
    assert "Noah" in str(list(load_workbook(io.BytesIO(response.content)).active.values))


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_template_can_be_imported(as_cleo, extension):
    response = as_cleo.get(reverse("people-import-template", args=[extension]))
    assert "attachment" in response.headers["Content-Disposition"]
    assert table_of(response.content).columns == tuple(COLUMNS)
    assert upload(as_cleo, response.content).context["checked"].counts == {"new": 1}


@pytest.mark.parametrize("centre_number", ["999999", "x", "-1", "9" * 30, "9" * 5000])
def test_a_list_of_another_centre_is_not_there(as_cleo, other_centre, centre_number):
    address = reverse("people-export", args=["csv"])
    assert as_cleo.get(address, {"centre": other_centre.pk}).status_code == 404
    assert as_cleo.get(address, {"centre": centre_number}).status_code == 404
    assert as_cleo.get(address).status_code == 200
    assert as_cleo.get(reverse("people-export", args=["exe"])).status_code == 404


@pytest.mark.parametrize("name", ["anna", "ben", "ines", "olive"])
def test_tables_are_the_administrators(cast, name):
    client = client_of(cast.users[name])
    assert client.get(reverse("people-export", args=["csv"])).status_code == 403
    assert client.get(reverse("people-import-template", args=["csv"])).status_code == 403
    assert client.post(reverse("people-import-confirm")).status_code == 403
