"""Whether a situation from work is named: a call, a customer, a screen, a measure.

"Needs more confidence with customers" names none; "goes quiet when a caller swears" does.
"""

import re

from assessment.advice.words.claims import ONE_OF, THINGS, TITLED, points_of, signs_in
from assessment.advice.words.doing import PICKED_OUT
from assessment.advice.words.figures import LENGTH, names_figure_of_work
from assessment.advice.words.writing import sentences, straight, words_of

MEASURES = re.compile(
    r"\b(?:csat|nps|fcr|aht|acw|slas?|kpis?|qa scores?|quality scores?|call scores?|net promoter"
    r"|adherence|"
    r"(?:first|1st)[ -](?:contact|call|time)(?: (?:resolution|fix))?|(?:average "
    r"|call )?(?:handling|handle|talk|hold|wait(?:ing)?|response|"
    r"turnaround|queue|wrap|delivery|check-?in) times?|service levels?|resolution rates?"
    r"|response rates?|abandon\w*(?: rates?)?|"
    r"customer satisfaction|satisfaction scores?|mystery shop\w*|survey scores?|conversion rates?"
    r"|error rates?|repeat (?:calls|contacts)|"
    r"upsell\w*|service standards?|call standards?|greeting standards?|calls per hour"
    r"|star ratings?|tripadvisor|trustpilot|friends and family|"
    r"(?:average|shorter|longest) waits?|(?:fewer|less|reduce|reducing|number of) complaints)\b",
)
# Topics: each is a kind of call or task at some desk, and none of "customers", "calls", "queries".
TOPICS = re.compile(
    r"\b(?:refund|billing|bills?\b|invoic|(?<!service )(?<!of )deliver(?:y|ies)\b(?! of)|parcel"
    r"|check-?(?:in|out)\b"
    r"|checking in|payment|password|meter|tariff|"
    r"prescription|discharg|admission|appointment|parking|planning permission|council tax"
    r"|blue badge|luggage|baggage|upsell|"
    r"warrant(?:y|ies)|stock\b|tills\b|(?:the|at|on|a|her|his|returns|each) till\b|booking"
    r"|reservation|cancell|void|voucher|discount|direct debit|mortgage|premium|quote\b|"
    r"id(?:&v| check)|data protection check|security questions?|closing question"
    r"|opening (?:question|line|words)|greeting\b|hold (?:music|button)|on hold\b|"
    r"screens?\b|inbox|webchat|live chat|chats?\b(?! about)|voicemail|switchboard|reception desk"
    r"|front desk|help ?desk|"
    r"repairs?\b|boiler|tenanc|rent arrears|benefit claim|housing benefit|visa\b|passport|boarding"
    r"|flight|lost property|allerg|"
    r"menus?\b|table service|room service|housekeeping|wheelchair|blood test|ward round|bedside"
    r"|triage|lost card|fraud|overdraft|"
    r"call-?backs?\b|handover|escalation form|complaint (?:letter|form|log)|outage|supplier change"
    r"|house move|moving (?:house|home)|"
    r"(?:late|missing|wrong|damaged|faulty|broken|overdue|double|cold|lost) (?:\w+ )?(?:deliver"
    r"|parcel|order|item|goods|bill|food|bag|room|booking|payment)|"
    r"queues?\b|crm\b|salesforce|zendesk|excel\b|spreadsheet|knowledge ?base|articles?\b"
    r"|prompt card|script\b|"
    r"call (?:recording|sample|from)|recorded calls?|live calls?|checked calls?|example call"
    r"|sample call|"
    r"(?:swears?|shouts?|shouted|swore|crying|cries|bereave\w*|vulnerable|drunk|deaf|in tears"
    r"|hangs up|hung up))",
)
HAPPENING = re.compile(
    r"\b(?:call|chat|e-?mail|visit|complaint|customer) (?:where|when|in which|that went)\b|"
    r"\b(?:customers?|callers?|guests?|patients?|visitors?|clients?|someone|somebody|people|one"
    r"|woman|man|lady) who\b|\b(?:when|if|where|while|who|that) (?:a |an |the |some ?one "
    r"|somebody |her |his |people |they |callers? |customers? |guests? )+"
    r"(?:\w+ )?(?:asks?|wants?|says?|calls?|rings?|shouts?|complains?|interrupts?|argues?|refus\w+"
    r"|arrives?|comes? (?:in|to)|cancels?|"
    r"cannot|can't|is (?:angry|upset|rude|crying|late|waiting|on hold)|gets? (?:angry|upset)|wait"
    r"|waits|asked|wanted|rang|called|came|"
    r"keeps?|talks? over|demands?|threatens?|disputes?|queries|has (?:no|lost)|have (?:no|lost))\b",
)
SITUATED = 2.0
# Where and with whom one talks is no situation that is talked about.
SERVED = ONE_OF - frozenset(
    "room table counter colleague adviser member meeting shift conversation review workshop".split()
)
# Things that only some service has; every workplace has phones, notes and rotas.
THINGS_OF_A_SERVICE = THINGS - frozenset(
    """
    phone phones line lines system question words step order orders notes note sheet sheets test
    tests key keys board sign briefing workshop desk room rooms minutes error errors sentence
    return diary log huddle rota shift shifts saturday weekend quiz checklist folder complaint
    complaints email emails letter letters form forms id card cards script scripts label sorry
    greeting handover headset buddy transfer button template templates policy snow fire alarm
    bar field spreadsheet spreadsheets corridor contract contracts statement claim claims quote
    transfers till benefit benefits exchange exchanges balance direct premium address hold lift
    delivery deliveries mute tab chart charts statements
    """.split()
)
# "A customer" and "the call" are said in general, too: more must stand beside them.
IN_GENERAL = re.compile(
    r"\b(?:a|the|each|every|any|our) (?:\w+ )?(?:customer|caller|client|guest|patient|call|chat"
    r"|colleague|member|team|visitor)s?\b",
)


def names_situation(text: str) -> bool:
    """Whether a measure, a figure of the work, or a situation from work is named."""
    text = straight(text)
    lower = text.lower()
    return bool(
        MEASURES.search(lower)
        or TOPICS.search(lower)
        or HAPPENING.search(lower)
        or names_figure_of_work(lower)
        or any(map(_is_instance, sentences(text)))
    )


# One thing or one of those served, with something done once: "opened the wrong tab".
ONE_THING = re.compile(
    r"\b(?:the|an?|her|his|my|this|that|one|another)\s(?:[\w'-]+\s){0,2}"
    rf"(?:{'|'.join(sorted(SERVED))}|tab|screen|form|button|field|card|label)\b"
)


def _is_instance(sentence: str) -> bool:
    """One of those a service is for, with something done to, by or about them."""
    if TITLED.search(sentence):
        return True
    if PICKED_OUT.search(sentence):
        return True
    words = words_of(sentence)
    if not THINGS_OF_A_SERVICE.isdisjoint(words):
        return True
    bare = LENGTH.sub(" ", IN_GENERAL.sub(" ", sentence.lower()))
    if not SERVED.isdisjoint(words_of(bare)) and points_of(bare) >= SITUATED:
        return True
    return "an act" in signs_in(sentence) and ONE_THING.search(sentence.lower()) is not None
