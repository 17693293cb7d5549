"""Who may open what: every URL × every person, none missing.

A row is the status each person gets for a well-formed request on something of Anna's: 200, 302 or
204 where it works, 404 where they may not even see it, 403 where they see it but may not do it.
Visitors who are not logged in are sent to the login page (302).
"""

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from assessment.models import Export
from portfolio.models import Allocation
from teams.freezing import freeze_record
from teams.models import Kind
from tests.people import client_of, judged, make_evidence, make_file, make_mapping, submitted
from tests.teams import make_readings, make_record, make_shift, make_standard, make_task, make_team

PEOPLE = ("anna", "noah", "ben", "tara", "ines", "eve", "cleo", "olive", None)

# What a group of people gets, in the order of PEOPLE.
SEES_LEARNER = (200, 404, 200, 200, 200, 200, 200, 404, 302)
OWNER_PAGE = (200, 404, 403, 403, 403, 403, 403, 404, 302)
OWNER_DOES = (302, 404, 403, 403, 403, 403, 403, 404, 302)
ASSESSOR_PAGE = (403, 404, 200, 200, 403, 403, 403, 404, 302)
ASSESSOR_DOES = (403, 404, 302, 302, 403, 403, 403, 404, 302)
EXPORTER_PAGE = (200, 404, 200, 200, 200, 403, 200, 404, 302)
ADMIN_PAGE = (403, 403, 403, 403, 403, 403, 200, 403, 302)
ADMIN_DOES = (403, 403, 403, 403, 403, 403, 302, 403, 302)
MANAGER_PAGE = (403, 404, 403, 403, 403, 403, 200, 404, 302)
MANAGER_DOES = (403, 404, 403, 403, 403, 403, 302, 404, 302)
ANYBODY = (200, 200, 200, 200, 200, 200, 200, 200, 302)
STAFF = (403, 403, 200, 200, 200, 200, 200, 200, 302)
OPEN_TO_ALL = (200,) * 9
# Records of a team hold personnel data: nobody but the learner who leads it knows of them.
LEADER_PAGE = (200, 404, 404, 404, 404, 404, 404, 404, 302)
LEADER_DOES = (302, 404, 404, 404, 404, 404, 404, 404, 302)

# url name: (method, status for each of PEOPLE). Names of the address's arguments: see ``address``.
ACCESS = {
    # Accounts
    "login": ("get", (302, 302, 302, 302, 302, 302, 302, 302, 200)),
    "logout": ("post", (302,) * 9),
    "password_change": ("get", ANYBODY),
    "password_change_done": ("get", ANYBODY),
    "password_reset": ("get", OPEN_TO_ALL),
    "password_reset_done": ("get", OPEN_TO_ALL),
    "password_reset_confirm": ("get", OPEN_TO_ALL),
    "password_reset_complete": ("get", OPEN_TO_ALL),
    # Lists
    "home": ("get", (200, 200, 302, 302, 302, 302, 302, 302, 302)),
    "queue": ("get", (403, 403, 200, 200, 403, 403, 403, 200, 302)),
    "learners": ("get", STAFF),
    # A learner and their evidence
    "learner": ("get", SEES_LEARNER),
    "unit": ("get", SEES_LEARNER),
    "grid": ("get", SEES_LEARNER),
    "evidence": ("get", SEES_LEARNER),
    "submission": ("get", SEES_LEARNER),
    "file": ("get", SEES_LEARNER),
    "file-preview": ("get", (404,) * 8 + (302,)),  # the sample file is text: it has none
    "evidence-add": ("get", OWNER_PAGE),
    "evidence-edit": ("get", OWNER_PAGE),
    "upload": ("post", OWNER_DOES),
    "file-remove": ("post", OWNER_DOES),
    "file-restore": ("post", OWNER_DOES),
    "file-describe": ("post", OWNER_DOES),
    "evidence-map": ("post", OWNER_DOES),
    "evidence-place": ("post", OWNER_DOES),
    "submit": ("get", OWNER_PAGE),
    "take-back": ("post", OWNER_DOES),
    "evidence-withdraw": ("post", OWNER_DOES),
    "evidence-restore": ("post", OWNER_DOES),
    # The team and its records
    "my-team": ("get", (302,) * 9),
    "team-start": ("get", (200, 200, 404, 404, 404, 404, 404, 404, 302)),
    "team": ("get", LEADER_PAGE),
    "teams": ("get", (200, 200, 404, 404, 404, 404, 404, 404, 302)),
    "team-edit": ("get", LEADER_PAGE),
    "team-archive": ("post", LEADER_DOES),
    "team-restore": ("post", LEADER_DOES),
    "team-timeline": ("get", LEADER_PAGE),
    "members": ("get", LEADER_PAGE),
    "member-add": ("get", LEADER_PAGE),
    "member": ("get", LEADER_PAGE),
    "member-edit": ("get", LEADER_PAGE),
    "member-archive": ("post", LEADER_DOES),
    "member-restore": ("post", LEADER_DOES),
    "skills": ("get", LEADER_DOES),
    "skill-level": ("post", LEADER_DOES),
    "skill-add": ("get", LEADER_PAGE),
    "skill-edit": ("get", LEADER_PAGE),
    "skill-archive": ("post", LEADER_DOES),
    "skill-restore": ("post", LEADER_DOES),
    "diary-write": ("get", LEADER_PAGE),
    "record-list": ("get", LEADER_PAGE),
    "record-add": ("get", LEADER_PAGE),
    "record": ("get", LEADER_PAGE),
    "record-edit": ("get", LEADER_PAGE),
    "record-archive": ("post", LEADER_DOES),
    "record-restore": ("post", LEADER_DOES),
    "readings": ("get", LEADER_PAGE),
    "reading-add": ("get", LEADER_PAGE),
    "reading-edit": ("get", LEADER_PAGE),
    "reading-remove": ("post", LEADER_DOES),
    "reading-restore": ("post", LEADER_DOES),
    "readings-import": ("get", LEADER_PAGE),
    "readings-import-confirm": ("post", LEADER_DOES),
    "readings-export": ("get", LEADER_PAGE),
    "rota-copy": ("post", LEADER_DOES),
    "task-add": ("get", LEADER_PAGE),
    "task-edit": ("get", LEADER_PAGE),
    "task-move": ("post", LEADER_DOES),
    "task-status": ("post", LEADER_DOES),
    "task-delete": ("post", LEADER_DOES),
    "shift-add": ("get", LEADER_PAGE),
    "shift": ("get", LEADER_PAGE),
    "shift-remove": ("post", LEADER_DOES),
    "record-use": ("get", LEADER_PAGE),
    "snapshot-update": ("post", LEADER_DOES),
    "snapshot-remove": ("post", LEADER_DOES),
    "snapshot-restore": ("post", LEADER_DOES),
    # Judging
    "mark": ("get", ASSESSOR_PAGE),
    "judge": ("post", ASSESSOR_DOES),
    "appraise": ("post", ASSESSOR_DOES),
    "countersign": ("post", (403, 404, 302, 403, 403, 403, 403, 404, 302)),
    # The PDF
    "export-start": ("post", (302, 404, 302, 302, 302, 403, 302, 404, 302)),
    "export": ("get", EXPORTER_PAGE),
    "export-progress": ("get", EXPORTER_PAGE),
    "export-download": ("get", EXPORTER_PAGE),
    # People
    "people": ("get", ADMIN_PAGE),
    "person-add": ("get", ADMIN_PAGE),
    "person": ("get", ADMIN_PAGE),
    "person-edit": ("get", ADMIN_PAGE),
    "person-link": ("post", ADMIN_DOES),
    "person-block": ("post", ADMIN_DOES),
    "person-unblock": ("post", ADMIN_DOES),
    "people-import": ("get", ADMIN_PAGE),
    "people-import-confirm": ("post", ADMIN_DOES),
    "people-import-template": ("get", ADMIN_PAGE),
    "people-export": ("get", ADMIN_PAGE),
    "membership-add": ("post", ADMIN_DOES),
    "membership-end": ("post", ADMIN_DOES),
    "membership-reopen": ("post", ADMIN_DOES),
    "learner-edit": ("get", MANAGER_PAGE),
    "learner-manage": ("get", MANAGER_PAGE),
    "enrolment-add": ("get", MANAGER_PAGE),
    "enrolment-change": ("get", MANAGER_PAGE),
    "enrolment-end": ("post", MANAGER_DOES),
    "enrolment-reopen": ("post", MANAGER_DOES),
    "allocation-add": ("get", MANAGER_PAGE),
    "allocation-units": ("get", ADMIN_PAGE),
    "allocation-end": ("post", ADMIN_DOES),
    "allocation-reopen": ("post", ADMIN_DOES),
}


def our_url_names(patterns=None):
    """The names of all URLs but Django admin's, which is for superusers only."""
    names = set()
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            names.add(pattern.name)
        elif pattern.namespace != "admin":
            names |= our_url_names(pattern.url_patterns)
    return names


@pytest.fixture
def scene(csl, learner, ben, tara, cast):
    """A submitted item with a trainee's decision, a file, a draft, an export: Anna's."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.utils import timezone

    item, draft = make_evidence(learner), make_evidence(learner)
    file = make_file(draft)
    make_mapping(draft, "LT 1.1")
    submission = submitted(item, "LT 1.1", "LT 1.2")
    mapping = item.mappings.first()
    judgement = judged(mapping, tara)
    export = Export.objects.create(
        enrolment=csl,
        asked_by=cast.users["anna"],
        finished_at=timezone.now(),
        stored_as=default_storage.save("portfolio.pdf", ContentFile(b"%PDF-1.7")),
        size=8,
        sha256="0" * 64,
    )
    allocation = Allocation.objects.get(learner=learner, membership=cast.memberships["ben"])
    team = make_team(learner)
    record = make_record(team, Kind.PROBLEM)
    rota = make_record(team, Kind.ROTA)
    plan = make_record(team, Kind.WORK_PLAN)
    (reading,) = make_readings(make_standard(team), 62)
    return {
        "standard": reading.standard.code,
        "reading": reading.pk,
        "rota": rota.code,
        "plan": plan.code,
        "task": make_task(plan).pk,
        "shift": make_shift(rota).pk,
        "team": team.code,
        "colleague": team.members.first().code,
        "skill": team.skills.get().pk,
        "cell": f"{team.members.first().pk}-{team.skills.get().pk}-3",
        "record": record.code,
        "snapshot": freeze_record(record=record, evidence=draft, user=cast.users["anna"]).code,
        "learner": learner.code,
        "item": item.code,
        "draft": draft.code,
        "file": file.code,
        "submission": submission.code,
        "mapping": mapping.pk,
        "target": f"criterion-{mapping.criterion_id}",
        "judgement": judgement.pk,
        "enrolment": csl.code,
        "export": export.code,
        "person": cast.users["noah"].pk,
        "membership": cast.memberships["noah"].pk,
        "allocation": allocation.pk,
    }


def address(name, scene):
    """The address of ``name`` on something of Anna's."""
    by_argument = {
        "standard": "readings reading-add readings-import readings-import-confirm readings-export",
        "standard reading": "reading-edit reading-remove reading-restore",
        "rota": "rota-copy shift-add",
        "rota shift": "shift shift-remove",
        "plan": "task-add",
        "plan task": "task-edit task-move task-status task-delete",
        "team": "team team-edit team-archive team-restore diary-write team-timeline members "
        "member-add skills skill-level skill-add",
        "team skill": "skill-edit skill-archive skill-restore",
        "colleague": "member member-edit member-archive member-restore",
        "snapshot": "snapshot-update snapshot-remove snapshot-restore",
        "record": "record record-edit record-archive record-restore record-use",
        "file": "file file-preview file-remove file-restore file-describe",
        "enrolment": "grid export-start enrolment-change enrolment-end enrolment-reopen",
        "learner": "learner evidence-add learner-edit learner-manage enrolment-add allocation-add",
        "draft": "evidence evidence-edit upload evidence-map evidence-place submit "
        "evidence-withdraw evidence-restore",
        "item": "take-back mark",
        "submission": "submission appraise",
        "mapping": "judge",
        "judgement": "countersign",
        "export": "export export-progress export-download",
        "person": "person person-edit person-link person-block person-unblock membership-add",
        "membership": "membership-end membership-reopen",
        "allocation": "allocation-units allocation-end allocation-reopen",
    }
    if name in ("record-list", "record-add"):
        return reverse(name, args=[scene["team"], Kind.PROBLEM])
    if name == "unit":
        return reverse(name, args=[scene["enrolment"], "LT"])
    if name == "password_reset_confirm":
        return reverse(name, args=["MQ", "token"])
    if name in ("people-import-template", "people-export"):
        return reverse(name, args=["csv"])
    for arguments, names in by_argument.items():
        if name in names.split():
            return reverse(name, args=[scene[argument] for argument in arguments.split()])
    return reverse(name)


def sent(name, scene):
    """What a well-formed form would send."""
    return {
        "judge": {"decision": "met", "submission": scene["submission"], "key": uuid.uuid4()},
        "task-move": {"starts_on": "2026-05-04", "ends_on": "2026-05-05"},
        "task-status": {"status": "done"},
        "appraise": {"is_valid": "on", "feedback": "Clear."},
        "evidence-map": {"target": scene["target"], "mapped": "on"},
        "evidence-place": {"target": scene["target"], "place": "p. 2"},
        "skill-level": {"cell": scene["cell"]},
        "membership-add": {"role": "assessor", "starts_on": "2026-01-01"},
    }.get(name, {})


def test_every_url_has_a_row():
    assert our_url_names() == set(ACCESS)


def test_every_row_has_everybody():
    assert {len(statuses) for _, statuses in ACCESS.values()} == {len(PEOPLE)}


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_access(name, scene, cast):
    method, expected = ACCESS[name]
    found = []
    for person in PEOPLE:
        client = client_of(cast.users[person]) if person else Client()
        answer = getattr(client, method)(address(name, scene), sent(name, scene))
        found.append(answer.status_code)
        if answer.streaming:
            list(answer.streaming_content)  # read to its end, which closes the file
        if person is None and expected[-1] == 302:
            assert answer.headers["Location"].startswith(("/login/", "/"))
    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, expected, strict=True))


def test_visitors_are_sent_to_the_login_page(scene):
    open_to_visitors = {"login", "logout"} | {name for name in ACCESS if "password_reset" in name}
    for name in sorted(set(ACCESS) - open_to_visitors):
        answer = getattr(Client(), ACCESS[name][0])(address(name, scene))
        assert (name, answer.headers["Location"].partition("?")[0]) == (name, "/login/")


def test_admin_site_is_for_superusers(cast):
    for person in PEOPLE:
        answer = client_of(cast.users[person] if person else None).get("/admin/")
        assert answer.status_code == 302
