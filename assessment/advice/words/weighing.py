"""Whether a problem was thought through: a cause that is known, alternatives that were weighed."""

from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.patterns import any_of, plain, said

# As a whole answer; within a longer one, "not sure" may be what the cause is.
UNKNOWN = any_of(
    "unknown, not known, don't know, dont know, do not know, didn't know, no idea, not sure, "
    "unsure, unclear, not clear, not identified, not established, not investigated, "
    "not looked into, just happened, it happens, bad luck, these things happen, "
    "one of those things, who knows, no cause, no root cause, can't say, cannot say, hard to say, "
    "not applicable"
)
SHORT = 5  # words
NOT_FOUND = any_of(
    "cause unknown, cause is unknown, cause is not known, cause unclear, cause is unclear, "
    "unclear why, not clear why, not sure why, unsure why, not sure what the cause, "
    "not sure what caused, don't know why, dont know why, do not know why, didn't find out, "
    "did not find out, don't know what caused, to be found, to be investigated, "
    "being investigated, still looking, under investigation, not looked into, "
    "not been looked into, never looked into, didn't look into, did not look into, "
    "cause was not identified, cause was never, one of those things, these things happen, "
    "just happened, just one of those, no particular cause, no particular reason, "
    "no obvious cause, hard to say"
)
WEIGHING = any_of(
    "rather than, instead of, other option*, other options, another option, the alternative*, "
    "an alternative, alternative was, alternatives were, alternatives considered, other way*, "
    "other ideas, other idea, second option, first option, considered, thought about, could have, "
    "could also have, might have, ruled out, weighed, compared, cheaper than, quicker than, "
    "faster than, better than, easier than, than the other*, than hiring, than buying, "
    "as opposed to, versus, over the other, the others, whereas, too expensive, too dear, "
    "pros and cons, discounted, rejected, decided against, turned down, unlike, both options, "
    "of the two, of the three, option b, option 2, option two, did not choose, didn't choose, "
    "not chosen"
)
BETTER = any_of(
    "cheaper, cheapest, quicker, quickest, faster, fastest, easier, easiest, simpler, simplest, "
    "safer, safest, least, sooner, soonest, fairer, fairest, less, fewer, costs nothing, no cost, "
    "cost nothing, at no cost, no extra cost, both, other, others, lasting, longer term, long term"
)
NO_CHOICE = any_of(
    "no other option*, no alternative*, only option, only choice, only way, only thing, no choice, "
    "no other way, no other choice, nothing else, could not have, couldn't have, didn't consider*, "
    "did not consider*, not considered, never considered, no need to consider, not thought about, "
    "would have been silly, obvious*, as soon as it could have, no options, didn't look at, "
    "did not look at, didn't think of, did not think of, didn't think about, without looking, "
    "without weighing, better than nothing, rather than later, sooner rather than, "
    "customer* would have, guest* would have, patient* would have"
)


def knows_cause(text: str) -> bool:
    """Whether a root cause is named; that it is not known is none."""
    words = plain(text)
    if says_nothing(text) or NOT_FOUND.search(words):
        return False
    return len(words.split()) > SHORT or not UNKNOWN.match(words)


def weighs(choice: str, among: int) -> bool:
    """Whether a reason for a choice sets it against another way.

    ``among``: how many options there were. With two or more "cheaper" says than which.
    """
    words = NO_CHOICE.sub(" ", plain(choice))
    return said(WEIGHING, words) or (among > 1 and said(BETTER, words))
