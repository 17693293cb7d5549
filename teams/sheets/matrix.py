"""The block of a sheet that shows a skills matrix."""

from collections.abc import Iterator
from dataclasses import dataclass

from teams.models import Level
from teams.sheets.blocks import Block

# As many columns of levels as a sheet of paper has room for.
MOST_ACROSS = 14

Line = tuple[str, tuple[int, ...], str, bool]


@dataclass(frozen=True)
class Matrix(Block):
    """Skills down, people across. ``rows``: skill, a level for each person, gap, whether short."""

    NAME = "matrix"

    heading: str
    people: tuple[str, ...]
    rows: tuple[Line, ...]
    levels: tuple[tuple[int, str], ...] = tuple((level.value, level.label) for level in Level)

    @property
    def parts(self) -> Iterator[tuple[tuple[str, ...], tuple[Line, ...]]]:
        """The matrix in parts that fit on paper, each with its people and its rows."""
        for start in range(0, len(self.people), MOST_ACROSS):
            across = slice(start, start + MOST_ACROSS)
            rows = ((skill, levels[across], gap, short) for skill, levels, gap, short in self.rows)
            yield self.people[across], tuple(rows)
