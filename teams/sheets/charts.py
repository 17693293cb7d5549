"""The chart of a sheet: readings over time, the target, and what happened meanwhile."""

from dataclasses import dataclass
from typing import ClassVar

from teams.sheets.blocks import Block


@dataclass(frozen=True)
class Chart(Block):
    """Readings as a line. Days are ISO 8601, values in ``unit``; ``whose`` figures they are.

    ``direction`` is a ``Direction``. Each of ``events`` is a day, a short label and one of
    ``EVENT_KINDS``. ``said`` is what the chart shows, in words. ``has_list``: the
    readings follow as a list, unless the sheet has a table of them anyway.
    """

    NAME = "chart"
    EVENT_KINDS: ClassVar[dict[str, str]] = {
        "coaching": "coaching",
        "start": "initiative begins",
        "end": "initiative ends",
        "review": "review",
    }

    heading: str
    name: str
    whose: str
    unit: str
    direction: str
    target: float | None
    points: tuple[tuple[str, float], ...]
    events: tuple[tuple[str, str, str], ...] = ()
    said: str = ""
    has_list: bool = True
