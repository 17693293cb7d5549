"""What keeps a unit from being complete: for the learner, and for those who assess it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from assessment.advice.of_unit.gaps import CriterionGap
from assessment.advice.of_unit.lines import Line, Sort, by_effect
from assessment.advice.of_unit.steps import Step, Steps
from assessment.coverage import CriterionCoverage, UnitCoverage
from assessment.mapped import EvidenceItem, MappedItem
from assessment.reasons import in_words, why_incomplete
from assessment.sign_off.readiness import Lack, Obstacle
from assessment.status import Status

_MOVED_BY_A_DRAFT = (Status.DRAFT, Status.NOT_YET, Status.PARTLY)

# Where a criterion is open to evidence: the step to the best there is for some of them.
Finding = Callable[[Sequence[str]], Step]


def blocks_for_learner(
    gaps: Sequence[CriterionGap], of_the_unit: Iterable[str], steps: Steps, find: Finding
) -> tuple[Line, ...]:
    """What is the learner's to do, and what was returned, by how many criteria hang on it."""
    return by_effect(
        (
            *_of_the_unit(of_the_unit, len(gaps), steps),
            *_with_feedback(gaps, steps),
            *_returned(gaps, steps),
            *_to_hand_over(gaps, steps),
            *_without_evidence(gaps, find),
        )
    )


def blocks_for_staff(
    unit: UnitCoverage, obstacles: Iterable[Obstacle], steps: Steps
) -> tuple[Line, ...]:
    """Everything that stands against signing off, by how many criteria hang on it."""
    by_lack: dict[Lack, list[Obstacle]] = defaultdict(list)
    for obstacle in obstacles:
        by_lack[obstacle.lack].append(obstacle)
    return by_effect(
        (
            *_of_the_unit([each.words for each in by_lack[Lack.UNIT]], len(unit.criteria), steps),
            *_incomplete([each.criterion for each in by_lack[Lack.EVIDENCE]], steps),
            *(
                line
                for lack, sort in _OF_ITEMS.items()
                for line in _of_items(by_lack[lack], sort, steps)
            ),
        )
    )


def _of_the_unit(sentences: Iterable[str], criteria: int, steps: Steps) -> Iterator[Line]:
    """All of the unit hangs on these."""
    for words in sentences:
        yield Line(Sort.UNIT, words, steps.to_unit(), effect=criteria)


# -- For the learner --------------------------------------------------------------------------


def _with_feedback(gaps: Iterable[CriterionGap], steps: Steps) -> Iterator[Line]:
    found = [gap for gap in gaps if gap.criterion.status == Status.NOT_YET]
    for item, those in _by_item(found, Status.NOT_YET).items():
        said = (each for gap in those for each in gap.said if each.item == item)
        words = f"{_labels(those)} {_is(those)} not yet met in {item.label} “{item.title}”."
        notes = tuple(dict.fromkeys(each.action or each.feedback for each in said))
        yield Line(Sort.FEEDBACK, words, steps.act_on(item), notes, effect=len(those))


def _returned(gaps: Iterable[CriterionGap], steps: Steps) -> Iterator[Line]:
    found = [gap for gap in gaps if gap.criterion.status == Status.RETURNED]
    for item, those in _by_item(found, Status.RETURNED).items():
        words = f"{_labels(those)} in {item.label} {_is(those)} to be decided again."
        mapped = (each for gap in those for each in gap.criterion.items if each.evidence == item)
        notes = _remarks(mapped)
        yield Line(Sort.RETURNED, words, steps.decide(item), notes, effect=len(those))


def _to_hand_over(gaps: Iterable[CriterionGap], steps: Steps) -> Iterator[Line]:
    """The drafts that would move their criteria on."""
    found = [gap for gap in gaps if gap.criterion.status in _MOVED_BY_A_DRAFT]
    for item, those in _by_item(found, Status.DRAFT).items():
        words = f"{item.label} “{item.title}” is mapped to {_labels(those)} and not handed over."
        yield Line(Sort.HAND_OVER, words, steps.hand_over(item), effect=len(those))


def _without_evidence(gaps: Iterable[CriterionGap], find: Finding) -> Iterator[Line]:
    """Criteria to which nothing is mapped, by outcome; and those that need more than they have."""
    by_outcome: dict[int, list[CriterionGap]] = defaultdict(list)
    for gap in gaps:
        if gap.criterion.status == Status.UNMAPPED:
            by_outcome[gap.outcome].append(gap)
        elif gap.is_open and gap.criterion.status != Status.NOT_YET:
            yield Line(Sort.EVIDENCE, _what_more(gap), find([gap.label]))
    for number, those in by_outcome.items():
        verb = "has" if len(those) == 1 else "have"
        labels = [gap.label for gap in those]
        words = f"{in_words(labels)} of LO{number} {verb} no evidence yet."
        yield Line(Sort.EVIDENCE, words, find(labels), effect=len(those))


def _what_more(gap: CriterionGap) -> str:
    items, methods = gap.missing
    more = [f"{items} more item{'s' if items > 1 else ''}"] if items else []
    if methods:
        more.append(f"evidence by {methods} more method{'s' if methods > 1 else ''}")
    return f"{gap.label} needs {in_words(more)}: your centre asks for {gap.needs_words}."


# -- For those who assess and assure ----------------------------------------------------------

_OF_ITEMS = {
    Lack.DECISION: Sort.DECISION,
    Lack.RETURNED: Sort.RETURNED,
    Lack.COUNTERSIGNATURE: Sort.SIGNATURE,
}


def _incomplete(criteria: Sequence[CriterionCoverage | None], steps: Steps) -> Iterator[Line]:
    by_status: dict[Status, list[CriterionCoverage]] = defaultdict(list)
    for criterion in filter(None, criteria):
        by_status[criterion.status].append(criterion)
    for status, those in by_status.items():
        for words in why_incomplete(those):
            yield Line(_SORTS[status], words, _step_for(those, status, steps), effect=len(those))


_SORTS = {
    Status.NOT_YET: Sort.FEEDBACK,
    Status.PARTLY: Sort.EVIDENCE,
    Status.DRAFT: Sort.HAND_OVER,
    Status.UNMAPPED: Sort.EVIDENCE,
}


def _step_for(criteria: Sequence[CriterionCoverage], status: Status, steps: Steps) -> Step:
    """What is with the learner is only looked at; where nothing is, others can bring it."""
    items = [each.evidence for one in criteria for each in one.items if each.status == status]
    return steps.open(items[0]) if items else steps.find_evidence()


def _of_items(obstacles: Iterable[Obstacle], sort: Sort, steps: Steps) -> Iterator[Line]:
    """One line for each item: its obstacles are got over in one place."""
    by_item: dict[EvidenceItem, list[Obstacle]] = defaultdict(list)
    for obstacle in obstacles:
        if obstacle.item is not None:
            by_item[obstacle.item.evidence].append(obstacle)
    for item, those in by_item.items():
        if len(those) == 1:
            yield Line(sort, those[0].words, steps.decide(item))
            continue
        labels = in_words([each.criterion.label for each in those if each.criterion])
        words = f"{labels}: {item.label} “{item.title}” {_WAITS_FOR[sort]}."
        notes = _remarks(each.item for each in those if each.item)
        yield Line(sort, words, steps.decide(item), notes, effect=len(those))


_WAITS_FOR = {
    Sort.DECISION: "waits for a decision",
    Sort.RETURNED: "is to be decided again",
    Sort.SIGNATURE: "was decided by a trainee, and is not countersigned",
}


# -- Words ------------------------------------------------------------------------------------


def _by_item(
    gaps: Iterable[CriterionGap], status: Status
) -> dict[EvidenceItem, list[CriterionGap]]:
    """The criteria of each item that stands at ``status`` on them."""
    found: dict[EvidenceItem, list[CriterionGap]] = defaultdict(list)
    for gap in gaps:
        for each in gap.criterion.items:
            if each.status == status:
                found[each.evidence].append(gap)
    return found


def _remarks(items: Iterable[MappedItem]) -> tuple[str, ...]:
    """Who returned decisions on them and why, each remark once."""
    return tuple(dict.fromkeys(f"Returned {each.remark}" for each in items if each.remark))


def _labels(gaps: Iterable[CriterionGap]) -> str:
    return in_words([gap.label for gap in gaps])


def _is(gaps: Sequence[CriterionGap]) -> str:
    return "is" if len(gaps) == 1 else "are"
