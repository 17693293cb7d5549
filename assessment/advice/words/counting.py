"""What is counted or measured, and the numbers that measure nothing: dates, weeks, levels."""

import re

from assessment.advice.words.patterns import listed

MONTHS = (
    "jan*, feb*, march, mar, april, apr, may, june, jun, july, jul, aug*, sep*, oct*, nov*, dec*"
)

NO_MEASURE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{listed(MONTHS)}(?:[ -]\d{{2,4}})?\b"
    rf"|\b{listed(MONTHS)}[ -]\d{{1,4}}(?:st|nd|rd|th)?\b(?: \d{{4}})?"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b(?:19|20)\d\d\b|\b24/7\b"
    r"|\b(?:1|one)[ -]?(?:2|to|:)[ -]?(?:1|one)s?\b|\b121s?\b"
    r"|\b(?:weeks?|wk|q|quarter|level|phase|step|stage|part|page|version|period|grade|room|line|"
    r"floor|team|shift|ward|unit|e|day)[ -]?\d+(?:[ -]?(?:to|and|-)[ -]?\d+)?\b"
    r"|\b\d{1,2}(?::\d\d|\.\d\d)?[ ]?(?:am|pm|o'clock)\b|\b\d{1,2}:\d\d\b"
    r"|\b1[01]0[ ]?(?:%|per ?cent)(?= (?:effort|commit|of the effort|all|every|focus))"
    r"|\bgive 1[01]0[ ]?%|\b\d+[ -]?(?:day|week|month|year)s?[ -](?:plan|course|period)\b"
    r"|\b(?:in|over|for|next) (?:the (?:next )?)?\d+ (?:weeks|months|years)\b"
    r"|\b\d+(?:st|nd|rd|th)\b"
)
# Counting these counts what the team does among itself.
AMONG_ITSELF = re.compile(
    r"\b\d+ (?:\w+ ){0,2}?(?:meetings?|huddles?|nights? out|socials?|get[ -]?togethers?|"
    r"away ?days?|"
    r"team ?building|lunches|birthdays?|catch[ -]?ups?)\b"
)
DIGIT = re.compile(r"\d")
SHARES = re.compile(
    r"\b(?:half|a third|two thirds|a quarter|three quarters|a fifth|a tenth|doubled?|halved?|halve|"
    r"twice as|\w+ (?:out of|in|of) (?:ten|five|four|three|twenty|a hundred|every (?:ten|five))|"
    r"(?:two|three|four|five|ten|twenty|thirty|forty|fifty|ninety|eighty) (?:per ?cent|percent|"
    r"seconds|minutes|rings|hours|working days))\b"
)
WITHIN = re.compile(
    r"\b(?:within|under|in|less than|below|inside|after|over|more than|up to) "
    r"(?:an? |one |the same |\w+ |\d+(?:[.,]\d+)? ?){0,2}?"
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|rings?|working days?)\b"
    r"|\bsame (?:working )?day\b"
)


def has_figure(text: str) -> bool:
    """Whether a ``plain`` text counts or measures something."""
    if SHARES.search(text) or WITHIN.search(text):
        return True
    return bool(DIGIT.search(AMONG_ITSELF.sub(" ", NO_MEASURE.sub(" ", text))))


def has_time_to_keep(text: str) -> bool:
    """Whether a ``plain`` text says how soon: "within two minutes", "the same day"."""
    return bool(WITHIN.search(text))
