"""Background jobs that hold a row while they work on it, and say that they live.

A worker may be killed at any moment, and nothing of it is left to say so. The row it held is free
again once it has been silent for a minute, and ``take_up`` gives it to another worker.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import F, QuerySet
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.tasks import async_task

from portfolio.models.claiming import silent, unclaimed

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_BEATS = 5
# A job that kills its worker (it takes more memory than there is) must not do so for ever.
MOST_RUNS = 3
# A worker with nothing else to do begins within a second.
LOST_AFTER = timedelta(seconds=60)


def claim(rows: QuerySet, **values: Any) -> datetime | None:
    """Claim the one of ``rows`` (of a ``Claimable``) for this run, setting ``values``; the moment
    is what tells this run from others. ``None`` where another run has it, or it is finished."""
    now = timezone.now()
    claimed = rows.filter(unclaimed(), finished_at=None).update(
        started_at=now, alive_at=now, runs=F("runs") + 1, **values
    )
    return now if claimed else None


@contextmanager
def beating(rows: QuerySet) -> Iterator[None]:
    """Say of ``rows``, in the block, that their run lives."""
    over = threading.Event()
    heart = threading.Thread(target=_beat, args=(rows, over), name="heart", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _beat(rows: QuerySet, over: threading.Event) -> None:
    try:
        while not over.wait(SECONDS_BETWEEN_BEATS):
            try:
                rows.all().update(alive_at=timezone.now())
            except DatabaseError:
                # The database restarts, or somebody holds it: there is time for some more beats.
                logger.warning("A job could not say that it lives.", exc_info=True)
                connection.close()
    finally:
        connection.close()


def worn_out(rows: QuerySet) -> QuerySet:
    """Those of ``rows`` whose runs were killed three times: to be ended, with a sentence."""
    return rows.filter(silent(), finished_at=None, runs__gte=MOST_RUNS)


def take_up(rows: QuerySet, job: Callable[[int], None]) -> int:
    """Give to a worker again what was dropped of ``rows``: those whose run was killed, and those
    whose job never reached the queue. Return how many. ``job`` takes a primary key.
    """
    unfinished = rows.filter(finished_at=None)
    dropped = list(unfinished.filter(silent()).values_list("pk", flat=True))
    taken = [pk for pk in dropped if _let_go(unfinished.filter(pk=pk))]
    if _queue_is_empty():
        lost = unfinished.filter(started_at=None, asked_at__lt=timezone.now() - LOST_AFTER)
        taken += lost.exclude(pk__in=taken).values_list("pk", flat=True)
    for pk in taken:
        async_task(job, pk)
    return len(taken)


def _let_go(rows: QuerySet) -> bool:
    """Not begun any more, so that a busy queue is not given it again every minute."""
    return bool(rows.filter(silent()).update(started_at=None, alive_at=None))


def _queue_is_empty() -> bool:
    """Whether whatever waits has lost its place: a server was killed before it could queue it."""
    return not get_broker().queue_size()
