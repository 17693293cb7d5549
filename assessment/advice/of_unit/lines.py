"""What a page on a unit says, line by line: each with its one next step."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from assessment.advice.of_unit.steps import Step


class Sort(Enum):
    """What a line is about: the word and the picture beside it. The earlier come first where
    lines weigh the same."""

    UNIT = ("Unit", "exclamation-triangle")
    FEEDBACK = ("Feedback", "chat-left-text")
    RETURNED = ("Returned", "arrow-counterclockwise")
    HAND_OVER = ("Hand over", "send")
    DECISION = ("Decision", "hourglass-split")
    SIGNATURE = ("Countersign", "pen")
    EVIDENCE = ("Evidence", "file-earmark-plus")
    DOUBT = ("Doubt", "question-circle")
    OLD = ("Age", "calendar-x")
    METHOD = ("Methods", "collection")
    ADVICE = ("Advice", "lightbulb")
    ASIDE = ("Put aside", "eye-slash")
    ITEM = ("Your item", "link-45deg")
    BEGIN = ("Begin", "plus-lg")

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def icon(self) -> str:
        return self.value[1]


_PLACES = {sort: place for place, sort in enumerate(Sort)}


@dataclass(frozen=True, slots=True)
class Line:
    """``effect``: how many criteria hang on it. ``notes``: what people said, or what was found;
    ``how_sure``: in words, where a check speaks."""

    sort: Sort
    words: str
    step: Step | None = None
    notes: tuple[str, ...] = ()
    effect: int = 1
    how_sure: str = ""


def by_effect(lines: Iterable[Line]) -> tuple[Line, ...]:
    """What moves most criteria first."""
    return tuple(sorted(lines, key=lambda line: (-line.effect, _PLACES[line.sort])))


def by_sort(lines: Iterable[Line]) -> tuple[Line, ...]:
    """What weighs most first: what an assessor said before what was counted or read."""
    return tuple(sorted(lines, key=lambda line: (_PLACES[line.sort], -line.effect)))
