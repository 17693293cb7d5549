"""Nobody samples their own assessments: what keeps a person from it, by whichever path."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from assessment.allocations import Scope, scopes_of
from assessment.models import Mapping, SignOff
from portfolio.models import Learner, Role, User
from portfolio.rules import administers, owns

OWN = "Nobody quality-assures their own portfolio."
NOT_ALLOCATED = (
    "You are not allocated to this unit as its internal quality assurer. Your centre’s "
    "administrator allocates one."
)
INVOLVED = (
    "You {part}, so another internal quality assurer has to look at it: nobody quality-assures "
    "their own assessments."
)
ALLOCATED = "are allocated to this unit as an assessor"
SIGNED = "signed this unit off"


@dataclass(frozen=True, slots=True)
class Independence:
    """Where one person may sample or plan, and in words why not; asks for nothing more."""

    user: User
    sampling: dict[int, Scope]
    assessing: dict[int, Scope]
    parts: dict[tuple[int, int], str]

    def why_not_sample(self, learner: Learner, unit: int) -> str:
        """Why the person may not sample this unit of ``learner``; empty where they may."""
        if owns(self.user, learner):
            return OWN
        if not self.sampling[learner.pk].covers(unit):
            return NOT_ALLOCATED
        return self._involved(learner, unit)

    def why_not_plan(self, learner: Learner, unit: int) -> str:
        """Why the person may not decide whether this is sampled. Whoever assessed it could keep it
        from being looked at."""
        if owns(self.user, learner):
            return OWN
        is_theirs = administers(self.user, learner.centre)
        if not (is_theirs or self.sampling[learner.pk].covers(unit)):
            return NOT_ALLOCATED
        return self._involved(learner, unit)

    def _involved(self, learner: Learner, unit: int) -> str:
        part = self.parts.get((learner.pk, unit), "")
        if not part and self.assessing[learner.pk].covers(unit):
            part = ALLOCATED
        return INVOLVED.format(part=part) if part else ""


def independence_of(user: User, learners: Collection[int]) -> Independence:
    """Where ``user`` may sample among ``learners`` (primary keys); three queries."""
    return Independence(
        user,
        sampling=scopes_of(user, learners, (Role.IQA,)),
        assessing=scopes_of(user, learners),
        parts=_parts_of(user, learners),
    )


def why_not_sample(user: User, learner: Learner, unit: int) -> str:
    """Why ``user`` may not sample this unit (primary key); empty where they may."""
    return independence_of(user, [learner.pk]).why_not_sample(learner, unit)


def can_sample(user: User, learner: Learner, unit: int) -> bool:
    """An IQA allocated to the unit who had no part in assessing it."""
    return not why_not_sample(user, learner, unit)


def can_plan(user: User, learner: Learner, unit: int) -> bool:
    """Such an IQA, or an administrator of the centre who had no part in it either."""
    return not independence_of(user, [learner.pk]).why_not_plan(learner, unit)


def part_in(user: User, learner: Learner, unit: int) -> str:
    """In which part ``user`` had in assessing this unit, in words; empty without one. One query."""
    return _parts_of(user, [learner.pk]).get((learner.pk, unit), "")


def samplers_of(learner: Learner, unit: int) -> list[User]:
    """The IQAs who could sample this unit today; four queries for each who is allocated."""
    allocated = User.objects.filter(
        memberships__allocations__learner=learner, memberships__role=Role.IQA, is_active=True
    ).distinct()
    return [person for person in allocated if can_sample(person, learner, unit)]


def _parts_of(user: User, learners: Collection[int]) -> dict[tuple[int, int], str]:
    """By learner and unit, in which part ``user`` had in assessing it; one query."""
    signed = (
        SignOff.objects.filter(assessor=user, learner__in=learners)
        .order_by()
        .annotate(part=Value(SIGNED))
        .values_list("learner", "unit", "part")
    )
    through = [
        _through_mappings(learners, words, conditions)
        for words, conditions in _conditions(user).items()
    ]
    parts: dict[tuple[int, int], str] = {}
    for learner, unit, part in signed.union(*through):
        parts.setdefault((learner, unit), part)
    return parts


def _conditions(user: User) -> dict[str, dict[str, Any]]:
    """The mappings that make ``user`` a part of how their unit was assessed, by what was done."""
    return {
        "decided on evidence of this unit": {"judgements__assessor": user},
        "countersigned a decision on this unit": {"judgements__countersignature__assessor": user},
        "appraised evidence of this unit": {"submissions__appraisals__assessor": user},
        "confirmed, as an assessor, an original of this unit": {
            "submissions__sightings__user": user,
            "submissions__sightings__as_iqa": False,
        },
        "wrote evidence of this unit": {"evidence__author": user},
        "mapped evidence to this unit": {"added_by": user},
        "took evidence out of this unit": {"removed_by": user},
    }


def _through_mappings(
    learners: Collection[int], words: str, conditions: dict[str, Any]
) -> QuerySet:
    return (
        Mapping.objects.filter(evidence__learner__in=learners, **conditions)
        .order_by()
        .annotate(
            unit=Coalesce("criterion__outcome__unit", "marking_point__specification__unit"),
            part=Value(words),
        )
        .values_list("evidence__learner", "unit", "part")
    )
