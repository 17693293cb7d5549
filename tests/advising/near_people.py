"""Near misses of reviews, coaching and the leader's own development."""

from datetime import timedelta

from teams.models import Kind
from tests.advising.evidencing import add_account
from tests.advising.faults_of_people import bare_development, earlier_review, generally
from tests.advising.improving import (
    activity,
    add_feedback,
    add_self_assessment,
)
from tests.advising.near_misses import near
from tests.advising.talking import (
    add_coaching_plan,
    add_evaluation,
    add_review,
    add_session,
    coaching_objective,
    review_objective,
)

# -- Reviews ----------------------------------------------------------------------------------


@near("LT-M2", "MT-M1")
def one_good_word_in_three(draft):
    reviews = draft.of_kind(Kind.REVIEW)[-3:]
    draft.rng.shuffle(reviews)
    for review in reviews:
        review["strengths"] = draft.say("reviews", "strengths.none", a=review["member"])
    brief = draft.say("reviews", "strengths.brief", a=reviews[0]["member"])
    reviews[0]["strengths"] = brief


@near("LT-M2", "MT-M1")
def checks_about_faults_only(draft):
    for check in draft.of_kind(Kind.QUALITY_CHECK):
        check["good"] = ""


@near("LT-M3")
def few_own_words(draft):
    review = earlier_review(draft)
    review["own_words"] = draft.say("reviews", "own.short", a=review["member"])


@near("LT-M6")
def measured_by_a_sign(draft):
    review = earlier_review(draft)
    review["objectives"] = [review_objective(draft, "objective.sign")]


@near("LT-M6", "MT-M2", "LT-M2", "MT-M1")
def open_since_last_week(draft):
    day = draft.today - timedelta(days=draft.rng.randint(3, 8))
    review = add_review(draft, day, agreement="open", agreed_on=None)
    review["objectives"] = []


@near("CC-M2")
def an_instance_and_no_metric(draft):
    review = earlier_review(draft)
    review["metrics"] = []
    which = draft.rng.choice(("strengths", "improvements"))
    for name in ("strengths", "improvements"):
        kind = "plain.instance" if name == which else "vague"
        review[name] = draft.say("reviews", f"{kind}.{name}", a=review["member"])


@near("CC-M2")
def a_metric_and_general_words(draft):
    review = earlier_review(draft)
    title = draft.rng.choice(draft.trade.standards).title
    comment = draft.say("reviews", "remark.metric")
    review["metrics"] = [{"review": review["title"], "standard": title, "comment": comment}]
    review["improvements"] = draft.say("reviews", "vague.improvements")


@near("MT-M2")
def chat_that_was_noted(draft):
    add_account(draft, "noted", draft.rng.choice(("MT 3.4", "MT 3.5", "LT 3.1")))


@near("MT-M2")
def session_with_feedback_alone(draft):
    add_session(draft, add_coaching_plan(draft, draft.day_before(60, 300)), next_step="")


# -- Coaching ---------------------------------------------------------------------------------


@near("LT-M5")
def a_single_instance(draft):
    add_account(draft, "instance", draft.rng.choice(("LT 2.3", "LT 2.2", "LT-MP8", "MT 3.4")))


@near("LT-M5")
def figures_in_words(draft):
    plan = add_coaching_plan(draft, draft.day_before(60, 300))
    words = draft.say("coaching", "effect.words", a=plan["member"])
    add_evaluation(draft, plan, effect=words, figure_before=None, figure_after=None)


@near("LT-M5", "DO-M1")
def one_thing_from_work(draft):
    generally(draft, add_coaching_plan(draft, draft.day_before(60, 300)), "session.one")


@near("DO-M1")
def general_plan_with_standard(draft):
    plan = add_coaching_plan(draft, draft.day_before(60, 300))
    needs, methods, _ = draft.parts("coaching", "general.plan", a=plan["member"])
    plan.update(needs=needs, methods=methods)


@near("DO-M3")
def both_there_shortly(draft):
    plan = add_coaching_plan(draft, draft.day_before(60, 300))
    plan["learning"] = draft.say("coaching", "learning.short")
    text = draft.say("coaching", "objective.unmeasured", a=plan["member"])
    measure = draft.rng.choice(("7 of 10", "from 5 to 2 a week", "twice without help", "8/10"))
    plan["objectives"] = [coaching_objective(plan, text, measure)]


@near("CC-M3")
def soft_skills_in_other_words(draft):
    other = (
        "Let her finish before he answered; the {c} noticed.",
        "Took time to hear what the {c} really wanted on {on}.",
        "Put herself in the place of the {c}, on {on}.",
        "Chose gentle words for the bad news on {on}.",
        "He did not raise his voice when the {c} did.",
        "Greeted the {c} by name and with a smile.",
    )
    review = earlier_review(draft)
    review["strengths"] = draft.fill(draft.rng.choice(other)) + " Well done."


# -- One's own development --------------------------------------------------------------------


@near("DO-M2")
def one_sign_of_development(draft):
    plan = bare_development(draft)
    way = draft.rng.choice(("activity", "feedback", "assessment", "figures"))
    if way == "activity":
        plan["activities"].append({"plan": plan["title"]} | activity(draft))
    if way == "feedback":
        add_feedback(draft, draft.day_before(10, 100))
    if way == "assessment":
        add_self_assessment(draft, draft.day_before(10, 60))
    if way == "figures":
        plan["progress"] = draft.say("development", "progress.figures")


@near("DO-M2")
def plan_of_last_month(draft):
    plan = bare_development(draft)
    day = draft.day_before(10, 45)
    plan.update(happened_on=str(day), created_at=f"{day} 10:00:00+00:00")
    plan["changed_at"] = plan["created_at"]
