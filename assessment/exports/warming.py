"""Keeping documents warm: what has changed is laid out before anybody asks for it."""

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from assessment.dossier.binding.shelf import Shelf
from assessment.dossier.compiling import compile_dossier
from assessment.dossier.rendering import warm
from assessment.models import Enrolment
from portfolio.models import AuditEntry, Evidence

logger = logging.getLogger(__name__)

# Longer than from one run to the next, lest anything fall in between; laid out once anyway.
LOOKING_BACK = timedelta(minutes=25)
LONGEST_RUN = timedelta(minutes=5)
UNUSED_FOR = timedelta(days=30)


def warm_portfolios() -> int:
    """Lay out what changed lately in the portfolios of current learners.

    Returns how many sections that were. What is left after five minutes is for the next run, or
    for whoever asks for the document.
    """
    began = time.monotonic()
    laid_out = 0
    for enrolment in _changed_enrolments():
        try:
            laid_out += warm(compile_dossier(enrolment))
        except Exception:
            # One portfolio that cannot be laid out is no reason to leave the others.
            logger.exception("Enrolment %s could not be laid out.", enrolment.pk)
        if time.monotonic() - began > LONGEST_RUN.total_seconds():
            break
    return laid_out


def _changed_enrolments() -> list[Enrolment]:
    since = timezone.now() - LOOKING_BACK
    told = AuditEntry.objects.filter(at__gt=since).values("learner")
    written = Evidence.objects.filter(changed_at__gt=since).values("learner")
    return list(
        Enrolment.objects.filter(Q(learner__in=told) | Q(learner__in=written), ended_on=None)
    )


def clear_shelf() -> int:
    """Remove what no document used for a month; returns how many files."""
    return Shelf(settings.SHELF_DIR).clear(UNUSED_FOR)
