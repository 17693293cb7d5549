"""What items are mapped to, and what assessors decided on them: rows to plain values."""

from collections import defaultdict

from assessment.coverage import UnitCoverage
from assessment.dossier.values import Assessed, Link, Ruling
from assessment.mapped import MappedItem
from assessment.models import Appraisal, Judgement
from portfolio.models import Learner


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


def appraisals_of(learner: Learner) -> dict[int, Assessed]:
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


def links_of(learner: Learner, units: tuple[UnitCoverage, ...]) -> dict[int, list[Link]]:
    """What each item is mapped to, by its primary key, in the order of the units; one query."""
    rulings = _rulings(learner)
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
