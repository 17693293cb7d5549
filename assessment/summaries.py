"""Coverage of many learners at once, as counts: for lists of a caseload or a whole centre."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.coverage import Counts
from assessment.models import Criterion, Enrolment, Mapping, QualificationUnit
from assessment.status import Status, with_status


@dataclass(frozen=True, slots=True)
class UnitSummary:
    code: str
    title: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Summary:
    """One enrolment in a list: counts per unit and in all."""

    enrolment: Enrolment
    units: tuple[UnitSummary, ...]
    counts: Counts


def summaries_of(enrolments: Sequence[Enrolment]) -> tuple[Summary, ...]:
    """Counts of each enrolment (of any learners), in the order given; three queries in all."""
    best = _best_statuses({enrolment.learner_id for enrolment in enrolments})
    units = _units({enrolment.qualification_id for enrolment in enrolments})
    criteria = _criteria({unit for found in units.values() for _, _, unit in found})
    return tuple(
        _summary(enrolment, units[enrolment.qualification_id], criteria, best)
        for enrolment in enrolments
    )


def _summary(enrolment: Enrolment, units: list, criteria: dict, best: dict) -> Summary:
    statuses = best[enrolment.learner_id]
    found = tuple(
        UnitSummary(
            code, title, Counts.of(statuses.get(pk, Status.UNMAPPED) for pk in criteria[unit])
        )
        for code, title, unit in units
    )
    return Summary(enrolment, found, sum((unit.counts for unit in found), Counts()))


def _best_statuses(learners: set[int]) -> dict[int, dict[int, int]]:
    """For each learner, the best status of each criterion they mapped."""
    mappings = Mapping.objects.live().of_criteria().filter(evidence__learner__in=learners)
    rows = with_status(mappings).values_list("evidence__learner", "criterion", "status")
    best: dict[int, dict[int, int]] = defaultdict(dict)
    for learner, criterion, status in rows:
        if status > best[learner].get(criterion, Status.UNMAPPED):
            best[learner][criterion] = status
    return best


def _units(qualifications: set[int]) -> dict[int, list[tuple[str, str, int]]]:
    rows = (
        QualificationUnit.objects.filter(group__qualification__in=qualifications)
        .order_by("group__position", "group", "position", "pk")
        .values_list(
            "group__qualification",
            "specification__code",
            "specification__title",
            "specification__unit",
        )
    )
    units: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for qualification, code, title, unit in rows:
        units[qualification].append((code, title, unit))
    return units


def _criteria(units: set[int]) -> dict[int, list[int]]:
    rows = Criterion.objects.filter(outcome__unit__in=units).values_list("outcome__unit", "pk")
    criteria = defaultdict(list)
    for unit, pk in rows.order_by():
        criteria[unit].append(pk)
    return criteria
