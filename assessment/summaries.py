"""Coverage of many learners at once, as counts: for lists of a caseload or a whole centre."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet

from assessment.coverage import Counts
from assessment.models import Criterion, Enrolment, Mapping, QualificationUnit, SignOff
from assessment.sign_off.sufficiency import ONE, Need, Needs, needs_of, standing_of
from assessment.status import Status, with_status
from portfolio.compiling import Given, compiled_once

# Of one learner: by criterion, the status and the method of each item mapped to it.
_Items = dict[int, list[tuple[Status, str]]]


@dataclass(frozen=True, slots=True)
class UnitSummary:
    code: str
    title: str
    counts: Counts
    is_signed_off: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """One enrolment in a list: counts per unit and in all."""

    enrolment: Enrolment
    units: tuple[UnitSummary, ...]
    counts: Counts
    items: _Items = field(default_factory=dict, repr=False, compare=False)
    held_to: "_Standing | None" = field(default=None, repr=False, compare=False)

    def standing(self, unit: int, criterion: int) -> tuple[Status, Sequence[tuple[Status, str]]]:
        """Where a criterion stands, and the items mapped to it, as status and method."""
        items = self.items.get(criterion, ())
        need = self.held_to.need(unit, criterion) if self.held_to else ONE
        return standing_of(items, need), items


def summaries_of(enrolments: Sequence[Enrolment]) -> tuple[Summary, ...]:
    """Counts of each enrolment (of any learners), in the order given; five queries."""
    learners = {enrolment.learner_id for enrolment in enrolments}
    items, needs, signed_off = _items(learners), needs_of(enrolments), _signed_off(learners)
    units = _units({enrolment.qualification_id for enrolment in enrolments})
    criteria = _criteria({unit for found in units.values() for _, _, unit in found})
    return tuple(
        _summary(
            enrolment,
            units[enrolment.qualification_id],
            criteria,
            items[enrolment.learner_id],
            _Standing(needs[enrolment.pk], signed_off[enrolment.learner_id]),
        )
        for enrolment in enrolments
    )


class _Standing(NamedTuple):
    """What an enrolment is held to, and its units that are signed off: whether by both."""

    needs: Needs
    signed_off: dict[int, bool]

    def need(self, unit: int, criterion: int) -> Need:
        """As ``coverage``: a unit that is signed off had what was asked for then."""
        return ONE if unit in self.signed_off else self.needs.of(unit, criterion)


def _summary(
    enrolment: Enrolment,
    units: list[tuple[str, str, int]],
    criteria: dict[int, list[int]],
    items: _Items,
    standing: _Standing,
) -> Summary:
    found = tuple(
        UnitSummary(
            code,
            title,
            _counts(unit, criteria[unit], items, standing),
            is_signed_off=standing.signed_off.get(unit, False),
        )
        for code, title, unit in units
    )
    counts = _sum(tuple(unit.counts for unit in found))
    return Summary(enrolment, found, counts, items, standing)


def _counts(unit: int, criteria: list[int], items: _Items, standing: _Standing) -> Counts:
    mapped = [standing_of(items[pk], standing.need(unit, pk)) for pk in criteria if pk in items]
    return _counted(tuple(sorted(mapped)), len(criteria) - len(mapped))


# Kept: a list has thousands of criteria, most of them unmapped, and few different counts.
@lru_cache(maxsize=4096)
def _counted(statuses: tuple[Status, ...], unmapped: int) -> Counts:
    return Counts.of(statuses) + Counts(unmapped=unmapped)


@lru_cache(maxsize=4096)
def _sum(counts: tuple[Counts, ...]) -> Counts:
    return sum(counts, Counts())


def _items(learners: set[int]) -> dict[int, _Items]:
    """For each learner, what they mapped to each criterion."""
    items: dict[int, _Items] = defaultdict(lambda: defaultdict(list))
    for learner, criterion, status, method in _mapped(learners=learners):
        items[learner][criterion].append((Status(status), method))
    return items


@compiled_once
def _mapped(learners: Given) -> QuerySet[Mapping, tuple]:
    mappings = Mapping.objects.live().of_criteria().filter(evidence__learner__in=learners)
    return with_status(mappings.order_by()).values_list(
        "evidence__learner", "criterion", "status", "evidence__method"
    )


def _signed_off(learners: set[int]) -> dict[int, dict[int, bool]]:
    """For each learner, the units that stand signed off, and whether by both; one query."""
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for learner, unit, agrees in _sign_offs(learners=learners):
        found[learner][unit] = bool(agrees)
    return found


@compiled_once
def _sign_offs(learners: Given) -> QuerySet[SignOff, tuple]:
    rows = SignOff.objects.standing().filter(learner__in=learners).order_by("pk")
    return rows.values_list("learner", "unit", "confirmation__agrees")


def _units(qualifications: set[int]) -> dict[int, list[tuple[str, str, int]]]:
    units: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for qualification, code, title, unit in _uses(qualifications=qualifications):
        units[qualification].append((code, title, unit))
    return units


@compiled_once
def _uses(qualifications: Given) -> QuerySet[QualificationUnit, tuple]:
    uses = QualificationUnit.objects.filter(group__qualification__in=qualifications)
    return uses.order_by("group__position", "group", "position", "pk").values_list(
        "group__qualification", "specification__code", "specification__title", "specification__unit"
    )


def _criteria(units: set[int]) -> dict[int, list[int]]:
    criteria = defaultdict(list)
    for unit, pk in _criteria_in(units=units):
        criteria[unit].append(pk)
    return criteria


@compiled_once
def _criteria_in(units: Given) -> QuerySet[Criterion, tuple[int, int]]:
    criteria = Criterion.objects.filter(outcome__unit__in=units).order_by()
    return criteria.values_list("outcome__unit", "pk")
