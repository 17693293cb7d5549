"""500 portfolios with planted faults and near misses, to measure the checks by.

Each is a plausible leader's: records of fourteen months, items, colleagues. It is sound but for
about four planted faults. What is a fault, and what is near and none, is said in docs/advice.md;
the rules were not looked at, and their authors do not look here.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count as counting
from random import Random
from uuid import UUID

from assessment.advice.facts import ItemFacts, PortfolioFacts, RecordFacts
from assessment.status import Status
from tests.advising import faults_of_people as people
from tests.advising import faults_of_work as work
from tests.advising import near_people, near_work  # noqa: F401  (they register themselves)
from tests.advising.drafting import Draft
from tests.advising.evidencing import add_items
from tests.advising.near_misses import NEAR
from tests.advising.sound import sound_draft

SEED = 20261122
FAULTS_EACH, NEAR_EACH = 4, 6

# Codes that look at the portfolio as a whole: two near misses of one might undo each other.
WHOLE = frozenset({"LT-M2", "MT-M4", "MT-M6", "CC-M3", "CO-M1", "CO-M3", "DO-M2"})

# Those about the whole portfolio come last here too.
FAULTS: dict[str, Callable[[Draft], set[str]]] = {
    "LT-M1": work.lt_m1,
    "LT-M3": people.lt_m3,
    "LT-M4": work.lt_m4,
    "LT-M5": people.lt_m5,
    "LT-M6": people.lt_m6,
    "MT-M2": people.mt_m2,
    "MT-M3": work.mt_m3,
    "MT-M5": work.mt_m5,
    "CO-M2": work.co_m2,
    "CC-M1": work.cc_m1,
    "CC-M2": people.cc_m2,
    "CC-M3": people.cc_m3,
    "CC-M4": work.cc_m4,
    "CC-M5": work.cc_m5,
    "DO-M1": people.do_m1,
    "DO-M2": people.do_m2,
    "DO-M3": people.do_m3,
    "CO-M1": work.co_m1,
    "CO-M3": work.co_m3,
    "MT-M4": work.mt_m4,
    "MT-M6": work.mt_m6,
    "LT-M2": people.lt_m2,
}
# Cannot be told apart in one portfolio: both are about all that is mapped to CO.
APART = {"CO-M1": {"CO-M3"}, "CO-M3": {"CO-M1"}}


def portfolios(
    count: int = 500, seed: int = SEED
) -> Iterator[tuple[PortfolioFacts, frozenset[str]]]:
    """Portfolios, and the codes of the faults in each that are of units its learner takes."""
    for draft in drafts(count, seed):
        yield facts_of(draft), labels_of(draft)


def labels_of(draft: Draft) -> frozenset[str]:
    """The codes of its faults, of the units that are taken."""
    return frozenset(code for code in draft.codes if code.partition("-")[0] in draft.units)


def drafts(count: int = 500, seed: int = SEED) -> Iterator[Draft]:
    """The same, with the names of their near misses."""
    rng = Random(seed)
    faults: list[str] = []
    near: list[str] = []
    for number in range(count):
        planted = _dealt(rng, faults, list(FAULTS), FAULTS_EACH, APART)
        chosen = _chosen_near(rng, near, {code for name in planted for code in _codes_of(name)})
        yield _draft(Random(f"{seed}-{number}"), planted, chosen)


def _dealt(rng, deck, names, number, apart) -> list[str]:
    """The next ones of a shuffled deck, so that each name comes equally often."""
    chosen: list[str] = []
    while len(chosen) < number:
        fitting = [
            name
            for name in deck
            if name not in chosen and not any(name in apart.get(other, ()) for other in chosen)
        ]
        if not fitting:
            deck += rng.sample(names, len(names))
            continue
        chosen.append(fitting[0])
        deck.remove(fitting[0])
    return chosen


def _draft(rng: Random, faults: list[str], chosen: list[str]) -> Draft:
    draft = sound_draft(rng, is_hard="CC-M3" in {*faults, *_near_codes(chosen)})
    draft.near = chosen
    # What is about the portfolio as a whole comes last: what the others add belongs to it.
    small = [name for name in chosen if not WHOLE & _near_codes([name])]
    for name in small:
        NEAR[name][1](draft)
    for name in (name for name in FAULTS if name in faults):
        draft.codes |= FAULTS[name](draft)
    for name in (name for name in chosen if name not in small):
        NEAR[name][1](draft)
    add_items(draft)
    return draft


def _near_codes(names: list[str]) -> set[str]:
    return {code for name in names for code in NEAR[name][0]}


def _codes_of(name: str) -> set[str]:
    """A fault, and those that it may bring along."""
    along = {
        "LT-M1": {"LT-M4", "CC-M1"},
        "LT-M2": {"MT-M1"},
        "LT-M4": {"CC-M1"},
        "LT-M5": {"DO-M1"},
        "DO-M1": {"DO-M3"},
        "CO-M3": {"CO-M1"},
    }
    return {name} | along.get(name, set())


def _chosen_near(rng: Random, deck: list[str], planted: set[str]) -> list[str]:
    """Near misses of codes that are not planted; of those about one and the same thing, one."""
    chosen: list[str] = []
    while len(chosen) < NEAR_EACH:
        taken = planted | (_near_codes(chosen) & WHOLE)
        fitting = [name for name in deck if name not in chosen and not taken & set(NEAR[name][0])]
        if not fitting:
            deck += rng.sample(list(NEAR), len(NEAR))
            continue
        chosen.append(fitting[0])
        deck.remove(fitting[0])
    return chosen


# -- As advice reads it -----------------------------------------------------------------------


def facts_of(draft: Draft) -> PortfolioFacts:
    records = sorted(draft.records, key=lambda record: record["happened_on"])
    return PortfolioFacts(
        today=draft.today,
        units=draft.units,
        records=tuple(map(_record, records)),
        items=tuple(_items(draft)),
        members=tuple(draft.members),
    )


def _record(row: dict) -> RecordFacts:
    columns = {name: value for name, value in row.items() if name not in ("members", "items")}
    return RecordFacts(columns, row["members"], row.get("items", ()))


def _items(draft: Draft) -> Iterator[ItemFacts]:
    rng = Random(len(draft.items))
    statuses = (Status.DRAFT, Status.AWAITING, Status.MET)
    for number, item in zip(counting(1), draft.items, strict=False):
        status = rng.choice(statuses)
        yield ItemFacts(
            id=number,
            number=number,
            code=UUID(int=rng.getrandbits(128), version=4),
            title=item["title"],
            method=item["method"],
            happened_on=draft.today - timedelta(days=rng.randint(5, 380)),
            text=item["text"],
            targets=dict.fromkeys(_targets(item["targets"], draft.units), status),
            kinds=item["kinds"],
            is_handed_over=status != Status.DRAFT,
        )


def _targets(named, units: frozenset[str]) -> Iterator[str]:
    """Those of the learner's units; what is shared is named by each of them."""
    for target in filter(None, named):
        unit, mark, rest = target.partition(" ")
        if not mark:
            if target.partition("-")[0] in units:
                yield target
            continue
        for code in ("LT", "CC") if unit == "LT" else (unit,):
            if code in units:
                yield f"{code} {rest}"
