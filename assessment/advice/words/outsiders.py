"""Customers by what they do or what is done for them, whatever the trade calls them.

"A driver" is a customer where he rang to complain, and a colleague where he was briefed.
"""

import re

# Who is never served in these frames.
INSIDE = (
    r"(?:my|our|new|team|staff|colleague|colleagues|adviser|advisor|advisers|advisors|agent|agents|"
    r"assistant|manager|managers|boss|supervisor|leader|head|director|mentor|tutor|trainer"
    r"|assessor|"
    r"apprentice|trainee|starter|receptionist|clerk|cashier|waiter|waitress|porter|nurse|doctor|"
    r"member|members|temp|temps|crew|engineer|supplier|courier|deputy|host|volunteer|housekeeper|"
    r"chef|other|others|others'|them|him|her|people|same|first|next|day|week|month|shift|desk|shop|"
    r"office|system|survey|company|department|branch|warehouse|kitchen|list|form|process)"
)
WHO = (
    r"(?:an?|the|this|one|another) (?:(?:elderly|old|older|young|angry|upset|blind|deaf|disabled|"
    rf"worried|regular|rude|confused|lost|furious|foreign|nervous"
    rf"|first-time) )?(?!{INSIDE}\b)[a-z]+"
)
CONTACT = r"(?:calls?|letter|e-?mail|message|chat|complaint|review|enquiry|query|request|card|note)"
FROM_THEM = (
    rf"{CONTACT} (?:\w+ ){{0,2}}?(?:from|by) |helped |served |calmed |refunded |greeted |"
    r"rang back |ring back |apologi[sz]ed to |replied to |wrote back to |reassured |for telling |"
    r"thanked (?=(?:an?|the) \w+ for (?:telling|waiting|letting|his patience|her patience))"
)
THEIR_WAYS = (
    r"(?:who )?(?:wanted|(?:has|had) (?:waited|been|lost|missed|paid|bought|ordered|left)"
    r"|needed (?:it|"
    r"help)|complained|rang|phoned|came (?:in|to|back)|asked for (?:a refund|his|her|their money)|"
    r"(?:was|were) (?:in tears|crying|upset|angry|furious|shouting|charged|waiting|lost|content|"
    r"pleased|happy)|(?:left|went away|walked out) (?:happy|smiling|with))\b"
)
GOT = r"(?:all )?(?:two|three|four|five|six|_n|both|the) (?:of the )?[a-z]+s"
GOT_IT = (
    r"(?:got|had|received|were given) (?:their|an) (?:answer|money|refund|order|item|bags?)s?\b"
)
FRAMES = re.compile(
    rf"\b(?P<before>{FROM_THEM})?(?:{WHO}|{GOT})(?(before)\b|(?= {THEIR_WAYS}| {GOT_IT}))"
)


def with_customers(words: str, token: str) -> str:
    """``words`` (``plain``) with ``token`` where a customer is meant by what happens."""
    return FRAMES.sub(lambda match: (match["before"] or "") + token, words)
