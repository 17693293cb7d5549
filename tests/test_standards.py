"""Service standards: written with little typing, and shown with where they stand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams.catalogue import CATALOGUE
from teams.models import Direction, Kind, Measure, ServiceStandard
from teams.models.metrics import USUAL
from teams.presenting import sheet_of
from teams.sheets.blocks import Table
from teams.sheets.charts import Chart
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import filled_form, make_readings, make_record, make_standard, make_team

FIRST = date(2026, 1, 5)


@laid_once
def team(learner):
    return make_team(learner)


@pytest.fixture
def client(anna):
    return client_of(anna)


def block(sheet, kind, heading=None):
    return next(
        each for each in sheet.blocks if isinstance(each, kind) and heading in (None, each.heading)
    )


# -- The form ---------------------------------------------------------------------------------


def write(client, team, **sent):
    address = reverse("record-add", args=[team.code, Kind.STANDARD])
    return client.post(address, {"happened_on": "2026-01-05", **sent})


@pytest.mark.parametrize("measure", USUAL)
def test_a_measure_brings_what_is_usual_for_it(measure, client, team):
    assert write(client, team, measure=measure).status_code == 302
    standard = ServiceStandard.objects.get()
    usual = USUAL[measure]
    assert (standard.title, standard.unit, standard.direction) == usual


def test_what_was_typed_stays(client, team):
    write(client, team, measure="aht", title="Call length", unit="minutes", direction="higher")
    standard = ServiceStandard.objects.get()
    assert (standard.title, standard.unit) == ("Call length", "minutes")
    assert standard.direction == Direction.HIGHER


def test_a_measure_of_ones_own_needs_a_name(client, team):
    answer = write(client, team, measure="own")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"title": ["Give your measure a name."]}
    assert write(client, team, measure="own", title="Smiles").status_code == 302
    assert ServiceStandard.objects.get().direction == Direction.HIGHER


def test_an_emptied_unit_stays_empty(client, team):
    standard = make_standard(team, measure="csat", unit="%", target=None)
    sent = filled_form(Kind.STANDARD, team, record=standard, unit="", revision=1)
    assert client.post(reverse("record-edit", args=[standard.code]), sent).status_code == 302
    standard.refresh_from_db()
    assert standard.unit == ""


@pytest.mark.parametrize(
    ("sent", "target"),
    [
        ({"measure": "aht", "target": "6:30"}, 390),
        ({"measure": "aht", "unit": "minutes", "target": "6:30"}, Decimal("6.5")),
        ({"measure": "fcr", "target": "75%"}, 75),
        ({"measure": "own", "title": "Sales", "target": "1,250"}, 1250),
        ({"measure": "nps", "target": "-5"}, -5),
        ({"measure": "fcr", "target": ""}, None),
    ],
)
def test_a_target_is_read_as_people_type_it(client, team, sent, target):
    assert write(client, team, **sent).status_code == 302
    assert ServiceStandard.objects.get().target == target


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"measure": "fcr", "target": "175"}, "This share cannot be more than 100%."),
        ({"measure": "nps", "target": "101"}, "A net promoter score lies between −100 and 100."),
        ({"measure": "aht", "target": "-1"}, "This cannot be less than nothing."),
        ({"measure": "fcr", "target": "three"}, "“three” is not a number."),
        ({"measure": "fcr", "target": "6:30"}, "is a duration"),
    ],
)
def test_a_target_that_cannot_be_is_refused(client, team, sent, sentence):
    answer = write(client, team, **sent)
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["target"][0]
    assert not ServiceStandard.objects.exists()


def test_the_script_knows_what_is_usual(client, team):
    page = client.get(reverse("record-add", args=[team.code, Kind.STANDARD])).content.decode()
    assert "data-usual=" in page
    assert "js/standards" in page
    assert set(USUAL) == set(Measure) - {Measure.OWN}


# -- The list ---------------------------------------------------------------------------------


def listed(client, team):
    return client.get(reverse("record-list", args=[team.code, Kind.STANDARD]))


def test_standards_stand_in_the_order_they_were_made(client, team):
    make_standard(team, title="Made first", happened_on=FIRST)
    make_standard(team, title="Made second", happened_on=FIRST)
    make_standard(team, title="Made third", happened_on=FIRST - timedelta(days=9))

    titles = [record.title for record in listed(client, team).context["page"]]

    assert titles == ["Made first", "Made second", "Made third"]


def test_cards_say_where_each_standard_stands(client, team):
    make_readings(make_standard(team, title="Met"), *([70] * 6 + [80] * 6))
    make_readings(make_standard(team, title="Missed", direction="lower", target=50), 55, 60)
    make_standard(team, title="Unread")
    page = listed(client, team).content.decode()
    assert "5 points better than the target of 75%" in page
    assert "10 points better: the last 6 readings against 6 before" in page
    assert "10 points over the target of 50%" in page
    assert "5 points worse than the reading before" in page
    assert "No reading of the whole team yet. The target is 75%." in page
    assert page.count('class="sparkline"') == 2


def queries_of(client, address):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_list_is_constant_in_queries(client, team):
    counts = set()
    for number in range(3):
        make_readings(make_standard(team, title=f"Standard {number}"), 60, 70)
        counts.add(queries_of(client, reverse("record-list", args=[team.code, Kind.STANDARD])))
    assert len(counts) == 1


# -- The sheet --------------------------------------------------------------------------------


def test_the_sheet_shows_a_year_up_to_the_newest_reading(team):
    standard = make_standard(team)
    make_readings(standard, 10, start=FIRST - timedelta(days=500))
    make_readings(standard, 60, 70, 80)
    sheet = sheet_of(standard)
    assert [value for _, value in block(sheet, Chart).points] == [60, 70, 80]
    # The older one is in the table, which is the chart's equal.
    assert len(block(sheet, Table, "Readings").rows) == 4


def test_before_and_after_is_stated_in_figures(team):
    standard = make_standard(team)
    make_readings(standard, *[60] * 6, *[72] * 6)
    make_record(
        team,
        Kind.INITIATIVE,
        title="Fix drive",
        standard=standard,
        happened_on=FIRST + timedelta(weeks=6),
    )
    compared = block(sheet_of(standard), Table, "Before and after")
    assert compared.rows == (
        ("Fix drive, 16 February 2026", "60% (6)", "72% (6)", "12 points better"),
    )


def test_a_long_table_says_how_many_more_there_are(team):
    standard = make_standard(team)
    make_readings(standard, *[60] * 65)
    table = block(sheet_of(standard), Table, "Readings")
    assert (len(table.rows), table.note) == (60, "And 5 older.")


def test_a_standard_without_readings_says_so(team):
    chart = block(sheet_of(make_standard(team)), Chart)
    assert chart.said == "There are no readings of the whole team yet."


def test_the_page_of_a_standard_is_constant_in_queries(client, team):
    standard, counts = make_standard(team), set()
    for number, member in enumerate(team.members.all()):
        day = FIRST + timedelta(days=number)
        for whose in (None, member):
            make_readings(standard, 60, 70, start=day, step=50, member=whose)
        begun = day + timedelta(days=10)
        make_record(team, Kind.INITIATIVE, standard=standard, happened_on=begun)
        counts.add(queries_of(client, standard.get_absolute_url()))
    assert len(counts) == 1


def test_the_readings_belong_to_the_record():
    assert "readings" in CATALOGUE[Kind.STANDARD].rows
