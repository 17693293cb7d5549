"""Cover: who is there at each time of a rota's week, against how many are needed.

A shift that names a skill covers that skill. A shift without one covers any skill that its member
does alone (level 3 or better), but one skill at a time: where several are short, each person is
given to one of them. A need without a skill counts everybody who is there. Breaks are not taken
off, since a rota does not say when they are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from teams.models import CoverNeed, Day, Level, Rota, Shift, Skill, SkillLevel

EVERYBODY = "Everybody"


@dataclass(frozen=True)
class Span:
    """A time with the same cover throughout, in minutes since midnight."""

    begins: int
    ends: int
    there: int
    needed: int

    @property
    def balance(self) -> int:
        """Below zero: so many are short. Above: so many more than needed."""
        return self.there - self.needed

    @property
    def hours(self) -> str:
        return f"{clock(self.begins)}–{clock(self.ends)}"


@dataclass(frozen=True)
class Strip:
    """Cover over one day, of everybody or of one skill; spans in order, with holes."""

    day: int
    what: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Gap:
    """A time at which people are missing."""

    day: int
    begins: int
    ends: int
    missing: int
    skill: str = ""

    @property
    def words(self) -> str:
        """Such as "Tuesday 12:00–14:00: 1 more needed for Billing questions"."""
        wanted = f" for {self.skill}" if self.skill else ""
        return (
            f"{Day(self.day).label} {clock(self.begins)}–{clock(self.ends)}: "
            f"{self.missing} more needed{wanted}"
        )


@dataclass(frozen=True)
class Cover:
    strips: tuple[Strip, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class _Moment:
    """One stretch of a day between two changes: skills by name, in a fixed order."""

    there: int
    needed: int
    skills: tuple[tuple[str, int, int], ...]  # name, there, needed

    @property
    def missing(self) -> tuple[tuple[str, int], ...]:
        """How many more, by skill, and under "" those whose skill does not matter."""
        by_skill = tuple((name, needed - there) for name, there, needed in self.skills)
        short = tuple((name, number) for name, number in by_skill if number > 0)
        others = self.needed - self.there - sum(number for _, number in short)
        return (*short, ("", others)) if others > 0 else short


def clock(minutes: int) -> str:
    """Minutes since midnight as people write them; the end of the day is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def cover_of(rota: Rota) -> Cover:
    """The cover of the week's every minute. Takes three queries."""
    shifts = list(rota.shifts.select_related("skill"))
    needs = list(rota.needs.select_related("skill"))
    able = _skills_done_alone(rota)
    strips: list[Strip] = []
    gaps: list[Gap] = []
    for day in Day.values:
        today = [shift for shift in shifts if shift.day == day]
        wanted = [need for need in needs if need.day == day]
        moments = list(_moments(today, wanted, able))
        strips += _strips(day, moments)
        gaps += _gaps(day, moments)
    return Cover(tuple(strips), tuple(sorted(gaps, key=lambda gap: (gap.day, gap.begins))))


def _skills_done_alone(rota: Rota) -> dict[int, set[int]]:
    """The skills, by member, that they need no support with."""
    levels = SkillLevel.objects.filter(member__shifts__rota=rota, level__gte=Level.ALONE)
    able = defaultdict(set)
    for member, skill in levels.values_list("member", "skill").distinct():
        able[member].add(skill)
    return able


def _moments(
    shifts: Sequence[Shift], needs: Sequence[CoverNeed], able: dict[int, set[int]]
) -> Iterator[tuple[int, int, _Moment]]:
    """Each time between two changes of who is there or needed, and what holds in it."""
    edges = {edge for row in (*shifts, *needs) for edge in (row.begins, row.ends)}
    for begins, ends in pairwise(sorted(edges)):
        here = [shift for shift in shifts if shift.begins <= begins and ends <= shift.ends]
        now = [need for need in needs if need.begins <= begins and ends <= need.ends]
        yield begins, ends, _moment(here, now, able)


def _moment(
    shifts: Sequence[Shift], needs: Sequence[CoverNeed], able: dict[int, set[int]]
) -> _Moment:
    wanted: Counter[Skill] = Counter()
    for need in needs:
        if need.skill:
            wanted[need.skill] += need.people
    anybody = sum(need.people for need in needs if not need.skill)
    given = _given_to_skills(shifts, {skill.pk: n for skill, n in wanted.items()}, able)
    skills = tuple((skill.name, given[skill.pk], number) for skill, number in wanted.items())
    return _Moment(
        there=len(shifts),
        needed=max(anybody, sum(wanted.values())),
        skills=tuple(sorted(skills)),
    )


def _given_to_skills(
    shifts: Sequence[Shift], wanted: dict[int, int], able: dict[int, set[int]]
) -> dict[int, int]:
    """How many people each skill gets, so that as few as possible are missing in all."""
    given = dict.fromkeys(wanted, 0)
    for shift in shifts:
        if shift.skill_id in given:
            given[shift.skill_id] += 1
    free = [able.get(shift.member_id, set()) & set(wanted) for shift in shifts if not shift.skill]
    places = [skill for skill in wanted for _ in range(wanted[skill] - given[skill])]
    for skill in _filled(places, free):
        given[skill] += 1
    return given


def _filled(places: Sequence[int], free: Sequence[set[int]]) -> Iterable[int]:
    """The places that get somebody: the largest matching, by augmenting paths (Kuhn's method)."""
    holder: dict[int, int] = {}  # person: place

    def finds_somebody(place: int, asked: set[int]) -> bool:
        for person, skills in enumerate(free):
            if places[place] not in skills or person in asked:
                continue
            asked.add(person)
            if person not in holder or finds_somebody(holder[person], asked):
                holder[person] = place
                return True
        return False

    return [skill for place, skill in enumerate(places) if finds_somebody(place, set())]


def _strips(day: int, moments: Sequence[tuple[int, int, _Moment]]) -> Iterator[Strip]:
    """Everybody first, then each skill that is needed at some time of the day."""
    everybody = [Span(begins, ends, at.there, at.needed) for begins, ends, at in moments]
    if spans := _joined(everybody):
        yield Strip(day, EVERYBODY, spans)
    by_skill = defaultdict(list)
    for begins, ends, at in moments:
        for name, there, needed in at.skills:
            by_skill[name].append(Span(begins, ends, there, needed))
    for name in sorted(by_skill):
        yield Strip(day, name, _joined(by_skill[name]))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Neighbours with the same figures made one; those with nobody there or needed left out."""
    joined: list[Span] = []
    for span in spans:
        if not (span.there or span.needed):
            continue
        last = joined[-1] if joined else None
        if (
            last
            and last == replace(span, begins=last.begins, ends=last.ends)
            and (last.ends == span.begins)
        ):
            joined[-1] = replace(last, ends=span.ends)
        else:
            joined.append(span)
    return tuple(joined)


def _gaps(day: int, moments: Sequence[tuple[int, int, _Moment]]) -> Iterator[Gap]:
    """Who is missing when; a shortage that goes on is said once."""
    said = sorted(
        (name, begins, ends, missing)
        for begins, ends, at in moments
        for name, missing in at.missing
    )
    for name, times in groupby(said, key=lambda each: each[0]):
        spans = _joined(Span(begins, ends, 0, missing) for _, begins, ends, missing in times)
        for span in spans:
            yield Gap(day, span.begins, span.ends, span.needed, name)
