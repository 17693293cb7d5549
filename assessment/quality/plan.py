"""The sampling plan: learners × units of one qualification, as IQAs and administrators see it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.groups import UnitUse, groups_of
from assessment.models import Enrolment, Qualification
from assessment.quality.drawing import Suggestion, draw_plan, units_to_draw
from assessment.quality.facts import Facts, facts_of, team_of
from assessment.quality.independence import independence_of
from assessment.quality.policies import policy_of
from assessment.quality.risks import SUGGESTED_FROM, Risk, Yardstick, risks_of, weight_of
from assessment.quality.states import CellState, Place, UnitStanding, standings_of
from portfolio.models import Allocation, Centre, Learner, Role, User

NOTHING = Facts()
OPEN_TO_PLAN = (CellState.NONE, CellState.READY)


@dataclass(frozen=True, slots=True)
class Frame:
    """One plan: a qualification in a centre."""

    centre: Centre
    qualification: Qualification

    @property
    def key(self) -> str:
        """Names it in addresses."""
        return f"{self.centre.pk}-{self.qualification.code}"


class Column(NamedTuple):
    """A unit as the qualification calls it."""

    unit: int
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit of a learner: where it stands, and why it should be looked at."""

    column: Column
    standing: UnitStanding
    facts: Facts = NOTHING
    risks: tuple[Risk, ...] = ()

    @property
    def state(self) -> CellState:
        return self.standing.state

    @property
    def is_suggested(self) -> bool:
        """Whether its risks weigh enough, and nobody has planned or looked at it."""
        return self.state in OPEN_TO_PLAN and weight_of(self.risks) >= SUGGESTED_FROM


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One learner's enrolment."""

    enrolment: Enrolment
    assessors: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Plan:
    """All rows of a plan, without risks: see ``with_risks``."""

    frame: Frame
    columns: tuple[Column, ...]
    rows: tuple[PlanRow, ...]

    @cached_property
    def counts(self) -> tuple[tuple[CellState, int], ...]:
        """How many cells are in each state that occurs, the most pressing first."""
        found = Counter(cell.state for row in self.rows for cell in row.cells)
        return tuple((state, found[state]) for state in CellState if found[state])


def assured_learners(user: User, centre: Centre | None = None) -> QuerySet[Learner]:
    """The learners whose quality assurance is in ``user``'s hands: of whom they are the IQA, and
    all of a centre that they administer."""
    mine = Allocation.objects.current().filter(
        learner=OuterRef("pk"), membership__user=user, membership__role=Role.IQA
    )
    learners = Learner.objects.exclude(user=user)
    if not user.is_superuser:
        administered = [
            membership.centre_id
            for membership in user.current_memberships
            if membership.role == Role.ADMIN
        ]
        learners = learners.filter(Q(Exists(mine)) | Q(centre__in=administered))
    return learners.filter(centre=centre) if centre else learners


def frames_of(user: User) -> tuple[Frame, ...]:
    """The plans that ``user`` looks after: where learners of theirs are enrolled; two queries."""
    pairs = (
        Enrolment.objects.current()
        .filter(learner__in=assured_learners(user).values("pk"))
        .order_by()
        .values_list("learner__centre", "qualification")
        .distinct()
    )
    found = list(pairs)
    centres = Centre.objects.in_bulk({centre for centre, _ in found})
    qualifications = Qualification.objects.in_bulk({pk for _, pk in found})
    frames = [Frame(centres[centre], qualifications[pk]) for centre, pk in found]
    return tuple(sorted(frames, key=lambda one: (one.centre.name, one.qualification.code)))


def columns_of(qualification: Qualification) -> tuple[Column, ...]:
    """The units of a qualification, in order; one query."""
    groups = groups_of({qualification.pk})[qualification.pk]
    return tuple(_column(use) for group in groups for use in group.units)


def _column(use: UnitUse) -> Column:
    return Column(use.unit, use.code, use.title)


def plan_of(
    frame: Frame, user: User, *, assessor: int | None = None, state: str = "", words: str = ""
) -> Plan:
    """The plan as far as ``user`` looks after it; ten queries whatever its size.

    Only the learners of ``assessor`` (a primary key), with a cell in ``state``, named ``words``.
    """
    enrolments = _enrolments(frame, user, assessor, words)
    standings = standings_of([one.learner_id for one in enrolments])
    columns = columns_of(frame.qualification)
    names = _assessors_of([one.learner_id for one in enrolments])
    rows = (
        PlanRow(
            enrolment,
            names[enrolment.learner_id],
            tuple(_cell(enrolment, column, standings) for column in columns),
        )
        for enrolment in enrolments
    )
    wanted = (
        row for row in rows if not state or any(cell.state.key == state for cell in row.cells)
    )
    return Plan(frame, columns, tuple(wanted))


def with_risks(rows: Sequence[PlanRow], frame: Frame) -> tuple[PlanRow, ...]:
    """The rows with what suggests sampling their units; five queries whatever their number."""
    facts = facts_of([row.enrolment.learner_id for row in rows])
    yardstick = yardstick_of(frame)
    return tuple(
        PlanRow(
            row.enrolment,
            row.assessors,
            tuple(
                _with_risks(cell, facts[row.enrolment.learner_id, cell.column.unit], yardstick)
                for cell in row.cells
            ),
        )
        for row in rows
    )


def yardstick_of(frame: Frame) -> Yardstick:
    return Yardstick.of(policy_of(frame.centre, frame.qualification), team_of(frame.centre))


def cell_of(enrolment: Enrolment, column: Column) -> Cell:
    """One cell with all that is known of it; twelve queries."""
    frame = Frame(enrolment.learner.centre, enrolment.qualification)
    cell = _cell(enrolment, column, standings_of([enrolment.learner_id]))
    facts = facts_of([enrolment.learner_id])[enrolment.learner_id, column.unit]
    return _with_risks(cell, facts, yardstick_of(frame))


def draw_of(frame: Frame, user: User) -> tuple[Suggestion, ...]:
    """What the policy asks for beyond what is planned, where ``user`` may plan it."""
    enrolments = _enrolments(frame, user, None, "")
    learners = [one.learner_id for one in enrolments]
    standings, facts = standings_of(learners), facts_of(learners)
    units = [(column.unit, column.code) for column in columns_of(frame.qualification)]
    yardstick = yardstick_of(frame)
    independence = independence_of(user, learners)
    drawn = [
        (
            enrolment,
            units_to_draw(enrolment.learner_id, units, standings, facts, yardstick),
        )
        for enrolment in enrolments
    ]
    return tuple(
        one
        for one in draw_plan(drawn, yardstick)
        if not independence.why_not_plan(one.learner, one.unit)
    )


def assessors_in(frame: Frame, user: User) -> list[User]:
    """The assessors of the plan's learners, to filter by; one query."""
    enrolled = Enrolment.objects.current().filter(qualification=frame.qualification)
    learners = assured_learners(user, frame.centre).filter(
        Exists(enrolled.filter(learner=OuterRef("pk")))
    )
    allocated = Allocation.objects.current().filter(
        learner__in=learners.values("pk"),
        membership__role__in=(Role.ASSESSOR, Role.TRAINEE),
    )
    return list(User.objects.filter(pk__in=allocated.values("membership__user")))


def _enrolments(frame: Frame, user: User, assessor: int | None, words: str) -> list[Enrolment]:
    learners = assured_learners(user, frame.centre)
    for word in words.split():
        learners = learners.filter(user__name__icontains=word)
    if assessor is not None:
        theirs = Allocation.objects.current().filter(
            learner=OuterRef("pk"),
            membership__user=assessor,
            membership__role__in=(Role.ASSESSOR, Role.TRAINEE),
        )
        learners = learners.filter(Exists(theirs))
    return list(
        Enrolment.objects.current()
        .filter(qualification=frame.qualification, learner__in=learners.values("pk"))
        .select_related("learner__user", "learner__centre")
        .order_by("learner__user__name", "pk")
    )


def _assessors_of(learners: Collection[int]) -> dict[int, tuple[str, ...]]:
    rows = (
        Allocation.objects.current()
        .filter(learner__in=learners, membership__role__in=(Role.ASSESSOR, Role.TRAINEE))
        .order_by("membership__user__name")
        .values_list("learner", "membership__user__name")
    )
    names: dict[int, list[str]] = defaultdict(list)
    for learner, name in rows:
        names[learner].append(name)
    return defaultdict(tuple, {learner: tuple(found) for learner, found in names.items()})


def _cell(enrolment: Enrolment, column: Column, standings: dict[Place, UnitStanding]) -> Cell:
    place = (enrolment.learner_id, column.unit)
    return Cell(column, standings.get(place) or UnitStanding())


def _with_risks(cell: Cell, facts: Facts, yardstick: Yardstick) -> Cell:
    risks = risks_of(facts, cell.column.unit, cell.column.code, yardstick)
    return Cell(cell.column, cell.standing, facts, risks)
