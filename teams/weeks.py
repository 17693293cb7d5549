"""A week of a rota by person: shifts day by day, hours against the contract, and how evenly the
weekends, early and late shifts of the last weeks are shared."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from teams.models import Day, Member, Rota, Shift

WEEKS_COMPARED = 8
EARLY_UNTIL = 8 * 60
LATE_AFTER = 18 * 60
# Counts are as even as they can be when they differ by one.
EVEN = 1

DayOfShifts = tuple[Shift, ...]


@dataclass(frozen=True)
class PersonWeek:
    """One colleague's week: seven tuples of shifts."""

    member: Member
    days: tuple[DayOfShifts, ...]

    @property
    def hours(self) -> Decimal:
        """What is worked, to the quarter of an hour or finer where shifts are."""
        minutes = sum(shift.minutes for shifts in self.days for shift in shifts)
        return (Decimal(minutes) / 60).quantize(Decimal("0.01"))

    @property
    def over(self) -> Decimal | None:
        """Hours above the contract; below zero: what is left of it. None without a contract."""
        if self.member.contracted_hours is None:
            return None
        return self.hours - self.member.contracted_hours


@dataclass(frozen=True)
class Share:
    """How many weekend, early and late shifts somebody had in the weeks that are compared."""

    member: Member
    weekend: int
    early: int
    late: int


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def dates_of(rota: Rota) -> tuple[date, ...]:
    """Its seven days."""
    return tuple(rota.happened_on + timedelta(days=day) for day in Day.values)


def members_of(rota: Rota) -> list[Member]:
    """Who is in the team at some time of the week, and whoever has a shift in it."""
    in_team = Q(archived_at=None) & _stays(rota.happened_on, rota.ends_on)
    on_rota = Q(pk__in=rota.shifts.values("member"))
    members = Member.objects.filter(in_team | on_rota, team=rota.team_id)
    return sorted(members, key=lambda member: member.shown_name.casefold())


def _stays(first: date, last: date) -> Q:
    """Whose time in the team touches the days from ``first`` to ``last``."""
    return Q(Q(joined_on=None) | Q(joined_on__lte=last), Q(left_on=None) | Q(left_on__gte=first))


def week_of(rota: Rota) -> tuple[PersonWeek, ...]:
    """Everybody's week, by name. Takes two queries."""
    by_place: dict[tuple[int, int], list[Shift]] = defaultdict(list)
    for shift in rota.shifts.select_related("skill"):
        by_place[shift.member_id, shift.day].append(shift)
    return tuple(
        PersonWeek(member, tuple(tuple(by_place[member.pk, day]) for day in Day.values))
        for member in members_of(rota)
    )


def shares_of(rota: Rota, members: Iterable[Member]) -> tuple[Share, ...]:
    """The members' shares over the rota's week and those before it. Takes one query."""
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for shift in _shifts_compared(rota):
        counted["weekend"][shift.member_id] += shift.day in (Day.SATURDAY, Day.SUNDAY)
        counted["early"][shift.member_id] += shift.begins <= EARLY_UNTIL
        counted["late"][shift.member_id] += shift.ends > LATE_AFTER
    return tuple(
        Share(
            member,
            weekend=counted["weekend"][member.pk],
            early=counted["early"][member.pk],
            late=counted["late"][member.pk],
        )
        for member in members
    )


def first_compared(rota: Rota) -> date:
    """The Monday at which the weeks that are compared begin."""
    return rota.happened_on - timedelta(weeks=WEEKS_COMPARED - 1)


def _shifts_compared(rota: Rota) -> Iterable[Shift]:
    """Those of the rota itself, and of the kept rotas of the weeks before."""
    earlier = Q(
        rota__team=rota.team_id,
        rota__archived_at=None,
        rota__happened_on__gte=first_compared(rota),
        rota__happened_on__lt=rota.happened_on,
    )
    return Shift.objects.filter(Q(rota=rota) | earlier).order_by("pk")


def over_words(week: Sequence[PersonWeek]) -> tuple[str, ...]:
    """A sentence on each who is planned for more than the contract says."""
    return tuple(
        f"{person.member.shown_name} is planned for {_plain(person.over)} hours more than the "
        f"{_plain(person.member.contracted_hours)} contracted."
        for person in week
        if person.over and person.over > 0
    )


def spread_words(rota: Rota, shares: Sequence[Share]) -> tuple[str, ...]:
    """How evenly each sort of shift is shared among those who were there all the time."""
    first = first_compared(rota)
    compared = [
        share
        for share in shares
        if (share.member.joined_on or first) <= first
        and (share.member.left_on or rota.ends_on) >= rota.ends_on
    ]
    if len(compared) < 2:
        return ()
    return tuple(_spread(name, compared) for name in ("weekend", "early", "late"))


def _spread(name: str, shares: Sequence[Share]) -> str:
    counts = [(getattr(share, name), share.member.shown_name) for share in shares]
    (least, _), (most, _) = min(counts), max(counts)
    if most == 0:
        return f"Nobody had {name} shifts."
    if least == most:
        return f"Everybody had {most} {name} shift{'' if most == 1 else 's'}."
    if most - least <= EVEN:
        return f"{name.capitalize()} shifts are shared evenly: {least} or {most} each."
    return (
        f"{name.capitalize()} shifts run from {least} ({_those_with(least, counts)}) "
        f"to {most} ({_those_with(most, counts)})."
    )


def _those_with(number: int, counts: Sequence[tuple[int, str]]) -> str:
    named = sorted(name for count, name in counts if count == number)
    return ", ".join(named) if len(named) <= 3 else f"{len(named)} people"


def _plain(hours: Decimal | None) -> str:
    return f"{(hours or Decimal()).normalize():f}"
