"""In the demo: how old evidence may be, and an advice that the learner put aside."""

from assessment.advice.advising import Advised, advise
from assessment.advice.dismissing import dismiss
from assessment.demo.people import LEARNERS, learner_named
from assessment.demo.telling import backdate
from assessment.models import Dismissal, Qualification
from teams.demo.days import Days

EVIDENCE_MONTHS = 24
ARCHIVED = "Put the old letters into the archive"
REASON = "There is nothing to judge in this one: the letters are in the archive, or they are not."


def ensure_advice(days: Days) -> None:
    """Evidence of the last two years counts as recent; Anna put one advice aside and says why."""
    codes = {code for learner in LEARNERS for code, _, _ in learner.enrolled}
    samples = Qualification.objects.filter(code__in=codes, is_sample=True, evidence_months=None)
    samples.update(evidence_months=EVIDENCE_MONTHS)
    anna = learner_named("anna")
    if Dismissal.objects.filter(learner=anna).exists():
        return
    for advised in advise(anna, is_own=True).open:
        for key in _keys_about_the_archive(advised):
            rows = dismiss(
                learner=anna, user=anna.user, check_key=advised.key, found_key=key, reason=REASON
            )
            backdate(
                Dismissal.objects.filter(pk__in=[row.pk for row in rows]),
                dismissed_at=days.moment(1),
            )


def _keys_about_the_archive(advised: Advised) -> list[str]:
    return [thing.key for thing in advised.found if ARCHIVED in f"{thing.label} {thing.words}"]
