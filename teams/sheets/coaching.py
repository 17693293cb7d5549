"""The sheets of coaching."""

from collections.abc import Iterable
from dataclasses import dataclass

from teams.amounts import amount_of, figure
from teams.coaching import Cycle, chart_of_cycle, counted, cycle_of, sessions_before
from teams.models import (
    CoachingEvaluation,
    CoachingObjective,
    CoachingPlan,
    CoachingSession,
    Direction,
)
from teams.sheets.blocks import Block, Table
from teams.sheets.writing import facts, words, written

LISTENED = ("listening", "demonstration", "practice", "feedback_given", "next_step")
EVALUATED = ("effect", "colleagues_view", "worked", "adjustment")


@dataclass(frozen=True)
class CoachingCycle(Block):
    """How far the coaching is, and its sessions and evaluations in brief.

    ``stages``: name, what is said of it, and "done", "now" or "ahead". ``sessions``: day, title,
    length, agreed next step. ``evaluations``: day, figures, what to change.
    """

    NAME = "coaching"

    stages: tuple[tuple[str, str, str], ...]
    sessions: tuple[tuple[str, str, str, str], ...]
    evaluations: tuple[tuple[str, str, str], ...]


def coaching_plan_sheet(record: CoachingPlan) -> tuple[Block, ...]:
    cycle = cycle_of(record)
    chart = chart_of_cycle(cycle)
    return (
        *facts(
            ("Service standard it is to move", record.standard),
            ("Until", record.ends_on),
        ),
        *words(record, "needs", "learning"),
        *objectives(cycle.objectives),
        *words(record, "methods", "resources"),
        _in_brief(cycle),
        *((chart,) if chart else ()),
    )


def coaching_session_sheet(record: CoachingSession) -> tuple[Block, ...]:
    earlier = sessions_before(record)
    return (
        *facts(
            ("Coaching plan", record.plan),
            ("Session", len(earlier) + 1),
            ("Length", length(record)),
            ("Agreed last time", earlier[-1].next_step if earlier else ""),
            ("Next session", record.next_on),
        ),
        *words(record, *LISTENED),
    )


def coaching_evaluation_sheet(record: CoachingEvaluation) -> tuple[Block, ...]:
    return (
        *facts(("Coaching plan", record.plan), *figures(record)),
        *objectives(record.plan.objectives.all(), "What became of the objectives"),
        *words(record, *EVALUATED),
    )


def objectives(rows: Iterable[CoachingObjective], heading: str = "Objectives") -> tuple[Block, ...]:
    """A table of the objectives, if there are any."""
    said = tuple(
        (
            row.text,
            row.measure or "No measure named",
            written(row.due_on) or "No day named",
            "✓ Reached" if row.is_reached else "Open",
        )
        for row in rows
    )
    columns = ("Objective", "How it is measured", "By", "State")
    return (Table(heading, columns, said),) if said else ()


def length(session: CoachingSession) -> str:
    return counted(session.minutes, "minute") if session.minutes else ""


def figures(evaluation: CoachingEvaluation) -> tuple[tuple[str, str], ...]:
    """The figures before and after in the unit of the plan's standard, and their difference."""
    standard = evaluation.plan.standard
    unit = standard.unit if standard else ""
    before, after = evaluation.figure_before, evaluation.figure_after
    said = [("Service standard", standard.title)] if standard else []
    said += [("Before", figure(before, unit))] if before is not None else []
    said += [("After", figure(after, unit))] if after is not None else []
    if standard and before is not None and after is not None:
        is_better = (after > before) == (standard.direction == Direction.HIGHER)
        verdict = f"{amount_of(standard, after - before)} {'better' if is_better else 'worse'}"
        said.append(("Change", verdict if after != before else "No change"))
    return tuple(said)


def _in_brief(cycle: Cycle) -> CoachingCycle:
    return CoachingCycle(
        stages=cycle.stages,
        sessions=tuple(
            (written(each.happened_on), each.title, length(each), each.next_step)
            for each in cycle.sessions
        ),
        evaluations=tuple(
            (written(each.happened_on), _figures_in_brief(each), each.adjustment)
            for each in cycle.evaluations
        ),
    )


def _figures_in_brief(evaluation: CoachingEvaluation) -> str:
    said = dict(figures(evaluation))
    if "Change" not in said:
        return ""
    return f"From {said['Before']} to {said['After']}: {said['Change'].lower()}"
