"""The parts of a plan's sheet: its tasks as a table and as a chart, and the hours they take."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from teams.sheets.blocks import Block

# As many weeks as a table has room for on paper.
WEEKS_ACROSS = 12


class TaskRow(NamedTuple):
    """A task in words. ``key`` is its row's, ``number`` its place; days are ISO 8601."""

    key: int
    number: int
    title: str
    objective: str
    who: str
    reason: str
    reason_words: str
    quality: str
    starts_on: str
    ends_on: str
    hours: str
    status: str
    status_words: str
    after: str

    @property
    def days(self) -> str:
        """ "26 Oct to 3 Nov 2026", or the one day."""
        first, last = date.fromisoformat(self.starts_on), date.fromisoformat(self.ends_on)
        said = f"{last.day} {last:%b %Y}"
        if first == last:
            return said
        year = f" {first.year}" if first.year != last.year else ""
        return f"{first.day} {first:%b}{year} to {said}"

    @property
    def why(self) -> str:
        """Why this person: the sort of reason, and the writer's own words."""
        return ": ".join(filter(None, (self.reason, self.reason_words)))


class Bar(NamedTuple):
    """A task in the chart. ``after``: the keys of tasks that must be finished first."""

    key: int
    number: int
    title: str
    who: str
    status: str
    status_words: str
    starts_on: str
    ends_on: str
    after: tuple[int, ...]


@dataclass(frozen=True)
class Tasks(Block):
    """The tasks of a plan: rows as ``TaskRow`` has them."""

    NAME = "tasks"

    rows: tuple[tuple, ...]
    heading: str = "Tasks"

    @property
    def tasks(self) -> list[TaskRow]:
        return [TaskRow(*row) for row in self.rows]


@dataclass(frozen=True)
class Gantt(Block):
    """The tasks over time: rows as ``Bar`` has them. The plan itself runs between its two days."""

    NAME = "gantt"

    starts_on: str
    ends_on: str
    rows: tuple[tuple, ...]
    heading: str = "Schedule"

    @property
    def bars(self) -> list[Bar]:
        return [Bar(*row) for row in self.rows]


class LoadCell(NamedTuple):
    """A week of a colleague. ``share``: of the hours they have, from 0; None where unknown."""

    hours: float
    is_over: bool
    share: float | None


@dataclass(frozen=True)
class Workload(Block):
    """Planned hours by week: rows of a name, the contracted hours or None, and hours by week.

    ``weeks`` are Mondays in ISO 8601.
    """

    NAME = "workload"

    weeks: tuple[str, ...]
    rows: tuple[tuple, ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    heading: str = "Workload"

    @property
    def parts(self) -> Iterator[dict]:
        """Tables of a few weeks each; weeks in which nobody has anything to do are left out."""
        for start in range(0, len(self.weeks), WEEKS_ACROSS):
            window = slice(start, start + WEEKS_ACROSS)
            if any(any(hours[window]) for _, _, hours in self.rows):
                rows = [
                    (name, contracted, [_cell(each, contracted) for each in hours[window]])
                    for name, contracted, hours in self.rows
                ]
                yield {"weeks": self.weeks[window], "rows": rows}


def _cell(hours: float, contracted: float | None) -> LoadCell:
    is_over = contracted is not None and hours > contracted
    return LoadCell(hours, is_over, hours / contracted if contracted else None)
