"""The parts a sheet is made of: plain values that a page, a snapshot and the PDF draw alike.

A block holds strings, numbers, booleans, None and tuples of those, so that it goes into JSON and
comes back equal. Whatever a reader sees is in it: an old snapshot needs no row of the database.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self

Cell = str | int | float | bool | None


class Block:
    """One part of a sheet, drawn by ``templates/teams/blocks/<NAME>.html`` as ``block``."""

    NAME: ClassVar[str]
    KNOWN: ClassVar[dict[str, type["Block"]]] = {}

    def __init_subclass__(cls) -> None:
        Block.KNOWN[cls.NAME] = cls

    @property
    def template(self) -> str:
        return f"teams/blocks/{self.NAME}.html"

    def to_json(self) -> dict[str, Any]:
        return {"block": self.NAME, **asdict(self)}  # type: ignore[call-overload]

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        return cls(**{name: _tuples(value) for name, value in said.items() if name != "block"})


def _tuples(value: Any) -> Any:
    """JSON knows lists only; blocks are frozen and hold tuples."""
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Facts(Block):
    """Short answers: pairs of a label and a value."""

    NAME = "facts"

    rows: tuple[tuple[str, str], ...]
    heading: str = ""


@dataclass(frozen=True)
class Words(Block):
    """A few paragraphs under a heading."""

    NAME = "words"

    heading: str
    text: str


@dataclass(frozen=True)
class Table(Block):
    """Rows under columns. ``numeric``: the indices of columns of figures."""

    NAME = "table"

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """A record as it is shown: on its page, as evidence, and in the PDF. ``date`` is ISO 8601."""

    kind: str
    kind_words: str
    title: str
    date: str
    blocks: tuple[Block, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "kind_words": self.kind_words,
            "title": self.title,
            "date": self.date,
            "blocks": [block.to_json() for block in self.blocks],
        }

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        blocks = tuple(Block.KNOWN[each["block"]].from_json(each) for each in said["blocks"])
        return cls(**{**said, "blocks": blocks})
