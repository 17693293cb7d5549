"""Telling the story: each item goes through the verbs that people's own evidence goes through."""

from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import QuerySet

from assessment.demo.story import HandIn, Item, Marking, Paper, Prior
from assessment.mapping import Target
from assessment.marking.judging import countersign, record_appraisal, record_judgement
from assessment.models import (
    Appraisal,
    Countersignature,
    Criterion,
    Decision,
    Judgement,
    Mapping,
    MarkingPoint,
    Submission,
)
from assessment.models.judgement import JudgementQuerySet
from assessment.sessions.prior_learning import keep_prior_learning
from assessment.submitting import submit_evidence
from portfolio.files.storing import describe_file, store_file
from portfolio.files.uploads import IncomingFile
from portfolio.models import Evidence, Learner, User
from portfolio.recording import add_evidence, change_evidence
from teams.catalogue import CATALOGUE
from teams.demo.days import Days
from teams.freezing import freeze_record
from teams.models import Snapshot

# Codes made from it tell an item that is there already, whatever was done to it since.
STORY = UUID("5f0c1c5e-9f0a-4d55-8a5b-2f6a3c1d7e10")

# A verb stamps its row with the present moment, as it must. In the demo the story lies in the past
# and somebody's queue is days old, so what a verb has just made is dated back here, and only here.


def ensure_item(item: Item, learner: Learner, days: Days) -> bool:
    """Make the item, whole or not at all; False if it is there already."""
    code = uuid5(STORY, f"{learner.user.username}/{item.key}")
    if Evidence.objects.filter(code=code).exists():
        return False
    # Before the transaction, which would keep everybody else from writing meanwhile.
    made = {paper: paper.made(days) for paper in _papers(item)}
    with transaction.atomic():
        evidence = _added(item, learner, code, days)
        if item.prior:
            _say_prior(evidence, item.prior, days)
        _store(evidence, item.papers, made, days.moment(item.days_ago, 25))
        _freeze(evidence, item, days.moment(item.days_ago, 30))
        _map(evidence, item, days)
        for number, hand_in in enumerate(item.hand_ins):
            if number:
                _improve(evidence, hand_in, made, days)
            hand_over(evidence, hand_in, days)
    return True


def _papers(item: Item) -> tuple[Paper, ...]:
    later = (paper for hand_in in item.hand_ins for paper in hand_in.papers)
    return (*item.papers, *later)


def _added(item: Item, learner: Learner, code: UUID, days: Days) -> Evidence:
    evidence = add_evidence(
        learner=learner,
        user=learner.user,
        title=item.title,
        method=item.method,
        happened_on=days.ago(item.days_ago),
        narrative=_written(item.narrative, days),
        location=item.location,
        seen_by=item.seen_by,
    )
    written = days.moment(item.days_ago, 10)
    Evidence.objects.filter(pk=evidence.pk).update(code=code, created_at=written)
    return evidence


def _written(narrative: str, days: Days) -> str:
    """On one line, as an editor would send it, and with its dates."""
    return " ".join(narrative.split()).format(on=days)


def _store(
    evidence: Evidence, papers: tuple[Paper, ...], made: dict[Paper, bytes], when: datetime
) -> None:
    user = evidence.learner.user
    for paper in papers:
        with IncomingFile.of(paper.name, [made[paper]]) as upload:
            file = store_file(evidence=evidence, user=user, upload=upload).file
        describe_file(file=file, user=user, description=paper.description)
        evidence.files.filter(pk=file.pk).update(uploaded_at=when)
    Evidence.objects.filter(pk=evidence.pk).update(changed_at=when)


def _say_prior(evidence: Evidence, prior: Prior, days: Days) -> None:
    keep_prior_learning(
        evidence=evidence,
        user=evidence.learner.user,
        revision=evidence.revision,
        achievement=prior.achievement,
        awarded_by=prior.awarded_by,
        achieved_on=days.ago(prior.days_ago),
        comparison=prior.comparison,
        kept_current=prior.kept_current,
    )


def _freeze(evidence: Evidence, item: Item, when: datetime) -> None:
    learner = evidence.learner
    for kind, title in item.records:
        records = CATALOGUE[kind].model.objects.filter(team__learner=learner)
        record = records.select_related("team").get(title=title)
        snapshot = freeze_record(record=record, evidence=evidence, user=learner.user)
        Snapshot.objects.filter(pk=snapshot.pk).update(made_at=when)


def _map(evidence: Evidence, item: Item, days: Days) -> None:
    """Without the verb, which guards each tick against others: nobody else sees the item yet."""
    targets = targets_by_code()
    for code, place in item.shows.items():
        mapping = Mapping(
            evidence=evidence,
            place=place,
            added_by=evidence.learner.user,
            added_at=days.moment(item.days_ago, 40),
            **targets[code],
        )
        mapping.full_clean()
        mapping.save()


def targets_by_code() -> dict[str, dict[str, Target]]:
    """What a mapping can point to, by code as people cite it: "LT 1.1" or "LT-MP1"."""
    targets: dict[str, dict[str, Target]] = {
        f"{criterion.outcome.unit.code} {criterion.label}": {"criterion": criterion}
        for criterion in Criterion.objects.select_related("outcome__unit")
    }
    targets.update((point.code, {"marking_point": point}) for point in MarkingPoint.objects.all())
    return targets


def _improve(evidence: Evidence, hand_in: HandIn, made: dict[Paper, bytes], days: Days) -> None:
    """The learner acts on feedback before handing in anew."""
    evidence.refresh_from_db()
    change_evidence(
        evidence=evidence,
        user=evidence.learner.user,
        revision=evidence.revision,
        title=evidence.title,
        method=evidence.method,
        happened_on=evidence.happened_on,
        narrative=evidence.narrative + _written(hand_in.addition, days),
        location=evidence.location,
        seen_by=evidence.seen_by,
    )
    _store(evidence, hand_in.papers, made, days.moment(hand_in.days_ago, -30))


def hand_over(evidence: Evidence, hand_in: HandIn, days: Days) -> None:
    """The learner hands the item over, and what was decided on it follows."""
    submission = submit_evidence(evidence=evidence, user=evidence.learner.user, declared=True)
    handed_over = days.moment(hand_in.days_ago)
    Submission.objects.filter(pk=submission.pk).update(submitted_at=handed_over)
    Evidence.objects.filter(pk=evidence.pk).update(frozen_at=handed_over)
    if hand_in.marking:
        _mark(submission, hand_in.marking, days)


def _mark(submission: Submission, marking: Marking, days: Days) -> None:
    assessor = User.objects.get(username=marking.by)
    judgements = _judged(submission, marking, assessor)
    appraisal = record_appraisal(
        submission=submission,
        assessor=assessor,
        feedback=marking.words,
        **{name: name not in marking.doubts for name in Appraisal.VARCS},
    )
    decided = days.moment(marking.days_ago, 95)
    backdate(judgements, decided_at=decided)
    backdate(Appraisal.objects.filter(pk=appraisal.pk), recorded_at=decided)
    if marking.countersigned is not None:
        _countersign(judgements, days.moment(marking.countersigned, 20))


def _judged(submission: Submission, marking: Marking, assessor: User) -> JudgementQuerySet:
    """Decide on all that the submission maps: met, unless ``marking`` says not yet."""
    mappings = submission.mappings.select_related(
        "evidence__learner", "criterion__outcome__unit", "marking_point__specification"
    )
    for mapping in mappings:
        code = mapping.target_code
        record_judgement(
            mapping=mapping,
            assessor=assessor,
            decision=Decision.NOT_YET if code in marking.not_yet else Decision.MET,
            feedback=marking.not_yet.get(code) or marking.comments.get(code, ""),
            action=marking.actions.get(code, ""),
            submission=submission,
            request_key=uuid4(),
        )
    return Judgement.objects.filter(submission=submission)


def _countersign(judgements: JudgementQuerySet, when: datetime) -> None:
    ben = User.objects.get(username="ben")
    for judgement in judgements.filter(is_provisional=True):
        signature = countersign(judgement=judgement, assessor=ben)
        backdate(Countersignature.objects.filter(pk=signature.pk), signed_at=when)


def backdate(rows: QuerySet, **times: date) -> None:
    """Let rows that nobody may change have been written on their day in the story."""
    QuerySet.update(rows, **times)
