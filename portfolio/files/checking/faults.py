"""What can be wrong with stored bytes, in words for whoever has to mend it."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from portfolio.files.storage import Kept
from portfolio.models import Centre

PUT_BACK = "Put it back with “manage.py restore DIR --missing”, or ask for it to be uploaded again."
SWEEP = "It harms nobody; “manage.py sweep_files” removes it."


class Sort(StrEnum):
    """What sort of fault: stable words for programs."""

    MISSING = "missing"
    SIZE = "size"
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    NAMELESS = "nameless"
    LEFTOVER = "leftover"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``place`` says whose bytes, ``field`` which rows name them; both are empty of what
    no row names. ``sha256``: of the bytes that belong there, where a row says. ``centre``: whose
    administrators are told, besides those of the installation."""

    sort: Sort
    name: str
    words: str
    mending: str
    place: str = ""
    field: str = ""
    sha256: str = ""
    centre: Centre | None = None

    def __str__(self) -> str:
        return f"{self.place or self.name}: {self.words} {self.mending}".strip()

    @property
    def is_of_row(self) -> bool:
        """Whether something is lost, and not only too much."""
        return bool(self.field)

    def as_json(self) -> dict[str, Any]:
        """For programs; the centre by its name."""
        plain = {name: value for name, value in asdict(self).items() if name != "centre"}
        return plain | {"centre": self.centre.name if self.centre else None}


def nameless(kept: Kept) -> Fault:
    words = (
        f"{kept.size:,} bytes are stored that belong to nothing, since {kept.changed_at:%-d %B %Y}."
    )
    return Fault(Sort.NAMELESS, kept.name, words, SWEEP)


def leftover(name: str, size: int) -> Fault:
    words = f"{size:,} bytes of something interrupted lie in “incoming” for more than a day."
    return Fault(Sort.LEFTOVER, name, words, SWEEP)
