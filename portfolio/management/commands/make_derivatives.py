"""Have small pictures, pages and words of files made, in the background."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portfolio.files.derivatives.asking import ask_again, ask_for
from portfolio.files.derivatives.recipes import has_office, has_recordings
from portfolio.models import EvidenceFile


class Command(BaseCommand):
    help = (
        "Have what is shown of files (small pictures, pages of office documents, words) made where "
        "it is missing; the background worker does it. The files themselves are never touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="Of all files, whatever there is: after a fault in a program was mended.",
        )

    def handle(self, *, again: bool, **_: Any) -> None:
        ask = ask_again if again else ask_for
        files = EvidenceFile.objects.order_by("-pk").iterator(chunk_size=200)
        asked = sum(ask(file) for file in files)
        self.stdout.write(f"Asked for those of {asked:,} files.")
        if not has_office():
            self.stdout.write("Without LibreOffice, office documents have no pages to show.")
        if not has_recordings():
            self.stdout.write("Without ffmpeg, videos have no picture and no length.")
