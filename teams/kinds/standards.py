"""What the site knows of service standards."""

from typing import Any

from teams.entries import Entry
from teams.forms.readings import ReadingForm
from teams.forms.standards import ServiceStandardForm
from teams.models import ServiceStandard, Team
from teams.sheets.standards import service_standard_sheet
from teams.standings import standings_of


def _page_context(standard: ServiceStandard) -> dict[str, Any]:
    return {"reading_form": ReadingForm(standard=standard)}


def _list_context(team: Team) -> dict[str, Any]:
    return {"standings": standings_of(ServiceStandard.objects.filter(team=team))}


ENTRIES = (
    Entry(
        model=ServiceStandard,
        form=ServiceStandardForm,
        sheet=service_standard_sheet,
        plural="Service standards",
        lead="What customers are promised, and the readings that say whether it is kept.",
        group="Plan",
        icon="speedometer2",
        rows=("readings",),
        # Dated by when each was agreed, often all on one day; the overview has the same order.
        order=("pk",),
        page="teams/standard.html",
        page_context=_page_context,
        list_page="teams/standard_list.html",
        list_context=_list_context,
    ),
)
