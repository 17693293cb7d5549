"""Readings: adding, changing and removing one, and a whole table at once or not at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from tablib import Dataset

from portfolio.drafts import escaped, unescaped
from portfolio.models import User
from portfolio.saving import save_checked
from portfolio.tables import Layout, Table
from teams import rules
from teams.amounts import figure
from teams.keeping import ChangedMeanwhile, touch_record
from teams.models import Member, Reading, ServiceStandard
from teams.models.metrics import LONGEST_NOTE
from teams.naming import Pseudonyms
from teams.parsing import parse_day, parse_figure, shortened
from teams.sheets.writing import written

WHOLE_TEAM = "The whole team"
LAYOUT = Layout(
    columns={"day": "Date", "value": "Reading", "member": "Colleague", "note": "Note"},
    required=("day", "value"),
    of="readings",
    nothing="There are no readings in this table. Give each a row with its date.",
    aliases={
        **dict.fromkeys(("day", "week", "weekcommencing", "weekbeginning", "weekending"), "day"),
        **dict.fromkeys(("month", "period", "on"), "day"),
        **dict.fromkeys(("value", "figure", "score", "result", "actual", "rate"), "value"),
        **dict.fromkeys(("csat", "nps", "fcr", "aht", "percent", "seconds", "minutes"), "value"),
        **dict.fromkeys(("member", "name", "agent", "adviser", "advisor", "pseudonym"), "member"),
        **dict.fromkeys(("person", "whose", "teammember"), "member"),
        **dict.fromkeys(("notes", "comment", "comments", "remark", "remarks"), "note"),
    },
    places=("day", "value", "member", "note"),
    is_strict=True,
)
TEAM_WORDS = {"", "team", "the team", "whole team", "the whole team", "all", "everybody"}


class NothingStored(Exception):
    """Nothing of the table was stored. Its text says why."""


# -- One reading ------------------------------------------------------------------------------


@transaction.atomic
def keep_reading(*, reading: Reading, user: User) -> Reading:
    """Save a new or changed reading; raises ``ValidationError`` for a second one of a day."""
    _open(reading.standard, user)
    save_checked(reading)
    return reading


@transaction.atomic
def remove_reading(*, reading: Reading, user: User) -> dict[str, Any]:
    """Delete a reading; returns what ``restore_reading`` takes, as JSON."""
    _open(reading.standard, user)
    reading.delete()
    return {
        "taken_on": reading.taken_on.isoformat(),
        "value": str(reading.value),
        "member": reading.member_id,
        "note": reading.note,
    }


def restore_reading(*, standard: ServiceStandard, removed: dict[str, Any], user: User) -> Reading:
    """Bring a removed reading back; raises ``ValidationError`` where there is another by now."""
    reading = Reading(
        standard=standard,
        taken_on=date.fromisoformat(removed["taken_on"]),
        value=Decimal(removed["value"]),
        member_id=removed["member"],
        note=removed["note"],
    )
    return keep_reading(reading=reading, user=user)


def _open(standard: ServiceStandard, user: User) -> None:
    if not rules.can_change_record(user, standard):
        raise PermissionDenied
    touch_record(standard)


# -- A table of readings ----------------------------------------------------------------------

Kind = Literal["new", "changed", "unchanged", "error"]


@dataclass(frozen=True, slots=True)
class CheckedCell:
    """A cell as it is understood, or as it was typed with what is wrong with it."""

    heading: str
    text: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row by its number in the spreadsheet, and the reading that it is, where it is one.

    ``before`` is the value that it changes.
    """

    number: int
    kind: Kind
    cells: tuple[CheckedCell, ...]
    reading: Reading | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class CheckedTable:
    rows: tuple[CheckedRow, ...]

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.kind for row in self.rows)

    @property
    def is_good(self) -> bool:
        return not self.counts["error"]

    @property
    def stores(self) -> int:
        """How many rows change anything."""
        return self.counts["new"] + self.counts["changed"]


def check_readings(table: Table, *, standard: ServiceStandard) -> CheckedTable:
    """What storing ``table`` would do, row by row; nothing is stored. Two queries."""
    checker = _Checker(standard)
    return CheckedTable(tuple(checker.row(number, cells) for number, cells in table.by_column))


@transaction.atomic
def import_readings(table: Table, *, standard: ServiceStandard, user: User) -> CheckedTable:
    """Store every row of ``table``, or none; raises ``NothingStored`` where a row is wrong."""
    try:
        _open(standard, user)
    except ChangedMeanwhile:
        raise NothingStored("This standard is archived, so nothing was stored.") from None
    checked = check_readings(table, standard=standard)
    if not checked.is_good:
        raise NothingStored("Something has changed since. Nothing was stored. Check it again.")
    try:
        with transaction.atomic():
            _store(checked.rows)
    except IntegrityError:
        raise NothingStored(
            "Another window has stored readings of the same days. Nothing was stored."
        ) from None
    return checked


def _store(rows: Sequence[CheckedRow]) -> None:
    Reading.objects.bulk_create([row.reading for row in rows if row.kind == "new" and row.reading])
    changed = [row.reading for row in rows if row.kind == "changed" and row.reading]
    Reading.objects.bulk_update(changed, ["value", "note"], batch_size=500)


class _Checker:
    """Reads the rows of a table one after the other; knows what was stored, and what was above."""

    def __init__(self, standard: ServiceStandard) -> None:
        self.standard = standard
        self.members = _members_by_name(standard)
        self.stored = {
            (reading.member_id, reading.taken_on): reading for reading in standard.readings.all()
        }
        self.above: dict[tuple[int | None, date], int] = {}

    def row(self, number: int, typed: dict[str, str]) -> CheckedRow:
        said: dict[str, str] = {}
        errors: dict[str, str] = {}
        found: dict[str, Any] = {}
        for column in LAYOUT.columns:
            try:
                found[column], said[column] = getattr(self, f"_{column}")(typed.get(column, ""))
            except ValidationError as error:
                errors[column] = error.messages[0]
        if not errors and (twice := self._twice(number, found)):
            errors["day"] = twice
        cells = tuple(
            CheckedCell(
                heading,
                said[column] if not errors else typed.get(column, ""),
                errors.get(column, ""),
            )
            for column, heading in LAYOUT.columns.items()
        )
        if errors:
            return CheckedRow(number, "error", cells)
        return self._outcome(number, found, cells)

    def _outcome(
        self, number: int, found: dict[str, Any], cells: tuple[CheckedCell, ...]
    ) -> CheckedRow:
        member, day = found["member"], found["day"]
        stored = self.stored.get((member and member.pk, day))
        if stored is None:
            reading = Reading(
                standard=self.standard,
                taken_on=day,
                value=found["value"],
                member=member,
                note=found["note"],
            )
            return CheckedRow(number, "new", cells, reading)
        note = found["note"] or stored.note  # an empty cell leaves what was written
        if (stored.value, stored.note) == (found["value"], note):
            return CheckedRow(number, "unchanged", cells, stored)
        before = figure(stored.value, self.standard.unit)
        stored.value, stored.note = found["value"], note
        return CheckedRow(number, "changed", cells, stored, before)

    def _twice(self, number: int, found: dict[str, Any]) -> str:
        member = found["member"]
        first = self.above.setdefault((member and member.pk, found["day"]), number)
        return "" if first == number else f"This day is in row {first} already. Delete one of them."

    # Each column: the value, and how it is shown as understood.

    def _day(self, text: str) -> tuple[date, str]:
        if not text:
            raise ValidationError("The date is missing.")
        day = parse_day(text)
        try:
            Reading(standard=self.standard, taken_on=day).clean()
        except ValidationError as error:
            raise ValidationError(error.message_dict["taken_on"][0]) from None
        return day, written(day)

    def _value(self, text: str) -> tuple[Decimal, str]:
        if not text:
            raise ValidationError("The reading is missing.")
        value = parse_figure(text, self.standard.unit)
        if refusal := self.standard.refusal(value):
            raise ValidationError(refusal)
        return value, figure(value, self.standard.unit)

    def _member(self, text: str) -> tuple[Member | None, str]:
        name = unescaped(text).casefold()
        if name in TEAM_WORDS:
            return None, WHOLE_TEAM
        if name not in self.members:
            raise ValidationError(f"There is no colleague called “{shortened(text)}” in this team.")
        return self.members[name], self.members[name].shown_name

    def _note(self, text: str) -> tuple[str, str]:
        note = unescaped(text)
        if len(note) > LONGEST_NOTE:
            raise ValidationError(f"A note has at most {LONGEST_NOTE} characters.")
        return note, note


def _members_by_name(standard: ServiceStandard) -> dict[str, Member]:
    """The colleagues by what they are called, in small letters."""
    members = standard.team.members.kept()
    return {
        name.casefold(): member
        for member in members
        for name in (member.real_name, member.pseudonym, member.shown_name)
        if name
    }


# -- A table to take away ---------------------------------------------------------------------


def export_readings(standard: ServiceStandard) -> Dataset:
    """All readings in the columns of an import, safe to open in a spreadsheet; two queries."""
    hide = Pseudonyms(standard.team).hide
    readings = standard.readings.select_related("member")
    rows = [
        (
            reading.taken_on.isoformat(),
            f"{reading.value.normalize():f}",
            escaped(written(reading.member)),
            escaped(hide(reading.note)),
        )
        for reading in readings
    ]
    return Dataset(*rows, headers=list(LAYOUT.columns.values()))
