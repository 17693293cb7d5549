"""Every page, as somebody who sees it: axe finds nothing in light and dark, and it fits a phone."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from assessment.claims.claiming import record_direct_claim
from assessment.models import Claim, Export, Unit
from assessment.visits.marks import Target, mark_visited, record_report
from portfolio import digests
from portfolio.accounts import inviting
from portfolio.models import Allocation, Method
from teams.freezing import freeze_record
from teams.models import Kind, SkillLevel, TeamProfile
from tests.assurance import asked, begun_record, make_witness, signed_record, taken, visit_made
from tests.browser.doing import LAPTOP, PHONE, faults_of, log_in, width_too_much
from tests.people import appraised, client_of, judged, make_evidence, make_mapping, submitted
from tests.teams import (
    make_readings,
    make_record,
    make_shift,
    make_standard,
    make_task,
    make_team,
)
from tests.test_access import Scene, our_url_names
from tests.test_access import address as address_for_access

# (who sees it, url name, what its arguments are: see ``scene``)
PAGES = [
    (None, "login"),
    (None, "password_reset"),
    ("anna", "security"),
    ("ben", "authenticator-add"),
    ("ben", "passkey-add"),
    ("ben", "recovery-codes"),
    ("cleo", "security-log"),
    ("cleo", "centre-security", "centre"),
    ("cleo", "person-second-step", "person"),
    (None, "password_reset_done"),
    (None, "password_reset_confirm", "invited", "token"),
    (None, "password_reset_confirm", "invited", "no_token"),
    (None, "password_reset_complete"),
    (None, "testimony", "secret"),
    (None, "testimony-thanks"),
    (None, "verify"),
    (None, "verify-document", "export"),
    (None, "digest-stop", "digest"),
    ("anna", "home"),
    ("anna", "grid", "enrolment"),
    ("cleo", "files-kept-back"),
    ("cleo", "portfolio-imports"),
    ("cleo", "portfolio-import", "import"),
    ("cleo", "portfolio-import-trail", "import"),
    ("anna", "unit", "enrolment", "unit"),
    ("anna", "readiness", "enrolment", "unit"),
    ("ben", "readiness", "enrolment", "unit"),
    ("anna", "discussion", "enrolment", "unit"),
    ("ben", "discussion", "enrolment", "unit"),
    ("anna", "evidence-add", "learner"),
    ("anna", "evidence-edit", "draft"),
    ("anna", "evidence", "draft"),
    ("anna", "evidence", "item"),
    ("anna", "submission", "submission"),
    ("anna", "submit", "draft"),
    ("anna", "export-start", "enrolment"),
    ("ben", "export-start", "enrolment"),
    ("cleo", "batches"),
    ("cleo", "batch-add"),
    ("cleo", "batch", "batch"),
    ("cleo", "form-sets"),
    ("cleo", "form-set", "form_set"),
    ("cleo", "centre-cover", "centre"),
    ("anna", "export", "export"),
    ("anna", "export", "waiting_export"),
    ("anna", "password_change"),
    ("anna", "password_change_done"),
    ("anna", "notices"),
    ("anna", "team-start"),
    ("anna", "teams"),
    ("anna", "team", "team"),
    ("anna", "team-edit", "team"),
    ("anna", "team-timeline", "team"),
    ("anna", "members", "team"),
    ("anna", "member", "colleague"),
    ("anna", "member-add", "team"),
    ("anna", "member-edit", "colleague"),
    ("anna", "record", "profile"),
    ("anna", "record-edit", "profile"),
    ("anna", "skill-add", "team"),
    ("anna", "skill-edit", "team", "skill"),
    ("anna", "record", "rota"),
    ("anna", "record", "plan"),
    ("anna", "task-add", "plan"),
    ("anna", "task-edit", "plan", "task"),
    ("anna", "task-delete", "plan", "dropped"),
    ("anna", "record-list", "team", "standards"),
    ("anna", "record-add", "team", "standards"),
    ("anna", "record", "standard"),
    ("anna", "readings", "standard"),
    ("anna", "reading-add", "standard"),
    ("anna", "reading-edit", "standard", "reading"),
    ("anna", "readings-import", "standard"),
    ("anna", "shift-add", "rota"),
    ("anna", "shift", "rota", "shift"),
    ("anna", "diary-write", "team"),
    ("anna", "record-list", "team", "diary"),
    ("anna", "record-list", "team", "checks"),
    ("anna", "record-list", "team", "communications"),
    ("anna", "record-add", "team", "communications"),
    ("anna", "record", "problem"),
    ("anna", "record-use", "problem"),
    ("anna", "record", "initiative"),
    ("anna", "record", "assessment"),
    ("anna", "record-list", "team", "coaching_plans"),
    ("anna", "record-add", "team", "coaching_plans"),
    ("anna", "record", "coaching"),
    ("anna", "record", "session"),
    ("anna", "record-list", "team", "reviews"),
    ("anna", "record-add", "team", "reviews"),
    ("anna", "record", "review"),
    ("anna", "record-edit", "review"),
    ("anna", "advice", "learner"),
    ("anna", "evidence-suggestions", "draft"),
    ("anna", "glossary"),
    ("ben", "advice", "learner"),
    ("anna", "witnesses", "learner"),
    ("anna", "witness-add", "learner"),
    ("anna", "witness-edit", "witness"),
    ("anna", "testimony-ask", "witness"),
    ("anna", "testimony-hand-over", "device"),
    ("anna", "testimony-here", "device"),
    ("anna", "evidence", "testimony"),
    ("anna", "plans", "learner"),
    ("anna", "plan", "agreed"),
    ("anna", "plan-row-add", "agreed"),
    ("anna", "calendar-page"),
    ("anna", "learner-appeals", "learner"),
    ("anna", "appeal-lodge", "learner", "unit"),
    ("anna", "adjustments", "learner"),
    ("ines", "appeal", "appeal"),
    ("cleo", "appeal", "appeal"),
    ("cleo", "appeals"),
    ("cleo", "adjustments", "learner"),
    ("cleo", "adjustment-add", "learner"),
    ("noah", "home"),
    ("ben", "queue"),
    ("ben", "feedback-bank"),
    ("ben", "feedback-edit", "phrase"),
    ("ben", "also-shows", "item"),
    ("cleo", "feedback-bank"),
    ("ben", "caseload"),
    ("ben", "plan-edit", "agreed"),
    ("ben", "plan-row", "agreed_row"),
    ("ben", "plan-row-close", "agreed_row"),
    ("ben", "plan-review-add", "agreed"),
    ("ben", "plan-template-add", "agreed"),
    ("ben", "plan-templates"),
    ("ben", "calendar-page"),
    ("ben", "mark", "item"),
    ("ben", "mark", "trainees"),
    ("anna", "session-object", "recorded"),
    ("anna", "evidence", "recorded"),
    ("anna", "prior-learning", "prior"),
    ("anna", "evidence", "prior"),
    ("ben", "session-choose", "learner"),
    ("ben", "session-begin", "learner", "observation"),
    ("ben", "session", "unsigned"),
    ("ben", "session-edit", "unsigned"),
    ("ben", "session-answers", "unsigned"),
    ("ben", "session-sign", "unsigned"),
    ("ben", "mark", "signposted_item"),
    ("ben", "sighting", "signposted"),
    ("ines", "sampling-plan"),
    ("ines", "sampling-draw"),
    ("ines", "sampling-cell", "enrolment", "unit"),
    ("ines", "sample-unit", "learner", "unit"),
    ("ines", "sample-release", "learner", "unit"),
    ("ines", "learner-quality", "learner"),
    ("ines", "sampling-policy"),
    ("ines", "sampling-policy-change", "policy"),
    ("ines", "camera"),
    ("ines", "assessor-patterns"),
    ("ines", "assessor-observations"),
    ("ines", "assessor-observation-add"),
    ("ines", "standardisation-meetings"),
    ("ines", "standardisation-meeting-add"),
    ("ines", "standardisation-meeting", "meeting"),
    ("ines", "standardisation-meeting-edit", "meeting"),
    ("ben", "learner-quality", "learner"),
    ("ines", "caseload"),
    ("ines", "learners"),
    ("ines", "learner", "learner"),
    ("ines", "evidence", "item"),
    ("eve", "visits"),
    ("eve", "visit", "visit"),
    ("eve", "visit-report", "visit"),
    ("eve", "evidence", "item"),
    ("cleo", "visits"),
    ("cleo", "visit", "visit"),
    ("cleo", "visit-add"),
    ("cleo", "visit-change", "visit"),
    ("cleo", "visit-learners", "visit"),
    ("cleo", "visit-cancel", "visit"),
    ("cleo", "claims"),
    ("cleo", "learner-claims", "learner"),
    ("cleo", "claim-unit", "enrolment", "unit"),
    ("cleo", "claim-qualification", "enrolment"),
    ("cleo", "claim-answer", "claim"),
    ("cleo", "direct-claims"),
    ("cleo", "direct-claim-end", "direct"),
    ("cleo", "caseload"),
    ("cleo", "learners"),
    ("cleo", "sufficiency"),
    ("cleo", "sufficiency-add", "qualification"),
    ("cleo", "sufficiency-change", "rule"),
    ("cleo", "sufficiency-remove", "rule"),
    ("cleo", "sign-off-unlock", "declared"),
    ("cleo", "audit"),
    ("cleo", "people"),
    ("cleo", "person-add"),
    ("cleo", "person", "person"),
    ("cleo", "person-edit", "person"),
    ("cleo", "people-import"),
    ("cleo", "membership-end", "membership"),
    ("cleo", "membership-reopen", "membership"),
    ("cleo", "learner-edit", "learner"),
    ("cleo", "learner-manage", "learner"),
    ("cleo", "enrolment-add", "learner"),
    ("cleo", "enrolment-change", "enrolment"),
    ("cleo", "enrolment-end", "enrolment"),
    ("cleo", "allocation-add", "learner"),
    ("cleo", "allocation-units", "allocation"),
]
# Each handful has a scene of its own, which takes seconds; two workers share the handfuls.
A_HANDFUL = 70
# Part of a page, which its own page shows as well.
PARTS = {
    "login-passkey",  # asked for by a script
    "batch-progress", "export-progress", "feedback-phrases", "file-look", "form-set-progress",
    "portfolio-import-progress", "advice-summary", "item-advice", "record-advice", "tip",
}  # fmt: skip


@pytest.fixture
def scene(csl, learner, ben, tara, cast, item_with_files):
    """Something in every state: a draft, a judged item, one a trainee decided on, two exports."""
    item, draft, trainees = item_with_files, make_evidence(learner), make_evidence(learner)
    make_mapping(draft, "LT 1.1", "p. 3")
    make_mapping(item, "LT 1.2", "p. 2")
    team = make_team(learner)
    problem = make_record(team, Kind.PROBLEM)
    for evidence in (item, draft):
        freeze_record(record=problem, evidence=evidence, user=learner.user)
    submission = submitted(item, "LT 1.1", "LT-MP1", "MT 2.3")
    met, not_yet, *_ = submission.mappings.all()
    judgement = judged(met, ben)
    judged(not_yet, ben, "not_yet")
    appraised(submission, ben)
    judged(submitted(trainees, "DO 1.1").mappings.get(), tara)
    cast.users["odd"].set_unusable_password()
    cast.users["odd"].save()
    link = inviting.invitation_link(cast.users["odd"], "/")
    made = {
        "finished_at": timezone.now(),
        "stored_as": default_storage.save("portfolio.pdf", ContentFile(b"%PDF-1.7")),
        "size": 8,
        "sha256": "0" * 64,
        "pages": 1,
    }
    export = Export.objects.create(enrolment=csl, asked_by=learner.user, variant="learner", **made)
    waiting_export = Export.objects.create(enrolment=csl, asked_by=learner.user, variant="learner")
    for kind in (Kind.DIARY, Kind.COMMUNICATION):
        make_record(team, kind)
    for score in (6, 8):
        make_record(team, Kind.QUALITY_CHECK, score=score, out_of=10)
    assessment = make_record(team, Kind.SELF_ASSESSMENT)
    assessment.skills.create(criterion="I listen", rating=3, is_to_improve=True)
    coaching = make_record(team, Kind.COACHING_PLAN)
    coaching.objectives.create(text="Settles bills")
    session = make_record(team, Kind.COACHING_SESSION, plan=coaching, next_step="A card")
    make_record(team, Kind.COACHING_EVALUATION, plan=coaching)
    earlier = make_record(team, Kind.REVIEW)
    review = make_record(team, Kind.REVIEW, member=earlier.member)
    earlier.objectives.create(specific="Settles bills")
    review.objectives.create(specific="Writes fuller notes")
    rota = make_record(team, Kind.ROTA)
    plan = make_record(team, Kind.WORK_PLAN)
    ash, skill = team.members.get(pseudonym="Ash"), team.skills.get()
    SkillLevel.objects.create(member=ash, skill=skill, level=3)
    standard = make_standard(team)
    review.metrics.create(standard=standard)
    reading, *_ = make_readings(standard, 70, 74, 78)
    make_readings(standard, 60, member=ash)
    make_record(team, Kind.INITIATIVE, standard=standard, happened_on=reading.taken_on)
    signposted = make_evidence(learner, method=Method.SIGNPOSTED, location="HR safe")
    scene = {
        "observation": Method.OBSERVATION,
        "unsigned": begun_record(learner, ben).code,
        "recorded": signed_record(learner, ben).code,
        "prior": make_evidence(learner, method=Method.PRIOR_LEARNING).code,
        "signposted_item": signposted.code,
        "signposted": submitted(signposted, "LT 2.1").code,
        "standard": standard.code,
        "standards": Kind.STANDARD,
        "reading": reading.pk,
        "team": team.code,
        "colleague": ash.code,
        "skill": skill.pk,
        "cell": f"{ash.pk}-{skill.pk}-3",
        "profile": TeamProfile.objects.get(team=team).code,
        "coaching_plans": Kind.COACHING_PLAN,
        "coaching": coaching.code,
        "session": session.code,
        "reviews": Kind.REVIEW,
        "review": review.code,
        "rota": rota.code,
        "plan": plan.code,
        "task": make_task(plan, assignee=ash, hours=60).pk,
        "dropped": make_task(plan, "Ask callers", status="dropped").pk,
        "shift": make_shift(rota).pk,
        "learner": learner.code,
        "diary": Kind.DIARY,
        "checks": Kind.QUALITY_CHECK,
        "communications": Kind.COMMUNICATION,
        "problem": problem.code,
        "snapshot": draft.snapshots.get().code,
        "record": problem.code,
        "initiative": make_record(team, Kind.INITIATIVE, planned="A checklist").code,
        "assessment": assessment.code,
        "item": item.code,
        "draft": draft.code,
        "trainees": trainees.code,
        "file": item.files.first().code,
        "submission": submission.code,
        "mapping": met.pk,
        "judgement": judgement.pk,
        "enrolment": csl.code,
        **_quality_assured(cast, item),
        "unit": "LT",
        "export": export.code,
        "waiting_export": waiting_export.code,
        "witness": make_witness(learner).code,
        "testimony": taken(asked(learner).request, "LT 1.2").evidence.code,
        "asked": asked(learner).request.code,
        "device": asked(learner, on_device=True).request.code,
        "secret": asked(learner).secret,
        "person": cast.users["noah"].pk,
        "membership": cast.memberships["noah"].pk,
        "allocation": Allocation.objects.get(learner=learner, membership__user=ben).pk,
        "invited": link.split("/")[-3],
        "token": link.split("/")[-2],
        "no_token": "used-before",
        "notice": learner.user.notices.create(words="Ben decided.", address="/").pk,
        "digest": digests.stop_link(learner.user).split("/")[-2],
    }
    # What is rarer is made as for the table of who may open what.
    return Scene(scene, cast=cast)


def _quality_assured(cast, item):
    """A visit of Eve's with a mark and a report, direct claim status, and a claim that waits."""
    learner, eve, cleo = cast.learners["anna"], cast.users["eve"], cast.users["cleo"]
    visit = visit_made(learner, by=cleo, eqa=eve)
    mark_visited(visit=visit, by=eve, target=Target(learner, evidence=item), note="Seen.")
    record_report(visit=visit, by=eve, outcome="actions", words="Date the standardisation records.")
    enrolment = learner.enrolments.get(qualification__code="CSL")
    status = record_direct_claim(
        centre=learner.centre,
        qualification=enrolment.qualification,
        by=cleo,
        reference="CSL/1",
        starts_on=timezone.localdate(),
        ends_on=None,
        request_key=uuid4(),
    )
    unit = Unit.objects.get(code="DO")
    claim = Claim.objects.create(enrolment=enrolment, unit=unit, claimed_by=cleo)
    return {"visit": visit.code, "direct": status.pk, "claim": claim.code}


def address_of(row, scene) -> str:
    name, *arguments = row
    return reverse(name, args=[scene[argument] for argument in arguments])


def faults_in_both_colours(page) -> list[str]:
    """What axe finds in light and in dark; then the window becomes as narrow as a phone."""
    found = []
    # Colours alone differ in the dark.
    for colours, rules in (("light", ()), ("dark", ("color-contrast",))):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", colours)
        found += [f"{colours}: {fault}" for fault in faults_of(page, *rules)]
    page.set_viewport_size(PHONE["viewport"])
    if width_too_much(page) > 0:
        found.append(f"{width_too_much(page)} pixels wider than a phone")
    page.set_viewport_size(LAPTOP["viewport"])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, len(PAGES), A_HANDFUL))
def test_nothing_is_wrong(page_of, cast, scene, first):
    rows = PAGES[first : first + A_HANDFUL]
    pages = {username: page_of(cast.users.get(username)) for username in {row[0] for row in rows}}
    faults = {}
    for username, *row in rows:
        page, address = pages[username], address_of(row, scene)
        assert (address, page.goto(address).status) == (address, 200)
        assert page.url.endswith((address, "/set-password/")), f"{address} led to {page.url}"
        faults[username, address] = faults_in_both_colours(page)
    assert {place: found for place, found in faults.items() if found} == {}


def test_what_would_be_wrong_is_seen(page_of):
    """The check itself: a picture that says nothing, and grey on grey."""
    page = page_of(None)
    page.set_content(
        "<html lang='en'><title>A page</title><main><h1>A page</h1><img src='data:,'>"
        "<p style='color: #888; background: #999'>Words</p></main></html>"
    )
    assert [fault.partition(":")[0] for fault in faults_of(page)] == ["color-contrast", "image-alt"]
    assert len(faults_of(page, "color-contrast")) == 1


@pytest.mark.parametrize(("address", "status"), [("/people/", 403), ("/nowhere/", 404)])
def test_nothing_is_wrong_with_an_error_page(page_of, anna, address, status, expected_errors):
    expected_errors.append(f"status of {status}")
    page = page_of(anna)
    assert page.goto(address).status == status
    assert faults_in_both_colours(page) == []


def test_nothing_is_wrong_with_what_is_refused(page_of, anna, cleo, learner, expected_errors):
    """Forms that come back with errors, and the open menu."""
    expected_errors.append("status of 422")
    faults = {}
    visitor, writer, administrator = page_of(None), page_of(anna), page_of(cleo)
    log_in(visitor, "anna", "wrong")
    for page, address, button in (
        (visitor, "/login/", ""),
        (writer, reverse("evidence-add", args=[learner.code]), "Add evidence"),
        (administrator, "/people/add/", "Add this person"),
        (administrator, "/people/import/", "Check this table"),
    ):
        if button:
            page.goto(address)
            page.get_by_role("button", name=button).click()
        expect(page.locator(".alert-danger, .is-invalid").first).to_be_visible()
        faults[address] = faults_in_both_colours(page)
    writer.locator("summary").first.click()
    faults["menu"] = faults_in_both_colours(writer)
    assert {place: found for place, found in faults.items() if found} == {}


def test_every_page_is_in_the_table(scene, cast):
    """Whatever answers a plain request with a page of its own is in ``PAGES``."""
    in_table = {name for _, name, *_ in PAGES}
    missing = set()
    for name in our_url_names() - in_table - PARTS:
        for username in ("anna", "ben", "cleo", None):
            answer = client_of(cast.users.get(username)).get(address_for_access(name, scene))
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                missing.add(name)
            answer.getvalue()  # closes the file of those that stream one
    assert missing == set()
