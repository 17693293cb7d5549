"""Say whether a backup is whole."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portfolio.backups.manifest import read_manifest
from portfolio.backups.place import BackupFault, place_for_reading
from portfolio.backups.verifying import damage_of
from portfolio.files.checking.looking import now_and_then


class Command(BaseCommand):
    help = (
        "Read backups of DIR back and compare every byte. Names what is damaged, and ends with "
        "status 1 if anything is. Needs nothing of the site that they are of."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", metavar="DIR", type=Path)
        parser.add_argument("--at", metavar="NAME", help="Which: the newest by default.")

    def handle(self, *, directory: Path, at: str | None, **_: Any) -> None:
        try:
            place = place_for_reading(directory)
            name = at or place.names()[-1]
            manifest = read_manifest(place, name)
            damage = list(damage_of(place, name, manifest, now_and_then(self._reading)))
        except BackupFault as reason:
            raise CommandError(str(reason)) from reason
        for words in damage:
            self.stdout.write(f"DAMAGED {words}")
        if damage:
            raise CommandError(f"{name} is not whole: {len(damage):,} faults.")
        self.stdout.write(
            f"{name} is whole: the database and {manifest.files:,} files "
            f"({manifest.bytes:,} bytes)."
        )

    def _reading(self, done: int, total: int) -> None:
        self.stderr.write(f"Read {done:,} of {total:,} files …")
