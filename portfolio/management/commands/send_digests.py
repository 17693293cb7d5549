"""Send the daily e-mails now: for cron, where no background worker runs."""

from typing import Any

from django.core.management.base import BaseCommand

from portfolio.digests import send_digests


class Command(BaseCommand):
    help = "E-mail what is new to everybody who wants it; nobody gets two within a day."

    def handle(self, **_: Any) -> None:
        number = send_digests()
        self.stdout.write(f"Sent {number} e-mail{'' if number == 1 else 's'}.")
