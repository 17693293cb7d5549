"""How pages draw advice: how sure it is, how much of a unit is clear."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessment.advice.advising import Advised
from assessment.advice.sections import UnitAdvice
from portfolio.templatetags.look import icon

register = template.Library()

ICONS = {"counted": "check2-circle", "read": "chat-left-text", "guessed": "question-circle"}
# Found things that a card shows before the rest is folded.
AT_ONCE = 4


@register.simple_tag
def sureness(advised: Advised) -> SafeString:
    """A word with its sign, then why: "Likely: it is read from your words …"."""
    word, _, reason = advised.sureness.partition(": ")
    return format_html(
        '<p class="sureness"><span class="sureness-word">{} {}</span> {}</p>',
        icon(ICONS[advised.sureness_key]),
        word,
        f"{reason[:1].upper()}{reason[1:]}",
    )


@register.simple_tag
def checks_bar(section: UnitAdvice) -> SafeString:
    """How many of a unit's checks found nothing; the words beside it say the same."""
    clear = 100 * section.clear / section.checks
    return format_html(
        '<svg class="coverage-bar" aria-hidden="true" viewBox="0 0 100 8" width="100%" height="10" '
        'preserveAspectRatio="none"><rect class="met" x="0" y="0" width="{}" height="8" '
        'fill="#1c7a4a"/><rect class="not_yet" x="{}" y="0" width="{}" height="8" '
        'fill="#b3730f"/></svg>',
        f"{clear:.2f}",
        f"{clear:.2f}",
        f"{100 - clear:.2f}",
    )


@register.filter
def at_once(things: tuple) -> tuple:
    """What is shown of a list before the rest is folded; one more is not worth a fold."""
    return things if len(things) <= AT_ONCE + 1 else things[:AT_ONCE]


@register.filter
def folded(things: tuple) -> tuple:
    return things[len(at_once(things)) :]
