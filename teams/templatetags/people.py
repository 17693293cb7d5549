"""How lists name colleagues."""

from collections.abc import Sequence

from django import template

from teams.models import Member

register = template.Library()

A_FEW = 4


@register.filter
def few_names(members: Sequence[Member]) -> str:
    """The first few names, and how many more: "Ash, Kit, Lou, Robin and 4 more"."""
    names = [member.shown_name for member in members]
    more = len(names) - A_FEW
    # "and 1 more" would take the room of the name.
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:A_FEW])} and {more} more"
