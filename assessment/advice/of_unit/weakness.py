"""What is weak about the evidence of a unit: doubts, age, one method only, and advice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assessment.advice.advising import Advice, Advised, DismissedAdvice, units_of
from assessment.advice.of_unit.gaps import CriterionGap, OldItem
from assessment.advice.of_unit.lines import Line, Sort, by_sort
from assessment.advice.of_unit.steps import Step, Steps
from assessment.mapped import EvidenceItem
from assessment.quality.risks import ENOUGH_DECISIONS, in_months
from assessment.reasons import in_words
from portfolio.models import Method

MOST_FOUND = 3


def weak_lines(
    gaps: Sequence[CriterionGap],
    months: int | None,
    advice: Advice,
    steps: Steps,
    *,
    is_own: bool,
) -> tuple[Line, ...]:
    """``months``: how old evidence may be. ``advice`` is that of the unit alone; ``is_own``: it is
    the learner who reads."""
    return by_sort(
        (
            *_doubted(gaps, steps),
            *_old(gaps, months, steps),
            *_one_method(gaps, steps),
            *(_advised(each, steps) for each in advice.open),
            *(_put_aside(each, steps) for each in advice.dismissed if not is_own),
        )
    )


def _doubted(gaps: Iterable[CriterionGap], steps: Steps) -> Iterator[Line]:
    found: dict[EvidenceItem, list[CriterionGap]] = defaultdict(list)
    doubts = {}
    for gap in gaps:
        kept = {each.evidence for each in gap.promising}
        for doubt in gap.doubts:
            if doubt.item in kept:
                doubts[doubt.item] = doubt
                found[doubt.item].append(gap)
    for item, doubt in doubts.items():
        labels = in_words([gap.label for gap in found[item]])
        words = (
            f"{doubt.assessor} could not confirm that {item.label} “{item.title}” is "
            f"{in_words(doubt.words)}. It stands for {labels}."
        )
        yield Line(Sort.DOUBT, words, steps.act_on(item), effect=len(found[item]))


def _old(gaps: Iterable[CriterionGap], months: int | None, steps: Steps) -> Iterator[Line]:
    """Only what nothing fresher makes up for."""
    found: dict[OldItem, list[str]] = defaultdict(list)
    for gap in gaps:
        if gap.is_all_old:
            for each in gap.old:
                found[each].append(gap.label)
    for old, labels in found.items():
        words = (
            f"{old.item.label} “{old.item.title}” {_age(old)}: evidence of the last "
            f"{months} months is asked for. Nothing fresher shows {in_words(labels)}."
        )
        yield Line(Sort.OLD, words, steps.find_evidence(), effect=len(labels))


def _age(old: OldItem) -> str:
    if old.at_hand_over:
        return f"was {in_months(old.months)} old when it was handed over"
    return f"is {in_months(old.months)} old"


def _one_method(gaps: Iterable[CriterionGap], steps: Steps) -> Iterator[Line]:
    shown = [gap for gap in gaps if gap.promising]
    items = {each.evidence for gap in shown for each in gap.promising}
    methods = {item.method for item in items}
    if len(shown) >= ENOUGH_DECISIONS and len(methods) == 1:
        method = Method(methods.pop()).label.lower()
        words = (
            f"All {len(shown)} criteria with evidence rest on one method: {method}. An assessor "
            "looks for a second one, such as an observation or a witness’s testimony."
        )
        yield Line(Sort.METHOD, words, steps.ask_others(), effect=len(shown))


def _advised(advised: Advised, steps: Steps) -> Line:
    texts = _mistakes(advised, steps)
    found = advised.found[:MOST_FOUND]
    notes = [f"{each.label}: {each.words}" for each in found]
    more = len(advised.found) - len(found)
    if more:
        notes.append(f"{more} more of the same.")
    mend = f" {advised.mend}" if steps.is_own else ""
    step = next((Step(each.address_label, each.address) for each in found if each.address), None)
    return Line(
        Sort.ADVICE,
        f"{texts} {advised.why}{mend}".strip(),
        step,
        tuple(notes),
        effect=len(advised.found),
        how_sure=advised.sureness,
    )


def _put_aside(dismissed: DismissedAdvice, steps: Steps) -> Line:
    texts = _mistakes(dismissed, steps)
    about = f" ({dismissed.label})" if dismissed.label else ""
    words = f"The learner put this advice aside{about}: {texts}"
    return Line(Sort.ASIDE, words.strip(), notes=(f"Their reason: {dismissed.reason}",))


def _mistakes(said: Advised | DismissedAdvice, steps: Steps) -> str:
    """Only those of the unit: a check may stand for the like in several."""
    named = (each for each in said.misconceptions if steps.unit in units_of([each.code]))
    return " ".join(f"{each.text}." for each in named)
