"""Make the demo centre: people, portfolios and what was decided about them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessment.demo.assurance import ensure_assurance
from assessment.demo.chapters import ITEMS
from assessment.demo.others import OTHERS
from assessment.demo.people import LEARNERS, PASSWORD, PEOPLE, ensure_people, learner_named
from assessment.demo.telling import ensure_item
from assessment.models import Qualification
from portfolio.models import Centre, Role, User
from teams.demo.days import Days
from teams.demo.telling import ensure_team


class Command(BaseCommand):
    help = (
        "Make what is missing of the demo centre and print its logins. What is there already, and "
        "whatever people did with it, is left as it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse()
        days = Days(timezone.localdate())
        ensure_people(days)
        # Before the evidence, some of which is made of the team's records.
        ensure_team(learner_named("anna"), days)
        made = sum(
            ensure_item(item, learner_named(username), days)
            for username, items in ({"anna": ITEMS} | OTHERS).items()
            for item in items
        )
        ensure_assurance(days)
        self._say(f"{made} items of evidence were added." if made else "The demo is complete.")
        self._print_logins()

    def _refuse(self) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError(
                "The demo's passwords are known to everybody, so it is never made in production. "
                "Set SITE_MODE to demo and use a database of its own."
            )
        demo_centres = {person.centre.name for person in PEOPLE}
        if User.objects.exists() and not Centre.objects.filter(name__in=demo_centres).exists():
            raise CommandError(
                "This site has people already and no demo centre. The demo's passwords are known "
                "to everybody: use a database of its own."
            )
        wanted = {code for learner in LEARNERS for code, _, _ in learner.enrolled}
        if Qualification.objects.filter(code__in=wanted).count() < len(wanted):
            raise CommandError(
                "The sample qualifications are missing. Load them: manage.py loaddata standard"
            )

    def _print_logins(self) -> None:
        rows = [
            (person.name, str(Role(person.role).label), person.username, person.centre.name)
            for person in PEOPLE
        ]
        heads = ("Name", "Role", "User name", "Centre")
        widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
        self._say("")
        for row in (heads, tuple("-" * width for width in widths), *rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self._say("  ".join(cells).rstrip())
        self._say("")
        self._say(f"The password of each is {PASSWORD}")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
