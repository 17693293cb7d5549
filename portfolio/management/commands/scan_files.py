"""Scan stored files for viruses again, with the signatures that the scanner has now."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portfolio.files.quarantine import all_files, scan_again, scan_waiting
from portfolio.files.scanning import scanner_health
from portfolio.models import Scan

WORDS = {
    Scan.CLEAN: "nothing found",
    Scan.FOUND: "kept back",
    Scan.PASSED: "larger than the scanner takes",
    Scan.WAITING: "not scanned: the scanner did not answer",
    Scan.NONE: "not scanned: the scanner did not answer",
}


class Command(BaseCommand):
    help = (
        "Scan every stored file again: new signatures find what older ones did not, and let go "
        "what was a false alarm. Those concerned are told. Ends with status 1 if any is kept back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--waiting", action="store_true", help="Only those that the scanner has not seen yet."
        )

    def handle(self, *, waiting: bool, **_: Any) -> None:
        health = scanner_health()
        if not health.is_set:
            raise CommandError("This site has no virus scanner: set CLAMD_ADDRESS.")
        if not health.version:
            raise CommandError(
                "The virus scanner does not answer. Start clamd, then run this again."
            )
        if waiting:
            self.stdout.write(f"Let go: {scan_waiting()}.")
            return
        found = self._scan_all()
        if found[Scan.FOUND]:
            raise CommandError("Some files are kept back; those concerned have been told.")

    def _scan_all(self) -> Counter[Scan]:
        found: Counter[Scan] = Counter()
        for file in all_files():
            try:
                answer = scan_again(file)
            except FileNotFoundError:
                self.stderr.write(
                    f"{file.evidence.learner}, {file.evidence.label}, {file}: missing."
                )
                continue
            found[answer] += 1
            if answer == Scan.FOUND:
                self.stdout.write(
                    f"{file.evidence.learner}, {file.evidence.label}, {file}: {file.threat}"
                )
        for scan, count in found.items():
            self.stdout.write(f"{WORDS[scan]}: {count}")
        return found
