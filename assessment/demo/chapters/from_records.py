"""From E23 on: items made of the team's records."""

from assessment.demo.story import HandIn, Item, Marking
from portfolio.models import Method
from teams.models import Kind

REVIEWS = Item(
    key="autumn-reviews",
    title="Autumn reviews: what became of the summer's, and SMART objectives",
    method=Method.WORK_PRODUCT,
    days_ago=13,
    narrative="""
<p>Ben asked of E10 how Ash would know in three months that it was done. Here are the next reviews
of Ash and Lou, which begin with what became of the summer's objectives, and the first one of Robin
since the coaching ended. Each ends with an objective that names a measure and a date.</p>
""",
    shows={
        "LT 3.2": "own words",
        "LT 3.3": "SMART objectives",
        "LT-MP6": "standards discussed, areas to improve",
        "MT-MP1": "SMART objectives",
        "MT-MP2": "actions and follow-up",
        "MT 3.2": "SMART objectives",
        "CC-MP3": "standards discussed",
    },
    records=(
        (Kind.REVIEW, "Autumn review of Ash"),
        (Kind.REVIEW, "Autumn review of Lou"),
        (Kind.REVIEW, "Autumn review of Robin"),
    ),
)

CALL_BACKS = Item(
    key="call-backs-record",
    title="Two problems solved: the fall of first contact resolution, and call-backs",
    method=Method.WORK_PRODUCT,
    days_ago=38,
    narrative="""
<p>Both problems from what was noticed to the follow-up, with the options we weighed. The second one
is the cause behind the complaint of E12.</p>
""",
    shows={
        "CO 3.1": "root cause",
        "CO 3.2": "options weighed",
        "CO 3.3": "what was done, who was kept informed",
        "CO 3.4": "follow-up",
        "CO-MP3": "both problems",
    },
    records=(
        (Kind.PROBLEM, "First contact resolution falls after go-live"),
        (Kind.PROBLEM, "Promised call-backs are not made"),
    ),
    hand_ins=(
        HandIn(
            34,
            Marking(
                22,
                "Two distinct problems, each with its root cause and with the options that you did "
                "not take. The follow-up after six weeks is what most portfolios lack.",
                comments={
                    "CO 3.2": "Three options each, with what speaks against the chosen one too.",
                    "CO 3.4": "A sample of forty and a call to the customer. Met.",
                },
            ),
        ),
    ),
)

WINTER = Item(
    key="winter-plan",
    title="Work plan for the winter peak",
    method=Method.WORK_PRODUCT,
    days_ago=5,
    narrative="<p>The plan as it stood when the first two tasks had begun.</p>",
    shows={
        "CO 1.3": "objectives and Gantt chart",
        "CO-MP1": "objectives, tasks, resources",
        "MT-MP3": "tasks: why this person",
        "MT-MP7": "tasks: why this person",
    },
    records=(
        (Kind.WORK_PLAN, "Winter billing peak"),
        (Kind.STANDARD, "Answered within thirty seconds"),
    ),
)

DIARY = Item(
    key="diary-pages",
    title="From my diary: asking instead of ordering",
    method=Method.REFLECTIVE,
    days_ago=11,
    narrative="<p>Three entries, each with when it was written.</p>",
    shows={"LT 4.7": "all three", "CC-MP5": "models named"},
    records=(
        (Kind.DIARY, "Asked for swaps and did not order them"),
        (Kind.DIARY, "Jules presented our results"),
    ),
)

ITEMS = (CALL_BACKS, REVIEWS, DIARY, WINTER)
