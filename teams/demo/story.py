"""How the demo's records are written down: plain values, dated in days before today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from teams.models import Record


@dataclass(frozen=True)
class Ago:
    """A day of the story."""

    days: int


@dataclass(frozen=True)
class Monday:
    """The Monday of the week that lies so many days back."""

    days: int


@dataclass(frozen=True)
class Named:
    """A colleague, by pseudonym."""

    pseudonym: str


@dataclass(frozen=True)
class Kept:
    """A record that was told before, by its key."""

    key: str


@dataclass(frozen=True)
class Told:
    """One record; a rota is titled by its week.

    ``columns`` and the columns of ``rows`` hold values, or the names above. ``rows``: for each
    related name, the columns of each row. ``members``: pseudonyms of those who are chosen by
    hand. ``written``: days before today, where it was written later.
    """

    key: str
    model: type[Record]
    title: str
    days_ago: int
    columns: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    written: int | None = None
    is_weekly: bool = False
