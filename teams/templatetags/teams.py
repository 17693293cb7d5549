"""Tags of the team's pages and of sheets."""

from django import template

from teams.catalogue import CATALOGUE, entries_by_group
from teams.entries import Entry
from teams.freezing import sheet_in
from teams.models import Snapshot, Team
from teams.sheets.blocks import Sheet

register = template.Library()


@register.inclusion_tag("teams/_menu.html")
def team_menu(team: Team, here: str = "") -> dict:
    """The menu of a team's pages; ``here`` names the one that is open."""
    return {"team": team, "here": here, "groups": entries_by_group()}


@register.inclusion_tag("teams/_sheet.html")
def sheet(sheet: Sheet, level: int = 2) -> dict:
    """A record as readers see it; ``level`` is that of its headings."""
    return {"blocks": sheet.blocks, "level": level}


@register.filter
def frozen(snapshot: Snapshot) -> Sheet:
    """The sheet of a snapshot, for ``{% sheet %}``."""
    return sheet_in(snapshot)


@register.filter
def entry_of(kind: str) -> Entry:
    """What the catalogue says of a kind."""
    return CATALOGUE[kind]


@register.filter
def at(row: tuple, index: int) -> object:
    """The item of ``row`` with that index."""
    return row[index]
