"""One timeline: what is asked for is found, by month, and its picture counts the same."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from teams.models import Kind, Record
from teams.templatetags.timelines import drawn_timeline
from teams.timelines import Asked, Lane, Mark, Picture, month_after, picture_of, records_of
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import make_record, make_team

TODAY = date(2026, 3, 15)


@laid_once
def team(learner):
    team = make_team(learner)
    # The profile is as old as the team: out of the way of what is counted here.
    Record.objects.filter(team=team).update(happened_on=date(2020, 1, 1))
    return team


@pytest.fixture
def robin(team):
    return team.members.get(pseudonym="Robin")


def found(team, **asked):
    return [record.title for record in records_of(team, Asked(**asked))]


def page(user, team, **asked):
    return client_of(user).get(reverse("team-timeline", args=[team.code]), asked)


def test_everything_comes_newest_first(team):
    for day in (3, 9, 6):
        make_record(team, Kind.DIARY, title=f"Day {day}", happened_on=date(2026, 3, day))
    assert found(team)[:3] == ["Day 9", "Day 6", "Day 3"]


def test_it_is_filtered_by_kinds_person_and_month(team, robin):
    make_record(team, Kind.REVIEW, title="Review", member=robin, happened_on=date(2026, 2, 28))
    make_record(team, Kind.DIARY, title="Diary", happened_on=date(2026, 3, 1))
    make_record(team, Kind.PROBLEM, title="Problem", happened_on=date(2026, 3, 31))
    assert found(team, kinds=(Kind.DIARY, Kind.REVIEW)) == ["Diary", "Review"]
    assert found(team, member=robin) == ["Review"]
    assert found(team, month=date(2026, 3, 1)) == ["Problem", "Diary"]
    assert found(team, member=robin, month=date(2026, 3, 1)) == []


def test_words_are_found_in_titles_and_in_the_texts_of_every_kind(team):
    make_record(team, Kind.DIARY, title="A day", text="The QUEUE was long.")
    make_record(team, Kind.PROBLEM, title="Long queue", identified="Calls.")
    make_record(team, Kind.INITIATIVE, title="Other", gap="Letters.")
    assert set(found(team, words="queue")) == {"A day", "Long queue"}
    assert found(team, words="queue", kinds=(Kind.DIARY,)) == ["A day"]
    # A choice is not what somebody wrote.
    assert found(team, words="problem") == []


def test_nothing_of_another_team_is_found(team, learner):
    other = make_team(learner, name="Night line")
    make_record(other, Kind.DIARY, title="Elsewhere", text="The queue.")
    assert found(team, words="queue") == []
    assert "Elsewhere" not in found(team)


def test_archived_records_are_not_there(team):
    record = make_record(team, Kind.DIARY, title="Gone")
    Record.objects.filter(pk=record.pk).update(archived_at=timezone.now())
    assert "Gone" not in found(team)


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "nothing"},
        {"member": "x"},
        {"member": "00000000-0000-0000-0000-000000000000"},
        {"month": "2026-13"},
        {"month": "9999-12"},
        {"q": "\0"},
        {"page": "last but one"},
        {"page": "99"},
    ],
)
def test_an_odd_address_is_no_fault(anna, team, asked):
    answer = page(anna, team, **asked)
    assert answer.status_code == 200
    assert "Team and skills" in answer.content.decode()


def test_the_page_keeps_what_was_asked(anna, team, robin):
    for number in range(60):
        make_record(team, Kind.REVIEW, title=f"Review {number}", member=robin)
    said = page(anna, team, kind="review", member=robin.code).content.decode()
    assert "60 records about Robin" in said
    assert f"kind=review&amp;member={robin.code}&amp;page=2" in said
    assert "Show everything" in said


# -- The picture ------------------------------------------------------------------------------


def test_the_picture_counts_by_kind_and_week(team):
    for day in (2, 3, 9):
        make_record(team, Kind.DIARY, happened_on=date(2026, 3, day))
    make_record(team, Kind.WORK_PLAN, happened_on=date(2025, 4, 1), ends_on=date(2025, 5, 1))
    make_record(team, Kind.DIARY, happened_on=date(2025, 3, 31))  # before the first month
    picture = picture_of(team, TODAY, Asked())
    assert (picture.months[0], picture.months[-1]) == (date(2025, 4, 1), date(2026, 3, 1))
    assert picture.lanes == (
        Lane(Kind.WORK_PLAN, (Mark(date(2025, 3, 31), 1),)),
        Lane(Kind.DIARY, (Mark(date(2026, 3, 2), 2), Mark(date(2026, 3, 9), 1))),
    )
    assert picture.count == 4


def test_the_month_that_was_asked_for_is_seen_among_the_others(team):
    make_record(team, Kind.DIARY, happened_on=date(2026, 2, 3))
    picture = picture_of(team, TODAY, Asked(month=date(2026, 3, 1), kinds=(Kind.DIARY,)))
    assert picture.count == 1


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_every_mark_is_drawn_within_the_picture(layout):
    months = tuple(picture_months())
    mondays = [date(2025, 3, 31) + timedelta(weeks=week) for week in range(53)]
    marks = tuple(Mark(monday, count) for count, monday in enumerate(mondays, start=1))
    drawing = drawn_timeline(Picture(months, (Lane(Kind.DIARY, marks),)), layout)
    (lane,) = drawing.lanes
    places = [int(dot.split()[0]) for _, path in lane.marks for dot in path.split("M") if dot]
    assert len(places) == 53
    assert all(drawing.months[0].x <= x <= drawing.width for x in places)
    assert len({width for width, _ in lane.marks}) == 4


def picture_months():
    month = date(2025, 4, 1)
    for _ in range(12):
        yield month
        month = month_after(month)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page(count, team, anna, robin, django_assert_num_queries):
    for number in range(count):
        make_record(team, Kind.DIARY, title=f"Day {number}").members.add(robin)
    client = client_of(anna)
    address = reverse("team-timeline", args=[team.code])
    with django_assert_num_queries(10):
        client.get(address, {"member": robin.code, "q": "day"})
