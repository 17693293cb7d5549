"""Write a learner's portfolio PDF to a file."""

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.dossier.compiling import compile_dossier
from assessment.dossier.rendering import render_pdf
from assessment.models import Enrolment
from portfolio.auditing import enter
from portfolio.models import Act, User


class Command(BaseCommand):
    help = "Write the portfolio PDF of a learner to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument(
            "--qualification", metavar="CODE", help="Of which: the oldest current one by default."
        )

    def handle(self, *, username: str, output: Path, qualification: str | None, **_: Any) -> None:
        enrolment = self._enrolment(username, qualification)
        pages = _write(enrolment, output)
        enter(
            Act.EXPORT,
            f"Wrote the portfolio for {enrolment.qualification} to a file, from a shell.",
            by=None,
            learner=enrolment.learner,
            enrolment=enrolment.pk,
        )
        self.stdout.write(f"{output}: {pages} pages.")

    def _enrolment(self, username: str, qualification: str | None) -> Enrolment:
        user = User.objects.filter(username=username.lower()).first()
        if user is None:
            raise CommandError(f"There is nobody with the user name {username}.")
        enrolments = list(
            Enrolment.objects.filter(learner__user=user)
            .select_related("qualification")
            .order_by("started_on", "pk")
        )
        if not enrolments:
            raise CommandError(f"{user} is not enrolled on any qualification.")
        return self._chosen(enrolments, qualification)

    def _chosen(self, enrolments: list[Enrolment], qualification: str | None) -> Enrolment:
        """The one asked for, else the oldest current one; says which others there are."""
        codes = [enrolment.qualification.code for enrolment in enrolments]
        current = [enrolment for enrolment in enrolments if enrolment.ended_on is None]
        if qualification is None:
            chosen = (current or enrolments)[0]
            others = [code for code in codes if code != chosen.qualification.code]
            if others:
                self.stderr.write(
                    f"This is the portfolio for {chosen.qualification.code}. There are also: "
                    f"{', '.join(others)}. Choose with --qualification."
                )
            return chosen
        # One who enrolled again has the present enrolment in mind.
        for enrolment in (*current, *reversed(enrolments)):
            if enrolment.qualification.code == qualification.upper():
                return enrolment
        raise CommandError(f"There is no enrolment on {qualification}, only on {', '.join(codes)}.")


def _write(enrolment: Enrolment, output: Path) -> int:
    """Write under a temporary name first, so that ``output`` is complete or as it was."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}-")
    except OSError as error:
        raise CommandError(f"Cannot write to {output.parent}: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "w+b") as file:
            pages = render_pdf(compile_dossier(enrolment), file)
        Path(temporary).replace(output)
    except OSError as error:
        raise CommandError(f"Cannot write {output}: {error.strerror}.") from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    return pages
