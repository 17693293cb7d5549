"""Word lists as patterns: how lists are written, and when what they match is really said."""

import re
from collections.abc import Iterator
from typing import Any

# "Nobody was asked" says that nobody was. Only within a clause, and only shortly before.
DENIALS = re.compile(
    r"\b(?:no|not|none|never|nobody|no[ -]one|nothing|without|neither|nor|hardly|instead of|"
    r"rather than|regardless of|cannot|\w+n't|didnt|dont|wasnt|wont|isnt|havent|hasnt|couldnt)\b"
)
DENIAL_REACHES = 28
SPECIAL = {"*": r"\w*", " ": "[ -]+"}
# Letters, each with what may follow; "" where a word may end.
Tree = dict[str, Any]
CLAUSE_ENDS = re.compile(r"[.!?;:,\n•]|\bbut\b|\bso\b|\bthen\b")


def plain(text: str) -> str:
    """As the lists are written: small letters and straight apostrophes."""
    return text.lower().replace("’", "'").replace("‘", "'")


def listed(words: str) -> str:
    """The source of a pattern for a list with commas between; "*" stands for any ending.

    A space in it also matches a hyphen: "one to one" finds "one-to-one". What begins alike is
    read once: a list of hundreds costs little more than its first letters.
    """
    tree: Tree = {}
    for word in words.split(","):
        branch = tree
        for letter in " ".join(word.split()):
            branch = branch.setdefault(SPECIAL.get(letter) or re.escape(letter), {})
        branch[""] = {}
    tree.pop("", None)
    return _source(tree)


def any_of(*lists: str) -> re.Pattern[str]:
    """A pattern for whole words of these lists; what it reads is ``plain``."""
    return re.compile(rf"\b{listed(','.join(lists))}\b")


def near(first: str, second: str, words: int = 4) -> str:
    """The source of a pattern: something of ``second`` at most some words after ``first``."""
    return rf"\b{first}\b(?:[ \t-]+[^\s.;!?]+){{0,{words}}}?[ \t-]+{second}\b"


def said(pattern: re.Pattern[str], text: str) -> bool:
    """Whether it occurs in a ``plain`` text without a denial shortly before."""
    return any(not _is_denied(text, match.start()) for match in pattern.finditer(text))


def sentences_of(text: str) -> Iterator[str]:
    return filter(None, map(str.strip, re.split(r"[.!?]+(?=\s|$)|[\n•;]+", text)))


def _source(tree: Tree) -> str:
    branches = [letter + _source(rest) for letter, rest in tree.items() if letter]
    if not branches:
        return ""
    whole = branches[0] if len(tree) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{whole})?" if "" in tree else whole


def _is_denied(text: str, start: int) -> bool:
    before = text[max(0, start - DENIAL_REACHES) : start]
    return bool(DENIALS.search(CLAUSE_ENDS.split(before)[-1]))
