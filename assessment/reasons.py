"""Why a unit is not complete, in words."""

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from assessment.status import Status

if TYPE_CHECKING:
    from assessment.coverage import CriterionCoverage


def why_incomplete(criteria: Sequence["CriterionCoverage"]) -> tuple[str, ...]:
    """Sentences that name each criterion not met and what comes next; empty when all are met.

    In the order in which a learner would act: feedback first, then what is theirs to do, then
    what others have to do.
    """
    by_status = {
        status: [criterion for criterion in criteria if criterion.status == status]
        for status in Status
    }
    return tuple(
        sentence(by_status[status]) for status, sentence in _SENTENCES.items() if by_status[status]
    )


def in_words(words: Sequence[str]) -> str:
    """Join with commas and a last "and": "1.1, 1.2 and 2.3"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _labels(criteria: Sequence["CriterionCoverage"]) -> str:
    return in_words([criterion.label for criterion in criteria])


def _items(criteria: Sequence["CriterionCoverage"]) -> str:
    """The items that give the criteria their status, each once."""
    items = {
        item.evidence
        for criterion in criteria
        for item in criterion.items
        if item.status == criterion.status
    }
    return in_words([item.label for item in sorted(items, key=attrgetter("number"))])


def _not_yet(criteria: Sequence["CriterionCoverage"]) -> str:
    verb = "is" if len(criteria) == 1 else "are"
    return f"{_labels(criteria)} {verb} not yet met: act on the feedback on {_items(criteria)}."


def _draft(criteria: Sequence["CriterionCoverage"]) -> str:
    verb = "is" if len(criteria) == 1 else "are"
    return f"{_labels(criteria)} {verb} mapped but not handed over: submit {_items(criteria)}."


def _unmapped(criteria: Sequence["CriterionCoverage"]) -> str:
    verb = "needs" if len(criteria) == 1 else "need"
    return f"{_labels(criteria)} {verb} evidence: nothing is mapped yet."


def _awaiting(criteria: Sequence["CriterionCoverage"]) -> str:
    verb = "waits" if len(criteria) == 1 else "wait"
    return f"{_labels(criteria)} {verb} for the assessor in {_items(criteria)}."


_SENTENCES = {
    Status.NOT_YET: _not_yet,
    Status.DRAFT: _draft,
    Status.UNMAPPED: _unmapped,
    Status.AWAITING: _awaiting,
}
