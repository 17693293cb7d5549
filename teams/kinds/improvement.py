"""What the site knows of problems and improvement initiatives."""

from typing import Any

from teams.completing import missing_in_initiative, problem_path
from teams.entries import Entry
from teams.forms.improvement import InitiativeForm, ProblemForm
from teams.models import Initiative, Problem
from teams.sheets.improvement import initiative_sheet, problem_sheet


def problem_page(record: Problem) -> dict[str, Any]:
    return {"path": problem_path(record)}


def initiative_page(record: Initiative) -> dict[str, Any]:
    return {"missing": missing_in_initiative(record)}


ENTRIES = (
    Entry(
        model=Problem,
        form=ProblemForm,
        sheet=problem_sheet,
        plural="Problems",
        lead="From what happened to its root cause, the choice, and the follow-up.",
        group="Service",
        icon="puzzle",
        rows=("options",),
        page="teams/problem.html",
        page_context=problem_page,
    ),
    Entry(
        model=Initiative,
        form=InitiativeForm,
        sheet=initiative_sheet,
        plural="Improvement initiatives",
        lead="A gap in the service closed by plan, do, check, act.",
        group="Service",
        icon="graph-up-arrow",
        select=("standard",),
        page="teams/initiative.html",
        page_context=initiative_page,
    ),
)
