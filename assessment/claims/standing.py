"""Where claims stand: what can be claimed of an enrolment, what was, and why not.

Asked for one learner or a whole centre alike, in a number of queries that does not grow.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from assessment.claims.grounds import NOTHING, Grounds, UnitGrounds, grounds_of
from assessment.claims.reasons import (
    claimed_already,
    missing_inside,
    missing_outside,
    why_not_qualification,
)
from assessment.coverage import Counts
from assessment.groups import Group, UnitUse, groups_of
from assessment.models import Claim, ClaimAnswer, Enrolment, Outcome, SignOff
from portfolio.compiling import Given, compiled_once
from portfolio.models import Learner


class State(StrEnum):
    """Of a unit or qualification."""

    OPEN = "open"
    CLAIMABLE = "claimable"
    CLAIMED = "claimed"
    CERTIFICATED = "certificated"


WORDS = {
    State.OPEN: "Not yet",
    State.CLAIMABLE: "Can be claimed",
    State.CLAIMED: "Claimed",
    State.CERTIFICATED: "Certificated",
}


@dataclass(frozen=True)
class Claimable:
    """A unit, or the whole qualification (``unit`` None), of an enrolment.

    ``standing`` is the claim that counts; ``former`` are those refused or withdrawn. ``reasons``
    say why it cannot be claimed, also while it is claimed already. ``is_ready``: the centre has
    done its part.
    """

    enrolment: Enrolment
    unit: int | None
    code: str
    title: str
    standing: Claim | None
    former: tuple[Claim, ...]
    reasons: tuple[str, ...]
    rests_on: dict[str, Any]
    counts: Counts = NOTHING
    is_signed_off: bool = False
    is_sampled: bool = False
    is_ready: bool = False

    @property
    def state(self) -> State:
        if self.standing is not None:
            answered = answer_of(self.standing)
            return State.CERTIFICATED if answered else State.CLAIMED
        return State.OPEN if self.reasons else State.CLAIMABLE

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def is_claimable(self) -> bool:
        return self.state == State.CLAIMABLE

    @property
    def is_achieved(self) -> bool:
        """Whether it counts towards the qualification."""
        return self.state != State.OPEN

    @property
    def answer(self) -> ClaimAnswer | None:
        return answer_of(self.standing) if self.standing else None


@dataclass(frozen=True)
class EnrolmentClaims:
    """One enrolment: its qualification and its units, each with where its claim stands."""

    enrolment: Enrolment
    qualification: Claimable
    units: tuple[Claimable, ...]

    @property
    def all(self) -> tuple[Claimable, ...]:
        return (self.qualification, *self.units)

    def find(self, code: str) -> Claimable | None:
        """The unit of that code, or the qualification where it is empty."""
        return next((each for each in self.all if each.unit and each.code == code), None) or (
            None if code else self.qualification
        )


def answer_of(claim: Claim) -> ClaimAnswer | None:
    """What was answered to the claim, read with it."""
    return getattr(claim, "answer", None)


def claims_of(enrolments: Sequence[Enrolment]) -> tuple[EnrolmentClaims, ...]:
    """Of each of ``enrolments`` (of any learners, read with them and their qualification)."""
    groups = groups_of({enrolment.qualification_id for enrolment in enrolments})
    grounds = grounds_of(enrolments)
    claims = _claims_by_target(enrolments)
    return tuple(
        _enrolment_claims(enrolment, groups[enrolment.qualification_id], grounds, claims)
        for enrolment in enrolments
    )


ByTarget = dict[tuple[int, int | None], list[Claim]]


def _claims_by_target(enrolments: Sequence[Enrolment]) -> ByTarget:
    rows = Claim.objects.filter(enrolment__in=enrolments).select_related("answer", "claimed_by")
    found: ByTarget = defaultdict(list)
    for claim in rows.order_by("pk"):
        found[claim.enrolment_id, claim.unit_id].append(claim)
    return found


def _enrolment_claims(
    enrolment: Enrolment, groups: list[Group], grounds: Grounds, claims: ByTarget
) -> EnrolmentClaims:
    units = tuple(
        _unit(enrolment, use, grounds.of(enrolment, use), claims)
        for group in groups
        for use in group.units
    )
    counting = [unit for unit in units if unit.is_achieved]
    standing, former = _split(claims[enrolment.pk, None])
    qualification = Claimable(
        enrolment=enrolment,
        unit=None,
        code=enrolment.qualification.code,
        title=enrolment.qualification.title,
        standing=standing,
        former=former,
        reasons=why_not_qualification(enrolment, groups, counting, standing),
        rests_on={"units": [unit.unit for unit in counting]},
    )
    return EnrolmentClaims(enrolment, qualification, units)


def _unit(enrolment: Enrolment, use: UnitUse, grounds: UnitGrounds, claims: ByTarget) -> Claimable:
    standing, former = _split(claims[enrolment.pk, use.unit])
    inside = missing_inside(enrolment, use.code, grounds)
    outside = missing_outside(enrolment, use.code, grounds)
    return Claimable(
        enrolment=enrolment,
        unit=use.unit,
        code=use.code,
        title=use.title,
        standing=standing,
        former=former,
        reasons=(*claimed_already(f"Unit {use.code}", standing), *inside, *outside),
        rests_on=grounds.keys,
        counts=grounds.counts,
        is_signed_off=grounds.sign_off is not None,
        is_sampled=grounds.sample is not None and grounds.sample.outcome != Outcome.RELEASED,
        is_ready=not inside,
    )


def _split(claims: Iterable[Claim]) -> tuple[Claim | None, tuple[Claim, ...]]:
    """The claim that stands, and those that do not any more."""
    refusals = (ClaimAnswer.Answer.REFUSED, ClaimAnswer.Answer.WITHDRAWN)
    standing, former = None, []
    for claim in claims:
        answer = answer_of(claim)
        if answer and answer.answer in refusals:
            former.append(claim)
        else:
            standing = claim
    return standing, tuple(former)


def enrolments_with_claims(learners: QuerySet[Learner], qualification: str = "") -> list[Enrolment]:
    """The enrolments of ``learners`` of which something can have been claimed: there is a unit
    signed off, or a claim. By learner; ``qualification``: only of that code."""
    signed_off = SignOff.objects.filter(learner=OuterRef("learner"))
    claimed = Claim.objects.filter(enrolment=OuterRef("pk"))
    enrolments = (
        Enrolment.objects.filter(Exists(signed_off) | Exists(claimed), learner__in=learners)
        .select_related("learner__user", "learner__centre", "qualification")
        .order_by("learner__user__name", "learner", "started_on", "pk")
    )
    if qualification:
        enrolments = enrolments.filter(qualification__code=qualification)
    return list(enrolments)


@dataclass(frozen=True)
class Line:
    """What a learner reads of a claim: "Claimed on 3 May 2026" """

    words: str
    on: date


Claimed = dict[tuple[int, int | None], Line]


def lines_of(learner: Learner) -> Claimed:
    """What stands of a learner's claims, by enrolment and unit (None: the qualification); one
    query."""
    return {
        (enrolment, unit): Line("Certificated", on) if on else Line("Claimed", _day(at))
        for enrolment, unit, at, on in _standing(learner=learner.pk)
    }


@compiled_once
def _standing(learner: Given) -> QuerySet[Claim, tuple]:
    rows = Claim.objects.standing().filter(enrolment__learner=learner).order_by("pk")
    return rows.values_list("enrolment", "unit", "claimed_at", "answer__answered_on")


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
