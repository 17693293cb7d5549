"""What the site knows of coaching."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.utils import timezone

from teams.coaching import advice_on, cycle_of, next_step, standings_in
from teams.entries import Entry
from teams.forms.coaching import CoachingEvaluationForm, CoachingPlanForm, CoachingSessionForm
from teams.models import CoachingEvaluation, CoachingPlan, CoachingSession, Record, Team
from teams.naming import Pseudonyms
from teams.sheets.blocks import Block
from teams.sheets.coaching import (
    EVALUATED,
    LISTENED,
    coaching_evaluation_sheet,
    coaching_plan_sheet,
    coaching_session_sheet,
    figures,
    length,
)
from teams.sheets.writing import facts, words


@dataclass(frozen=True)
class Part:
    """A session or an evaluation as it is shown on the page of its plan."""

    record: Record
    blocks: tuple[Block, ...]
    length: str = ""


def _whole_cycle(plan: CoachingPlan) -> dict[str, Any]:
    cycle, pseudonyms = cycle_of(plan), Pseudonyms(plan.team)
    return {
        "cycle": cycle,
        "step": next_step(cycle, timezone.localdate()),
        "missing": advice_on(cycle),
        "sessions": [
            Part(each, _hidden(words(each, *LISTENED), pseudonyms), length(each))
            for each in cycle.sessions
        ],
        "evaluations": [
            Part(each, _hidden((*facts(*figures(each)), *words(each, *EVALUATED)), pseudonyms))
            for each in cycle.evaluations
        ],
    }


def _hidden(blocks: Iterable[Block], pseudonyms: Pseudonyms) -> tuple[Block, ...]:
    """The blocks without real names, as ``sheet_of`` shows those of the plan itself."""
    return tuple(type(block).from_json(pseudonyms.hide(block.to_json())) for block in blocks)


def _part_of_cycle(record: CoachingSession | CoachingEvaluation) -> dict[str, Any]:
    return {"cycle": cycle_of(record.plan)}


def _standings(team: Team) -> dict[str, Any]:
    return {"standings": standings_in(team)}


ENTRIES = (
    Entry(
        model=CoachingPlan,
        form=CoachingPlanForm,
        sheet=coaching_plan_sheet,
        plural="Coaching plans",
        lead="What a colleague is to learn, how they learn best, and how it will be measured.",
        group="People",
        icon="signpost-split",
        select=("member", "standard"),
        rows=("objectives",),
        page="teams/coaching.html",
        page_context=_whole_cycle,
        list_page="teams/coaching_plans.html",
        list_context=_standings,
    ),
    Entry(
        model=CoachingSession,
        form=CoachingSessionForm,
        sheet=coaching_session_sheet,
        plural="Coaching sessions",
        lead="What was asked, shown, tried and agreed.",
        group="People",
        icon="chat-dots",
        select=("plan__member", "plan__team"),
        lands_on=attrgetter("plan"),
        page="teams/coaching_part.html",
        page_context=_part_of_cycle,
    ),
    Entry(
        model=CoachingEvaluation,
        form=CoachingEvaluationForm,
        sheet=coaching_evaluation_sheet,
        plural="Coaching evaluations",
        lead="What the coaching changed, and what to do differently.",
        group="People",
        icon="clipboard-data",
        select=("plan__member", "plan__standard", "plan__team"),
        lands_on=attrgetter("plan"),
        page="teams/coaching_part.html",
        page_context=_part_of_cycle,
    ),
)
