"""Coaching and support: shown or only claimed, particular or general, and the soft skills."""

import re
from collections.abc import Iterator

from assessment.advice.facts import ItemFacts, PortfolioFacts, RecordFacts
from assessment.advice.findings import Check, Found, Sureness, in_item, in_record
from assessment.advice.quoting import quoted
from assessment.advice.texts import written_in
from assessment.advice.words.claims import tells_something
from assessment.advice.words.contrasts import contrasts, tells_change
from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.learning import says_how_they_learn
from assessment.advice.words.signs import is_measured
from assessment.advice.words.situations import names_situation
from assessment.advice.words.soft_skills import speaks_of_soft_skills
from assessment.advice.words.support import only_claims_support
from portfolio.models import Method
from teams.models import Kind
from teams.sheets.writing import written

SAID_IN_SESSION = ("listening", "demonstration", "practice", "feedback_given", "next_step")
# How this colleague learns ("on her own screen") is no situation that the coaching is about.
SAID_IN_PLAN = ("needs", "methods", "resources")
ABOUT_PEOPLE = (Kind.REVIEW, Kind.COACHING_PLAN, Kind.COACHING_SESSION, Kind.QUALITY_CHECK)
ENOUGH_TO_TELL = 3
FILE_NAME = re.compile(r"^\S.*\.[A-Za-z0-9]{2,5}$", re.MULTILINE)


# -- LT-M5 ------------------------------------------------------------------------------------


def _only_claimed(facts: PortfolioFacts) -> Iterator[Found]:
    yield from _general_sessions(facts)
    yield from _evaluations_without_change(facts)
    for entry in facts.held(Kind.DIARY):
        if only_claims_support(entry.words("text", "learned")):
            yield in_record(entry, f"{_quoted_day(entry, entry.text('text'))}.")
    for item in facts.items:
        if item.method == Method.REFLECTIVE and not item.kinds:
            account = _account_in(item)
            if only_claims_support(account):
                yield in_item(item, f"It says {quoted(account)}, and tells no instance of it.")


def _general_sessions(facts: PortfolioFacts) -> Iterator[Found]:
    for session in facts.held(Kind.COACHING_SESSION):
        said = session.words(*SAID_IN_SESSION)
        if not says_nothing(said) and not tells_something(said):
            words = f"The session of {written(session.happened_on)} says {quoted(said)}"
            yield in_record(session, f"{words}, and nothing that somebody did, said or counted.")


def _evaluations_without_change(facts: PortfolioFacts) -> Iterator[Found]:
    for evaluation in facts.held(Kind.COACHING_EVALUATION):
        figures = (evaluation.amount("figure_before"), evaluation.amount("figure_after"))
        if None in figures and not _tells_before_and_after(evaluation):
            words = f"The evaluation of {written(evaluation.happened_on)} has no before and after"
            effect = evaluation.text("effect")
            yield in_record(evaluation, f"{words}: {quoted(effect)}." if effect else f"{words}.")


def _tells_before_and_after(evaluation: RecordFacts) -> bool:
    """In the effect by any instance; what they thought of the coaching may tell of one, too."""
    return tells_change(evaluation.text("effect")) or contrasts(
        evaluation.words("colleagues_view", "worked")
    )


def _quoted_day(entry: RecordFacts, said: str) -> str:
    return f"The entry of {written(entry.happened_on)} says {quoted(said)}"


def _account_in(item: ItemFacts) -> str:
    """What the item tells, without its title and the names of its files."""
    return FILE_NAME.sub("", item.text.removeprefix(item.title)).strip()


# -- CC-M3 ------------------------------------------------------------------------------------


def _without_soft_skills(facts: PortfolioFacts) -> Iterator[Found]:
    records = facts.held(*ABOUT_PEOPLE)
    if len(records) < ENOUGH_TO_TELL:
        return
    if any(speaks_of_soft_skills("\n".join(written_in(each.columns))) for each in records):
        return
    for record in records[-ENOUGH_TO_TELL:]:
        kind = str(record.kind.label).lower()
        words = f"This {kind} of {written(record.happened_on)} speaks of the work alone"
        yield in_record(record, f"{words}, and so do all {len(records)} of the last year.")


# -- DO-M1 ------------------------------------------------------------------------------------


def _in_general_words(facts: PortfolioFacts) -> Iterator[Found]:
    for plan in facts.held(Kind.COACHING_PLAN):
        said = _said_in_plan(plan)
        if not plan.text("standard") and not names_situation(said):
            yield in_record(
                plan,
                f"{_plan_for(plan)} says {quoted(said)}: it names no standard, "
                "no figure and no situation from work.",
            )
    for session in facts.held(Kind.COACHING_SESSION):
        said = session.words(*SAID_IN_SESSION)
        if not says_nothing(said) and not names_situation(said):
            words = f"The session of {written(session.happened_on)} says {quoted(said)}"
            yield in_record(session, f"{words}: no call, customer, screen or figure is named.")


def _said_in_plan(plan: RecordFacts) -> str:
    objectives = (each.words("text", "measure") for each in plan.rows("objectives"))
    return "\n".join((plan.words(*SAID_IN_PLAN), *objectives))


def _plan_for(plan: RecordFacts) -> str:
    whose = plan.text("member")
    return f"{whose + '’s' if whose else 'The'} coaching plan of {written(plan.happened_on)}"


# -- DO-M3 ------------------------------------------------------------------------------------


def _vague_plans(facts: PortfolioFacts) -> Iterator[Found]:
    for plan in facts.held(Kind.COACHING_PLAN):
        lacking = []
        if not _has_measured_objective(plan):
            lacking.append("has no objective that is measured by a figure or a sign")
        if not says_how_they_learn(plan.text("learning"), plan.words("methods", "needs")):
            lacking.append("does not say how this colleague learns")
        if lacking:
            yield in_record(plan, f"{_plan_for(plan)} {' and '.join(lacking)}.")


def _has_measured_objective(plan: RecordFacts) -> bool:
    objectives = plan.rows("objectives")
    return any(is_measured(each.text("text"), each.text("measure")) for each in objectives)


CHECKS = (
    Check(
        key="support-only-claimed",
        title="Support that is claimed and not shown",
        codes=("LT-M5",),
        sureness=Sureness.READ,
        why="“I always support my team” cannot be checked. What you did for one person on one day, "
        "and what changed, can.",
        mend="Tell one instance: who, when, what you did, what they then did. For an evaluation "
        "give the figure before and after, or what one saw then and sees now.",
        find=_only_claimed,
    ),
    Check(
        key="soft-skills-overlooked",
        title="Nothing on how colleagues listen and speak",
        codes=("CC-M3",),
        sureness=Sureness.READ,
        why="Customers remember how they were spoken to. Reviews and coaching about speed and "
        "accuracy alone leave half of the service out.",
        mend="In the next review, session or check, note one thing about listening, tone or "
        "patience: a call in which somebody let the customer finish, or did not.",
        find=_without_soft_skills,
    ),
    Check(
        key="coaching-in-general",
        title="Coaching in general words",
        codes=("DO-M1",),
        sureness=Sureness.READ,
        why="“More confidence with customers” fits everybody and can be shown by nobody. Coaching "
        "is judged by what it does to service at your workplace.",
        mend="Link the service standard that it is to move, or name the call, customer or screen "
        "that it is about: “goes quiet when a caller asks why the bill went up”.",
        find=_in_general_words,
    ),
    Check(
        key="coaching-plan-vague",
        title="Coaching plans that stay vague",
        codes=("DO-M3",),
        sureness=Sureness.READ,
        why="Without a measure nobody can say whether the coaching worked; without knowing how the "
        "colleague learns, nobody can say why these methods suit them.",
        mend="Give one objective a figure or a sign (“from 5 to 9 of 10 checked calls”), and ask "
        "the colleague what helps them to learn: a line of their answer is enough.",
        find=_vague_plans,
    ),
)
