"""Whether an objective is measured: by a figure, or by a sign that can be seen or heard."""

import re

from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.figures import names_day, names_figure
from assessment.advice.words.writing import sentences, straight, words_of

# Stems of what can be watched being done.
SEEN = tuple(
    """
    use say says ask answer write writes written log logs logged ring rings call-back name offer
    sign complet pass passes passed show shows demonstrat read reads hand hands close closes record
    note noted arriv wear smil repeat send sends sent book finish lead leads train fill update file
    files report present explain thank apologis apologiz introduc confirm summari sum sums let lets
    wait pause greet enter put puts take takes open opens check do does make makes run runs tell
    tells give gives handle resolv settle serve teach list tag scan count draft phone type transfer
    stay acknowledg log-in upload return escalat spell include deal dealt keep keeps carry carries
    start starts state leave leaves bring refer
    """.split()
)
# Begin like one of these and are something else.
UNSEEN = frozenset("ready readily handy useful closely closer letter letters summer openly".split())
# Seen each time, or never: as good as a figure where something is done.
EACH_TIME = re.compile(
    r"\b(?:each|every|all|none|no|never|without|always|first time|same day|alone|on (?:his|her"
    r"|their) own|unaided|unprompted|by (?:him|her)self"
    r"|before|at the end|at the start|daily|weekly|monthly|at least|in full|back|by name)\b"
)
# A thing that is there or is not.
PROOF = re.compile(
    r"\b(?:certificate|quiz|test|exam|assessment|e-?learning|module|workbook|signed(?: off)?"
    r"|checklist|log(?:book)?|list|sheet|record(?:ing)?s?|tally|spot checks?"
    r"|call checks?|quality (?:score|checks?)|mystery shop|survey|audit|csat|nps|fcr|aht|adherence"
    r"|witness|observed (?:on|in|at|doing|using)"
    r"|observation of|can (?:name|say|show|explain|list|find|do|tell|use)|able to (?:name|say|show"
    r"|explain|list|find|do|use)|in use|up to date|on the wall|posted|published)\b"
)
# Words that measure nothing, however they are put.
VAGUE = re.compile(
    r"\b(?:better|improv\w+|more|less|fewer|quicker|faster|happier|higher|lower|good|well|nicely"
    r"|properly|professional\w*|confiden\w+|effective\w*|efficient\w*"
    r"|feedback|monitor\w*|manager|judgement|judgment|opinion|feel\w*|see|seen|ongoing|continu\w+"
    r"|progress|standard|quality|attitude|aware\w*"
    r"|understand\w*|knowledge|develop\w*|reviewed?|discuss\w*|one[- ]to[- ]ones?|1-2-1s?"
    r"|observation|training|support|try|tries|harder|best|positive\w*|notic\w+"
    r"|reduc\w+|increas\w+|enough|regular\w*|general\w*|(?:if|when|where|as) (?:unsure|needed"
    r"|required|necessary|possible|stuck)|(?:comes?|goes|gets?|going|coming) (?:down|up)|drops?"
    r"|rises?|falls?|performance|results|customers? (?:are|is|will be) (?:happy|happier|satisfied"
    r"|pleased)|satisfied)\b"
)
# That a measure moves says nothing where no figure says how far.
MOVES = re.compile(
    r"\b(?:improv\w+|better|higher|lower|reduc\w+|increas\w+|more|less|fewer|(?:comes?|goes|gets?"
    r"|going|coming) (?:down|up)|drops?|rises?|falls?)\b"
)
# How something is left: "nothing in her tray", "no older case", "a copy is in the file".
STATE = re.compile(
    r"\b(?:nothing|none|nobody|no one|no (?:\w+ ){1,3}?|zero \w+)\b ?(?:\w+ ){0,2}?"
    r"(?:in|on|at|left|open|older|waiting|over|without|unanswered|outstanding|missing|unread"
    r"|unsigned"
    r"|twice|by|from|lying|to be|overdue)\b"
    r"|\bno (?:older|open|unread|unanswered|overdue|loose|unsigned|second|repeat|further|late) \w+"
    r"|\b(?:is|are|stands?|stays?|lies|lie|hangs?|kept|filed|there|saved|stuck) (?:\w+ )?"
    r"(?:in|on|from|at|by|beside|inside|under|with) (?:the|her|his|their|each|every|its)\b"
    r"|\b(?:is|are|stays?|left) (?:\w+ )?(?:gone|empty|cleared?|locked|labelled|dated|initialled"
    r"|attached|visible|shut|switched|tidy|stocked|filled|up to date)\b"
)
CAN_BE = re.compile(r"\bcan (?:be|not|do)\b")


def is_measured(text: str, measure: str) -> bool:
    """Whether an objective, or what is said of how one will know, can be counted or seen."""
    return (
        _counts(text, measure)
        or _is_seen(measure)
        or _is_seen_each_time(text)
        or _is_witnessed(text, measure)
    )


def _counts(*texts: str) -> bool:
    return any(names_figure(straight(text)) for text in texts)


# Where the objective is something one does, it is enough to see or hear it happen.
WITNESSED = re.compile(
    r"\b(?:seen|heard|observed|watched|witnessed|spotted|happens)\b (?:\w+ )?(?:whenever|when i"
    r"|each"
    r" time|every time|each day|every day|at the (?:desk|till|counter|door|bar)|on the (?:floor"
    r"|ward"
    r"|phone|shop floor)|on calls|in (?:live|recorded|real|the) \w+|in passing|by (?:the|two"
    r"|a) \w+)\b"
)


def _is_seen(measure: str) -> bool:
    """Something that one can watch or hold, said where the measure belongs."""
    return not says_nothing(measure) and any(
        (PROOF.search(sentence) and not _is_all_vague(sentence))
        or _is_doing(sentence)
        or _is_left(sentence)
        for sentence in sentences(straight(measure).lower())
    )


def _is_seen_each_time(text: str) -> bool:
    plain = straight(text).lower()
    return bool(EACH_TIME.search(plain)) and not VAGUE.search(plain) and _is_doing(plain)


def _is_witnessed(text: str, measure: str) -> bool:
    plain = straight(text).lower()
    is_done = not VAGUE.search(plain) and _is_doing(plain)
    return is_done and WITNESSED.search(straight(measure).lower()) is not None


def _is_doing(sentence: str) -> bool:
    """Somebody does something there that can be watched, and it is not only how well."""
    words = words_of(sentence)
    vague = len(VAGUE.findall(sentence))
    doing = sum(word.startswith(SEEN) and word not in UNSEEN for word in words)
    firm = len(words) - vague
    doing += "can " in sentence and not CAN_BE.search(sentence)
    return bool(doing) and (
        not vague or (EACH_TIME.search(sentence) is not None and firm > 3 and vague < 2)
    )


def _is_left(sentence: str) -> bool:
    return STATE.search(sentence) is not None and not VAGUE.search(sentence)


def _is_all_vague(sentence: str) -> bool:
    vague, proofs = VAGUE.findall(sentence), PROOF.findall(sentence)
    return len(vague) > len(proofs) or MOVES.search(sentence) is not None


def names_its_day(text: str) -> bool:
    """Whether a day is named in the words: "by the end of June"."""
    return names_day(straight(text))
