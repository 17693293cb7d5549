"""Put a backup in the place of what is here."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portfolio.auditing import enter
from portfolio.backups.place import BackupFault, Place, place_for_reading
from portfolio.backups.restoring import (
    Chosen,
    choose,
    end_sessions,
    mend,
    other_keys,
    put_back,
    would_be_lost,
)
from portfolio.backups.verifying import damage_of
from portfolio.files.checking.looking import now_and_then
from portfolio.files.storage import StorageUnavailable
from portfolio.models import Act

UNAVAILABLE = "The storage does not answer. The database is as it was; run this again later."


class Command(BaseCommand):
    help = (
        "Put a backup of DIR in the place of this installation, which must be empty: the files, "
        "then the database, then migrations, check_files and verify_audit. Stop the site first. "
        "Until the database is replaced, in one step, nothing of what is here changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", metavar="DIR", type=Path)
        parser.add_argument(
            "--at", default="", metavar="NAME", help="Which: the newest by default."
        )
        parser.add_argument(
            "--force", action="store_true", help="Although the installation is not empty."
        )
        parser.add_argument(
            "--despite-damage", action="store_true", help="Leave out files that are damaged in DIR."
        )
        parser.add_argument(
            "--missing",
            action="store_true",
            help="Only put back files that rows name and that are missing or altered here. The "
            "database stays as it is and the site may run.",
        )

    def handle(self, *, directory: Path, missing: bool, **options: Any) -> None:
        try:
            place = place_for_reading(directory)
            if missing:
                self._mend(place)
            else:
                self._restore(choose(place, options["at"]), options)
        except BackupFault as reason:
            raise CommandError(str(reason)) from reason
        except StorageUnavailable as error:
            raise CommandError(UNAVAILABLE) from error
        except OSError as error:
            raise CommandError(
                f"{error.strerror or error}. The database is as it was; mend it and run this again."
            ) from error

    def _restore(self, chosen: Chosen, options: dict[str, Any]) -> None:
        lost = would_be_lost()
        if lost and not options["force"]:
            raise CommandError(
                f"This installation is not empty: {lost}. All that would be lost. Take a backup of "
                "it first; with --force it is replaced."
            )
        damaged = self._damaged(chosen, is_accepted=options["despite_damage"])
        copied = put_back(chosen, now_and_then(self._copying), damaged)
        call_command("migrate", verbosity=0)
        end_sessions()
        enter(Act.EXPORT, f"Restored the whole site from the backup {chosen.name}.", by=None)
        self.stdout.write(f"Restored {chosen.name}, with {copied:,} files that were not here.")
        self._look_over(chosen)

    def _damaged(self, chosen: Chosen, *, is_accepted: bool) -> frozenset[str]:
        report = now_and_then(self._reading)
        damage = list(damage_of(chosen.place, chosen.name, chosen.manifest, report))
        for words in damage:
            self.stdout.write(f"DAMAGED {words}")
        paths = frozenset(words.split(" ", 1)[0] for words in damage)
        if not all(path.startswith("files/") for path in paths):
            raise BackupFault(f"The database of {chosen.name} is damaged. Use another backup.")
        if damage and not is_accepted:
            raise BackupFault(
                f"{len(damage):,} files of {chosen.name} are damaged, and nothing was changed. Use "
                "another backup, or leave them out with --despite-damage."
            )
        return paths

    def _look_over(self, chosen: Chosen) -> None:
        if other := other_keys(chosen.manifest):
            self.stdout.write(
                f"This site has another {' and another '.join(other)} than the one that was backed "
                "up had: set what it was. Otherwise the trail’s seals do not verify, and the "
                "sealing keys and second factors do not open."
            )
        faults = [name for name in ("check_files", "verify_audit") if not self._passes(name)]
        if faults:
            raise CommandError(f"The backup is restored, but {' and '.join(faults)} found faults.")
        self.stdout.write("All is there. Start the site; everybody logs in anew.")

    def _passes(self, name: str) -> bool:
        try:
            call_command(name, stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            self.stdout.write(f"{name}: {error}")
            return False
        return True

    def _mend(self, place: Place) -> None:
        mended, left = mend(place, now_and_then(self._reading))
        for where in mended:
            self.stdout.write(f"Put back: {where}")
        for fault in left:
            self.stdout.write(f"In no backup here: {fault}")
        if mended:
            enter(Act.EXPORT, f"Put {len(mended):,} files back from a backup.", by=None)
        if left:
            raise CommandError(f"{len(left):,} files are in no backup of {place.directory}.")
        self.stdout.write(f"{len(mended):,} files were put back; nothing else is missing.")

    def _copying(self, done: int, total: int) -> None:
        self.stderr.write(f"Put back {done:,} of {total:,} files …")

    def _reading(self, done: int, total: int) -> None:
        self.stderr.write(f"Read {done:,} of {total:,} files …")
