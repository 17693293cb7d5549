"""How far a document is, as the pages say it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessment import rules
from assessment.exports.making import SUFFIXES
from assessment.models import Enrolment, Export, Format, Made, Variant
from portfolio.files.filenames import safe_name
from portfolio.models import User

# A worker that has nothing else to do begins within a second.
SUSPICIOUS_WAIT = timedelta(seconds=20)
INTERRUPTED = "Making the document was interrupted. It begins again by itself in a minute or two."
SUSPICIOUS_SILENCE = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a document is: ``waiting``, ``running``, ``ready`` or ``failed``, and in words."""

    state: str
    words: str
    percent: int = 0
    is_slow: bool = False

    @property
    def is_over(self) -> bool:
        return self.state in ("ready", "failed")


def progress_of(document: Made) -> Progress:
    """What to tell whoever waits; also for a document whose worker was killed or never came."""
    now = timezone.now()
    if document.failure:
        return Progress("failed", document.failure)
    if document.finished_at:
        return Progress("ready", "Your document is ready.", 100)
    if document.started_at is None:
        is_slow = now - document.asked_at > SUSPICIOUS_WAIT
        return Progress("waiting", "Waiting for its turn.", is_slow=is_slow)
    if document.is_silent:
        heard_of = document.alive_at or document.started_at
        return Progress("waiting", INTERRUPTED, is_slow=now - heard_of > SUSPICIOUS_SILENCE)
    return Progress("running", f"{document.stage}.", document.percent)


def exports_for(user: User, enrolment: Enrolment) -> QuerySet[Export]:
    """The documents of a portfolio that ``user`` may take away; see ``rules.can_take``."""
    # What a batch has not made yet is watched, and stopped, on the page of the batch.
    exports = enrolment.exports.select_related("asked_by").exclude(~Q(batch=None), finished_at=None)
    if not rules.can_export_quality(user, enrolment.learner):
        exports = exports.exclude(~Q(format=Format.ARCHIVE), variant=Variant.FULL)
    if not rules.can_archive(user, enrolment.learner):
        exports = exports.exclude(format=Format.ARCHIVE)
    return exports


def download_name(export: Export) -> str:
    """Such as ``Anna-Kowalczyk-CSL-portfolio-2026-11-22.pdf``."""
    enrolment = export.enrolment
    day = timezone.localdate(export.asked_at).isoformat()
    name = f"{enrolment.learner} {enrolment.qualification.code} portfolio {day}"
    return re.sub(r"\s+", "-", safe_name(name + SUFFIXES[export.format]))
