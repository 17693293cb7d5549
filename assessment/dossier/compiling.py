"""Compiling the dossier of an enrolment: rows to plain values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone

from assessment.claims.standing import Line, lines_of
from assessment.coverage import Coverage, UnitCoverage, coverage_of
from assessment.dossier.assurance import (
    ListedWitness,
    adjustments_in,
    appeals_of,
    quality_of,
    witnesses_in,
)
from assessment.dossier.contents import FULL, Contents, contents_of, cover_of
from assessment.dossier.decisions import appraisals_of, links_of
from assessment.dossier.items import files_of, item_of, sightings_of, snapshots_of
from assessment.dossier.values import (
    Allocated,
    Course,
    Declaration,
    Dossier,
    Item,
    Person,
)
from assessment.models import Enrolment, Export, Submission
from assessment.models import Mapping as MappingRow
from assessment.plans.rows import PlanRow, stage_of
from assessment.plans.standing import Plan, plan_of
from portfolio.models import Allocation, Learner, Role


def dossier_of(export: Export) -> Dossier:
    """The values of the document that ``export`` asks for, as they are now."""
    return compile_dossier(export.enrolment, contents_of(export))


def compile_dossier(enrolment: Enrolment, contents: Contents = FULL) -> Dossier:
    """Everything the portfolio PDF of ``enrolment`` says, or what ``contents`` chooses of it.

    Some thirty queries, whatever its size.
    """
    enrolment = Enrolment.objects.select_related(
        "learner__user", "learner__centre", "qualification"
    ).get(pk=enrolment.pk)
    learner = enrolment.learner
    coverage = coverage_of(enrolment)
    units = _chosen(coverage.units, contents)
    submissions = _newest_submissions(learner)
    witnesses = witnesses_in(learner)
    items = tuple(_items(learner, units, contents, submissions, witnesses))
    return Dossier(
        made_at=timezone.now(),
        contents=contents,
        cover=cover_of(learner.centre),
        person=_person(learner),
        course=course_of(enrolment),
        declaration=_declaration(submissions, items),
        units=units,
        items=items,
        credits=coverage.credits if contents.units is None else None,
        claimed=_claimed(enrolment),
        plan=_plan(coverage, units),
        witnesses=tuple(_told(witnesses, contents, items)),
        quality=quality_of(learner) if contents.has_quality else (),
        appeals=appeals_of(learner, [unit.unit for unit in units]),
        adjustments=adjustments_in(learner),
    )


def _chosen(units: tuple[UnitCoverage, ...], contents: Contents) -> tuple[UnitCoverage, ...]:
    if contents.units is None:
        return units
    return tuple(unit for unit in units if unit.code in contents.units)


def _claimed(enrolment: Enrolment) -> dict[int | None, Line]:
    """What is claimed of the enrolment, by unit (None: the qualification); one query."""
    lines = lines_of(enrolment.learner)
    return {unit: line for (of, unit), line in lines.items() if of == enrolment.pk}


def _plan(coverage: Coverage, units: tuple[UnitCoverage, ...]) -> Plan | None:
    """The plan in force; of its rows and gaps those that concern ``units``."""
    plan = plan_of(coverage.enrolment, coverage)
    if plan is None:
        return None
    told = {unit.unit for unit in units}
    criteria = {criterion.id for unit in units for criterion in unit.criteria}
    is_whole = units == coverage.units
    return replace(
        plan,
        rows=tuple(
            _undated(row)
            for row in plan.rows
            if is_whole or {each.unit for each in row.criteria} & told
        ),
        gaps=tuple(criterion for criterion in plan.gaps if criterion.id in criteria),
    )


def _undated(row: PlanRow) -> PlanRow:
    """How far the row is, but for "overdue": the document does not change because a day passes."""
    statuses = [criterion.status for criterion in row.criteria]
    return replace(row, stage=stage_of(row, statuses, date.min))


def _told(
    witnesses: tuple[ListedWitness, ...], contents: Contents, items: tuple[Item, ...]
) -> Iterator[ListedWitness]:
    """The witnesses with what they signed of ``items``; of chosen units only those who did."""
    labels = {item.label for item in items}
    for witness in witnesses:
        given = tuple(one for one in witness.testimonies if one.label in labels)
        if given or contents.units is None:
            yield replace(witness, testimonies=given)


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


def course_of(enrolment: Enrolment) -> Course:
    """The qualification, and what the enrolment on it says."""
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


def _declaration(
    submissions: Mapping[int, Submission], items: tuple[Item, ...]
) -> Declaration | None:
    """The newest, of what this document tells."""
    labels = {item.label for item in items}
    told = [each for each in submissions.values() if each.evidence.label in labels]
    newest = max(told, key=lambda submission: submission.pk, default=None)
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
    learner: Learner,
    units: tuple[UnitCoverage, ...],
    contents: Contents,
    submissions: dict[int, Submission],
    witnesses: tuple[ListedWitness, ...],
) -> Iterator[Item]:
    """Items mapped to ``units``; where these are all, those that are mapped nowhere yet, too."""
    links = links_of(learner, units)
    files = files_of(learner)
    snapshots = snapshots_of(learner)
    assessed = appraisals_of(learner)
    seen = sightings_of(learner)
    testimonies = {one.evidence: one for each in witnesses for one in each.testimonies}
    mapped = MappingRow.objects.filter(evidence=OuterRef("pk"), removed_at=None)
    kept = learner.evidence.kept().select_related("author", "assessor_record", "prior_learning")
    for evidence in kept.annotate(is_mapped=Exists(mapped)).order_by("number"):
        if evidence.pk in links or not (contents.units or evidence.is_mapped):
            submission = submissions.get(evidence.pk)
            yield item_of(
                evidence,
                submission,
                assessed.get(submission.pk) if submission else None,
                seen[submission.pk] if submission else [],
                files[evidence.pk],
                snapshots[evidence.pk],
                tuple(links[evidence.pk]),
                testimonies.get(evidence.pk),
            )
