"""What the site knows of work plans."""

from typing import Any

from django.utils import timezone

from teams.entries import Entry
from teams.forms.plans import WorkPlanForm
from teams.models import WorkPlan
from teams.sheets.plans import work_plan_sheet


def _today(_: WorkPlan) -> dict[str, Any]:
    """The chart's line of today: only on the page, a snapshot does not change from day to day."""
    return {"today": timezone.localdate().isoformat()}


ENTRIES = (
    Entry(
        model=WorkPlan,
        form=WorkPlanForm,
        sheet=work_plan_sheet,
        plural="Work plans",
        lead="What the team is to reach, who does what and why, by when.",
        group="Plan",
        icon="kanban",
        rows=("objectives", "risks", "tasks"),
        page="teams/plan.html",
        page_context=_today,
    ),
)
