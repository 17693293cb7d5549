"""What a check finds, and what a check is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from assessment.advice.facts import ItemFacts, PortfolioFacts, RecordFacts
from teams.models import Kind


class Sureness(Enum):
    """How far a check can be trusted, in words that stand beside what it found."""

    COUNTED = "Sure: it is counted in your records."
    READ = "Likely: it is read from your words, which may say it otherwise."
    GUESSED = "Perhaps: there are signs of it. You know better."


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a check stumbled over.

    ``key`` stays the same while it is the same thing, so that it stays dismissed. ``label`` is
    what the thing is called, and ``words`` a sentence or two on what is wrong with it.
    ``record`` and ``item`` are codes; ``kind`` alone: such a record is missing.
    """

    key: str
    label: str
    words: str
    record: str = ""
    item: str = ""
    kind: Kind | None = None


def in_record(record: RecordFacts, words: str, part: str = "") -> Found:
    """Found in a record. ``part`` tells apart several in one, such as the name of a task."""
    key = f"record:{record.code}:{part}" if part else f"record:{record.code}"
    return Found(key, record.title, words, record=record.code, kind=record.kind)


def in_item(item: ItemFacts, words: str) -> Found:
    return Found(f"item:{item.code}", f"{item.label} {item.title}", words, item=str(item.code))


def is_missing(kind: Kind, words: str) -> Found:
    """Nothing of a kind is there at all, or nothing that would do."""
    return Found(f"missing:{kind.value}", str(kind.label), words, kind=kind)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over a portfolio. It is pure: the same facts, the same findings.

    ``key`` is stable: dismissals name it. ``title`` says in a few words what was found,
    ``codes`` are the misconceptions it stands for. ``why`` says in a sentence or two why it
    matters, ``mend`` what to do next. ``find`` yields nothing
    where all is well, and where there is too little to tell.
    """

    key: str
    title: str
    codes: tuple[str, ...]
    sureness: Sureness
    why: str
    mend: str
    find: Callable[[PortfolioFacts], Iterable[Found]]

    def codes_in(self, units: Iterable[str]) -> tuple[str, ...]:
        """Its misconceptions in units that the learner takes: "CC-M2" is of the unit "CC"."""
        taken = set(units)
        return tuple(code for code in self.codes if code.rpartition("-")[0] in taken)
