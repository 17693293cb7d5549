"""The skills matrix: levels set in place, gaps, and its skills."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from teams import leading, skilling
from teams.models import Level, Skill, SkillLevel, TeamProfile
from teams.presenting import sheet_of
from teams.sheets.matrix import MOST_ACROSS, Matrix
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import make_team

HTMX = {"HX-Request": "true"}


@laid_once
def team(learner):
    return make_team(learner)


@pytest.fixture
def robin(team):
    return team.members.get(pseudonym="Robin")


@pytest.fixture
def billing(team):
    return team.skills.get()


@pytest.fixture
def profile(team):
    return TeamProfile.objects.get(team=team)


def send(user, team, cell, **options):
    return client_of(user).post(reverse("skill-level", args=[team.code]), {"cell": cell}, **options)


def matrix_in(record):
    return next(block for block in sheet_of(record).blocks if isinstance(block, Matrix))


# -- Levels -----------------------------------------------------------------------------------


def test_a_cell_is_set_and_the_gap_comes_back(anna, team, robin, billing):
    answer = send(anna, team, f"{robin.pk}-{billing.pk}-3", headers=HTMX)
    assert "1 of 2: 1 more wanted" in answer.content.decode()
    assert SkillLevel.objects.get().level == Level.ALONE
    ash = team.members.get(pseudonym="Ash")
    answer = send(anna, team, f"{ash.pk}-{billing.pk}-4", headers=HTMX)
    assert "2 of 2: enough" in answer.content.decode()


def test_a_cell_is_set_without_a_script(anna, team, robin, billing, profile):
    cell = f"{robin.pk}-{billing.pk}"
    client = client_of(anna)
    said = client.get(profile.get_absolute_url()).content.decode()
    assert f'value="{cell}-1"' in said
    answer = send(anna, team, f"{cell}-1")
    assert answer.headers["Location"] == f"{profile.get_absolute_url()}#c{cell}"
    said = client.get(profile.get_absolute_url()).content.decode()
    assert f'value="{cell}-2"' in said


@pytest.mark.parametrize(
    "cell", ["", "1-2", "x-1-2", "1-1-5", "1-1--1", "9" * 20 + "-1-1", "0-0-1"]
)
def test_what_is_no_cell_is_not_found(anna, team, cell):
    assert send(anna, team, cell).status_code == 404
    assert not SkillLevel.objects.exists()


def test_a_cell_of_another_team_is_not_found(anna, team, learner, billing):
    other = make_team(learner, name="Night line")
    cell = f"{other.members.first().pk}-{billing.pk}-3"
    assert send(anna, team, cell).status_code == 404
    with pytest.raises(ValidationError):
        skilling.set_level(
            member=other.members.first(), skill=billing, level=Level.ALONE, user=anna
        )


def test_nobody_else_sets_a_level(ben, robin, billing):
    with pytest.raises(PermissionDenied):
        skilling.set_level(member=robin, skill=billing, level=Level.ALONE, user=ben)


def test_a_level_changes_the_record(anna, team, robin, billing, profile):
    skilling.set_level(member=robin, skill=billing, level=Level.TEACHES, user=anna)
    profile.refresh_from_db()
    assert profile.revision == 2
    assert matrix_in(profile).rows[0][1] == (0, 0, 4)


# -- Gaps -------------------------------------------------------------------------------------


def test_who_left_or_is_archived_fills_no_gap(anna, team, robin, billing):
    skilling.set_level(member=robin, skill=billing, level=Level.ALONE, user=anna)
    assert skilling.gap_of(billing).able == 1
    leading.archive_member(member=robin, user=anna)
    assert skilling.gap_of(billing).able == 0
    assert skilling.matrix_of(team).rows[0].gap == skilling.gap_of(billing)


@pytest.mark.parametrize(
    ("able", "wanted", "words"),
    [(1, 3, "1 of 3: 2 more wanted"), (3, 3, "3 of 3: enough"), (4, 0, "4")],
)
def test_a_gap_is_said_in_words(able, wanted, words):
    assert skilling.Gap(able, wanted).words == words


def test_the_matrix_names_what_too_few_can_do(anna, team, billing):
    Skill.objects.create(team=team, name="Meters", wanted=0)
    assert [row.skill for row in skilling.matrix_of(team).short] == [billing]


# -- Skills -----------------------------------------------------------------------------------


def test_a_skill_is_added(anna, team, profile):
    address = reverse("skill-add", args=[team.code])
    answer = client_of(anna).post(address, {"name": "Meters", "wanted": 3})
    skill = team.skills.get(name="Meters")
    assert answer.headers["Location"] == f"{profile.get_absolute_url()}#s{skill.pk}"


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"name": "", "wanted": 1}, "name", "required"),
        ({"name": "billing QUESTIONS", "wanted": 1}, "name", "already in the matrix"),
        ({"name": "Meters", "wanted": "-1"}, "wanted", "greater than or equal to 0"),
        ({"name": "Meters", "wanted": "some"}, "wanted", "whole number"),
    ],
)
def test_a_wrong_skill_is_refused_at_its_place(anna, team, sent, field, said):
    answer = client_of(anna).post(reverse("skill-add", args=[team.code]), sent)
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors[field])
    assert team.skills.count() == 1


def test_a_new_skill_has_no_row_to_be_written_in(anna, team):
    address = reverse("skill-add", args=[team.code])
    for sent, status in ((None, 200), ({"name": ""}, 422)):
        client, headers = client_of(anna), {"hx-request": "true"}
        send = client.get if sent is None else client.post
        assert send(address, sent, headers=headers).status_code == status


def test_a_skill_is_renamed_in_its_row(anna, team, billing):
    address, client = reverse("skill-edit", args=[team.code, billing.pk]), client_of(anna)
    form = client.get(address, headers=HTMX).content.decode()
    assert "<h1" not in form
    refused = client.post(address, {"name": "", "wanted": 2}, headers=HTMX)
    assert refused.status_code == 422
    assert "This field is required" in refused.content.decode()
    head = client.post(address, {"name": "Bills", "wanted": 5}, headers=HTMX).content.decode()
    assert "Bills" in head
    assert "0 of 5" in head
    assert "Bills" in client.get(address, {"back": ""}, headers=HTMX).content.decode()
    billing.refresh_from_db()
    assert (billing.name, billing.wanted) == ("Bills", 5)


def test_an_archived_skill_comes_back_with_its_levels(anna, team, robin, billing, profile):
    skilling.set_level(member=robin, skill=billing, level=Level.ALONE, user=anna)
    client = client_of(anna)
    client.post(reverse("skill-archive", args=[team.code, billing.pk]))
    assert skilling.matrix_of(team).rows == ()
    said = client.get(profile.get_absolute_url()).content.decode()
    assert "1 archived" in said
    client.post(reverse("skill-restore", args=[team.code, billing.pk]))
    assert skilling.matrix_of(team).rows[0].gap.able == 1


def test_a_skill_whose_name_is_taken_stays_archived(anna, team, billing):
    skilling.archive_skill(skill=billing, user=anna)
    Skill.objects.create(team=team, name=billing.name)
    address = reverse("skill-restore", args=[team.code, billing.pk])
    answer = client_of(anna).post(address, follow=True)
    assert "rename that one first" in answer.content.decode()
    assert team.skills.filter(archived_at=None).count() == 1


def test_a_skill_of_another_team_is_not_found(anna, learner, billing):
    other = make_team(learner, name="Night line")
    address = reverse("skill-archive", args=[other.code, billing.pk])
    assert client_of(anna).post(address).status_code == 404


# -- The page and the sheet -------------------------------------------------------------------


def test_who_may_not_change_it_reads_it(anna, team, profile, billing):
    leading.archive_team(team=team, user=anna)
    said = client_of(anna).get(profile.get_absolute_url()).content.decode()
    assert billing.name in said
    assert 'form="levels"' not in said


def test_an_empty_matrix_says_what_to_do(anna, learner):
    team = make_team(learner, members=())
    said = client_of(anna).get(reverse("skills", args=[team.code]), follow=True)
    assert "Nobody is in the team yet" in said.content.decode()


def test_the_sheet_tells_what_work_is_given_by(team, robin, profile):
    robin.strengths, robin.access_needs = "Listens.", "Captions on calls"
    robin.save()
    profile.allocation = "By strengths first."
    profile.save()
    said = str(sheet_of(profile).to_json())
    for words in ("Listens.", "Captions on calls", "By strengths first.", "37.5", "With support"):
        assert words in said


def test_a_wide_matrix_is_drawn_in_parts():
    people = tuple(f"P{number}" for number in range(MOST_ACROSS + 3))
    block = Matrix("Skills", people, (("Bills", tuple(range(MOST_ACROSS + 3)), "1", False),))
    first, second = block.parts
    assert len(first[0]) == MOST_ACROSS
    assert second == (people[-3:], (("Bills", (14, 15, 16), "1", False),))


def test_a_reader_of_the_sheet_sees_levels_and_gaps(anna, robin, billing, profile):
    skilling.set_level(member=robin, skill=billing, level=Level.ALONE, user=anna)
    said = render_to_string("teams/_sheet.html", {"blocks": sheet_of(profile).blocks, "level": 3})
    assert '<th scope="col">Robin</th>' in said
    assert '<span class="level l3">3</span>' in said
    assert "▲ 1 of 2: 1 more wanted" in said
    assert "3 on their own" in said


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page(count, learner, anna, django_assert_num_queries):
    team = make_team(learner, members=("Ash", "Kit", "Lou")[:count])
    for number in range(count):
        skill = Skill.objects.create(team=team, name=f"Skill {number}")
        for member in team.members.all():
            SkillLevel.objects.create(member=member, skill=skill, level=3)
    client, profile = client_of(anna), TeamProfile.objects.get(team=team)
    with django_assert_num_queries(15):
        client.get(profile.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_one_change(count, learner, anna, django_assert_num_queries):
    team = make_team(learner, members=("Ash", "Kit", "Lou")[:count])
    cell = f"{team.members.first().pk}-{team.skills.get().pk}-3"
    client, address = client_of(anna), reverse("skill-level", args=[team.code])
    client.post(address, {"cell": cell}, headers=HTMX)
    with django_assert_num_queries(17):
        client.post(address, {"cell": cell}, headers=HTMX)
