"""Rotas: shifts in place, cover against need, hours and fairness, copying a week."""

from datetime import time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from teams import keeping, rostering
from teams.cover import cover_of
from teams.freezing import content_of
from teams.models import CoverNeed, Kind, Rota, Shift, Skill, SkillLevel
from teams.presenting import sheet_of
from teams.templatetags.rotas import cover_picture
from teams.weeks import over_words, shares_of, spread_words, week_of
from tests.laying import laid_once
from tests.people import client_of
from tests.teams import filled_form, last_monday, make_record, make_shift, make_team, times_of


@laid_once
def team(learner):
    return make_team(learner)


@laid_once
def rota(team):
    return make_record(team, Kind.ROTA, title="This week")


@pytest.fixture
def billing(team):
    return team.skills.get(name="Billing questions")


def member(rota, name):
    return rota.team.members.get(pseudonym=name)


def make_need(rota, people=1, day=1, hours="9-17", **values):
    return CoverNeed.objects.create(rota=rota, people=people, day=day, **times_of(hours) | values)


def can_do(rota, name, skill, level=3):
    SkillLevel.objects.create(member=member(rota, name), skill=skill, level=level)


def gaps(rota):
    return [gap.words for gap in cover_of(rota).gaps]


def shift_form(rota, name="Ash", **values):
    """What a browser sends for a shift."""
    return {
        "member": member(rota, name).pk,
        "day": 1,
        "starts_at": "09:00",
        "ends_at": "17:00",
        "break_minutes": 30,
    } | values


def add_address(rota):
    return reverse("shift-add", args=[rota.code])


def times(rota):
    return [(str(shift.member), shift.day, shift.hours) for shift in rota.shifts.all()]


# -- Shifts -----------------------------------------------------------------------------------


def test_a_shift_is_added_on_several_days_at_once(rota, anna):
    answer = client_of(anna).post(add_address(rota), shift_form(rota, also_on=[1, 3]))
    assert answer.status_code == 302
    assert times(rota) == [("Ash", 1, "09:00–17:00"), ("Ash", 3, "09:00–17:00")]
    rota.refresh_from_db()
    assert rota.revision == 2
    assert [str(member) for member in rota.members.all()] == ["Ash"]


def test_the_times_written_last_are_proposed(rota, anna):
    make_shift(rota, "Ash", day=0, hours="7:30-15:30", break_minutes=45)
    make_shift(rota, "Kit", day=0, hours="10-18")
    asked = {"member": member(rota, "Ash").code, "day": 2}
    form = client_of(anna).get(add_address(rota), asked).context["form"]
    assert form["starts_at"].value() == time(7, 30)
    assert form["break_minutes"].value() == 45
    assert (form["member"].value(), form["day"].value()) == (member(rota, "Ash").pk, 2)


def test_odd_places_in_the_address_are_passed_over(rota, anna):
    answer = client_of(anna).get(add_address(rota), {"member": "nobody", "day": "9"})
    assert answer.status_code == 200
    assert answer.context["form"]["starts_at"].value() == time(9)


def test_overlapping_shifts_are_refused_naming_both(rota, anna):
    make_shift(rota, "Ash", day=2, hours="9-13")
    sent = shift_form(rota, starts_at="12:30", also_on=[2, 3])
    answer = client_of(anna).post(add_address(rota), sent)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Ash, Wednesday 12:30–17:00 overlaps 09:00–13:00, which they work already." in said
    assert rota.shifts.count() == 1
    rota.refresh_from_db()
    assert rota.revision == 1


def test_a_split_shift_may_meet_at_a_minute(rota, anna):
    make_shift(rota, "Ash", day=1, hours="9-13")
    sent = shift_form(rota, starts_at="13:00")
    assert client_of(anna).post(add_address(rota), sent).status_code == 302
    assert rota.shifts.count() == 2


def test_an_overlap_is_found_in_the_verb_too(rota, anna):
    make_shift(rota, "Ash", day=1)
    shift = Shift(
        rota=rota, member=member(rota, "Ash"), day=1, starts_at=time(16), ends_at=time(18)
    )
    with pytest.raises(ValidationError, match="overlaps"):
        rostering.keep_shift(shift=shift, user=anna)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"starts_at": "18:00"}, "A shift past midnight is two"),
        ({"ends_at": "soon"}, "Enter a valid time."),
        ({"starts_at": ""}, "This field is required."),
        ({"break_minutes": "480"}, "less than or equal to 240"),
        ({"ends_at": "09:30"}, "The break is as long as the shift."),
        ({"day": "7"}, "not one of the available choices"),
        ({"also_on": ["9"]}, "not one of the available choices"),
        ({"member": "0"}, "not one of the available choices"),
    ],
)
def test_bad_shifts_are_refused_with_a_sentence(rota, anna, sent, said):
    answer = client_of(anna).post(add_address(rota), shift_form(rota, **sent))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not rota.shifts.exists()


def test_nobody_of_another_team_gets_a_shift(rota, anna, learner):
    other = make_team(learner, name="Night line", members=("Zola",))
    sent = shift_form(rota, member=other.members.get().pk)
    assert client_of(anna).post(add_address(rota), sent).status_code == 422
    assert not rota.shifts.exists()


def test_a_shift_is_changed_and_removed(rota, anna):
    shift, client = make_shift(rota), client_of(anna)
    keeping.list_under_members(rota)
    address = reverse("shift", args=[rota.code, shift.pk])
    assert "Remove this shift" in client.get(address).content.decode()
    client.post(address, shift_form(rota, "Kit", day=4))
    assert times(rota) == [("Kit", 4, "09:00–17:00")]
    assert [str(each) for each in rota.members.all()] == ["Kit"]
    client.post(reverse("shift-remove", args=[rota.code, shift.pk]))
    assert not rota.shifts.exists()
    assert not rota.members.exists()
    assert client.get(address).status_code == 404


def test_a_shift_of_another_rota_is_not_found(rota, team, anna):
    other = make_record(team, Kind.ROTA, happened_on=last_monday(3))
    shift = make_shift(other)
    address = reverse("shift-remove", args=[rota.code, shift.pk])
    assert client_of(anna).post(address).status_code == 404
    assert other.shifts.exists()


def test_other_records_have_no_shifts(team, anna):
    diary = make_record(team, Kind.DIARY)
    assert client_of(anna).get(reverse("shift-add", args=[diary.code])).status_code == 404


def test_an_archived_rota_stays_as_it_is(rota, anna):
    keeping.archive_record(record=rota, user=anna)
    answer = client_of(anna).post(add_address(rota), shift_form(rota), follow=True)
    assert "Bring it back to change it." in answer.content.decode()
    assert not rota.shifts.exists()


def test_a_rota_archived_meanwhile_takes_no_shift(rota, anna):
    def archive_first(execute, sql, *rest):
        if sql.startswith('UPDATE "teams_record"') and not gone:
            gone.append(True)
            Rota.objects.filter(pk=rota.pk).update(archived_at=timezone.now())
        return execute(sql, *rest)

    gone = []
    with connection.execute_wrapper(archive_first):
        answer = client_of(anna).post(add_address(rota), shift_form(rota), follow=True)
    assert "archived in another window" in answer.content.decode()
    assert not rota.shifts.exists()


def test_only_the_learner_writes_shifts(rota, ben):
    shift = make_shift(rota)
    for verb in (rostering.keep_shift, rostering.remove_shift):
        with pytest.raises(PermissionDenied):
            verb(shift=shift, user=ben)
    with pytest.raises(PermissionDenied):
        rostering.copy_week(rota=rota, monday=last_monday(0), user=ben)


def test_a_refused_shift_comes_back_into_the_dialog(rota, anna):
    answer = client_of(anna).post(
        add_address(rota), shift_form(rota, starts_at=""), headers={"hx-request": "true"}
    )
    assert answer.headers["HX-Retarget"] == "#shift-dialog-body"
    assert answer.headers["HX-Reselect"] == "#shift-form"


# -- The week ---------------------------------------------------------------------------------


def test_any_day_of_a_week_leads_to_its_monday(team, anna):
    thursday = last_monday() + timedelta(days=3)
    sent = filled_form(Kind.ROTA, team, happened_on=thursday.isoformat(), title="")
    client_of(anna).post(reverse("record-add", args=[team.code, Kind.ROTA]), sent)
    rota = Rota.objects.get()
    assert rota.happened_on == last_monday()
    assert rota.title == rostering.title_of_week(last_monday())


def test_the_model_refuses_another_day(team):
    rota = Rota(team=team, title="Odd", happened_on=last_monday() + timedelta(days=1))
    with pytest.raises(ValidationError, match="begins on a Monday"):
        rota.full_clean()


def test_a_second_rota_for_a_week_is_refused_with_a_link(rota, team, anna):
    sent = filled_form(Kind.ROTA, team, happened_on=rota.happened_on.isoformat())
    answer = client_of(anna).post(reverse("record-add", args=[team.code, Kind.ROTA]), sent)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert f'already: <a href="{rota.get_absolute_url()}">This week</a>' in said
    assert Rota.objects.count() == 1
    with pytest.raises(ValidationError, match="already"):
        Rota(team=team, title="Twice", happened_on=rota.happened_on).full_clean()


def test_the_next_free_week_is_proposed(team, anna):
    make_record(team, Kind.ROTA, happened_on=last_monday(0))
    form = client_of(anna).get(reverse("record-add", args=[team.code, Kind.ROTA])).context["form"]
    assert form["happened_on"].value() == last_monday(-1)


# -- Cover needed -----------------------------------------------------------------------------


def need_rows(*rows, initial=0):
    """What a browser sends for rows of cover; each is (day, from, until, people)."""
    sent = {"needs-TOTAL_FORMS": len(rows), "needs-INITIAL_FORMS": initial}
    for number, (day, starts_at, ends_at, people) in enumerate(rows):
        row = {"day": day, "starts_at": starts_at, "ends_at": ends_at, "people": people}
        sent |= {f"needs-{number}-{name}": value for name, value in row.items()}
    return sent


def add_rota(anna, team, *rows):
    sent = filled_form(Kind.ROTA, team, **need_rows(*rows))
    return client_of(anna).post(reverse("record-add", args=[team.code, Kind.ROTA]), sent)


def test_one_row_says_what_is_needed_on_all_weekdays(team, anna):
    answer = add_rota(anna, team, ("weekdays", "09:00", "17:00", 3), ("5", "09:00", "12:30", 1))
    assert answer.status_code == 302
    said = [(need.day, need.hours, need.people) for need in Rota.objects.get().needs.all()]
    assert said == [(day, "09:00–17:00", 3) for day in range(5)] + [(5, "09:00–12:30", 1)]


def test_a_row_left_empty_says_nothing(team, anna):
    assert add_rota(anna, team, ("weekdays", "", "", 1)).status_code == 302
    assert not CoverNeed.objects.exists()


def test_a_row_can_be_spread_over_the_week_later(rota, anna):
    need = make_need(rota, day=0)
    rows = need_rows(("all", "09:00", "17:00", 2), initial=1) | {"needs-0-id": need.pk}
    sent = filled_form(Kind.ROTA, rota.team, record=rota) | rows
    answer = client_of(anna).post(reverse("record-edit", args=[rota.code]), sent)
    assert answer.status_code == 302
    assert [(need.day, need.people) for need in rota.needs.all()] == [(n, 2) for n in range(7)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("1", "12:00", "09:00", 1)], "This time ends before it begins."),
        ([("1", "09:00", "12:00", 0)], "greater than or equal to 1"),
        ([("8", "09:00", "12:00", 1)], "not one of the available choices"),
        (
            [("weekdays", "09:00", "17:00", 2), ("1", "12:00", "14:00", 1)],
            "Tuesday 12:00–14:00 overlaps 09:00–17:00 in another row",
        ),
    ],
)
def test_bad_cover_is_refused_and_nothing_is_saved(team, anna, rows, said):
    answer = add_rota(anna, team, *rows)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Rota.objects.exists()


# -- Cover against need -----------------------------------------------------------------------


def test_a_gap_is_said_by_day_time_and_skill(rota, billing):
    make_need(rota, people=2, skill=billing)
    make_shift(rota, "Ash", hours="9-17", skill=billing)
    make_shift(rota, "Kit", hours="9-12", skill=billing)
    make_shift(rota, "Robin", hours="14-17", skill=billing)
    assert gaps(rota) == ["Tuesday 12:00–14:00: 1 more needed for Billing questions"]


def test_a_shift_without_a_skill_covers_what_its_member_does_alone(rota, billing):
    make_need(rota, skill=billing)
    make_shift(rota, "Ash")
    can_do(rota, "Ash", billing, level=2)
    assert len(gaps(rota)) == 1
    SkillLevel.objects.update(level=3)
    assert gaps(rota) == []


def test_a_shift_for_another_skill_covers_no_second_one(rota, team, billing):
    make_need(rota, skill=billing)
    make_shift(rota, "Ash", skill=Skill.objects.create(team=team, name="Faults"))
    can_do(rota, "Ash", billing)
    assert gaps(rota) == ["Tuesday 09:00–17:00: 1 more needed for Billing questions"]


def test_nobody_covers_two_skills_at_once_but_everybody_is_put_to_use(rota, team, billing):
    faults = Skill.objects.create(team=team, name="Faults")
    make_need(rota, skill=billing)
    make_need(rota, skill=faults)
    # Robin can do both and Ash only billing: Robin has to leave billing to Ash.
    for name in ("Robin", "Ash"):
        make_shift(rota, name)
        can_do(rota, name, billing)
    can_do(rota, "Robin", faults)
    assert gaps(rota) == []
    rota.shifts.get(member__pseudonym="Ash").delete()
    assert [gap.missing for gap in cover_of(rota).gaps] == [1]


def test_a_need_without_a_skill_counts_everybody(rota, billing):
    make_need(rota, people=3)
    make_need(rota, people=1, skill=billing)
    make_shift(rota, "Ash", skill=billing)
    make_shift(rota, "Kit")
    assert gaps(rota) == ["Tuesday 09:00–17:00: 1 more needed"]


def test_who_is_missing_for_a_skill_is_not_counted_twice(rota, billing):
    make_need(rota, people=2)
    make_need(rota, people=1, skill=billing)
    make_shift(rota, "Kit")
    assert gaps(rota) == ["Tuesday 09:00–17:00: 1 more needed for Billing questions"]


def test_half_hours_count(rota):
    make_need(rota, hours="9-10")
    make_shift(rota, hours="9:30-17")
    assert gaps(rota) == ["Tuesday 09:00–09:30: 1 more needed"]


def test_the_last_minute_is_midnight(rota):
    make_need(rota, hours="22-23:59")
    make_shift(rota, hours="22-23:59")
    assert gaps(rota) == []
    ash = next(person for person in week_of(rota) if str(person.member) == "Ash")
    assert ash.hours == 2


def test_the_picture_marks_short_met_and_over(rota):
    make_need(rota, people=1)
    make_shift(rota, "Ash", hours="9-15")
    make_shift(rota, "Kit", hours="12-15")
    block = next(block for block in sheet_of(rota).blocks if block.NAME == "cover")
    (line,) = cover_picture(block).lines
    assert [(mark.kind, mark.figure) for mark in line.marks] == [
        ("met", "1/1"),
        ("over", "2/1"),
        ("short", "0/1"),
    ]
    assert [bool(mark.pattern) for mark in line.marks] == [False, True, True]
    assert all(mark.x >= 170 and mark.x + mark.width <= 721 for mark in line.marks)


# -- Hours and fairness -----------------------------------------------------------------------


def test_hours_are_without_breaks_and_warn_over_the_contract(rota):
    for day in range(5):
        make_shift(rota, "Ash", day=day, hours="9-17:15", break_minutes=30)
    rota.team.members.filter(pseudonym="Kit").update(contracted_hours=None)
    week = {str(person.member): person for person in week_of(rota)}
    assert week["Ash"].hours == Decimal("38.75")
    assert week["Ash"].over == Decimal("1.25")
    assert week["Robin"].over == Decimal("-37.5")
    assert week["Kit"].over is None
    said = "Ash is planned for 1.25 hours more than the 37.5 contracted."
    assert over_words(tuple(week.values())) == (said,)
    assert said in str(sheet_of(rota))


def test_weekends_early_and_late_shifts_are_counted_over_eight_weeks(rota, team):
    for weeks_ago in (2, 8, 9):
        past = make_record(team, Kind.ROTA, happened_on=last_monday(weeks_ago))
        make_shift(past, "Ash", day=5, hours="8-18:30")
    make_shift(rota, "Kit", day=2, hours="8:01-18")
    shares = shares_of(rota, team.members.all())
    counted = {str(share.member): (share.weekend, share.early, share.late) for share in shares}
    # Nine weeks ago is too long ago, and from after eight until six is neither early nor late.
    assert counted == {"Ash": (2, 2, 2), "Kit": (0, 0, 0), "Robin": (0, 0, 0)}
    assert spread_words(rota, shares)[0] == ("Weekend shifts run from 0 (Kit, Robin) to 2 (Ash).")


def test_archived_weeks_are_not_counted(rota, team, anna):
    past = make_record(team, Kind.ROTA, happened_on=last_monday(2))
    make_shift(past, "Ash", day=5)
    keeping.archive_record(record=past, user=anna)
    assert {share.weekend for share in shares_of(rota, team.members.all())} == {0}


def test_who_came_later_is_not_compared(rota, team):
    make_shift(rota, "Ash", day=5)
    make_shift(rota, "Kit", day=5)
    team.members.filter(pseudonym="Robin").update(joined_on=rota.happened_on)
    shares = shares_of(rota, team.members.all())
    assert spread_words(rota, shares)[0] == "Everybody had 1 weekend shift."


# -- Copying ----------------------------------------------------------------------------------


def test_a_week_is_copied_to_the_next_free_monday(rota, team, anna, billing):
    make_record(team, Kind.ROTA, happened_on=last_monday(0))
    make_shift(rota, "Ash", skill=billing, break_minutes=30)
    make_shift(rota, "Kit", day=6)
    make_need(rota, people=2, skill=billing)
    client = client_of(anna)
    assert client.get(rota.get_absolute_url()).context["next_monday"] == last_monday(-1)
    answer = client.post(reverse("rota-copy", args=[rota.code]))
    copy = Rota.objects.get(happened_on=last_monday(-1))
    assert answer.url == copy.get_absolute_url()
    assert times(copy) == times(rota)
    assert copy.shifts.first().break_minutes == 30
    assert [str(need) for need in copy.needs.all()] == [str(need) for need in rota.needs.all()]
    assert {str(member) for member in copy.members.all()} == {"Ash", "Kit"}


def test_who_has_left_is_not_copied(rota, team, anna):
    make_shift(rota, "Ash", day=0)
    make_shift(rota, "Ash", day=3)
    make_shift(rota, "Kit")
    team.members.filter(pseudonym="Ash").update(left_on=last_monday(0) + timedelta(days=1))
    answer = client_of(anna).post(reverse("rota-copy", args=[rota.code]), follow=True)
    copy = Rota.objects.get(happened_on=last_monday(0))
    assert times(copy) == [("Ash", 0, "09:00–17:00"), ("Kit", 1, "09:00–17:00")]
    assert "Left out, as not in the team then: Ash." in answer.content.decode()


def test_copying_twice_makes_one_copy(rota, anna):
    client, sent = client_of(anna), {"monday": last_monday(0).isoformat()}
    address = reverse("rota-copy", args=[rota.code])
    first, second = client.post(address, sent), client.post(address, sent)
    assert first.url == second.url
    assert Rota.objects.count() == 2
    with pytest.raises(ValidationError, match="already"):
        rostering.copy_week(rota=rota, monday=last_monday(0), user=anna)


@pytest.mark.parametrize("monday", ["", "soon", "2026-02-31"])
def test_a_copy_to_no_day_goes_to_the_next_week(rota, anna, monday):
    client_of(anna).post(reverse("rota-copy", args=[rota.code]), {"monday": monday})
    assert Rota.objects.filter(happened_on=last_monday(0)).exists()


# -- Pages and snapshots ----------------------------------------------------------------------


def test_the_page_of_a_team_of_nobody_says_what_to_do(learner, anna):
    team = make_team(learner, members=())
    rota = make_record(team, Kind.ROTA)
    page = client_of(anna).get(rota.get_absolute_url()).content.decode()
    assert "Nobody is in the team yet" in page


def test_the_snapshot_holds_shifts_needs_and_pictures(rota, billing):
    make_shift(rota, "Robin", skill=billing)
    make_need(rota, people=2)
    content = content_of(rota)
    assert [block["block"] for block in content["sheet"]["blocks"]][2:4] == ["rota", "cover"]
    assert content["data"]["shifts"][0]["member"] == "Robin"
    assert content["data"]["needs"][0]["people"] == 2


def test_an_archived_rota_has_no_links_to_write(rota, anna):
    shift = make_shift(rota)
    keeping.archive_record(record=rota, user=anna)
    page = client_of(anna).get(rota.get_absolute_url()).content.decode()
    assert "09:00–" in page
    assert reverse("shift", args=[rota.code, shift.pk]) not in page
    assert add_address(rota) not in page


def test_the_page_takes_as_many_queries_with_three_shifts_as_with_one(
    rota, anna, billing, django_assert_num_queries
):
    client = client_of(anna)
    make_need(rota, skill=billing)
    make_shift(rota, "Ash", skill=billing)
    with CaptureQueriesContext(connection) as one:
        client.get(rota.get_absolute_url())
    for number, name in enumerate(("Robin", "Kit")):
        make_shift(rota, name, day=number, skill=billing)
        make_need(rota, day=number, skill=billing)
        can_do(rota, name, billing)
    with django_assert_num_queries(len(one)):
        client.get(rota.get_absolute_url())
