"""Whether it is said how a colleague learns: "by doing", and not "the usual way"."""

import re

from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.writing import straight

# Whole texts that say nothing of this colleague.
ANYBODY = re.compile(
    r"(?:(?:in |by |she |he |they |robin |learns?|prefers?|like|likes|just|is|the|a|any|all"
    r"|various|different|whatever|most|no) ?)*"
    r"(?:same as (?:everyone|everybody|the others|the rest|anyone|others|all)(?: else)?"
    r"|(?:everyone|everybody|anyone|the others|most people)(?: else)?"
    r"|(?:usual|normal|standard|normally|ordinary|regular|average|different|various|any|many|other"
    r"|all)(?: (?:way|ways|training|learner|methods?|style|styles))?"
    r"|(?:way|ways|well|ok|fine|quickly enough|quite well)|(?:don't|do not|didn't|did not) (?:know"
    r"|ask|discuss)(?: yet)?|not (?:sure|asked|known|yet known|discussed)|unknown"
    r"|no (?:preferences?|idea|particular way|special needs|needs)"
    r"|preferences?|with (?:my )?support|through coaching|by (?:being )?coach(?:ed|ing)|coaching"
    r"|training|support)"
)
IN_OTHER_WORDS = re.compile(
    r"\blearns?\b (?!to\b|how\b|about\b|more\b|the\b|new\b)|\bby (?:doing|watching|reading"
    r"|listening|trying|hearing|seeing)\b|\bhands[- ]on (?:learner|person)\b|\b(?:s?he|they"
    r"|[A-Z]\w+) (?:prefers?|likes to (?:see|watch|read|try|be shown))\b"
    r"|\b(?:visual|auditory|kin(?:a)?esthetic|practical) (?:learner|person)\b|\blearning (?:style"
    r"|preference)\b|\bdyslexi\w+|\bsuits? (?:her|him|them) because\b|\b(?:does not"
    r"|doesn't) like (?:to be|being) watched\b",
)


def says_how_they_learn(learning: str, elsewhere: str) -> bool:
    """``learning`` is what was written where it is asked; ``elsewhere``, the rest of the plan."""
    plain = straight(learning).lower().rstrip(".!")
    if not says_nothing(learning) and not ANYBODY.fullmatch(plain):
        return True
    return bool(IN_OTHER_WORDS.search(straight(elsewhere)))
