"""A session's record as a narrative: what pages, versions and the PDF show once it is signed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from assessment.models import AssessorRecord, Question
from assessment.sessions.words import WORDS
from portfolio.models import Evidence
from portfolio.narrative import clean

NOTHING = SafeString("")


def narrative_of(
    evidence: Evidence, record: AssessorRecord, questions: Iterable[Question], signed: str = ""
) -> str:
    """Facts, rows with their times, next steps and the signature's words, as clean HTML.

    Raises ``ValidationError`` where it is longer than a narrative can be.
    """
    words = WORDS[evidence.method]
    parts = (
        format_html("<h3>About this {}</h3><ul>{}</ul>", words.noun, _facts(evidence, record)),
        _rows(words.heading, questions),
        _paragraphs("Agreed next steps", record.follow_up),
        format_html("<p><strong>Signed:</strong> {}</p>", signed) if signed else NOTHING,
    )
    return clean("".join(parts))


def times_in_words(record: AssessorRecord) -> str:
    """ "3 May 2026, 10:00 to 11:05 (1 hour 5 minutes)"."""
    began = timezone.localtime(record.began_at)
    day = format_date(began, "j F Y, H:i")
    if record.ended_at is None:
        return day
    ended = format_date(timezone.localtime(record.ended_at), "H:i")
    return f"{day} to {ended} ({length_in_words(record.began_at, record.ended_at)})"


def length_in_words(began: datetime, ended: datetime) -> str:
    """ "1 hour 5 minutes". In UTC, as a clock that is put forward does not shorten it."""
    length = ended.astimezone(UTC) - began.astimezone(UTC)
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    said = [
        f"{count} {unit}{'' if count == 1 else 's'}"
        for count, unit in ((hours, "hour"), (minutes, "minute"))
        if count
    ]
    return " ".join(said) or "less than a minute"


def _facts(evidence: Evidence, record: AssessorRecord) -> SafeString:
    facts = (
        ("Recorded by", str(evidence.author)),
        ("When", times_in_words(record)),
        ("Where", record.place),
        ("Who else was there", record.present),
    )
    told = ((name, value) for name, value in facts if value)
    return format_html_join("", "<li><strong>{}:</strong> {}</li>", told)


def _rows(heading: str, questions: Iterable[Question]) -> SafeString:
    rows = format_html_join(
        "",
        "<li><p><strong>{}</strong>{}</p>{}</li>",
        ((row.asked, _time(row.time), _text(row.answered)) for row in questions),
    )
    return format_html("<h3>{}</h3><ol>{}</ol>", heading, rows) if rows else NOTHING


def _time(time: str) -> SafeString:
    return format_html(" <em>({})</em>", time) if time else NOTHING


def _paragraphs(heading: str, text: str) -> SafeString:
    return format_html("<h3>{}</h3>{}", heading, _text(text)) if text else NOTHING


def _text(text: str) -> SafeString:
    return mark_safe(linebreaks(escape(text)))  # noqa: S308 - escaped here
