"""Who is in the demo: two centres, their people, and who looks after whom."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.db.models import Q

from assessment.models import Enrolment, Qualification
from portfolio.models import Allocation, Centre, Learner, Membership, Role, User
from portfolio.models.learners import ALLOCATED_ROLES
from teams.demo.days import Days

Row = TypeVar("Row", bound=models.Model)

PASSWORD = "portfolio-demo"  # noqa: S105 - everybody may know it; production refuses the demo
SITE_OPENED = 420  # days before today
EQA_STAYS = timedelta(days=60)


@dataclass(frozen=True)
class DemoCentre:
    name: str
    number: str


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    role: str
    centre: DemoCentre


@dataclass(frozen=True)
class DemoLearner:
    """``enrolled``: qualification, days since the start, days to the target."""

    username: str
    reference: str
    workplace: str
    job_title: str
    people: tuple[str, ...]
    enrolled: tuple[tuple[str, int, int], ...]


MILLRACE = DemoCentre("Millrace Training", "C-1001")
HARBOUR = DemoCentre("Harbour Skills Centre", "C-2002")

PEOPLE = (
    Person("anna", "Anna Kowalczyk", Role.LEARNER, MILLRACE),
    Person("ben", "Ben Okafor", Role.ASSESSOR, MILLRACE),
    Person("tara", "Tara Lindqvist", Role.TRAINEE, MILLRACE),
    Person("ines", "Ines Duarte", Role.IQA, MILLRACE),
    Person("eve", "Eve Hargreaves", Role.EQA, MILLRACE),
    Person("cleo", "Cleo Mbeki", Role.ADMIN, MILLRACE),
    Person("hana", "Hana Yilmaz", Role.ASSESSOR, MILLRACE),
    Person("grace", "Grace Whitcombe", Role.LEARNER, MILLRACE),
    Person("mei", "Mei Chow", Role.LEARNER, MILLRACE),
    Person("noah", "Noah Bramwell", Role.LEARNER, MILLRACE),
    Person("priya", "Priya Raman", Role.LEARNER, MILLRACE),
    Person("samuel", "Samuel Adeyemi", Role.LEARNER, MILLRACE),
    Person("yusuf", "Yusuf Demir", Role.LEARNER, MILLRACE),
    Person("olive", "Olive Trevanion", Role.ASSESSOR, HARBOUR),
    Person("odd", "Odd Solberg", Role.LEARNER, HARBOUR),
)

LARKFIELD = "Larkfield Water, Weston Quay"
LEARNERS = (
    DemoLearner(
        "anna",
        "L-0101",
        LARKFIELD,
        "Team leader, billing enquiries",
        ("ben", "tara", "ines"),
        (("CSL", 240, 120), ("CCL", 240, 120)),
    ),
    DemoLearner(
        "grace",
        "L-0088",
        "Penhallow Home Insurance, Tresham",
        "Claims team leader",
        ("ben", "ines"),
        (("CSL", 350, 20),),
    ),
    DemoLearner(
        "priya",
        "L-0094",
        "Corvane Mobile, Eastgate",
        "Contact centre team leader",
        ("ben", "tara", "ines"),
        (("CCL", 280, 70),),
    ),
    DemoLearner(
        "mei",
        "L-0107",
        "Aldermoor District Council",
        "Customer services supervisor",
        ("ben", "ines"),
        (("CSL", 150, 200),),
    ),
    DemoLearner(
        "samuel",
        "L-0110",
        "Quillon Rail, customer relations",
        "Duty manager",
        ("hana", "ines"),
        (("CSL", 120, 240),),
    ),
    DemoLearner(
        "noah",
        "L-0113",
        LARKFIELD,
        "Deputy team leader, metering",
        ("hana", "ines"),
        (("CCL", 75, 290),),
    ),
    DemoLearner(
        "yusuf",
        "L-0121",
        "Brackley and Holt, mail order",
        "Service desk leader",
        ("ben", "ines"),
        (("CCL", 6, 360),),
    ),
    DemoLearner(
        "odd",
        "H-17",
        "Skerry Ferries, booking office",
        "Shift leader",
        ("olive",),
        (("CSL", 90, 270),),
    ),
)


def ensure_people(days: Days) -> None:
    """Make the people who are missing; whoever is there keeps all that was changed about them."""
    usernames = {person.username for person in PEOPLE}
    missing = usernames - set(User.objects.values_list("username", flat=True))
    # Hashing is slow on purpose: once, and only when somebody is missing.
    password = make_password(PASSWORD) if missing else ""
    for person in PEOPLE:
        _ensure_person(person, days, password)
    for learner in LEARNERS:
        _ensure_learner(learner, days)


def learner_named(username: str) -> Learner:
    """The demo's learner of that user name."""
    return Learner.objects.select_related("user").get(
        user__username=username, centre=_centre_of(username)
    )


@transaction.atomic
def _ensure_person(person: Person, days: Days, password: str) -> None:
    user = User.objects.filter(username=person.username).first() or _saved(
        User(
            username=person.username,
            name=person.name,
            email=f"{person.username}@example.org",
            password=password,
        )
    )
    centre = _ensured_centre(person.centre)
    if not Membership.objects.filter(centre=centre, user=user, role=person.role).exists():
        _saved(
            Membership(
                centre=centre,
                user=user,
                role=person.role,
                starts_on=days.ago(SITE_OPENED),
                ends_on=days.today + EQA_STAYS if person.role == Role.EQA else None,
            )
        )


@transaction.atomic
def _ensure_learner(demo: DemoLearner, days: Days) -> None:
    user = User.objects.get(username=demo.username)
    centre = _centre_of(demo.username)
    learner = Learner.objects.filter(user=user, centre=centre).first() or _saved(
        Learner(
            user=user,
            centre=centre,
            reference=demo.reference,
            workplace=demo.workplace,
            job_title=demo.job_title,
        )
    )
    for username in demo.people:
        _ensure_allocation(learner, username, days.ago(demo.enrolled[0][1]))
    for code, since, ahead in demo.enrolled:
        _ensure_enrolment(learner, code, days.ago(since), days.today + timedelta(days=ahead))


def _ensure_allocation(learner: Learner, username: str, since: date) -> None:
    """One that was ended stays ended."""
    membership = Membership.objects.get(
        user__username=username, centre=learner.centre, role__in=ALLOCATED_ROLES
    )
    if not Allocation.objects.filter(learner=learner, membership=membership).exists():
        _saved(Allocation(learner=learner, membership=membership, since=since))


def _ensure_enrolment(learner: Learner, code: str, started_on: date, target_on: date) -> None:
    qualification = Qualification.objects.get(code=code)
    if not Enrolment.objects.filter(learner=learner, qualification=qualification).exists():
        _saved(
            Enrolment(
                learner=learner,
                qualification=qualification,
                registration_number=f"{code}-{learner.reference}",
                started_on=started_on,
                target_on=target_on,
            )
        )


def _centre_of(username: str) -> Centre:
    demo = next(person.centre for person in PEOPLE if person.username == username)
    return _ensured_centre(demo)


def _ensured_centre(demo: DemoCentre) -> Centre:
    """Found by its number too, since an administrator may have renamed it."""
    centre = Centre.objects.filter(Q(number=demo.number) | Q(name=demo.name)).first()
    return centre or _saved(Centre(name=demo.name, number=demo.number))


def _saved(row: Row) -> Row:
    row.full_clean()
    row.save()
    return row
