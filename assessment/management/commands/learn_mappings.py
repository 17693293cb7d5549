"""What the nightly job does, at once."""

from django.core.management.base import BaseCommand

from assessment.advice.suggesting.learning import learn_mappings


class Command(BaseCommand):
    help = "Learn from what assessors found met which words speak for which criterion."

    def handle(self, *args, **options) -> None:
        count = learn_mappings()
        self.stdout.write(f"Learned from {count} items.")
