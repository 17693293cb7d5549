"""Who may change an item now: released to the learner after "not yet", or frozen again."""

from assessment.marking.histories import Held
from assessment.models import Submission
from assessment.status import OPEN, Status
from assessment.submitting import says_the_same
from portfolio.models import Evidence
from portfolio.recording import freeze_evidence, release_evidence


def release_or_freeze(evidence: Evidence, submission: Submission, held: tuple[Held, ...]) -> None:
    """Once every criterion is decided and one is not yet met, the learner may change the item.

    A "not yet" that is corrected takes that back, unless the learner has changed the item since.
    ``submission`` is the newest, ``held`` what it holds and where that stands now.
    """
    # What is mapped and not held was mapped since: a draft, on which nothing waits.
    statuses = {one.status for one in held if one.is_criterion and one.is_live}
    if Status.NOT_YET in statuses or not statuses:
        if statuses.isdisjoint(OPEN):
            release_evidence(evidence)
    elif evidence.frozen_at is None and says_the_same(evidence, submission):
        freeze_evidence(evidence)
