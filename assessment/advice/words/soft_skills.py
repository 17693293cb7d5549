"""Whether how people are spoken with is spoken of: listening, empathy, tone, rapport, patience."""

import re

from assessment.advice.words.writing import straight

# Begin like a soft skill and are none: "patients", "in a timely manner", "a warm transfer".
# "Patient" is somebody with an illness, but where it says how somebody is: these stay people.
PATIENTS = re.compile(
    r"(?<!\bis )(?<!\bwas )(?<!\bbe )(?<!\bbeing )(?<!\bvery )(?<!\bmore )(?<!\bso )(?<!\btoo )"
    r"(?<!\bnot )(?<!\bstay )(?<!\bstays )(?<!\bstayed )(?<!\band )(?<!\bkind, )(?<!\bcalm, )"
    r"(?<!^)\bpatient\b(?!,? (?:and|with|voice|way|tone|manner|listener|explanation|notes?|records?"
    r"|care|list|safety|transport|flow|experience|survey|data|file|details|name|id))|\bpatients\b"
)
OTHERS = re.compile(
    r"\bpatients?'s?\b"
    r"|\bpatient (?:notes?|records?|care|list|safety|transport|flow|experience|survey|data|file"
    r"|details|name|id|satisfaction|was|is|has|who|moved|arriv\w*|discharg\w*|waiting|feedback"
    r"|contact|calls?|group|line|numbers?|admin\w*|appointments?)\b"
    r"|\bin an? (?:\w+ )?manner\b|\bwarm[- ](?:transfer|handover|hand-over|up|lead)\w*"
    r"|\bwarm(?:ing)?[- ]up|\b(?:dial|ring|touch)[- ]?tones?\b|\bvoice ?mails?\b|\binvoic\w+"
    r"|\bsensitive (?:data|information|documents?|details)|\b(?:in|with) respect (?:of|to)\b"
    r"|\brespective\w*|\b(?:kind|kinds) of\b|\b(?:this|that|what|some|any|wrong|right|same|other"
    r"|first|each|every|all|different|new) kinds?\b"
    r"|\bshort (?:of|staff\w*|break|notice|shift|list|cut|term)|\bunderstanding of\b"
    r"|\bcustomer care\b|\bheard (?:from|back|about)\b|\bfriendly (?:url|format|reminder)"
    r"|\buser[- ]friendly|\beco[- ]friendly"
    r"|\b(?:sound|sounds) (?:system|check|file|quality|good|like a plan)|\bargum\w*s? (?:for"
    r"|against)|\bnode?s?\b(?= (?:js|[0-9]))|\bhospital\w*|\bbarks?ing\b|\bbarkers?\b"
    r"|\bsightings?\b|\bsight\w*|\bcurta\w+|\bbluntness of|\bnodes\b|\brudiment\w+|\bcharm(?:s"
    r"|ed)? bracelet|\btactic\w*|\bpleasant (?:weather|day)|\bcheers\b|\bshout ?outs?\b"
    r"|\btoleranc\w+ of [0-9]|\bargus\b|\bargos\b|\bbark\w+ road"
    r"|\bopen (?:questions? from the|plan)|\bcalm(?:er)? (?:period|day|week|month)|\bcold (?:call"
    r"|food|drink|store|room|chain|coffee|meal)\w*|\bsounds? (?:file|quality|like a plan|good)"
    r"|\blistening (?:session|post|device)s?\b|\blisten(?:ed)? (?:in|to (?:the )?(?:recording"
    r"|voicemail))\b"
    r"|\bsilent (?:alarm|mode)|\bpause (?:the|recording|button)"
)
# Stems: a word is of these however it ends.
STEMS = (
    "listen, empath, rapport, impatien, patienc, polite, impolite, courte, discourte, unkind, "
    "calm, warmth, "
    "compassion, caring, sympath, reassur, acknowledg, apolog, interrupt, smil, mannered, "
    "disrespect, respectful, "
    "friendl, unfriendl, pleasant, cheer, attentive, tact, sensitiv, insensitiv, abrupt, brusque, "
    "curt, rude, blunt, "
    "snapp, harsh, sarcas, dismissive, patronis, condescend, arrogan, aloof, gruff, grump, "
    "stropp, huffy, moody, "
    "jargon, wording, sound, empathy, defus, diffus, sooth, soften, soothing, welcom, genuine, "
    "sincer, unhurried, "
    "defensive, dignity, dignif, considerate, thoughtful, gracious, hospita, humour, humorous, "
    "chatty, mumbl, mutter, "
    "monoton, robotic, lifeless, sigh, bark, shout, swear, swore, argu, nod, gestur, personable, "
    "approachable, "
    "paraphras, diplomat, charm, toleran, irritab, exasperat, deescalat, de-escalat, distress, "
    "griev, griev, upset, "
    "comforting, comforted, heartfelt, unfeeling, coldly, warmly, warmer, kindly, kindness, "
    "gently, gentle, softly, flustered, "
    "disinterested, uninterested, enthusias, bubbly, sulk, tears, nervous, anxious, frighten, "
    "embarrass, ignored, overtalk"
)
# Whole words.
WORDS = (
    "patient, patiently, kind, kinder, warm, cold, understanding, sorry, manner, snap, snaps, "
    "silence, silent, pause, "
    "paused, pauses, tone, tones, voice, voices, bored, human, emotion, emotions, emotional, "
    "feelings, attitude to customers, "
    "eye contact, body language, soft skill, soft skills, people skills, interpersonal, "
    "small talk, open question, open questions, "
    "please and thank you, communication skills, communication style, plain words, plain english, "
    "plain language, "
    "simple words, choice of words, clear explanation, clear explanations, personal touch, "
    "human touch, good ear, "
    "on autopilot, off-hand, offhand, off hand, well spoken, well-spoken, with care, with respect"
)
WHOM = (
    r"(?:the |a |an |any |each |every |her |his |their |our |angry |old |other |upset "
    r"|worried )*(?:callers?|customers?|guests?|patients?|clients?|visitors?|tenants?|residents?"
    r"|passengers?|famil(?:y|ies)|people|man|woman|lady|gentleman|mother|mum|daughter|person|her"
    r"|him|them|someone|somebody|everyone|everybody|chap|regulars|public|shoppers?|patrons?"
    r"|readers?"
    r"|drivers?|students?|parents?|relatives?|diners?|members?|buyers?|claimants?|applicants?|child"
    r"|children|couple|users?|travellers?)"
)

WAYS = re.compile(
    rf"\bput(?:s|ting)? \w+(?:self|selves) in\b|\bsee(?:s|ing)? (?:it|things) (?:from|as)\b"
    rf"|\btalk(?:s|ed|ing)? (?:over|down to|at|(?:too |so )?(?:fast|slowly|quickly|loudly))\b"
    rf"|\bspoke (?:over|at)\b|\bcut(?:s|ting)? (?:in|across)\b|\bcut(?:s|ting)? {WHOM} (?:off"
    rf"|short)\b|\bshort with\b|\bsharp (?:with|tone|answer|voice|repl)\w*"
    rf"|\bhow (?:s?he|they|it|things?|we|you|something|i|bad news)\b (?:\w+ )?(?:says?|said"
    rf"|spoken?|speaks?|sounds?|talks?|put|puts|worded|came across|comes across|tells?|told)\b"
    rf"|\bhow {WHOM} (?:\w+ )?(?:feels?|felt|is feeling|was feeling|were feeling|are\b|is\b"
    rf"|must feel|might feel)|\bhow (?:upset|angry|frustrat\w+|worried|scared|hard)\b"
    rf"|\b(?:way|manner) (?:s?he|they|we|you|in which \w+|that \w+) (?:\w+ )?(?:speaks?|talks?"
    rf"|says?|spoke|said|puts?|sounds?|answers?|greets?|treats?|deals?)\b|\bcom(?:es?"
    rf"|ing) (?:across|over)\b|\bcame (?:across|over) (?:as|well|badly)\b"
    rf"|\blet(?:s|ting)? {WHOM}(?: \w+)? (?:finish|speak|talk|tell|have|get|vent|cry|explain"
    rf"|say)\b|\blet(?:s|ting)? \w+ (?:finish|speak|vent)\b|\bhear(?:s|d"
    rf"|ing)? (?:\w+ ){{1,3}}(?:out|really|feel\w*|mean\w*)\b|\b(?:really|actually) (?:asking"
    rf"|saying|wanted|meant|heard?)\b|\bfeels? (?:heard|welcome|valued|comfortable|at home|rushed"
    rf"|ignored|looked after|cared for|special|understood)\b|\bfelt (?:heard|welcome|listened"
    rf"|understood|rushed|ignored|looked after|cared for|special)\b"
    rf"|\bfinish(?:es|ed|ing)? (?:the|their|his|her) (?:sentence|story|question)|\b(?:not|n't"
    rf"|without|never|no) (?:to )?(?:rush|rushing|hurry|hurrying)\b|\brush(?:es|ed|ing)? {WHOM}\b"
    rf"|\b(?:takes?|took|taking|gives?|gave|giving) (?!(?:twice|half|double|up|too|less|all"
    rf"|a lot|\w+ times) )"
    rf"(?:\w+ ){{0,4}}time\b(?! off| out| to (?:log"
    rf"|fill|write|complete|type|process|finish)| (?:sheet|keep|slot|card|frame|table))"
    rf"|\bin (?:\w+ |\w+'s ){{1,2}}shoes\b|\bin (?:the place of {WHOM}|{WHOM}(?:'s)? place)\b"
    rf"|\bfrom (?:the )?{WHOM}'?s? (?:side|point of view|chair)\b"
    # A queue waits, too: only who waits for an answer lets somebody speak.
    rf"|\bwait(?:s|ed|ing)? (?:for (?:the |an |her |his |their )?(?:answer|reply)"
    rf"|for {WHOM} to (?:finish|answer|reply|speak|stop)|(?:until|till) (?:s?he|they|{WHOM})"
    rf" (?:has|had|have|was|were|is|are)? ?(?:finish|done|calm|spok|speak|ready|answer)\w*)"
    rf"|\bat (?:their |her |his )?ease\b|\bbuil(?:t"
    rf"|ds?|ding) (?:a |up |good |strong |better )*(?:relationship|trust|bond)s?\b"
    rf"|\brelationships? with {WHOM}\b|\bconnect(?:s|ed|ing)? with {WHOM}\b|\bengag(?:es|ed"
    rf"|ing) with {WHOM}\b|\btreat(?:s|ed|ing)? {WHOM}\b"
    rf"|\bpicked up (?:on|that)\b|\bnoticed (?:that )?{WHOM} (?:was|were|felt|seemed)\b"
    rf"|\b(?:caller|customer|guest|patient|family|people)'?s'? (?:feelings?|mood|emotions?|worr\w+"
    rf"|frustration|anger)\b|\bcommunicat\w+ (?:\w+ )?(?:clearly|warmly|well|sensitively|openly"
    rf"|better|with {WHOM})\b|\bused? (?:the |her |his |their )?(?:\w+'s|first) names?\b"
    rf"|\b(?:greet|call|address|welcom)\w* \w+ by name\b"
    rf"|\b(?:repeats?|repeated|says?|said|plays?|played|reflect(?:s|ed)?|mirrors?|mirrored|sums?"
    rf"|summed) (?:back|up) (?:what|to)\b|\bsay(?:s|ing)? (?:it )?back\b|\bcare[sd]? (?:about"
    rf"|for (?:the )?(?:customer|people|guest)s?)\b|\bshow(?:s|ed|ing)? (?:that )?(?:s?he"
    rf"|they) cares?\b|\bshow(?:s|ed|ing)? (?:more |some |real |an )?(?:interest|understanding"
    rf"|concern|care)\b|\bundivided attention\b|\bmeans? it\b|\bmeant it\b"
    rf"|\bthank(?:s|ed|ing)? {WHOM} for\b|\bask(?:s|ed|ing)? how {WHOM}|\bask(?:s|ed"
    rf"|ing)? how (?:they|s?he|you|things|their|her|his)\b|\bspeak(?:s|ing)? (?:\w+ )?(?:kindly"
    rf"|quietly|clearly)\b|\bspoke (?:\w+ )?(?:kindly|quietly|clearly)\b|\b(?:kept|keeps?|keeping"
    rf"|lost|loses?|losing) (?:her|his|their|my|your|it|a) ?(?:cool|temper|rag|patience|head"
    rf"|level head)\b|\bin (?:\w+ )?words (?:the|they|customers|people|he|she|a|that|anyone"
    rf"|anybody)\b|\bslow(?:s|ed|ing)? down (?:for|when|with|so)\b|\band slowed down\b"
    rf"|\b(?:reading|reads?|read) (?:it )?(?:from|off|like) (?:a|the) (?:script|list|sheet|card"
    rf"|page|book)\b|\blike a (?:robot|machine|script)\b|\bno life\b|\btoo (?:formal|familiar"
    rf"|casual|loud|quiet|fast|chatty)\b|\bup(?:set|tight)\b|\braise[ds]? (?:her|his|their) voice"
    rf"|\bnot talk over\b|\bvent(?:ed|ing)?\b(?! (?:system|air))|\bunderstands? (?:how|why) {WHOM}"
    rf"|\bwent quiet\b|\bgoes quiet\b|\bmake[s]? {WHOM} feel\b|\bmade {WHOM} feel\b"
)


def _listed(words: str, ending: str) -> str:
    return "|".join(re.escape(" ".join(word.split())) for word in words.split(",")) + ending


SKILLS = re.compile(rf"\b(?:(?:{_listed(STEMS, '')})[a-z]*|(?:{_listed(WORDS, '')})\b)")


def speaks_of_soft_skills(text: str) -> bool:
    """Whether listening, empathy, tone, rapport, patience or the way of speaking is named."""
    lower = straight(text).lower()
    if "patient" in lower:
        lower = PATIENTS.sub("person", lower)
    lower = OTHERS.sub(" ", lower)
    return bool(SKILLS.search(lower) or WAYS.search(lower))
