"""Let the background worker do its daily jobs."""

from typing import Any

from django.core.management.base import BaseCommand

from portfolio.jobs import JOBS, schedule_jobs


class Command(BaseCommand):
    help = "Schedule the daily jobs of the background worker; those there are stay as they are."

    def handle(self, **_: Any) -> None:
        made = schedule_jobs()
        for job in JOBS:
            is_new = "now scheduled" if job.name in made else "scheduled already"
            self.stdout.write(f"{job.name}: {is_new}, daily at {job.at:%H:%M}.")
