"""Rows that stand on a page by the dozen: items, what waits, the unit tree.

Drawn by ``format_html``, which escapes like a template and takes a fifth of its time: as partials
they would be most of the time of their pages (tests/benchmarks/pages.py).
"""

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessment.coverage import MappedItem
from assessment.items import Item
from assessment.queue import Waiting
from assessment.summaries import Summary
from assessment.trees import TreeRow
from portfolio.models import Learner, Method
from portfolio.templatetags.look import status_chip

register = template.Library()

NOTHING = SafeString("")
SAVED = SafeString('<span class="saved" role="status">Saved</span>')
BLANK = UUID(int=0)


def addresses_of(name: str) -> Callable[[UUID], str]:
    """How to write the address of the page ``name`` of any code: worked out once for many rows."""
    start, _, end = reverse(name, args=[BLANK]).partition(str(BLANK))
    return lambda code: f"{start}{code}{end}"


def _day(value: date) -> str:
    return format_date(value, "j M Y")


# -- Items ------------------------------------------------------------------------------------


@register.simple_tag
def item_rows(items: Iterable[Item]) -> SafeString:
    """The items of a portfolio, each with where it stands."""
    address = addresses_of("evidence")
    return format_html_join("\n", _ITEM_ROW, (_item_values(item, address) for item in items))


_ITEM_ROW = (
    '<li class="row-item" data-filter-text="{label} {title} {method}">'
    '<span class="e-number">{label}</span>'
    '<div class="row-main"><a class="stretched-link" href="{href}">{title}</a> '
    '<span class="row-meta">{method} · {day}{mapped}</span></div>'
    '<span class="row-end">{chip}</span></li>'
)


def _item_values(item: Item, address: Callable[[UUID], str]) -> dict[str, str]:
    evidence = item.evidence
    criteria = "criterion" if item.criteria == 1 else "criteria"
    return {
        "label": evidence.label,
        "title": evidence.title,
        "method": Method(evidence.method).label,
        "href": address(evidence.code),
        "day": _day(evidence.happened_on),
        "mapped": f" · {item.criteria} {criteria}" if item.criteria else "",
        "chip": status_chip(item.status.key),
    }


@register.simple_tag
def item_links(items: Iterable[Item]) -> SafeString:
    """The items' labels, each a link: "E1, E2"."""
    address = addresses_of("evidence")
    links = ((address(item.evidence.code), item.evidence.label) for item in items)
    return format_html_join(", ", '<a href="{}">{}</a>', links)


@register.simple_tag
def mapped_items(items: Iterable[MappedItem]) -> SafeString:
    """The evidence on a criterion or marking point; nothing where there is none."""
    if not items:
        return NOTHING
    address = addresses_of("evidence")
    links = format_html_join(
        "",
        '<li><a class="status {}" href="{}"><span class="e-number">{}</span> {}{}'
        '<span class="visually-hidden">, {}</span></a></li>',
        (
            (
                item.status.key,
                address(item.code),
                item.label,
                item.title,
                format_html(' <span class="muted">{}</span>', item.place) if item.place else "",
                item.status.words,
            )
            for item in items
        ),
    )
    return format_html('<ul class="tags">{}</ul>', links)


# -- What waits -------------------------------------------------------------------------------


@register.simple_tag
def waiting_rows(queue: Iterable[Waiting]) -> SafeString:
    """The queue: each item with its learner, how much there is to do, and for how long it waits."""
    address = addresses_of("mark")
    return format_html_join("\n", _WAITING_ROW, (_waiting_values(item, address) for item in queue))


_WAITING_ROW = (
    '<li class="row-item"><span class="e-number">{label}</span>'
    '<div class="row-main"><a class="stretched-link" href="{href}">{title}</a> '
    '<span class="row-meta">{learner} · {method} · handed over {day}{version}</span></div>'
    '<div class="row-end">{to_decide} {to_sign} <span class="muted num">{age}</span></div></li>'
)


def _waiting_values(item: Waiting, address: Callable[[UUID], str]) -> dict[str, str]:
    evidence, version = item.submission.evidence, item.submission.version
    return {
        "label": evidence.label,
        "href": address(evidence.code),
        "title": evidence.title,
        "learner": str(evidence.learner),
        "method": Method(evidence.method).label,
        "day": _day(timezone.localtime(item.since)),
        "version": f" · version {version}" if version > 1 else "",
        "to_decide": _count_chip(item.to_decide, "to decide"),
        "to_sign": _count_chip(item.to_sign, "to countersign"),
        "age": _age(item.days),
    }


def _count_chip(count: int, words: str) -> SafeString:
    return format_html('<span class="count-chip">{} {}</span>', count, words) if count else NOTHING


def _age(days: int) -> str:
    if days == 0:
        return "today"
    return "1 day" if days == 1 else f"{days} days"


# -- Units of a learner -----------------------------------------------------------------------


@register.simple_tag
def unit_counts(summary: Summary, learner: Learner) -> SafeString:
    """How many criteria of each unit are met, each a link to the unit."""
    # A unit's code is made of capital letters, digits and hyphens.
    start = reverse("unit", args=[summary.enrolment.code, "UNIT"]).removesuffix("UNIT/")
    return format_html_join(
        "",
        '<li><a href="{}{}/" title="{}"><span class="code">{}</span> {}/{}'
        '<span class="visually-hidden"> criteria met by {}</span></a></li>',
        (
            (start, unit.code, unit.title, unit.code, unit.counts.met, unit.counts.total, learner)
            for unit in summary.units
        ),
    )


# -- The unit tree ----------------------------------------------------------------------------


@register.simple_tag
def tree_row(
    row: TreeRow,
    *,
    map_url: str = "",
    place_url: str = "",
    problem: str = "",
    saved: bool = False,
) -> SafeString:
    """One criterion or marking point: a box to tick where there is a ``map_url``, else to read.

    ``problem`` and ``saved`` say what came of a change.
    """
    return format_html(
        '<li class="tree-row" id="row-{target}" data-filter-text="{label} {text}">'
        "{line}{extra}{outcome}</li>",
        target=row.target,
        label=row.label,
        text=row.text,
        line=_tree_line(row, map_url),
        extra=_tree_extra(row, place_url if map_url else "") if row.is_mapped else NOTHING,
        outcome=_tree_outcome(problem, saved=saved),
    )


def _tree_line(row: TreeRow, map_url: str) -> SafeString:
    words = format_html(
        '<span class="code">{}</span> <span>{} <span class="row-meta">{}{}</span></span>',
        row.label,
        row.text,
        row.hint,
        _other_items(row.others),
    )
    if not map_url:
        return format_html('<span class="tree-label">{}</span>', words)
    return format_html(
        '<label class="tree-label" for="{target}"><input class="form-check-input" type="checkbox" '
        'id="{target}" name="mapped"{checked}{disabled} hx-post="{url}" '
        'hx-vals=\'{{"target": "{target}"}}\' hx-trigger="change" hx-target="#row-{target}" '
        'hx-swap="outerHTML" hx-sync="this:queue all"> {words}</label>',
        target=row.target,
        checked=" checked" if row.is_mapped else "",
        disabled=" disabled" if row.is_fixed else "",
        url=map_url,
        words=words,
    )


def _other_items(count: int) -> str:
    if count == 0:
        return ""
    return " · 1 other item" if count == 1 else f" · {count} other items"


def _tree_extra(row: TreeRow, place_url: str) -> SafeString:
    """Where in the evidence it is shown, and where it stands."""
    if place_url and not row.is_fixed:
        place = format_html(
            '<label class="visually-hidden" for="place-{target}">Where in the evidence {label} is '
            'shown</label><input class="form-control" type="text" id="place-{target}" name="place" '
            'value="{place}" maxlength="80" placeholder="Where: page or time" autocomplete="off" '
            'hx-post="{url}" hx-vals=\'{{"target": "{target}"}}\' hx-trigger="change" '
            'hx-target="#row-{target}" hx-swap="outerHTML">',
            target=row.target,
            label=row.label,
            place=row.place,
            url=place_url,
        )
    else:
        place = format_html('<span class="muted">{}</span>', row.place) if row.place else NOTHING
    return format_html('<div class="tree-extra">{} {}</div>', place, status_chip(row.status.key))


def _tree_outcome(problem: str, *, saved: bool) -> SafeString:
    if problem:
        return format_html('<p class="invalid-feedback d-block" role="alert">{}</p>', problem)
    return SAVED if saved else NOTHING
