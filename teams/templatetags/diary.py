"""What lists say of diary entries."""

from django import template
from django.utils import timezone

from teams.models import DiaryEntry
from teams.sheets.development import said_later
from teams.sheets.writing import written

register = template.Library()


@register.filter
def written_when(entry: DiaryEntry) -> str:
    """ "Written 12 days later", or when, of an entry that was written while it was fresh."""
    at = timezone.localtime(entry.created_at)
    day = "" if at.date() == entry.happened_on else f"{written(at.date())}, "
    return said_later(entry) or f"Written {day}{at:%H:%M}"
