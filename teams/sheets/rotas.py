"""The sheets of rotas."""

from collections.abc import Sequence
from dataclasses import dataclass

from teams.cover import Cover, cover_of
from teams.models import Rota, Shift
from teams.sheets.blocks import Block, Table, Words
from teams.sheets.writing import facts, words, written
from teams.weeks import (
    WEEKS_COMPARED,
    PersonWeek,
    Share,
    dates_of,
    over_words,
    shares_of,
    spread_words,
    week_of,
)

SORTS = (
    "Weekend, early (from 08:00 or before) and late (until after 18:00) shifts are counted over "
    f"the {WEEKS_COMPARED} weeks that end with this one."
)


@dataclass(frozen=True)
class RotaWeek(Block):
    """Colleagues × days. A row is a name, seven tuples of shifts (hours and skill), and its sum."""

    NAME = "rota"

    heading: str
    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[tuple[str, str], ...], ...], str], ...]


@dataclass(frozen=True)
class CoverStrips(Block):
    """Who is there against who is needed. A strip is a day (0 is Monday), what is covered, and
    spans: begin and end (minutes since midnight), people there, people needed.

    ``gaps`` are sentences. ``has_needs``: whether anything was said to be needed.
    """

    NAME = "cover"

    heading: str
    strips: tuple[tuple[int, str, tuple[tuple[int, int, int, int], ...]], ...]
    gaps: tuple[str, ...]
    has_needs: bool


def rota_sheet(record: Rota) -> tuple[Block, ...]:
    week, cover = week_of(record), cover_of(record)
    shares = shares_of(record, [person.member for person in week])
    return (
        *facts(
            ("Until", record.ends_on),
            ("Shifts", sum(len(shifts) for person in week for shifts in person.days)),
            ("Hours planned", sum(person.hours for person in week)),
        ),
        *_grid(record, week),
        *_cover(cover),
        *_load(record, week, shares),
        *words(record, "reasoning", "changes"),
    )


def _grid(record: Rota, week: Sequence[PersonWeek]) -> tuple[Block, ...]:
    if not week:
        return ()
    days = tuple(f"{day:%a} {day.day} {day:%b}" for day in dates_of(record))
    rows = tuple(
        (
            person.member.shown_name,
            tuple(tuple(map(_shift, shifts)) for shifts in person.days),
            written(person.hours),
        )
        for person in week
    )
    return (RotaWeek("Shifts", days, rows),)


def _shift(shift: Shift) -> tuple[str, str]:
    return shift.hours, shift.skill.name if shift.skill else ""


def _cover(cover: Cover) -> tuple[Block, ...]:
    if not cover.strips:
        return ()
    strips = tuple(
        (
            strip.day,
            strip.what,
            tuple((span.begins, span.ends, span.there, span.needed) for span in strip.spans),
        )
        for strip in cover.strips
    )
    has_needs = any(span.needed for strip in cover.strips for span in strip.spans)
    gaps = tuple(gap.words for gap in cover.gaps)
    return (CoverStrips("Cover", strips, gaps, has_needs),)


def _load(record: Rota, week: Sequence[PersonWeek], shares: Sequence[Share]) -> tuple[Block, ...]:
    """Hours this week, and how the less popular shifts were shared over the last weeks."""
    if not week:
        return ()
    said = "\n".join((*over_words(week), *spread_words(record, shares)))
    rows = tuple(
        (
            person.member.shown_name,
            written(person.hours),
            written(person.member.contracted_hours),
            _balance(person),
            str(share.weekend),
            str(share.early),
            str(share.late),
        )
        for person, share in zip(week, shares, strict=True)
    )
    return (
        Table(
            heading="Hours, and weekend, early and late shifts",
            columns=("Colleague", "Hours", "Contracted", "Balance", "Weekend", "Early", "Late"),
            rows=rows,
            numeric=(1, 2, 4, 5, 6),
            note=SORTS,
        ),
        *((Words("How evenly it is shared", said),) if said else ()),
    )


def _balance(person: PersonWeek) -> str:
    """Such as "2.5 over" or "4 left"."""
    if person.over is None:
        return "No hours agreed"
    if not person.over:
        return "As agreed"
    return f"{written(abs(person.over))} {'over' if person.over > 0 else 'left'}"
