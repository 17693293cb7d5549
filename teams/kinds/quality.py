"""What the site knows of quality checks and communications."""

from typing import Any

from teams.completing import missing_in_check
from teams.entries import Entry
from teams.forms.quality import CommunicationForm, QualityCheckForm
from teams.models import Communication, QualityCheck, Team
from teams.sheets.quality import communication_sheet, quality_check_sheet
from teams.trends import is_one_method_only, methods_used, score_trends


def quality_check_page(record: QualityCheck) -> dict[str, Any]:
    return {"missing": missing_in_check(record)}


def quality_check_list(team: Team) -> dict[str, Any]:
    return {"trends": score_trends(team)}


def communication_page(record: Communication) -> dict[str, Any]:
    """For whom it is, with what only the learner sees: their access needs."""
    chosen = list(record.members.all())
    return {"audience": chosen or list(record.team.members.present(record.happened_on))}


def communication_list(team: Team) -> dict[str, Any]:
    methods = methods_used(team)
    return {"methods": methods, "is_one_method_only": is_one_method_only(methods)}


ENTRIES = (
    Entry(
        model=QualityCheck,
        form=QualityCheckForm,
        sheet=quality_check_sheet,
        plural="Quality checks",
        lead="Looking at the work itself: calls, spot checks, surveys, observation.",
        group="Service",
        icon="clipboard-check",
        select=("member", "standard"),
        page="teams/quality_check.html",
        page_context=quality_check_page,
        list_page="teams/quality_check_list.html",
        list_context=quality_check_list,
    ),
    Entry(
        model=Communication,
        form=CommunicationForm,
        sheet=communication_sheet,
        plural="Communications",
        lead="What was said to the team, how, why that way, and what came back.",
        group="People",
        icon="megaphone",
        page="teams/communication.html",
        page_context=communication_page,
        list_page="teams/communication_list.html",
        list_context=communication_list,
    ),
)
