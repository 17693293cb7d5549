"""An account that says that something was only spoken: "a quiet word, nothing written".

A sentence says so by denying that it was written, or by words for what is only spoken. It does
not count where it, or one beside it, says that it was written down after all, nor where a call or
an order was not recorded: that is another matter.
"""

import re
from collections.abc import Iterator

from assessment.advice.words.writing import sentences, straight

# In every sentence that says so stands one of the first, or one each of the others. To look for
# them is quick, and most texts need not be read any further.
ONLY_SPOKEN = tuple(
    (
        "verbal, word of mouth, the record, left it, informal, in my head, unwritten, unrecorded, "
        "undocumented, quiet word, quick word, just a, just had, only a, only had, only spoken, "
        " oral, nothing formal, nothing official, between us, between ourselves, "
        "between you and me, paper trail"
    ).split(", ")
)
DENYING = (
    *("not ", "n't", "nothing", " no ", ".no ", "none", " never", "without", "instead", "rather"),
    *("avoid", "dont ", "didnt ", "wasnt ", "havent ", "hasnt ", "isnt ", "wont "),
)
WRITING_DOWN = tuple("writ wrote record note document log paper minute typed file".split())

# What follows in a longer text is as a rule a file: minutes, letters, policies.
READ = 6_000

NOT = (
    r"(?:\b(?:not|never|didnt|dont|wasnt|havent|hasnt|isnt|wont|nothing|no|none|without|avoid\w*"
    r"|rather than|instead of)|n't)\b"
)
WRITTEN_DOWN = (
    r"(?:writ(?:e|es|ten|ing)|wrote|record(?:ed|s|ing)?|not(?:es?|ed|ing)|minut(?:es|ed)"
    r"|document(?:ed|s|ing|ation)?|log(?:ged|s|ging)?|paperwork|on paper|on file|typed up)\b"
)
OF_SOMETHING_ELSE = (
    r"(?!\s+by\b)(?!\s+(?:(?:the|a|any|her|his|all) )?(?:calls?|complaints?|orders?|numbers?"
    r"|postcodes?|details|address|customers?|callers?|bookings?|cases?|contacts?)\b)"
)
UNWRITTEN = re.compile(
    rf"{NOT}(?:\s+\w+){{0,5}}?\s+{WRITTEN_DOWN}{OF_SOMETHING_ELSE}"
    r"|\boff the record\b|\bun(?:recorded|documented|written)\b|\bin my head\b|\bby word of mouth\b"
    r"|\b(?:only|just|purely|simply|all|kept it|was|were|given|done|agreed|happened|it) (?:\w+ )?"
    r"verbal(?:ly)?\b(?! (?:and|or|warning|abuse|reasoning|communication|handover|skills))"
    r"|\bverbal(?:ly)?(?: \w+)?(?: only|[.,]|$)|\bverbal (?:agreements?|discussion|chat)\b"
    r"|\bonly (?:ever )?(?:spoken|oral)\b"
    r"|\b(?:just|only) (?:had )?a (?:quiet |quick |informal |private |friendly )?(?:word|chat"
    r"|talk)\b"
    r"|\bleft it (?:at that|there)\b|\b(?:kept|keep) it (?:informal|between)\b"
    r"|\bnothing (?:formal|official)\b|\b(?:no|without a) paper trail\b"
    r"|\b(?:wrote|noted|recorded|logged|documented|put|kept|made|took) (?:down )?"
    r"(?:nothing|(?:no|not a|not any) (?:notes?|records?|minutes))\b"
    r"(?! (?:on|about) the (?:account|customer|order|booking))"
)
TALK = re.compile(
    r"\b(?:words?|chat(?:s|ted)?|talk(?:s|ed|ing)?|spoke|spoken|speak|speaking|told|tell|said"
    r"|conversation|discuss\w*|feedback|one[- ]to[- ]ones?|1-2-1s?|121s?|agreed?|agreement"
    r"|understanding|arrangement|warn(?:ed|ing)"
    r"|review|appraisal|mention\w*|asked|sorted (?:it|things|that)|dealt with|to one side|aside"
    r"|between (?:us|ourselves)|knows? (?:what|where)|off the record|informal\w*|verbal\w*"
    r"|catch[- ]?ups?|meeting|in passing|between you and me|shook hands"
    r"|supervision|pulled \w+ up)\b"
)
# So plainly one's own doing that no talk need be named beside it.
OWN = re.compile(
    r"\b(?:i|we) (?:(?:did|do|have) not|never|(?:do|did|have)n't|dont|didnt"
    r"|havent)\b(?:\s+\w+){0,3}?"
    r"\s+(?:writ|record|log|document|note)\w*(?:\s+\w+){0,2}?\s+"
    r"(?:it|this|that|these|those|them|things|anything|down)\b"
    r"|\bno need to (?:put|write|record|document|log|note) (?:it|this|that|these things|anything)\b"
    r"|\bwas(?:n't|nt| not| never) written down\b|^nothing (?:was )?(?:written|on paper)\b(?! by)"
)
WRITTEN_AFTER_ALL = re.compile(
    r"\b(?:wr[oi]te|written|writing|typed|put|noted?|logged|log|recorded?|documented|e-?mailed"
    r"|confirmed|followed|entered|added|filed|minuted)\b.{0,40}?\b(?:up|after(?:wards)?|later"
    r"|same day"
    r"|next day|in (?:the|her|his|my|their|our|a) (?:\w+ ){0,2}(?:log|file|notes?|diary|review|book"
    r"|record|folder|system|one-to-one|1-2-1|form|calendar)|on (?:her|his|their|the) (?:\w+ )?"
    r"(?:file|record|form|system)|(?:by|in an) e-?mail|in writing|it down|since|so (?:we )?both)\b"
    r"|\bsen[dt] (?:\w+ ){1,2}(?:an? )?(?:\w+ )?(?:e-?mail|letter|note|summary|text|message)\b"
    r"|\b(?:written|typed) (?:summary|notes?|record|up|version|one)\b"
    r"|\b(?:notes?|summary|outcome) (?:(?:is|are|was|were) )?(?:in|on|kept|filed|saved)\b"
    # Whatever it is that stands there: "the date and what she said are in the diary".
    r"|\b(?:is|are|was|were|went|goes|stands?|it's|both) (?:\w+ )?(?:in|into|on) (?:the|my|her|his"
    r"|their|our) (?:\w+ )?(?:diary|log|notes?|file|record|book|folder|form|review|minutes|system"
    r"|calendar|tracker|spreadsheet)\b"
    r"|\b(?:noted|logged|recorded|documented|wrote (?:it|this|that) (?:up|down)"
    r"|confirmed (?:it )?(?:by|in))\b"
)
DENIED = re.compile(rf"{NOT}(?:\s+\w+){{0,5}}?\s*$")
WRITING_OF_OTHERS = re.compile(
    r"\b(?:customers?|callers?|guests?|adviser|agent|night shift|staff|team members?|s?he|they"
    r"|complaints?|call|order|booking|promises?|details|number|address|system|software|phone"
    r"|printer|computer|till)\b(?:\s+\w+){0,3}?\s+"
    r"(?:(?:had|has|have|was|were|is|did|does) (?:not|never)|(?:had|has|have|was|were|did|does"
    r"|is)n'?t"
    r"|never)\s+(?:\w+\s+){0,3}?(?:writ|record|not|log|document)\w*"
)


def was_only_spoken(account: str) -> str:
    """The sentence that says that a conversation was left unwritten; "" where none does."""
    text = straight(account[:READ])
    lower = text.lower()
    if not (_may_say_so(lower) and any(map(_may_say_so, lower.split(".")))):
        return ""
    told = sentences(text)
    for place, sentence in enumerate(told):
        lower = sentence.lower()
        if _may_say_so(lower):
            beside = " . ".join(told[max(0, place - 2) : place + 3]).lower()
            if _says_so(lower, beside):
                return sentence
    return ""


def _may_say_so(lower: str) -> bool:
    return _has(lower, ONLY_SPOKEN) or (_has(lower, WRITING_DOWN) and _has(f" {lower}", DENYING))


def _has(lower: str, hints: tuple[str, ...]) -> bool:
    return any(hint in lower for hint in hints)


def _says_so(sentence: str, beside: str) -> bool:
    found = UNWRITTEN.search(sentence)
    if not found or not TALK.search(beside) or WRITING_OF_OTHERS.search(sentence):
        found = OWN.search(sentence)
    return found is not None and not _was_written(beside.replace(found.group(), " | "))


def _was_written(rest: str) -> bool:
    return any(
        not DENIED.search(rest[max(0, found.start() - 40) : found.start()])
        for found in _written_after_all(rest)
    )


def _written_after_all(rest: str) -> Iterator[re.Match[str]]:
    return WRITTEN_AFTER_ALL.finditer(rest)
