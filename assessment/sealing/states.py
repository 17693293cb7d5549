"""Which state of a portfolio a document shows: one hash of all values that it shows.

Written over whatever a dossier is made of, so that a new part of it counts without being named
here.
"""

import hashlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import GenericAlias, UnionType
from typing import Any, get_args, get_type_hints
from uuid import UUID

from django.db.models import Model

from assessment.dossier.values import Dossier
from portfolio.hashing import hash_of

# Of each class, what no reader of the document sees: keys of rows, names in the storage, when the
# values were read, what was made of them.
NOT_SHOWN: Mapping[str, frozenset[str]] = {
    "Dossier": frozenset({"made_at", "verification"}),
    "DossierFile": frozenset({"stored_as", "preview_as", "made"}),
    "Cover": frozenset({"logo"}),
    "MappedItem": frozenset({"mapping"}),
}
NEVER_SHOWN = frozenset({"id", "pk"})


class NotAValue(TypeError):
    """A dossier holds something that has no stable form."""


def state_of(dossier: Dossier) -> str:
    """SHA-256 (hex) of what ``dossier`` shows, the same each time it is compiled from the same."""
    return hash_of({"shows": _Plain()(dossier)})


@cache
def shape_of_states() -> str:
    """Which values a state is made of, as 16 hexadecimal digits: another one after an update of
    this program means that states before and after it cannot be compared."""
    names = sorted(set(_names_in(Dossier, set())))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


class _Plain:
    """Turns values into what JSON knows. Values that are shared are turned once."""

    def __init__(self) -> None:
        self._turned: dict[int, Any] = {}
        # Numbers of objects are given again once an object is gone.
        self._kept: list[Any] = []

    def __call__(self, value: Any) -> Any:
        if value is None or (isinstance(value, bool | str) and not isinstance(value, Enum)):
            return value
        known = self._turned.get(id(value))
        if known is None:
            known = self._turned[id(value)] = self._plain(value)
            self._kept.append(value)
        return known

    def _plain(self, value: Any) -> Any:
        if is_dataclass(value) or hasattr(value, "_fields"):
            return {name: self(getattr(value, name)) for name in _shown(value.__class__)}
        if isinstance(value, Mapping):
            return sorted(([str(key), self(one)] for key, one in value.items()), key=_by_key)
        if isinstance(value, AbstractSet):
            return sorted((self(one) for one in value), key=str)
        if isinstance(value, Model):
            return {field.attname: self(getattr(value, field.attname)) for field in _columns(value)}
        if isinstance(value, Iterable) and not isinstance(value, str | bytes):
            return [self(one) for one in value]
        return _simple(value)


def _by_key(pair: list[Any]) -> str:
    return pair[0]


def _simple(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # 5 and 5.00 are one number, however a database returns it.
        return format(value.normalize(), "f")
    if isinstance(value, UUID | timedelta | str):
        return str(value)
    if isinstance(value, int | float):
        return value
    raise NotAValue(f"A {type(value).__name__} has no stable form.")


def _columns(row: Model) -> list[Any]:
    return [field for field in row._meta.concrete_fields if not field.primary_key]


@cache
def _shown(of: type) -> tuple[str, ...]:
    names = [field.name for field in fields(of)] if is_dataclass(of) else getattr(of, "_fields", ())
    hidden = NEVER_SHOWN | NOT_SHOWN.get(of.__name__, frozenset())
    return tuple(name for name in names if name not in hidden)


def _names_in(hint: Any, seen: set[Any]) -> Iterable[str]:
    """The names of all values below a type, each with its class."""
    if get_args(hint) or isinstance(hint, GenericAlias | UnionType):
        for part in get_args(hint):
            yield from _names_in(part, seen)
    elif isinstance(hint, type) and hint not in seen and _has_names(hint):
        seen.add(hint)
        hints = get_type_hints(hint)
        for name in _shown(hint):
            yield f"{hint.__name__}.{name}"
            yield from _names_in(hints[name], seen)


def _has_names(of: type) -> bool:
    return is_dataclass(of) or hasattr(of, "_fields")
