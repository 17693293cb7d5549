"""Before and after, in words: "Used to transfer every refund; since June she does them herself"."""

import re

from assessment.advice.words.claims import signs_in, tells_something
from assessment.advice.words.figures import names_figure
from assessment.advice.words.writing import sentences, straight

THEN = re.compile(
    r"\b(?:before|used to|at first|at the start|to begin with|initially|was|were|had been"
    r"|could not|couldn't|cannot|did not|didn't|never|would|always|in the beginning|until"
    r"|previously|originally|no longer|instead of)\b",
)
NOW = re.compile(
    r"\b(?:now|after|afterwards|since|today|these days|then|by the end|at the end|in the end"
    r"|any ?more|no longer|instead)\b",
)
# Moved by so much: no second figure is needed.
BY_SO_MUCH = re.compile(
    r"\b(?:doubled|halved|tripled|trebled|by (?:half|a third|a quarter|two thirds)|half as many"
    r"|twice as many|half of what)\b",
)
SEEN = ("a thing", "an act", "one of them")
ENOUGH_SEEN = 2


def tells_change(text: str) -> bool:
    """Whether it is told how something was before and is now, in figures or in an instance."""
    text = straight(text)
    lower = text.lower()
    return (
        bool(BY_SO_MUCH.search(lower))
        or names_figure(text)
        or tells_something(text)
        or contrasts(text)
    )


def contrasts(text: str) -> bool:
    """Then and now, both by things that one could have seen."""
    text = straight(text)
    if not (THEN.search(text.lower()) and NOW.search(text.lower())):
        return False
    signs = [signs_in(sentence) for sentence in sentences(text)]
    return sum(each.get(sign, 0) for each in signs for sign in SEEN) >= ENOUGH_SEEN
