"""All records of a learner at once, told by their columns as when they are frozen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Manager, Prefetch, QuerySet

from portfolio.models import Learner
from teams.catalogue import CATALOGUE
from teams.entries import Entry
from teams.freezing import columns_of, with_names
from teams.models import Kind, Member, Record


@dataclass(frozen=True, slots=True)
class RecordContent:
    """A record's columns, with its rows as lists under their names.

    ``members``: the colleagues it is listed under, as they are shown. For the learner's own eyes:
    names that were typed in are not hidden.
    """

    columns: dict[str, Any]
    members: tuple[str, ...]


def contents_of(learner: Learner) -> Iterator[RecordContent]:
    """What the kept records of the learner's teams say.

    A query for the kinds there are, and a few for each of them, however many records there are.
    """
    own = Record.objects.kept().filter(team__learner=learner, team__archived_at=None)
    for kind in own.order_by().values_list("kind", flat=True).distinct():
        entry = CATALOGUE[Kind(kind)]
        for record in _records(entry, learner):
            rows = {name: [columns_of(row) for row in _rows(record, name)] for name in entry.rows}
            names = tuple(member.shown_name for member in record.members.all())
            yield RecordContent(columns_of(record) | rows, names)


def _records(entry: Entry, learner: Learner) -> QuerySet[Record]:
    kept = entry.model.objects.filter(
        archived_at=None, team__learner=learner, team__archived_at=None
    )
    rows = [Prefetch(name, _related(entry, name)) for name in entry.rows]
    return with_names(kept).prefetch_related(Prefetch("members", Member.objects.all()), *rows)


def _related(entry: Entry, name: str) -> QuerySet:
    return with_names(entry.model._meta.get_field(name).related_model.objects.all())


def _rows(record: Record, name: str) -> Any:
    rows: Manager = getattr(record, name)
    return rows.all()
