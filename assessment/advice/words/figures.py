"""Figures and days in what people write: "9 of ten calls", "twice", "on Tuesday", "4 May".

Words are looked up first, and the long patterns tried only where one of them gives a reason to.
"""

import re
from collections.abc import Collection

from assessment.advice.words.writing import words_of

NUMBERS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred dozen
    half halved third thirds quarter quarters twice double doubled doubles tripled trebled
    """.split()
)
MONTHS = frozenset(
    """
    january february april june july august september october november december jan feb apr aug sep
    sept oct nov dec
    """.split()
)
DAYS = MONTHS | frozenset(
    """
    monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday
    saturdays sunday sundays mon tue tues wed thur thurs fri yesterday christmas easter
    """.split()
)
# One of these stands in each of the phrases for a day.
DAY_HINTS = frozenset(
    """
    may march mar friday holiday year term last this other ago day morning afternoon evening night
    shift noon lunch lunchtime o'clock
    """.split()
)
DIGIT = re.compile(r"\d")
DAY_PHRASES = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? |(?:in|since|of|until|by|from|during|through|last|early"
    r"|late|mid|and|to|end) )(?:may|march|mar)|(?:may|march) \d{1,2}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d|(?:the )?\d{1,2}(?:st|nd|rd|th)"
    r"|\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m|\d{1,2}:\d\d|o'clock|last (?:week|night|month)"
    r"|this (?:morning|afternoon|week)|the other day"
    r"|(?:a|one|two|three|few|\d+) (?:days?|weeks?|months?) ago"
    r"|(?:that|the same|the next|one) (?:day|morning|afternoon|evening|night|shift)"
    r"|at noon|at lunch(?:time)?|black friday|bank holiday|new year|half[- ]term"
)
DAY_PHRASE = re.compile(rf"\b(?:{DAY_PHRASES})\b")
DAY = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{'|'.join(sorted(DAYS))})\b(?: \d{{1,2}}\b)?"
    rf"|\b(?:{DAY_PHRASES})\b"
)
# "100%" and "24/7" boast, "1-2-1" and "one-to-one" are names: no figures.
SAYINGS = re.compile(
    r"\b1\d0 ?%|\b(?:24/7|24-7|1-2-1s?|121s?|1:1s?|1-1s?|one[- ]to[- ]ones?|one[- ]two[- ]ones?"
    r"|two[- ]way|second to none|number one|(?:one )?hundred per ?cent|half[- ]hearted\w*"
    r"|at sixes and sevens|level \d|part \d|step \d|phase \d|session \d+|review \d|nvq ?\d?|360"
    r"|(?:last|this|next|each|every|per|the|a|first|second|third|fourth"
    r"|previous) (?:\w+ )?quarters?"
    r"|quarter \d|q[1-4]|third part(?:y|ies))\b"
)
# How long or how often one met is no figure of the service, but for a time to keep.
LENGTH = re.compile(
    r"(?<!within )(?<!under )(?<!than )(?<!inside )"
    rf"\b(?:\d+(?:\.\d+)?|an?|one|half an?"
    rf"|{'|'.join(sorted(NUMBERS))})[ -]*(?:x )?(?:\d+ ?)?(?:more )?"
    r"(?:half[- ])?(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?|sessions?|meetings?"
    r"|times? (?:a|per) (?:week|month|day)|fortnights?)"
    r"(?: (?:a|per|each|every) (?:week|day|month|fortnight))?(?: of \d+)?\b"
)


def names_day(text: str) -> bool:
    """Whether a day is named: "on Tuesday", "4 May", "last week"."""
    return day_in(text.lower(), words_of(text))


def names_figure(text: str) -> bool:
    """Whether a figure is named that is neither a day nor a saying."""
    return figure_in(text.lower(), words_of(text))


def names_figure_of_work(text: str) -> bool:
    """Whether a figure is named, and more than how long or how often one met."""
    return figure_in(text.lower(), words_of(text), LENGTH)


def day_in(lower: str, words: Collection[str]) -> bool:
    """``words`` are those of ``lower``, a text in lower case."""
    if not DAYS.isdisjoint(words):
        return True
    is_hinted = DIGIT.search(lower) or not DAY_HINTS.isdisjoint(words)
    return bool(is_hinted and DAY_PHRASE.search(lower))


def figure_in(lower: str, words: Collection[str], *but: re.Pattern[str]) -> bool:
    """As ``day_in``; what matches one of ``but`` is no figure either."""
    if not may_name_figure(lower, words):
        return False
    for pattern in (SAYINGS, DAY, *but):
        lower = pattern.sub(" ", lower)
    return may_name_figure(lower, words_of(lower))


def may_name_figure(lower: str, words: Collection[str]) -> bool:
    return bool(DIGIT.search(lower)) or not NUMBERS.isdisjoint(words)
