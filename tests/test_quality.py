"""Quality checks and communications: what is asked, refused, compared and shown."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from teams.freezing import content_of
from teams.models import Communication, Kind, Member, QualityCheck
from teams.presenting import sheet_of
from teams.sheets.writing import written
from teams.trends import is_one_method_only, methods_used, score_trends
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import filled_form, last_monday, make_record, make_standard, make_team

TODAY = timezone.localdate()


@laid_once
def team(learner):
    return make_team(learner)


def member(team, pseudonym="Ash"):
    return team.members.get(pseudonym=pseudonym)


def add(user, team, kind, **values):
    address = reverse("record-add", args=[team.code, kind])
    return client_of(user).post(address, filled_form(kind, team, **values))


def queries_of(client, address):
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def block(sheet, name):
    """The first block of that name in a sheet."""
    return next((each for each in sheet.blocks if name == each.NAME), None)


# -- Quality checks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "out_of", "field"),
    [("11", "10", "score"), ("-1", "10", "score"), ("7", "", "out_of"), ("0", "0", "out_of")],
)
def test_a_score_beyond_its_scale_is_refused_at_its_field(team, anna, score, out_of, field):
    answer = add(anna, team, Kind.QUALITY_CHECK, title="Calls", score=score, out_of=out_of)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not QualityCheck.objects.exists()


def test_a_check_of_tomorrow_is_refused(team, anna):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    answer = add(anna, team, Kind.QUALITY_CHECK, title="Calls", happened_on=tomorrow)
    assert answer.context["form"].errors == {"happened_on": ["This day has not come yet."]}


@pytest.mark.parametrize("field", ["member", "standard"])
def test_another_learners_rows_are_refused(team, anna, cast, field):
    other = make_team(cast.learners["noah"])
    forged = {"member": member(other), "standard": make_standard(other)}[field]
    answer = add(anna, team, Kind.QUALITY_CHECK, title="Forged", **{field: forged.pk})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_title_is_proposed(team, anna):
    values = {"title": "", "method": "spot", "member": member(team).pk}
    add(anna, team, Kind.QUALITY_CHECK, happened_on=TODAY.isoformat(), **values)
    assert QualityCheck.objects.get().title == f"Spot check: Ash, {written(TODAY)}"


def test_the_next_check_begins_on_the_same_scale(team, anna):
    make_record(team, Kind.QUALITY_CHECK, method="survey", score=4, out_of=5)
    address = reverse("record-add", args=[team.code, Kind.QUALITY_CHECK])
    form = client_of(anna).get(address).context["form"]
    assert (form.initial["out_of"], form.initial["method"]) == (Decimal(5), "survey")


def test_a_sheet_says_the_score_in_figures(team):
    record = make_record(team, Kind.QUALITY_CHECK, score=Decimal("7.5"), out_of=10)
    score = block(sheet_of(record), "score")
    assert (score.value, score.most, score.said) == ("7.5", "10", "7.5 out of 10 · 75%")
    assert block(sheet_of(make_record(team, Kind.QUALITY_CHECK)), "score") is None


def test_scores_are_compared_for_each_colleague(team):
    ash, kit = member(team), member(team, "Kit")
    for weeks, who, score in ((3, ash, 6), (2, kit, 5), (1, ash, 9), (1, None, 10)):
        day = last_monday(weeks)
        make_record(team, Kind.QUALITY_CHECK, member=who, score=score, out_of=10, happened_on=day)
    found = [(trend.whose, trend.newest, trend.said) for trend in score_trends(team)]
    assert found == [
        ("Ash", 90, "▲ 30 points up since the first of 2 checks"),
        ("Kit", 50, "One check so far"),
        ("", 100, "One check so far"),
    ]


def test_what_is_still_empty_is_said_kindly(team, anna):
    record = make_record(team, Kind.QUALITY_CHECK)
    page = client_of(anna).get(record.get_absolute_url()).content.decode()
    assert "Nothing good is noted" in page
    record.good = "A warm welcome"
    record.save()
    assert (
        "Nothing good is noted"
        not in client_of(anna).get(record.get_absolute_url()).content.decode()
    )


# -- Communications ---------------------------------------------------------------------------


def test_colleagues_preferences_stand_beside_them(team, anna):
    Member.objects.filter(pseudonym="Ash").update(
        preferred_communication="Face to face", access_needs="<b>Large print</b>"
    )
    page = client_of(anna).get(reverse("record-add", args=[team.code, Kind.COMMUNICATION]))
    said = page.content.decode()
    assert "Prefers: Face to face." in said
    assert "&lt;b&gt;Large print" in said


def test_a_one_to_one_is_named_after_the_colleague(team, anna):
    values = {"title": "", "channel": "one-to-one", "members": [member(team).pk]}
    add(anna, team, Kind.COMMUNICATION, happened_on=TODAY.isoformat(), **values)
    record = Communication.objects.get()
    assert record.title == f"One-to-one with Ash, {written(TODAY)}"
    assert list(record.members.all()) == [member(team)]


def test_another_learners_colleagues_are_refused(team, anna, cast):
    other = make_team(cast.learners["noah"])
    answer = add(anna, team, Kind.COMMUNICATION, title="Forged", members=[member(other).pk])
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["members"]


def test_access_needs_are_for_the_learner_only(team, anna):
    Member.objects.update(preferred_communication="By e-mail", access_needs="Large print")
    record = make_record(team, Kind.COMMUNICATION)
    assert "The whole team" in str(sheet_of(record))
    record.members.set(team.members.all())
    assert "Large print" in client_of(anna).get(record.get_absolute_url()).content.decode()
    assert "By e-mail" in str(content_of(record))
    assert "Large print" not in str(content_of(record))


def test_one_method_for_everybody_is_noticed(team):
    for _ in range(3):
        make_record(team, Kind.COMMUNICATION, channel="digital")
    assert is_one_method_only(methods_used(team))
    make_record(team, Kind.COMMUNICATION, channel="briefing")
    assert not is_one_method_only(methods_used(team))


# -- Queries ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.QUALITY_CHECK, Kind.COMMUNICATION])
def test_pages_are_constant_in_queries(team, anna, kind):
    client, record = client_of(anna), make_record(team, kind, **scored(team, kind, "Robin"))
    record.members.set([member(team, "Robin")])
    addresses = (reverse("record-list", args=[team.code, kind]), record.get_absolute_url())
    first = [queries_of(client, address) for address in addresses]
    for name in ("Ash", "Kit"):
        make_record(team, kind, **scored(team, kind, name)).members.add(member(team, name))
        record.members.add(member(team, name))
    assert [queries_of(client, address) for address in addresses] == first


def scored(team, kind, name):
    whose = {"member": member(team, name), "score": 7, "out_of": 10}
    return whose if kind == Kind.QUALITY_CHECK else {}
