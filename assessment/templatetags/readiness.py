"""How the pages on readiness draw what each criterion has and lacks."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessment.advice.of_unit.gaps import CriterionGap
from assessment.mapped import MappedItem
from assessment.quality.risks import in_months
from assessment.reasons import in_words
from assessment.templatetags.rows import addresses_of
from portfolio.models import Method
from portfolio.templatetags.look import status_chip

register = template.Library()

# As many as fit beside a criterion; the unit's page names them all.
ITEMS_NAMED = 8
_NOTE = '<p class="gap-note">{}</p>'


@register.simple_tag
def gap_rows(gaps: Iterable[CriterionGap]) -> SafeString:
    """A row for each criterion: its items, by which methods, and what there is against them."""
    address = addresses_of("evidence")
    return format_html_join(
        "\n",
        '<li class="row-item"><span class="code">{}</span><div class="row-main">{}{}{}</div>'
        '<span class="row-end">{}</span></li>',
        (
            (
                gap.label,
                gap.criterion.text,
                _items(gap.criterion.items, address),
                format_html_join("", _NOTE, ((words,) for words in _notes(gap))),
                status_chip(gap.criterion.status.key),
            )
            for gap in gaps
        ),
    )


def _items(items: tuple[MappedItem, ...], address) -> SafeString:
    if not items:
        return SafeString("")
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((address(each.evidence.code), each.label) for each in items[:ITEMS_NAMED]),
    )
    more = f" and {len(items) - ITEMS_NAMED} more" if len(items) > ITEMS_NAMED else ""
    methods = dict.fromkeys(str(Method(each.evidence.method).label) for each in items)
    return format_html('<span class="row-meta">{}{} · {}</span>', links, more, ", ".join(methods))


def _notes(gap: CriterionGap) -> Iterable[str]:
    """In the words of the lines above, shorter."""
    items, methods = gap.missing
    if gap.needs_words and gap.missing:
        lacks = [_number(items, "item")] if items else []
        lacks += [_number(methods, "method")] if methods else []
        yield f"Needs {gap.needs_words}: {in_words(lacks)} still missing."
    for said in gap.said:
        yield f"{said.item.label}, not yet: {said.action or said.feedback}"
    for doubt in gap.doubts:
        yield f"{doubt.item.label}: not confirmed as {in_words(doubt.words)}."
    for old in gap.old:
        when = "at its hand-over" if old.at_hand_over else "today"
        yield f"{old.item.label}: {in_months(old.months)} old {when}."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
