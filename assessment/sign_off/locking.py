"""Which units of a learner are signed off, and so locked."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from assessment.models import Mapping, SignOff
from assessment.models.mapping import MappingQuerySet
from assessment.status import Status, with_status
from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence, Learner


class UnitLocked(Exception):
    """The unit is signed off, so nothing about it changes; the message says what can be done."""


LOCKED = (
    "This unit is signed off, so it is locked. If something in it has to change, ask an internal "
    "quality assurer or your centre’s administrator to unlock it."
)


def locked_units(learner: Learner) -> frozenset[int]:
    """The units (primary keys) of ``learner`` that are signed off, or wait for the learner's own
    declaration; one query."""
    return frozenset(_locked(learner=learner.pk))


@compiled_once
def _locked(learner: Given) -> QuerySet[SignOff, int]:
    standing = SignOff.objects.standing().filter(learner=learner).order_by()
    return standing.values_list("unit", flat=True)


def require_open(learner: Learner, unit: int) -> None:
    """Raise ``UnitLocked`` where the unit is signed off. Call it while the item is held: whoever
    signs off holds all items of the learner."""
    if unit in locked_units(learner):
        raise UnitLocked(LOCKED)


def mappings_to_hand_over(evidence: Evidence) -> MappingQuerySet:
    """What a new version of ``evidence`` is decided on: its live mappings, but for those to units
    that are locked. Nothing waits there; what is met there is met by the version it was decided
    on. A query, and one for the rows."""
    return _in_open_units(evidence.pk, locked_units(evidence.learner))


def statuses_to_hand_over(
    evidence: Evidence, locked: Collection[int] | None = None
) -> list[Status]:
    """Where the criteria among ``mappings_to_hand_over`` stand; two queries, one where the
    ``locked_units`` are known."""
    if locked is None:
        locked = locked_units(evidence.learner)
    return list(map(Status, _statuses(evidence=evidence.pk, locked=locked)))


@compiled_once
def _statuses(evidence: Given, locked: Given) -> QuerySet[Mapping, int]:
    criteria = with_status(_in_open_units(evidence, locked).of_criteria())
    return criteria.order_by().values_list("status", flat=True)


def _in_open_units(evidence: Any, locked: Any) -> MappingQuerySet:
    live = Mapping.objects.live().filter(evidence=evidence)
    return live.exclude(criterion__outcome__unit__in=locked).exclude(
        marking_point__specification__unit__in=locked
    )
