"""What state the documents of a batch are in: of each, and in total."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from assessment.exports.progress import SUSPICIOUS_WAIT, Progress, progress_of
from assessment.models import Batch, Export
from portfolio.models.claiming import alive, unclaimed


def not_begun() -> Q:
    """Waits for its turn, also after its worker was killed (see ``dropped``)."""
    return Q(unclaimed(), finished_at=None)


def running() -> Q:
    return Q(alive(), finished_at=None)


def ready() -> Q:
    return Q(finished_at__isnull=False, failure="")


def failed() -> Q:
    return ~Q(failure="")


def unfinished() -> Q:
    return Q(finished_at=None)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many documents of a batch are in which state. ``state``: ``making``, ``stopped`` or
    ``finished``."""

    waiting: int = 0
    running: int = 0
    ready: int = 0
    failed: int = 0
    state: str = "finished"
    is_slow: bool = False

    @property
    def total(self) -> int:
        return self.waiting + self.running + self.ready + self.failed

    @property
    def finished(self) -> int:
        return self.ready + self.failed

    @property
    def percent(self) -> int:
        return 100 * self.finished // self.total if self.total else 0

    @property
    def moves(self) -> bool:
        """Whether anything changes by itself."""
        return self.state == "making" or self.running > 0


def totals_of(batches: Iterable[Batch]) -> list[tuple[Batch, Totals]]:
    """Each batch with its totals; one query."""
    batches = list(batches)
    counted: dict[int, Mapping[str, Any]] = {
        row["batch"]: row
        for row in Export.objects.filter(batch__in=batches)
        .order_by()
        .values("batch")
        .annotate(
            waiting=Count("pk", filter=not_begun()),
            running=Count("pk", filter=running()),
            ready=Count("pk", filter=ready()),
            failed=Count("pk", filter=failed()),
            last=Max("finished_at"),
        )
    }
    return [(batch, _totals(batch, counted.get(batch.pk, {}))) for batch in batches]


def _totals(batch: Batch, counted: Mapping[str, Any]) -> Totals:
    last: datetime | None = counted.get("last")
    numbers = Totals(
        **{name: counted.get(name, 0) for name in ("waiting", "running", "ready", "failed")}
    )
    if not (numbers.waiting or numbers.running):
        return numbers
    if batch.stopped_at is not None:
        return replace(numbers, state="stopped")
    quiet_for = timezone.now() - max(last or batch.asked_at, batch.asked_at)
    is_slow = not numbers.running and quiet_for > SUSPICIOUS_WAIT
    return replace(numbers, state="making", is_slow=is_slow)


def exports_of(batch: Batch) -> QuerySet[Export]:
    """The documents, by the learners' names, each with whose it is."""
    return batch.exports.select_related(
        "enrolment__learner__user", "enrolment__qualification"
    ).order_by("enrolment__learner__user__name", "pk")


def progress_in(batch: Batch, export: Export) -> Progress:
    """How far one document of the batch is; of one not begun, whether it will be."""
    progress = progress_of(export)
    if progress.state != "waiting":
        return progress
    if batch.stopped_at is not None:
        return Progress("stopped", "Not begun.")
    # Others go first, so that a long wait is nothing to wonder about.
    return Progress("waiting", progress.words)
