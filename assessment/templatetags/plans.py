"""How pages draw plans and caseloads: stages of rows, and whether somebody is on track."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessment.caseload.tracking import Track, Tracking
from assessment.plans.rows import Stage

register = template.Library()

# The marks of a style sheet: a stage looks like the state of the criteria it speaks of.
_MARKS = {
    Stage.OVERDUE: "overdue",
    Stage.NOT_BEGUN: "unmapped",
    Stage.GATHERED: "draft",
    Stage.HANDED_OVER: "awaiting",
    Stage.MET: "met",
    Stage.CLOSED: "closed",
}


@register.simple_tag
def stage_chip(stage: Stage, count: int = 0) -> SafeString:
    """Where a row of a plan stands, as shape and word; with ``count``, how many do."""
    words = f"{count} {stage.words.lower()}" if count else stage.words
    return format_html('<span class="status {}">{}</span>', _MARKS[stage], words)


_TRACK_WORDS = {track.value: track.words for track in Track}


@register.simple_tag
def track_chip(tracking: Tracking) -> SafeString:
    """Whether somebody is on track, as shape and word; how it was worked out, on hover."""
    track = tracking.track
    return format_html(
        '<span class="status {}" title="{}">{}</span>',
        track.value,
        tracking.explanation,
        track.words,
    )


@register.simple_tag
def track_count(track: str, count: int) -> SafeString | str:
    """How many are in that state; nothing where nobody is."""
    if not count:
        return ""
    words = _TRACK_WORDS[track].lower()
    return format_html('<span class="status {}">{} {}</span>', track, count, words)


@register.simple_tag
@lru_cache(maxsize=1024)
def track_picture(tracking: Tracking) -> SafeString:
    """Two bars: above the time that has passed, below the criteria that are met."""
    spoken = f"{tracking.met}% of the criteria met"
    if tracking.time is not None:
        spoken = f"{tracking.time}% of the time passed, {spoken}"
    return format_html(
        '<svg class="track-picture" role="img" aria-label="{}" viewBox="0 0 100 12" width="100%" '
        'height="14" preserveAspectRatio="none"><rect class="track-ground" width="100" height="5"/>'
        '<rect class="track-time" width="{}" height="5"/><rect class="track-ground" y="7" '
        'width="100" height="5"/><rect class="met" y="7" width="{}" height="5"/></svg>',
        spoken,
        tracking.time or 0,
        tracking.met,
    )
