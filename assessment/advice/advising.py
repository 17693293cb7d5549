"""What a learner is advised, less what they put aside; the same for those who assess them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from assessment.advice.checking import Finding, findings_in
from assessment.advice.checks import CHECKS
from assessment.advice.facts import PortfolioFacts
from assessment.advice.findings import Found, Sureness
from assessment.advice.places import Places, own_places, places_of_items
from assessment.advice.reading import facts_of, handed_over_facts_of
from assessment.coverage import Coverage
from assessment.models import Dismissal, Misconception
from portfolio.models import Learner

# As long as a dismissal keeps it: what is longer is told apart by its beginning.
LONGEST_KEY = 400

# Surest first.
ORDER = tuple(Sureness)

# To readers who know only what was handed over.
TO_OTHERS = {
    Sureness.COUNTED: "Sure: it is counted in what was handed over.",
    Sureness.READ: "Likely: it is read from the learner’s words, which may say it otherwise.",
    Sureness.GUESSED: "Perhaps: there are signs of it.",
}


@dataclass(frozen=True, slots=True)
class CommonMistake:
    """A misconception of a unit, by its code and in the words of the standard."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundThing:
    """One thing that was found, and where to mend it; no ``address`` where nobody else can.

    ``record`` and ``item`` are the codes of what it was found in, if in any.
    """

    key: str
    label: str
    words: str
    address: str = ""
    address_label: str = ""
    record: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Advised:
    """What one check found and nobody put aside. ``aside``: how much else of it is put aside.

    ``sureness`` is a sentence, ``sureness_key`` one of "counted", "read" and "guessed".
    """

    key: str
    title: str
    codes: tuple[str, ...]
    misconceptions: tuple[CommonMistake, ...]
    sureness: str
    why: str
    mend: str
    found: tuple[FoundThing, ...]
    sureness_key: str = "counted"
    aside: int = 0


@dataclass(frozen=True, slots=True)
class DismissedAdvice:
    """What the learner put aside and why. ``label`` is empty where the reader may not know it.

    ``is_found``: whether the check would still say it.
    """

    code: UUID
    key: str
    found_key: str
    codes: tuple[str, ...]
    misconceptions: tuple[CommonMistake, ...]
    label: str
    reason: str
    dismissed_at: datetime
    is_found: bool = True
    item: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """``open``: surest first, then what was found most often.

    ``checks``: the misconceptions of each check that was asked, so that what was looked at and is
    well can be told too; ``records`` and ``items``: at how many it looked.
    """

    open: tuple[Advised, ...] = ()
    dismissed: tuple[DismissedAdvice, ...] = ()
    checks: tuple[tuple[str, ...], ...] = ()
    records: int = 0
    items: int = 0

    def of_unit(self, code: str) -> "Advice":
        """What of it is about one unit, such as "LT"."""
        return replace(
            self,
            open=tuple(each for each in self.open if code in units_of(each.codes)),
            dismissed=tuple(each for each in self.dismissed if code in units_of(each.codes)),
            checks=tuple(codes for codes in self.checks if code in units_of(codes)),
        )

    @property
    def things(self) -> int:
        """How many things were found and not put aside."""
        return sum(len(each.found) for each in self.open)


def units_of(codes: Iterable[str]) -> frozenset[str]:
    """The units whose misconceptions are named: of "LT-M2" it is "LT"."""
    return frozenset(code.rpartition("-")[0] for code in codes)


def advise(
    learner: Learner,
    *,
    is_own: bool,
    coverages: Sequence[Coverage] | None = None,
    facts: PortfolioFacts | None = None,
) -> Advice:
    """What the checks find in a portfolio. ``is_own``: all that the learner keeps, for nobody
    else; otherwise what was handed over, as it was then.

    ``coverages`` and ``facts`` where they were read already. Three queries besides reading them.
    """
    if facts is None:
        facts = (facts_of if is_own else handed_over_facts_of)(learner, coverages)
    findings = tuple(findings_in(facts))
    rows = tuple(Dismissal.objects.standing().filter(learner=learner))
    checks = {check.key: codes for check in CHECKS if (codes := check.codes_in(facts.units))}
    mistakes = _mistakes(checks)
    aside = {(row.check_key, row.found_key) for row in rows}
    places = own_places(learner, facts) if is_own else places_of_items(facts)
    advised = [_advised(each, mistakes, aside, places, is_own=is_own) for each in findings]
    still = {(each.check.key, found.key[:LONGEST_KEY]) for each in findings for found in each.found}
    return Advice(
        open=tuple(sorted((each for each in advised if each.found), key=_effect)),
        dismissed=tuple(
            _dismissed(row, checks.get(row.check_key, ()), mistakes, still, places) for row in rows
        ),
        checks=tuple(checks.values()),
        records=len(facts.records),
        items=len(facts.items),
    )


def _mistakes(checks: Mapping[str, tuple[str, ...]]) -> Mapping[str, CommonMistake]:
    """By code, as the standard has them; one query."""
    named = {code for codes in checks.values() for code in codes}
    texts = Misconception.objects.filter(code__in=named).values_list("code", "text")
    return {code: CommonMistake(code, text) for code, text in texts}


def _effect(advised: Advised) -> tuple[int, int]:
    names = [sureness.name.lower() for sureness in ORDER]
    return names.index(advised.sureness_key), -len(advised.found)


def _advised(
    finding: Finding,
    mistakes: Mapping[str, CommonMistake],
    aside: set[tuple[str, str]],
    places: Places,
    *,
    is_own: bool,
) -> Advised:
    check = finding.check
    found = tuple(
        _thing(each, places)
        for each in finding.found
        if (check.key, each.key[:LONGEST_KEY]) not in aside
    )
    return Advised(
        key=check.key,
        title=check.title,
        codes=finding.codes,
        misconceptions=_named(finding.codes, mistakes),
        sureness=check.sureness.value if is_own else TO_OTHERS[check.sureness],
        why=check.why,
        mend=check.mend,
        found=found,
        sureness_key=check.sureness.name.lower(),
        aside=len(finding.found) - len(found),
    )


def _thing(found: Found, places: Places) -> FoundThing:
    place = places.of(found)
    return FoundThing(
        key=found.key[:LONGEST_KEY],
        label=found.label,
        words=found.words,
        address=place.address,
        address_label=place.label,
        record=found.record,
        item=place.item,
    )


def _named(
    codes: Iterable[str], mistakes: Mapping[str, CommonMistake]
) -> tuple[CommonMistake, ...]:
    return tuple(mistakes[code] for code in codes if code in mistakes)


def _dismissed(
    row: Dismissal,
    codes: tuple[str, ...],
    mistakes: Mapping[str, CommonMistake],
    still: set[tuple[str, str]],
    places: Places,
) -> DismissedAdvice:
    return DismissedAdvice(
        code=row.code,
        key=row.check_key,
        found_key=row.found_key,
        codes=codes,
        misconceptions=_named(codes, mistakes),
        label=places.name_of(row.found_key, row.label),
        reason=row.reason,
        dismissed_at=row.dismissed_at,
        is_found=(row.check_key, row.found_key) in still,
        item=places.item_of(row.found_key),
    )
