"""Whose turn it is with an item: the learner's after "not yet", or the assessor's again."""

from collections.abc import Collection

from assessment.marking.histories import Held
from assessment.models import Mapping, Submission
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


def hold_again(judgements: Collection[int]) -> None:
    """Let the newest version of each item hold what is to be decided again on it (primary keys).

    A version that was handed over while a unit was locked holds nothing of that unit; once a
    decision there is returned, nobody could make it again. Call it while the portfolio is held.
    """
    mappings = Mapping.objects.filter(judgements__in=judgements, removed_at=None)
    for mapping in mappings.select_related("evidence").distinct():
        newest = mapping.evidence.submissions.standing().last()
        if newest is not None:
            newest.mappings.add(mapping)
