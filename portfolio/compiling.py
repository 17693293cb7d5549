"""Queries that Django compiles once: their SQL is kept, and each call puts its own values in.

Building and compiling a query takes Django a millisecond or two, several times as long as the
database takes to answer it. A page that asks fifteen would cost little else.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from django.utils import timezone

# Of one query: for each number of values that a list among its arguments had.
MOST_KEPT = 32

Row = TypeVar("Row")
# By the name of an argument: how many values it has, None where it is one.
Counts = tuple[tuple[str, int | None], ...]


class Given(Expression):
    """The place of an argument in a query: of a value, or of as many as a list has."""

    def __init__(self, name: str, count: int | None = None) -> None:
        super().__init__()
        self.name, self.count = name, count

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple:
        if self.count is None:
            return "%s", [_Place(self.name)]
        if not self.count:
            # As ``__in`` of nothing. Beside an "or", the query may find rows nevertheless.
            raise EmptyResultSet
        marks = ", ".join(["%s"] * self.count)
        return f"({marks})", [_Place(self.name, number) for number in range(self.count)]


class _Place(NamedTuple):
    """Stands in the parameters of the SQL for a value, or for one of a list."""

    name: str
    number: int | None = None


def compiled_once(build: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """Turn a function that builds a queryset into one that returns its rows.

    It is called with a ``Given`` for each argument. It hands them to filters, for a list with
    ``__in``, and looks at none: what it builds is kept, for a day, as what is current depends on
    it. Call it with plain values by name (primary keys instead of rows); never with None, which
    nothing equals in SQL.
    """

    @lru_cache(MOST_KEPT)
    def kept(counts: Counts, day: date) -> _Kept | None:
        return _compiled(build(**{name: Given(name, count) for name, count in counts}))

    @wraps(build)
    def rows(**values: Any) -> list[Row]:
        given = {name: _plain(value) for name, value in values.items()}
        counts = tuple(
            (name, len(value) if isinstance(value, tuple) else None)
            for name, value in given.items()
        )
        found = kept(counts, timezone.localdate())
        return found.rows(given) if found else []

    return rows


def _plain(value: Any) -> Any:
    """Of a list or a set a tuple, so that its values have places: two, four, eight … of them, the
    last one repeated, so that few lengths are ever compiled."""
    if value is None:
        raise TypeError("Nothing equals None in SQL.")
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return value
    values = tuple(value)
    places = 1 << (len(values) - 1).bit_length() if values else 0
    return values + values[-1:] * (places - len(values))


def _compiled(queryset: QuerySet) -> "_Kept | None":
    """None where nothing can be found."""
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    if any(isinstance(value, datetime) for value in parameters):
        raise TypeError("A moment would be kept in the SQL: hand it over as an argument.")
    # Connections belong to threads and end; what was compiled does not.
    compiler.connection = None
    return _Kept(queryset, compiler, sql, tuple(parameters))


@dataclass(frozen=True, slots=True)
class _Kept:
    """A queryset, and the compiler that made the SQL: it knows how to read the answer."""

    queryset: Any  # what of it is used has no type
    compiler: Any
    sql: str
    parameters: tuple

    def rows(self, given: Mapping[str, Any]) -> list[Any]:
        compiler, like = copy(self.compiler), self.queryset
        compiler.connection = connections[like.db]
        if like.query.select_for_update and compiler.connection.get_autocommit():
            # Django asks this when it compiles, so that no lock is let go of at once.
            raise TransactionManagementError("Rows are held in a transaction alone.")
        parameters = tuple(
            _adapted(_value_at(value, given), compiler.connection)
            if isinstance(value, _Place)
            else value
            for value in self.parameters
        )
        compiler.as_sql = lambda *_, **__: (self.sql, parameters)
        # Django's own ways from rows to instances, related ones and tuples, for another query.
        queryset: Any = QuerySet(like.model, cast("Query", _Asked(compiler)), like.db)
        queryset._iterable_class = like._iterable_class  # noqa: SLF001
        queryset._prefetch_related_lookups = like._prefetch_related_lookups  # noqa: SLF001
        return list(queryset)


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that reading a queryset asks of its query."""

    compiler: SQLCompiler

    def get_compiler(self, using: str) -> SQLCompiler:
        return self.compiler


def _value_at(place: _Place, given: Mapping[str, Any]) -> Any:
    value = given[place.name]
    return value if place.number is None else value[place.number]


def _adapted(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """As the database's driver takes it; Django's fields do the same for a plain filter."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.ops.adapt_unknown_value(value)
