"""Why a unit is not complete, in words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from assessment.status import Status
from portfolio.models import Method

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
        sentence
        for status, sentences in _SENTENCES.items()
        if by_status[status]
        for sentence in sentences(by_status[status])
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


def _not_yet(criteria: Sequence["CriterionCoverage"]) -> Iterator[str]:
    verb = "is" if len(criteria) == 1 else "are"
    yield f"{_labels(criteria)} {verb} not yet met: act on the feedback on {_items(criteria)}."


def _draft(criteria: Sequence["CriterionCoverage"]) -> Iterator[str]:
    verb = "is" if len(criteria) == 1 else "are"
    yield f"{_labels(criteria)} {verb} mapped but not handed over: submit {_items(criteria)}."


def _unmapped(criteria: Sequence["CriterionCoverage"]) -> Iterator[str]:
    verb = "needs" if len(criteria) == 1 else "need"
    yield f"{_labels(criteria)} {verb} evidence: nothing is mapped yet."


def _awaiting(criteria: Sequence["CriterionCoverage"]) -> Iterator[str]:
    verb = "waits" if len(criteria) == 1 else "wait"
    yield f"{_labels(criteria)} {verb} for the assessor in {_items(criteria)}."


def _returned(criteria: Sequence["CriterionCoverage"]) -> Iterator[str]:
    """One sentence for each remark, as it may be long."""
    by_remark: dict[str, list[CriterionCoverage]] = defaultdict(list)
    for criterion in criteria:
        for item in criterion.items:
            if item.status == Status.RETURNED and criterion not in by_remark[item.remark]:
                by_remark[item.remark].append(criterion)
    for remark, found in by_remark.items():
        verb = "was" if len(found) == 1 else "were"
        yield f"{_labels(found)} {verb} returned {remark}"


def _partly(criteria: Sequence["CriterionCoverage"]) -> Iterator[str]:
    """One sentence for all criteria that lack the same."""
    by_lack = defaultdict(list)
    for criterion in criteria:
        by_lack[_lack(criterion)].append(criterion)
    for lack, found in by_lack.items():
        yield f"{_labels(found)} {'needs' if len(found) == 1 else 'need'} {lack}."


def _lack(criterion: "CriterionCoverage") -> str:
    """Such as "one more item" or "evidence by one more method (so far: observation)"."""
    met = [item.evidence.method for item in criterion.items if item.status == Status.MET]
    methods = sorted(set(met))
    items, more_methods = criterion.need.items - len(met), criterion.need.methods - len(methods)
    so_far = in_words([str(Method(method).label).lower() for method in methods])
    if more_methods <= 0:
        return _number(items, "more item")
    by_methods = f"{_number(more_methods, 'more method')} (so far: {so_far})"
    if items <= 0:
        return f"evidence by {by_methods}"
    return f"{_number(items, 'more item')}, by {by_methods}"


def _number(count: int, noun: str) -> str:
    return f"one {noun}" if count == 1 else f"{count} {noun}s"


_SENTENCES = {
    Status.NOT_YET: _not_yet,
    Status.PARTLY: _partly,
    Status.DRAFT: _draft,
    Status.UNMAPPED: _unmapped,
    Status.RETURNED: _returned,
    Status.AWAITING: _awaiting,
}
