"""Whether good work is recognised: "Calmed Mr Shah" does it, "No complaints" does not.

Written where strengths belong, a clause recognises something unless it is empty, indifferent
("average"), finds fault, or denies what is good. To deny a fault is recognition where it says
more than that there was none: "no complaints since she took over the desk".
"""

import re
from collections.abc import Iterator

from assessment.advice.words.claims import ENOUGH, points_of, signs_in
from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.sorting import Sorter
from assessment.advice.words.writing import straight, words_of

CLAUSES = re.compile(
    r"[.!?;\n•]+(?=\s|$)|\s-\s|,?\s\b(?:but|however|although|though|yet|except|whereas)\b\s"
)

DENIALS = frozenset(
    """
    no not none never zero nobody nothing neither nor without hardly few cannot can't couldn't don't
    doesn't didn't isn't wasn't aren't weren't hasn't haven't hadn't won't wouldn't dont doesnt
    didnt isnt wasnt hasnt havent cant
    """.split()
)
# Stems: a word is of these where it begins so.
PRAISES = tuple(
    """
    good great best excel brilliant outstanding superb strong reliab dependab kind polite patien
    calm friendly helpful helpfull caring warm thorough accurat consisten punctual tidy careful
    thank praise impress proud exceed star improve better quick fast confident positive profession
    skilled knowledg keen willing hard-work hardwork trust nice fantastic amazing wonderful lovely
    perfect exemplary model credit compliment pleas pleasure delight well efficient flexible
    cheerful respectful courteous empath attentive enthusias commit dedicat asset rise rose gain won
    award ahead above highest lowest top clear honest popular admir solid capable owned solved
    sorted resolv fixed spotted mended rescu helped cover trained taught rapport listen beat
    """.split()
)
FAULTS = tuple(
    """
    slow late lack poor fail forgot forget miss mistake error rude abrupt careless sloppy untid
    inconsisten struggl weak bad badly worse worst behind below unaccept disappoint complain absen
    problem issue concern worry worri negativ unprofession short unclear incomplete inaccura wrong
    drop fell unsatisf underperform unhelpful neglect ignor refus delay overdue escalat repeat redo
    chase chasing rework unauthor lateness sick dispute warning conflict negligen long untidy
    overran breach slip declin deteriorat worsen dip slack drift
    """.split()
)
# Words that begin like one of these and are something else.
UNLIKE = frozenset(
    """
    shortly belong along belongs wellbeing issued issuing goods stare stared started start starts
    starter starters kinds firstly latest later clearing model modelled topic topics goodbye
    """.split()
)
# "Stayed late" is no fault, nor is the late shift.
NOT_LATE = re.compile(
    r"\b(?:stay\w*|work\w*|open\w*) (?:very )?late\b|\blate (?:shift|turn|night|opening)s?\b"
    r"|\blates\b"
)
# Who settles one of these is praised for it, not blamed.
HANDLED = tuple(
    """
    complain problem issue conflict dispute escalat delay concern worri warning wrong bad mistake
    error
    """.split()
)
HANDLING = tuple(
    """
    with handl deal dealt resolv sort solv settl calm turn took tak manag defus diffus address
    answer owned own fixed spotted noticed put mended rescued found caught
    """.split()
)
WANTING = re.compile(
    r"^improve\b|\bimprove (?:her|his|their|on|the)\b|\b(?:needs?|needed|should|must|could|ought"
    r"|would|has to|have to|had to|wants? to|"
    r"improvements? (?:needed|required|wanted)|requires?|required|room for|try to|too"
    r"|more (?:consisten|care)"
    r"|not enough|enough|still|potential|area for|areas? to|to work on|^work on|has yet|aims?|"
    r"target(?:s|ed)? (?:is|of|not|missed)|over target|off target|under target|out of target)\b"
)
INDIFFERENT = re.compile(
    r"(?:(?:overall|generally|performance|work|quality|attendance|output|standard|results?|she|he"
    r"|they"
    r"|is|are|was|has been|an?|has|about|just|to|all|her|his|their|very|quite|mostly|only|of an?"
    r"|[a-z]+'s) )*"
    r"(?:average|satisfactory|adequate|acceptable|standard|ok(?:ay)?|fine|so so|so-so|middling"
    r"|mediocre|sufficient"
    r"|neutral|nothing special|as (?:expected|normal|usual|before|required|always|last \w+)"
    r"|(?:meets|meeting|met|at|up to|reaches) (?:the )?(?:minimum|basic|expected|required"
    r"|necessary)?"
    r" ?(?:minimum|basics|standards?|expectations?|requirements?)"
    r"|(?:does|doing|did|do) (?:the|her|his|their|what) (?:job|work|bare minimum|minimum|basics"
    r"|(?:is|was|s?he is|they are)"
    r" (?:asked|told|required|supposed to)(?: of \w+)?)"
    r"|gets (?:by|on with it|the job done|through(?: the work)?)|(?:turn(?:s|ed)|comes|came|shows"
    r"|showed) up(?: (?:for|to) work)?|comes (?:in|to work)|here|attends|present|in post"
    r"|no change)"
    r"(?: (?:performance|performer|work|worker|overall|level|standard|really|enough|i suppose"
    r"|nothing more|nothing to \w+ (?:home )?about|on time|(?:this|last|at|on|with|in|for"
    r"|of) (?:the |her |his |our )?\w+))*"
)
# Blame where praise belongs, in whatever tense.
REPROACH = re.compile(
    r"\b(?:i|we|one|you)(?:'d| would| had)? expect(?:ed)? (?:more|better|a bit more)\b"
    r"|\b(?:more|better) (?:is|was|can be|could be|should be) expected\b"
    r"|^(?:(?:was|been|has been|verbally|formally|i|we) )*"
    r"(?:warned|cautioned|reprimanded|disciplined|spoken to|told off)"
    r" (?:(?:\w+ ){0,2}(?:about|for|over|again|twice|once)\b|$)"
    r"|\b(?:had|have|has) (?:had )?to (?:be )?"
    r"(?:tell|told|remind|reminded|speak|spoken|warn|warned)\b"
    r"|\b(?:not|no longer|less) (?:what|as good as|so good as) (?:it|s?he|they) (?:was|were|used)\b"
)
# Sounds filled and is nobody's merit: of everybody, put off until later, carrying on as before,
# or no more than what the post asks for.
HOLLOW = re.compile(
    r"^(?:thanks? (?:to |you )?(?:all|everyone|everybody|the (?:whole )?team)"
    r"|(?:the|our|my) (?:whole |entire )?(?:team|department|staff|people|colleagues|store|branch)"
    r"|every(?:one|body| member| colleague)|all (?:staff|of us|of them|colleagues|team members)"
    r"|we (?:all|are all)) (?:(?!s?he\b|her\b|him\b).)*$"
    r"|^(?:continues?|continuing|carr(?:y|ies|ying) (?:on|out)|remains?|still (?:in|with|on|here)"
    r"|keeps? (?:on|going|busy|to)|ongoing|in progress|carried over)\b"
    r"|\b(?:will|shall|can|may|might|to) be (?:recogni[sz]ed|praised|rewarded|thanked|celebrated"
    r"|considered|mentioned|discussed)\b|\b(?:praise|recognition|thanks|reward|bonus)"
    r" (?:will|is|can|comes?|follows?|once|when|if|later|to follow|has to|must)\b"
    r"|\b(?:contracted hours|job description|mandatory (?:\w+ )?(?:training|modules?)|probation"
    r"|as (?:rostered|contracted|per contract|per the contract|planned|instructed|scheduled)"
    r"|when (?:rostered|asked to|told to|scheduled)|duties of the (?:post|role|job)"
    r"|required (?:hours|duties|level|tasks))\b"
    r"|^(?:has|have) (?:now )?(?:been (?:here|with|in)|settled|passed)\b"
    r"|^(?:to be )?(?:let us|let's|we will|we'll|i will|i'll)\b"
)
BARE_DENIAL = re.compile(
    r"(?:(?:there|she|he|they|i|we|have|has|had|is|are|was|were|been|currently|really"
    r"|at present) )*"
    r"(?:no|not any|without|nothing|not|never|none|few|zero|n't|haven't|hasn't|didn't)"
    r"(?: (?:real|major|particular|big|serious|significant|specific|known|obvious|formal|further"
    r"|other|too|so|had|any|a))*"
    r" (?:(?:\w+ ){0,2}?(?:complaints?|concerns?|issues?|problems?|worries|negatives?|bad|faults?"
    r"|errors?|mistakes?|warnings?|positive|negative|wrong|adverse))"
    r"(?: (?:feedback|comments?|about|with|from|by|on|in|to|at|of|regarding|for|and|or|no|any|the"
    r"|her|his|their|my|this|that|last|performance|work"
    r"|attendance|colleagues?|staff|team|customers?|anyone|anybody|me|us|management|quarter|period"
    r"|month|year|week|time|review|received|raised|noted|reported"
    r"|report|present|moment|really|so|far|overall|complaints?|concerns?|issues?|problems?|conduct"
    r"|behaviour|either|side|him|them"
    r"|have|been|made|were|was|identified|known|all|record|say|add|mention))*"
)
NOBODY_COMPLAINED = re.compile(
    r"(?:nobody|no one|none of (?:\w+ )?\w+|no \w+)(?: (?:has|have|had|ever|yet|so far"
    r"|really))* complain(?:ed|s)"
    r"(?: (?:about|of|this|that|last|so|far|her|him|them|to|me|us|yet|month|quarter|year|period"
    r"|\w+ work))*"
)
# Denied, and yet the highest praise.
SUPERLATIVE = re.compile(
    r"\b(?:no (?:better|finer|one better)|(?:couldn't|could not|cannot|can't) (?:have (?:done"
    r"|asked|wished)|fault|be better|do more|praise)"
    r"|second to none|nothing is too much|never (?:fails|lets|(?:\w+ ){0,2}(?:so|better))|not once"
    r"|not one|not a single|not only)\b"
)
UNFOUND = re.compile(
    r"\b(?:(?:couldn't|could not|can't|cannot|unable to|hard to|difficult to|struggl\w+ to)"
    r" (?:think|find|name|identify|see|say|come up)|not (?:much|a lot|really|many)"
    r"|no (?:real |obvious |particular |clear |specific |major )*(?:strengths?|positives?|good"
    r"|highlights?)"
    r"|nothing (?:stands|stood|good|positive|special|in particular|much|comes|came|to|really|worth"
    r"|springs"
    r"|of note)"
    r"|very little|little to|few (?:strengths|positives)|has (?:the )?potential|to be (?:discussed"
    r"|agreed|added)"
    r"|i(?:'d| had)? expected (?:more|better)|if (?:she|he|they) tried"
    r"|(?:nobody|none|nothing|no one) (?:wants|likes|(?:\w+ ){0,5}met\b))"
)
# "None of her calls had to be rung back", "nobody had to ask twice".
NONE_OF_IT = re.compile(r"^(?:none of|nobody|no one|no-one|nothing|not one|no|never)\b(?: \S+){2,}")


def recognises(strengths: str) -> bool:
    """Whether what is written under strengths recognises anything."""
    return any(map(_recognises, CLAUSES.split(straight(strengths).lower())))


# Words of recognition that are meant so wherever they stand.
PLAIN_PRAISE = re.compile(
    r"\b(?:well done|good work|great work|(?:good|great|excellent|brilliant|fantastic) job"
    r"|thank(?:ed|s to) (?:her|him|them|[A-Z])"
    r"|i (?:praised|thanked|congratulated)|proud of|praised (?:her|him|them|for)|congratulat\w+"
    r"|impressed (?:by|with|me)"
    r"|keep (?:it|this) up|credit to)",
    re.IGNORECASE,
)


def praises(text: str) -> bool:
    """Whether somebody is plainly praised or thanked in a text about something else."""
    return any(
        PLAIN_PRAISE.search(clause) and not DENIALS.intersection(words_of(clause))
        for clause in CLAUSES.split(straight(text))
        if not WANTING.search(clause.lower())
    )


def _recognises(clause: str) -> bool:
    clause = _without_empty_start(clause)
    if says_nothing(clause) or INDIFFERENT.fullmatch(clause) or _is_bare_denial(clause):
        return False
    if SUPERLATIVE.search(clause):
        return True
    if HOLLOW.search(clause) and points_of(clause) < ENOUGH:
        return False
    words = words_of(NOT_LATE.sub(" ", clause))
    good, denied_good = _counted(words, PRAISES)
    bad, denied_bad = _counted(list(_without_handled(words)), FAULTS)
    if UNFOUND.search(clause) or REPROACH.search(clause) or denied_good:
        return False
    if denied_bad or NONE_OF_IT.match(clause):
        return RECOGNISING.weigh(clause) > UNLIKELY
    if WANTING.search(clause):
        return False
    if good or bad:
        return good >= bad and RECOGNISING.weigh(clause) > UNLIKELY
    return (DENIALS - {"without"}).isdisjoint(words) and RECOGNISING.weigh(clause) > UNLIKELY


def _signs(text: str) -> tuple[str, set[str]]:
    words = words_of(text)
    good, denied = _counted(words, PRAISES)
    found = {"#good"} if good else set()
    if denied:
        found.add("#denied")
    if _counted(words, FAULTS)[0]:
        found.add("#bad")
    if any(sign in signs_in(text) for sign in ("an act", "figure", "one of them")):
        found.add("#told")
    return " ".join(words), found


# For what sounds filled and says of nobody that they did well: "does what the contract says".
RECOGNISING = Sorter("recognition", _signs)
UNLIKELY = -1.8


def _is_bare_denial(clause: str) -> bool:
    """That nothing was wrong, and no more: "no complaints this quarter"."""
    return bool(BARE_DENIAL.fullmatch(clause) or NOBODY_COMPLAINED.fullmatch(clause))


def _without_empty_start(clause: str) -> str:
    """ "None at present, still below target" speaks of the target alone."""
    start, comma, rest = clause.partition(",")
    return " ".join((rest if comma and says_nothing(start) else clause).replace(",", " ").split())


def _without_handled(words: list[str]) -> Iterator[str]:
    """The words but for the trouble that somebody dealt with: "handled three complaints"."""
    for place, word in enumerate(words):
        before = words[max(0, place - 4) : place]
        if not (word.startswith(HANDLED) and any(each.startswith(HANDLING) for each in before)):
            yield word


def _counted(words: list[str], stems: tuple[str, ...]) -> tuple[int, int]:
    """How many words are of these stems, and how many of them are denied shortly before."""
    places = [
        place for place, word in enumerate(words) if word.startswith(stems) and word not in UNLIKE
    ]
    denied = sum(not DENIALS.isdisjoint(words[max(0, place - 4) : place]) for place in places)
    return len(places) - denied, denied
