"""Compiling the dossier of an enrolment: rows to plain values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef
from django.utils import timezone

from assessment.coverage import UnitCoverage, coverage_of
from assessment.dossier.items import files_of, item_of, sightings_of, snapshots_of
from assessment.dossier.values import (
    Allocated,
    Assessed,
    Course,
    Declaration,
    Dossier,
    Item,
    Link,
    Person,
    Ruling,
)
from assessment.mapped import MappedItem
from assessment.models import Appraisal, Enrolment, Judgement, Submission
from assessment.models import Mapping as MappingRow
from portfolio.models import Allocation, Learner, Role


def compile_dossier(enrolment: Enrolment) -> Dossier:
    """Everything the portfolio PDF of ``enrolment`` says; sixteen queries whatever its size."""
    enrolment = Enrolment.objects.select_related(
        "learner__user", "learner__centre", "qualification"
    ).get(pk=enrolment.pk)
    learner = enrolment.learner
    units = coverage_of(enrolment).units
    submissions = _newest_submissions(learner)
    return Dossier(
        made_at=timezone.now(),
        person=_person(learner),
        course=_course(enrolment),
        declaration=_declaration(submissions),
        units=units,
        items=tuple(_items(learner, units, submissions)),
    )


def _person(learner: Learner) -> Person:
    return Person(
        name=str(learner.user),
        reference=learner.reference,
        workplace=learner.workplace,
        job_title=learner.job_title,
        centre=learner.centre.name,
        centre_number=learner.centre.number,
        allocated=_allocated(learner),
    )


def _allocated(learner: Learner) -> tuple[Allocated, ...]:
    """Those who look after the learner today, in the order of the roles; one query."""
    rows = (
        Allocation.objects.current()
        .filter(learner=learner)
        .order_by("membership__user__name", "pk", "units__unit__code")
        .values_list("membership__role", "pk", "membership__user__name", "units__unit__code")
    )
    units = defaultdict(list)
    for role, pk, name, unit in rows:
        units[role, pk, name].extend([unit] if unit else [])
    return tuple(
        Allocated(Role(role).label, name, tuple(named))
        for (role, _, name), named in sorted(
            units.items(), key=lambda entry: Role.values.index(entry[0][0])
        )
    )


def _course(enrolment: Enrolment) -> Course:
    qualification = enrolment.qualification
    return Course(
        code=qualification.code,
        title=qualification.title,
        number=qualification.number,
        awarding_body=qualification.awarding_body,
        level=qualification.level,
        credits_required=qualification.credits_required,
        rules_confirmed=qualification.rules_confirmed,
        is_sample=qualification.is_sample,
        registration_number=enrolment.registration_number,
        started_on=enrolment.started_on,
        target_on=enrolment.target_on,
        ended_on=enrolment.ended_on,
    )


def _newest_submissions(learner: Learner) -> dict[int, Submission]:
    """The version that stands of each item, by the item's primary key; one query."""
    standing = Submission.objects.standing()
    newer = standing.filter(evidence=OuterRef("evidence"), pk__gt=OuterRef("pk"))
    submissions = standing.filter(
        ~Exists(newer), evidence__learner=learner, evidence__withdrawn_at=None
    ).select_related("evidence", "submitted_by")
    return {submission.evidence_id: submission for submission in submissions}


def _declaration(submissions: Mapping[int, Submission]) -> Declaration | None:
    newest = max(submissions.values(), key=lambda submission: submission.pk, default=None)
    if newest is None:
        return None
    return Declaration(
        text=newest.declaration,
        item=newest.evidence.label,
        version=newest.version,
        by=str(newest.submitted_by),
        made_at=newest.submitted_at,
    )


def _items(
    learner: Learner, units: tuple[UnitCoverage, ...], submissions: dict[int, Submission]
) -> Iterator[Item]:
    """Items mapped to this qualification, and those that are mapped nowhere yet."""
    links = _links(units, _rulings(learner))
    files = files_of(learner)
    snapshots = snapshots_of(learner)
    assessed = _assessed(learner)
    seen = sightings_of(learner)
    mapped = MappingRow.objects.filter(evidence=OuterRef("pk"), removed_at=None)
    kept = learner.evidence.kept().select_related("author", "assessor_record", "prior_learning")
    for evidence in kept.annotate(is_mapped=Exists(mapped)).order_by("number"):
        if evidence.pk in links or not evidence.is_mapped:
            submission = submissions.get(evidence.pk)
            yield item_of(
                evidence,
                submission,
                assessed.get(submission.pk) if submission else None,
                seen[submission.pk] if submission else [],
                files[evidence.pk],
                snapshots[evidence.pk],
                tuple(links[evidence.pk]),
            )


def _rulings(learner: Learner) -> dict[int, Ruling]:
    """The newest judgement that counts, by mapping; one query."""
    judgements = (
        Judgement.objects.counting()
        .filter(mapping__evidence__learner=learner)
        .select_related("assessor", "submission", "countersignature__assessor")
        .defer("submission__content")
        .order_by("pk")
    )
    return {judgement.mapping_id: _ruling(judgement) for judgement in judgements}


def _ruling(judgement: Judgement) -> Ruling:
    signature = getattr(judgement, "countersignature", None)
    return Ruling(
        decision=judgement.decision,
        words=judgement.get_decision_display(),
        feedback=judgement.feedback,
        action=judgement.action,
        reason=judgement.reason,
        version=judgement.submission.version,
        by=str(judgement.assessor),
        decided_at=judgement.decided_at,
        countersigned_by=str(signature.assessor) if signature else "",
        countersigned_at=signature.signed_at if signature else None,
    )


def _assessed(learner: Learner) -> dict[int, Assessed]:
    """The newest appraisal, by submission; one query."""
    appraisals = (
        Appraisal.objects.filter(submission__evidence__learner=learner)
        .select_related("assessor")
        .order_by("pk")
    )
    return {
        appraisal.submission_id: Assessed(
            by=str(appraisal.assessor),
            recorded_at=appraisal.recorded_at,
            varcs=tuple(
                (name.removeprefix("is_"), getattr(appraisal, name)) for name in Appraisal.VARCS
            ),
            feedback=appraisal.feedback,
        )
        for appraisal in appraisals
    }


def _links(
    units: tuple[UnitCoverage, ...], rulings: dict[int, Ruling]
) -> defaultdict[int, list[Link]]:
    """What each item is mapped to, by its primary key, in the order of the units."""
    links = defaultdict(list)
    for unit in units:
        for criterion in unit.criteria:
            for item in criterion.items:
                link = _link(unit, criterion.label, criterion.text, item, rulings)
                links[item.evidence.id].append(link)
        for point in unit.marking_points:
            for item in point.items:
                link = _link(unit, point.code, point.text, item, rulings, is_criterion=False)
                links[item.evidence.id].append(link)
    return links


def _link(
    unit: UnitCoverage,
    label: str,
    text: str,
    item: MappedItem,
    rulings: dict[int, Ruling],
    *,
    is_criterion: bool = True,
) -> Link:
    return Link(
        unit=unit.code,
        label=label,
        text=text,
        is_criterion=is_criterion,
        place=item.place,
        status=item.status,
        ruling=rulings.get(item.mapping),
    )
