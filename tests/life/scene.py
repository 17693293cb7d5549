"""Where the lives happen: a centre with people who could do wrong, and two small qualifications.

The units are tiny, so that a few steps lead from nothing to a claim. ``A1`` and ``A2`` are one unit
in two specifications, as LT and CC are.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from assessment.models import (
    Criterion,
    Enrolment,
    LearningOutcome,
    MarkingPoint,
    Qualification,
    QualificationUnit,
    Unit,
    UnitGroup,
    UnitSpecification,
)
from portfolio.models import Allocation, Membership, Role, User

# Everybody who tries everything. Anna learns, and has the roles with which she could judge, sample
# and sign for herself; Iris assesses and samples; Adam administers and assesses.
EVERYBODY = ("anna", "ben", "tara", "ines", "iris", "adam", "cleo", "eve", "olive")
# As a qualification calls the unit: the codes of both.
PLACES = (("ONE", "A1"), ("ONE", "B1"), ("TWO", "A2"))


@dataclass(frozen=True)
class Scene:
    """What never changes in any life, by primary key."""

    learner: int
    owner: int
    centre: int
    people: dict[str, int]
    criteria: dict[int, int]  # its unit
    points: dict[int, int]  # its unit
    labels: dict[int, str]  # of a criterion: "1.2"
    units: dict[tuple[str, str], int]  # by qualification and code there
    qualifications: dict[str, int]
    mandatory: dict[int, frozenset[int]]  # the units of a qualification that must be achieved
    members: dict[int, frozenset[int]]  # all units of a qualification

    def unit_of(self, mapping) -> int:
        if mapping.criterion_id is None:
            return self.points[mapping.marking_point_id]
        return self.criteria[mapping.criterion_id]

    def criteria_of(self, unit: int) -> list[int]:
        return [criterion for criterion, its_unit in self.criteria.items() if its_unit == unit]

    def name_of(self, user: int) -> str:
        return next((name for name, pk in self.people.items() if pk == user), f"user {user}")


def set_scene(cast) -> Scene:
    """The rows of the scene, around Anna of ``cast``."""
    units = {
        "A": _unit("A", ("1.1", "1.2", "2.1"), level=4, credits=6),
        "B": _unit("B", ("1.1", "1.2"), level=3, credits=4),
    }
    specifications = {code: _specification(code, units[code[0]]) for code in ("A1", "A2", "B1")}
    qualifications = {
        "ONE": _qualification("ONE", specifications["A1"], specifications["B1"]),
        "TWO": _qualification("TWO", specifications["A2"]),
    }
    learner = cast.learners["anna"]
    for qualification in qualifications.values():
        Enrolment.objects.create(learner=learner, qualification=qualification)
    _add_people_of_two_minds(cast)
    uses = QualificationUnit.objects.select_related("group", "specification")
    return Scene(
        learner=learner.pk,
        owner=learner.user_id,
        centre=learner.centre_id,
        people={name: User.objects.get(username=name).pk for name in EVERYBODY},
        criteria=dict(Criterion.objects.values_list("pk", "outcome__unit")),
        points=dict(MarkingPoint.objects.values_list("pk", "specification__unit")),
        labels={each.pk: each.label for each in Criterion.objects.select_related("outcome")},
        units={
            (code, use.specification.code): use.specification.unit_id
            for code, found in qualifications.items()
            for use in uses.filter(group__qualification=found)
        },
        qualifications={code: found.pk for code, found in qualifications.items()},
        mandatory={
            found.pk: frozenset(
                uses.filter(group__qualification=found, group__is_mandatory=True).values_list(
                    "specification__unit", flat=True
                )
            )
            for found in qualifications.values()
        },
        members={
            found.pk: frozenset(
                uses.filter(group__qualification=found).values_list(
                    "specification__unit", flat=True
                )
            )
            for found in qualifications.values()
        },
    )


def _unit(code: str, labels: tuple[str, ...], **values) -> Unit:
    unit = Unit.objects.create(code=code, title=f"Unit {code}", **values)
    for label in labels:
        outcome, number = label.split(".")
        there, _ = LearningOutcome.objects.get_or_create(
            unit=unit, number=outcome, defaults={"title": f"Outcome {outcome}"}
        )
        Criterion.objects.create(
            outcome=there, number=number, kind="performance", text=f"Criterion {label}"
        )
    return unit


def _specification(code: str, unit: Unit) -> UnitSpecification:
    found = UnitSpecification.objects.create(code=code, unit=unit, title=f"Unit {code}")
    MarkingPoint.objects.create(specification=found, code=f"{code}-MP1", number=1, text="A point")
    return found


def _qualification(code: str, *specifications: UnitSpecification) -> Qualification:
    """The first unit is mandatory, the others are not."""
    found = Qualification.objects.create(code=code, title=f"Qualification {code}", level=4)
    for place, specification in enumerate(specifications, 1):
        group = UnitGroup.objects.create(
            qualification=found,
            code=f"G{place}",
            title=f"Group {place}",
            position=place,
            is_mandatory=place == 1,
        )
        QualificationUnit.objects.create(group=group, specification=specification)
    return found


def _add_people_of_two_minds(cast) -> None:
    learner, centre = cast.learners["anna"], cast.centres[0]
    today = timezone.localdate()
    cast.users["iris"] = User.objects.create(username="iris", name="Iris Novak")
    cast.users["adam"] = User.objects.create(username="adam", name="Adam Whitlock")
    roles = {
        "anna": (Role.ASSESSOR, Role.IQA, Role.ADMIN),
        "iris": (Role.ASSESSOR, Role.IQA),
        "adam": (Role.ASSESSOR, Role.ADMIN),
    }
    for username, held in roles.items():
        for role in held:
            membership = Membership.objects.create(
                centre=centre,
                user=cast.users[username],
                role=role,
                starts_on=today - timedelta(days=400),
            )
            if role != Role.ADMIN:
                # Past ``clean``, which would refuse Anna: the verbs have to refuse her as well.
                Allocation.objects.create(
                    learner=learner, membership=membership, since=today - timedelta(days=300)
                )
