"""The demo's work plans."""

from typing import Any

from teams.demo.story import Ago, Kept, Monday, Named, Told
from teams.models import Reason, TaskStatus, WorkPlan

BEGINS = 161  # days ago: the Monday of its week is week 1


def _task(
    title: str, who: str, weeks: tuple[int, int], hours: str, why: str, words: str, **more: Any
) -> dict[str, Any]:
    """``weeks``: the first and the last, counted from one."""
    first, last = weeks
    return {
        "title": title,
        "assignee": Named(who),
        "starts_on": Monday(BEGINS - 7 * (first - 1)),
        "ends_on": Ago(BEGINS - 7 * last + 2),
        "hours": hours,
        "reason": why,
        "reason_words": words,
        "status": TaskStatus.DONE,
        **more,
    }


ARTICLE = "One screen, plain words, an example bill, an owner and a date to check."

RIGHT_FIRST_TIME = Told(
    "right-first-time",
    WorkPlan,
    "Right First Time",
    BEGINS,
    {
        "ends_on": Ago(BEGINS - 98),
        "purpose": "After the new billing system went live, first contact resolution fell from 78% "
        "to 64%. The team found why: there was no knowledge article for six of the ten commonest "
        "new questions. This plan writes them, and helps people while they learn.",
        "involvement": "All eight chose this way in the workshop on {on:170}. The draft was in "
        "everybody's hands for a day. Changed because of it: testing one week earlier (Lou), "
        "letters added (Remi), no task over Morgan's prayer time, the other teams to have the "
        "articles from week 12 (Jules).",
        "resources": "96 hours off the phones over fourteen weeks, none on Mondays and Tuesdays. "
        "Overtime of £1,150, agreed by the operations manager on {on:158}. The quiet room from "
        "8.15 to 8.30. Not agreed: second screens.",
        "progress": "One figure a day on the board, the full reading each Monday. Members tell me "
        "of problems at once; nobody waits for the huddle. In week 3 the check showed that the "
        "articles could not be found, and each was renamed as customers ask.",
    },
    {
        "objectives": (
            {
                "text": "First contact resolution is back above its standard",
                "standard": Kept("fcr"),
                "indicator": "From 64% to 78% by week 10 and 80% by week 14",
            },
            {
                "text": "Fewer customers ring again about the same thing",
                "standard": Kept("again"),
                "indicator": "From 31% to 20% by week 14",
            },
            {
                "text": "Customers are satisfied again",
                "standard": Kept("csat"),
                "indicator": "From 3.9 to 4.3 of 5 by week 14",
            },
            {
                "text": "Six articles are live and used",
                "indicator": "6 by week 4; in 30% of the calls they fit by week 8",
            },
        ),
        "risks": (
            {
                "text": "The billing run is late and Monday's peak moves",
                "likelihood": 3,
                "contingency": "Move writing time; swap shifts by consent.",
            },
            {
                "text": "Engineering is slow to answer",
                "likelihood": 2,
                "contingency": "The operations manager rings theirs in week 2.",
            },
            {
                "text": "Articles go out of date",
                "likelihood": 3,
                "contingency": "Each has an owner and a date to check it.",
            },
            {
                "text": "Writers tire",
                "likelihood": 2,
                "contingency": "No writing on Mondays and Tuesdays; names are shown.",
            },
        ),
        "tasks": (
            _task(
                "Write articles 1 to 3",
                "Kit",
                (1, 3),
                "26",
                Reason.STRENGTH,
                "Systems 4 and writing 4; asked for project work.",
                quality_criteria=ARTICLE,
            ),
            _task(
                "Write articles 4 to 6",
                "Jules",
                (2, 4),
                "22",
                Reason.STRENGTH,
                "Billing 4; knows what customers ask.",
                quality_criteria=ARTICLE,
            ),
            _task(
                "Test the articles with real bills",
                "Robin",
                (2, 5),
                "14",
                Reason.DEVELOPMENT,
                "They must work for a person at level 2, and Robin wants to be sure of billing.",
                quality_criteria="Three bills each; what could not be found is written down.",
            ),
            _task(
                "Buddy desk",
                "Morgan",
                (1, 10),
                "20",
                Reason.DEVELOPMENT,
                "Wants to become a trainer; coaching 3.",
                quality_criteria="A colleague's question is answered within two minutes.",
            ),
            _task(
                "Rota for weeks 1 to 6",
                "Lou",
                (1, 6),
                "8",
                Reason.DEVELOPMENT,
                "Is learning resource planning; has done one rota with me.",
                quality_criteria="Every hour covered; nobody has more than two late shifts a week.",
            ),
            _task(
                "Complaints link: which article would have helped",
                "Ash",
                (3, 14),
                "6",
                Reason.STRENGTH,
                "Leads on complaints and sees first what goes wrong.",
                quality_criteria="Each complaint of the week has an article or a gap.",
            ),
            _task(
                "Plain words for letters",
                "Remi",
                (4, 8),
                "12",
                Reason.STRENGTH,
                "Writing 4; text suits Remi's access needs.",
                quality_criteria="A reader from outside billing can say what to do next.",
            ),
            _task(
                "Check the wording with people who move",
                "Devon",
                (5, 9),
                "8",
                Reason.WORKLOAD,
                "Knows moves; the task fits school hours and a lighter rota.",
                quality_criteria="Five new customers asked; their words kept.",
            ),
            _task(
                "Hand on to the other teams",
                "Jules",
                (12, 14),
                "9",
                Reason.DEVELOPMENT,
                "Wished to present; nobody is a better witness than a former doubter.",
                quality_criteria="Each team names an owner for its own articles.",
            ),
        ),
    },
)
# Which task waits for which, by their places in the plan.
WAITING = ((2, 0), (6, 0), (6, 1), (8, 5))

CONTINGENCY = Told(
    "winter-plan",
    WorkPlan,
    "Winter billing peak",
    24,
    {
        "ends_on": Ago(-46),
        "purpose": "Winter estimates bring a third more calls in January. Last year we answered "
        "71% within thirty seconds in the worst week.",
        "involvement": "Lou and Kit drew it up from last year's readings; the huddle of {on:21} "
        "changed two tasks and dropped one.",
        "resources": "Two relief advisers for four weeks, asked for and agreed in part.",
        "progress": "Weekly in the huddle; the service level is read at noon on peak days.",
    },
    {
        "objectives": (
            {
                "text": "The service level holds in the peak weeks",
                "standard": Kept("answered"),
                "indicator": "80% or more in every week until the plan ends",
            },
        ),
        "risks": (
            {
                "text": "A billing run fails and must be withdrawn",
                "likelihood": 1,
                "contingency": "The contingency plan: who rings whom before 8, message on the "
                "line.",
            },
        ),
        "tasks": (
            {
                "title": "Forecast calls per day from last winter",
                "assignee": Named("Lou"),
                "reason": Reason.DEVELOPMENT,
                "reason_words": "Next step in resource planning.",
                "quality_criteria": "Within 8% of last year's days when tried on them.",
                "starts_on": Ago(23),
                "ends_on": Ago(13),
                "hours": "10",
                "status": TaskStatus.DONE,
            },
            {
                "title": "Relief advisers: first morning and buddy",
                "assignee": Named("Morgan"),
                "reason": Reason.STRENGTH,
                "reason_words": "Ran the buddy desk.",
                "quality_criteria": "Each can show the call-back list by noon.",
                "starts_on": Ago(9),
                "ends_on": Ago(-12),
                "hours": "16",
                "status": TaskStatus.DOING,
            },
            {
                "title": "Article: why the estimate is what it is",
                "assignee": Named("Kit"),
                "reason": Reason.STRENGTH,
                "reason_words": "Writing 4.",
                "quality_criteria": ARTICLE,
                "starts_on": Ago(5),
                "ends_on": Ago(-16),
                "hours": "12",
                "status": TaskStatus.DOING,
            },
            {
                "title": "Print the ten commonest answers",
                "assignee": Named("Devon"),
                "reason": Reason.WORKLOAD,
                "reason_words": "Lightest week; fits 9 to 3.",
                "quality_criteria": "At every desk before the peak.",
                "starts_on": Ago(-6),
                "ends_on": Ago(-19),
                "hours": "4",
                "status": TaskStatus.TO_DO,
            },
        ),
    },
)

PLANS = (RIGHT_FIRST_TIME, CONTINGENCY)
