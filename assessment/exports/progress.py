"""How far a document is, as the pages say it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from assessment.exports.making import LONGEST, SUFFIXES
from assessment.models import Export
from portfolio.filenames import safe_name

# A worker that has nothing else to do begins within a second.
SUSPICIOUS_WAIT = timedelta(seconds=20)
INTERRUPTED = "Making the document was interrupted. Try again."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an export is: ``waiting``, ``running``, ``ready`` or ``failed``, and in words."""

    state: str
    words: str
    percent: int = 0
    is_slow: bool = False

    @property
    def is_over(self) -> bool:
        return self.state in ("ready", "failed")


def progress_of(export: Export) -> Progress:
    """What to tell whoever waits; also for an export whose worker was killed or never came."""
    now = timezone.now()
    if export.failure:
        return Progress("failed", export.failure)
    if export.finished_at:
        return Progress("ready", "Your document is ready.", 100)
    if export.started_at is None:
        is_slow = now - export.asked_at > SUSPICIOUS_WAIT
        return Progress("waiting", "Waiting for its turn.", is_slow=is_slow)
    if now - export.started_at > LONGEST:
        return Progress("failed", INTERRUPTED)
    return Progress("running", f"{export.stage}.", export.percent)


def download_name(export: Export) -> str:
    """Such as ``Anna-Kowalczyk-CSL-portfolio-2026-11-22.pdf``."""
    enrolment = export.enrolment
    day = timezone.localdate(export.asked_at).isoformat()
    name = f"{enrolment.learner} {enrolment.qualification.code} portfolio {day}"
    return re.sub(r"\s+", "-", safe_name(name + SUFFIXES[export.format]))
