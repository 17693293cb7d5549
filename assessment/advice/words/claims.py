"""Whether something particular is told, or only claimed in general.

"I always support my team" is a claim; "I sat beside Robin on the refund call" is an instance.
Each sentence collects points for signs of either (``POINTS``), and a text tells something where
one of its sentences has enough of them. The points were fitted to sentences written for it and
rounded; they can be read, and changed, by hand.
"""

import re
from collections.abc import Iterable

from assessment.advice.words.doing import somebody_does
from assessment.advice.words.figures import (
    DAY_HINTS,
    DAYS,
    DIGIT,
    NUMBERS,
    SAYINGS,
    day_in,
    figure_in,
    may_name_figure,
)
from assessment.advice.words.writing import sentences, straight, words_of

POINTS = {
    "figure": 3.0,
    "day": 3.0,
    "quotation": 3.0,
    "somebody by title": 3.0,
    "somebody does": 2.5,
    "one of them": 2.0,
    "a thing": 1.0,
    "an act": 1.5,
    "a mild act": 0.5,
    "how it came": 0.5,
    "in general": -1.5,
    "abstract": -0.5,
    "wanted": -0.75,
}
ENOUGH = 2.5
# No sign counts more often than this in a sentence.
MOST = 2
BEGINNING = 300

QUOTATION = re.compile(
    r"\"[^\"]{5,}\"|(?:^|[\s(:])'[^']{6,}'(?=[\s.,;!?)]|$)|\bsaid:? [A-Z]|\bsaid sorry\b"
)
# One of those whom a service is for, or of what they bring: "a caller who …", "the third call".
ONE_OF = frozenset(
    """
    call caller calls customer guest patient visitor client chat complaint refund order booking
    email e-mail letter bill invoice parcel delivery case query claim tenant resident passenger
    driver lady gentleman man woman widow widower mother father mum dad daughter son child family
    couple guy bloke chap lad landlord shopper student pupil parent pensioner appointment ticket
    form note room table till counter reservation return repair meter account card voucher sale
    payment transaction relative carer tourist traveller member adviser adviser's colleague
    contractor supplier nurse sister doctor manager incident accident mistake error conversation
    review shift meeting briefing workshop huddle handover audit survey voicemail message
    """.split()
)
PICKS = frozenset(
    """
    a an one this that another last first second third fourth fifth his her their my same next angry
    upset elderly old young live recorded
    """.split()
)
# "The customer" and "each call" are said in general as often as of one: only with an act.
PERHAPS_PICKS = frozenset("the each every any".split())
THINGS = frozenset(
    """
    script scripts screen screens form forms card cards headset till tills invoice invoices bill
    bills refund refunds password passwords checklist meter meters room rooms desk spreadsheet
    spreadsheets email emails letter letters leaflet voicemail voicemails queue hold mute greeting
    discount voucher vouchers warranty warranties tariff tariffs parcel parcels luggage suitcase key
    keys stock shelf shelves basket trolley menu bar kitchen ward wards clinic bed beds corridor
    reception lobby lift counter branch printer scanner system postcode address balance direct debit
    payment payments deposit deposits receipt receipts order orders booking bookings delivery
    deliveries appointment appointments article articles template templates phone phones line lines
    inbox folder log diary sheet sheets rota briefing huddle handover workshop quiz test chats
    webchat complaint complaints claim claims tenancy repair repairs boiler permit permits badge
    licence tax bin bins benefit benefits prescription prescriptions discharge x-ray blood tests
    notes note transfer transfers button tab field dashboard ticket tickets return returns exchange
    exchanges sale void coupon allergy breakfast checkout check-in check-out id step question words
    sentence sorry buddy callback call-back callbacks minutes error errors shift shifts saturday
    weekend newspaper tray wheelchair pushchair passport visa crash outage flood snow fire alarm
    price prices board sign label labels contract contracts policy quote quotes premium mortgage
    loan overdraft statement statements chart charts enquiry pharmacy sofa platform counter taxi
    """.split()
)
ABSTRACT = frozenset(
    """
    support supportive progress confidence confident attitude communication performance teamwork
    skills skill development issues issue things thing areas area improvement improvements service
    quality feedback advice guidance encouragement motivation morale standards standard work job
    role knowledge practice people everyone everybody team staff member members help helpful
    potential strengths weaknesses best better well good great excellent way ways needs goals
    targets objectives training coaching session leadership example professionalism customers
    """.split()
)
GENERAL = frozenset(
    """
    always often usually generally whenever constantly regularly continually consistently frequently
    sometimes normally typically overall daily ongoing necessary willing asset dedicated reliable
    hardworking approachable valued believe importance
    """.split()
)
WANTED = frozenset("should needs need must ought try tries improve develop continue".split())
HOW_IT_CAME = frozenset(
    "when after because until while without again instead so then before".split()
)
MILD = frozenset(
    """
    helped supported worked performed improved showed gave made had did went discussed talked
    reviewed looked encouraged motivated spoke chatted listened told asked explained demonstrated
    practised practiced provided tried agreed felt enjoyed found noticed learned learnt understood
    responded progressed developed coached guided advised met achieved completed continued kept used
    got was were has have been done given shown said saw took became thought wanted needed handled
    dealt observed trained struggled increased offered accepted pleased happened
    """.split()
)
ACTS = frozenset(
    """
    rang wrote rewrote forgot left lost broke sent sat stood stayed brought came caught chose cut
    drew drove fell flew froze held hid hung laid led let lent paid put ran read rose sang sold
    spent stole stuck swore swapped threw woke won wept bought built taught fought heard drank ate
    gone rung written drawn chosen broken spoken-to fallen began begun
    """.split()
)
# End in "-ed" and tell nothing that was done.
NO_ACTS = frozenset(
    """
    need needed required expected focused focussed relaxed involved tired valued respected liked
    motivated committed skilled organised organized experienced interested dedicated pleased
    concerned engaged determined satisfied based detailed trusted talented speed indeed feed limited
    qualified informed supposed used improved supported helped allowed aimed settled succeed exceed
    proceed related mixed varied unmotivated rushed stressed worried scared shared agreed received
    wanted loved hoped seemed appeared tended ensured enabled raised bed red shed led unorganised
    disorganised embed embedded balanced advanced continued delivered maintained managed gained
    attended contributed demonstrated displayed addressed identified highlighted exceeded achieved
    increased decreased reduced inexperienced well-liked listened
    """.split()
)
SAID = frozenset("said asked told thanked wanted".split())
TELLING = ONE_OF | THINGS | ACTS | NUMBERS | DAYS | DAY_HINTS | SAID
# "Had a good chat" tells of no webchat.
TALKS = re.compile(
    r"\b(?:had|have|having|for) (?:a|an|our|another) (?:\w+ ){0,2}(?:chat|talk|conversation"
    r"|discussion|word|catch[- ]?up|meeting|review)\b"
)
TALKED_OF = frozenset("chat talk conversation discussion word catch catchup meeting review".split())
TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Sister|Father)\.? [A-Z]|\b(?:mr|mrs) [a-z]"
    r"|\bthe [A-Z][a-z]+(?:s|sons?)?\b(?= (?:family|call|case|complaint|account|order|booking"
    r"|wedding))|\bthe [A-Z][a-z]+s\b"
)
COUNTED_AS = {
    **dict.fromkeys(THINGS, "a thing"),
    **dict.fromkeys(ABSTRACT, "abstract"),
    **dict.fromkeys(GENERAL, "in general"),
    **dict.fromkeys(WANTED, "wanted"),
    **dict.fromkeys(HOW_IT_CAME, "how it came"),
    **dict.fromkeys(MILD, "a mild act"),
    **dict.fromkeys(ACTS, "an act"),
}


def tells_something(text: str) -> bool:
    """Whether a figure, a day, an instance or somebody's particular doing is told."""
    # Most accounts tell something soon: their beginning is read first.
    if any(map(_tells, sentences(straight(text[:BEGINNING])))):
        return True
    text = straight(text)
    return _may_tell(text) and any(map(_tells, sentences(text)))


def _may_tell(text: str) -> bool:
    """False where not one word or mark could: quicker than to read each sentence."""
    words = set(words_of(text))
    return (
        DIGIT.search(text) is not None
        or '"' in text
        or not TELLING.isdisjoint(words)
        or any(_sign_of(word) == "an act" for word in words)
    )


def _tells(sentence: str) -> bool:
    return points_of(sentence) >= ENOUGH


def points_of(sentence: str) -> float:
    return sum(POINTS[sign] * min(times, MOST) for sign, times in signs_in(sentence).items())


def signs_in(sentence: str) -> dict[str, int]:
    """How often each sign stands in a straight sentence; those that are there."""
    lower = sentence.lower()
    words = words_of(lower)
    signs = _counted(_without_sayings(lower, words))
    for sign, is_there in (
        ("figure", figure_in(lower, words)),
        ("day", day_in(lower, words)),
        ("quotation", _is_quoted(sentence)),
        ("somebody by title", TITLED.search(sentence)),
        ("somebody does", somebody_does(sentence)),
    ):
        if is_there:
            signs[sign] = 1
    if picked := _picked(words, has_act="an act" in signs or "a mild act" in signs):
        signs["one of them"] = picked
    return signs


def _without_sayings(lower: str, words: list[str]) -> list[str]:
    """The words without "24/7" and "had a chat", where there are any."""
    plain = lower
    if may_name_figure(lower, words):
        plain = SAYINGS.sub(" always ", plain)
    if not TALKED_OF.isdisjoint(words):
        plain = TALKS.sub(" talked ", plain)
    return words if plain is lower else words_of(plain)


def _counted(words: list[str]) -> dict[str, int]:
    signs: dict[str, int] = {}
    for word in words:
        if sign := _sign_of(word):
            signs[sign] = signs.get(sign, 0) + 1
    return signs


def _is_quoted(sentence: str) -> bool:
    has_mark = '"' in sentence or "'" in sentence or "said" in sentence
    return has_mark and bool(QUOTATION.search(sentence))


def _sign_of(word: str) -> str | None:
    if word in COUNTED_AS:
        return COUNTED_AS[word]
    is_act = word.endswith("ed") and len(word) > 4 and word not in NO_ACTS
    return "an act" if is_act else None


def _picked(words: list[str], *, has_act: bool) -> int:
    """How many are picked out of many: "a caller", "her last call", "customer came back"."""
    picks = PICKS | PERHAPS_PICKS if has_act else PICKS
    return sum(
        _has(words[max(0, place - 3) : place], picks) or _acts(words[place + 1 : place + 2])
        for place, word in enumerate(words)
        if word in ONE_OF
    )


def _acts(following: list[str]) -> bool:
    return any(_sign_of(word) == "an act" or word in SAID for word in following)


def _has(words: Iterable[str], wanted: frozenset[str]) -> bool:
    return not wanted.isdisjoint(words)
