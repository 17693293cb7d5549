"""The diary: quick to write, and honest about when it was written."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from teams.forms.notes import first_words
from teams.freezing import content_of
from teams.models import DiaryEntry, Kind, Record
from teams.presenting import sheet_of
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import filled_form, make_record, make_team
from tests.test_quality import queries_of

TODAY = timezone.localdate()


@laid_once
def team(learner):
    return make_team(learner)


def days_ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


def write(user, team, **values):
    values = {"happened_on": TODAY.isoformat()} | values
    return client_of(user).post(reverse("diary-write", args=[team.code]), values)


def diary(user, team):
    return (
        client_of(user).get(reverse("record-list", args=[team.code, Kind.DIARY])).content.decode()
    )


def test_one_text_and_save(team, anna):
    answer = write(anna, team, text="The huddle went quiet. I asked twice.")
    assert answer.url == reverse("record-list", args=[team.code, Kind.DIARY])
    entry = DiaryEntry.objects.get()
    assert (entry.title, entry.happened_on) == ("The huddle went quiet", TODAY)
    assert timezone.now() - entry.created_at < timedelta(minutes=1)
    assert "The huddle went quiet" in diary(anna, team)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "Tomorrow", "happened_on": days_ago(-1)}, "happened_on"),
        ({"text": "When?", "happened_on": "soon"}, "happened_on"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_in_the_form(team, anna, values, field):
    answer = write(anna, team, **values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert values["text"] in answer.content.decode()
    assert not DiaryEntry.objects.exists()


def test_a_double_tap_writes_once_and_other_words_are_another_entry(team, anna):
    code = uuid4()
    for text in ("Said once", "Said once", "Said later"):
        assert write(anna, team, text=text, code=code).status_code == 302
    assert sorted(DiaryEntry.objects.values_list("text", flat=True)) == ["Said later", "Said once"]


@pytest.mark.parametrize("days", [1, 2])
def test_an_entry_of_yesterday_is_still_fresh(team, anna, days):
    write(anna, team, text="Fresh", happened_on=days_ago(days))
    assert "days later" not in diary(anna, team)
    assert "days later" not in str(sheet_of(DiaryEntry.objects.get()))


def test_an_entry_dated_back_says_so_everywhere(team, anna):
    write(anna, team, text="Long ago", happened_on=days_ago(12))
    entry = DiaryEntry.objects.get()
    for said in (
        diary(anna, team),
        client_of(anna).get(entry.get_absolute_url()).content.decode(),
        str(content_of(entry)["sheet"]),
    ):
        assert "Written 12 days later" in said


@pytest.mark.parametrize("name", ["created_at", "changed_at"])
def test_nothing_sent_sets_when_it_was_written(team, anna, name):
    write(anna, team, text="Now", **{name: "2020-01-01 00:00:00"})
    entry = DiaryEntry.objects.get()
    sent = filled_form(Kind.DIARY, team, record=entry, **{name: "2020-01-01 00:00:00"})
    client_of(anna).post(reverse("record-edit", args=[entry.code]), sent)
    assert getattr(DiaryEntry.objects.get(), name).year == TODAY.year


def test_no_form_offers_when_it_was_written():
    assert not Record._meta.get_field("created_at").editable
    assert not Record._meta.get_field("changed_at").editable


def test_a_change_is_told(team, anna):
    entry = make_record(team, Kind.DIARY, text="At first")
    assert "Last changed" not in str(sheet_of(entry))
    Record.objects.filter(pk=entry.pk).update(created_at=timezone.now() - timedelta(days=3))
    sent = filled_form(Kind.DIARY, team, record=entry, text="Later")
    client_of(anna).post(reverse("record-edit", args=[entry.code]), sent)
    assert "Last changed" in str(sheet_of(DiaryEntry.objects.get()))


def test_real_names_do_not_enter(team, anna):
    write(anna, team, text="Roberta Smithson was late.")
    entry = DiaryEntry.objects.get()
    assert (entry.title, entry.text) == ("Robin was late", "Robin was late.")


def test_models_and_theories_are_offered(team, anna):
    page = client_of(anna).get(reverse("diary-write", args=[team.code])).content.decode()
    assert 'list="id_theory_suggestions"' in page
    assert '<datalist id="id_theory_suggestions">' in page
    assert '<option value="GROW coaching model">' in page


def test_who_no_longer_learns_there_cannot_write(team, anna, cast):
    cast.memberships["anna"].delete()
    assert write(anna, team, text="Afterwards").status_code == 403
    assert not DiaryEntry.objects.exists()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("One line. And more.", "One line"),
        ("\n\n  First line\nsecond", "First line"),
        ("word " * 40, "word " * 15 + "…"),
        ("x" * 300, "…"),
        ("", ""),
    ],
)
def test_a_title_is_made_of_the_first_words(text, title):
    assert first_words(text) == title


def test_the_diary_is_constant_in_queries(team, anna):
    make_record(team, Kind.DIARY)
    client, address = client_of(anna), reverse("record-list", args=[team.code, Kind.DIARY])
    first = queries_of(client, address)
    for _ in range(2):
        make_record(team, Kind.DIARY)
    assert queries_of(client, address) == first
