"""A portfolio while it is made up: its words, its people, its rows, and what is planted in it."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

from assessment.advice.facts import MemberFacts
from teams.models import Kind
from tests.advising.phrases import phrases
from tests.advising.trades import NAMES, Measured, Trade

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday".split()
# What may not be said where soft skills are to go without a word.
SOFT = re.compile(
    r"listen|empath|\btone\b|rapport|patien|calm|soft|communicat|with people|nicer|plain words"
    r'|felt|feel|confident|"soon"',
    re.IGNORECASE,
)
SPAN = 425
HOURS = tuple(map(Decimal, ("16", "20", "24", "30", "35", "37.5")))

Columns = dict[str, Any]


@cache
def hard(topic: str, name: str) -> tuple[str, ...]:
    """Phrases that do not speak of soft skills."""
    return tuple(phrase for phrase in phrases(topic, name) if not SOFT.search(phrase))


@dataclass
class Draft:
    """``is_hard``: no record about people speaks of soft skills. ``is_co_sound``: further items
    may be mapped to CO. ``codes``: the faults that are in it; ``near``: its near misses, by name.
    """

    rng: Random
    trade: Trade
    today: date
    units: frozenset[str]
    members: list[MemberFacts] = field(default_factory=list)
    records: list[Columns] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    near: list[str] = field(default_factory=list)
    is_hard: bool = False
    is_co_sound: bool = True
    _decks: dict[str, list[str]] = field(default_factory=dict)

    # -- People -------------------------------------------------------------------------------

    def new_member(self, **columns: Any) -> MemberFacts:
        """Somebody who has no work yet."""
        taken = {member.name for member in self.members}
        name = self.rng.choice([name for name in NAMES if name not in taken])
        hours = columns.pop("contracted_hours", self.rng.choice(HOURS))
        self.members.append(MemberFacts(name, hours, **columns))
        return self.members[-1]

    def someone(self) -> str:
        return self.rng.choice(self.members).name

    # -- Words --------------------------------------------------------------------------------

    def say(self, topic: str, name: str, **slots: str) -> str:
        """A phrase that was not used yet, if there is one, with the trade's words in it."""
        return self._filled(self._drawn(topic, name), self._slots(slots))

    def parts(self, topic: str, name: str, **slots: str) -> list[str]:
        """The parts of a phrase that has several, filled alike; "" for those left empty."""
        filled = self._slots(slots)
        drawn = self._drawn(topic, name)
        return [self._filled(part.strip(), filled) for part in drawn.split(" |")]

    def fill(self, phrase: str) -> str:
        """A phrase of one's own."""
        return self._filled(phrase, self._slots({}))

    def _drawn(self, topic: str, name: str) -> str:
        key = f"{topic}/{name}/{self.is_hard}"
        if not self._decks.get(key):
            deck = (hard if self.is_hard else phrases)(topic, name)
            self._decks[key] = self.rng.sample(deck, len(deck))
        return self._decks[key].pop()

    def _slots(self, given: dict[str, str]) -> "Slots":
        return Slots(self, given)

    def _filled(self, phrase: str, slots: "Slots") -> str:
        text = phrase.format_map(slots)
        text = text[:1].upper() + text[1:] if phrase.startswith("{") else text
        if self.rng.random() < 0.5:
            text = text.replace("'", "’")
        return self._misspelt(text) if self.rng.random() < 0.03 else text

    def _misspelt(self, text: str) -> str:
        """Two letters of a long word the wrong way round."""
        words = list(re.finditer(r"\b[a-z]{8,}\b", text))
        if not words:
            return text
        place = self.rng.choice(words).start() + self.rng.randint(2, 5)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]

    # -- Days ---------------------------------------------------------------------------------

    def day_before(self, least: int, most: int) -> date:
        """``least`` to ``most`` days ago."""
        return self.today - timedelta(days=self.rng.randint(least, most))

    # -- Rows ---------------------------------------------------------------------------------

    def add(self, kind: Kind, title: str, day: date, **columns: Any) -> Columns:
        """A record. ``members`` among the columns: the names it is listed under."""
        later = day + timedelta(days=self.rng.randint(0, 3))
        code = UUID(int=self.rng.getrandbits(128), version=4)
        row = {
            "code": str(code),
            "kind": kind.value,
            "title": title,
            "happened_on": day.isoformat(),
            "created_at": f"{later.isoformat()} 16:20:11.512345+00:00",
            "changed_at": f"{later.isoformat()} 16:41:09.204817+00:00",
            "members": (),
        } | {name: as_column(value) for name, value in columns.items()}
        self.records.append(row)
        return row

    def of_kind(self, kind: Kind) -> list[Columns]:
        found = [record for record in self.records if record["kind"] == kind.value]
        return sorted(found, key=lambda record: record["happened_on"])

    def add_item(self, title: str, method: str, text: str, *targets: str, kinds=()) -> None:
        self.items.append(
            {
                "title": title,
                "method": method,
                "text": f"{title}\n{text}",
                "targets": targets,
                "kinds": frozenset(kinds),
            }
        )


class Slots(dict):
    """What the gaps of a phrase are filled with; each is thought of when it is first needed."""

    def __init__(self, draft: Draft, given: dict[str, str]) -> None:
        super().__init__(given)
        self._draft = draft

    def __missing__(self, name: str) -> str:
        self[name] = getattr(self, f"_{name}")()
        return self[name]

    def _a(self) -> str:
        return self._draft.someone()

    def _b(self) -> str:
        names = [each.name for each in self._draft.members]
        return self._draft.rng.choice([name for name in names if name != self["a"]])

    def _c(self) -> str:
        return self._draft.trade.customer

    def _cs(self) -> str:
        return self._draft.trade.customers

    def _scr(self) -> str:
        return self._draft.trade.screen

    def _job(self) -> str:
        return self._draft.trade.work

    def _who(self) -> str:
        return self._draft.trade.boss

    def _standard(self) -> Measured:
        return self._draft.rng.choice(self._draft.trade.standards)

    def _std(self) -> str:
        title = self["standard"].title
        return title[0].lower() + title[1:]

    def _f(self) -> str:
        return self["standard"].figure(self["standard"].before)

    def _t(self) -> str:
        return self["standard"].figure(self["standard"].after)

    def _n(self) -> str:
        return str(self._draft.rng.randint(2, 9))

    def _on(self) -> str:
        return f"{self._draft.day_before(20, 200):%-d %B}"

    def _month(self) -> str:
        return f"{self._draft.day_before(30, 300):%B}"

    def _day(self) -> str:
        return self._draft.rng.choice(DAYS)


def as_column(value: Any) -> Any:
    """As a record's columns hold it: days and decimal numbers are text."""
    return str(value) if isinstance(value, date | Decimal) else value
