"""A portfolio with something of everything, its archive, and an installation with nothing in it."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessment.archive.coming_in import Importing, import_archive
from assessment.archive.decisions import Maker
from assessment.archive.packing import MANIFEST, MANIFEST_HASH
from assessment.archive.writing import write_portfolio
from assessment.claims.claiming import claim, record_answer
from assessment.dossier.reporting import silent
from assessment.marking.judging import countersign
from assessment.models import Dismissal, Hearing, Stage, Unit, UnitAllocation
from assessment.plans.reviews import read_review
from assessment.quality.planning import plan_sample
from assessment.sessions.prior_learning import keep_prior_learning
from assessment.sessions.sighting import record_sighting
from assessment.sessions.signing import object_to_record
from assessment.sign_off.signing_off import unlock
from assessment.visits.marks import Target, mark_visited
from portfolio.models import Centre, EvidenceFile, Method
from teams.freezing import freeze_record
from teams.models import (
    AssessedSkill,
    CoachingObjective,
    CoverNeed,
    DevelopmentActivity,
    Kind,
    PlanObjective,
    PlanRisk,
    ProblemOption,
    ReviewMetric,
    ReviewObjective,
    SkillLevel,
)
from tests.assurance import (
    adjusted,
    asked,
    begun_record,
    claimable,
    lodged,
    plan_row,
    plan_signed,
    planned,
    reviewed,
    sampled,
    signed_off,
    signed_record,
    taken,
    visit_made,
)
from tests.people import (
    STANDARD,
    appraised,
    judged,
    make_evidence,
    make_file,
    submitted,
)
from tests.samples import pdf
from tests.teams import (
    make_readings,
    make_record,
    make_shift,
    make_standard,
    make_task,
    make_team,
    times_of,
)

SITE = {"contenttypes", "auth", "sessions", "admin", "django_q"}


def fill(learner, enrolment, users):
    """Something of everything that an archive holds, as people bring it about."""
    anna, ben, tara = learner.user, users["ben"], users["tara"]
    ines, eve, cleo = users["ines"], users["eve"], users["cleo"]
    _fill_items(learner, ben, tara, cleo)
    _fill_records(learner)
    taken(asked(learner).request, "LT 1.1")
    asked(learner, about="The afternoon after it")
    _fill_written(learner, ben)
    sampled(claimable(learner, "LT", ben=ben, ines=ines, cleo=cleo), ines, "accepted")
    claimed = claim(enrolment=enrolment, code="LT", by=cleo, request_key=uuid4())
    record_answer(
        claim=claimed,
        by=cleo,
        answer="certificated",
        answered_on=timezone.localdate(),
        certificate="C-77",
    )
    opened = signed_off(learner, "CO", by=ben)
    unlock(sign_off=opened, user=cleo, reason="A criterion was overlooked.")
    plan_sample(
        enrolment=enrolment,
        unit=Unit.objects.get(code="CO"),
        stage=Stage.SUMMATIVE,
        by=ines,
        iqa=ines,
        due_on=None,
        reason="New unit",
    )
    plan = planned(enrolment, plan_row("LT 4.1, LT 4.2"), by=ben)
    plan_signed(plan, by=ben)
    plan_signed(plan, by=anna)
    read_review(review=reviewed(plan, by=ben), user=anna, comment="Yes.")
    adjusted(learner, cleo)
    visit = visit_made(learner, by=cleo, eqa=eve)
    mark_visited(visit=visit, by=eve, target=Target(learner, evidence=learner.evidence.first()))
    allocation = learner.allocations.get(membership__user=tara)
    UnitAllocation.objects.create(allocation=allocation, unit=Unit.objects.get(code="MT"))


def _fill_items(learner, ben, tara, cleo):
    item = make_evidence(learner, title="Brief – “Ünïcode” 𝒳")
    brief = pdf(2)
    values = {"kind": "pdf", "content_type": "application/pdf", "pages": 2}
    make_file(item, brief, name="Brief of 3 May.pdf", **values)
    gone = make_file(
        item, b"Older words\n", name="older.txt", content_type="text/plain; charset=utf-8"
    )
    EvidenceFile.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    handed = submitted(item, "MT 1.1", "MT 1.2", "MT-MP1")
    met, not_yet = item.mappings.of_criteria().order_by("pk")
    judged(met, ben)
    refused = judged(not_yet, tara, "not_yet")
    countersign(judgement=refused, assessor=ben)
    appraised(handed, ben)
    hearing = lodged(learner, "MT", [refused]).hearings.get()
    now = timezone.now()
    Hearing.objects.filter(pk=hearing.pk).update(
        outcome="upheld", reasons="It is there.", decided_at=now, decided_by=cleo
    )
    hearing.again.add(refused)


def _fill_records(learner):
    team = make_team(learner)
    standard = make_standard(team)
    make_readings(standard, 71, 74)
    for kind in Kind:
        if kind != Kind.STANDARD:
            make_record(team, kind)
    make_shift(team.records.get(kind=Kind.ROTA).rota)
    task = make_task(team.records.get(kind=Kind.WORK_PLAN).workplan)
    task.after.add(make_task(task.plan, title="Before that"))
    _fill_rows(team, standard)
    item = make_evidence(learner, title="Service standard")
    freeze_record(record=standard, evidence=item, user=learner.user)
    submitted(item, "MT 2.1")


def _fill_rows(team, standard):
    """The rows that belong to records, where the records came without any."""
    record = {kind: team.records.get(kind=kind) for kind in Kind}
    member, skill = team.members.first(), team.skills.first()
    SkillLevel.objects.create(member=member, skill=skill, level=2)
    AssessedSkill.objects.create(
        assessment=record[Kind.SELF_ASSESSMENT].selfassessment, criterion="Listens", rating=3
    )
    coaching = record[Kind.COACHING_PLAN].coachingplan
    CoachingObjective.objects.create(plan=coaching, text="Answers alone")
    CoverNeed.objects.create(
        rota=record[Kind.ROTA].rota, day=2, people=3, skill=skill, **times_of("9-17:30")
    )
    development = record[Kind.DEVELOPMENT_PLAN].developmentplan
    DevelopmentActivity.objects.create(plan=development, text="Read on rotas")
    plan = record[Kind.WORK_PLAN].workplan
    PlanObjective.objects.create(plan=plan, text="Fewer calls back", standard=standard)
    PlanRisk.objects.create(plan=plan, text="Illness")
    ProblemOption.objects.create(problem=record[Kind.PROBLEM].problem, text="Wait")
    review = record[Kind.REVIEW].review
    ReviewMetric.objects.create(review=review, standard=standard)
    ReviewObjective.objects.create(review=review, specific="One call", followed_up_in=review)


def _fill_written(learner, ben):
    signed_record(learner, ben, ["MT 1.2"])
    wrong = signed_record(learner, ben, title="Another talk")
    object_to_record(evidence=wrong, user=learner.user, reason="It was on a Tuesday.")
    begun_record(learner, ben, title="Not signed yet")
    prior = make_evidence(learner, method=Method.PRIOR_LEARNING, title="Award of 2024")
    keep_prior_learning(
        evidence=prior,
        user=learner.user,
        revision=prior.revision,
        achievement="Award in coaching",
        awarded_by="A college",
        achieved_on=timezone.localdate() - timedelta(days=700),
        comparison="The same outcomes.",
        kept_current="Coached since.",
    )
    elsewhere = make_evidence(
        learner, method=Method.SIGNPOSTED, location="Personnel office", title="Review notes"
    )
    Dismissal.objects.create(
        learner=learner,
        check_key="conversation-unfinished",
        found_key=f"item:{elsewhere.code}",
        label=str(elsewhere),
        reason="It is in the personnel file.",
        dismissed_by=learner.user,
    )
    record_sighting(
        submission=submitted(elsewhere, "MT 2.1"),
        user=ben,
        seen_on=timezone.localdate(),
        where="Personnel office",
        note="",
    )


# -- Archives ---------------------------------------------------------------------------------


def archive_of(learner, maker=Maker.CENTRE):
    """The bytes of the learner's archive."""
    output = io.BytesIO()
    write_portfolio(learner, maker, output, silent)
    return output.getvalue()


def manifest_in(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read(MANIFEST))


def files_in(content):
    """Everything but the manifest, by path."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist()) - {MANIFEST, MANIFEST_HASH}
        return {name: archive.read(name) for name in names}


def packed(manifest, files, *, noted=None):
    """An archive of this manifest and these files, as another program would make it."""
    content = json.dumps(manifest, ensure_ascii=False).encode()
    return zipped({MANIFEST: content, **files}, noted=noted)


def zipped(entries, *, noted=None):
    """A ZIP of ``entries``, with the manifest's hash among them unless ``noted`` is another."""
    digest = noted or hashlib.sha256(entries.get(MANIFEST, b"")).hexdigest()
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in ({MANIFEST_HASH: digest.encode()} | entries).items():
            archive.writestr(name, content)
    return output.getvalue()


# -- Another installation ---------------------------------------------------------------------


def emptied():
    """Nothing but the standard, as after an installation; and a centre. Primary keys go on where
    they were, so they are others than in the archive."""
    kept = {*STANDARD, *(model for model in apps.get_models() if model._meta.app_label in SITE)}
    with transaction.atomic():
        for model in apps.get_models(include_auto_created=True):
            if model not in kept:
                rows = QuerySet(model)
                rows._raw_delete(rows.db)
    return Centre.objects.create(name="New place", number="N-1")


def come_in(content, centre, *, by=None, **choices):
    """The archive's learner, brought in."""
    return import_archive(io.BytesIO(content), Importing(centre, by, choices), silent)
