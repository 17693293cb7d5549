"""Remind people of what is due; for a schedule, or by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from assessment.caseload.reminding import send_reminders


class Command(BaseCommand):
    help = (
        "Make notices of what is overdue, due tomorrow, waiting long or quiet. Run it once a day; "
        "run again, it tells nobody twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = send_reminders()
        self.stdout.write(f"{count} notice{'' if count == 1 else 's'} made.")
