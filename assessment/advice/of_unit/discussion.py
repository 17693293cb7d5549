"""Preparing a professional discussion: what to ask about a unit, why, and what to bring along."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.advice.advising import Advised, FoundThing
from assessment.advice.facts import PortfolioFacts, RecordFacts
from assessment.advice.of_unit.gaps import CriterionGap
from assessment.advice.of_unit.questions import Written, bank, filled
from assessment.advice.of_unit.sources import Sources
from assessment.advice.of_unit.steps import Step, Steps
from assessment.models import CriterionKind, Unit
from assessment.reasons import in_words
from assessment.sessions.recording import MOST_ROWS
from assessment.status import Status
from teams.models import Kind

LONGEST_QUESTION = 600
# Of one check: more questions about the same are an interrogation.
MOST_OF_A_CHECK = 2
MOST_TO_BRING = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``serves``: the primary keys and labels of the criteria it would serve;
    ``bring``: what helps to answer it; ``is_pressing``: it closes a gap."""

    key: str
    words: str
    why: str
    serves: tuple[tuple[int, str], ...]
    bring: tuple[Step, ...] = ()
    is_pressing: bool = True

    @property
    def labels(self) -> str:
        return in_words([label for _, label in self.serves])


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    key: str
    title: str
    lead: str
    questions: tuple[Asked, ...]


def questions_on(sources: Sources, steps: Steps) -> tuple[QuestionGroup, ...]:
    """The questions of a discussion on the unit, the most pressing first; one query.

    Those on the learner's own records are there for the learner alone, as ``sources`` are.
    """
    unit = Unit.objects.only("code").get(pk=sources.unit.unit)
    asker = _Asker(sources, steps, unit.code)
    groups = (
        QuestionGroup(
            "knowledge",
            "What you know" if sources.is_own else "What they know",
            "Knowledge criteria that are not met. A discussion can show these by itself.",
            tuple(asker.on_criteria(CriterionKind.KNOWLEDGE)),
        ),
        QuestionGroup(
            "shown",
            "What the evidence leaves open",
            "What evidence shows weakly, what an assessor could not confirm, and what is old.",
            tuple(asker.on_what_is_weak()),
        ),
        QuestionGroup(
            "done",
            "What you do" if sources.is_own else "What they do",
            "Performance criteria that are not met. A discussion supports them; it does not take "
            "the place of what is done at work.",
            tuple(asker.on_criteria(CriterionKind.PERFORMANCE)),
        ),
        QuestionGroup(
            "usual",
            "What is asked in any case",
            "Questions that assessors often ask on this unit.",
            tuple(asker.usual()),
        ),
    )
    return tuple(group for group in groups if group.questions)


def chosen_among(groups: Iterable[QuestionGroup], keys: Iterable[str]) -> list[Asked]:
    """Those of ``keys``, in their order on the page, as many as a record holds."""
    wanted = set(keys)
    found = [each for group in groups for each in group.questions if each.key in wanted]
    return found[:MOST_ROWS]


class _Asker:
    """Makes the questions of one unit; ``code`` is the official one, whatever the qualification
    calls it."""

    def __init__(self, sources: Sources, steps: Steps, code: str) -> None:
        self.sources, self.steps, self.code = sources, steps, code
        self.by_label = {gap.label: gap for gap in sources.gaps}
        self.bank = bank()
        self.records = _by_kind(sources.facts)
        self.uses = {target.target: target.uses for target in sources.targets}

    def on_criteria(self, kind: str) -> Iterator[Asked]:
        for gap in self.sources.gaps:
            criterion = gap.criterion
            if criterion.kind == kind and criterion.status in _NOT_SHOWN:
                words = self.bank.on_criterion(
                    f"{self.code} {gap.label}", criterion.kind, criterion.text
                )
                yield Asked(
                    f"criterion-{criterion.id}",
                    _short(words),
                    _why_open(gap),
                    ((criterion.id, gap.label),),
                    self._bring(gap),
                )

    def on_what_is_weak(self) -> Iterator[Asked]:
        for advised in self.sources.advice.open:
            yield from self._on_findings(advised)
        yield from self._on_doubts()
        yield from self._on_age()

    def usual(self) -> Iterator[Asked]:
        for number, written in enumerate(self.bank.units.get(self.code, ()), 1):
            serves = self._serves(written.serves)
            if serves:
                yield Asked(
                    f"usual-{number}", written.asks, written.because, serves, is_pressing=False
                )

    def _on_findings(self, advised: Advised) -> Iterator[Asked]:
        written = self.bank.on_check(advised.codes)
        if written is None:
            return
        asked: set[str] = set()
        for found in advised.found[:MOST_OF_A_CHECK]:
            words = _short(written.about(f"“{found.label}”"))
            serves = self._serves_found(written, found)
            if serves and words not in asked:
                asked.add(words)
                bring = (Step(found.label, found.address),) if found.address else ()
                yield Asked(_key(advised.key, found.key), words, found.words, serves, bring)

    def _on_doubts(self) -> Iterator[Asked]:
        for item, gaps in _by_item(self.sources.gaps, "doubts").items():
            doubt = next(each for each in gaps[0].doubts if each.item == item)
            for word in doubt.words:
                yield Asked(
                    f"doubt-{item.id}-{word}",
                    _short(filled(self.bank.doubts[word], label=f"{item.label} “{item.title}”")),
                    f"{doubt.assessor} could not confirm that {item.label} is {word}.",
                    tuple((gap.criterion.id, gap.label) for gap in gaps),
                    (self.steps.named(item),),
                )

    def _on_age(self) -> Iterator[Asked]:
        old = [gap for gap in self.sources.gaps if gap.is_all_old]
        for item, gaps in _by_item(old, "old").items():
            yield Asked(
                f"old-{item.id}",
                _short(filled(self.bank.old, label=f"{item.label} “{item.title}”")),
                f"Nothing of the last {self.sources.months} months shows it.",
                tuple((gap.criterion.id, gap.label) for gap in gaps),
                (self.steps.named(item),),
            )

    def _serves(self, codes: Iterable[str]) -> tuple[tuple[int, str], ...]:
        """The criteria of this unit among "LT 2.3" …"""
        split = (code.rpartition(" ") for code in codes)
        labels = [label for unit, _, label in split if unit == self.code]
        return tuple(
            (self.by_label[label].criterion.id, label) for label in labels if label in self.by_label
        )

    def _serves_found(self, written: Written, found: FoundThing) -> tuple[tuple[int, str], ...]:
        """The criteria of the unit that the item is mapped to, else those the question is for."""
        mapped = tuple(
            (gap.criterion.id, gap.label)
            for gap in self.sources.gaps
            if any(str(each.evidence.code) == found.item for each in gap.criterion.items)
        )
        usual = self._serves(written.serves)
        both = tuple(each for each in usual if each in mapped)
        return both or usual or mapped

    def _bring(self, gap: CriterionGap) -> tuple[Step, ...]:
        """What helps to answer: items mapped to it, and the learner's own records of its kinds."""
        items = [self.steps.named(each.evidence) for each in gap.criterion.items]
        if not self.sources.is_own:
            return tuple(items[:MOST_TO_BRING])
        uses = self.uses.get(f"criterion-{gap.criterion.id}", ())
        records = [record for kind, _ in uses for record in self.records[Kind(kind)][:1]]
        return tuple([*items, *map(self.steps.record, records)][:MOST_TO_BRING])


# A criterion that may still be shown by talking: not what waits for a decision already.
_NOT_SHOWN = (Status.UNMAPPED, Status.DRAFT, Status.NOT_YET, Status.PARTLY, Status.RETURNED)


def _why_open(gap: CriterionGap) -> str:
    """Why it is asked, in a sentence."""
    if gap.said:
        said = gap.said[-1]
        return f"Not yet met in {said.item.label}: {said.feedback}"
    return {
        Status.UNMAPPED: "Nothing shows it yet.",
        Status.DRAFT: "It is mapped, and not handed over yet.",
        Status.NOT_YET: "It is not yet met.",
        Status.PARTLY: f"It is met, and the centre asks for {gap.needs_words}.",
        Status.RETURNED: "The decision on it was returned.",
    }[gap.criterion.status]


def _by_item(gaps: Iterable[CriterionGap], name: str) -> dict:
    """The criteria that each doubted or old item stands for."""
    found: dict = defaultdict(list)
    for gap in gaps:
        kept = {each.evidence for each in gap.promising}
        for each in getattr(gap, name):
            if each.item in kept:
                found[each.item].append(gap)
    return found


def _by_kind(facts: PortfolioFacts | None) -> dict[Kind, list[RecordFacts]]:
    """The learner's records, the newest first."""
    found: dict[Kind, list[RecordFacts]] = defaultdict(list)
    for record in reversed(facts.records if facts else ()):
        found[record.kind].append(record)
    return found


def _key(*parts: str) -> str:
    """Names a question in a form, whatever is in the parts."""
    return f"found-{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:16]}"


def _short(words: str) -> str:
    """As long as a row of a record holds."""
    return words if len(words) <= LONGEST_QUESTION else f"{words[: LONGEST_QUESTION - 1]}…"
