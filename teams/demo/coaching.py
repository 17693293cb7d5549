"""The demo's coaching: Robin's whole cycle, and Devon's that has begun."""

from teams.demo.story import Ago, Kept, Named, Told
from teams.models import CoachingEvaluation, CoachingPlan, CoachingSession

# days ago, what was done, method, Robin's first contact resolution on billing calls after it
SESSIONS = (
    (134, "Two of Robin's calls, one good and one not", "Ask before I tell", 58),
    (124, "I took a call; Robin watched three things", "Demonstration", 63),
    (113, "Adjusted bills. Too soon: we went back a step", "Practice on recorded bills", 61),
    (103, "Prompt card drawn by Robin", "Practice with the card", 70),
    (94, "Four live calls, card out of sight for two", "Alone, talk after", 74),
    (85, "Robin chose the calls and led the talk", "Robin's own review", 78),
)
BEFORE, AFTER = 52, 78

PLAN = Told(
    "robin",
    CoachingPlan,
    "Billing under pressure",
    134,
    {
        "member": Named("Robin"),
        "standard": Kept("fcr"),
        "ends_on": Ago(78),
        "needs": "Robin is our best listener and was lowest for first contact resolution on "
        "billing calls: 52% in the month after go-live. I asked Robin to choose one call that went "
        "well and one that did not. Robin said: “I know it when I read it. On the call it goes "
        "blank.” So it is not knowledge alone; it is finding it while somebody waits.",
        "learning": "By doing. Does not like to be watched from behind: we sit at an angle and "
        "Robin holds the mouse.",
        "methods": "Demonstration on a live call, practice on recorded bills, then alone with a "
        "prompt card. Chosen with Robin: small steps, each tried before the next is spoken of.",
        "resources": "45 minutes in the quiet room each time; six recorded bills; articles 1 to 4.",
    },
    {
        "objectives": (
            {
                "text": "Settles billing calls at the first contact",
                "measure": "First contact resolution on billing calls from 52% to 75%",
                "due_on": Ago(78),
                "is_reached": True,
            },
            {
                "text": "Explains an adjusted bill so that the customer can say it back",
                "measure": "From 5 to 9 of 10 checked calls",
                "due_on": Ago(85),
                "is_reached": True,
            },
        )
    },
)

# what was asked, shown, tried, said, and agreed
TALKS = (
    (
        "What was different in the call that went well? Robin: “She gave me time.”",
        "",
        "Robin finds the reason on one recorded bill, without a customer waiting.",
        "You found it in two steps. What you call slow is careful.",
        "Robin marks each call in which it goes blank. Talk on Friday.",
    ),
    (
        "Nine calls were marked. Most are adjusted bills. Robin had seen that too.",
        "I took a live call; Robin watched for three things: pause, page, plain words.",
        "Two calls with the article open.",
        "“You paused before you explained. The customer stopped arguing. What did you notice?”",
        "Open the article before the customer has finished the question.",
    ),
    (
        "Robin said that adjusted bills came too soon. That was my doing.",
        "",
        "Recorded bills again, the plain ones first.",
        "Good that you said it. I shall ask before we go on.",
        "Back one step; Robin says when it is enough.",
    ),
    (
        "What would help in the moment? Robin: “Three words to hang on to.”",
        "I drew what I look for first; Robin crossed most of it out.",
        "Four calls with the card that Robin drew.",
        "The card is better than my checklist.",
        "Use the card on every billing call; tally on Friday.",
    ),
    (
        "Which call was the best of the week, and why?",
        "",
        "Four live calls, the card out of sight for two.",
        "Nine of ten explanations were clear. The tenth was the long one; you said so yourself.",
        "Choose the calls for the last session.",
    ),
    (
        "Robin led the talk and had chosen the calls.",
        "Robin showed the card to two new starters.",
        "A bill neither of us had seen.",
        "You taught it. That is more than we agreed.",
        "None. Look again at the figures in eight weeks.",
    ),
)


def _session(number: int) -> Told:
    ago, what, _, _ = SESSIONS[number]
    listening, demonstration, practice, feedback, agreed = TALKS[number]
    following = SESSIONS[number + 1][0] if number + 1 < len(SESSIONS) else None
    return Told(
        f"robin-{number + 1}",
        CoachingSession,
        what,
        ago,
        {
            "plan": Kept("robin"),
            "minutes": 45,
            "listening": listening,
            "demonstration": demonstration,
            "practice": practice,
            "feedback_given": feedback,
            "next_step": agreed,
            "next_on": Ago(following) if following else None,
        },
    )


EVALUATION = Told(
    "robin-evaluated",
    CoachingEvaluation,
    "What the coaching with Robin changed",
    29,
    {
        "plan": Kept("robin"),
        "figure_before": BEFORE,
        "figure_after": AFTER,
        "effect": "Robin's first contact resolution on billing calls rose from 52% to 78% and "
        "stood at 77% eight weeks after the last session. Three members without coaching gained "
        "eleven points in the same time, Robin twenty-six. It is a small number of people: I claim "
        "no more than that it helped.",
        "colleagues_view": "“The card did half of it. Choosing the calls ourselves did the rest. I "
        "would have liked to begin with the easy bill.”",
        "worked": "Asking first; letting Robin hold the mouse; the card. Not: going on to adjusted "
        "bills in the third session.",
        "adjustment": "Begin with the easy bill. Agree at the outset how we shall know that it is "
        "enough. Ask a colleague to watch me coach once.",
    },
)

DEVON = (
    Told(
        "devon",
        CoachingPlan,
        "Webchat without fear",
        33,
        {
            "member": Named("Devon"),
            "standard": Kept("csat"),
            "ends_on": Ago(-23),
            "needs": "Devon asked for it after the review: webchat on days when the line is quiet. "
            "Worried about being wrong in writing.",
            "learning": "Reads first, then tries alone, then talks about it.",
            "methods": "Written examples to compare; three chats side by side; then alone.",
            "resources": "Twice 30 minutes a week before 3 o'clock; Remi's collection of chats.",
        },
        {
            "objectives": (
                {
                    "text": "Handles two chats at once",
                    "measure": "From none to two, satisfaction 4.3 or more over 20 chats",
                    "due_on": Ago(-16),
                },
            )
        },
    ),
    Told(
        "devon-1",
        CoachingSession,
        "Three of Remi's chats, and what makes them good",
        26,
        {
            "plan": Kept("devon"),
            "minutes": 30,
            "listening": "What is the worst that could happen? “That it stays there in writing.”",
            "demonstration": "I answered one badly on purpose and mended it in the chat.",
            "practice": "Devon wrote answers to three old chats.",
            "feedback_given": "Short and kind. The second one could say what happens next.",
            "next_step": "Two chats with Remi beside you.",
            "next_on": Ago(12),
        },
    ),
    Told(
        "devon-2",
        CoachingSession,
        "Two live chats beside Remi",
        12,
        {
            "plan": Kept("devon"),
            "minutes": 30,
            "listening": "Devon wanted the next step in every answer, and had put it there.",
            "practice": "Two live chats, one after the other.",
            "feedback_given": "Both customers said thank you. You apologised once too often.",
            "next_step": "One chat alone before lunch on three days.",
            "next_on": Ago(-3),
        },
    ),
)

COACHING = (PLAN, *(_session(number) for number in range(len(SESSIONS))), EVALUATION, *DEVON)
