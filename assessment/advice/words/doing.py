"""Whether somebody particular did or said something once: "Xan said it was clearer", "the flood".

Told by its build and not by its topic: a name with what only people do, somebody helped by name,
a contact that is picked out by what it was about, or a day on which something befell the place.
"""

import re

# What only people do, and do at one time: whoever stands before it at a beginning is somebody.
SAID_OR_DID = (
    r"(?:said|says|asked|told|tried|wrote|rewrote|took|gave|chose|picked|talked|explained|acted"
    r"|played|rang|read|sat|watched|opened|found|saw|had (?:a|another|two|her|his) |did (?:it|the|a"
    r"|one|two|three|her|his|this|that|so)\b|repeated|pointed|noticed|spotted|suggested|admitted"
    r"|wondered|offered|stopped|typed|drew|made (?:a|up|the|her|his|one)\b|began|counted"
    r"|compared|corrected|demonstrated|showed (?:me|us|how|the|what|where|[A-Z])|swapped|led"
    r"|laughed|remembered|forgot|brought|answered|called|thought|looked|went through|worked out"
    r"|marked|listed|copied|changed|used (?:the|her|his|a)\b|put|left|stayed|came|started|ran"
    r"|stepped|calmed|handled|dealt|covered|kept)"
)
# A word in capitals that is nobody's name, at a beginning or later.
NOBODY = (
    r"(?!(?:I|We|She|He|They|It|You|This|That|These|Those|The|There|Here|A|An|And|But|So|Then|Also"
    r"|Who|What|When|Where|While|After|Before|Since|As|If|Some|All|Both|Each|Every|Everyone"
    r"|Everybody"
    r"|Anyone|Anybody|Nobody|Someone|Somebody|People|Staff|Team|Teams|Members?|Colleagues?"
    r"|Customers?"
    r"|Managers?|Leaders?|Coaching|Sessions?|Training|Practice|Progress|Role|Feedback|Always|Often"
    r"|Usually|Generally|Never|Not|No|Has|Have|Had|Was|Were|Is|Are|Very|Well|Good|Great|My|Our"
    r"|Her|His"
    r"|Their|Your|Things|Performance|Work|Service|Just|Only|Now|Once|Time|How|Mainly|Mostly|Monday"
    r"|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b)"
)
NAME = NOBODY + r"[A-Z][a-z]+"
# "Robin found it useful" and "tried her best" could be said of anybody.
IN_GENERAL = re.compile(
    r"\b(?:found|thought|felt|said) (?:that )?(?:it|this|the \w+|coaching|everything|s?he|they)"
    r" (?:was |is |were |feels? |felt )?(?:\w+ )?(?:good|great|useful|helpful|fine|ok(?:ay)?"
    r"|positive"
    r"|valuable|beneficial|interesting|enjoyable|worthwhile|happy|pleased|confident|supported"
    r"|better"
    r"|motivated|ready)\b"
    r"|\btried (?:hard|very|really|(?:her|his|their) (?:best|hardest)|to (?:improve|do))"
    r"|\b(?:took|taken) (?:\w+ ){0,3}(?:on board|well|part|in|positively|seriously)\b"
    r"|\bmade (?:\w+ )?(?:progress|improvements?|effort)|\bgave (?:\w+ ){0,2}(?:best|support"
    r"|feedback"
    r"|advice|help)|\b(?:did|went|came on|worked) (?:\w+ )?(?:well|fine|ok(?:ay)?|great|good)\b"
    r"|\basked (?:\w+ )?(?:good |some |lots of )?(?:questions|for (?:help|support|more))"
    r"|\bhad (?:a|another) (?:\w+ )?(?:chat|talk|conversation|discussion|catch|meeting|session|good"
    r"|positive|attitude)|\bshowed (?:the|a) (?:right|good|willing)|\bread through\b"
)
SOMEBODY_DOES = re.compile(
    # "Acted it out with Xan", "Jo had a go", "Xan and Milo tried it": at a beginning or later.
    rf"(?:^|[\s;:,(\"])(?!(?:I|We)\b){NAME}(?:,? (?:and|then|also|first|later|quickly|soon|herself"
    rf"|himself|at once|still))*(?: {NAME})? {SAID_OR_DID}"
)
FOR_SOMEBODY = re.compile(
    r"\b(?i:helped|helping|covered for|stood in for|stepped in for|filled in for"
    r"|took over (?:from|for)"
    r"|sat with|sat beside|looked after|trained|taught|showed|rescued|drove|walked|calmed|thanked"
    r"|rang|swapped with|settled in|visited|stood in at|stood in in|lent a hand (?:at|in|to))"
    rf" (?:out )?(?:at |in |the )?{NAME}"
)
# A contact that is picked out by what it was about, or by its number.
PICKED_OUT = re.compile(
    r"\b(?:the|that|her|his|one|a) (?:\w+ )?(?:call|chat|e-?mail|letter|visit|complaint|case|query"
    r"|enquiry|conversation|booking|order|claim|request|message|review|ticket)"
    r" (?:about (?:the|a|an|her|his|their|two|lost|missing|no)|over (?:the|a)|from (?:the|a)"
    rf"|with (?:the|a)|(?:from|with|for) {NAME}|in which|where (?:the|a|somebody|she|he))"
    r"|\bthe (?:second|third|fourth|last|next|wrong|other|same) (?:call|caller|guest|customer|chat"
    r"|visitor|patient|client|letter|case|order|booking|bill|tab|screen|form|button|queue|room)\b"
    rf"|\bthe (?:\w+ )?(?:caller|guest|customer|visitor|patient|client|tenant|family|lady|man|woman"
    rf"|couple|resident|passenger|reader|driver|shopper|patron) (?:from|in|at|with) (?:{NAME}|room"
    r"|seat|bay|the|a)\b"
)
# What befalls a workplace on one day.
EVENT = re.compile(
    r"\b(?:during|in|after|through|throughout|at|on the day of|because of|despite|since) (?:the"
    r"|that"
    r"|a|this) (?:\w+ ){0,2}(?:power (?:cut|failure)|cut|flood(?:ing)?|storm|snow|heatwave|strike"
    r"|outage|fire|blaze|alarm|evacuation|crash|merger|launch|opening|inspection|leak|burst|recall"
    r"|breakdown|failure|protest|marathon|concert|festival|derby|wedding|funeral|lockdown|cyber\w*"
    r"|blackout|rush|sale|refit|refurbishment|relocation|migration|switchover|accident|incident"
    r"|emergency|closure|diversion|shortage)\b"
    r"|\b(?:when|as|while|after|because|the (?:day|night|morning|evening|week)) the (?:\w+ ){1,3}?"
    r"(?:failed|broke|went (?:down|off|out|wrong)|crashed|was (?:down|closed|cancelled|flooded"
    r"|late)"
    r"|were (?:down|closed|cancelled)|flooded|jammed|stopped|closed|collapsed|burst|leaked|was off"
    r"|did not (?:arrive|come|work)|got stuck|blew|fell)\b"
)


def somebody_does(sentence: str) -> bool:
    """Whether a straight sentence tells what somebody named did, or what happened on one day."""
    if EVENT.search(sentence) or PICKED_OUT.search(sentence) or FOR_SOMEBODY.search(sentence):
        return True
    return bool(SOMEBODY_DOES.search(sentence)) and not IN_GENERAL.search(sentence)
