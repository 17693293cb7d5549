"""Members: added, changed, archived and shown; by a pseudonym wherever others read."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from teams import leading
from teams.models import Kind, Member, SkillLevel, TeamProfile
from teams.presenting import sheet_of
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import make_record, make_team


@laid_once
def team(learner):
    return make_team(learner)


def add(user, team, **values):
    return client_of(user).post(reverse("member-add", args=[team.code]), values)


def test_a_member_is_added_and_changed(anna, team):
    answer = add(anna, team, pseudonym="Noor", contracted_hours="30", strengths="Listens.")
    assert answer.headers["Location"] == reverse("members", args=[team.code])
    member = team.members.get(pseudonym="Noor")
    address = reverse("member-edit", args=[member.code])
    assert "Listens." in client_of(anna).get(address).content.decode()
    answer = client_of(anna).post(address, {"pseudonym": "Noor", "job": "Buddy"})
    assert answer.headers["Location"] == member.get_absolute_url()
    member.refresh_from_db()
    assert (member.job, member.strengths) == ("Buddy", "")


def test_another_can_be_added_at_once(anna, team):
    answer = add(anna, team, pseudonym="Noor", another="")
    assert answer.headers["Location"] == reverse("member-add", args=[team.code])


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"pseudonym": ""}, "pseudonym", "This field is required."),
        ({"pseudonym": "robin"}, "pseudonym", "already has that pseudonym"),
        (
            {"pseudonym": "Ashwin", "real_name": "Ashwin Pereira"},
            "pseudonym",
            "gives the real name away",
        ),
        ({"is_named": "on"}, "__all__", "Give the real name that they agreed"),
        ({"contracted_hours": "81"}, "contracted_hours", "less than or equal to 80"),
        ({"contracted_hours": "many"}, "contracted_hours", "Enter a number."),
        ({"joined_on": "2026-05-04", "left_on": "2026-05-03"}, "__all__", "before the day they"),
        ({"joined_on": "0026-05-04"}, "joined_on", "Check the year."),
    ],
)
def test_what_is_wrong_is_said_at_its_place(anna, team, values, field, said):
    answer = add(anna, team, **{"pseudonym": "Noor"} | values)
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors[field])
    assert team.members.count() == 3


def test_who_agreed_to_be_named_may_be_called_by_that_name(anna, team):
    add(anna, team, pseudonym="Ashwin", real_name="Ashwin Pereira", is_named="on")
    assert team.members.get(pseudonym="Ashwin").shown_name == "Ashwin Pereira"


def test_a_real_name_is_replaced_in_what_is_kept_of_its_owner(anna, team):
    add(
        anna,
        team,
        pseudonym="Noor",
        real_name="Ashwin Pereira",
        strengths="Ashwin Pereira listens.",
    )
    assert team.members.get(pseudonym="Noor").strengths == "Noor listens."


def test_the_real_name_is_on_their_own_page_only(anna, team):
    robin = team.members.get(pseudonym="Robin")
    make_record(team, Kind.REVIEW, member=robin)
    client = client_of(anna)
    assert "Roberta Smithson" in client.get(robin.get_absolute_url()).content.decode()
    for name in ("team", "members", "team-timeline"):
        assert "Smithson" not in client.get(reverse(name, args=[team.code])).content.decode()
    profile = TeamProfile.objects.get(team=team)
    assert "Smithson" not in client.get(profile.get_absolute_url()).content.decode()


def test_who_is_archived_is_in_no_list_until_brought_back(anna, team):
    robin, client = team.members.get(pseudonym="Robin"), client_of(anna)
    address = reverse("members", args=[team.code])
    client.post(reverse("member-archive", args=[robin.code]))
    client.get(address)  # which shows the message
    assert "Robin" not in client.get(address).content.decode()
    assert "Robin" in client.get(address, {"archived": ""}).content.decode()
    assert "is archived" in client.get(robin.get_absolute_url()).content.decode()
    client.post(reverse("member-restore", args=[robin.code]))
    assert "Robin" in client.get(address).content.decode()


def test_whose_pseudonym_is_taken_stays_archived(anna, team):
    robin = team.members.get(pseudonym="Robin")
    leading.archive_member(member=robin, user=anna)
    Member.objects.create(team=team, pseudonym="Robin")
    answer = client_of(anna).post(reverse("member-restore", args=[robin.code]), follow=True)
    assert "rename them first" in answer.content.decode()
    robin.refresh_from_db()
    assert robin.archived_at


def test_only_the_learner_keeps_members(ben, team):
    robin = team.members.get(pseudonym="Robin")
    for verb in (leading.keep_member, leading.archive_member, leading.restore_member):
        with pytest.raises(PermissionDenied):
            verb(member=robin, user=ben)


def test_their_page_has_their_skills_and_records(anna, team):
    robin = team.members.get(pseudonym="Robin")
    SkillLevel.objects.create(member=robin, skill=team.skills.get(), level=4)
    record = make_record(team, Kind.REVIEW, title="Spring review", member=robin)
    said = client_of(anna).get(robin.get_absolute_url()).content.decode()
    assert "can teach it" in said
    assert record.get_absolute_url() in said
    assert f"?member={robin.code}" in said


def test_who_left_is_not_counted(anna, team):
    yesterday = timezone.localdate() - timedelta(days=1)
    team.members.filter(pseudonym="Kit").update(left_on=yesterday)
    said = client_of(anna).get(reverse("members", args=[team.code])).content.decode()
    assert "75 contracted hours" in said
    assert "Left on" in said


def test_a_change_of_a_member_is_a_change_of_the_profile(anna, team):
    profile = TeamProfile.objects.get(team=team)
    member = leading.keep_member(member=Member(team=team, pseudonym="Noor"), user=anna)
    profile.refresh_from_db()
    assert profile.revision == 2
    assert member in profile.members.all()
    assert "Noor" in str(sheet_of(profile))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(count, learner, anna, django_assert_num_queries):
    team = make_team(learner, members=("Ash", "Kit", "Lou")[:count])
    client, address = client_of(anna), reverse("members", args=[team.code])
    with django_assert_num_queries(7):
        client.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_their_page(count, team, anna, django_assert_num_queries):
    robin = team.members.get(pseudonym="Robin")
    for _ in range(count):
        make_record(team, Kind.REVIEW, member=robin)
    client = client_of(anna)
    with django_assert_num_queries(9):
        client.get(robin.get_absolute_url())
