"""What the background worker does by itself, every day or every few minutes."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django_q.models import Schedule


@dataclass(frozen=True, slots=True)
class Job:
    """``function`` by its path, since those of apps further out cannot be imported here."""

    name: str
    function: str
    at: time = time(0)
    minutes: int | None = None  # from one run to the next, where once a day is not enough


# Reminders become notices, which the digest then sends.
JOBS = (
    Job("reminders", "assessment.caseload.reminding.send_reminders", time(6, 30)),
    Job("digests", "portfolio.digests.send_digests", time(7)),
    Job("derivatives", "portfolio.files.derivatives.catching_up.catch_up", minutes=10),
    Job("documents", "assessment.exports.warming.warm_portfolios", minutes=10),
    Job("uploads", "portfolio.files.resuming.sweeping.sweep_uploads", minutes=10),
    Job("scanning", "portfolio.files.quarantine.scan_waiting", minutes=5),
    Job("sweep", "portfolio.files.checking.nightly.sweep_nightly", time(1, 30)),
    Job("files", "portfolio.files.checking.nightly.check_nightly", time(2)),
    Job("dropped", "assessment.exports.dropped.take_up_dropped", minutes=1),
    Job("dropped files", "portfolio.files.dropped.take_up_dropped_files", minutes=1),
    Job("shelf", "assessment.exports.warming.clear_shelf", time(3, 15)),
    Job("suggestions", "assessment.advice.suggesting.learning.learn_mappings", time(4, 15)),
    Job("run out", "portfolio.accounts.clearing.clear_run_out", time(3, 45)),
)


def schedule_jobs() -> list[str]:
    """Make what is missing of the schedules; returns the names of the new ones.

    One that is there keeps its next time and whatever was changed of it in Django admin.
    """
    made = []
    for job in JOBS:
        _, is_new = Schedule.objects.get_or_create(
            name=job.name,
            func=job.function,
            defaults=_timing(job),
        )
        if is_new:
            made.append(job.name)
    return made


def _timing(job: Job) -> dict[str, object]:
    if job.minutes is None:
        return {"schedule_type": Schedule.DAILY, "next_run": _next(job.at)}
    return {"schedule_type": Schedule.MINUTES, "minutes": job.minutes, "next_run": timezone.now()}


def _next(at: time) -> datetime:
    now = timezone.localtime()
    today = timezone.make_aware(datetime.combine(now.date(), at))
    if today > now:
        return today
    return timezone.make_aware(datetime.combine(now.date() + timedelta(days=1), at))
