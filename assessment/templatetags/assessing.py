"""How pages draw judging and mapping."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from assessment.grids import Grid, GridRow
from assessment.templatetags.rows import addresses_of

register = template.Library()


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
