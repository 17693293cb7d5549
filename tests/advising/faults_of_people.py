"""Planting faults of reviews, coaching and the leader's own development, one each."""

from datetime import timedelta

from teams.models import Kind
from tests.advising.drafting import Draft
from tests.advising.evidencing import add_account
from tests.advising.improving import activity
from tests.advising.talking import (
    add_coaching_plan,
    add_communication,
    add_evaluation,
    add_review,
    add_session,
    coaching_objective,
    review_objective,
)


def earlier_review(draft: Draft):
    """One more, of within the last year and before the last three."""
    return add_review(draft, draft.day_before(110, 340))


# -- Reviews ----------------------------------------------------------------------------------


def lt_m2(draft: Draft) -> set[str]:
    """None of the last three reviews has a good word."""
    for review in draft.of_kind(Kind.REVIEW)[-3:]:
        none = draft.say("reviews", "strengths.none", a=review["member"])
        review["strengths"] = draft.rng.choice(("", none, none, none))
    return {"LT-M2", "MT-M1"}


def lt_m3(draft: Draft) -> set[str]:
    """No conversation: assent alone, or ticks."""
    review = earlier_review(draft)
    if draft.rng.random() < 0.6:
        review["own_words"] = draft.say("reviews", "own.assent", a=review["member"])
        return {"LT-M3"}
    names = ("strengths", "improvements", "actions", "own_words")
    review.update(zip(names, draft.parts("reviews", "ticks"), strict=True))
    title = draft.rng.choice(draft.trade.standards).title
    review["metrics"] = [{"review": review["title"], "standard": title, "comment": ""}]
    return {"LT-M3"}


def lt_m6(draft: Draft) -> set[str]:
    review = earlier_review(draft)
    way = draft.rng.choice(("none", "vague", "day", "serviceless"))
    if way == "none":
        review["objectives"] = []
    if way == "vague":
        review["objectives"].append(review_objective(draft, "objective.vague"))
    if way == "day":
        review["objectives"][0]["due_on"] = None
    if way == "serviceless":
        review["objectives"].append(review_objective(draft, "objective.serviceless"))
    return {"LT-M6"}


def cc_m2(draft: Draft) -> set[str]:
    """General words on both sides, and no metric."""
    review = earlier_review(draft)
    review["metrics"] = []
    review["strengths"] = draft.say("reviews", "vague.strengths")
    review["improvements"] = draft.say("reviews", "vague.improvements")
    return {"CC-M2"}


def mt_m2(draft: Draft) -> set[str]:
    """A conversation of which nothing, or nothing that counts, was written down."""
    way = draft.rng.choice(("review", "session", "talk", "account", "account"))
    if way == "review":
        open_still = {"agreement": "open", "agreed_on": None, "remarks": ""}
        earlier_review(draft).update(open_still)
    if way == "session":
        plan = add_coaching_plan(draft, draft.day_before(40, 300))
        empty = ("", "n/a", "-", "none")
        said = {name: draft.rng.choice(empty) for name in ("feedback_given", "next_step")}
        add_session(draft, plan, **said)
    if way == "talk":
        day = draft.day_before(20, 300)
        outcome = draft.say("talking", "outcome.none")
        row = add_communication(draft, day, "one-to-one", outcome=outcome)
        row["title"] = f"One-to-one of {day:%-d %B}"
    if way == "account":
        add_account(draft, "unwritten", draft.rng.choice(("MT 3.4", "MT 3.5", "LT 3.1", "LT 3.3")))
    return {"MT-M2"}


# -- Coaching ---------------------------------------------------------------------------------


def lt_m5(draft: Draft) -> set[str]:
    """Support that is claimed."""
    way = draft.rng.choice(("session", "evaluation", "account", "account"))
    if way == "account":
        add_account(draft, "claims", draft.rng.choice(("LT 2.3", "LT 2.2", "LT-MP8", "MT 3.4")))
        return {"LT-M5"}
    plan = add_coaching_plan(draft, draft.day_before(60, 300))
    if way == "evaluation":
        vague = draft.say("coaching", "effect.vague", a=plan["member"])
        add_evaluation(draft, plan, effect=vague, figure_before=None, figure_after=None)
        return {"LT-M5"}
    generally(draft, plan, "general.claims")
    return {"LT-M5", "DO-M1"}


def generally(draft: Draft, plan, name: str):
    """A session that is told in a sentence, with encouraging words for feedback; no standard."""
    plan["standard"] = None
    return add_session(
        draft,
        plan,
        listening="",
        demonstration="",
        practice=draft.say("coaching", name, a=plan["member"]),
        feedback_given=draft.say("coaching", "general.feedback"),
        next_step="Carry on.",
    )


def do_m1(draft: Draft) -> set[str]:
    """Coaching in general words: a plan, which has no measure then, or a session."""
    plan = add_coaching_plan(draft, draft.day_before(60, 300))
    if draft.rng.random() < 0.5:
        generally(draft, plan, "session.doing")
        return {"DO-M1"}
    needs, methods, text = draft.parts("coaching", "general.plan", a=plan["member"])
    general = {"needs": needs, "methods": methods, "standard": None, "resources": "Time."}
    plan.update(general, objectives=[coaching_objective(plan, text, draft.rng.choice(("", "-")))])
    return {"DO-M1", "DO-M3"}


def do_m3(draft: Draft) -> set[str]:
    """Nothing that is measured, or nothing on how the colleague learns."""
    plan = add_coaching_plan(draft, draft.day_before(60, 300))
    if draft.rng.random() < 0.5:
        text = draft.say("coaching", "objective.unmeasured", a=plan["member"])
        measure = draft.say("coaching", "measure.empty")
        plan["objectives"] = [coaching_objective(plan, text, measure)]
    else:
        plan["learning"] = draft.say("coaching", "learning.none")
    return {"DO-M3"}


def cc_m3(draft: Draft) -> set[str]:
    """The draft was made without a word on soft skills."""
    assert draft.is_hard
    return {"CC-M3"}


# -- One's own development --------------------------------------------------------------------


def bare_development(draft: Draft) -> dict:
    """The plan, with all that shows development taken away."""
    [plan] = draft.of_kind(Kind.DEVELOPMENT_PLAN)
    first = draft.of_kind(Kind.SELF_ASSESSMENT)[:1]
    gone = {Kind.FEEDBACK.value, Kind.SELF_ASSESSMENT.value}
    draft.records = [each for each in draft.records if each["kind"] not in gone] + first
    done = {"done_on": str(draft.today - timedelta(days=30))} if draft.rng.random() < 0.2 else {}
    rows = [activity(draft, "activity.open", **done) for _ in range(draft.rng.randint(1, 3))]
    plan["activities"] = [{"plan": plan["title"]} | row for row in rows]
    plan["progress"] = draft.say("development", "progress.none")
    return plan


def do_m2(draft: Draft) -> set[str]:
    bare_development(draft)
    return {"DO-M2"}
