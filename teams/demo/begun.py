"""What the demo's learner began in the last weeks, in a hurry: each has something to mend."""

from teams.demo.story import Ago, Kept, Named, Told
from teams.models import (
    Agreement,
    CoachingSession,
    Problem,
    Reason,
    Review,
    TaskStatus,
    WorkPlan,
)

LETTERS = Told(
    "plain-letters",
    WorkPlan,
    "Letters in plain words, second round",
    12,
    {
        "ends_on": Ago(-30),
        "purpose": "Customers still ring about a third of our letters. Rewritten in plain words "
        "they should not have to.",
        "involvement": "I made the plan over the weekend and e-mailed it to everybody.",
        "resources": "Fourteen hours off the phones.",
        "progress": "On Thursdays, in the huddle.",
    },
    {
        "objectives": (
            {
                "text": "Fewer customers ring about a letter",
                "standard": Kept("fcr"),
                "indicator": "From 31 to 20 calls a week by the end of the plan",
            },
        ),
        "tasks": (
            {
                "title": "Rewrite the reminder letter",
                "assignee": Named("Remi"),
                "reason": Reason.STRENGTH,
                "reason_words": "Wrote the first round.",
                "quality_criteria": "Do it well.",
                "starts_on": Ago(10),
                "ends_on": Ago(-4),
                "hours": "6",
                "status": TaskStatus.DOING,
            },
            {
                "title": "Rewrite the letter on leaks",
                "assignee": Named("Ash"),
                "reason": Reason.DEVELOPMENT,
                "reason_words": "Wants to write more.",
                "starts_on": Ago(5),
                "ends_on": Ago(-9),
                "hours": "6",
                "status": TaskStatus.DOING,
            },
            {
                "title": "Put the old letters into the archive",
                "assignee": Named("Devon"),
                "reason": Reason.WORKLOAD,
                "reason_words": "An hour that fits 9 to 3.",
                "starts_on": Ago(3),
                "ends_on": Ago(2),
                "hours": "1",
                "status": TaskStatus.DONE,
            },
        ),
    },
)

KIT = Told(
    "review-kit-autumn",
    Review,
    "Autumn review of Kit",
    9,
    {
        "member": Named("Kit"),
        "period_from": Ago(100),
        "period_until": Ago(10),
        "strengths": "Articles 1 to 3 were opened in four of ten billing calls last month. Two "
        "new starters learned from them before their first call.",
        "improvements": "As deputy on complaints Kit hands over to Ash within minutes.",
        "own_words": "“I know what to say and then I hear how angry they are. I would rather "
        "write to them.”",
        "actions": "Kit sits beside Ash on two Wednesdays.",
        "agreement": Agreement.AGREED,
        "agreed_on": Ago(9),
    },
    {
        "metrics": (
            {"standard": Kept("complaints"), "comment": "Three settled by Kit, nine handed on"},
        ),
        "objectives": ({"specific": "Be more confident with complaints"},),
    },
)

WEBCHAT = Told(
    "webchat-queue",
    Problem,
    "Webchat waits on Monday mornings",
    8,
    {
        "identified": "On three Mondays more than twenty customers waited in webchat before 9.30; "
        "eleven gave up, and six of these rang instead.",
        "action": "Remi logs into webchat at 8.15 on Mondays.",
    },
)

DEVON = Told(
    "devon-3",
    CoachingSession,
    "One chat alone before lunch",
    4,
    {
        "plan": Kept("devon"),
        "minutes": 20,
        "listening": "Devon chose the quietest hour and said so.",
        "practice": "Two chats alone; I read along from my own desk.",
    },
)

BEGUN = (LETTERS, KIT, WEBCHAT, DEVON)
