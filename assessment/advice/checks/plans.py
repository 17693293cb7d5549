"""Work plans: what for, tied to which standard, and made with whom."""

from collections.abc import Iterator

from assessment.advice.facts import PortfolioFacts, RecordFacts, Row
from assessment.advice.findings import Check, Found, Sureness, in_record
from assessment.advice.quoting import quoted
from assessment.advice.words.emptiness import says_nothing
from assessment.advice.words.involving import nobody_took_part
from assessment.advice.words.service import names_a_measure, names_an_aim, speaks_of_service
from teams.models import Kind, TaskStatus


def assigned_tasks(plan: RecordFacts) -> tuple[Row, ...]:
    """Those that somebody is to do, or did."""
    return tuple(
        task
        for task in plan.rows("tasks")
        if task.text("assignee") and task.text("status") != TaskStatus.DROPPED
    )


def objectives_of(plan: RecordFacts) -> tuple[Row, ...]:
    return tuple(row for row in plan.rows("objectives") if not says_nothing(row.text("text")))


# -- LT-M1: delegating alone ------------------------------------------------------------------

ENOUGH_TO_DELEGATE = 2


def _delegated_without_aim(facts: PortfolioFacts) -> Iterator[Found]:
    for plan in facts.of_kind(Kind.WORK_PLAN):
        tasks = assigned_tasks(plan)
        if len(tasks) < ENOUGH_TO_DELEGATE:
            continue
        loose = [task for task in tasks if _is_loose(task)]
        if not _says_what_for(plan):
            yield in_record(
                plan,
                f"{len(tasks)} tasks are given to people. Neither the purpose nor an objective "
                "says what customers, the service or a standard gain from them.",
            )
        elif 2 * len(loose) > len(tasks):
            names = ", ".join(quoted(task.text("title")) for task in loose[:3])
            yield in_record(
                plan,
                f"{len(loose)} of {len(tasks)} tasks that are given to people have neither an "
                f"objective nor a reason: {names}{' …' if len(loose) > 3 else ''}.",
            )


def _is_loose(task: Row) -> bool:
    said = (task.text("objective"), task.text("reason"), task.text("reason_words"))
    return all(map(says_nothing, said))


def _says_what_for(plan: RecordFacts) -> bool:
    objectives = objectives_of(plan)
    if any(row.text("standard") for row in objectives):
        return True
    written = (plan.text("purpose"), *(row.words("text", "indicator") for row in objectives))
    return any(map(speaks_of_service, written))


# -- LT-M4: leading in general ----------------------------------------------------------------


def _led_in_general(facts: PortfolioFacts) -> Iterator[Found]:
    for plan in facts.of_kind(Kind.WORK_PLAN):
        objectives = objectives_of(plan)
        if objectives and not any(map(_reaches_customers, objectives)):
            named = " and ".join(quoted(row.text("text")) for row in objectives[:2])
            yield in_record(
                plan,
                f"{named}: that is about the team alone. No objective links a standard or "
                "speaks of customers.",
            )
    for initiative in facts.of_kind(Kind.INITIATIVE):
        aims = initiative.words("gap", "planned", "checked", "outcome")
        if not (initiative.text("standard") or says_nothing(aims) or _is_of_service(aims)):
            yield in_record(
                initiative,
                f"{quoted(initiative.text('gap'))}: no standard is linked, and neither the gap, "
                "the plan nor the outcome speaks of customers or a measure.",
            )


def _reaches_customers(objective: Row) -> bool:
    words = objective.words("text", "indicator")
    return bool(objective.text("standard")) or _is_of_service(words)


def _is_of_service(words: str) -> bool:
    return speaks_of_service(words) or names_a_measure(words)


# -- CC-M1: objectives without a standard -----------------------------------------------------


def _objectives_without_standard(facts: PortfolioFacts) -> Iterator[Found]:
    for plan in facts.of_kind(Kind.WORK_PLAN):
        for objective in objectives_of(plan):
            words = objective.words("text", "indicator")
            if objective.text("standard") or names_a_measure(words) or names_an_aim(words):
                continue
            text = objective.text("text")
            yield in_record(
                plan,
                f"{quoted(text)} names no service standard, no measure and no aim of your "
                "organisation.",
                part=text,
            )


# -- CC-M4: nobody involved -------------------------------------------------------------------


def _nobody_involved(facts: PortfolioFacts) -> Iterator[Found]:
    for plan in facts.of_kind(Kind.WORK_PLAN):
        involvement = plan.text("involvement")
        if says_nothing(involvement):
            yield in_record(plan, "Nothing is said on who was involved in planning, and how.")
        elif nobody_took_part(involvement):
            yield in_record(
                plan,
                f"{quoted(involvement)}: the team was told of it. Nobody is said to have "
                "proposed, asked, chosen or changed anything.",
            )


CHECKS = (
    Check(
        key="delegating-without-aim",
        title="Tasks given out without an aim",
        codes=("LT-M1",),
        sureness=Sureness.READ,
        why="Handing out tasks is not yet leading. An examiner looks for what each task was to do "
        "for customers, and why it went to that person.",
        mend="Say in the plan's purpose what customers gain, tie each task to an objective, and "
        "say why it is this person's.",
        find=_delegated_without_aim,
    ),
    Check(
        key="leading-in-general",
        title="Objectives that speak of the team alone",
        codes=("LT-M4",),
        sureness=Sureness.READ,
        why="The unit is about better customer service. A better mood or tidier work counts when "
        "one can see what customers get from it.",
        mend="Link the service standard that this is to move, or add what customers will notice.",
        find=_led_in_general,
    ),
    Check(
        key="objective-without-standard",
        title="Objectives that name no standard",
        codes=("CC-M1",),
        sureness=Sureness.READ,
        why="Objectives of a team are credited where they serve the organisation's standards and "
        "goals. Without one, nobody can tell whether it was reached, or why it mattered.",
        mend="Link a service standard to the objective, or name the measure, from what to what, "
        "or the aim of your organisation that it serves.",
        find=_objectives_without_standard,
    ),
    Check(
        key="planned-without-team",
        title="Plans made without the team",
        codes=("CC-M4",),
        sureness=Sureness.READ,
        why="Who had no part in a plan does not own it. The criteria ask how the team was involved "
        "in planning, not how it was informed.",
        mend="Say who proposed, chose or changed what. If nobody did, take the plan to the next "
        "huddle, ask what they would change, and write down what came of it.",
        find=_nobody_involved,
    ),
)
