"""The team itself: its overview, what is due, changing and archiving it, pseudonyms on saving."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from teams import leading
from teams.catalogue import CATALOGUE
from teams.forms.teams import TeamForm
from teams.models import (
    CoachingSession,
    Kind,
    Member,
    Reading,
    Record,
    ReviewObjective,
    Skill,
    SkillLevel,
    Task,
    TaskStatus,
    Team,
    TeamProfile,
)
from teams.naming import Pseudonyms
from teams.overview import standings_of, steps_of
from teams.upcoming import due_in
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import filled_form, make_record, make_standard, make_task, make_team


@laid_once
def team(learner):
    return make_team(learner)


@pytest.fixture
def today():
    return timezone.localdate()


def page_of(user, team, name="team"):
    return client_of(user).get(reverse(name, args=[team.code])).content.decode()


# -- Starting, changing, archiving ------------------------------------------------------------


def test_a_team_is_started_with_its_profile(anna, learner):
    client = client_of(anna)
    answer = client.post(reverse("team-start"), {"name": " Night  line ", "began_on": "2026-01-05"})
    team = Team.objects.get()
    assert answer.headers["Location"] == team.get_absolute_url()
    assert team.name == "Night line"
    assert TeamProfile.objects.get(team=team).happened_on == team.began_on


def test_two_teams_have_two_names(anna, team):
    answer = client_of(anna).post(
        reverse("team-start"), {"name": "BILLING line", "began_on": "2026-01-05"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"name": ["You already keep a team of that name."]}
    assert Team.objects.count() == 1


def test_a_team_is_changed(anna, team):
    address = reverse("team-edit", args=[team.code])
    sent = {"name": "Accounts", "began_on": team.began_on, "purpose": "Bills."}
    assert client_of(anna).post(address, sent).status_code == 302
    team.refresh_from_db()
    assert (team.name, team.purpose) == ("Accounts", "Bills.")
    answer = client_of(anna).post(address, sent | {"name": ""})
    assert answer.status_code == 422
    assert "Accounts" in answer.content.decode()


def test_an_archived_team_is_read_and_brought_back(anna, team):
    client = client_of(anna)
    client.post(reverse("team-archive", args=[team.code]))
    assert Team.objects.kept().count() == 0
    listed = client.get(reverse("teams")).content.decode()
    assert "Bring back" in listed
    said = page_of(anna, team)
    assert "This team is archived" in said
    assert "Write in the diary" not in said
    team.refresh_from_db()
    with pytest.raises(PermissionDenied):
        leading.keep_member(member=team.members.first(), user=anna)
    client.post(reverse("team-restore", args=[team.code]))
    assert Team.objects.kept().get() == team


def test_a_team_whose_name_is_taken_stays_archived(anna, team, learner):
    leading.archive_team(team=team, user=anna)
    make_team(learner)
    answer = client_of(anna).post(reverse("team-restore", args=[team.code]), follow=True)
    assert "rename that one first" in answer.content.decode()
    assert Team.objects.kept().count() == 1


def test_my_team_leads_to_the_present_one(anna, team):
    client = client_of(anna)
    assert client.get("/team/").headers["Location"] == team.get_absolute_url()
    leading.archive_team(team=team, user=anna)
    assert client.get("/team/").headers["Location"] == reverse("team-start")


# -- The overview -----------------------------------------------------------------------------


def test_a_new_team_says_how_to_begin(anna, learner):
    team = make_team(learner, members=())
    assert [step.is_done for step in steps_of(team)] == [False, False, False, False]
    said = page_of(anna, team)
    assert "How to begin" in said
    assert reverse("member-add", args=[team.code]) in said


def test_who_has_begun_is_not_told_how(anna, team):
    make_standard(team)
    SkillLevel.objects.create(member=team.members.first(), skill=team.skills.first(), level=3)
    assert [step.words for step in steps_of(team) if not step.is_done] == ["Plan the work"]
    make_record(team, Kind.WORK_PLAN)
    assert steps_of(team) == ()
    assert "How to begin" not in page_of(anna, team)


def test_a_standard_stands_where_its_newest_reading_is(team, today):
    standard = make_standard(team)
    for weeks, value in ((3, 80), (1, 62)):
        Reading.objects.create(
            standard=standard, taken_on=today - timedelta(weeks=weeks), value=value
        )
    # One of a colleague says nothing about the team.
    Reading.objects.create(standard=standard, taken_on=today, value=99, member=team.members.first())
    (standing,) = standings_of(team)
    assert (standing.value, standing.is_met) == ("62%", False)
    assert standing.compared.startswith("13 points")
    assert standing.compared.endswith("the target of 75%")


def test_a_standard_without_readings_is_shown(anna, team):
    make_standard(team, target=None)
    (standing,) = standings_of(team)
    assert standing.is_met is None
    assert "No readings yet" in page_of(anna, team)


def test_what_is_due_is_named_by_its_day(team, today):
    member = team.members.first()
    plan = make_record(team, Kind.WORK_PLAN, happened_on=today, ends_on=today + timedelta(days=20))
    days = {"late": -3, "soon": 4, "far": 90, "done": 1}
    for title, away in days.items():
        Task.objects.create(
            plan=plan,
            title=title,
            assignee=member,
            starts_on=today - timedelta(days=9),
            ends_on=today + timedelta(days=away),
            status=TaskStatus.DONE if title == "done" else TaskStatus.DOING,
        )
    review = make_record(team, Kind.REVIEW)
    ReviewObjective.objects.create(
        review=review, specific="Probe first", due_on=today + timedelta(days=7)
    )
    found = [(due.words, due.is_late) for due in due_in(team, today)]
    assert found == [("late", True), ("soon", False), ("Probe first", False), (plan.title, False)]


def test_a_session_that_was_held_is_not_due(team, today):
    coaching = make_record(
        team, Kind.COACHING_PLAN, happened_on=today, ends_on=today + timedelta(days=90)
    )
    first = make_record(
        team, Kind.COACHING_SESSION, plan=coaching, happened_on=today, title="First"
    )
    CoachingSession.objects.filter(pk=first.pk).update(next_on=today + timedelta(days=7))
    assert [due.record.title for due in due_in(team, today)] == ["First"]
    make_record(
        team,
        Kind.COACHING_SESSION,
        plan=coaching,
        happened_on=today + timedelta(days=7),
        title="Second",
    )
    assert due_in(team, today) == ()


def test_nothing_of_an_archived_record_is_due(team, today):
    plan = make_record(team, Kind.WORK_PLAN, happened_on=today, ends_on=today + timedelta(days=3))
    assert due_in(team, today)
    Record.objects.filter(pk=plan.pk).update(archived_at=timezone.now())
    assert due_in(team, today) == ()


def test_what_is_due_names_nobody(team, today):
    plan = make_record(team, Kind.WORK_PLAN, happened_on=today, ends_on=today + timedelta(days=90))
    Task.objects.create(plan=plan, title="Talk to Roberta Smithson", starts_on=today, ends_on=today)
    assert [due.words for due in due_in(team, today)] == ["Talk to Robin"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_overview(count, team, anna, today, django_assert_num_queries):
    for number in range(count):
        standard = make_standard(team, title=f"Standard {number}")
        Reading.objects.create(standard=standard, taken_on=today, value=number)
        plan = make_record(team, Kind.WORK_PLAN, happened_on=today, ends_on=today)
        plan.members.set(team.members.all())
        Task.objects.create(
            plan=plan,
            title="Task",
            assignee=team.members.first(),
            starts_on=today,
            ends_on=today,
        )
    client, address = client_of(anna), team.get_absolute_url()
    with django_assert_num_queries(20):
        client.get(address)


# -- Pseudonyms -------------------------------------------------------------------------------


def test_who_types_a_real_name_is_told_that_it_was_replaced(anna, team):
    sent = filled_form(Kind.DIARY, team, title="About Roberta Smithson")
    answer = client_of(anna).post(
        reverse("record-add", args=[team.code, Kind.DIARY]), sent, follow=True
    )
    said = answer.content.decode()
    assert "A real name was replaced by “Robin”" in said
    assert "Smithson" not in said


def test_who_types_none_is_told_nothing(anna, team):
    sent = filled_form(Kind.DIARY, team, title="About Robin")
    answer = client_of(anna).post(
        reverse("record-add", args=[team.code, Kind.DIARY]), sent, follow=True
    )
    assert "was replaced" not in answer.content.decode()


def test_a_name_in_the_rows_of_a_record_is_told_too(team):
    sent = filled_form(Kind.PROBLEM, team)
    form = CATALOGUE[Kind.PROBLEM].form
    sent |= {
        "options-TOTAL_FORMS": 1,
        "options-INITIAL_FORMS": 0,
        "options-0-text": "Ask roberta smithson",
    }
    form = form(sent, team=team)
    form.is_valid()
    assert "“Robin”" in form.notice


def test_a_team_that_is_not_saved_hides_no_names(learner):
    form = TeamForm({"name": "Night line", "began_on": "2026-01-05"}, team=Team(learner=learner))
    assert form.is_valid()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jörg Strauß", "Asked JÖRG STRAUSS today"),
        ("José Vega", "Asked Jose\u0301 Vega today"),
        ("Pat O'Brien", "Asked Pat O’Brien today"),
        ("Mia Lee", "Asked Mia&nbsp;Lee today"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(team, name, typed):
    team.members.filter(pseudonym="Ash").update(real_name=name)
    assert Pseudonyms(team).hide(typed) == "Asked Ash today"


def test_letters_that_only_look_like_those_of_a_name_are_no_fault(team):
    team.members.filter(pseudonym="Ash").update(real_name="Ali Kim")
    assert Pseudonyms(team).hide("Asked Alı Kim") == "Asked Ash"


def test_a_name_that_becomes_known_goes_from_all_that_was_written(anna, team):
    said = "As Quentin Xylo says"
    plan = make_record(team, Kind.WORK_PLAN, title=said, purpose=said)
    rows = [
        make_task(plan, said),
        Skill.objects.create(team=team, name=said),
        team.members.get(pseudonym="Kit"),
        team,
    ]
    Member.objects.filter(pk=rows[2].pk).update(wishes=said)
    Team.objects.filter(pk=team.pk).update(purpose=said)
    _name_ash(anna, team, "Quentin Xylo")
    for row in (*rows, plan):
        row.refresh_from_db()
    assert {rows[0].title, rows[1].name, rows[2].wishes, rows[3].purpose} == {"As Ash says"}
    assert (plan.title, plan.purpose) == ("As Ash says",) * 2
    assert team.members.get(pseudonym="Ash").real_name == "Quentin Xylo"


def test_a_pseudonym_that_does_not_fit_or_is_taken_is_no_fault(anna, team):
    record = make_record(team, Kind.DIARY, title=f"Al {'x' * 197}")
    team.skills.update(name="Ask Al")
    Skill.objects.create(team=team, name="Ask Ash")
    _name_ash(anna, team, "Al")
    record.refresh_from_db()
    assert record.title == f"Ash {'x' * 196}"
    assert set(team.skills.values_list("name", flat=True)) == {"Ask Al", "Ask Ash"}


def _name_ash(user, team, name):
    ash = team.members.get(pseudonym="Ash")
    ash.real_name = name
    leading.keep_member(member=ash, user=user)
