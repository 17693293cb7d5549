"""May they? Yes-or-no questions about mapping, submitting, judging and exporting."""

from django.db.models import QuerySet

from assessment.allocations import Scope, scope_of
from assessment.models import (
    Choices,
    Criterion,
    Format,
    Judgement,
    Mapping,
    MarkingPoint,
    Submission,
    Variant,
)
from assessment.status import OPEN, with_status
from portfolio import rules
from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence, Learner, Role, User


def is_waiting(evidence: Evidence) -> bool:
    """Whether a criterion of what was handed over has no decision that counts yet."""
    return bool(_waiting(evidence=evidence.pk))


@compiled_once
def _waiting(evidence: Given) -> QuerySet[Mapping, int]:
    criteria = Mapping.objects.live().of_criteria().filter(evidence=evidence).order_by()
    waiting = with_status(criteria).filter(status__in=OPEN)
    return waiting.values_list("pk", flat=True)[:1]


def can_map(user: User, evidence: Evidence, *, waits: bool | None = None) -> bool:
    """Learners map their own evidence, except while it waits for an assessor.

    ``waits`` is what ``is_waiting`` says, where it is known already.
    """
    if not rules.keeps(user, evidence.learner) or evidence.withdrawn_at is not None:
        return False
    return not (is_waiting(evidence) if waits is None else waits)


def can_assess(user: User, learner: Learner, scope: Scope | None = None) -> bool:
    """Assessors and trainees allocated today may mark; nobody marks their own.

    ``scope`` is what the user assesses of the learner, where it was read already.
    """
    if rules.owns(user, learner):
        return False
    return bool(scope_of(user, learner) if scope is None else scope)


def can_judge(user: User, mapping: Mapping, scope: Scope | None = None) -> bool:
    """Allocated assessors judge, for the units they look after; nobody judges their own.

    ``scope`` is what the user assesses of that learner, where it was read already.
    """
    learner = mapping.evidence.learner
    if scope is None:
        scope = scope_of(user, learner)
    return not rules.owns(user, learner) and scope.covers(unit_of(mapping))


def can_map_as_assessor(user: User, evidence: Evidence, target: Criterion | MarkingPoint) -> bool:
    """Who decides on the unit may say that an item shows more of it; nobody on their own."""
    learner = evidence.learner
    return not rules.owns(user, learner) and scope_of(user, learner).covers(unit_with(target))


def can_unmap_as_assessor(user: User, mapping: Mapping) -> bool:
    """A qualified assessor of the unit; a trainee's decisions wait for one, and so does this."""
    learner = mapping.evidence.learner
    qualified = scope_of(user, learner, (Role.ASSESSOR,))
    return not rules.owns(user, learner) and qualified.covers(unit_of(mapping))


def can_appraise(user: User, submission: Submission) -> bool:
    """Whoever decides on something of what was handed over; nobody appraises their own."""
    learner = submission.evidence.learner
    held = submission.mappings.select_related("criterion__outcome", "marking_point__specification")
    scope = scope_of(user, learner)
    return not rules.owns(user, learner) and any(scope.covers(unit_of(each)) for each in held)


def can_countersign(user: User, judgement: Judgement) -> bool:
    """A qualified assessor of that unit signs for a trainee, never for themselves."""
    if not judgement.is_provisional or judgement.assessor_id == user.pk:
        return False
    learner = judgement.mapping.evidence.learner
    qualified = scope_of(user, learner, (Role.ASSESSOR,))
    return not rules.owns(user, learner) and qualified.covers(unit_of(judgement.mapping))


def can_archive(user: User, learner: Learner) -> bool:
    """The whole portfolio as a file is for its learner and the centre’s administrators: it holds
    what assessors and assurers each see a part of."""
    return rules.owns(user, learner) or rules.administers(user, learner.centre)


def can_export(user: User, learner: Learner) -> bool:
    """Whoever learns, administers, assesses or samples; an EQA reads the pages alone."""
    return (
        rules.owns(user, learner)
        or rules.administers(user, learner.centre)
        or rules.is_allocated(user, learner, (Role.ASSESSOR, Role.TRAINEE, Role.IQA))
    )


def can_export_quality(user: User, learner: Learner) -> bool:
    """Who may have the records of internal quality assurance: never the learner."""
    return rules.administers(user, learner.centre) or rules.is_allocated(
        user, learner, (Role.ASSESSOR, Role.TRAINEE, Role.IQA)
    )


def can_take(user: User, learner: Learner, choices: Choices) -> bool:
    """Whether ``user`` may have such a document of the learner's portfolio."""
    if choices.format == Format.ARCHIVE and not can_archive(user, learner):
        return False
    if choices.variant == Variant.FULL and choices.format != Format.ARCHIVE:
        return can_export_quality(user, learner)
    return can_export(user, learner)


def unit_of(mapping: Mapping) -> int:
    """The primary key of the unit that the mapping's criterion or marking point belongs to."""
    if mapping.criterion is not None:
        return mapping.criterion.outcome.unit_id
    return mapping.marking_point.specification.unit_id


def unit_with(target: Criterion | MarkingPoint) -> int:
    """The primary key of the unit that a criterion or marking point belongs to."""
    if isinstance(target, Criterion):
        return target.outcome.unit_id
    return target.specification.unit_id
