"""Advice as its page shows it: unit by unit, each thing said once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from assessment.advice.advising import Advice, Advised, units_of
from assessment.coverage import Coverage, UnitCoverage


@dataclass(frozen=True, slots=True)
class UnitAdvice:
    """A unit with what stands out in it. ``codes``: those of one unit in several qualifications;
    ``enrolment``: the code of the enrolment that has it by the first of them.

    ``cards`` are shown here, ``above`` in an earlier unit that they are about as well.
    ``checks``: how many looked at the unit, ``clear``: how many of these found nothing.
    """

    enrolment: UUID
    codes: tuple[str, ...]
    title: str
    checks: int
    clear: int
    cards: tuple[Advised, ...]
    above: tuple[Advised, ...]

    @property
    def noted(self) -> int:
        return self.checks - self.clear


def sections_of(advice: Advice, coverages: Sequence[Coverage]) -> tuple[UnitAdvice, ...]:
    """The units that are checked, in the order of the qualifications; asks for nothing."""
    sections: list[UnitAdvice] = []
    shown: set[str] = set()
    for enrolment, same in _units(coverages):
        codes = tuple(dict.fromkeys(unit.code for unit in same))
        checks = sum(_is_about(each, codes) for each in advice.checks)
        if not checks:
            continue
        noted = [each for each in advice.open if _is_about(each.codes, codes)]
        sections.append(
            UnitAdvice(
                enrolment=enrolment,
                codes=codes,
                title=same[0].title,
                checks=checks,
                # What is put aside altogether is clear: it was answered.
                clear=checks - len(noted),
                cards=tuple(each for each in noted if each.key not in shown),
                above=tuple(each for each in noted if each.key in shown),
            )
        )
        shown.update(each.key for each in noted)
    return tuple(sections)


def _units(coverages: Iterable[Coverage]) -> Iterable[tuple[UUID, list[UnitCoverage]]]:
    """Each unit once, as every qualification has it, with the first enrolment that does."""
    units: dict[int, tuple[UUID, list[UnitCoverage]]] = {}
    for coverage in coverages:
        for unit in coverage.units:
            units.setdefault(unit.unit, (coverage.enrolment.code, []))[1].append(unit)
    return units.values()


def _is_about(codes: Iterable[str], units: Iterable[str]) -> bool:
    return not units_of(codes).isdisjoint(units)
