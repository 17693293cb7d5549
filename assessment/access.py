"""The only ways from an address to an assessment object: 404 unseen, 403 seen but not theirs."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment import rules
from assessment.allocations import Scope, scope_of
from assessment.models import (
    Batch,
    Claim,
    Criterion,
    DirectClaimStatus,
    Enrolment,
    Export,
    Judgement,
    Mapping,
    MarkingPoint,
    PortfolioImport,
    SignOff,
    Submission,
    Visit,
)
from assessment.sign_off.signing_off import can_unlock
from portfolio.access import (
    administered_centres,
    get_visible_evidence,
    get_visible_learner,
    visible_by_code,
)
from portfolio.compiling import Given, compiled_once
from portfolio.models import Evidence, Learner, User
from portfolio.models.learners import Sight
from portfolio.rules import administers, keeps


@visible_by_code
def get_visible_enrolment(user: User | Sight) -> QuerySet[Enrolment]:
    """Return the enrolment with its learner and qualification; 404 unseen."""
    return Enrolment.objects.visible_to(user).select_related(
        "learner__user", "learner__centre", "qualification"
    )


def get_exported_enrolment(user: User, code: UUID) -> Enrolment:
    """Return the enrolment if ``user`` may have documents of it; 404 unseen, 403 seen."""
    enrolment = get_visible_enrolment(user, code)
    if not rules.can_export(user, enrolment.learner):
        raise PermissionDenied
    return enrolment


def get_managed_enrolment(user: User, code: UUID) -> Enrolment:
    """Return the enrolment if ``user`` administers its centre; 404 unseen, 403 seen."""
    enrolment = get_visible_enrolment(user, code)
    if not administers(user, enrolment.learner.centre):
        raise PermissionDenied
    return enrolment


def get_own_sign_off(user: User, code: UUID) -> SignOff:
    """Return the sign-off if ``user`` is the learner it is about; 404 unseen, 403 seen."""
    sign_off = get_object_or_404(_visible_sign_offs(user), code=code)
    if not keeps(user, sign_off.learner):
        raise PermissionDenied
    return sign_off


def get_unlockable_sign_off(user: User, code: UUID) -> SignOff:
    """Return the sign-off if ``user`` may open its unit again; 404 unseen, 403 seen."""
    sign_off = get_object_or_404(_visible_sign_offs(user), code=code)
    learner, unit = sign_off.learner, sign_off.unit_id
    if not can_unlock(user, learner, unit, signed_by=sign_off.assessor_id):
        raise PermissionDenied
    return sign_off


def _visible_sign_offs(user: User) -> QuerySet[SignOff]:
    return SignOff.objects.visible_to(user).select_related(
        "assessor",
        "unit",
        "learner__user",
        "learner__centre",
        "enrolment__qualification",
        "enrolment__learner__user",
        "enrolment__learner__centre",
    )


def get_visible_submission(user: User, code: UUID) -> Submission:
    """Return the submitted version with its item and learner; 404 unseen."""
    submissions = Submission.objects.visible_to(user).select_related(
        "evidence__learner__user", "evidence__learner__centre", "evidence__author", "submitted_by"
    )
    return get_object_or_404(submissions, code=code)


def get_submission_of(evidence: Evidence, code: UUID) -> Submission:
    """Return a submitted version of an item that was got for the user already; 404 if none."""
    return get_object_or_404(evidence.submissions, code=code)


def get_assessed_evidence(user: User, code: UUID) -> Evidence:
    """Return the item if ``user`` assesses its learner; 404 unseen, 403 seen."""
    evidence, _ = get_marked_evidence(user, code)
    return evidence


def get_marked_evidence(user: User, code: UUID) -> tuple[Evidence, Scope]:
    """Return the item, and what ``user`` assesses of its learner, if that is anything; 404 unseen,
    403 seen."""
    evidence = get_visible_evidence(user, code)
    scope = scope_of(user, evidence.learner)
    if not rules.can_assess(user, evidence.learner, scope):
        raise PermissionDenied
    return evidence, scope


def get_assessed_learner(user: User, code: UUID) -> Learner:
    """Return the learner if ``user`` assesses them; 404 unseen, 403 seen."""
    learner = get_visible_learner(user, code)
    if not rules.can_assess(user, learner):
        raise PermissionDenied
    return learner


def get_written_record(user: User, code: UUID) -> Evidence:
    """Return what an assessor recorded if ``user`` is its author; 404 unseen, 403 seen."""
    evidence = get_visible_evidence(user, code)
    if evidence.author_id != user.pk or not rules.can_assess(user, evidence.learner):
        raise PermissionDenied
    return evidence


def get_judged_mapping(user: User, pk: int) -> tuple[Mapping, Scope]:
    """Return the live mapping with what a verb asks about it, and what ``user`` assesses of its
    learner, if ``user`` may decide it; 404 unseen, 403 seen."""
    mapping = next(iter(_live_mappings(pk=pk)), None)
    if mapping is None:
        raise Http404
    scope = scope_of(user, mapping.evidence.learner)
    if not rules.can_judge(user, mapping, scope):
        # Who may decide sees it; of the others, some do.
        get_object_or_404(Mapping.objects.visible_to(user), pk=pk)
        raise PermissionDenied
    return mapping, scope


@compiled_once
def _live_mappings(pk: Given) -> QuerySet[Mapping]:
    mappings = Mapping.objects.live().select_related(
        "evidence__learner", "criterion__outcome__unit", "marking_point__specification"
    )
    return mappings.filter(pk=pk)


def get_removable_mapping(user: User, pk: int) -> Mapping:
    """Return the mapping, also one that was taken away before, if ``user`` may take it away; 404
    unseen, 403 seen."""
    mappings = Mapping.objects.visible_to(user).select_related(
        "evidence__learner", "criterion__outcome__unit", "marking_point__specification"
    )
    mapping = get_object_or_404(mappings, pk=pk)
    if not rules.can_unmap_as_assessor(user, mapping):
        raise PermissionDenied
    return mapping


def get_countersigned_judgement(user: User, pk: int) -> Judgement:
    """Return the trainee's judgement if ``user`` may sign it; 404 unseen, 403 seen."""
    judgement = get_object_or_404(
        Judgement.objects.select_related(
            "mapping__evidence__learner__user",
            "mapping__criterion__outcome__unit",
            "mapping__marking_point__specification__unit",
        ),
        pk=pk,
        mapping__in=Mapping.objects.visible_to(user),
    )
    if not rules.can_countersign(user, judgement):
        raise PermissionDenied
    return judgement


def get_visible_export(user: User, code: UUID) -> Export:
    """Return the export if ``user`` may have it: 404 unseen, 403 for people who only read."""
    exports = Export.objects.visible_to(user).select_related(
        "enrolment__learner__user", "enrolment__learner__centre", "enrolment__qualification"
    )
    export = get_object_or_404(exports, code=code)
    if not rules.can_take(user, export.enrolment.learner, export):
        raise PermissionDenied
    return export


def get_managed_import(user: User, code: UUID) -> PortfolioImport:
    """Return the import of a centre that ``user`` administers; 404 for another centre's, 403 for
    who administers none."""
    imports = PortfolioImport.objects.select_related("centre", "asked_by", "learner__user")
    return get_object_or_404(imports, code=code, centre__in=administered_centres(user))


def get_managed_batch(user: User, code: UUID) -> Batch:
    """Return the batch of a centre that ``user`` administers; 404 for another centre's, 403 for who
    administers none."""
    batches = Batch.objects.select_related("centre", "asked_by")
    return get_object_or_404(batches, code=code, centre__in=administered_centres(user))


def get_open_target(learner: Learner, sent: str) -> Criterion | MarkingPoint:
    """Return what ``sent`` names ("criterion-12", "point-3") among the qualifications that the
    learner is enrolled on now; 404 for anything else."""
    kind, _, number = sent.partition("-")
    if kind not in ("criterion", "point") or not number.isdecimal() or len(number) > 15:
        raise Http404
    targets = _open_points if kind == "point" else _open_criteria
    found = targets(pk=int(number), learner=learner.pk)
    if not found:
        raise Http404
    return found[0]


@compiled_once
def _open_points(pk: Given, learner: Given) -> QuerySet[MarkingPoint]:
    points = MarkingPoint.objects.filter(
        specification__uses__group__qualification__in=_current(learner)
    )
    return points.select_related("specification").distinct().filter(pk=pk)


@compiled_once
def _open_criteria(pk: Given, learner: Given) -> QuerySet[Criterion]:
    criteria = Criterion.objects.filter(
        outcome__unit__specifications__uses__group__qualification__in=_current(learner)
    )
    return criteria.select_related("outcome__unit").distinct().filter(pk=pk)


def _current(learner: Given) -> QuerySet:
    """The qualifications that the learner is enrolled on now."""
    return Enrolment.objects.current().filter(learner=learner).values("qualification")


def get_visible_visit(user: User, code: UUID) -> Visit:
    """Return the visit if ``user`` oversees its centre or is its EQA today; 404 unseen."""
    visits = Visit.objects.visible_to(user).select_related(
        "centre", "membership__user", "membership__centre", "made_by"
    )
    return get_object_or_404(visits, code=code)


def get_managed_visit(user: User, code: UUID) -> Visit:
    """Return the visit if ``user`` administers its centre; 404 unseen, 403 seen."""
    visit = get_visible_visit(user, code)
    if not administers(user, visit.centre):
        raise PermissionDenied
    return visit


def get_managed_claim(user: User, code: UUID) -> Claim:
    """Return the claim if ``user`` administers its centre; 404 unseen, 403 seen."""
    claims = Claim.objects.visible_to(user).select_related(
        "enrolment__learner__user",
        "enrolment__learner__centre",
        "enrolment__qualification",
        "unit",
        "answer",
    )
    claim = get_object_or_404(claims, code=code)
    if not administers(user, claim.enrolment.learner.centre):
        raise PermissionDenied
    return claim


def get_managed_direct_claim(user: User, pk: int) -> DirectClaimStatus:
    """Return the status of a centre that ``user`` administers; 404 for another centre's."""
    statuses = DirectClaimStatus.objects.select_related("centre", "qualification")
    return get_object_or_404(statuses, pk=pk, centre__in=administered_centres(user))
