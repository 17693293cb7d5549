"""Why a unit should be looked at: suggestions that explain themselves."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessment.models import SamplingPolicy
from assessment.quality.facts import Facts, Team
from portfolio.models import Method

SUGGESTED_FROM = 3  # the weight from which a unit is suggested
MANY_DECISIONS = 5  # on a single day
MANY_DOUBTS = 2
ENOUGH_DECISIONS = 4  # from so many on, a unit without an observation stands out


@dataclass(frozen=True, slots=True)
class Risk:
    """One sentence why, and how much it weighs."""

    words: str
    weight: int


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What risks are measured by: the centre's policy, its assessors, the day."""

    policy: SamplingPolicy
    team: Team
    today: date

    @classmethod
    def of(cls, policy: SamplingPolicy, team: Team) -> "Yardstick":
        return cls(policy, team, timezone.localdate())

    def is_new(self, assessor: int) -> bool:
        """Whether the policy counts them as new: a trainee, or not long in the centre."""
        since = self.team.since.get(assessor)
        return assessor in self.team.trainees or (
            since is not None and months_between(since, self.today) < self.newness
        )

    @property
    def newness(self) -> int:
        return self.policy.new_assessor_months

    @property
    def period(self) -> int:
        return self.policy.every_assessor_months


def weight_of(risks: tuple[Risk, ...]) -> int:
    return sum(risk.weight for risk in risks)


def risks_of(facts: Facts, unit: int, code: str, yardstick: Yardstick) -> tuple[Risk, ...]:
    """Why this unit of a learner should be sampled, the weightiest first; asks for nothing."""
    if not facts.decisions:
        return ()
    found = [
        *_of_assessors(facts, unit, code, yardstick),
        *_of_decisions(facts),
        *_of_methods(facts, yardstick),
    ]
    return tuple(sorted(found, key=lambda risk: -risk.weight))


def _of_assessors(facts: Facts, unit: int, code: str, yardstick: Yardstick) -> Iterator[Risk]:
    team, today = yardstick.team, yardstick.today
    for assessor, name in facts.assessors:
        first_name = name.split(" ")[0]
        if assessor in team.trainees:
            yield Risk(f"{first_name} is a trainee assessor.", 3)
        elif yardstick.is_new(assessor):
            months = months_between(team.since[assessor], today)
            yield Risk(f"{first_name} is new ({in_months(months)}).", 3)
        last = team.last_sampled.get(assessor)
        if last is None:
            yield Risk(f"Nothing that {first_name} decided has been sampled yet.", 2)
        elif months_between(last, today) >= yardstick.period > 0:
            months = months_between(last, today)
            yield Risk(f"{first_name} was last sampled {in_months(months)} ago.", 2)
        elif (assessor, unit) not in team.sampled:
            yield Risk(f"{code} has never been sampled for {first_name}.", 1)


def _of_decisions(facts: Facts) -> Iterator[Risk]:
    if facts.prior:
        criteria = "1 criterion" if facts.prior == 1 else f"{facts.prior} criteria"
        yield Risk(f"Prior learning in {criteria}.", 3)
    if facts.days == 1 and facts.decisions >= MANY_DECISIONS:
        yield Risk(f"All {facts.decisions} decisions were made on one day.", 2)
    if facts.doubts >= MANY_DOUBTS:
        yield Risk(f"{facts.doubts} items were appraised with a doubt.", 2)
    elif facts.doubts:
        yield Risk("One item was appraised with a doubt.", 1)


def _of_methods(facts: Facts, yardstick: Yardstick) -> Iterator[Risk]:
    if lacks_observation(facts.methods, facts.decisions):
        yield Risk("No observation was used.", 1)
    for method in Method:
        if method in facts.methods and method in yardstick.policy.methods:
            last = yardstick.team.methods_sampled.get(method)
            if last is None or months_between(last, yardstick.today) >= yardstick.period:
                words = f"The policy asks to see {method.label.lower()}, which it holds."
                yield Risk(words, 1)


def lacks_observation(methods: Collection[str], decisions: int) -> bool:
    """Whether so many decisions rest on ``methods`` without one observation among them."""
    return Method.OBSERVATION not in methods and decisions >= ENOUGH_DECISIONS


def months_between(since: date, until: date) -> int:
    """Whole months from one day to a later one."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return max(0, months - (until.day < since.day))


def in_months(months: int) -> str:
    if months == 0:
        return "less than a month"
    return "1 month" if months == 1 else f"{months} months"
