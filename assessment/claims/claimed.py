"""Which units of a learner are claimed: while a claim stands, nothing about them changes."""

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


def require_unclaimed(learner: Learner, unit: int) -> None:
    """Raise ``UnitClaimed`` where a standing claim rests on the unit. Call it while the portfolio
    is held: so does whoever claims."""
    if unit in claimed_units(learner):
        raise UnitClaimed(CLAIMED)
