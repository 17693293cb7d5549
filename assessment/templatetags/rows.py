"""Rows that stand on a page by the dozen: items, what waits, units.

Drawn by ``format_html``, which escapes like a template and takes a fifth of its time: as partials
they would be most of the time of their pages (tests/benchmarks/pages.py).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessment.claims.standing import Claimed, Line
from assessment.coverage import Coverage, UnitCoverage
from assessment.items import Item
from assessment.mapped import MappedItem
from assessment.marking.queue import Waiting
from assessment.models import Enrolment
from assessment.summaries import Summary
from portfolio.models import Learner, Method
from portfolio.templatetags.look import (
    coverage_bar,
    coverage_legend,
    coverage_ring,
    icon,
    status_chip,
)

register = template.Library()

NOTHING = SafeString("")
COMPLETE = SafeString(
    '<p class="muted">Every criterion is met. The assessor signs it off next.</p>'
)
AWARD = icon("award")
LOCK = format_html(" {}", icon("lock-fill", label="Locked"))
BLANK = UUID(int=0)


def addresses_of(name: str) -> Callable[[UUID], str]:
    """How to write the address of the page ``name`` of any code: worked out once for many rows."""
    start, _, end = reverse(name, args=[BLANK]).partition(str(BLANK))
    return lambda code: f"{start}{code}{end}"


@lru_cache(maxsize=1024)
def day_of(value: date) -> str:
    """Kept, as rows have few days between them and Django writes a date as slowly as a row."""
    return format_date(value, "j M Y")


# -- Items ------------------------------------------------------------------------------------


@register.simple_tag
def item_rows(items: Iterable[Item]) -> SafeString:
    """The items of a portfolio, each with where it stands."""
    address = addresses_of("evidence")
    rows = "\n".join(_item_row(item, address) for item in items)
    return mark_safe(rows)  # noqa: S308 - _item_row escapes what people wrote


def _item_row(item: Item, address: Callable[[UUID], str]) -> str:
    """Only the title and the author's name are people's own; the rest is ours."""
    evidence = item.evidence
    label, title, method = evidence.label, escape(evidence.title), _method(evidence.method)
    criteria = "criterion" if item.criteria == 1 else "criteria"
    mapped = f" · {item.criteria} {criteria}" if item.criteria else ""
    recorded = f" · recorded by {escape(evidence.author)}" if evidence.author else ""
    return (
        f'<li class="row-item" data-filter-text="{label} {title} {method}">'
        f'<span class="e-number">{label}</span>'
        f'<div class="row-main"><a class="stretched-link" href="{address(evidence.code)}">{title}'
        f'</a> <span class="row-meta">{method} · {day_of(evidence.happened_on)}{recorded}{mapped}'
        "</span></div>"
        f'<span class="row-end">{status_chip(item.status.key)}</span></li>'
    )


@cache
def _method(name: str) -> SafeString:
    return escape(Method(name).label)


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
    links = "".join(_mapped_item(item, address) for item in items)
    return mark_safe(f'<ul class="tags">{links}</ul>')  # noqa: S308 - escaped below


def _mapped_item(item: MappedItem, address: Callable[[UUID], str]) -> str:
    """Only the title and the place are people's own."""
    place = f' <span class="muted">{escape(item.place)}</span>' if item.place else ""
    return (
        f'<li><a class="status {item.status.key}" href="{address(item.evidence.code)}">'
        f'<span class="e-number">{item.label}</span> {escape(item.evidence.title)}{place}'
        f'<span class="visually-hidden">, {item.status.words}</span></a></li>'
    )


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
        "day": day_of(timezone.localdate(item.since)),
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
def unit_cards(coverage: Coverage, claimed: Claimed | None = None) -> SafeString:
    """The units of an enrolment: how far each is, and the first reasons why it is not complete.

    ``claimed``: what stands of the learner's claims, where the page has read it.
    """
    address, claimed = unit_addresses_of(coverage.enrolment), claimed or {}
    rows = ((unit, claimed.get((coverage.enrolment.pk, unit.unit))) for unit in coverage.units)
    return format_html_join(
        "\n", _UNIT_CARD, (_card_values(unit, line, address) for unit, line in rows)
    )


@register.simple_tag
def claim_line(claimed: Claimed, enrolment: Enrolment) -> SafeString:
    """What stands of the claim of the whole qualification; nothing where there is none."""
    return _claim_line(claimed.get((enrolment.pk, None)))


def _claim_line(line: Line | None) -> SafeString:
    if line is None:
        return NOTHING
    return format_html('<p class="claim-line">{} {} on {}</p>', AWARD, line.words, day_of(line.on))


_UNIT_CARD = (
    '<article class="unit-card"><div class="unit-head">{ring}'
    '<h3><a class="stretched-link" href="{href}"><span class="code">{code}</span> {title}{lock}</a>'
    "</h3></div>{bar}{legend}{reasons}{claim}</article>"
)
REASONS_ON_CARD = 2


def _card_values(
    unit: UnitCoverage, line: Line | None, address: Callable[[str], str]
) -> dict[str, str]:
    counts = unit.counts
    return {
        "ring": coverage_ring(counts.met, counts.total),
        "href": address(unit.code),
        "code": unit.code,
        "title": unit.title,
        "bar": coverage_bar(counts),
        "legend": coverage_legend(counts),
        "lock": LOCK if unit.is_locked else NOTHING,
        "reasons": _state_of(unit),
        "claim": _claim_line(line),
    }


def _state_of(unit: UnitCoverage) -> SafeString:
    """Who has signed it off, or what is still to be done."""
    declared = unit.declared
    if declared is None:
        return COMPLETE if unit.is_complete else _first_reasons(unit.reasons)
    who = declared.assessor
    if not declared.is_complete:
        words = "Signed off by {}; the learner’s declaration is still to come."
        return format_html(f'<p class="muted">{words}</p>', who)
    day = day_of(timezone.localdate(declared.confirmed_at))
    return format_html('<p class="muted">Signed off by {} and the learner, {}.</p>', who, day)


def _first_reasons(reasons: Sequence[str]) -> SafeString:
    shown = list(reasons[:REASONS_ON_CARD])
    if len(reasons) > REASONS_ON_CARD:
        shown.append(f"{len(reasons) - REASONS_ON_CARD} more in the unit.")
    items = format_html_join("", "<li>{}</li>", ((reason,) for reason in shown))
    return format_html('<ul class="reasons">{}</ul>', items)


def unit_addresses_of(enrolment: Enrolment) -> Callable[[str], str]:
    """How to write the address of any unit of ``enrolment``, by the unit's code."""
    # A unit's code is made of capital letters, digits and hyphens.
    start = reverse("unit", args=[enrolment.code, "UNIT"]).removesuffix("UNIT/")
    return lambda code: f"{start}{code}/"


@register.simple_tag
def unit_counts(summary: Summary, learner: Learner) -> SafeString:
    """How many criteria of each unit are met, each a link to the unit."""
    address = unit_addresses_of(summary.enrolment)
    return format_html_join(
        "",
        '<li><a href="{}" title="{}"><span class="code">{}</span> {}/{}'
        '<span class="visually-hidden"> criteria met by {}</span>{}</a></li>',
        (
            (
                address(unit.code),
                unit.title,
                unit.code,
                unit.counts.met,
                unit.counts.total,
                learner,
                LOCK if unit.is_signed_off else NOTHING,
            )
            for unit in summary.units
        ),
    )
