"""Sufficiency: how many items, by how many methods, a criterion needs, and whether it has them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from assessment.models import Enrolment
from assessment.status import OPEN, Status
from portfolio.compiling import Given, compiled_once


class Need(NamedTuple):
    """So many met items, by so many different methods."""

    items: int = 1
    methods: int = 1


ONE = Need()


@dataclass(slots=True)
class _Rules:
    """The rules of one centre for one qualification; those of units hold for its own units."""

    by_criterion: dict[int, Need] = field(default_factory=dict)
    by_unit: dict[int, Need] = field(default_factory=dict)

    def need(self, unit: int, criterion: int) -> Need:
        return self.by_criterion.get(criterion) or self.by_unit.get(unit, ONE)


@dataclass(frozen=True, eq=False)
class Needs:
    """What criteria need in one enrolment: the strictest of all that the learner is enrolled on."""

    rules: tuple[_Rules, ...] = ()

    def of(self, unit: int, criterion: int) -> Need:
        """The number of items and that of methods, each the largest that any rule asks for."""
        if not self.rules:
            return ONE
        found = [rules.need(unit, criterion) for rules in self.rules]
        return Need(max(need.items for need in found), max(need.methods for need in found))


def standing_of(items: Collection[tuple[Status, str]], need: Need = ONE) -> Status:
    """Where a criterion stands that ``items`` (status and method of each) are mapped to.

    The best of them; but met only by as many items and methods as it needs. Met by fewer it is
    partly met, unless an assessor has to decide on a further one: then that comes first.
    """
    best = max((status for status, _ in items), default=Status.UNMAPPED)
    if best != Status.MET or is_enough(items, need):
        return best
    return max((status for status, _ in items if status in OPEN), default=Status.PARTLY)


def is_enough(items: Iterable[tuple[Status, str]], need: Need) -> bool:
    """Whether the met ones among ``items`` are as many, by as many methods, as needed."""
    methods = [method for status, method in items if status == Status.MET]
    return len(methods) >= need.items and len(set(methods)) >= need.methods


def needs_of(enrolments: Sequence[Enrolment]) -> dict[int, Needs]:
    """What criteria need in each of ``enrolments`` (of any learners), by its primary key.

    A unit shared by qualifications is held to the rules of all that the learner is enrolled on
    now, and of the enrolment itself; one query. Enrolments held to the same share one ``Needs``.
    """
    rules, current = _rules_for(enrolments)
    made: dict[tuple[int, frozenset[int]], Needs] = {}
    needs = {}
    for enrolment in enrolments:
        learner = enrolment.learner_id
        counting = current[learner] | {enrolment.qualification_id}
        held_to = frozenset(rules[learner].keys() & counting)
        if (learner, held_to) not in made:
            made[learner, held_to] = Needs(tuple(rules[learner][each] for each in sorted(held_to)))
        needs[enrolment.pk] = made[learner, held_to]
    return needs


def _rules_for(
    enrolments: Sequence[Enrolment],
) -> tuple[dict[int, dict[int, _Rules]], dict[int, set[int]]]:
    """By learner and qualification, and which of these are current.

    A rule of the qualification is one for each of its units.
    """
    rows = _rules(
        named={enrolment.pk for enrolment in enrolments},
        learners={enrolment.learner_id for enrolment in enrolments},
    )
    rules: dict[int, dict[int, _Rules]] = defaultdict(lambda: defaultdict(_Rules))
    current: dict[int, set[int]] = defaultdict(set)
    for learner, qualification, ended_on, criterion, unit, items, methods in rows:
        if ended_on is None:
            current[learner].add(qualification)
        found = rules[learner][qualification]
        if criterion is None:
            found.by_unit[unit] = Need(items, methods)
        else:
            found.by_criterion[criterion] = Need(items, methods)
    return rules, current


@compiled_once
def _rules(named: Given, learners: Given) -> QuerySet[Enrolment, tuple]:
    rule = "qualification__sufficiencies__"
    return (
        Enrolment.objects.filter(Q(pk__in=named) | Q(learner__in=learners, ended_on=None))
        # Named first, and compared by these names: each further path would join the rules anew.
        .annotate(
            centre=F(f"{rule}centre"),
            of_unit=F(f"{rule}unit"),
            criterion=F(f"{rule}criterion"),
            of_criterion=F(f"{rule}criterion__outcome__unit"),
            items=F(f"{rule}items"),
            methods=F(f"{rule}methods"),
            unit=F("qualification__groups__members__specification__unit"),
        )
        .filter(
            Q(of_unit=None, criterion=None) | Q(of_unit=F("unit")) | Q(of_criterion=F("unit")),
            centre=F("learner__centre"),
        )
        # The general ones first, so that those of a unit replace them.
        .order_by(F("of_unit").asc(nulls_first=True))
        .values_list(
            "learner", "qualification", "ended_on", "criterion", "unit", "items", "methods"
        )
    )
