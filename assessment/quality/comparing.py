"""One assessor's decisions beside those of all others, and what stands out of them."""

from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as format_date

from assessment.quality.deciding import Decided

ENOUGH = 20  # decisions from which a share says something
ENOUGH_OF_A_KIND = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """``share`` is per cent of the width; ``is_theirs``: of the assessor it is about."""

    words: str
    amount: str
    share: int
    is_theirs: bool = True


@dataclass(frozen=True, slots=True)
class Pattern:
    """What stands out: what was counted, what it may mean and may not, and the decisions."""

    key: str
    title: str
    counted: str
    may: str
    may_not: str
    bars: tuple[Bar, ...]
    decisions: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """An assessor's decisions, in order, and those of all others that the reader may see."""

    own: tuple[Decided, ...]
    others: tuple[Decided, ...]
    today: date


def day_in_words(day: date) -> str:
    return format_date(day, "j F Y")
