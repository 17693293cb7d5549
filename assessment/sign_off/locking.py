"""Which units of a learner are signed off, and so locked."""

from assessment.models import Mapping, SignOff
from assessment.models.mapping import MappingQuerySet
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
    standing = SignOff.objects.standing().filter(learner=learner)
    return frozenset(standing.values_list("unit", flat=True))


def require_open(learner: Learner, unit: int) -> None:
    """Raise ``UnitLocked`` where the unit is signed off. Call it while the item is held: whoever
    signs off holds all items of the learner."""
    if SignOff.objects.standing().filter(learner=learner, unit=unit).exists():
        raise UnitLocked(LOCKED)


def mappings_to_hand_over(evidence: Evidence) -> MappingQuerySet:
    """What a new version of ``evidence`` is decided on: its live mappings, but for those to units
    that are locked. Nothing waits there; what is met there is met by the version it was decided
    on. A query, and one for the rows."""
    locked = locked_units(evidence.learner)
    live = Mapping.objects.live().filter(evidence=evidence)
    return live.exclude(criterion__outcome__unit__in=locked).exclude(
        marking_point__specification__unit__in=locked
    )
