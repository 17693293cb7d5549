"""How the demo's evidence is written down: plain values, dated in days before today."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from portfolio.models import Method

SATURDAY = 5


@dataclass(frozen=True)
class Days:
    """The days of the story. No day lies in the future and none on a weekend.

    Text says ``{on:170}`` for the day 170 days ago, which becomes "5 June".
    """

    today: date

    def ago(self, days: int) -> date:
        """The last working day up to ``days`` before today."""
        day = self.today - timedelta(days=days)
        return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))

    def monday(self, days: int) -> date:
        """The Monday of the week that ``days`` before today lies in."""
        day = self.today - timedelta(days=days)
        return day - timedelta(days=day.weekday())

    def moment(self, days: int, minute: int = 0) -> datetime:
        """Mid-morning of that day and ``minute`` minutes; never later than now."""
        morning = datetime.combine(self.ago(days), time(9, 40)) + timedelta(minutes=minute)
        return min(timezone.make_aware(morning), timezone.now())

    def __format__(self, days: str) -> str:
        day = self.ago(int(days))
        return f"{day.day} {day:%B}"


@dataclass(frozen=True)
class Paper:
    """A file of the story; ``made`` makes its bytes, and only when they are needed."""

    name: str
    description: str
    made: Callable[[Days], bytes]


@dataclass(frozen=True)
class Marking:
    """What an assessor decided: met, except for what ``not_yet`` names with its feedback."""

    days_ago: int
    words: str
    by: str = "ben"
    comments: Mapping[str, str] = field(default_factory=dict)
    not_yet: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    countersigned: int | None = None


@dataclass(frozen=True)
class HandIn:
    """One submission; ``addition`` and ``papers`` are what was added since the one before."""

    days_ago: int
    marking: Marking | None = None
    addition: str = ""
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Item:
    """One item of evidence. ``shows``: codes of criteria and marking points, each with a place."""

    key: str
    title: str
    method: Method
    days_ago: int
    narrative: str
    shows: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    location: str = ""
    seen_by: str = ""
    hand_ins: tuple[HandIn, ...] = ()
