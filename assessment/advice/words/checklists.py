"""A review as a checklist: colleagues who only assent, and parts that are ticks and scores."""

import re

from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.writing import straight, words_of

# Nothing but these is assent: "Robin is happy with all points raised and has nothing to add."
ASSENT = frozenset(
    """
    a about above accept acceptable accepted accepting accepts accurate acknowledge acknowledged
    acknowledges action actions add added additional agree agreed agreeing agrees aligned all also
    am an and any anything appraisal appreciate appreciated are as ask asked assessment at be been
    best by can cheers colleague comment comments completely concern concerns confirm confirmed
    confirms content contents cool correct did didn't didnt discussed discussion do does document
    doesn't done don't else employee enough entirely everything expressed fair fairly feedback feel
    feels felt figures fine for form forward from fully further gave give given glad go going good
    grand great had happily happy has have haven't he her here hers him his i i'm i've if im in is
    issues it it's its just keep lovely made make me meeting manager member mentioned moment much my
    nil no none not noted notes nothing objection objections objectives of offered ok okay on or
    other our outcome outcomes over part performance points positive present questions quite raise
    raised rating ratings read really receive received record recorded reflection report respond
    response review right said satisfied saw say says score scores see set written continue seems
    she sign signed sounds staff statement summary sure take taken thank thanks that that's the
    their them then there these they think thinks this those time to today told too totally true
    understand understands understood up very view was we well were what when will with yeah yep yes
    you your looking far so objective self words own spoke everyone verbally signature staffs
    comfortable ok'd nodded smiled went through away contributed contribute gladly on-board board
    onboard quiet shy reluctant chose declined which some next quarter period year month week
    """.split()
)
DISSENT = re.compile(
    r"\b(?:not|don't|doesn't|didn't|do not|does not|did not|never|isn't|can't|cannot|dis"
    r"|un)(?:\s\w+)?\s?-?"
    r"(?:agree|happy|fair|accept|content|satisf|right|correct|true|sure|comfortable|understand)"
)
UNWILLING = re.compile(
    r"\b(?:did not|didn't|does not|doesn't|don't|do not) (?:want|wish|like|care) to\b"
)
LATER_NAME = re.compile(r"(?<=[a-z,]) [A-Z][a-z]+\b")
LEADING_NAME = re.compile(
    r"^\"?[A-Z][a-z]+(?='s\b|\s+(?:[a-z]+\s+)?(?:agree|accept|is|was|has|had|said|says|did|"
    r"signed|happy|confirm|understood|declin|chose|thank|felt|feels|thinks|wants|acknowledg|made"
    r"|gave|nodded|didn't))"
)


def speaks(own_words: str) -> bool:
    """Whether somebody says something of their own there, and more than that they agree."""
    text = straight(own_words)
    if says_nothing(text) or is_ticks(text):
        return False
    if DISSENT.search(text.lower()):
        return True
    return any(
        word not in ASSENT for word in words_of(UNWILLING.sub("", _without_names(text).lower()))
    )


def _without_names(text: str) -> str:
    """Without the name it begins with, and names further in; sentences keep their first word."""
    return LATER_NAME.sub(" ", LEADING_NAME.sub("", text))


SCORE = r"\d+(?:\.\d+)?(?: ?(?:/|out of|of) ?\d+| ?%)?"
MARK = (
    r"(?:y|n|yes|no|yep|nope|n/a|x|✓|✔|✗|✘|☑|☐|tick(?:ed)?|cross|pass(?:ed)?|fail(?:ed)?|done"
    r"|not done|ok|okay"
    r"|(?:fully |partly |partially |not |not yet )?(?:met|achieved)|very good|good|fair|poor"
    r"|average|satisfactory"
    r"|unsatisfactory|excellent|fine|adequate|acceptable|outstanding|red|amber|green|complete[d]?"
    r"|in ?complete"
    r"|above|below|on target|(?:above|below|exceeds|meets)(?: (?:target|standard|expectations?))?"
    r"|[a-e][+-]?)"
)
CELL = re.compile(
    # "Notes: yes", "[x] notes", "Notes 4/5", "Greeting Y", and a mark or a score alone.
    rf"(?:(?:\[[ xy✓✔]?\]|[✓✔✗✘☑☐]) ?[\w&' -]+|(?:(?:[\w&'()/-]+ ){{0,4}}[\w&'()/-]+ ?(?::|-|="
    rf"|–) ?)?(?:{MARK}|{SCORE})(?: ?\({SCORE}\))?"
    rf"|(?:[\w&'-]+ ){{1,4}}(?:y|n|yes|no|✓|✔|✗|✘|☑|☐|x|{SCORE})|all (?:ticked|met|done|yes|good))"
)
# No label has these: "pleased with the 4.6".
IN_A_SENTENCE = re.compile(
    r"\b(?:with|the|my|from|was|is|are|has|had|i|she|he|we|they|because|when)\b"
)
# Where boxes stand before what they are of.
BOXES = re.compile(r"([✓✔✗✘☑☐])\s+")
CELL_ENDS = re.compile(
    r"[.](?=\s|$)|[,;\n|•]+|(?<=[✓✔✗✘☑☐])\s+|\s(?=\[[ xy✓✔]?\])|(?<=\d)\s+(?!out of|of|%)(?=[a-z])"
    r"|\s?/\s?(?=[a-z])|\s-\s(?=[\w ]+ -)"
)


def is_ticks(text: str) -> bool:
    """Whether there is nothing but ticks, marks and scores: "Calls: yes. Notes: 4/5."""
    plain = straight(text).lower()
    if BOXES.match(plain):
        plain = BOXES.sub(r";\1", plain)
    cells = [cell.strip() for cell in CELL_ENDS.split(plain)]
    cells = [" ".join(cell.split()) for cell in cells if cell]
    return bool(cells) and all(map(_is_tick, cells))


def _is_tick(cell: str) -> bool:
    return CELL.fullmatch(cell) is not None and not IN_A_SENTENCE.search(cell)
