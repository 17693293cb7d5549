"""Which units of a learner a person assesses: an allocation may be narrowed to units."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from portfolio.compiling import Given, compiled_once
from portfolio.models import Allocation, Learner, Role, User

ASSESSING = (Role.ASSESSOR, Role.TRAINEE)


@dataclass(frozen=True, slots=True)
class Part:
    """One allocation: the units it names, or all but those that others are named for."""

    role: str
    named: frozenset[int]
    others: frozenset[int]

    def covers(self, unit: int) -> bool:
        return unit in self.named if self.named else unit not in self.others


@dataclass(frozen=True, slots=True)
class Scope:
    """All that one person is allocated of one learner; false when nothing."""

    parts: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def covers(self, unit: int) -> bool:
        return any(part.covers(unit) for part in self.parts)

    def is_qualified(self, unit: int) -> bool:
        """Whether the person decides this unit as an assessor, not only as a trainee."""
        return any(part.role == Role.ASSESSOR and part.covers(unit) for part in self.parts)


def scope_of(user: User, learner: Learner, roles: tuple[str, ...] = ASSESSING) -> Scope:
    """What ``user`` assesses of ``learner`` today; one query."""
    return scopes_of(user, [learner.pk], roles)[learner.pk]


def scopes_of(
    user: User, learners: Iterable[int], roles: tuple[str, ...] = ASSESSING
) -> dict[int, Scope]:
    """What ``user`` assesses of each of ``learners`` (primary keys) today; one query."""
    return scopes_among(learners, roles)[user.pk]


def scopes_among(
    learners: Iterable[int], roles: tuple[str, ...] = ASSESSING
) -> dict[int, dict[int, Scope]]:
    """What each person (a primary key) assesses of each of ``learners`` today; one query."""
    rows = _allocated(learners=learners, roles=roles)
    # (learner, allocation, user, role) -> units it names
    named: dict[tuple[int, int, int, str], set[int]] = defaultdict(set)
    for learner, allocation, person, role, unit in rows:
        named[learner, allocation, person, role].update(() if unit is None else (unit,))
    # (learner, role) -> unit -> allocations that name it
    naming: dict[tuple[int, str], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for (learner, allocation, _, role), units in named.items():
        for unit in units:
            naming[learner, role][unit].add(allocation)
    scopes: dict[int, dict[int, Scope]] = defaultdict(lambda: defaultdict(Scope))
    for (learner, allocation, person, role), units in named.items():
        others = frozenset(unit for unit, by in naming[learner, role].items() if by != {allocation})
        part = Part(role, frozenset(units), others)
        scopes[person][learner] = Scope((*scopes[person][learner].parts, part))
    return scopes


@compiled_once
def _allocated(learners: Given, roles: Given) -> QuerySet[Allocation, tuple]:
    """A row for each unit that an allocation names, or one without a unit."""
    return (
        Allocation.objects.current()
        .filter(learner__in=learners, membership__role__in=roles)
        .order_by()
        .values_list("learner", "pk", "membership__user", "membership__role", "units__unit")
    )
