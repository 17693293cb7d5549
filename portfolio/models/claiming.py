"""Rows that one run of a background job works on, whichever of several begins first."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

# A run says every few seconds that it lives (see ``portfolio.claiming``): one that has not for so
# long was killed. Long enough for a disk, or another process's lock, that holds it up.
SILENT_AFTER = timedelta(seconds=60)
# As long as a job may run (see Q_CLUSTER): one that never said that it lives and began earlier.
LONGEST = timedelta(minutes=15)

NOT_BEGUN: dict[str, Any] = {"started_at": None, "alive_at": None, "runs": 0}


class Claimable(models.Model):
    """What a job works on. ``finished_at``, which says that it is over, is the row's own."""

    started_at = models.DateTimeField(null=True, editable=False)
    alive_at = models.DateTimeField(
        null=True, editable=False, help_text="When its job last said that it lives."
    )
    runs = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="How often a job has begun it."
    )

    class Meta:
        abstract = True

    @property
    def is_silent(self) -> bool:
        """Begun, and whatever worked on it was killed; only of what is not finished."""
        now = timezone.now()
        if self.started_at is None:
            return False
        if self.alive_at is None:
            return self.started_at < now - LONGEST
        return self.alive_at < now - SILENT_AFTER


def silent() -> Q:
    """As ``is_silent``, of rows."""
    now = timezone.now()
    return Q(alive_at__lt=now - SILENT_AFTER) | Q(alive_at=None, started_at__lt=now - LONGEST)


def alive() -> Q:
    """Begun, and the run lives as far as anybody knows."""
    now = timezone.now()
    return Q(alive_at__gte=now - SILENT_AFTER) | Q(alive_at=None, started_at__gte=now - LONGEST)


def unclaimed() -> Q:
    """Free for a run: not begun, or by one that was killed."""
    return Q(started_at=None) | silent()
