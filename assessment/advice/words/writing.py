"""Text made ready for reading: one kind of quotation mark, sentences, words."""

import re

CURLY = str.maketrans({"‘": "'", "’": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
# A full stop inside "4.5" or "9.30" ends nothing; a line does.
# Begins with a space, so that few places have to be looked at.
SENTENCE_ENDS = re.compile(r"\s(?:(?<=[.!?;]\s)|(?<=[.!?;][\"')]\s)|(?<=\n))\s*|[•;]\s*")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|£?\d[\d.,:]*(?:%|[a-z]+)?")


def straight(text: str) -> str:
    """``text`` with straight quotation marks and hyphens."""
    return text.translate(CURLY).strip()


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text that is straight already; none of them is empty."""
    return [part for part in map(str.strip, SENTENCE_ENDS.split(text)) if part]


def words_of(text: str) -> list[str]:
    """Its words and figures in lower case, without "'s": "don't", "lady", "52%", "£20", "9am"."""
    lower = text.lower()
    return WORD.findall(lower.replace("'s ", " ") if "'s " in lower else lower)
