"""Take a backup of the database and all files, while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portfolio.auditing import enter
from portfolio.backups.manifest import read_manifest
from portfolio.backups.place import BackupFault, Place, place_for_writing
from portfolio.backups.taking import Taken, take_backup
from portfolio.backups.thinning import keep_newest
from portfolio.backups.verifying import damage_of
from portfolio.files.checking.looking import now_and_then
from portfolio.files.storage import StorageUnavailable
from portfolio.models import Act


class Command(BaseCommand):
    help = (
        "Write the database and all files to DIR, while people work. Only files that DIR lacks are "
        "copied; each backup in DIR is whole. Ends with status 1 where it is not, or where the "
        "site itself lacks files. See docs/backup.md for what else to keep."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", metavar="DIR", type=Path)
        parser.add_argument(
            "--keep", type=int, metavar="N", help="Afterwards keep only the newest N in DIR."
        )
        parser.add_argument(
            "--verify", action="store_true", help="Read all of the backup back and compare."
        )

    def handle(self, *, directory: Path, keep: int | None, verify: bool, **_: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep is 1 or more.")
        try:
            with place_for_writing(directory) as place:
                taken = take_backup(place, now_and_then(self._copying))
                self._say_taken(place, taken)
                if verify:
                    self._verify(place, taken.name)
                if keep:
                    self._keep(place, keep)
        except BackupFault as reason:
            raise CommandError(str(reason)) from reason
        except StorageUnavailable as error:
            raise CommandError(
                "The storage does not answer, so no backup was made. Try again later."
            ) from error
        if taken.lacking:
            raise CommandError(
                f"The site itself lacks {len(taken.lacking):,} files, so the backup does, too. "
                "“manage.py check_files” names them."
            )

    def _say_taken(self, place: Place, taken: Taken) -> None:
        enter(
            Act.EXPORT, "Took a backup of the whole site, from a shell.", by=None, name=taken.name
        )
        if taken.let_go:
            self.stdout.write(
                f"{len(taken.let_go):,} files on their way in went on while they were copied. "
                "After a restore they have to be sent again, and check_files names them."
            )
        self.stdout.write(
            f"{place.backups / taken.name}: the database and {taken.files:,} files "
            f"({taken.bytes:,} bytes), {taken.copied:,} of them new."
        )

    def _verify(self, place: Place, name: str) -> None:
        manifest = read_manifest(place, name)
        damage = list(damage_of(place, name, manifest, now_and_then(self._reading)))
        for words in damage:
            self.stdout.write(f"DAMAGED {words}")
        if damage:
            raise CommandError(f"{name} is not whole. Look after the disk, and take another.")
        self.stdout.write("Read back: every byte is as it was written.")

    def _keep(self, place: Place, number: int) -> None:
        backups, files = keep_newest(place, number)
        if backups or files:
            self.stdout.write(f"Removed {backups:,} older backups and {files:,} files of theirs.")

    def _copying(self, done: int, total: int) -> None:
        self.stderr.write(f"Copied {done:,} of {total:,} files …")

    def _reading(self, done: int, total: int) -> None:
        self.stderr.write(f"Read back {done:,} of {total:,} files …")
