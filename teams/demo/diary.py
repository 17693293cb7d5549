"""The demo learner's diary."""

from teams.demo.story import Told
from teams.forms.notes import first_words
from teams.models import DiaryEntry


def _page(
    key: str, days_ago: int, written: int, text: str, theory: str = "", learned: str = ""
) -> Told:
    """``written``: days before today, where the entry was written after the day it is about."""
    return Told(
        f"diary-{key}",
        DiaryEntry,
        first_words(text),
        days_ago,
        {"text": text, "theory": theory, "learned": learned},
        written=written,
    )


DIARY = (
    _page(
        "fourteen",
        210,
        210,
        "Fourteen questions today, and I answered all fourteen. Not one person had to think. I was "
        "praised for quick answers as an adviser; I have gone on giving them.",
        theory="Situational leadership",
        learned="Ask: what would you do? If it is safe, do it and tell me after.",
    ),
    _page(
        "monday",
        182,
        182,
        "Two people told me they dread Mondays. The figures say the same, later.",
        learned="The board should carry what people dread as well.",
    ),
    _page(
        "silence",
        170,
        170,
        "Ten minutes of silence felt like an hour. Remi and Jules wrote half of the notes on the "
        "wall.",
        theory="Double diamond: diverge first",
        learned="Write first, then speak.",
    ),
    _page(
        "objection",
        165,
        165,
        "Asked for objections and got a real one. Articles do go out of date. I had hoped for "
        "none, which is no way to ask.",
        learned="An objection is work somebody did for me.",
    ),
    _page(
        "late-run",
        145,
        144,
        "Asked for swaps and did not order them. It took ten minutes and four people offered. "
        "Ordering would have taken two and cost me a month.",
        theory="Motivation: autonomy",
        learned="Say what has changed and what has not; then ask.",
    ),
    _page(
        "too-soon",
        113,
        113,
        "Went on to adjusted bills too soon. Robin said so. I was proud of my plan for one second "
        "and then of Robin for longer.",
        theory="Zone of proximal development",
        learned="Ask whether it is enough before the next step.",
    ),
    _page(
        "adherence",
        106,
        106,
        "Lou's adherence was low because Lou helped others. Had I begun with the figure I would "
        "have told off the most helpful person of the month.",
        learned="Ask which figure tells the truth before I say what I think of it.",
    ),
    _page(
        "captions",
        105,
        104,
        "I had to say first that it was our failure and reported late by me. Remi nearly left the "
        "phones for it.",
        theory="Psychological safety",
        learned="Own failures first and by name.",
    ),
    _page(
        "callback",
        86,
        86,
        "Mrs P. Eleven minutes of listening before anything else. I could hear when she had "
        "finished being angry.",
        theory="LAAARN",
        learned="Apologise for each thing, not for inconvenience.",
    ),
    _page(
        "weather",
        70,
        70,
        "Jules answered in weather: drizzle, some hail on Tuesday. We talked for half an hour "
        "about Tuesday.",
        learned="The scale is theirs to make up.",
    ),
    _page(
        "handing",
        62,
        62,
        "Jules presented our results. I sat at the back and said nothing. Hard.",
        theory="Situational leadership: delegating",
        learned="Sit at the back more often.",
    ),
    _page(
        "chat",
        48,
        48,
        "Forty messages and one of them matters. Half of the forty were mine.",
        learned="Five lines, and the thing to do in the first.",
    ),
    _page(
        "effect",
        29,
        27,
        "Did Robin improve because of me? Compared with three who had no coaching. It helped; more "
        "I cannot say.",
        theory="Kirkpatrick: level four",
        learned="Decide the measure beforehand.",
    ),
    _page(
        "saturdays",
        15,
        15,
        "Lou has had every Saturday. It stands in the fairness table; I had not looked.",
        theory="Equity theory",
        learned="Read the table before the swaps and not after.",
    ),
    _page(
        "devon",
        12,
        8,
        "Devon answered two chats and apologised in both. Wrote this four days late: the week was "
        "the week.",
        theory="GROW",
        learned="Next: one chat alone, three days running.",
    ),
    _page(
        "winter",
        2,
        2,
        "Service level at noon: 83%. Nobody looked worried. I did.",
    ),
)
