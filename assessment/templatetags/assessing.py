"""How pages draw judging and mapping."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from assessment.grids import Grid, GridRow
from assessment.tabs import TABS
from assessment.templatetags.rows import addresses_of
from portfolio.models import Learner
from portfolio.rules import relation

register = template.Library()


@register.inclusion_tag("assessment/_tabs.html", takes_context=True)
def learner_tabs(context: RequestContext, learner: Learner, here: str) -> dict[str, Any]:
    """The pages about ``learner`` that the reader may open; ``here``: the key of the open one."""
    roles = relation(context["user"], learner)
    tabs = []
    for tab in TABS:
        if roles & tab.roles:
            try:
                tabs.append((tab, reverse(tab.url_name, args=[learner.code])))
            except NoReverseMatch:
                continue
    return {"tabs": tabs, "here": here, "learner": learner}


@register.inclusion_tag("assessment/_adjustments_note.html")
def adjustments_note(learner: Learner, method: str = "") -> dict[str, Any]:
    """The reasonable adjustments in force for ``learner``, or only those for ``method``."""
    current = learner.adjustments.current()
    held = [row for row in current if not (method and row.methods) or method in row.methods]
    return {"adjustments": held}


@register.simple_tag
def grid_addresses(grid: Grid) -> dict[int, str]:
    """The address of each column's item, worked out once for all cells."""
    address = addresses_of("evidence")
    return {column.id: address(column.code) for column in grid.columns}


@register.simple_tag
def grid_cells(row: GridRow, addresses: dict[int, str]) -> SafeString:
    """The cells of one row: thousands on a page, so they are joined here, not looped over there.

    All that is put in is our own (numbers, codes, statuses) but for the place, which is escaped.
    """
    return mark_safe(  # noqa: S308 - see above
        "".join(
            "<td>"
            if item is None
            else f'<td><a class="{item.status.key}" href="{addresses[item.evidence.id]}">'
            f"{item.label} {row.label} {item.status.words}"
            f"{', ' + escape(item.place) if item.place else ''}</a>"
            for item in row.cells
        )
    )
