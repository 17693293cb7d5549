"""Who may open what: every URL × every person, none missing.

A row is the status each person gets for a well-formed request on something of Anna's: 200, 302 or
204 where it works, 404 where they may not even see it, 403 where they see it but may not do it.
Visitors who are not logged in are sent to the login page (302).
"""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from assessment.appeals.hearing import appoint_hearer
from assessment.caseload.calendars import renew_address, token_of
from assessment.models import (
    Batch,
    Claim,
    DirectClaimStatus,
    Dismissal,
    Export,
    FeedbackPhrase,
    FormSet,
    PlannedSample,
    PlanTemplate,
    PortfolioImport,
    Qualification,
    SignOff,
    StandardisationMeeting,
    Sufficiency,
    Unit,
    Visit,
)
from assessment.plans.standing import plan_of
from portfolio.keys import open_key
from portfolio.models import Allocation, Membership, Method, Notice, Role, Upload, User
from teams.freezing import freeze_record
from teams.models import Kind
from tests import samples
from tests.assurance import (
    adjusted,
    agreed_plan,
    asked,
    begun_record,
    lodged,
    make_witness,
    signed_record,
    visit_made,
)
from tests.laying import laid_once
from tests.people import client_of, judged, make_evidence, make_file, make_mapping, submitted
from tests.teams import make_readings, make_record, make_shift, make_standard, make_task, make_team

PEOPLE = ("anna", "noah", "ben", "tara", "ines", "eve", "cleo", "olive", None)

# What a group of people gets, in the order of PEOPLE.
SEES_LEARNER = (200, 404, 200, 200, 200, 200, 200, 404, 302)
OWNER_PAGE = (200, 404, 403, 403, 403, 403, 403, 404, 302)
OWNER_DOES = (302, 404, 403, 403, 403, 403, 403, 404, 302)
ASSESSOR_PAGE = (403, 404, 200, 200, 403, 403, 403, 404, 302)
ASSESSOR_DOES = (403, 404, 302, 302, 403, 403, 403, 404, 302)
PLANNER_PAGE = (200, 404, 200, 200, 403, 403, 403, 404, 302)
PLANNER_DOES = (302, 404, 302, 302, 403, 403, 403, 404, 302)
EXPORTER_PAGE = (200, 404, 200, 200, 200, 403, 200, 404, 302)
AUTHOR_PAGE = (404, 404, 200, 404, 404, 404, 404, 404, 302)
AUTHOR_DOES = (404, 404, 302, 404, 404, 404, 404, 404, 302)
ADMIN_PAGE = (403, 403, 403, 403, 403, 403, 200, 403, 302)
ADMIN_DOES = (403, 403, 403, 403, 403, 403, 302, 403, 302)
MANAGER_PAGE = (403, 404, 403, 403, 403, 403, 200, 404, 302)
MANAGER_DOES = (403, 404, 403, 403, 403, 403, 302, 404, 302)
ASSURER_PAGE = (403, 403, 403, 403, 200, 403, 200, 403, 302)
ANYBODY = (200, 200, 200, 200, 200, 200, 200, 200, 302)
STAFF = (403, 403, 200, 200, 200, 200, 200, 200, 302)
OPEN_TO_ALL = (200,) * 9
READS_TRAIL = (403, 403, 403, 403, 403, 200, 200, 403, 302)
# Records of a team hold personnel data: nobody but the learner who leads it knows of them.
LEADER_PAGE = (200, 404, 404, 404, 404, 404, 404, 404, 302)
LEADER_DOES = (302, 404, 404, 404, 404, 404, 404, 404, 302)
# Whoever is no administrator, IQA or EQA of the centre knows of no visit.
VISIT_PAGE = (404, 404, 404, 404, 200, 200, 200, 404, 302)
VISIT_MANAGER = (404, 404, 404, 404, 403, 403, 200, 404, 302)

# url name: (method, status for each of PEOPLE). Names of the address's arguments: see ``address``.
ACCESS = {
    # Accounts
    "login": ("get", (302, 302, 302, 302, 302, 302, 302, 302, 200)),
    "login-second": ("get", (302,) * 9),  # nobody here has just given a password
    "login-passkey": ("get", (302, 302, 302, 302, 302, 302, 302, 302, 200)),
    "logout": ("post", (302,) * 9),
    # One's own account
    "security": ("get", ANYBODY),
    "authenticator-add": ("get", ANYBODY),
    "authenticator-remove": ("post", (302,) * 9),
    "passkey-add": ("get", ANYBODY),
    "passkey-remove": ("post", (302,) * 9),
    "recovery-codes": ("get", ANYBODY),
    "sessions-end": ("post", (302,) * 9),
    "security-log": ("get", ADMIN_PAGE),
    "security-log-export": ("get", ADMIN_PAGE),
    "centre-security": ("get", ADMIN_PAGE),
    "person-second-step": ("get", ADMIN_PAGE),
    "password_change": ("get", ANYBODY),
    "password_change_done": ("get", ANYBODY),
    "password_reset": ("get", OPEN_TO_ALL),
    "password_reset_done": ("get", OPEN_TO_ALL),
    "password_reset_confirm": ("get", OPEN_TO_ALL),
    "password_reset_complete": ("get", OPEN_TO_ALL),
    # Notices and the audit trail
    "notices": ("get", ANYBODY),
    "notice": ("get", (302, 404, 404, 404, 404, 404, 404, 404, 302)),
    "notices-read": ("post", (302,) * 9),
    "digest-choice": ("post", (302,) * 9),
    "digest-stop": ("get", OPEN_TO_ALL),
    "audit": ("get", READS_TRAIL),
    "audit-export": ("get", READS_TRAIL),
    # Lists
    "home": ("get", (200, 200, 302, 302, 302, 302, 302, 302, 302)),
    "queue": ("get", (403, 403, 200, 200, 403, 403, 403, 200, 302)),
    "learners": ("get", STAFF),
    # A learner and their evidence
    "learner": ("get", SEES_LEARNER),
    "unit": ("get", SEES_LEARNER),
    "grid": ("get", SEES_LEARNER),
    "readiness": ("get", SEES_LEARNER),
    "discussion": ("get", SEES_LEARNER),
    "evidence": ("get", SEES_LEARNER),
    "submission": ("get", SEES_LEARNER),
    "file": ("get", SEES_LEARNER),
    "files-kept-back": ("get", ADMIN_PAGE),
    "file-preview": ("get", (404,) * 8 + (302,)),  # the sample file is text: it has none
    "file-thumbnail": ("get", (404,) * 8 + (302,)),
    "file-poster": ("get", (404,) * 8 + (302,)),
    "file-pages": ("get", (404,) * 8 + (302,)),
    "file-text": ("get", (404,) * 8 + (302,)),
    "file-look": ("get", SEES_LEARNER),
    "evidence-add": ("get", OWNER_PAGE),
    "evidence-edit": ("get", OWNER_PAGE),
    "upload": ("post", OWNER_DOES),
    # Resumable uploads; who may is told that a plain request speaks no tus
    "upload-create": ("post", (412, 404, 403, 403, 403, 403, 403, 404, 302)),
    "upload-part": ("head", (412, 404, 404, 404, 404, 404, 404, 404, 302)),
    "upload-finish": ("post", LEADER_DOES),
    "upload-state": ("get", LEADER_PAGE),
    "upload-drop": ("post", LEADER_DOES),
    "file-remove": ("post", OWNER_DOES),
    "file-restore": ("post", OWNER_DOES),
    "file-describe": ("post", OWNER_DOES),
    "evidence-map": ("post", OWNER_DOES),
    "evidence-place": ("post", OWNER_DOES),
    "evidence-suggestions": ("get", OWNER_PAGE),
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
    # What assessors record: before it is signed, its author alone knows of it
    "session-choose": ("get", ASSESSOR_PAGE),
    "session-begin": ("get", ASSESSOR_PAGE),
    "session": ("get", AUTHOR_PAGE),
    "session-edit": ("get", AUTHOR_PAGE),
    "session-answers": ("get", AUTHOR_PAGE),
    "session-sign": ("get", AUTHOR_PAGE),
    "session-map": ("post", AUTHOR_DOES),
    "session-place": ("post", AUTHOR_DOES),
    "session-discard": ("post", AUTHOR_DOES),
    "session-restore": ("post", AUTHOR_DOES),
    "session-object": ("get", OWNER_PAGE),
    "sighting": ("get", (403, 404, 200, 200, 200, 403, 403, 404, 302)),
    "prior-learning": ("get", OWNER_PAGE),
    # Advice: of what was handed over to whoever sees the learner, of all to the learner alone
    "advice": ("get", SEES_LEARNER),
    "advice-summary": ("get", OWNER_PAGE),
    "advice-dismiss": ("get", OWNER_DOES),  # nothing is found: back to the page
    "advice-back": ("post", OWNER_DOES),
    "record-advice": ("get", LEADER_PAGE),
    "item-advice": ("get", SEES_LEARNER),
    "tip": ("get", ANYBODY),
    "glossary": ("get", ANYBODY),
    # Witnesses
    "witnesses": ("get", SEES_LEARNER),
    "witness-add": ("get", OWNER_PAGE),
    "witness-edit": ("get", OWNER_PAGE),
    "testimony-ask": ("get", (200, 404, 200, 200, 403, 403, 403, 404, 302)),
    "testimony-again": ("post", (200, 404, 200, 200, 403, 403, 403, 404, 302)),
    "testimony-revoke": ("post", (302, 404, 302, 302, 403, 403, 403, 404, 302)),
    "testimony-hand-over": ("post", OWNER_DOES),
    "testimony-here": ("get", OWNER_PAGE),
    # Whoever has the link is the witness, but for the learner themself.
    "testimony": ("get", (403, *OPEN_TO_ALL[1:])),
    "testimony-thanks": ("get", OPEN_TO_ALL),
    # Assessment plans and the caseload
    "caseload": ("get", (403, 403, 200, 200, 200, 403, 200, 200, 302)),
    "plans": ("get", SEES_LEARNER),
    "plan": ("get", SEES_LEARNER),
    "plan-start": ("post", PLANNER_DOES),
    "plan-edit": ("get", PLANNER_PAGE),
    "plan-propose": ("post", PLANNER_DOES),
    "plan-sign": ("post", PLANNER_DOES),
    "plan-archive": ("post", PLANNER_DOES),
    "plan-restore": ("post", PLANNER_DOES),
    "plan-row-add": ("get", PLANNER_PAGE),
    "plan-row": ("get", PLANNER_PAGE),
    "plan-row-remove": ("post", PLANNER_DOES),
    "plan-row-restore": ("post", PLANNER_DOES),
    "plan-row-close": ("get", PLANNER_PAGE),
    "plan-row-reopen": ("post", PLANNER_DOES),
    "plan-review-add": ("get", ASSESSOR_PAGE),
    "plan-review-read": ("post", OWNER_DOES),
    "plan-templates": ("get", (403, 403, 200, 403, 403, 403, 200, 200, 302)),
    "plan-template-add": ("get", (403, 404, 200, 403, 403, 403, 200, 404, 302)),
    "plan-template-archive": ("post", (403, 403, 302, 403, 403, 403, 302, 404, 302)),
    "plan-template-restore": ("post", (403, 403, 302, 403, 403, 403, 302, 404, 302)),
    "calendar-page": ("get", ANYBODY),
    "calendar": ("get", ANYBODY),
    "calendar-renew": ("post", (302,) * 9),
    "calendar-end": ("post", (302,) * 9),
    "calendar-feed": ("get", OPEN_TO_ALL),
    # Judging
    "mark": ("get", ASSESSOR_PAGE),
    "judge": ("post", ASSESSOR_DOES),
    "appraise": ("post", ASSESSOR_DOES),
    "judgement-draft": ("post", (403, 404, 204, 204, 403, 403, 403, 404, 302)),
    "also-shows": ("get", ASSESSOR_PAGE),
    # A trainee's decisions wait for an assessor; taking a mapping away cannot.
    "mapping-remove": ("post", (403, 404, 302, 403, 403, 403, 403, 404, 302)),
    "feedback-phrases": ("get", ASSESSOR_PAGE),
    "feedback-keep": ("post", (403, 404, 200, 200, 403, 403, 403, 404, 302)),
    # Ben's own sentence, which he shares with the centre
    "feedback-bank": ("get", (403, 403, 200, 200, 403, 403, 200, 200, 302)),
    "feedback-edit": ("get", (404, 404, 200, 403, 404, 404, 403, 404, 302)),
    "feedback-archive": ("post", (404, 404, 302, 403, 404, 404, 403, 404, 302)),
    "feedback-restore": ("post", (404, 404, 302, 403, 404, 404, 403, 404, 302)),
    "countersign": ("post", (403, 404, 302, 403, 403, 403, 403, 404, 302)),
    # Sign-off: of a unit that is not met yet, so an assessor reads why not
    "sign-off": ("post", (403, 404, 422, 403, 403, 403, 403, 404, 302)),
    "sign-off-confirm": ("post", OWNER_DOES),
    "sign-off-decline": ("post", OWNER_DOES),
    "sign-off-unlock": ("get", (403, 404, 403, 403, 200, 403, 200, 404, 302)),
    "sufficiency": ("get", ADMIN_PAGE),
    "sufficiency-add": ("get", ADMIN_PAGE),
    "sufficiency-change": ("get", ADMIN_PAGE),
    "sufficiency-remove": ("post", ADMIN_DOES),
    # Appeals and adjustments
    "learner-appeals": ("get", SEES_LEARNER),
    "appeal-lodge": ("get", OWNER_PAGE),
    "appeals": ("get", ADMIN_PAGE),
    "appeal": ("get", SEES_LEARNER),
    "appeal-appoint": ("post", (403, 404, 403, 403, 403, 403, 422, 404, 302)),
    "appeal-decide": ("post", (403, 404, 403, 403, 422, 403, 403, 404, 302)),
    "appeal-further": ("post", OWNER_DOES),
    "appeal-withdraw": ("post", OWNER_DOES),
    "adjustments": ("get", SEES_LEARNER),
    "adjustment-add": ("get", (403, 404, 200, 403, 403, 403, 200, 404, 302)),
    "adjustment-withdraw": ("post", (403, 404, 302, 403, 403, 403, 302, 404, 302)),
    "adjustment-restore": ("post", (403, 404, 302, 403, 403, 403, 302, 404, 302)),
    # The PDF
    "export-start": ("post", (302, 404, 302, 302, 302, 403, 302, 404, 302)),
    "batches": ("get", ADMIN_PAGE),
    "batch-add": ("get", ADMIN_PAGE),
    "batch": ("get", ADMIN_PAGE),
    "batch-progress": ("get", ADMIN_PAGE),
    "batch-stop": ("post", ADMIN_DOES),
    "batch-resume": ("post", ADMIN_DOES),
    "batch-again": ("post", ADMIN_DOES),
    "batch-download": ("get", ADMIN_PAGE),
    "form-sets": ("get", ADMIN_PAGE),
    "form-set": ("get", ADMIN_PAGE),
    "form-set-progress": ("get", ADMIN_PAGE),
    "form-set-download": ("get", ADMIN_PAGE),
    "centre-cover": ("get", ADMIN_PAGE),
    "centre-logo": ("get", ADMIN_PAGE),
    "export": ("get", EXPORTER_PAGE),
    "export-progress": ("get", EXPORTER_PAGE),
    "export-download": ("get", EXPORTER_PAGE),
    "grid-table": ("get", EXPORTER_PAGE),
    "evidence-index": ("get", EXPORTER_PAGE),
    # Portfolios that come in from other installations
    "portfolio-imports": ("get", ADMIN_PAGE),
    "portfolio-import": ("get", ADMIN_PAGE),
    "portfolio-import-progress": ("get", ADMIN_PAGE),
    "portfolio-import-confirm": ("post", ADMIN_DOES),
    "portfolio-import-give-up": ("post", ADMIN_DOES),
    "portfolio-import-trail": ("get", ADMIN_PAGE),
    "archive-schema": ("get", OPEN_TO_ALL),
    # Verifying documents: open to anybody
    "verify": ("get", OPEN_TO_ALL),
    "verify-document": ("get", OPEN_TO_ALL),
    "sealing-certificate": ("get", OPEN_TO_ALL),
    # Internal quality assurance: its IQAs and administrators; assessors read what concerns them
    "learner-quality": ("get", (403, 404, 200, 200, 200, 200, 200, 404, 302)),
    "sample-unit": ("get", (403, 404, 403, 403, 200, 403, 403, 404, 302)),
    "sample-release": ("get", (403, 404, 403, 403, 200, 403, 403, 404, 302)),
    "sampling-plan": ("get", ASSURER_PAGE),
    "sampling-draw": ("get", ASSURER_PAGE),
    "sampling-cell": ("get", (403, 404, 403, 403, 200, 403, 200, 404, 302)),
    "planned-drop": ("post", (403, 404, 403, 403, 302, 403, 302, 404, 302)),
    "planned-restore": ("post", (403, 404, 403, 403, 302, 403, 302, 404, 302)),
    "sampling-policy": ("get", ASSURER_PAGE),
    "sampling-policy-change": ("get", ASSURER_PAGE),
    "camera": ("get", ASSURER_PAGE),
    "camera-export": ("get", ASSURER_PAGE),
    "assessor-patterns": ("get", (403, 403, 403, 403, 200, 200, 200, 403, 302)),
    "assessor-observations": ("get", ANYBODY),
    "assessor-observation-add": ("get", ASSURER_PAGE),
    "standardisation-meetings": ("get", ANYBODY),
    "standardisation-meeting-add": ("get", ASSURER_PAGE),
    "standardisation-meeting": ("get", (404, 404, 200, 404, 200, 404, 200, 404, 302)),
    "standardisation-meeting-edit": ("get", (404, 404, 403, 404, 200, 404, 403, 404, 302)),
    # EQA visits: the EQA marks and reports, and writes nothing else
    "visits": ("get", (403, 403, 403, 403, 200, 200, 200, 403, 302)),
    "visit-add": ("get", ADMIN_PAGE),
    "visit": ("get", VISIT_PAGE),
    "visit-change": ("get", VISIT_MANAGER),
    "visit-learners": ("get", VISIT_MANAGER),
    "visit-cancel": ("get", VISIT_MANAGER),
    "visit-report": ("get", (404, 404, 404, 404, 403, 200, 200, 404, 302)),
    "visit-mark": ("post", (404, 404, 404, 404, 403, 302, 403, 404, 302)),
    # Claims
    "claims": ("get", STAFF),
    "claims-export": ("get", STAFF),
    "learner-claims": ("get", (403, 404, 200, 200, 200, 200, 200, 404, 302)),
    "claim-unit": ("get", MANAGER_PAGE),
    "claim-qualification": ("get", MANAGER_PAGE),
    "claim-answer": ("get", MANAGER_PAGE),
    "direct-claims": ("get", ADMIN_PAGE),
    "direct-claim-end": ("get", ADMIN_PAGE),
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


class Scene(dict):
    """What addresses point to. The rarer things are made when an address asks for them."""

    def __missing__(self, name):
        self[name] = MADE_WHEN_ASKED_FOR[name](self["cast"])
        return self[name]


def _appeal(cast):
    """An appeal of Anna's on a decision of Ben's, with Ines asked to hear it."""
    learner, users = cast.learners["anna"], cast.users
    item = make_evidence(learner)
    submitted(item, "LT 2.1")
    appeal = lodged(learner, "LT", [judged(item.mappings.get(), users["ben"], "not_yet")])
    appoint_hearer(hearing=appeal.hearings.get(), person=users["ines"], by=users["cleo"])
    return appeal.code


def _upload(cast):
    """A file that Anna has begun to send."""
    learner = cast.learners["anna"]
    item = make_evidence(learner)
    return Upload.objects.create(evidence=item, user=learner.user, name="a.txt", length=5).code


def _phrase(cast):
    """A sentence of Ben's, which he shares with the centre."""
    ben, centre = cast.users["ben"], cast.centres[0]
    words = "Say who agreed to what."
    return FeedbackPhrase.objects.create(owner=ben, centre=centre, text=words, is_shared=True).pk


def _signposted(cast):
    """A version of Anna's whose original is kept elsewhere."""
    item = make_evidence(cast.learners["anna"], method=Method.SIGNPOSTED, location="HR safe")
    return submitted(item, "LT 2.1").code


def _declared(cast):
    """A unit of Anna's that Ben has signed off, as far as pages ask: it is not met."""
    enrolment = cast.learners["anna"].enrolments.get(qualification__code="CSL")
    return SignOff.objects.create(
        learner=enrolment.learner,
        unit=Unit.objects.get(code="MT"),
        enrolment=enrolment,
        assessor=cast.users["ben"],
        declaration="All of it is met.",
    ).code


def _rule(cast):
    """A rule of Anna's centre."""
    qualification = Qualification.objects.get(code="CSL")
    return Sufficiency.objects.create(centre=cast.centres[0], qualification=qualification).pk


def _claim(cast):
    """A claim of Anna's that waits for its answer."""
    enrolment = cast.learners["anna"].enrolments.get(qualification__code="CSL")
    return Claim.objects.create(enrolment=enrolment, claimed_by=cast.users["cleo"]).code


def _import(cast):
    """An archive that Cleo brought and that waits to be confirmed."""
    return PortfolioImport.objects.create(
        centre=cast.centres[0],
        asked_by=cast.users["cleo"],
        name="anna.zip",
        found={"people": [], "counts": {}},
    ).code


def _direct(cast):
    """Direct claim status of Anna's centre."""
    return DirectClaimStatus.objects.create(
        centre=cast.centres[0],
        qualification=Qualification.objects.get(code="CSL"),
        reference="CSL/1",
        recorded_by=cast.users["cleo"],
    ).pk


def _planned(cast):
    """A sample of Anna's DO in the plan of Ines."""
    enrolment = cast.learners["anna"].enrolments.get(qualification__code="CSL")
    unit = Unit.objects.get(code="DO")
    return PlannedSample.objects.create(
        enrolment=enrolment, unit=unit, planned_by=cast.users["ines"]
    ).pk


def _batch(cast):
    """A batch of Cleo's with Anna's document, which is made, and with another that failed."""
    cleo, centre, enrolment = cast.users["cleo"], cast.centres[0], cast.learners["anna"].enrolments
    batch = Batch.objects.create(centre=centre, asked_by=cleo)
    done = {"enrolment": enrolment.first(), "asked_by": cleo, "finished_at": timezone.now()}
    stored_as = default_storage.save("portfolio.pdf", ContentFile(b"%PDF-1.7"))
    batch.exports.create(stored_as=stored_as, size=8, sha256="0" * 64, **done)
    batch.exports.create(failure="The disk is full.", **done)
    return batch.code


def _form_set(cast):
    """Blank forms that were made for Anna's centre."""
    return FormSet.objects.create(
        centre=cast.centres[0],
        qualification=Qualification.objects.get(code="CSL"),
        asked_by=cast.users["cleo"],
        finished_at=timezone.now(),
        stored_as=default_storage.save("forms.pdf", ContentFile(b"%PDF-1.7")),
        size=8,
        sha256="0" * 64,
    ).code


def _centre(cast):
    """Anna's centre, which has a logo."""
    centre = cast.centres[0]
    centre.logo_as = default_storage.save("logo", ContentFile(samples.png()))
    centre.save(update_fields=["logo_as"])
    return centre.pk


def _meeting(cast):
    """A standardisation meeting that Ines wrote down and Ben attended."""
    meeting = StandardisationMeeting.objects.create(
        centre=cast.centres[0],
        title="What 1.2 asks for",
        discussed="Two items.",
        decided="Initials are needed.",
        recorded_by=cast.users["ines"],
    )
    meeting.attendees.add(cast.users["ben"])
    return meeting.pk


def _plan(cast):
    """Anna's assessment plan, begun by Ben."""
    enrolment = cast.learners["anna"].enrolments.get(qualification__code="CSL")
    return agreed_plan(enrolment, by=cast.users["ben"])


def _dismissal(cast):
    """An advice that Anna put aside."""
    return Dismissal.objects.create(
        learner=cast.learners["anna"],
        check_key="any",
        found_key="record:any",
        label="A plan",
        reason="It was agreed elsewhere.",
        dismissed_by=cast.users["anna"],
    ).code


def _witness(cast):
    """Somebody on Anna's list, who is there already once a testimony was asked for."""
    learner = cast.learners["anna"]
    return (learner.witnesses.first() or make_witness(learner)).code


MADE_WHEN_ASKED_FOR = {
    "dismissal": _dismissal,
    "tip_place": lambda _: Kind.PROBLEM,
    "passkey": lambda cast: 1,  # nobody's: sent twice, it is no error
    "agreed": lambda cast: _plan(cast).code,
    "agreed_row": lambda cast: _plan(cast).items.last().code,
    "agreed_hash": lambda cast: plan_of(_plan(cast).enrolment).content_hash,
    "agreed_review": lambda cast: _plan(cast).reviews.get().pk,
    "plan_template": lambda cast: _plan(cast) and PlanTemplate.objects.get().pk,
    "calendar_token": lambda cast: token_of(renew_address(cast.users["ben"])),
    "lead": lambda _: "LT",
    "problems": lambda _: Kind.PROBLEM,
    "uid": lambda _: "MQ",
    "token": lambda _: "token",
    "csv": lambda _: "csv",
    "batch": _batch,
    "form_set": _form_set,
    "centre": _centre,
    "policy": lambda cast: f"{cast.centres[0].pk}-CSL",
    "planned_sample": _planned,
    "meeting": _meeting,
    "visit": lambda cast: (
        visit_made(cast.learners["anna"], by=cast.users["cleo"], eqa=cast.users["eve"]).code
    ),
    "import": _import,
    "declared": _declared,
    "rule": _rule,
    "qualification": lambda cast: "CSL",
    "claim": _claim,
    "direct": _direct,
    "phrase": _phrase,
    "upload": _upload,
    "witness": _witness,
    "asked": lambda cast: asked(cast.learners["anna"]).request.code,
    "device": lambda cast: asked(cast.learners["anna"], on_device=True).request.code,
    "secret": lambda cast: asked(cast.learners["anna"]).secret,
    "unsigned": lambda cast: begun_record(cast.learners["anna"], cast.users["ben"]).code,
    "observation": lambda cast: Method.OBSERVATION,
    "recorded": lambda cast: signed_record(cast.learners["anna"], cast.users["ben"]).code,
    "signposted": _signposted,
    "prior": lambda cast: make_evidence(cast.learners["anna"], method=Method.PRIOR_LEARNING).code,
    "appeal": _appeal,
    "fingerprint": lambda cast: open_key(cast.centres[0]).row.fingerprint,
    "adjustment": lambda cast: adjusted(cast.learners["anna"], cast.users["cleo"]).code,
}


@laid_once
def scene(csl, learner, ben, tara, cast):
    """A submitted item with a trainee's decision, a file, a draft, an export: Anna's."""
    item, draft = make_evidence(learner), make_evidence(learner)
    file = make_file(draft)
    make_mapping(draft, "LT 1.1")
    submission = submitted(item, "LT 1.1", "LT 1.2")
    mapping = item.mappings.first()
    judgement = judged(mapping, tara)
    export = Export.objects.create(
        enrolment=csl,
        asked_by=cast.users["anna"],
        variant="learner",
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
    return Scene(
        cast=cast,
        standard=reading.standard.code,
        reading=reading.pk,
        rota=rota.code,
        plan=plan.code,
        task=make_task(plan).pk,
        shift=make_shift(rota).pk,
        team=team.code,
        colleague=team.members.first().code,
        skill=team.skills.get().pk,
        cell=f"{team.members.first().pk}-{team.skills.get().pk}-3",
        record=record.code,
        snapshot=freeze_record(record=record, evidence=draft, user=cast.users["anna"]).code,
        learner=learner.code,
        item=item.code,
        draft=draft.code,
        file=file.code,
        submission=submission.code,
        mapping=mapping.pk,
        target=f"criterion-{mapping.criterion_id}",
        judgement=judgement.pk,
        enrolment=csl.code,
        export=export.code,
        notice=Notice.objects.create(user=cast.users["anna"], words="Ben decided.").pk,
        person=cast.users["noah"].pk,
        membership=cast.memberships["noah"].pk,
        allocation=allocation.pk,
    )


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
        "unsigned": "session session-edit session-answers session-sign session-map session-place "
        "session-discard session-restore",
        "recorded": "session-object",
        "learner observation": "session-begin",
        "signposted": "sighting",
        "prior": "prior-learning",
        "snapshot": "snapshot-update snapshot-remove snapshot-restore",
        "record": "record record-edit record-archive record-restore record-use record-advice",
        "file": "file file-preview file-thumbnail file-poster file-pages file-text file-look "
        "file-remove file-restore file-describe",
        "upload": "upload-part upload-finish upload-state upload-drop",
        "enrolment": "grid plan-start export-start enrolment-change enrolment-end enrolment-reopen "
        "claim-qualification",
        "learner": "learner plans evidence-add learner-edit learner-manage enrolment-add "
        "allocation-add learner-claims session-choose learner-appeals adjustments "
        "adjustment-add witnesses witness-add learner-quality advice advice-summary "
        "advice-dismiss",
        "dismissal": "advice-back",
        "tip_place": "tip",
        "draft": "evidence evidence-edit upload upload-create evidence-map evidence-place submit "
        "evidence-withdraw evidence-restore evidence-suggestions",
        "item": "take-back mark also-shows item-advice",
        "submission": "submission appraise",
        "mapping": "judge judgement-draft mapping-remove feedback-phrases feedback-keep",
        "declared": "sign-off-confirm sign-off-decline sign-off-unlock",
        "rule": "sufficiency-change sufficiency-remove",
        "qualification": "sufficiency-add",
        "phrase": "feedback-edit feedback-archive feedback-restore",
        "judgement": "countersign",
        "agreed": "plan plan-edit plan-row-add plan-propose plan-sign plan-review-add plan-archive "
        "plan-restore plan-template-add",
        "agreed_row": "plan-row plan-row-remove plan-row-restore plan-row-close plan-row-reopen",
        "agreed_review": "plan-review-read",
        "plan_template": "plan-template-archive plan-template-restore",
        "calendar_token": "calendar-feed",
        "export": "export export-progress export-download verify-document",
        "batch": "batch batch-progress batch-stop batch-resume batch-again batch-download",
        "form_set": "form-set form-set-progress form-set-download",
        "passkey": "passkey-remove",
        "centre": "centre-security centre-cover centre-logo",
        "fingerprint": "sealing-certificate",
        "import": "portfolio-import portfolio-import-progress portfolio-import-confirm "
        "portfolio-import-give-up portfolio-import-trail",
        "enrolment csv": "grid-table",
        "learner csv": "evidence-index",
        "visit": "visit visit-change visit-learners visit-cancel visit-report visit-mark",
        "claim": "claim-answer",
        "direct": "direct-claim-end",
        "appeal": "appeal appeal-appoint appeal-decide appeal-further appeal-withdraw",
        "adjustment": "adjustment-withdraw adjustment-restore",
        "learner lead": "sample-unit sample-release appeal-lodge",
        "enrolment lead": "sampling-cell unit claim-unit sign-off readiness discussion",
        "team problems": "record-list record-add",
        "uid token": "password_reset_confirm",
        "token": "digest-stop",
        "csv": "people-import-template people-export",
        "policy": "sampling-policy-change",
        "planned_sample": "planned-drop planned-restore",
        "meeting": "standardisation-meeting standardisation-meeting-edit",
        "notice": "notice",
        "person": "person person-second-step person-edit person-link person-block person-unblock "
        "membership-add",
        "membership": "membership-end membership-reopen",
        "allocation": "allocation-units allocation-end allocation-reopen",
        "witness": "witness-edit testimony-ask",
        "asked": "testimony-again testimony-revoke testimony-hand-over",
        "device": "testimony-here",
        "secret": "testimony",
    }
    for arguments, names in by_argument.items():
        if name in names.split():
            return reverse(name, args=[scene[argument] for argument in arguments.split()])
    return reverse(name)


def sent(name, scene):
    """What a well-formed form would send."""
    if name == "plan-sign":
        return {"seen": scene["agreed_hash"]}
    return {
        "sign-off-confirm": {"declared": "on"},
        "sign-off-decline": {"reason": "E1 is not mine."},
        "judgement-draft": {"feedback": "Half a thought", "seen": 10**6},
        "feedback-keep": {"feedback": "Attach the minutes."},
        "mapping-remove": {"reason": "It shows one occasion only."},
        "visit-mark": {"learner": scene["learner"]},
        "judge": {"decision": "met", "submission": scene["submission"], "key": uuid.uuid4()},
        "task-move": {"starts_on": "2026-05-04", "ends_on": "2026-05-05"},
        "task-status": {"status": "done"},
        "appraise": {"is_valid": "on", "feedback": "Clear."},
        "session-map": {"target": scene["target"], "mapped": "on"},
        "session-place": {"target": scene["target"], "place": "12:30"},
        "evidence-map": {"target": scene["target"], "mapped": "on"},
        "evidence-place": {"target": scene["target"], "place": "p. 2"},
        "skill-level": {"cell": scene["cell"]},
        "membership-add": {"role": "assessor", "starts_on": "2026-01-01"},
    }.get(name, {})


def test_every_url_has_a_row():
    assert our_url_names() == set(ACCESS)


def test_every_row_has_everybody():
    assert {len(statuses) for _, statuses in ACCESS.values()} == {len(PEOPLE)}


@laid_once
def session_keys(scene, cast):
    """The key of everybody's session, by name: each test sends the same ones anew."""
    clients = {person: client_of(cast.users[person]) for person in PEOPLE if person}
    cookie = settings.SESSION_COOKIE_NAME
    return {person: client.cookies[cookie].value for person, client in clients.items()}


def client_with(session_key):
    client = Client()
    if session_key:
        client.cookies[settings.SESSION_COOKIE_NAME] = session_key
    return client


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_access(name, scene, cast, session_keys):
    method, expected = ACCESS[name]
    found = []
    for person in PEOPLE:
        client = client_with(session_keys.get(person))
        answer = getattr(client, method)(address(name, scene), sent(name, scene))
        found.append(answer.status_code)
        if answer.streaming:
            list(answer.streaming_content)  # read to its end, which closes the file
        if person is None and expected[-1] == 302:
            assert answer.headers["Location"].startswith(("/login/", "/"))
    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, expected, strict=True))


def test_visitors_are_sent_to_the_login_page(scene):
    open_to_visitors = {
        "login",
        "login-second",
        "login-passkey",
        "logout",
        "calendar-feed",
        "digest-stop",
        "testimony",
        "testimony-thanks",
        "verify",
        "verify-document",
        "sealing-certificate",
        "archive-schema",
    }
    open_to_visitors |= {name for name in ACCESS if "password_reset" in name}
    for name in sorted(set(ACCESS) - open_to_visitors):
        answer = getattr(Client(), ACCESS[name][0])(address(name, scene))
        assert (name, answer.headers["Location"].partition("?")[0]) == (name, "/login/")


def test_admin_site_is_for_superusers(cast):
    for person in PEOPLE:
        answer = client_of(cast.users[person] if person else None).get("/admin/")
        assert answer.status_code == 302


# Of the centre, in which an EQA has a role, and of no learner.
OF_THE_CENTRE = {"plan-template-archive", "plan-template-restore"}


def test_an_eqa_whose_visit_is_over_is_a_stranger(scene, cast):
    """Where somebody of another centre gets 404, so does an EQA after the last day, whose role
    itself runs on."""
    una = User.objects.create(username="una", name="Una Field")
    today = timezone.localdate()
    Membership.objects.create(
        centre=cast.centres[0], user=una, role=Role.EQA, ends_on=today + timedelta(days=60)
    )
    visit = visit_made(cast.learners["anna"], by=cast.users["cleo"], eqa=una)
    yesterday = today - timedelta(days=1)
    visit.allocations.update(since=yesterday, until=yesterday)
    Visit.objects.filter(pk=visit.pk).update(starts_on=yesterday, ends_on=yesterday)
    client, others = client_of(una), PEOPLE.index("olive")
    hers = [reverse(name, args=[visit.code]) for name in ("visit", "visit-report")]
    assert [client.get(one).status_code for one in hers] == [404, 404]
    open_to_her = set()
    for name in sorted(name for name in ACCESS if ACCESS[name][1][others] == 404):
        answer = getattr(client, ACCESS[name][0])(address(name, scene), sent(name, scene))
        if answer.status_code != (403 if name in OF_THE_CENTRE else 404):
            open_to_her.add(name)
    assert open_to_her == set()


# What is about one's own login, notices and tips, or open to whoever has the link.
OWN = {
    "login", "login-second", "login-passkey", "logout", "authenticator-add", "authenticator-remove",
    "passkey-add", "passkey-remove", "recovery-codes", "sessions-end", "password_change",
    "password_reset", "password_reset_confirm", "notice",
    "notices-read", "digest-choice", "digest-stop", "calendar-renew", "calendar-end", "testimony",
    "my-team", "tip", "verify", "verify-document",
}  # fmt: skip


def test_an_eqa_changes_nothing(scene, cast):
    """Whatever they send, to whichever address: but for their own marks and the report."""
    client, taken = client_of(cast.users["eve"]), set()
    for name in sorted(set(ACCESS) - OWN):
        answer = client.post(address(name, scene), sent(name, scene))
        if answer.status_code not in (403, 404, 405):
            taken.add(name)
        if answer.streaming:
            list(answer.streaming_content)  # read to its end, which closes the file
    assert taken == {"visit-mark", "visit-report"}
