"""What pages are drawn with: icons, states, coverage as bar and ring, the navigation."""

import re
from functools import cache, lru_cache
from typing import Any, Protocol

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

PRODUCT_NAME = "Cairn"

# The order of a bar, from done to untouched. The colours are those of paper and of a light screen;
# style sheets replace them (see --met … in tokens.css, which a test compares with these).
STATES = {
    "met": ("Met", "#1c7a4a"),
    "partly": ("Partly met", "#7fb89a"),
    "awaiting": ("Awaiting", "#2c6fb3"),
    "returned": ("Returned", "#6b5bb5"),
    "not_yet": ("Not yet", "#b3730f"),
    "draft": ("Draft", "#8d858b"),
    "unmapped": ("Unmapped", "#e4dfe2"),
}

ICONS = settings.BASE_DIR / "node_modules" / "bootstrap-icons" / "icons"
ICON_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
UNDO = "undo:"


class Counts(Protocol):
    """How many criteria are in each state. Hashable: drawings of the same numbers are kept."""

    met: int
    partly: int
    awaiting: int
    returned: int
    not_yet: int
    draft: int
    unmapped: int
    total: int


@register.simple_tag
def product_name() -> str:
    return PRODUCT_NAME


# -- Icons ------------------------------------------------------------------------------------


@cache
def _icon_shapes(name: str) -> str:
    """The inside of the package's ``<svg>``; ``ValueError`` for what is not an icon's name."""
    if not ICON_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of an icon.")
    drawing = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    return drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")].strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of the bootstrap-icons, inline; hidden from screen readers unless it has a ``label``."""
    if label:
        return _drawn(name, format_html('role="img" aria-label="{}"', label))
    return _silent_icon(name)


@cache
def _silent_icon(name: str) -> SafeString:
    return _drawn(name, 'aria-hidden="true"')


def _drawn(name: str, spoken: str) -> SafeString:
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" {}>{}'
        "</svg>",
        mark_safe(spoken),  # noqa: S308 - escaped by format_html above
        mark_safe(_icon_shapes(name)),  # noqa: S308 - a drawing of the installed package
    )


# -- States and coverage ----------------------------------------------------------------------


@register.simple_tag
@cache
def status_chip(status: str) -> SafeString:
    """The state of a criterion, as a shape (drawn by the style sheet) and a word."""
    return format_html('<span class="status {}">{}</span>', str(status), STATES[status][0])


def _amounts(counts: Counts) -> list[tuple[str, str, str, int]]:
    """State, word, colour and number of each state that occurs."""
    rows = ((state, *STATES[state], getattr(counts, state)) for state in STATES)
    return [row for row in rows if row[3]]


def _coverage_in_words(counts: Counts) -> str:
    others = [row for row in _amounts(counts) if row[0] != "met"]
    words = [f"{number} {word.lower()}" for _, word, _, number in others]
    return ", ".join([f"{counts.met} of {counts.total} met", *words])


@register.simple_tag
@lru_cache(maxsize=1024)
def coverage_bar(counts: Counts) -> SafeString:
    """One segment for each state, as wide as its share of the criteria."""
    segments, left = [], 0.0
    for state, _, colour, number in _amounts(counts):
        width = 100 * number / counts.total
        segments.append((state, f"{left:.2f}", f"{width:.2f}", colour))
        left += width
    drawn = format_html_join(
        "", '<rect class="{}" x="{}" y="0" width="{}" height="8" fill="{}"/>', segments
    )
    return format_html(
        '<svg class="coverage-bar" role="img" aria-label="{}" viewBox="0 0 100 8" width="100%" '
        'height="10" preserveAspectRatio="none">{}</svg>',
        _coverage_in_words(counts),
        drawn,
    )


@register.simple_tag
@lru_cache(maxsize=1024)
def coverage_legend(counts: Counts) -> SafeString:
    """The numbers behind a bar. Screen readers have them from the bar already."""
    items = [(state, number, word.lower()) for state, word, _, number in _amounts(counts)]
    return format_html(
        '<ul class="coverage-legend" aria-hidden="true">{}</ul>',
        format_html_join("", '<li class="status {}"><b>{}</b> {}</li>', items),
    )


@register.simple_tag
@lru_cache(maxsize=1024)
def coverage_ring(met: int, total: int, size: str = "sm") -> SafeString:
    """How much of the whole is met. Full only when all of it is: 199 of 200 shows 99 %."""
    percent = 100 * met // total if total else 0
    return format_html(
        '<svg class="coverage-ring coverage-ring-{}" role="img" aria-label="{} of {} met" '
        'viewBox="0 0 36 36" width="56" height="56">'
        '<circle class="track" cx="18" cy="18" r="15" fill="none" stroke="#e4dfe2" '
        'stroke-width="4"/>'
        '<circle class="met" cx="18" cy="18" r="15" fill="none" stroke="#1c7a4a" stroke-width="4" '
        'pathLength="100" stroke-dasharray="{} 100" transform="rotate(-90 18 18)"/>'
        '<text x="18" y="18" text-anchor="middle" dominant-baseline="central" font-size="9" '
        'fill="currentColor">{}%</text></svg>',
        size,
        met,
        total,
        percent,
        percent,
    )


# -- The page's frame -------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def nav_link(context: RequestContext, name: str, label: str, *also: str) -> SafeString | str:
    """An item of the main navigation, marked where one is there or below it, or below ``also``."""
    try:
        target = reverse(name)
    except NoReverseMatch:
        return ""
    path = context["request"].path
    if path == target:
        current = mark_safe(' aria-current="page"')
    # Everything is below "/".
    elif path.startswith(also if target == "/" else (target, *also)):
        current = mark_safe(' aria-current="true"')
    else:
        current = ""
    return format_html(
        '<li><a class="site-nav-link" href="{}"{}>{}</a></li>', target, current, label
    )


@register.filter
def undo_address(message: Any) -> str:
    """Where the message's undo button posts to: the part of ``extra_tags`` after ``undo:``."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""
