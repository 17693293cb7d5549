"""Slips of the keyboard: "traniing" is read as "training", before lists are looked through."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path

ADVICE = Path(__file__).parents[1]
# Short words are too easily other words.
WORD = re.compile(r"[a-z]{6,}")


def mended(words: str) -> str:
    """A ``plain`` text with words whose letters stand in the wrong order put right.

    Only words that none of our own sentences has, and that have the letters of just one of them.
    """
    return WORD.sub(lambda match: _meant(match[0]), words)


@lru_cache(maxsize=8192)
def _meant(word: str) -> str:
    known, by_letters = _vocabulary()
    return word if word in known else by_letters.get(_letters(word)) or word


@cache
def _vocabulary() -> tuple[frozenset[str], dict[str, str]]:
    """The words of our examples, and each by its letters; "" where two share them."""
    files = (ADVICE / folder / "examples.json" for folder in ("words", "suggesting"))
    text = "\n".join(json.dumps(json.loads(file.read_text("utf-8"))) for file in files)
    known = frozenset(WORD.findall(text.lower()))
    by_letters: dict[str, str] = {}
    for word in known:
        letters = _letters(word)
        by_letters[letters] = "" if letters in by_letters else word
    return known, by_letters


def _letters(word: str) -> str:
    """Its first letter, then the rest in order: few get the first one wrong."""
    return word[0] + "".join(sorted(word[1:]))
