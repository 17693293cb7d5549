"""What waits for an IQA: for their home and the head of the sampling plan."""

from dataclasses import dataclass
from datetime import date

from assessment.models import Unit
from assessment.quality.independence import independence_of
from assessment.quality.states import CellState, UnitStanding, standings_of
from portfolio.models import Allocation, Learner, Role, User

_ORDER = {state: place for place, state in enumerate(CellState)}
SHOWN = (CellState.OVERDUE, CellState.READY, CellState.DUE, CellState.RETURNED)


@dataclass(frozen=True, slots=True)
class IqaTask:
    """A unit of a learner that waits: for this IQA, or (returned) for its assessor."""

    learner: Learner
    unit: Unit
    standing: UnitStanding

    @property
    def state(self) -> CellState:
        return self.standing.state

    @property
    def since(self) -> date | None:
        return self.standing.since

    @property
    def due_on(self) -> date | None:
        """By when: it is to be sampled or, returned, by when the assessor acts."""
        if self.state == CellState.RETURNED and self.standing.newest:
            return self.standing.newest.due_on
        return self.standing.due_on

    @property
    def is_theirs(self) -> bool:
        """Whether the IQA can go on with it now."""
        return self.state != CellState.RETURNED


def waiting_for_iqa(user: User) -> tuple[IqaTask, ...]:
    """What ``user`` is to sample, overdue first, and their returns that assessors have not
    answered; eleven queries. Nothing that they may not sample themselves."""
    allocated = Allocation.objects.current().filter(
        membership__user=user, membership__role=Role.IQA
    )
    learners = Learner.objects.select_related("user", "centre").in_bulk(
        list(allocated.values_list("learner", flat=True))
    )
    if not learners:
        return ()
    standings = standings_of(learners)
    units = Unit.objects.in_bulk({unit for _, unit in standings})
    independence = independence_of(user, learners)
    tasks = [
        IqaTask(learners[learner], units[unit], standing)
        for (learner, unit), standing in standings.items()
        if standing.state in SHOWN and not independence.why_not_sample(learners[learner], unit)
    ]
    return tuple(sorted(tasks, key=_urgency))


def _urgency(task: IqaTask) -> tuple:
    day = task.due_on or task.since or date.max
    return (_ORDER[task.state], day, str(task.learner), task.unit.code)
