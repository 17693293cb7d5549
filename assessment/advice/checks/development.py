"""The learner's own development: whether anything shows it."""

from collections.abc import Iterator
from datetime import timedelta

from assessment.advice.facts import PortfolioFacts, RecordFacts
from assessment.advice.findings import Check, Found, Sureness, in_record
from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.figures import names_figure_of_work
from assessment.advice.words.writing import straight
from teams.models import Kind
from teams.sheets.writing import written

TWO_MONTHS = timedelta(days=61)


def _without_proof(facts: PortfolioFacts) -> Iterator[Found]:
    plans = facts.of_kind(Kind.DEVELOPMENT_PLAN)
    if _is_seen_elsewhere(facts) or any(map(_is_seen_in, plans)):
        return
    for plan in plans:
        if plan.happened_on < facts.today - TWO_MONTHS:
            words = f"Nothing has come of the plan of {written(plan.happened_on)} yet"
            yield in_record(plan, f"{words} that could be shown. {_said_of_activities(plan)}")


def _is_seen_elsewhere(facts: PortfolioFacts) -> bool:
    """Somebody told the learner how they serve, or they assessed themselves a second time."""
    heard = facts.of_kind(Kind.FEEDBACK)
    return (
        any(not says_nothing(each.text("words")) for each in heard)
        or len(facts.of_kind(Kind.SELF_ASSESSMENT)) > 1
    )


def _is_seen_in(plan: RecordFacts) -> bool:
    activities = plan.rows("activities")
    is_applied = any(
        each.day("done_on") and not says_nothing(each.text("applied")) for each in activities
    )
    figures = "\n".join((plan.text("progress"), *(each.text("applied") for each in activities)))
    return is_applied or names_figure_of_work(straight(figures))


def _said_of_activities(plan: RecordFacts) -> str:
    activities = plan.rows("activities")
    done = sum(bool(each.day("done_on")) for each in activities)
    if not activities:
        return "It has no activity."
    if not done:
        return f"None of its {len(activities)} activities is done."
    return f"{done} of its {len(activities)} activities are done, none with how you use it."


CHECKS = (
    Check(
        key="development-unproven",
        title="Development that nothing proves",
        codes=("DO-M2",),
        sureness=Sureness.COUNTED,
        why="A plan says what you mean to do. That you grew is shown by what others noticed, what "
        "you do differently, or figures from before and after.",
        mend="Note one activity as done with how you use it at work, ask somebody for feedback, or "
        "assess yourself again by the same criteria and compare.",
        find=_without_proof,
    ),
)
