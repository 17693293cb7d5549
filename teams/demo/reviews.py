"""The demo's performance reviews: a quarter's, and those that follow them up."""

from dataclasses import dataclass
from typing import Any

from teams.demo.story import Ago, Kept, Named, Told
from teams.models import Agreement, Outcome, Review

QUARTER = 91


@dataclass(frozen=True)
class Talk:
    """One member's quarterly review."""

    member: str
    days_ago: int
    recognised: str
    improve: str
    words: str
    agreed: str
    figures: tuple[tuple[str, str], ...]  # the standard's key, what was said about it
    objectives: tuple[dict[str, Any], ...] = ()


SUMMER = (
    Talk(
        "Ash",
        107,
        "Eleven complaints settled at first contact. Two customers asked for Ash by name. Trained "
        "Kit as deputy without being asked.",
        "Account notes are so brief that the next person starts again. We read two together; Ash "
        "could not reconstruct the second.",
        "I write for myself at that moment. I had not thought of who comes after.",
        "Ash will write fuller notes.",
        (("complaints", "Fell with the plan; Ash sees them first"), ("fcr", "79%")),
        (
            {
                "specific": "Account notes let the next person carry on",
                "measurable": "8 of 10 checked notes, was 6",
                "achievable": "Half an hour each fortnight; two notes read together",
                "relevant": "Customers need not tell their story twice",
                "due_on": Ago(30),
                "outcome": Outcome.REACHED,
                "outcome_words": "9 of 10 in the spot check of the last fortnight",
            },
        ),
    ),
    Talk(
        "Lou",
        106,
        "FCR from 71% to 80%. The calls show why: Lou sums up before closing. Made two rotas "
        "alone.",
        "Adherence looks low, but half of the minutes were spent on the buddy desk. The code is "
        "changed for the whole team; the rest is late log-ins after lunch.",
        "The figure said that I was slack and I was helping. I am glad that you asked first.",
        "Lou will keep it up and help Devon.",
        (("fcr", "80%, from 71%"), ("adherence", "87%; half of it was the wrong code")),
        (
            {
                "specific": "Logs in on time after lunch",
                "measurable": "Adherence 92% or more in each week",
                "achievable": "Lunch moved by fifteen minutes, as Lou asked",
                "relevant": "One o'clock is our thinnest hour for customers",
                "due_on": Ago(45),
                "outcome": Outcome.REACHED,
                "outcome_words": "93% to 95% in the last six weeks",
            },
        ),
    ),
    Talk(
        "Remi",
        105,
        "Letters rewritten in plain words: calls about them fell by a third. Best adherence of the "
        "team.",
        "Satisfaction fell in the weeks when captions failed on the telephone. That was our "
        "failure, reported late by Anna. Not Remi's to improve.",
        "I thought that I was getting worse. I nearly asked to leave the phones.",
        "Remi will try the new caption unit and tell Anna how it goes.",
        (("csat", "4.0 in the weeks without captions, 4.5 else"), ("adherence", "98%")),
        (
            {
                "specific": "Decides whether the new caption unit is good enough for the phones",
                "measurable": "Ten calls with it, a score from 1 to 5 for each",
                "achievable": "Unit lent for a month; two calls a day",
                "relevant": "Customers are answered by somebody who can hear them",
                "due_on": Ago(60),
                "outcome": Outcome.PARTLY,
                "outcome_words": "Good for known voices, not for strong accents; webchat meanwhile",
            },
        ),
    ),
)

AUTUMN = (
    Talk(
        "Ash",
        16,
        "Nine of ten notes let the next person carry on. The call-back list is checked at noon and "
        "at five without a reminder.",
        "Kit as deputy should lead once a week, also when Ash is in.",
        "I like being asked. I would like to be asked earlier when the script changes.",
        "Ash is in the script group from now on.",
        (("complaints", "Lowest since the count began"), ("callbacks", "97%")),
        (
            {
                "specific": "Kit leads on complaints one day a week",
                "measurable": "Six Wednesdays by the end of the quarter, none taken back",
                "achievable": "Ash sits beside for the first two",
                "relevant": "A complaint is settled also when Ash is away",
                "due_on": Ago(-62),
            },
        ),
    ),
    Talk(
        "Lou",
        15,
        "The forecast for the winter peak was within 8% of last year's days when tried on them.",
        "Says yes to every swap; the fairness table shows it.",
        "I did not know that I had every Saturday. I would like every second one.",
        "Saturdays are shared out before the quarter begins.",
        (("adherence", "94%, above the standard in each week"), ("fcr", "84%")),
        (
            {
                "specific": "Plans the rota alone for the winter peak",
                "measurable": "80% answered within thirty seconds in each of the eight weeks",
                "achievable": "Two hours a week; I read it on Thursdays",
                "relevant": "Customers are answered when the estimates arrive",
                "due_on": Ago(-46),
            },
        ),
    ),
    Talk(
        "Robin",
        14,
        "From 52% to 78% on billing calls, and teaches the card to new starters.",
        "Long calls with vulnerable customers end without a next step being said.",
        "I do not want to cut them short. I can say the next step and stay on the line.",
        "Next step said in every call; no target for length.",
        (("fcr", "77%, kept eight weeks after coaching"), ("csat", "4.7, highest of the team")),
        (
            {
                "specific": "Says the next step before the end of each call",
                "measurable": "9 of 10 checked calls, is 6",
                "achievable": "Added to Robin's own card",
                "relevant": "Vulnerable customers know what will happen",
                "due_on": Ago(-30),
            },
        ),
    ),
)


def _told(talk: Talk, season: str) -> Told:
    return Told(
        f"review-{talk.member}-{season}".lower(),
        Review,
        f"{season} review of {talk.member}",
        talk.days_ago,
        {
            "member": Named(talk.member),
            "period_from": Ago(talk.days_ago + QUARTER),
            "period_until": Ago(talk.days_ago + 1),
            "strengths": talk.recognised,
            "improvements": talk.improve,
            "own_words": f"“{talk.words}”",
            "actions": f"{talk.agreed} Support: half an hour in the quiet room each fortnight; "
            "my door.",
            "agreement": Agreement.AGREED,
            "agreed_on": Ago(talk.days_ago),
        },
        {
            "metrics": tuple(
                {"standard": Kept(standard), "comment": comment}
                for standard, comment in talk.figures
            ),
            "objectives": talk.objectives,
        },
    )


REVIEWS = (
    *(_told(talk, "Summer") for talk in SUMMER),
    *(_told(talk, "Autumn") for talk in AUTUMN),
)
# Which review followed up the objectives of which.
FOLLOWED_UP = {
    "review-ash-summer": "review-ash-autumn",
    "review-lou-summer": "review-lou-autumn",
}
