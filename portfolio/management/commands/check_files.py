"""Say whether all files are there and whole."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portfolio.files.checking.looking import Tally, look_at_all, now_and_then
from portfolio.files.storage import StorageUnavailable

UNAVAILABLE = "The storage does not answer, so nothing can be said of the files. Try again later."


class Command(BaseCommand):
    help = (
        "Check that every row has its bytes, of its size and its SHA-256, and that every stored "
        "file belongs to a row. Names each fault, says how to mend it, and ends with status 1 if "
        "there is any. Safe while people work; what is younger than a day may be on its way."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-hashes", action="store_true", help="Quick: compare names and sizes, read nothing."
        )
        parser.add_argument(
            "--json", action="store_true", help="One JSON object for each fault and one at the end."
        )

    def handle(self, *, no_hashes: bool, json: bool, **_: Any) -> None:
        tally = Tally()
        say = self._say_json if json else self._say
        try:
            for fault in look_at_all(tally, now_and_then(self._progress), reads=not no_hashes):
                say(fault.as_json() if json else f"FAULT {fault}")
        except StorageUnavailable as error:
            raise CommandError(UNAVAILABLE) from error
        if json:
            say({"rows": tally.named, "stored": tally.stored, "faults": tally.faults})
        if tally.total:
            raise CommandError(f"{_counted(tally.total, 'fault')} among {_looked_at(tally)}.")
        if not json:
            say(f"All is well: {_looked_at(tally)}.")

    def _say(self, words: Any) -> None:
        self.stdout.write(words)

    def _say_json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value))

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"Read {done:,} of {total:,} files …")


def _looked_at(tally: Tally) -> str:
    how = "every byte read" if tally.read else "sizes compared, nothing read"
    files = _counted(tally.named, "file")
    return f"{files} of rows and {tally.stored:,} stored, {how}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
