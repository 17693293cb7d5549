"""What pages show of EQA visits: their learners, what was marked, and what the EQA opened."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, QuerySet

from assessment.claims.standing import Claimable, EnrolmentClaims, claims_of
from assessment.models import Enrolment, Unit, Visit, VisitedMark
from portfolio.models import Act, AuditEntry, Evidence, Learner, Role, User


class Target(NamedTuple):
    """What can be marked: primary keys; a learner alone, or with a unit or an item."""

    learner: int
    unit: int | None = None
    evidence: int | None = None

    @property
    def columns(self) -> dict[str, int | None]:
        """What a mark on it holds."""
        return self._asdict()


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks on one target, oldest first; empty where the EQA has not looked at it."""

    marks: tuple[VisitedMark, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.marks)

    @property
    def first(self) -> VisitedMark:
        return self.marks[0]

    @property
    def notes(self) -> tuple[VisitedMark, ...]:
        return tuple(mark for mark in self.marks if mark.note)


UNMARKED = Marked()


@dataclass(frozen=True)
class VisitedUnit:
    claim: Claimable
    marked: Marked


@dataclass(frozen=True)
class VisitedLearner:
    """A learner of a visit. ``items``: how many of their items are marked."""

    learner: Learner
    marked: Marked
    enrolments: tuple[tuple[Enrolment, tuple[VisitedUnit, ...]], ...]
    items: int

    @property
    def units(self) -> int:
        """How many units, each once, are marked."""
        return len(
            {unit.claim.unit for _, units in self.enrolments for unit in units if unit.marked}
        )


class Opened(NamedTuple):
    """How often the EQA has opened pages about a learner in the days of a visit."""

    learner: str
    pages: int


def marks_of(visits: Iterable[Visit]) -> dict[Target, Marked]:
    """All marks of ``visits`` by what they are on; one query."""
    found: dict[Target, list[VisitedMark]] = defaultdict(list)
    rows = VisitedMark.objects.filter(visit__in=visits).select_related("visit__membership__user")
    for mark in rows.order_by("pk"):
        found[Target(mark.learner_id, mark.unit_id, mark.evidence_id)].append(mark)
    return {target: Marked(tuple(marks)) for target, marks in found.items()}


def learners_in(visit: Visit, reader: User) -> QuerySet[Learner]:
    """Those of the visit whom ``reader`` may see, by name."""
    return (
        Learner.objects.visible_to(reader)
        .filter(allocations__visits=visit)
        .select_related("user", "centre")
        .order_by("user__name", "pk")
    )


def visited_learners(visit: Visit, learners: Sequence[Learner]) -> tuple[VisitedLearner, ...]:
    """Each of ``learners`` with the units of their enrolments and what was marked of them."""
    marks = marks_of([visit])
    items: dict[int, int] = defaultdict(int)
    for target in marks:
        items[target.learner] += target.evidence is not None
    enrolments: dict[int, list[EnrolmentClaims]] = defaultdict(list)
    for claims in claims_of(_enrolments(learners)):
        enrolments[claims.enrolment.learner_id].append(claims)
    return tuple(
        VisitedLearner(
            learner=learner,
            marked=marks.get(Target(learner.pk), UNMARKED),
            enrolments=tuple(
                (claims.enrolment, _units(claims, marks)) for claims in enrolments[learner.pk]
            ),
            items=items[learner.pk],
        )
        for learner in learners
    )


def _enrolments(learners: Sequence[Learner]) -> list[Enrolment]:
    rows = Enrolment.objects.filter(learner__in=learners).order_by("started_on", "pk")
    return list(rows.select_related("learner__user", "learner__centre", "qualification"))


def _units(claims: EnrolmentClaims, marks: dict[Target, Marked]) -> tuple[VisitedUnit, ...]:
    learner = claims.enrolment.learner_id
    return tuple(
        VisitedUnit(unit, marks.get(Target(learner, unit.unit), UNMARKED)) for unit in claims.units
    )


def marked_on(
    visit: Visit, learner: Learner, unit: Unit | None, evidence: Evidence | None
) -> Marked:
    """The marks of one visit on one thing; one query."""
    rows = VisitedMark.objects.filter(visit=visit, learner=learner, unit=unit, evidence=evidence)
    return Marked(tuple(rows.order_by("pk")))


def progress_of(visits: Sequence[Visit]) -> dict[int, tuple[int, int]]:
    """Of each visit, by its primary key: how many of its learners have a mark, and how many it
    has; two queries."""
    chosen = Visit.objects.filter(pk__in=[visit.pk for visit in visits])
    totals = dict(chosen.values_list("pk").annotate(Count("allocations")).order_by())
    marked = dict(
        VisitedMark.objects.filter(visit__in=visits)
        .order_by()
        .values_list("visit")
        .annotate(Count("learner", distinct=True))
    )
    return {visit.pk: (marked.get(visit.pk, 0), totals[visit.pk]) for visit in visits}


# -- What the EQA opened ----------------------------------------------------------------------


def opened_in(visit: Visit) -> tuple[Opened, ...]:
    """How many pages about each learner the EQA opened on the days of the visit; one query."""
    rows = (
        _views(visit)
        .order_by("learner__user__name")
        .values_list("learner__user__name")
        .annotate(Count("pk"))
    )
    return tuple(Opened(*row) for row in rows)


def last_opened(visit: Visit, number: int = 50) -> list[AuditEntry]:
    """The newest of these."""
    return list(_views(visit).select_related("learner__user").order_by("-number")[:number])


def _views(visit: Visit) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(
        act=Act.VIEW,
        actor=visit.membership.user_id,
        learner__in=visit.allocations.values("learner"),
        at__date__gte=visit.starts_on,
        at__date__lte=visit.ends_on,
    )


# -- Whom to choose ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """A learner who can be chosen for a visit, and how far claims of theirs are: numbers of
    units."""

    learner: Learner
    qualifications: tuple[str, ...]
    signed_off: int
    sampled: int
    ready: int
    claimed: int


def choices_in(centre: int) -> tuple[Choice, ...]:
    """The learners of a centre who are or were enrolled, by name."""
    enrolments = list(
        Enrolment.objects.filter(learner__centre=centre)
        .select_related("learner__user", "learner__centre", "qualification")
        .order_by("learner__user__name", "learner", "started_on", "pk")
    )
    by_learner: dict[Learner, list[EnrolmentClaims]] = defaultdict(list)
    for claims in claims_of(enrolments):
        by_learner[claims.enrolment.learner].append(claims)
    return tuple(_choice(learner, claims) for learner, claims in by_learner.items())


def _choice(learner: Learner, claims: list[EnrolmentClaims]) -> Choice:
    # A unit that serves two qualifications is one unit.
    units = {unit.unit: unit for each in claims for unit in each.units}.values()
    return Choice(
        learner=learner,
        qualifications=tuple(each.enrolment.qualification.code for each in claims),
        signed_off=sum(unit.is_signed_off for unit in units),
        sampled=sum(unit.is_sampled for unit in units),
        ready=sum(unit.is_ready and not unit.standing for unit in units),
        claimed=sum(unit.standing is not None for each in claims for unit in each.units),
    )


# -- On the pages of what was marked ----------------------------------------------------------


def marked_for(
    reader: User, learner: Learner, unit: int | None, evidence: Evidence | None
) -> list[tuple[Visit, Marked, bool]]:
    """The visits whose marks on this ``reader`` is shown, with these marks, and whether the reader
    is the EQA who makes them. Nobody else causes a query."""
    if Role.EQA in reader.roles:
        running = Visit.objects.running_for(reader).filter(allocations__learner=learner)
        visits = list(running.select_related("membership__user", "centre")[:1])
    elif reader.roles & {Role.ADMIN, Role.IQA} or reader.is_superuser:
        marked = VisitedMark.objects.filter(learner=learner, unit=unit, evidence=evidence)
        visible = Visit.objects.visible_to(reader).filter(pk__in=marked.values("visit"))
        visits = list(visible.select_related("membership__user", "centre"))
    else:
        return []
    target = Target(learner.pk, unit, evidence.pk if evidence else None)
    marks: dict[int, list[VisitedMark]] = defaultdict(list)
    if visits:
        for mark in VisitedMark.objects.filter(visit__in=visits, **target.columns).order_by("pk"):
            marks[mark.visit_id].append(mark)
    is_eqa = Role.EQA in reader.roles
    return [(visit, Marked(tuple(marks[visit.pk])), is_eqa) for visit in visits]
