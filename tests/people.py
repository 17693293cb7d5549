"""The cast and the factories of the tests: fixtures for people, plain functions for what they do.

One Anna in every test: she learns in the first centre, on both sample qualifications, with Ben (her
assessor), Tara (trainee), Ines (IQA) and Eve (EQA) allocated. Noah learns beside her. Olive and her
learner Odd belong to the other centre.
"""

import hashlib
import time
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from assessment.mapping import map_evidence, point_to_place
from assessment.marking.judging import record_appraisal, record_judgement
from assessment.models import (
    Concept,
    Criterion,
    Enrolment,
    LearningOutcome,
    MarkingPoint,
    Misconception,
    Qualification,
    QualificationUnit,
    RecordUse,
    Tip,
    Unit,
    UnitGroup,
    UnitSpecification,
)
from assessment.submitting import submit_evidence
from portfolio.accounts.reauthenticating import FULLY_PROVEN, PROVEN
from portfolio.accounts.sessions import BEGAN, SEEN, SessionStore
from portfolio.models import (
    Allocation,
    Centre,
    Evidence,
    EvidenceFile,
    FileKind,
    Learner,
    Membership,
    Method,
    Role,
    User,
)
from tests.laying import laid_once

PASSWORD = "portfolio-demo"

# user name: (full name, role, whether in the other centre)
CAST = {
    "anna": ("Anna Kowalczyk", Role.LEARNER, False),
    "noah": ("Noah Bramwell", Role.LEARNER, False),
    "ben": ("Ben Okafor", Role.ASSESSOR, False),
    "tara": ("Tara Lindqvist", Role.TRAINEE, False),
    "ines": ("Ines Duarte", Role.IQA, False),
    "eve": ("Eve Hargreaves", Role.EQA, False),
    "cleo": ("Cleo Mbeki", Role.ADMIN, False),
    "olive": ("Olive Trevanion", Role.ASSESSOR, True),
    "odd": ("Odd Solberg", Role.LEARNER, True),
}

# Everybody a page is tried with; None is a visitor who is not logged in.
PEOPLE = ("anna", "noah", "ben", "tara", "ines", "eve", "cleo", "olive", None)

# In an order in which each row's foreign keys exist already.
STANDARD = (
    Unit,
    LearningOutcome,
    Criterion,
    UnitSpecification,
    MarkingPoint,
    MarkingPoint.criteria.through,
    RecordUse,
    RecordUse.criteria.through,
    Concept,
    Tip,
    Misconception,
    Qualification,
    UnitGroup,
    QualificationUnit,
)
_standard_rows = {}


@laid_once
def standard():
    """Both sample qualifications and all units. Parsed once, then copied model by model for tests
    that commit."""
    if not _standard_rows:
        call_command("loaddata", "standard", verbosity=0)
        _standard_rows.update({model: list(model.objects.all()) for model in STANDARD})
        return
    for model, rows in _standard_rows.items():
        model.objects.bulk_create(rows)


@laid_once
def cast():
    """Everybody of ``CAST``, with memberships, learners and allocations; by name."""
    today = timezone.localdate()
    centres = [
        Centre.objects.create(name="Millrace Training", number="C-1001"),
        Centre.objects.create(name="Harbour Skills Centre", number="C-2002"),
    ]
    password = make_password(PASSWORD)
    users = {
        username: User.objects.create(username=username, name=name, password=password)
        for username, (name, _, _) in CAST.items()
    }
    memberships = {
        username: Membership.objects.create(
            centre=centres[elsewhere],
            user=users[username],
            role=role,
            starts_on=today - timedelta(days=400),
            ends_on=today + timedelta(days=60) if role == Role.EQA else None,
        )
        for username, (_, role, elsewhere) in CAST.items()
    }
    learners = {
        username: Learner.objects.create(
            centre=membership.centre, user=users[username], reference=f"L-{username}"
        )
        for username, membership in memberships.items()
        if membership.role == Role.LEARNER
    }
    for learner, people in (("anna", ("ben", "tara", "ines", "eve")), ("odd", ("olive",))):
        for username in people:
            Allocation.objects.create(
                learner=learners[learner],
                membership=memberships[username],
                since=today - timedelta(days=300),
            )
    return SimpleNamespace(centres=centres, users=users, memberships=memberships, learners=learners)


@pytest.fixture
def centre(cast):
    return cast.centres[0]


@pytest.fixture
def other_centre(cast):
    return cast.centres[1]


def person(username):
    """A fixture of that name: the person's login."""
    return pytest.fixture(name=username)(lambda cast: cast.users[username])


anna = person("anna")
ben = person("ben")
tara = person("tara")
ines = person("ines")
eve = person("eve")
cleo = person("cleo")
olive = person("olive")
odd = person("odd")
# Another learner of Anna's centre, of whom nobody but the administrator sees anything.
noah = person("noah")


@pytest.fixture
def learner(cast):
    """Anna's portfolio."""
    return cast.learners["anna"]


@pytest.fixture
def noahs_learner(cast):
    return cast.learners["noah"]


@pytest.fixture
def odds_learner(cast):
    return cast.learners["odd"]


@laid_once
def csl(standard, learner):
    """Anna's enrolment on customer service leadership."""
    return enrolled(learner, "CSL")


@pytest.fixture
def ccl(standard, learner):
    """Anna's enrolment on contact centre leadership."""
    return enrolled(learner, "CCL")


def enrolled(learner, qualification):
    """Enrol on a qualification by its code, half way through."""
    today = timezone.localdate()
    return Enrolment.objects.create(
        learner=learner,
        qualification=Qualification.objects.get(code=qualification),
        started_on=today - timedelta(days=240),
        target_on=today + timedelta(days=120),
    )


def client_of(user):
    """A client with a session of ``user``, who has just logged in, or with none for None. That is a
    third of the work of ``force_login``, and no login that anything else hears of."""
    client = Client()
    if user is not None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[BEGAN] = session[SEEN] = session[PROVEN] = session[FULLY_PROVEN] = time.time()
        session.create()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def make_evidence(learner, **values):
    """The learner's next item, with a narrative and not mapped to anything."""
    last = learner.evidence.aggregate(last=models.Max("number"))["last"] or 0
    defaults = {
        "number": last + 1,
        "title": "Team briefing on first contact resolution",
        "method": Method.WORK_PRODUCT,
        "happened_on": timezone.localdate() - timedelta(days=30),
        "narrative": "<p>I briefed the team of eight and agreed who does what.</p>",
    }
    return Evidence.objects.create(learner=learner, **defaults | values)


def make_file(evidence, content=b"Readings of the week: 71, 74, 78.\n", **values):
    """A stored file of the item; plain text unless ``values`` say otherwise."""
    defaults = {
        "name": "readings.txt",
        "kind": FileKind.TEXT,
        "content_type": "text/plain",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "stored_as": default_storage.save("readings.txt", ContentFile(content)),
        "uploaded_by": evidence.learner.user,
    }
    return EvidenceFile.objects.create(evidence=evidence, **defaults | values)


def target_of(code):
    """A criterion by "LT 1.1", or a marking point by "LT-MP1"."""
    unit, _, label = code.partition(" ")
    if not label:
        return MarkingPoint.objects.get(code=code)
    outcome, number = label.split(".")
    return Criterion.objects.select_related("outcome__unit").get(
        outcome__unit__code=unit, outcome__number=outcome, number=number
    )


def make_mapping(evidence, code, place=""):
    """The learner maps the item to what ``code`` names (see ``target_of``)."""
    values = {"evidence": evidence, "target": target_of(code), "user": evidence.learner.user}
    return point_to_place(**values, place=place) if place else map_evidence(**values)


def submitted(evidence, *codes):
    """The learner hands the item over, mapped to ``codes`` as well; returns the submission."""
    for code in codes:
        make_mapping(evidence, code)
    return submit_evidence(evidence=evidence, user=evidence.learner.user, declared=True)


def judged(mapping, assessor, decision="met", feedback="", **values):
    """The assessor decides on the newest version, having seen all there is; the judgement.

    A "not yet" comes with feedback and an action, a second decision with a reason.
    """
    newest = mapping.judgements.last()
    is_met = decision == "met"
    defaults = {
        "submission": mapping.evidence.submissions.standing().last(),
        "seen": newest.pk if newest else 0,
        "request_key": uuid4(),
        "feedback": feedback or ("" if is_met else "Say who agreed to what."),
        "action": "" if is_met else "Add the notes of the meeting.",
        "reason": "I had overlooked page 2." if newest else "",
    }
    return record_judgement(
        mapping=mapping, assessor=assessor, decision=decision, **defaults | values
    ).judgement


def appraised(submission, assessor, feedback="Clear and current.", **doubts):
    """The assessor confirms VARCS, but for ``doubts`` such as ``is_current=False``."""
    varcs = dict.fromkeys(
        ("is_valid", "is_authentic", "is_reliable", "is_current", "is_sufficient"), True
    )
    return record_appraisal(
        submission=submission, assessor=assessor, feedback=feedback, **varcs | doubts
    )
