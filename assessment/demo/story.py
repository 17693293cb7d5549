"""How the demo's evidence is written down: plain values, dated in days before today."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from portfolio.models import Method
from teams.demo.days import Days
from teams.models import Kind


@dataclass(frozen=True)
class Paper:
    """A file of the story; ``made`` makes its bytes, and only when they are needed."""

    name: str
    description: str
    made: Callable[[Days], bytes]


@dataclass(frozen=True)
class Marking:
    """What an assessor decided: met, except for what ``not_yet`` names with its feedback.

    ``actions``: for each of these, what the learner is to do.
    """

    days_ago: int
    words: str
    by: str = "ben"
    comments: Mapping[str, str] = field(default_factory=dict)
    not_yet: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
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
class Prior:
    """The facts of prior learning; ``days_ago``: when it was achieved."""

    achievement: str
    awarded_by: str
    days_ago: int
    comparison: str
    kept_current: str = ""


@dataclass(frozen=True)
class Item:
    """One item of evidence. ``shows``: codes of criteria and marking points, each with a place.

    ``records``: those of the team that it holds, by kind and title.
    """

    key: str
    title: str
    method: Method
    days_ago: int
    narrative: str
    shows: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    records: tuple[tuple[Kind, str], ...] = ()
    location: str = ""
    seen_by: str = ""
    hand_ins: tuple[HandIn, ...] = ()
    prior: Prior | None = None
