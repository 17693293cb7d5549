"""Whether an account claims support for people: "I always help my team"."""

import re

from assessment.advice.words.claims import tells_something
from assessment.advice.words.writing import straight, words_of

HINTS = (
    "support",
    "help",
    "assist",
    "coach",
    "encourag",
    "motivat",
    "guid",
    "listen",
    "there for",
    "mentor",
    "develop",
    "train",
    "feedback",
    "door",
    "valued",
)
SUPPORT = re.compile(
    r"\b(?:support(?:ed|ing|s|ive)?|help(?:ed|ing|s)?|assist(?:ed|ing|s)?|coach(?:ed|ing|es)?|encourag(?:e|ed|es|ing)"
    r"|motivat(?:e|ed|es|ing)|guid(?:e|ed|ance|ing)|mentor(?:ed|ing)?|listen(?:ed|s)?"
    r"|(?:am |was |be |always )there for|develop(?:ed|ing)?|train(?:ed|ing)?|(?:give|gave|given"
    r"|provide[ds]?) (?:\w+ )?feedback|door is (?:always )?open|open door|feels? valued"
    r"|look(?:ed)? after|come to me)\b",
)
# It is the writer who does it: "I always help", "Helped whenever needed", "come to me".
BY_ONESELF = re.compile(
    rf"\b(?:i|i'm|i've|i'd|i'll|we|as (?:a|an|the"
    rf"|their) \w+(?: \w+)?)\b(?:[ ,]+[\w']+){{0,7}}?[ ,]+{SUPPORT.pattern}"
    rf"|(?:^|[.!?\n]\s*)(?:(?:always|regularly|often|have|also|then) ){{0,2}}{SUPPORT.pattern}"
    r"|\bmy door\b|\bto me\b|\btrust me\b|\bmy (?:\w+ )?(?:support|help|coaching|guidance)\b",
)
SUPPORTED = re.compile(
    r"\b(?:team|leaders?|staff|colleagues?|members?|people|everyone|everybody|advisers?|advisors?|agents?"
    r"|starters?|them|her|him|they|others|anyone|anybody|person|individuals?|employees|need(?:ed)?"
    r"|necessary|required)\b",
)
FEWEST_WORDS = 3
# Who tells an instance tells it before the third page.
READ = 3_000


def only_claims_support(account: str) -> bool:
    """Whether it says that people are supported, and tells nothing that was done for anybody."""
    account = account[:READ]
    lower = account.lower()
    if not any(hint in lower for hint in HINTS):
        return False
    text = straight(account)
    lower = text.lower()
    return (
        len(words_of(lower[:400])) >= FEWEST_WORDS
        and bool(SUPPORTED.search(lower))
        and not tells_something(text)
        and bool(BY_ONESELF.search(lower))
    )
