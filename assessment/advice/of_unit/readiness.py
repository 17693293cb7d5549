"""Whether a unit is ready, and if not, why: as its learner, its assessors and its assurers see it.

The same facts for all; but of what is not handed over, only the learner reads.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from assessment.advice.of_unit.blocking import blocks_for_learner, blocks_for_staff
from assessment.advice.of_unit.closing import Closing, ToBegin, closings_in, to_begin
from assessment.advice.of_unit.gaps import CriterionGap
from assessment.advice.of_unit.lines import Line, Sort
from assessment.advice.of_unit.sources import Sources
from assessment.advice.of_unit.steps import Reader, Step, Steps
from assessment.advice.of_unit.weakness import weak_lines
from assessment.coverage import Counts, UnitCoverage
from assessment.reasons import in_words
from assessment.sign_off.declarations import Declared
from assessment.sign_off.readiness import obstacles_to, why_not_as_a_unit
from portfolio.models import Method

# A page of a hundred lines is read by nobody: the others come once these are done.
MOST_LINES = 8


class Verdict(Enum):
    """The value is the word in style sheets."""

    SIGNED_OFF = "signed-off"
    READY = "ready"
    NOT_READY = "not-ready"


_HEADINGS = {
    Verdict.SIGNED_OFF: ("Signed off", "lock-fill"),
    Verdict.READY: ("Ready", "check-circle-fill"),
    Verdict.NOT_READY: ("Not ready yet", "exclamation-circle"),
}


@dataclass(frozen=True, slots=True)
class OutcomeStanding:
    """How the criteria of one outcome stand."""

    number: int
    title: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Part:
    """One answer to "why": its lines in the order of their effect, and how many more there are."""

    key: str
    title: str
    lead: str
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """The verdict on a unit, and all that led to it."""

    verdict: Verdict
    words: str
    step: Step | None
    outcomes: tuple[OutcomeStanding, ...]
    parts: tuple[Part, ...]
    gaps: tuple[CriterionGap, ...]

    @property
    def heading(self) -> str:
        return _HEADINGS[self.verdict][0]

    @property
    def icon(self) -> str:
        return _HEADINGS[self.verdict][1]


def readiness_of(sources: Sources, steps: Steps) -> Readiness:
    """The readiness of the unit of ``sources``; at most two queries more."""
    unit, gaps = sources.unit, sources.gaps
    outcomes = tuple(
        OutcomeStanding(
            outcome.number,
            outcome.title,
            Counts.of(criterion.status for criterion in outcome.criteria),
        )
        for outcome in unit.outcomes
    )
    if unit.declared is not None:
        words, step = _signed_off(unit.declared, steps)
        return Readiness(Verdict.SIGNED_OFF, words, step, outcomes, (), gaps)
    closings = closings_in(unit.code, gaps, sources.fits)
    starts = to_begin(gaps, _served(closings), sources.targets)
    blocks = _blocks(sources, steps, closings, starts)
    verdict = Verdict.NOT_READY if blocks else Verdict.READY
    weak = weak_lines(gaps, sources.months, sources.advice, steps, is_own=sources.is_own)
    return Readiness(
        verdict,
        _words(unit, verdict, len(weak), steps),
        steps.to_unit() if verdict == Verdict.READY else None,
        outcomes,
        _parts(blocks, weak, (*_items(closings, steps), *_begun(starts, steps)), steps),
        gaps,
    )


# -- The verdict ------------------------------------------------------------------------------


def _signed_off(declared: Declared, steps: Steps) -> tuple[str, Step]:
    words = f"{declared.assessor} signed this unit off, so nothing in it changes."
    if declared.is_complete:
        return words, steps.to_unit()
    if steps.is_own:
        step = Step("Declare the same", f"{steps.to_unit().address}#sign-off")
        return f"{words} Your own declaration is still to come.", step
    return f"{words} The learner’s declaration is still to come.", steps.to_unit()


def _words(unit: UnitCoverage, verdict: Verdict, weak: int, steps: Steps) -> str:
    counts = unit.counts
    if verdict == Verdict.NOT_READY:
        return f"{counts.met} of {counts.total} criteria are met. What to do next stands below."
    asks = "" if not weak else " What an assessor would still ask about stands below."
    if counts.met == counts.total:
        return f"Every criterion is met. {_SIGNS[steps.reader]}{asks}"
    return (
        f"Every criterion has its evidence: {counts.met} of {counts.total} are met, and "
        f"{counts.total - counts.met} wait for your assessor. Nothing is left for you to do."
        f"{asks}"
    )


_SIGNS = {
    Reader.LEARNER: "Your assessor signs the unit off next.",
    Reader.ASSESSOR: "The unit can be signed off on its page.",
    Reader.OTHER: "Its assessor can sign the unit off.",
}


# -- Why --------------------------------------------------------------------------------------


def _blocks(
    sources: Sources,
    steps: Steps,
    closings: Sequence[Closing],
    starts: Sequence[ToBegin],
) -> tuple[Line, ...]:
    enrolment, unit = steps.enrolment, sources.unit
    if not sources.is_own:
        return blocks_for_staff(unit, obstacles_to(enrolment, unit), steps)

    def find(labels: Collection[str]) -> Step:
        """The best there is for some of these criteria: an item, else what to begin."""
        for closing in closings:
            if not closing.waits and any(label in labels for label, _ in closing.shown):
                return steps.map(closing.item)
        for start in starts:
            if set(start.criteria) & set(labels):
                return steps.begin(start)
        return steps.find_evidence()

    return blocks_for_learner(sources.gaps, why_not_as_a_unit(enrolment, unit), steps, find)


def _served(closings: Iterable[Closing]) -> frozenset[str]:
    return frozenset(label for closing in closings for label, _ in closing.shown)


def _items(closings: Iterable[Closing], steps: Steps) -> Iterable[Line]:
    for closing in closings:
        notes = [f"“{closing.item.title}”"]
        notes += [
            f"{label}: it speaks of {in_words(words)}." for label, words in closing.shown if words
        ]
        if closing.waits:
            notes.append("It is with the assessor now: it can be mapped once that is decided.")
        yield Line(
            Sort.ITEM,
            closing.words,
            steps.map(closing.item),
            tuple(notes),
            effect=closing.closed,
        )


def _begun(starts: Iterable[ToBegin], steps: Steps) -> Iterable[Line]:
    for start in starts:
        labels = in_words(start.criteria)
        if start.kind is not None:
            words = f"{start.kind.label}: by its nature such a record shows {labels}."
        elif Method.DISCUSSION in start.methods:
            words = f"A professional discussion or a reflective account could show {labels}."
        else:
            words = f"An observation or a witness’s testimony could show {labels}."
        yield Line(Sort.BEGIN, words, steps.begin(start), effect=len(start.criteria))


def _parts(
    blocks: Sequence[Line], weak: Sequence[Line], closing: Sequence[Line], steps: Steps
) -> tuple[Part, ...]:
    weighs = _WEIGHS_FOR_LEARNER if steps.is_own else _WEIGHS_FOR_STAFF
    parts = (
        ("blocks", "What is in the way", "What moves most criteria comes first.", blocks),
        ("weak", "What is weak", weighs, weak),
        ("closing", "What would close most", _HOW_IT_IS_KNOWN, closing),
    )
    return tuple(
        Part(key, title, lead, tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))
        for key, title, lead, lines in parts
        if lines
    )


_WEIGHS_FOR_LEARNER = (
    "It does not keep the unit from being signed off. An assessor would ask about it."
)
_WEIGHS_FOR_STAFF = (
    "It does not keep the unit from being signed off. Look at it before that is done."
)
_HOW_IT_IS_KNOWN = (
    "Read from the words of items and the nature of records: open each and see whether it is so. "
    "What is mapped is not met yet; an assessor decides."
)
