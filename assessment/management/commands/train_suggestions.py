"""Makes the lexicon of mapping suggestions anew, after its examples have changed."""

from django.core.management.base import BaseCommand, CommandError

from assessment.advice.reading import current_coverages
from assessment.advice.suggesting import targets_of
from assessment.advice.suggesting.examples import criteria
from assessment.advice.suggesting.lexicon import keep
from assessment.advice.suggesting.training import made_of, trained
from portfolio.models import Learner


class Command(BaseCommand):
    help = "Learn anew from the written items which words speak for which criterion (minutes)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("learner", help="The user name of somebody who takes all units.")

    def handle(self, *args, **options) -> None:
        learner = Learner.objects.filter(user__username=options["learner"]).first()
        if learner is None:
            raise CommandError(f"There is no learner with the user name “{options['learner']}”.")
        targets = targets_of(current_coverages(learner))
        if lacking := criteria() - {target.text for target in targets}:
            raise CommandError(
                f"{learner} cannot map to {len(lacking)} of the criteria that there are phrases "
                "for: choose somebody who takes all units, none of them signed off."
            )
        digest = made_of()
        lexicon = trained(targets, self.stdout.write)
        keep(lexicon, digest)
        self.stdout.write(
            f"Kept {len(lexicon.known)} expressions for {len(lexicon.criteria)} criteria."
        )
