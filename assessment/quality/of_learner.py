"""Quality assurance of one learner: where each unit stands, and what was found."""

from dataclasses import dataclass

from assessment.groups import groups_of
from assessment.models import Enrolment, Unit
from assessment.quality.independence import independence_of
from assessment.quality.samples import SampleReport, samples_of
from assessment.quality.states import UnitStanding, standings_of
from portfolio.models import Learner, Role, User
from portfolio.rules import relation

READ_PLAN = {Role.IQA, Role.EQA, Role.ADMIN}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of the learner. ``plan_at``: the enrolment and code of its cell in the plan, for those
    who plan; ``may_sample``: whether the reader may sample it."""

    unit: Unit
    standing: UnitStanding
    plan_at: tuple[Enrolment, str] | None
    may_sample: bool

    @property
    def can_be_sampled(self) -> bool:
        """Whether the reader can go on to look at it."""
        waits_for_learner = self.standing.declared and not self.standing.declared.is_confirmed
        return self.may_sample and not self.standing.is_claimed and not waits_for_learner


@dataclass(frozen=True, slots=True)
class LearnerQuality:
    """``lines`` is empty for assessors: they assess every unit as if it were to be sampled."""

    lines: tuple[UnitLine, ...]
    reports: tuple[SampleReport, ...]
    shows_plan: bool


def quality_of(learner: Learner, user: User) -> LearnerQuality:
    """All that ``user`` reads of the learner's quality assurance; thirteen queries at most."""
    roles = relation(user, learner)
    shows_plan = bool(roles & READ_PLAN)
    lines = _lines(learner, user, roles) if shows_plan else ()
    return LearnerQuality(tuple(lines), samples_of(learner), shows_plan)


def _lines(learner: Learner, user: User, roles: frozenset[str]) -> list[UnitLine]:
    enrolments = list(
        Enrolment.objects.current().filter(learner=learner).select_related("qualification")
    )
    groups = groups_of({one.qualification_id for one in enrolments})
    cells: dict[int, tuple[Enrolment, str]] = {}
    for enrolment in enrolments:
        for group in groups[enrolment.qualification_id]:
            for use in group.units:
                cells.setdefault(use.unit, (enrolment, use.code))
    standings = standings_of([learner.pk])
    independence = independence_of(user, [learner.pk])
    units = Unit.objects.filter(pk__in={*cells, *(unit for _, unit in standings)})
    plans = roles & {Role.IQA, Role.ADMIN}
    return [
        UnitLine(
            unit,
            standings.get((learner.pk, unit.pk)) or UnitStanding(),
            cells.get(unit.pk) if plans else None,
            not independence.why_not_sample(learner, unit.pk),
        )
        for unit in units
    ]
