"""Reviews: recognition, conversation, objectives and evidence, and that they are put down."""

from collections.abc import Iterator
from datetime import timedelta

from assessment.advice.facts import PortfolioFacts, RecordFacts, Row
from assessment.advice.findings import Check, Found, Sureness, in_item, in_record
from assessment.advice.quoting import quoted
from assessment.advice.words.checklists import is_ticks, speaks
from assessment.advice.words.claims import tells_something
from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.figures import names_figure
from assessment.advice.words.recognition import praises, recognises
from assessment.advice.words.serving import serves_somebody
from assessment.advice.words.signs import is_measured, names_its_day
from assessment.advice.words.speaking import was_only_spoken
from assessment.advice.words.writing import straight
from teams.models import Agreement, Channel, Kind, Outcome
from teams.sheets.writing import written

LAST_FEW = 3
STILL_OPEN = timedelta(days=14)
PARTS = ("strengths", "improvements", "own_words", "actions")


def _reviews(facts: PortfolioFacts) -> Iterator[RecordFacts]:
    """Recent reviews, but for those that were only begun: nothing can be told of them."""
    return (review for review in facts.held(Kind.REVIEW) if not _is_only_begun(review))


def _is_only_begun(review: RecordFacts) -> bool:
    return _is_open(review) and says_nothing(review.words(*PARTS))


def _is_open(review: RecordFacts) -> bool:
    return review.text("agreement") not in (Agreement.AGREED, Agreement.REMARKS)


def called(review: RecordFacts) -> str:
    """ "Robin’s review of 7 August 2026"."""
    whose = review.text("member") or next(iter(review.members), "")
    return f"{whose + '’s' if whose else 'The'} review of {written(review.happened_on)}"


# -- LT-M2, MT-M1 -----------------------------------------------------------------------------


def _unrecognised(facts: PortfolioFacts) -> Iterator[Found]:
    last = list(_reviews(facts))[-LAST_FEW:]
    if len(last) < 2 or any(map(_recognises, last)):
        return
    for review in last:
        yield in_record(review, f"{called(review)} {_said_of_strengths(review)}")


def _recognises(review: RecordFacts) -> bool:
    return recognises(review.text("strengths")) or praises(review.words("improvements", "remarks"))


def _said_of_strengths(review: RecordFacts) -> str:
    strengths = review.text("strengths")
    if says_nothing(strengths):
        return "recognises no strength."
    return f"says under strengths only {quoted(strengths)}."


# -- LT-M3 ------------------------------------------------------------------------------------


def _checklists(facts: PortfolioFacts) -> Iterator[Found]:
    for review in _reviews(facts):
        own_words = review.text("own_words")
        if says_nothing(own_words):
            yield in_record(review, f"{called(review)} has nothing in the colleague’s own words.")
        elif not speaks(own_words):
            words = f"has no more of the colleague’s own words than {quoted(own_words)}."
            yield in_record(review, f"{called(review)} {words}")
        elif _is_all_ticks(review):
            ticks = quoted(review.words("strengths", "improvements"))
            yield in_record(review, f"{called(review)} is ticks and scores: {ticks}.")


def _is_all_ticks(review: RecordFacts) -> bool:
    """Ticks in whatever the leader wrote, and nothing agreed that somebody is to learn."""
    parts = [review.text(name) for name in ("strengths", "improvements", "actions")]
    filled = [part for part in parts if not says_nothing(part)]
    return bool(filled) and all(map(is_ticks, filled)) and not review.rows("objectives")


# -- LT-M6 ------------------------------------------------------------------------------------


def _not_smart(facts: PortfolioFacts) -> Iterator[Found]:
    for review in _reviews(facts):
        if _is_open(review):
            continue
        objectives = [each for each in review.rows("objectives") if not _is_dropped(each)]
        if not review.rows("objectives"):
            yield in_record(review, f"{called(review)} is agreed without any objective.")
        for objective in objectives:
            if lacking := _lacking(objective):
                name = objective.text("specific")
                words = f"{called(review)}: {quoted(name)} {' and '.join(lacking)}."
                yield in_record(review, words, part=name)


def _is_dropped(objective: Row) -> bool:
    return objective.text("outcome") == Outcome.DROPPED


def _lacking(objective: Row) -> list[str]:
    text, measure = objective.text("specific"), objective.text("measurable")
    lacking = []
    if not is_measured(text, measure):
        lacking.append("says nothing that can be counted or seen")
    if not objective.day("due_on") and not names_its_day(f"{text}\n{measure}"):
        lacking.append("has no day by which it is reached")
    if not serves_somebody(objective.words("specific", "measurable"), objective.text("relevant")):
        lacking.append("does not say what it does for customers")
    return lacking


# -- CC-M2 ------------------------------------------------------------------------------------


def _without_evidence(facts: PortfolioFacts) -> Iterator[Found]:
    for review in _reviews(facts):
        said = review.words("strengths", "improvements")
        if review.rows("metrics") or names_figure(straight(said)) or tells_something(said):
            continue
        what = f"only says {quoted(said)}" if not says_nothing(said) else "says nothing of the work"
        words = f"{called(review)} {what}: no standard is discussed, no figure or instance named."
        yield in_record(review, words)


# -- MT-M2 ------------------------------------------------------------------------------------


def _unfinished(facts: PortfolioFacts) -> Iterator[Found]:
    for review in facts.held(Kind.REVIEW):
        if _is_left_open(review, facts):
            words = "does not say whether both agree, two weeks later or more."
            yield in_record(review, f"{called(review)} {words}")
    for session in facts.held(Kind.COACHING_SESSION):
        if all(says_nothing(session.text(name)) for name in ("feedback_given", "next_step")):
            when = written(session.happened_on)
            words = f"The session of {when} has neither feedback nor a next step."
            yield in_record(session, words)
    for talk in facts.held(Kind.COMMUNICATION):
        if talk.text("channel") == Channel.ONE_TO_ONE and says_nothing(talk.text("outcome")):
            words = f"The one-to-one of {written(talk.happened_on)} has no outcome."
            yield in_record(talk, words)


def _is_left_open(review: RecordFacts, facts: PortfolioFacts) -> bool:
    is_old = review.happened_on <= facts.today - STILL_OPEN
    return is_old and _is_open(review) and says_nothing(review.text("remarks"))


def _only_spoken(facts: PortfolioFacts) -> Iterator[Found]:
    for entry in facts.held(Kind.DIARY):
        if said := was_only_spoken(entry.words("text", "learned")):
            words = f"The entry of {written(entry.happened_on)} says {quoted(said)}."
            yield in_record(entry, words)
    for item in facts.items:
        # What records in it say is looked at as the records themselves.
        if not item.kinds and (said := was_only_spoken(item.text)):
            yield in_item(item, f"It says {quoted(said)}.")


CHECKS = (
    Check(
        key="nothing-recognised",
        title="Reviews that recognise nothing good",
        codes=("LT-M2", "MT-M1"),
        sureness=Sureness.READ,
        why="Leading is noticing what goes well, too. An examiner who reads of faults alone asks "
        "how your people know what to keep doing.",
        mend="In the next review, write down one good thing this colleague did and what came of it "
        "for a customer. One sentence with a day or a call in it is enough.",
        find=_unrecognised,
    ),
    Check(
        key="review-checklist",
        title="Reviews that are checklists",
        codes=("LT-M3",),
        sureness=Sureness.READ,
        why="A review is a conversation that develops somebody. Where only one of you speaks, it "
        "cannot show that you encouraged the other to discuss their own work.",
        mend="Ask “What went well, what was hard, what would help you?” and write down an answer "
        "as it was said. Where the review is over, ask now and add it with the day.",
        find=_checklists,
    ),
    Check(
        key="objective-not-smart",
        title="Review objectives that are not SMART",
        codes=("LT-M6",),
        sureness=Sureness.READ,
        why="What cannot be counted or seen by a day cannot be followed up, and an examiner looks "
        "for what became of it for customers.",
        mend="Say for each objective what one will see or count, from what to what, by which day, "
        "and what customers have of it: “uses the closing question in each of ten calls by 30 "
        "June, so that nobody need ring again”.",
        find=_not_smart,
    ),
    Check(
        key="review-without-evidence",
        title="Reviews that rest on no evidence",
        codes=("CC-M2",),
        sureness=Sureness.READ,
        why="“Good with customers” might stand in anybody’s review. Figures or an instance show "
        "that you looked at this person’s work, and give you both something to talk about.",
        mend="Choose a service standard that you discussed, or add to the strengths or the areas "
        "to improve one call, one customer or one figure that made you say so.",
        find=_without_evidence,
    ),
    Check(
        key="conversation-unfinished",
        title="Conversations whose end is not recorded",
        codes=("MT-M2",),
        sureness=Sureness.COUNTED,
        why="What was agreed and not written down cannot be shown, neither to an examiner nor to "
        "your colleague when you remember it differently.",
        mend="Open the record and add how it ended: whether you both agreed and when, what "
        "feedback you gave, who does what next. Say so if you add it later.",
        find=_unfinished,
    ),
    Check(
        key="conversation-only-spoken",
        title="Conversations that were only spoken",
        codes=("MT-M2",),
        sureness=Sureness.READ,
        why="A word in passing may be right at the time. Unwritten, it shows nothing: neither that "
        "it was fair, nor what was agreed.",
        mend="Make a note of it now, with the day on which you spoke and the day on which you "
        "write: a one-to-one with its outcome, or a line in the review.",
        find=_only_spoken,
    ),
)
