"""The other learners' items: short, at different stages, so that lists have something to show."""

from dataclasses import replace

from assessment.demo.story import HandIn, Item, Marking, Prior
from portfolio.models import Method


def brief(
    key: str, title: str, method: str, days_ago: int, text: str, codes: str, *hand_ins: HandIn
) -> Item:
    """A short item; ``codes`` are separated by commas."""
    shows = {code.strip(): "" for code in codes.split(",") if code.strip()}
    return Item(
        key=key,
        title=title,
        method=Method(method),
        days_ago=days_ago,
        narrative=f"<p>{text}</p>",
        shows=shows,
        hand_ins=hand_ins,
    )


GRACE = (
    brief(
        "plan",
        "Plan for the storm season",
        "product",
        300,
        "In the storm season claims double within a day. With the team I made a plan before it: "
        "who takes new claims, who keeps the open ones moving, and a rota that changes with the "
        "weather warning and not after it. Each of the nine chose a main and a back-up role.",
        "LT 1.1, LT 1.2, LT 1.3, LT 1.4, LT 4.4, LT-MP1, LT-MP4, CO 1.1, CO 1.2, CO 1.3, CO 1.5",
        HandIn(290, Marking(281, "A plan made with people and tested by two storms.")),
    ),
    brief(
        "support",
        "Coaching log: first calls about bereavement",
        "product",
        240,
        "Three members had never taken such a call. We listened to two together, wrote down what "
        "the caller needed to hear first and practised it. I sat beside each of them for their "
        "first one and asked afterwards what they would keep.",
        "LT 2.1, LT 2.2, LT 2.3, LT 2.4, LT-MP5, LT-MP8, DO 2.1, DO 3.1, DO 3.2",
        HandIn(231, Marking(222, "Tailored, sensitive and on record.")),
    ),
    brief(
        "reviews",
        "Half-year reviews with SMART objectives",
        "product",
        180,
        "Six reviews. Each has two figures the member chose, what went well in the member's own "
        "words, and one objective with a measure and a date: for example, “by the end of the "
        "quarter nine of ten settlement letters pass the plain words check”. Five were reached.",
        "LT 1.5, LT 3.1, LT 3.2, LT 3.3, LT-MP3, LT-MP6, MT 2.3, MT 3.2, MT 3.5",
        HandIn(171, Marking(160, "Objectives that can be checked, and you checked them.")),
    ),
    brief(
        "discussion",
        "Professional discussion: leading through a storm",
        "discussion",
        120,
        "An hour with Ben about structure, cost of failure, meetings in which people disagree, and "
        "what to do when a good adviser begins to slip. Notes agreed by both of us.",
        "LT 4.1, LT 4.2, LT 4.3, LT 4.5, LT 4.6, LT 4.7, LT 4.8, MT 1.1, MT 1.2, MT 3.1",
        HandIn(112, Marking(104, "Fluent and from your own practice. Outcome 4 is complete.")),
    ),
    brief(
        "quality",
        "Spot checks of settlement letters",
        "product",
        40,
        "Ten letters a week against five points. I looked for good ones too, and read one aloud "
        "each Friday with the writer's leave.",
        "MT 2.1, MT 2.2, MT-MP4, CO 2.3, CO 2.4",
        HandIn(17),
    ),
)

PRIYA = (
    brief(
        "allocation",
        "Allocating webchat by strengths and demand",
        "product",
        250,
        "Chat peaks when the shops close. I compared typing speed, patience and product knowledge "
        "with each person, and moved two who hate the phone to evenings on chat. When the network "
        "failed one evening I changed the plan within the hour.",
        "MT 2.1, MT 2.2, MT 2.4, MT-MP3, MT-MP7, LT 1.4, CC-MP1",
        HandIn(244, Marking(236, "Reasons are given for every name.")),
    ),
    brief(
        "quality",
        "Quality of chat: before and after",
        "product",
        200,
        "Sixty chats checked, customer ratings compared with ours, and a template withdrawn that "
        "made people sound like a machine. Ratings rose from 3.6 to 4.3.",
        "MT 1.1, MT 1.2, MT 2.3, MT 2.5, MT-MP4, MT-MP8",
        HandIn(192, Marking(183, "Two techniques compared and a change that paid.")),
    ),
    brief(
        "briefings",
        "How I brief, and how we changed it",
        "reflective",
        150,
        "I used to brief everybody by e-mail. I asked who reads it. Now there is a stand-up, a "
        "note for those on other shifts, and a question that somebody must answer.",
        "MT 3.1, MT 3.2, MT 3.3, MT 3.4, MT 3.5, MT 3.6, MT-MP5",
        HandIn(143, Marking(131, "You asked, changed and asked again.")),
    ),
    brief(
        "limits",
        "What limits my freedom to change plans",
        "questioning",
        100,
        "Contracts with the network, the consent needed for shift changes, the budget and the "
        "regulator's rule on vulnerable customers: four limits, each with a day when it mattered.",
        "MT 1.3",
        HandIn(95, Marking(88, "Four real limits. The unit's criteria are now all met.")),
    ),
    brief(
        "one-to-ones",
        "One-to-ones with two new members",
        "product",
        30,
        "Both were asked what they needed before I said what I wanted. One wanted fewer messages, "
        "the other more. Both got a written note.",
        "LT 2.1, LT 2.2, LT 2.3, CC-MP2",
        HandIn(
            22,
            Marking(
                12,
                "Good support. The notes themselves are missing.",
                not_yet={"LT 2.3": "The direction you gave them does not show."},
                actions={"LT 2.3": "Attach the notes you gave them."},
                doubts=("is_sufficient",),
            ),
        ),
    ),
)

MEI = (
    brief(
        "expectations",
        "What residents expect of the council's front desk",
        "product",
        110,
        "A week of tally marks: 312 visits, a third of them about a letter they did not "
        "understand. We rewrote two letters with the housing team.",
        "CO 1.1, CO 1.2, CO 3.1",
        HandIn(101, Marking(92, "Simple, counted and used.")),
    ),
    brief(
        "roles",
        "Roles at the desk",
        "product",
        70,
        "Who greets, who decides and who may leave the desk to fetch help. Agreed with all five.",
        "LT 1.1, LT 1.2, LT-MP1",
        HandIn(
            62,
            Marking(
                51,
                "Clear. I need to see that the five agreed.",
                not_yet={
                    "LT 1.2": "I cannot see that they agreed.",
                    "LT-MP1": "Why each of them has that role is not said.",
                },
                actions={
                    "LT 1.2": "Show the agreement: initials, an e-mail or minutes of the meeting.",
                    "LT-MP1": "Say which strengths led to which role.",
                },
            ),
        ),
    ),
    brief(
        "huddle",
        "Morning huddle at the desk",
        "reflective",
        9,
        "Five minutes that we stand, one figure, one thank-you and one question.",
        "LT 1.5, LT 2.4",
        HandIn(4),
    ),
    replace(
        brief(
            "library",
            "Two years as deputy of the library’s front desk",
            "prior",
            37,
            "I led the desk on Saturdays before I came to the council: the rota, the complaints "
            "book and the training of volunteers. My former manager’s reference is at the centre.",
            "DO 3.1, LT 2.2",
            HandIn(30),
        ),
        prior=Prior(
            "Deputy desk leader, with a course in front-line supervision",
            "Aldermoor Libraries",
            640,
            "The course was at level 3 and had an assessed day at the desk: support for members of "
            "the team and training them at work. It did not cover objectives or reviews.",
            "I still train the volunteers one Saturday a month.",
        ),
    ),
)

SAMUEL = (
    brief(
        "disruption",
        "Plan for a day without trains",
        "product",
        80,
        "Who stands where, what we promise and who may pay for a taxi. Tried on two Sundays.",
        "CO 1.3, CO 1.5, CO 1.6, CO 2.2, CO-MP1",
        HandIn(72, Marking(64, "Practical, and tested.", by="hana")),
    ),
    brief(
        "refunds",
        "Why refunds took nineteen days",
        "product",
        33,
        "Forms waited for a signature that nobody needed. Three options were weighed and the "
        "signature went. Refunds now take six days.",
        "CO 3.1, CO 3.2, CO 3.3, CO-MP3",
        HandIn(26),
    ),
    brief("diary", "Diary of a duty manager", "reflective", 7, "Notes of the week.", "LT 4.3"),
)

NOAH = (
    brief(
        "standards",
        "Our standards for meter appointments",
        "product",
        40,
        "Four standards, what each costs when it fails and who watches it.",
        "LT 4.2, MT 1.1",
        HandIn(31, Marking(24, "A sound beginning.", by="hana")),
    ),
    brief(
        "swap",
        "Changing the plan when two vans broke down",
        "product",
        11,
        "Fourteen appointments, two vans fewer, and who was rung first and why.",
        "MT 2.4, LT 1.4",
        HandIn(6),
    ),
)

ODD = (
    brief(
        "ferry",
        "Allocating the desk on sailing days",
        "product",
        60,
        "Three sailings, four people and one telephone. Who does what, and why.",
        "LT 1.2, LT 1.4, MT 2.2",
        HandIn(52, Marking(45, "Clear and reasoned.", by="olive")),
    ),
    brief(
        "weather",
        "Cancelled sailings: telling people early",
        "product",
        15,
        "We now send the message when the skipper doubts, and not when the office decides.",
        "CO 3.1, CO 3.2",
        HandIn(10),
    ),
)

# Yusuf has just enrolled and has nothing yet.
OTHERS = {
    "grace": GRACE,
    "priya": PRIYA,
    "mei": MEI,
    "samuel": SAMUEL,
    "noah": NOAH,
    "odd": ODD,
}
