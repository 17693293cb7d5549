"""Remove what interrupted work left in the storage."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portfolio.files.checking.sweeping import TooMuch, sweep


class Command(BaseCommand):
    help = (
        "Remove stored bytes that no row has named for a day, and parts of interrupted uploads. "
        "Safe while people work. The background worker does it every night."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--however-much",
            action="store_true",
            help="Also where a tenth or more of all files belongs to no row.",
        )

    def handle(self, *, however_much: bool, **_: Any) -> None:
        try:
            swept = sweep(however_much=however_much)
        except TooMuch as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(
            f"Removed {swept.objects:,} stored files ({swept.bytes:,} bytes) and "
            f"{swept.parts:,} parts of interrupted uploads."
        )
