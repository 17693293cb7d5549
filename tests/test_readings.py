"""Readings: read as people type them, kept one by one, and a whole table at once or not at all."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from portfolio import tables
from teams import keeping, readings
from teams.models import Kind, Reading
from teams.parsing import parse_day, parse_figure
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import make_record, make_standard, make_team

TODAY = timezone.localdate


@laid_once
def team(learner):
    return make_team(learner)


@laid_once
def standard(team):
    return make_standard(team)


@pytest.fixture
def client(anna):
    return client_of(anna)


def read(standard, day="2026-05-04", value=62, **values):
    return Reading.objects.create(
        standard=standard, taken_on=date.fromisoformat(day), value=Decimal(value), **values
    )


def stored(standard):
    return [
        (reading.taken_on.isoformat(), reading.value, str(reading.member or ""), reading.note)
        for reading in standard.readings.select_related("member")
    ]


# -- As people type them ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "3/5/2026",
        "03/05/2026",
        "3/5/26",
        "3.5.2026",
        "3-5-2026",
        "2026-05-03",
        "2026-05-03 00:00:00",
        "2026-05-03T09:30",
        "3 May 2026",
        "3rd May 2026",
        "3-May-26",
        "Sunday 3 May 2026",
        "Sun, 3 May 2026",
        " 3  may  2026 ",
        "46145",
    ],
)
def test_days_are_read_with_the_day_first(text):
    assert parse_day(text) == date(2026, 5, 3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("5/23/2026", "Write the day before the month: 23/5/2026."),
        ("31/6/2026", "There is no such day"),
        ("2026-13-40", "There is no such day"),
        ("0000-01-01", "There is no such day"),
        ("3 Mai 2026", "There is no such day"),
        ("next week", "is not a date. Write it like 3/5/2026."),
        ("٣/٥/٢٠٢٦", "is not a date"),
        ("x" * 5000, "is not a date"),
    ],
)
def test_what_is_no_day_is_named(text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("62", "%", "62"),
        ("62.5%", "%", "62.5"),
        ("62.5 %", "%", "62.5"),
        ("−12", "", "-12"),
        ("1,250", "calls", "1250"),
        ("1,250,000.75", "", "1250000.75"),
        ("412 seconds", "seconds", "412"),
        ("412 s", "seconds", "412"),
        ("412 Sec", "seconds", "412"),
        ("6:30", "seconds", "390"),
        ("6:30", "minutes", "6.5"),
        ("1:06:30", "seconds", "3990"),
        ("£4.20", "£", "4.2"),
        ("£1,004", "£", "1004"),
        ("3 a month", "a month", "3"),
        ("0.74333", "", "0.74"),
        ("\u00a062\u202f%", "%", "62"),
    ],
)
def test_figures_are_read_with_what_stands_at_them(text, unit, value):
    assert parse_figure(text, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("62,5", "%", "Write 62.5 with a point, not a comma."),
        ("n/a", "%", "“n/a” is not a number."),
        ("", "%", "is not a number"),
        ("62%", "seconds", "is not a number"),
        ("NaN", "", "is not a number"),
        ("1e5", "", "is not a number"),
        ("--3", "", "is not a number"),
        ("٦٢", "%", "is not a number"),
        ("6:30", "%", "is a duration, but this standard is in %."),
        ("6:75", "seconds", "is not a number"),
        ("100000000", "", "This number is too large."),
        ("9" * 5000, "", "This number is too large."),
    ],
)
def test_what_is_no_figure_is_named(text, unit, sentence):
    with pytest.raises(ValidationError, match=sentence):
        parse_figure(text, unit)


# -- One reading ------------------------------------------------------------------------------


def add(client, standard, day="4/5/2026", **values):
    day = "2026-05-04" if day == "4/5/2026" else day
    sent = {"taken_on": day, "value": "62", "from": "record", **values}
    return client.post(reverse("reading-add", args=[standard.code]), sent)


def test_a_reading_is_added(client, standard):
    revision = standard.revision
    answer = add(client, standard, value="62.5%", note="Two days of system trouble")
    assert answer.headers["Location"] == standard.get_absolute_url()
    assert stored(standard) == [("2026-05-04", Decimal("62.5"), "", "Two days of system trouble")]
    standard.refresh_from_db()
    assert standard.revision == revision + 1
    assert "62.5%" in client.get(standard.get_absolute_url()).content.decode()


def test_a_reading_of_one_colleague(client, team, standard):
    robin = team.members.get(pseudonym="Robin")
    answer = add(client, standard, member=robin.pk, **{"from": "readings"})
    assert answer.headers["Location"].endswith(f"?member={robin.code}")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "● reached" not in page
    assert "○ not reached" in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"value": "abc"}, "“abc” is not a number."),
        ({"value": ""}, "This field is required."),
        ({"value": "101"}, "This share cannot be more than 100%."),
        ({"value": "-1"}, "This cannot be less than nothing."),
        ({"day": "soon"}, "Enter a valid date."),
        ({"day": "1066-10-14"}, "Check the year."),
        ({"member": "999999"}, "Select a valid choice."),
        ({"note": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_bad_reading_is_named_at_its_place(client, standard, values, sentence):
    answer = add(client, standard, **values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not stored(standard)


def test_a_day_in_the_future_is_refused(client, standard):
    answer = add(client, standard, day=(TODAY() + timedelta(days=1)).isoformat())
    assert answer.status_code == 422
    assert answer.context["reading_form"].errors == {"taken_on": ["This day is in the future."]}


def test_a_second_reading_of_a_day_is_refused(client, team, standard):
    read(standard)
    answer = add(client, standard, value="70")
    assert "There is already a reading for that day: 62%." in answer.content.decode()
    assert add(client, standard, member=team.members.first().pk).status_code == 302
    with pytest.raises(ValidationError, match="already a reading of the team"):
        readings.keep_reading(
            reading=Reading(standard=standard, taken_on=date(2026, 5, 4), value=70),
            user=team.learner.user,
        )


def test_a_reading_is_corrected(client, standard):
    reading = read(standard)
    address = reverse("reading-edit", args=[standard.code, reading.pk])
    assert 'value="62"' in client.get(address).content.decode()
    sent = {"taken_on": "2026-05-04", "value": "64", "note": "Corrected"}
    assert client.post(address, sent).status_code == 302
    assert stored(standard) == [("2026-05-04", 64, "", "Corrected")]
    assert client.post(address, {**sent, "value": "x"}).status_code == 422


def test_a_removed_reading_can_be_brought_back(client, team, standard):
    robin = team.members.get(pseudonym="Robin")
    reading = read(standard, member=robin, note="First week")
    before = stored(standard)
    client.post(reverse("reading-remove", args=[standard.code, reading.pk]))
    assert not stored(standard)
    undo = reverse("reading-restore", args=[standard.code, reading.pk])
    client.post(undo)
    assert stored(standard) == before
    client.post(undo)  # a second time there is nothing to bring back
    assert stored(standard) == before


def test_undo_does_not_overwrite_what_came_since(client, standard):
    reading = read(standard)
    client.post(reverse("reading-remove", args=[standard.code, reading.pk]))
    read(standard, value=80)
    answer = client.post(reverse("reading-restore", args=[standard.code, reading.pk]), follow=True)
    assert "already a reading of the team" in answer.content.decode()
    assert [row[1] for row in stored(standard)] == [80]


def test_readings_belong_to_their_standard(client, team, standard):
    other = read(make_standard(team, title="Another"))
    for name in ("reading-edit", "reading-remove"):
        address = reverse(name, args=[standard.code, other.pk])
        assert client.post(address, {}).status_code == 404
    huge = reverse("reading-edit", args=[standard.code, 10**30])
    assert client.get(huge).status_code == 404
    diary = make_record(team, Kind.DIARY)
    assert client.get(reverse("readings", args=[diary.code])).status_code == 404


def test_only_the_learner_writes_readings(ben, standard):
    reading = read(standard)
    for verb in (readings.keep_reading, readings.remove_reading):
        with pytest.raises(PermissionDenied):
            verb(reading=reading, user=ben)


def test_nothing_is_written_in_an_archived_standard(client, anna, standard):
    keeping.archive_record(record=standard, user=anna)
    assert add(client, standard).status_code == 302
    assert not stored(standard)
    page = client.get(reverse("readings", args=[standard.code]))
    assert "Add a reading" not in page.content.decode()


@pytest.mark.parametrize("asked", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_readings_of_nobody_are_the_teams(client, standard, asked):
    read(standard)
    page = client.get(reverse("readings", args=[standard.code]), {"member": asked, "page": "x"})
    assert "62%" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_readings_takes_fifteen_queries(
    count, client, team, standard, django_assert_num_queries
):
    for number in range(count):
        member = team.members.all()[number]
        read(standard, f"2026-05-{number + 4:02}")
        read(standard, f"2026-05-{number + 4:02}", member=member)
    with django_assert_num_queries(15):
        client.get(reverse("readings", args=[standard.code]))


# -- A table ----------------------------------------------------------------------------------


def table_of(text):
    return tables.read_pasted(text, readings.LAYOUT)


def check(client, standard, pasted="", **values):
    return client.post(
        reverse("readings-import", args=[standard.code]), {"pasted": pasted, **values}
    )


def confirm(client, standard, key):
    return client.post(
        reverse("readings-import-confirm", args=[standard.code]), {"key": key}, follow=True
    )


@pytest.mark.parametrize(
    "text",
    [
        "Date\tReading\tColleague\tNote\n3/5/2026\t62%\t\t\n10/5/2026\t64.5\tRobin\tAfter coaching",
        "Date;Reading;Colleague;Note\n3/5/2026;62%;Team;\n10/5/2026;64.5;robin;After coaching",
        "Note,Agent,Week,FCR\n,Whole team,2026-05-03,62\nAfter coaching,Robin,10 May 2026,64.5",
        "3/5/2026\t62%\n\n10/5/2026\t64.5\tRobin\tAfter coaching",
    ],
)
def test_a_pasted_table_is_looked_at_and_then_stored(client, standard, text):
    answer = check(client, standard, text)
    assert answer.context["counts"] == {"new": 2}
    assert "3 May 2026" in answer.content.decode()
    assert not stored(standard)
    page = confirm(client, standard, answer.context["key"])
    assert "2 readings added." in page.content.decode()
    assert stored(standard) == [
        ("2026-05-03", 62, "", ""),
        ("2026-05-10", Decimal("64.5"), "Robin", "After coaching"),
    ]


def test_each_bad_cell_is_named_at_its_place(standard):
    read(standard, "2026-05-01", 50)
    tomorrow = (TODAY() + timedelta(days=1)).isoformat()
    checked = readings.check_readings(
        table_of(
            "Date\tReading\tColleague\tNote\n"
            "3/5/2026\tabc\t\t\n"
            "5/23/2026\t62\tSomebody\t\n"
            f"{tomorrow}\t62\t\t\n"
            "4/5/2026\t62\t\t\n"
            "4/5/2026\t63\t\t\n"
            "\t\tRobin\t\n"
            "6/5/2026\t62,5\t\t\n"
            "7/5/2026\t162\t\t" + "\n8/5/2026\t62\t\t" + "x" * 201
        ),
        standard=standard,
    )
    wrong = {
        (row.number, cell.heading): cell.error
        for row in checked.rows
        for cell in row.cells
        if cell.error
    }
    assert wrong == {
        (2, "Reading"): "“abc” is not a number.",
        (3, "Date"): "Write the day before the month: 23/5/2026.",
        (3, "Colleague"): "There is no colleague called “Somebody” in this team.",
        (4, "Date"): "This day is in the future.",
        (6, "Date"): "This day is in row 5 already. Delete one of them.",
        (7, "Date"): "The date is missing.",
        (7, "Reading"): "The reading is missing.",
        (8, "Reading"): "Write 62.5 with a point, not a comma.",
        (9, "Reading"): "This share cannot be more than 100%.",
        (10, "Note"): "A note has at most 200 characters.",
    }


def test_one_bad_row_and_nothing_is_stored(client, anna, standard):
    text = "Date\tReading\n3/5/2026\t62\n4/5/2026\tabc"
    answer = check(client, standard, text)
    assert answer.context["key"] == ""
    assert text in answer.content.decode()  # to be corrected
    assert confirm(client, standard, "").status_code == 200
    with pytest.raises(readings.NothingStored):
        readings.import_readings(table_of(text), standard=standard, user=anna)
    assert not stored(standard)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Date\tShoe size\n3/5/2026\t44", "Missing: “Reading”."),
        ("Date\tReading\tReading\n3/5/2026\t62\t63", "Two columns are called “Reading”."),
        ("Date\tReading", "There are no readings in this table."),
        ("Date,Reading\n3/5/2026,1,234", "Row 2 has more cells than there are columns."),
        ("3/5/2026\t62\t\t\tand\tmore", "There are 6 columns and no headings."),
        ("   \n  ", "Paste the rows, or choose a file."),
        ("x\0y", "Null characters are not allowed."),
        ("3/5/2026\t62\n" * 2100, "more than 2,000 rows"),
    ],
)
def test_a_wrong_table_is_refused_with_a_sentence(client, standard, text, sentence):
    answer = check(client, standard, text)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_table_changes_and_leaves_what_is_stored(client, standard):
    read(standard, "2026-05-03", 60, note="Kept")
    read(standard, "2026-05-04", 62)
    answer = check(client, standard, "3/5/2026\t61\n4/5/2026\t62\n5/5/2026\t63")
    assert answer.context["counts"] == {"changed": 1, "unchanged": 1, "new": 1}
    assert "Changed, was 60%" in answer.content.decode()
    confirm(client, standard, answer.context["key"])
    assert [row[1:] for row in stored(standard)] == [(61, "", "Kept"), (62, "", ""), (63, "", "")]
    again = check(client, standard, "3/5/2026\t61")
    assert "All of these readings are stored already" in again.content.decode()


def test_a_workbook_with_dates_and_percentages(client, standard):
    workbook = Workbook()
    workbook.active.append(["Date", "Reading"])
    workbook.active.append([date(2026, 5, 3), 0.625])
    workbook.active["B2"].number_format = "0.0%"
    stream = io.BytesIO()
    workbook.save(stream)
    stream.seek(0)
    stream.name = "readings.xlsx"
    answer = check(client, standard, file=stream)
    confirm(client, standard, answer.context["key"])
    assert stored(standard) == [("2026-05-03", Decimal("62.5"), "", "")]


def test_what_is_confirmed_is_what_was_looked_at(client, team, standard):
    first = check(client, standard, "3/5/2026\t62").context["key"]
    check(client, standard, "4/5/2026\t63")
    assert "no longer waiting" in confirm(client, standard, first).content.decode()
    other = make_standard(team, title="Another")
    key = check(client, standard, "4/5/2026\t63").context["key"]
    assert "no longer waiting" in confirm(client, other, key).content.decode()
    assert not Reading.objects.exists()


def test_what_others_stored_meanwhile_is_not_doubled(client, standard):
    key = check(client, standard, "3/5/2026\t62\n4/5/2026\t63").context["key"]
    read(standard, "2026-05-03", 50)
    confirm(client, standard, key)
    assert [row[1] for row in stored(standard)] == [62, 63]


def test_real_names_in_a_table_become_pseudonyms(client, standard):
    text = "Date\tReading\tColleague\tNote\n3/5/2026\t62\tRoberta Smithson\tRoberta  SMITHSON sick"
    answer = check(client, standard, text)
    page = answer.content.decode()
    assert "smithson" not in page.casefold()
    waiting = tables.unpack(client.session["readings_to_import"]["table"])
    assert "smithson" not in str(waiting).casefold()
    confirm(client, standard, answer.context["key"])
    assert stored(standard) == [("2026-05-03", 62, "Robin", "Robin sick")]


@pytest.mark.parametrize("rows", [3, 300])
def test_checking_a_table_takes_two_queries(rows, standard, django_assert_num_queries):
    days = (date(2024, 1, 1) + timedelta(days=number) for number in range(rows))
    table = table_of("\n".join(f"{day.isoformat()}\t62\tRobin" for day in days))
    with django_assert_num_queries(2):
        assert readings.check_readings(table, standard=standard).counts == {"new": rows}


# -- To take away -----------------------------------------------------------------------------


def test_an_exported_table_is_safe_and_can_be_imported(client, team, standard):
    team.members.filter(pseudonym="Ash").update(pseudonym="=Ash")
    robin, ash = team.members.get(pseudonym="Robin"), team.members.get(pseudonym="=Ash")
    read(standard, "2026-05-03", "62.5", note="=1+1, as Roberta Smithson said")
    read(standard, "2026-05-03", 70, member=ash)
    read(standard, "2026-05-04", 71, member=robin)
    answer = client.get(reverse("readings-export", args=[standard.code]))
    assert 'filename="readings-first-contact-resolution.csv"' in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[:3] == [
        "Date,Reading,Colleague,Note",
        '2026-05-03,62.5,,"\'=1+1, as Robin said"',
        "2026-05-03,70,'=Ash,",
    ]
    Reading.objects.filter(note="").delete()
    key = check(client, standard, text).context["key"]
    confirm(client, standard, key)
    assert [row[:3] for row in stored(standard)] == [
        ("2026-05-03", Decimal("62.5"), ""),
        ("2026-05-03", 70, "=Ash"),
        ("2026-05-04", 71, "Robin"),
    ]
