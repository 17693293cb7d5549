"""Preferences and access needs, and whether something was done to meet them."""

import re

from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.patterns import any_of, plain, said
from assessment.advice.words.sorting import Sorter
from assessment.advice.words.spelling import mended

NO_MATTER = any_of(
    "no preference*, no particular, no special, no need*, no access, no issue*, no requirement*, "
    "no adjustment*, no adaptation*, none needed, none required, none known, none identified, "
    "not needed, not required, not necessary, not applicable, not considered, not asked, "
    "nothing needed, nothing special, nothing different, nothing in particular, doesn't mind, "
    "dont mind, don't mind, does not mind, not fussed, any method, anything, either is fine, "
    "easy going, happy with any*, fine with any*, same for all, same for everyone, "
    "same for everybody, the same for, same message, same way, same e mail, same email, "
    "everyone the same, all the same, everybody the same, all treated, one way for, one size, "
    "whoever was, if you missed, had to be there, nobody needs, no one needs, nobody has, "
    "no one has, nobody had, no one had, nobody asked, no one asked, didn't need, did not need, "
    "don't need, do not need, didn't do anything, did not think, didn't think, forgot, "
    "everyone can read, everyone has e mail, everyone has email, everyone was there, "
    "everyone was present, no changes were made, no changes made, standard format, as usual, "
    "usual way, usual method"
)
MEETING = any_of(
    "large print, larger print, bigger print, big print, larger font, large font, bigger font, "
    "dyslexi*, hearing, deaf, lip read*, lipread*, sign language, bsl, interpret*, translat*, "
    "screen reader*, braille, caption*, subtitle*, easy read, easyread, coloured paper, "
    "yellow paper, cream paper, overlay, read aloud, read out to, in advance, day before, "
    "evening before, beforehand, ahead of time, in writing too, also in writing, "
    "as well in writing, copy for, wheelchair, step free, ground floor, quiet room, quieter room, "
    "by video, on video, dialled in, recorded for, recording for, prefers, prefer, preferred, "
    "preference, preferences, access need*, adjust*, adapt*, part timer*, night shift too, "
    "for nights, late shift had, repeated for, in her own, in his own, plain english, in polish, "
    "in urdu, first language, bullet points for, pictures, visual*, autis*, anxi*, adhd, loop"
)


def prefers(text: str) -> bool:
    """Whether a need or a preference is written down."""
    return not says_nothing(text) and not NO_MATTER.search(plain(text))


# Everybody alike, in any words: that took care of nobody.
ALIKE = any_of(
    "same, identical, alike, everyone, everybody, all, whole team, one version, no different*, "
    "nobody, no one, none, standard, usual, normal, normally, always, equally, generic, general"
)
SOMEBODY = re.compile(
    r"(?<=[a-z,:;-] )(?!I\b|English\b|Teams\b|Outlook\b|Word\b|Zoom\b|Monday"
    r"|Friday)[A-Z][a-z]{1,12}\b"
    r"|^(?!Every|No|All|It|This|That|There|E-?mail|What|Who|Mail|Text)[A-Z][a-z]{1,12}"
    r"(?='s\b| (?:and|was|had|got|read|sat|came|[a-z]+ed|[a-z]+s)\b)|\b(?:she|he|her|him|his"
    r"|hers)\b"
    r"|\b(?:those|anyone|anybody|whoever|someone|colleagues?|people|staff) (?:who|with|on|that|at"
    r"|in|"
    r"not)\b|\b(?:for|to|with|beside|near) (?:the )?(?:him|her|them|two|three|one|part|nights?"
    r"|late|early|weekend|new)\b"
)


def adapts(text: str) -> bool:
    """Whether what stands under needs and preferences says that one was met."""
    return not says_nothing(text) and ADAPTED.weigh(text) > 0


def adapts_to(names: tuple[str, ...], text: str) -> bool:
    """Whether a text on something else says that a need of one of these people was met."""
    if says_nothing(text) or not said(MEETING, mended(plain(text))):
        return False
    return bool(OF_SOME.search(text)) or any(name and name in text for name in names)


OF_SOME = re.compile(r"\b(?:those|anyone|anybody|whoever|people|colleagues?) (?:who|with|on)\b")


def _signs(text: str) -> tuple[str, set[str]]:
    words = mended(plain(text))
    found = {
        "#met": said(MEETING, words),
        "#nothing": bool(NO_MATTER.search(words)),
        "#alike": bool(ALIKE.search(words)),
        "#somebody": bool(SOMEBODY.search(text)),
    }
    return words, {name for name, is_there in found.items() if is_there}


ADAPTED = Sorter("adapting", _signs)
