"""Say of PDFs whether they are unaltered, and which state of a portfolio they show."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.sealing.checking import check
from assessment.sealing.words import words_on


class Command(BaseCommand):
    help = (
        "Verify PDFs that this site sealed, as its public page does. Ends with status 1 unless "
        "each of them is unaltered."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], **_: Any) -> None:
        unaltered = [self._check(file) for file in files]
        if not all(unaltered):
            raise CommandError(
                "Not every file is unaltered." if len(files) > 1 else "It is not proved unaltered."
            )

    def _check(self, file: Path) -> bool:
        try:
            with file.open("rb") as content:
                sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror}.") from error
        verdict = check(str(file.resolve()), sha256)
        self.stdout.write(f"{file}: {words_on(verdict)}")
        if verdict.is_unaltered and verdict.export:
            export = verdict.export
            self.stdout.write(f"  {export}, made {export.finished_at:%Y-%m-%d %H:%M %Z}")
            self.stdout.write(f"  state {export.state_hash}")
            self.stdout.write(f"  audit trail {export.audit_length}:{export.audit_head}")
        return verdict.is_unaltered
