"""Which units of a learner are claimed: while a claim stands, nothing about them changes."""

from collections.abc import Collection

from assessment.groups import groups_of
from assessment.models import Claim
from portfolio.models import Learner


class UnitClaimed(Exception):
    """A claim that stands rests on the unit; the message says what can be done."""


CLAIMED = (
    "This unit is claimed from the awarding body. If something in it has to change, ask your "
    "centre’s administrator to withdraw the claim first."
)


def claimed_units(learner: Learner) -> frozenset[int]:
    """The units (primary keys) that a standing claim of ``learner`` rests on; one query."""
    claims = Claim.objects.standing().filter(enrolment__learner=learner)
    units: set[int] = set()
    for unit, rests_on in claims.values_list("unit", "rests_on"):
        units.update(rests_on.get("units", ()) if unit is None else (unit,))
    return frozenset(units)


def units_under_claim(learners: Collection[int]) -> frozenset[tuple[int, int]]:
    """Learner and unit (primary keys) wherever a claim stands: of the unit, or of a qualification
    with it, also where that does not rest on the unit. One query, two with such a qualification."""
    claims = Claim.objects.standing().filter(enrolment__learner__in=learners)
    rows = list(claims.values_list("enrolment__learner", "unit", "enrolment__qualification"))
    groups = groups_of({qualification for _, unit, qualification in rows if unit is None})
    of_units = {(learner, unit) for learner, unit, _ in rows if unit is not None}
    of_qualifications = {
        (learner, use.unit)
        for learner, unit, qualification in rows
        if unit is None
        for group in groups[qualification]
        for use in group.units
    }
    return frozenset(of_units | of_qualifications)


def is_under_claim(learner: Learner, unit: int) -> bool:
    """The same of one unit (a primary key)."""
    return (learner.pk, unit) in units_under_claim([learner.pk])


def require_unclaimed(learner: Learner, unit: int) -> None:
    """Raise ``UnitClaimed`` where a standing claim rests on the unit. Call it while the portfolio
    is held: so does whoever claims."""
    if unit in claimed_units(learner):
        raise UnitClaimed(CLAIMED)
