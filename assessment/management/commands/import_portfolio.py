"""Bring the archive of a portfolio into a centre, from a shell."""

from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from assessment.archive.coming_in import Importing, import_archive, try_archive
from assessment.archive.obstacles import other_words
from assessment.archive.people import named_in
from assessment.archive.refusing import ArchiveRefused
from portfolio.models import Centre


class Command(BaseCommand):
    help = (
        "Bring the archive of a portfolio into a centre: all of it, or nothing with the reasons. "
        "Everybody whom it names is made as a person who cannot log in, unless --same says who "
        "they are here."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path, help="The ZIP file.")
        parser.add_argument(
            "--centre", required=True, metavar="NUMBER", help="The centre’s number, or its name."
        )
        parser.add_argument(
            "--same",
            action="append",
            default=[],
            metavar="THERE=HERE",
            help="A person of the archive is this one here (user names). May be given several "
            "times.",
        )
        parser.add_argument(
            "--try", action="store_true", dest="tries", help="Say what would happen; store nothing."
        )

    def handle(self, *, archive: Path, centre: str, same: list[str], tries: bool, **_: Any) -> None:
        importing = Importing(_centre(centre), None, dict(map(_pair, same)))
        try:
            with archive.open("rb") as file:
                if tries:
                    self._try(file, importing)
                    return
                learner = import_archive(file, importing, self._report)
        except OSError as error:
            raise CommandError(f"{archive} cannot be read: {error.strerror}.") from error
        except ArchiveRefused as error:
            raise CommandError("\n".join(("Nothing was stored.", *error.reasons))) from error
        self.stdout.write(
            f"Brought in the portfolio of {learner}: {learner.evidence.count()} items."
        )

    def _try(self, file: IO[bytes], importing: Importing) -> None:
        manifest = try_archive(file, importing, self._report)
        self.stdout.write("Nothing stands in the way. Nothing was stored.")
        for person in named_in(manifest, importing.centre):
            if person.username not in importing.choices:
                self.stdout.write(f"{person.name}: a new person, {person.new_username}.")
        if others := other_words(manifest):
            self.stdout.write(f"Worded otherwise here: {', '.join(others)}.")

    def _report(self, stage: str, percent: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"{percent:3} % {stage}")


def _centre(given: str) -> Centre:
    found = Centre.objects.filter(number=given) or Centre.objects.filter(name=given)
    if len(found) != 1:
        raise CommandError(f"There is no centre with the number or name “{given}”, or several.")
    return found[0]


def _pair(given: str) -> tuple[str, str]:
    there, separator, here = given.partition("=")
    if not separator:
        return there, there
    return there, here
