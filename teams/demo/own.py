"""The demo learner's own development: self-assessments, plan, and feedback."""

from teams.demo.story import Ago, Told
from teams.models import (
    DevelopmentPlan,
    Feedback,
    FeedbackSource,
    SelfAssessment,
)

CRITERIA = (
    "Lets people finish",
    "Owns a query to its end",
    "Explains a bill clearly",
    "Stays calm when a call turns",
    "Looks it up although I know it",
    "Hands over so that others can go on",
)
EXAMPLES = (
    "Peers gave 3.8 of 5.",
    "I ring back when I say so.",
    "I say “accrual” to customers.",
    "Calmer than I think, say my peers.",
    "Two reports in half a year: I know it by heart, mostly.",
    "Good notes, say my peers.",
)


def _assessment(key: str, days_ago: int, ratings: tuple[int, ...], summary: str) -> Told:
    return Told(
        key,
        SelfAssessment,
        "How I serve customers myself",
        days_ago,
        {"criteria_source": "Larkfield service behaviours, 2026 edition", "summary": summary},
        {
            "skills": tuple(
                {
                    "criterion": criterion,
                    "rating": rating,
                    "example": example,
                    "is_to_improve": rating < 4 and key == "self-first" and rating != 3,
                }
                for criterion, rating, example in zip(CRITERIA, ratings, EXAMPLES, strict=True)
            )
        },
    )


OWN = (
    _assessment(
        "self-first",
        206,
        (4, 4, 3, 3, 2, 3),
        "I listen and keep my word. Plain words and looking things up come first; then calls that "
        "turn.",
    ),
    Told(
        "own-plan",
        DevelopmentPlan,
        "Plain words, looked up",
        199,
        {
            "goal": "Customers understand my explanation the first time, and what I say is what "
            "the article says.",
            "agreed_with": "My line manager, the operations manager",
            "review_on": Ago(14),
            "progress": "“Clear explanation” on my own checked calls from 76% to 93%. 41 articles "
            "reported in 21 weeks: three a week was too high an aim, now two. Twice what I knew by "
            "heart was wrong.",
        },
        {
            "activities": (
                {
                    "text": "Rewrite ten explanations and try them on people from the warehouse",
                    "support": "Three volunteers, an hour each",
                    "due_on": Ago(150),
                    "done_on": Ago(148),
                    "applied": "Four of the ten are now in the knowledge articles",
                },
                {
                    "text": "Look it up, and report what is wrong in it",
                    "due_on": Ago(60),
                    "done_on": Ago(60),
                    "applied": "On every call, also when I am sure",
                },
                {
                    "text": "Shadow two difficult calls with Ash",
                    "support": "Ash agreed; callers are told",
                    "due_on": Ago(90),
                    "done_on": Ago(83),
                    "applied": "I wait. A dot on my headset reminds me where the mute is",
                },
                {"text": "Be watched while I coach, once", "due_on": Ago(-20)},
            )
        },
    ),
    _assessment(
        "self-second",
        13,
        (4, 4, 4, 4, 4, 3),
        "Plain words and looking up have come. Handing over has not moved: next.",
    ),
)


def _heard(
    key: str, title: str, days_ago: int, source: FeedbackSource, words: str, response: str
) -> Told:
    return Told(
        key, Feedback, title, days_ago, {"source": source, "words": words, "response": response}
    )


FEEDBACK = (
    _heard(
        "peers",
        "Five peers on how I serve customers",
        207,
        FeedbackSource.PEER,
        "“Says accrual to customers.” “Rings back when she says.” “Calmer than she thinks.”",
        "First line of my development plan.",
    ),
    _heard(
        "ash-says",
        "After two difficult calls",
        83,
        FeedbackSource.MEMBER,
        "“You wait well. You still fill the silence at the end.”",
        "A dot on my headset where the mute is.",
    ),
    _heard(
        "mrs-p",
        "A customer whom we had let down",
        9,
        FeedbackSource.CUSTOMER,
        "“You rang when you said you would, twice now. That is all I wanted.”",
        "Read out in the huddle, with her leave.",
    ),
    _heard(
        "manager-says",
        "After the workshop",
        169,
        FeedbackSource.MANAGER,
        "“I have run meetings for twenty years and would not have dared to be quiet for so long.”",
        "I keep the ten silent minutes in every workshop.",
    ),
    _heard(
        "jules-says",
        "In the corridor",
        61,
        FeedbackSource.MEMBER,
        "“I said nothing changes here. Put that on the slide, it makes a better start.”",
        "It stands on the slide.",
    ),
)
