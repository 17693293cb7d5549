"""Make the keys with which the centres' documents are sealed."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portfolio.keys import NoSealingKey, OpenKey, make_key, open_key
from portfolio.models import Centre


class Command(BaseCommand):
    help = (
        "Make a sealing key for each centre that has none. Run again, it makes nothing. With "
        "--renew it makes the next key; whatever was sealed with earlier ones still verifies."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centre", metavar="NAME", help="Only this centre.")
        parser.add_argument(
            "--renew", action="store_true", help="Make a new key, whatever there is."
        )
        parser.add_argument(
            "--leaked",
            action="store_true",
            help="Others may have the former keys: from now on their seals count only on documents "
            "that are on record here. Implies --renew.",
        )

    def handle(self, *, centre: str | None, renew: bool, leaked: bool, **_: Any) -> None:
        if settings.SEAL_FILE and (renew or leaked):
            raise CommandError("SEAL_FILE names a bought key: replace that file instead.")
        if leaked and centre is None:
            raise CommandError("Say whose key has leaked: --centre NAME.")
        for each in _centres(centre):
            try:
                key = _renewed(each, has_leaked=leaked) if renew or leaked else open_key(each)
            except NoSealingKey as reason:
                raise CommandError(str(reason)) from reason
            self.stdout.write(f"{each}: {key.row.fingerprint}")


def _renewed(centre: Centre, *, has_leaked: bool) -> OpenKey:
    current = centre.sealing_keys.own().filter(leaked_at=None).first()
    return make_key(centre=centre, replacing=current, has_leaked=has_leaked)


def _centres(name: str | None) -> list[Centre]:
    centres = list(Centre.objects.filter(name=name) if name else Centre.objects.all())
    if name and not centres:
        raise CommandError(f"There is no centre called “{name}”.")
    return centres
