"""What the site knows of rotas."""

from typing import Any

from teams.entries import Entry
from teams.forms.rotas import RotaForm
from teams.models import Rota, Team
from teams.rostering import next_free_monday
from teams.sheets.rotas import rota_sheet
from teams.weeks import dates_of, week_of


def _page_context(rota: Rota) -> dict[str, Any]:
    return {
        "week": week_of(rota),
        "days": dates_of(rota),
        "next_monday": next_free_monday(rota.team, after=rota.happened_on),
    }


def _list_context(team: Team) -> dict[str, Any]:
    latest = Rota.objects.kept().filter(team=team).first()
    after = latest.happened_on if latest else None
    return {"latest": latest, "next_monday": next_free_monday(team, after=after)}


ENTRIES = (
    Entry(
        model=Rota,
        form=RotaForm,
        sheet=rota_sheet,
        plural="Rotas",
        lead="A week of shifts: enough people with the right skills, and fair to all.",
        group="Plan",
        icon="calendar-week",
        rows=("shifts", "needs"),
        page="teams/rota.html",
        page_context=_page_context,
        list_page="teams/rota_list.html",
        list_context=_list_context,
    ),
)
