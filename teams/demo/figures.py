"""The figures of the demo's year: weekly readings of what the team is measured by."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from teams.demo.days import Days

WEEKS = 52
SEED = 1874

# Each week from the one that lies FIRST days ago. The new billing system came in week GO_LIVE.
FIRST, GO_LIVE, LOWEST = 217, 3, 6
FCR = (78, 79, 77, 74, 70, 66, 64, 65, 66, 68, 71, 73, 74, 76, 77, 78, 79, 80, 80, 81, 81, 82)
CSAT = (4.4, 4.4, 4.3, 4.2, 4.1, 4.0, 3.9)
AHT = (402, 405, 409, 447, 478, 501, 512)
AGAIN = (19, 18, 19, 23, 27, 30, 31)

# The same weeks for the measures whose fall alone was printed: back to where they ended.
RECOVERED = {"csat": (3.9, 4.5), "aht": (512, 418), "again": (31, 17)}

# key: what it was before the story begins, how far a week strays, decimal places
STEADY = {
    "fcr": (78, 1.2, 0),
    "csat": (4.35, 0.07, 1),
    "aht": (404, 7, 0),
    "again": (19, 1.0, 0),
    "answered": (81, 2.2, 0),
    "complaints": (24, 3.0, 0),
    "adherence": (92.5, 1.1, 1),
    "callbacks": (93, 1.8, 0),
}
# Where each stands at the end of the year.
SETTLED = {
    "fcr": 82,
    "csat": 4.5,
    "aht": 416,
    "again": 17,
    "answered": 82,
    "complaints": 18,
    "adherence": 94,
    "callbacks": 97,
}
FALLING = {"fcr": FCR, "csat": CSAT, "aht": AHT, "again": AGAIN}
# Complaints follow the fall of first contact resolution by some weeks.
COMPLAINTS = (
    *(24, 23, 25, 27, 31, 36, 40, 42, 41, 39, 36),
    *(33, 31, 28, 26, 24, 22, 21, 20, 20, 19, 19),
)


def readings_of(key: str, days: Days) -> Iterator[tuple[date, Decimal]]:
    """A reading for each Monday of the year up to this week's, the same on every machine."""
    stray = random.Random(f"{SEED}-{key}")  # noqa: S311 - a story, not a secret
    level, width, places = STEADY[key]
    story = _story(key)
    begins = (7 * WEEKS - FIRST) // 7
    for week in range(WEEKS + 1):
        told = week - begins
        if 0 <= told < len(story):
            value = story[told]
        else:
            middle = level if told < len(FCR) else SETTLED[key]
            value = middle + stray.uniform(-width, width)
        yield days.monday(7 * WEEKS) + timedelta(days=7 * week), Decimal(f"{value:.{places}f}")


def _story(key: str) -> tuple[float, ...]:
    """What the weeks of the story brought, where it touched the measure at all."""
    if key == "complaints":
        return COMPLAINTS
    told = FALLING.get(key, ())
    if key not in RECOVERED:
        return told
    lowest, end = RECOVERED[key]
    # Back in step with first contact resolution, which all of them hang on.
    share = [(reading - FCR[LOWEST]) / (FCR[-1] - FCR[LOWEST]) for reading in FCR[LOWEST + 1 :]]
    return (*told, *(lowest + (end - lowest) * each for each in share))
