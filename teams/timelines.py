"""One timeline of a team: every record by date, what of it was asked for, and its picture."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from teams.catalogue import CATALOGUE
from teams.models import Kind, Member, Record, Team

MONTHS = 12
# Columns that hold what people wrote: those of a fixed choice would find too much.
WRITTEN = (models.CharField, models.TextField)


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the timeline; empty means everything."""

    kinds: tuple[Kind, ...] = ()
    member: Member | None = None
    words: str = ""
    month: date | None = None  # its first day

    def __bool__(self) -> bool:
        return bool(self.kinds or self.member or self.words or self.month)


@dataclass(frozen=True)
class Mark:
    """The records of one kind in one week. ``monday`` may lie before the picture begins."""

    monday: date
    count: int


@dataclass(frozen=True)
class Lane:
    """The weeks in which there are records of a kind, in their order."""

    kind: Kind
    marks: tuple[Mark, ...]

    @property
    def count(self) -> int:
        return sum(mark.count for mark in self.marks)


@dataclass(frozen=True)
class Picture:
    """Twelve months of records, a lane for each kind that occurs, in the menu's order."""

    months: tuple[date, ...]  # the first day of each
    lanes: tuple[Lane, ...]

    @property
    def count(self) -> int:
        return sum(lane.count for lane in self.lanes)


# -- The list ---------------------------------------------------------------------------------


def records_of(team: Team, asked: Asked) -> QuerySet[Record]:
    """The team's records as they were asked for, newest first."""
    records = team.records.kept()
    if asked.kinds:
        records = records.filter(kind__in=asked.kinds)
    if asked.member:
        # A subquery: a join would name a record twice.
        records = records.filter(pk__in=asked.member.records.values("pk"))
    if asked.month:
        until = month_after(asked.month)
        records = records.filter(happened_on__gte=asked.month, happened_on__lt=until)
    if asked.words:
        records = records.filter(_says(team, asked))
    return records


def _says(team: Team, asked: Asked) -> Q:
    """Whether the title or any text has the words; each kind looks in its own table."""
    says = Q(title__icontains=asked.words)
    for kind in asked.kinds or CATALOGUE:
        model = CATALOGUE[kind].model
        columns = Q()
        for name in _written_columns(model):
            columns |= Q(**{f"{name}__icontains": asked.words})
        if columns:
            says |= Q(pk__in=model.objects.filter(columns, team=team).values("pk"))
    return says


def _written_columns(model: type[Record]) -> Iterator[str]:
    """The columns of the kind's own table that people write in."""
    for field in model._meta.local_fields:
        if isinstance(field, WRITTEN) and not field.choices:
            yield field.name


# -- The picture ------------------------------------------------------------------------------


def picture_of(team: Team, until: date, asked: Asked) -> Picture:
    """The last twelve months, with the month of ``until``, of what was asked for; one query.

    The month that was asked for is left out of account: it is seen among the others.
    """
    months = tuple(_last_months(until))
    whole = Asked(asked.kinds, asked.member, asked.words)
    weeks = (
        records_of(team, whole)
        .filter(happened_on__gte=months[0], happened_on__lt=month_after(months[-1]))
        .annotate(monday=TruncWeek("happened_on"))
        .order_by("kind", "monday")
        .values_list("kind", "monday")
        .annotate(count=Count("pk"))
    )
    return Picture(months, tuple(_lanes(weeks)))


def _lanes(weeks: Iterable[tuple[str, date, int]]) -> Iterator[Lane]:
    marks: dict[str, list[Mark]] = {}
    for kind, monday, count in weeks:
        marks.setdefault(kind, []).append(Mark(monday, count))
    for kind in CATALOGUE:
        if kind in marks:
            yield Lane(kind, tuple(marks[kind]))


def _last_months(until: date) -> Iterator[date]:
    first = until.year * 12 + until.month - MONTHS
    for number in range(first, first + MONTHS):
        yield date(number // 12, number % 12 + 1, 1)


def month_after(month: date) -> date:
    """The first day of the month that follows the one beginning on ``month``."""
    return (month + timedelta(days=31)).replace(day=1)
