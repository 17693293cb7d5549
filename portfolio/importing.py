"""Adding and changing many people at once from a table: every row is good, or none is stored."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from import_export.results import RowResult
from tablib import Dataset

from portfolio.auditing import Deed, enter, enter_all
from portfolio.drafts import COLUMNS, Draft, roles_in_words, stored_drafts
from portfolio.models import Act, Centre, User
from portfolio.people import require_administrator
from portfolio.resources import PeopleResource
from portfolio.tables import Layout, Table

log = logging.getLogger(__name__)

PEOPLE = Layout(
    columns=COLUMNS,
    required=("name", "username"),
    of="people",
    nothing="There are no people in this table. Add one row for each person.",
    missing="The template has them all.",
    aliases={
        "fullname": "name",
        "user": "username",
        "login": "username",
        "emailaddress": "email",
        "mail": "email",
        "role": "roles",
        "reference": "reference",
        "employer": "workplace",
    },
)

RACE = (
    "Somebody else has changed the same people at this moment, so nothing was stored. "
    "Choose the file again."
)
UNREAD = "This row cannot be read. Type it anew."


class NothingStored(Exception):
    """The whole import was taken back. Its text says why."""


Kind = Literal["new", "changed", "unchanged", "error"]
KINDS: dict[str, Kind] = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "changed",
    RowResult.IMPORT_TYPE_SKIP: "unchanged",
}


@dataclass(frozen=True, slots=True)
class Cell:
    heading: str
    text: str
    errors: tuple[str, ...] = ()
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class CheckedRow:
    number: int
    kind: Kind
    cells: tuple[Cell, ...]
    errors: tuple[str, ...] = ()  # of the row as a whole


@dataclass(frozen=True, slots=True)
class Checked:
    """What an import would do, or has done, row by row. ``added`` are the new people's keys."""

    rows: tuple[CheckedRow, ...]
    added: tuple[int, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.kind for row in self.rows)

    @property
    def is_good(self) -> bool:
        return not self.counts["error"]


def check_people(table: Table, *, centre: Centre, by: User) -> Checked:
    """What storing ``table`` would do; nothing is stored."""
    return _run(table, centre, by, dry_run=True)


def import_people(table: Table, *, centre: Centre, by: User) -> Checked:
    """Store every row of ``table``, or none; raise ``NothingStored`` if others were quicker."""
    try:
        with transaction.atomic():
            checked = _run(table, centre, by, dry_run=False)
            enter_all(_deeds(checked, by), centre=centre)
    except IntegrityError as error:
        raise NothingStored(RACE) from error
    return checked


def _deeds(checked: Checked, by: User) -> Iterator[Deed]:
    """One for each person who was added or changed; none where nothing was stored."""
    done = {"new": "Added", "changed": "Changed"} if checked.is_good else {}
    for row in checked.rows:
        if row.kind in done:
            shown = {cell.heading: cell.text for cell in row.cells}
            who = f"{shown[COLUMNS['name']]} ({shown[COLUMNS['username']]})"
            words = f"{done[row.kind]} {who} from a table: {shown[COLUMNS['roles']]}."
            yield Deed(Act.PERMISSION, words, by, detail={"row": row.number})


def _run(table: Table, centre: Centre, by: User, *, dry_run: bool) -> Checked:
    require_administrator(by, centre)
    resource = PeopleResource(centre, by)
    result = resource.import_data(
        table.dataset(PEOPLE),
        dry_run=dry_run,
        use_transactions=True,
        rollback_on_validation_errors=True,
    )
    if result.base_errors:  # not of a row, so no file's fault
        raise result.base_errors[0].error
    rows = zip(table.numbers, table.rows, result.rows, strict=True)
    return Checked(
        rows=tuple(
            _checked(number, dict(zip(table.columns, row, strict=True)), found)
            for number, row, found in rows
        ),
        added=tuple(resource.added),
    )


def _checked(number: int, given: dict[str, str], found: RowResult) -> CheckedRow:
    """One row: what it leads to, or what was written and what is wrong with it."""
    if found.import_type in KINDS:
        return CheckedRow(number, KINDS[found.import_type], tuple(_cells(found.instance)))
    for error in found.errors:
        log.error("A row of people could not be read.", exc_info=error.error)
    refused = found.validation_error
    errors = {
        column: tuple(ValidationError(sentences).messages)
        for column, sentences in (refused.update_error_dict({}) if refused else {}).items()
    }
    cells = tuple(
        Cell(heading, given.get(column, ""), errors.get(column, ()))
        for column, heading in COLUMNS.items()
    )
    unread = (UNREAD,) if found.errors else ()
    return CheckedRow(number, "error", cells, unread + errors.get(NON_FIELD_ERRORS, ()))


def _cells(draft: Draft) -> Iterator[Cell]:
    """The person as they would be stored, with what is different from now marked."""
    before = draft.before
    for column, heading in COLUMNS.items():
        value = getattr(draft, column)
        text = roles_in_words(value) if column == "roles" else value
        is_changed = before is not None and value != getattr(before, column)
        yield Cell(heading, text, is_changed=is_changed)


# -- Tables to take away ----------------------------------------------------------------------


def export_people(centre: Centre, by: User) -> Dataset:
    """Everybody of ``centre`` in the columns of an import, safe to open in a spreadsheet."""
    require_administrator(by, centre)
    enter(Act.EXPORT, "Exported the list of people.", by=by, centre=centre)
    drafts = sorted(stored_drafts(centre).values(), key=lambda draft: (draft.name, draft.username))
    return PeopleResource(centre, by).export(drafts)


def template() -> Dataset:
    """The headings, with one row that shows what belongs below them."""
    return Dataset(
        [
            "Anna Example",
            "anna.example",
            "anna@example.org",
            "Learner",
            "L-1042",
            "Contact centre, Leeds",
            "Team leader",
        ],
        headers=list(COLUMNS.values()),
    )
