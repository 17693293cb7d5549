"""Texts as passages of words: a sentence or so each, since an item speaks of several things."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assessment.advice.suggesting.stems import stem

# What an item is about is said early; a file may hold a book.
LONGEST = 20_000

FEWEST_WORDS = 6  # shorter sentences go with the next
MOST_WORDS = 40  # of lists and texts without full stops

# What an item is called by its method says nothing of what it is about.
METHODS = re.compile(
    r"\b(?:professional discussion|reflective account|(?:expert )?witness testimony)s?\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
BETWEEN = re.compile(r"(?<=[.!?;:])\s+|\n+")

# Words that say nothing of what a sentence is about.
UNTELLING = frozenset(
    """
    a about all also am an and any are as at be been being both but by can could did do does doing
    don each every for from had has have having he her here him his how i if in into is it its just
    know like many may me might more most much must my no nor not of off on once only or other our
    out over own re s same shall she should so some such t than that the their them then there
    these they this those through to too under until up us very was we were what when where which
    while who whom whose why will with would you your before after again between during because
    down few isn wasn doesn didn ve ll m d one two three four five six seven eight nine ten first
    since got
    """.split()
)


class Word(NamedTuple):
    """``stem`` is empty for a word that says nothing by itself; ``root`` is the stem of any."""

    written: str
    stem: str
    root: str


Passage = tuple[Word, ...]


def passages_of(text: str, longest: int = LONGEST) -> list[Passage]:
    """The passages of the first ``longest`` characters; those without a telling word left out."""
    told = METHODS.sub(" ", text[:longest])
    return [passage for passage in _joined(told) if any(word.stem for word in passage)]


def features_of(passage: Passage) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """What is counted: each stem, and each two that follow one another; with its words."""
    telling = [word for word in passage if word.stem]
    for word in telling:
        yield word.stem, (word,)
    for first, second in pairwise(telling):
        yield f"{first.stem} {second.stem}", (first, second)


def expressions_of(passage: Passage) -> Iterator[str]:
    """The root of every word, and each two in a row. The small ones say much together: "before",
    "own" and "if" tell criteria apart that share their nouns."""
    for word in passage:
        yield word.root
    for first, second in pairwise(passage):
        yield f"{first.root} {second.root}"


def _joined(text: str) -> Iterator[Passage]:
    gathered: list[Word] = []
    for sentence in BETWEEN.split(text):
        gathered += map(_word, WORD.findall(sentence))
        if len(gathered) >= FEWEST_WORDS:
            yield from _cut(gathered)
            gathered = []
    yield from _cut(gathered)


def _cut(words: list[Word]) -> Iterator[Passage]:
    for start in range(0, len(words), MOST_WORDS):
        yield tuple(words[start : start + MOST_WORDS])


def stems_in(text: str, longest: int) -> set[str]:
    """The stems of the first ``longest`` characters, without their order: quick for many texts."""
    return {_word(written).stem for written in set(WORD.findall(text[:longest]))}


# Few words make up most of every text.
@lru_cache(maxsize=20_000)
def _word(written: str) -> Word:
    small = written.lower()
    root = stem(small)
    return Word(written, "" if small in UNTELLING else root, root)
