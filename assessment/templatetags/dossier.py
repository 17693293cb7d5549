"""Marks of the portfolio PDF: a shape for each state, legible without colour."""

from dataclasses import dataclass

from django import template

from assessment.coverage import Counts
from assessment.status import Status

register = template.Library()

# Text rather than pictures: it can be searched, copied and read aloud.
MARKS = {
    Status.MET: "✔",
    Status.PARTLY: "◑",
    Status.AWAITING: "◔",
    Status.RETURNED: "↺",
    Status.NOT_YET: "▲",
    Status.DRAFT: "✎",
    Status.UNMAPPED: "○",
}

# Fill, and the ink of the number on it: dark to light in the order of the legend, for grey paper.
BAR_COLOURS = {
    Status.MET: ("#14603a", "#ffffff"),
    Status.PARTLY: ("#2f8a5b", "#ffffff"),
    Status.AWAITING: ("#3f7fbf", "#ffffff"),
    Status.RETURNED: ("#8fb3d9", "#241c22"),
    Status.NOT_YET: ("#e0b15a", "#241c22"),
    Status.DRAFT: ("#ddd6da", "#241c22"),
    Status.UNMAPPED: ("#ffffff", "#62575e"),
}
BAR_WIDTH = 500


@dataclass(frozen=True, slots=True)
class Segment:
    """One state's part of a bar."""

    status: Status
    count: int
    left: float
    width: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def fill(self) -> str:
        return BAR_COLOURS[self.status][0]

    @property
    def ink(self) -> str:
        return BAR_COLOURS[self.status][1]


@register.filter
def mark(status: int) -> str:
    return MARKS[Status(status)]


@register.simple_tag
def statuses() -> list[Status]:
    """From done to untouched, as in every bar and legend."""
    return list(MARKS)


@register.filter
def told(value: object, is_blank: bool) -> object:
    """What is known, or that it is not; on a blank form nothing, so that one can write there."""
    return value or ("" if is_blank else "not given")


@register.filter
def segments(counts: Counts) -> list[Segment]:
    """The states that occur, in the order of the legend."""
    found, left = [], 0.0
    for status in MARKS:
        count = getattr(counts, status.key)
        if count:
            width = BAR_WIDTH * count / counts.total
            found.append(Segment(status, count, left, width))
            left += width
    return found
