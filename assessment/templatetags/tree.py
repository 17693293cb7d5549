"""The unit tree beside an item: every criterion and marking point, each a box to tick.

Hundreds stand on a page, so they are put together here as text. What people or the standard's
editors wrote is escaped first; the rest is our own: numbers, codes, addresses and fixed words.
"""

from collections.abc import Mapping

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from assessment.trees import TreeRow
from portfolio.templatetags.look import status_chip

register = template.Library()

SAVED = '<span class="saved" role="status">Saved</span>'


@register.simple_tag
def tree_row(
    row: TreeRow,
    *,
    map_url: str = "",
    place_url: str = "",
    problem: str = "",
    saved: bool = False,
    suggested: Mapping[str, str] | None = None,
    oob: bool = False,
) -> SafeString:
    """One criterion or marking point: a box to tick where there is a ``map_url``, else to read.

    ``problem`` and ``saved`` say what came of a change; ``suggested``: by target, who suggests it;
    ``oob``: in an htmx answer that is about something else, it finds its own place.
    """
    text = escape(row.text)
    extra = _extra(row, place_url if map_url else "") if row.is_mapped else ""
    line = _line(row, text, map_url, (suggested or {}).get(row.target, ""))
    elsewhere = ' hx-swap-oob="true"' if oob else ""
    return mark_safe(  # noqa: S308 - see above
        f'<li class="tree-row" id="row-{row.target}"{elsewhere} '
        f'data-filter-text="{row.label} {text}">{line}{extra}{_outcome(problem, saved=saved)}</li>'
    )


def _line(row: TreeRow, text: str, map_url: str, witness: str) -> str:
    suggested = f" · suggested by {escape(witness)}" if witness else ""
    words = (
        f'<span class="code">{row.label}</span> <span>{text} <span class="row-meta">'
        f"{escape(row.hint)}{_other_items(row.others)}{suggested}</span></span>"
    )
    if not map_url:
        return f'<span class="tree-label">{words}</span>'
    checked = " checked" if row.is_mapped else ""
    disabled = " disabled" if row.is_fixed else ""
    return (
        f'<label class="tree-label" for="{row.target}"><input class="form-check-input" '
        f'type="checkbox" id="{row.target}" name="mapped"{checked}{disabled} hx-post="{map_url}" '
        f'hx-vals=\'{{"target": "{row.target}"}}\' hx-trigger="change" '
        f'hx-target="#row-{row.target}" hx-swap="outerHTML" hx-sync="this:queue all"> '
        f"{words}</label>"
    )


def _other_items(count: int) -> str:
    if count == 0:
        return ""
    return " · 1 other item" if count == 1 else f" · {count} other items"


def _extra(row: TreeRow, place_url: str) -> str:
    """Where in the evidence it is shown, and where it stands."""
    place = escape(row.place)
    if place_url and not row.is_fixed:
        place = (
            f'<label class="visually-hidden" for="place-{row.target}">Where in the evidence '
            f'{row.label} is shown</label><input class="form-control" type="text" '
            f'id="place-{row.target}" name="place" value="{place}" maxlength="80" '
            f'placeholder="Where: page or time" autocomplete="off" hx-post="{place_url}" '
            f'hx-vals=\'{{"target": "{row.target}"}}\' hx-trigger="change" '
            f'hx-target="#row-{row.target}" hx-swap="outerHTML">'
        )
    elif place:
        place = f'<span class="muted">{place}</span>'
    return f'<div class="tree-extra">{place} {status_chip(row.status.key)}</div>'


def _outcome(problem: str, *, saved: bool) -> str:
    if problem:
        return f'<p class="invalid-feedback d-block" role="alert">{escape(problem)}</p>'
    return SAVED if saved else ""
