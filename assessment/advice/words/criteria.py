"""Quality criteria: can one see or count that they are met, or are they only praise?

Words that fit any piece of work ("well", "to a high standard", "completed") are taken away. What
is left says what is looked at: two such words are enough, one with "each" or "no", or a figure.
"""

import re

from assessment.advice.words.counting import has_figure
from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.patterns import listed, plain

SMALL_WORDS = (
    "a, an, the, and, or, of, to, in, on, at, by, for, with, from, into, up, out, off, over, as, "
    "is, are, was, were, be, been, being, it, its, it's, this, that, these, those, they, them, "
    "their, there, they're, he, she, his, her, him, i, me, my, we, our, us, you, your, who, what, "
    "how, when, where, which, so, if, then, than, will, would, should, shall, must, can, could, "
    "may, might, need, needs, needed, have, has, had, do, does, did, doing, get, gets, got, go, "
    "make, makes, made, making, sure, just, please, very, really, quite, too, also, not, dont, "
    "don't, like, want, wants, let, possible, able, ability, abilities, one, some, more, most, "
    "much, many, well, way, ways, about, all, any, each, every, no, none, both, without, there's, "
    "that's, im, i'm, etc, ie, eg, within, under, through, throughout, own, same, other, again, "
    "only, always, never, ever, still, even, per, via, while, because, before, after"
)
ANY_WORK = (
    "task*, job*, work*, thing*, everything, everyone, everybody, anything, something, nothing, "
    "result*, outcome*, output*, end, day, team*, staff, colleague*, person, people, member*, "
    "manager*, boss, customer*, client*, guest*, service*, company*, organisation*, organization*, "
    "procedure*, polic*, process*, guideline*, requirement*, instruction*, expectation*, expected, "
    "expect, required, agreed, planned, told, asked, shown, discussed, usual, normal, normally, "
    "before, above, below, tbc, tba, complet*, finish*, done, deliver*, perform*, carr*, produc*, "
    "achiev*, meet, meets, met, meeting, follow*, ensure*, ensuring, provid*, maintain*, keep*, "
    "kept, give*, giving, given, take*, taken, put, try*, tries, tried, use*, using, handle*, "
    "handled, goes, went, run, runs, look*, seem*, feel*, be, attention, level*, degree, extent, "
    "area*, time*, timely, manner, fashion, basis, effort*, hundred, percent, focus*, energy, "
    "pride, role*, responsib*, duty, duties, detail, details, approach, attitude*, behaviou*, "
    "spirit, quality, qualities, standard*, criteria, excellence, success, satisfaction, part, "
    "care, mind, importance, priority, value*, right, place, order, sense, common, hand, line, "
    "best, practice, first, date, today, deadline*, plan, target*, objective*, goal*, side, bit, "
    "lot, job's, see, know, think, hope, help*, support*, contribut*, show*, level, overall, "
    "general, generally, finally, through, eye, mark, par, scratch, track, top, stuff, bits, "
    "hitch*, fuss, drama, issue*, problem*, hassle, whole, total, full, fully, entire, completion"
)
PRAISE = (
    "good, goodly, better, best, great, excellent, excel*, outstanding, high, higher, highest, "
    "highly, proper, properly, correct, correctly, right, rightly, well, fine, ok, okay, nice, "
    "nicely, neat*, tidy, tidily, clean, cleanly, thorough*, efficient*, effective*, "
    "professional*, accurate*, careful*, quick*, fast, swift*, prompt*, smooth*, clear*, "
    "consistent*, reliabl*, satisf*, accept*, appropriat*, suitabl*, adequat*, sufficient*, "
    "reasonabl*, sensibl*, decent*, perfect*, brilliant*, superb*, amazing*, fantastic*, super, "
    "top, positiv*, friendl*, polite*, helpful*, happy, happily, pleas*, content, hard, harder, "
    "confident*, competent*, diligent*, conscientious*, enthusias*, motivat*, committed, "
    "commitment, dedicat*, successful*, succeed*, impress*, special, exceptional*, maximum, "
    "minimum, optimal*, ideal*, easy, easily, safe, safely, secure*, timely, ontime, soon, asap, "
    "promptly, responsibl*, respectful*, courteous*, presentable, respectable, solid, strong*, "
    "sound, robust, flawless*, seamless*, slick, spot, diligence, finesse, extra, mile, beyond, "
    "standardly, willing*, eager*, sensitiv*, fair*, organised, organized, tip, top-notch, notch, "
    "world, class, first-class, premium, gold, meaningful*, worthwhile, useful*, relevant*, "
    "valuabl*, comprehensive*, complete, completely, flying, colours, normal, average, mistake-free"
)
EMPTY = re.compile(rf"(?:{listed(SMALL_WORDS)}|{listed(ANY_WORK)}|{listed(PRAISE)})$")
OF_ALL = re.compile(
    r"\b(?:each|every|all|any|no|none|nobody|nothing|zero|both|without|always|never|two|three|"
    r"half|once|twice|another|second)\b"
)
# Somebody else looked.
WITNESSED = re.compile(
    r"\b(?:signed|sign|ticked|checked|approved|confirmed|witnessed|tested|countersigned|inspected|"
    r"proof[ -]?read) (?:off |it |them )?(?:off |against |by |with )"
)
WORD = re.compile(r"[a-z][a-z']+")


def can_be_seen(text: str) -> bool:
    """Whether somebody else could look, or count, and say that it was met."""
    if says_nothing(text):
        return False
    words = plain(text)
    if has_figure(words):
        return True
    if WITNESSED.search(words):
        return True
    left = {word for word in WORD.findall(words) if not EMPTY.match(word)}
    return len(left) >= 2 or (len(left) == 1 and bool(OF_ALL.search(words)))
