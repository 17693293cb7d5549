"""All records of a learner at once, told by their columns as when they are frozen."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db.models import ManyToOneRel, Model, QuerySet

from portfolio.compiling import Given, compiled_once
from portfolio.models import Learner
from teams.catalogue import CATALOGUE
from teams.freezing import UNSAID, columns_of
from teams.models import Kind, Record

OWN = {"team__archived_at": None, "archived_at": None}


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

    Two queries, and for each kind there is one and one for each sort of its rows, however many
    records there are.
    """
    members = _members_of(learner)
    for kind in _kinds(learner=learner.pk):
        records = _reader(Kind(kind))(learner=learner.pk)
        rows = {name: _rows_of(records, name, learner) for name in CATALOGUE[Kind(kind)].rows}
        for record in records:
            listed = {name: found[record.pk] for name, found in rows.items()}
            yield RecordContent(columns_of(record) | listed, tuple(members[record.pk]))


@compiled_once
def _kinds(learner: Given) -> QuerySet[Record, str]:
    own = Record.objects.filter(team__learner=learner, **OWN).order_by()
    return own.values_list("kind", flat=True).distinct()


def _members_of(learner: Learner) -> defaultdict[int, list[str]]:
    """The colleagues of each record, by its primary key; one query."""
    found = defaultdict(list)
    for listing in _listings(learner=learner.pk):
        found[listing.record_id].append(listing.member.shown_name)
    return found


@compiled_once
def _listings(learner: Given) -> QuerySet:
    listings = Record.members.through.objects.filter(member__team__learner=learner)
    return listings.select_related("member").order_by("member__pseudonym", "member")


# -- Reading, by kinds ------------------------------------------------------------------------

Reader = Callable[..., list[Any]]


@cache
def _reader(kind: Kind) -> Reader:
    model = CATALOGUE[kind].model

    @compiled_once
    def records(learner: Given) -> QuerySet[Record]:
        own = model.objects.filter(team__learner=learner, **OWN)
        return own.select_related(*_named_keys(model))

    return records


def _rows_of(records: list[Record], name: str, learner: Learner) -> defaultdict[int, list]:
    """The columns of the records' rows, in their order, by the primary key of the record."""
    found: defaultdict[int, list] = defaultdict(list)
    by_pk = {record.pk: record for record in records}
    if not records:
        return found
    read, key = _row_reader(type(records[0]), name)
    for row in read(learner=learner.pk):
        if (record := by_pk.get(getattr(row, f"{key}_id"))) is not None:
            # What the row calls its record by, without reading it again.
            setattr(row, key, record)
            found[record.pk].append(columns_of(row))
    return found


@cache
def _row_reader(model: type[Record], name: str) -> tuple[Reader, str]:
    """How to read one sort of rows of all records of a kind, and the key by which a row says whose
    it is."""
    relation = cast("ManyToOneRel", model._meta.get_field(name))
    row_model, key = relation.related_model, relation.field.name

    @compiled_once
    def rows(learner: Given) -> QuerySet[Model]:
        theirs = {f"{key}__team__learner": learner} | {
            f"{key}__{path}": value for path, value in OWN.items()
        }
        own: QuerySet[Model] = QuerySet(row_model).filter(**theirs)
        return own.select_related(*(each for each in _named_keys(row_model) if each != key))

    return rows, key


def _named_keys(model: type[Model]) -> list[str]:
    """The keys to other rows that are told by what these are called."""
    fields = (field for field in model._meta.concrete_fields if field.is_relation)
    return [field.name for field in fields if field.name not in UNSAID]
