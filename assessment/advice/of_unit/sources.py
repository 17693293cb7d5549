"""Everything that is read about one unit of a learner before anything is said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from assessment.advice.advising import Advice, advise
from assessment.advice.facts import PortfolioFacts
from assessment.advice.of_unit.gaps import CriterionGap, gaps_of, months_allowed, not_yet_in
from assessment.advice.of_unit.hand_overs import hand_overs_of
from assessment.advice.reading import facts_of, handed_over_facts_of
from assessment.advice.suggesting import Fit, Target, fitting_items, targets_of
from assessment.advice.suggesting.learning import learned_of
from assessment.coverage import Coverage, UnitCoverage, coverages_of
from assessment.marking.referrals import asked_for
from assessment.models import Enrolment


@dataclass(frozen=True)
class Sources:
    """``is_own``: of all that the learner keeps, for nobody else; otherwise of what was handed
    over. ``facts`` is None, and there is no advice, where the unit is signed off."""

    is_own: bool
    coverages: tuple[Coverage, ...]
    coverage: Coverage
    unit: UnitCoverage
    gaps: tuple[CriterionGap, ...]
    months: int | None
    facts: PortfolioFacts | None = None
    advice: Advice = field(default_factory=Advice)
    targets: tuple[Target, ...] = ()
    fits: Mapping[str, Sequence[Fit]] = field(default_factory=dict)


class NoSuchUnit(LookupError):
    """The enrolment's qualification has no unit of that code."""


def sources_of(enrolment: Enrolment, code: str, *, is_own: bool) -> Sources:
    """What there is on the unit ``code`` of an enrolment.

    The number of queries grows with the kinds of record that are kept, not with records or items.
    Raises ``NoSuchUnit``.
    """
    coverages = coverages_of(_enrolments(enrolment))
    coverage = next(each for each in coverages if each.enrolment == enrolment)
    unit = next((each for each in coverage.units if each.code == code), None)
    if unit is None:
        raise NoSuchUnit(code)
    learner = enrolment.learner
    months = months_allowed(unit, coverages)
    gaps = gaps_of(
        unit,
        months=months,
        hand_overs=hand_overs_of(learner.pk),
        feedback=asked_for(not_yet_in(unit)),
        today=timezone.localdate(),
    )
    known = Sources(is_own, coverages, coverage, unit, gaps, months)
    return known if unit.is_locked else _with_advice(known)


def _with_advice(known: Sources) -> Sources:
    learner = known.coverage.enrolment.learner
    read = facts_of if known.is_own else handed_over_facts_of
    facts = read(learner, known.coverages)
    advice = advise(learner, is_own=known.is_own, coverages=known.coverages, facts=facts)
    targets = targets_of(known.coverages)
    names = {f"criterion-{gap.criterion.id}" for gap in known.gaps if gap.is_open}
    wanted = [target for target in targets if target.target in names]
    return Sources(
        known.is_own,
        known.coverages,
        known.coverage,
        known.unit,
        known.gaps,
        known.months,
        facts,
        advice.of_unit(known.unit.code),
        targets,
        _fits(facts, wanted, targets, learner.centre_id) if wanted else {},
    )


def _fits(
    facts: PortfolioFacts, wanted: Sequence[Target], targets: Sequence[Target], centre: int
) -> Mapping[str, Sequence[Fit]]:
    """The items that speak of what is wanted; one query."""
    return fitting_items(facts.items, wanted, learned_of(centre), among=targets)


def _enrolments(enrolment: Enrolment) -> list[Enrolment]:
    """This one and all current ones of the learner, each with the learner that is known."""
    current = Enrolment.objects.current().filter(learner=enrolment.learner_id)
    others = current.exclude(pk=enrolment.pk).select_related("qualification")
    enrolments = [enrolment, *others]
    for each in enrolments:
        each.learner = enrolment.learner
    return enrolments
