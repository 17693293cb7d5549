"""Rostering: adding, changing and removing shifts, copying a week, and what is proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, When
from django.utils import timezone

from portfolio.models import User
from teams import rules
from teams.keeping import list_under_members, touch_record
from teams.models import CoverNeed, Day, Member, Rota, Shift, Team
from teams.sheets.writing import written
from teams.weeks import monday_of

# Where nobody had a shift yet.
USUAL_TIMES = {"starts_at": time(9), "ends_at": time(17), "break_minutes": 30}


@dataclass(frozen=True)
class CopiedWeek:
    """The new rota, and who was left out because they are not in the team then."""

    rota: Rota
    left_out: tuple[Member, ...]


# -- Shifts -----------------------------------------------------------------------------------


@transaction.atomic
def keep_shift(*, shift: Shift, user: User, also_on: Iterable[int] = ()) -> tuple[Shift, ...]:
    """Save a new or changed shift, and the same on the further days ``also_on``: all or none.

    Raises ``ValidationError`` for a shift at which the person works already.
    """
    _begin_change(shift.rota, user)
    others = (_copy_of(shift, shift.rota, day=day) for day in set(also_on) - {shift.day})
    kept = (shift, *others)
    _refuse_overlaps(shift.rota, kept)
    for each in kept:
        each.full_clean()
        each.save()
    list_under_members(shift.rota)
    return kept


@transaction.atomic
def remove_shift(*, shift: Shift, user: User) -> None:
    """Take a shift off its rota."""
    _begin_change(shift.rota, user)
    shift.delete()
    list_under_members(shift.rota)


def _begin_change(rota: Rota, user: User) -> None:
    """Check the rule and count the change, which also makes another window wait for this one."""
    if not rules.can_change_record(user, rota):
        raise PermissionDenied
    touch_record(rota)


def _refuse_overlaps(rota: Rota, shifts: Iterable[Shift]) -> None:
    """Nobody works twice at the same time; both shifts are named."""
    kept = rota.shifts.select_related("member")
    clashes = [
        f"{new} overlaps {other.hours}, which they work already."
        for new in shifts
        for other in kept
        if new.member_id == other.member_id and new.pk != other.pk and new.overlaps(other)
    ]
    if clashes:
        raise ValidationError(clashes)


def _copy_of(shift: Shift, rota: Rota, day: int | None = None) -> Shift:
    return Shift(
        rota=rota,
        member=shift.member,
        day=shift.day if day is None else day,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        break_minutes=shift.break_minutes,
        skill=shift.skill,
    )


def usual_shift(rota: Rota, member: Member | None) -> dict[str, object]:
    """What a new shift begins with: the times written last for ``member``, or else for anybody."""
    theirs_first = Case(When(member=member, then=0), default=1)
    written_last = (
        Shift.objects.filter(rota__team=rota.team_id, rota__archived_at=None)
        .order_by(theirs_first, "-pk")
        .first()
    )
    if not written_last:
        return dict(USUAL_TIMES)
    usual: dict[str, object] = {name: getattr(written_last, name) for name in USUAL_TIMES}
    if written_last.member_id == getattr(member, "pk", None):
        usual["skill"] = written_last.skill_id
    return usual


# -- Weeks ------------------------------------------------------------------------------------


def title_of_week(monday: date) -> str:
    """What a rota is called unless its writer has another name for it."""
    return f"Rota, week of {written(monday)}"


def next_free_monday(team: Team, after: date | None = None) -> date:
    """The first Monday later than ``after`` (or this week's or later) that has no rota yet."""
    monday = monday_of(after) + timedelta(weeks=1) if after else monday_of(timezone.localdate())
    rotas = Rota.objects.kept().filter(team=team, happened_on__gte=monday)
    taken = set(rotas.values_list("happened_on", flat=True))
    while monday in taken:
        monday += timedelta(weeks=1)
    return monday


@transaction.atomic
def copy_week(*, rota: Rota, monday: date, user: User) -> CopiedWeek:
    """Make a rota for the week of ``monday`` with the same shifts and the same cover needed.

    Whoever is not in the team on the day of a shift is left out. Raises ``ValidationError`` where
    that week has a rota.
    """
    # Two windows that copy at once take their turn: the second finds the week taken.
    team = Team.objects.select_for_update(no_key=True).get(pk=rota.team_id)
    if not rules.keeps_team(user, rota.team) or team.archived_at:
        raise PermissionDenied
    copy = Rota(team=rota.team, title=title_of_week(monday), happened_on=monday)
    copy.full_clean()
    copy.save()
    left_out = _copy_shifts(rota, copy)
    CoverNeed.objects.bulk_create(_same_needs(rota, copy))
    list_under_members(copy)
    return CopiedWeek(copy, left_out)


def _copy_shifts(rota: Rota, copy: Rota) -> tuple[Member, ...]:
    shifts = [_copy_of(shift, copy) for shift in rota.shifts.select_related("member", "skill")]
    absent = [shift for shift in shifts if not _is_in_team(shift.member, shift.falls_on)]
    Shift.objects.bulk_create(shift for shift in shifts if shift not in absent)
    return tuple(sorted({shift.member for shift in absent}, key=lambda each: each.shown_name))


def _is_in_team(member: Member, day: date) -> bool:
    return (
        member.archived_at is None
        and (member.joined_on or day) <= day
        and (member.left_on or day) >= day
    )


def _same_needs(rota: Rota, copy: Rota) -> list[CoverNeed]:
    return [
        CoverNeed(
            rota=copy,
            day=need.day,
            starts_at=need.starts_at,
            ends_at=need.ends_at,
            people=need.people,
            skill=need.skill,
        )
        for need in rota.needs.select_related("skill")
    ]


def days_words(days: Iterable[int]) -> str:
    """Such as "Monday, Tuesday and Friday"."""
    *first, last = (str(Day(day).label) for day in sorted(days))
    return f"{', '.join(first)} and {last}" if first else last
