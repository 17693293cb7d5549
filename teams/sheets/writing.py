"""How builders of sheets write things down: dates, figures, names, and what was left empty."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Model

from teams.models import Member
from teams.sheets.blocks import Block, Facts, Words


def written(value: object) -> str:
    """A value as people read it: "3 May 2026", "7.5", "Robin", and "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Member):
        return value.shown_name
    return str(value)


def names(members: Iterable[Member]) -> str:
    return ", ".join(sorted(member.shown_name for member in members))


def facts(*rows: tuple[str, object], heading: str = "") -> tuple[Block, ...]:
    """One block of the rows that say something; none where none does."""
    kept = tuple((label, written(value)) for label, value in rows if written(value))
    return (Facts(kept, heading),) if kept else ()


def words(row: Model, *fields: str) -> tuple[Block, ...]:
    """A block for each of the model's text fields that is not empty, headed by the field's name."""
    return tuple(
        Words(_heading(row, field), getattr(row, field)) for field in fields if getattr(row, field)
    )


def _heading(row: Model, field: str) -> str:
    name = str(row._meta.get_field(field).verbose_name)
    return name[:1].upper() + name[1:]
