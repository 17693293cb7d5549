"""One plan as pages and the PDF show it: rows, signatures, reviews, and what is not planned yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from assessment.coverage import Coverage, CriterionCoverage, coverage_of
from assessment.models import AssessmentPlan, Enrolment, PlanReview, PlanSignature
from assessment.plans.proposals import gaps_in
from assessment.plans.rows import PlanRow, Stage, plans_among, standings_in
from assessment.plans.signing import Content, changes_between, content_of_plan
from portfolio.hashing import hash_of


@dataclass(frozen=True, slots=True)
class Signed:
    """The newest signature of one side, or none. ``changes``: of the plan since."""

    by: str = ""
    signed_at: datetime | None = None
    is_current: bool = False
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldReview:
    """A review, and what the learner answered."""

    id: int
    held_on: date
    progress: str
    agreed: str
    next_on: date | None
    by: str
    recorded_at: datetime
    read_at: datetime | None
    comment: str


@dataclass(frozen=True)
class Plan:
    """All of a plan. ``gaps``: criteria without evidence that it plans none for."""

    code: UUID
    title: str
    notes: str
    made_by: str
    made_at: datetime
    review_on: date | None
    is_archived: bool
    rows: tuple[PlanRow, ...]
    learner: Signed
    assessor: Signed
    reviews: tuple[HeldReview, ...]
    gaps: tuple[CriterionCoverage, ...]
    content_hash: str

    @property
    def is_agreed(self) -> bool:
        """Signed by both as it stands now."""
        return self.learner.is_current and self.assessor.is_current

    @property
    def review_is_overdue(self) -> bool:
        return self.review_on is not None and self.review_on < timezone.localdate()

    @property
    def stages(self) -> tuple[tuple[Stage, int], ...]:
        """How many rows there are at each stage that occurs."""
        found = [(stage, sum(row.stage == stage for row in self.rows)) for stage in Stage]
        return tuple((stage, count) for stage, count in found if count)


def plan_of(enrolment: Enrolment, coverage: Coverage | None = None) -> Plan | None:
    """The plan that is in force for an enrolment, if there is one.

    Four queries, and those of ``coverage`` where it was not read already.
    """
    plan = AssessmentPlan.objects.current().filter(enrolment=enrolment)
    found = plan.select_related("made_by").first()
    return standing_of_plan(found, coverage or coverage_of(enrolment)) if found else None


def standing_of_plan(plan: AssessmentPlan, coverage: Coverage) -> Plan:
    """A plan, in force or put aside, of the enrolment that ``coverage`` is about; three queries."""
    same = AssessmentPlan.objects.filter(pk=plan.pk)
    (opened,) = plans_among(same, standings_in([coverage]), timezone.localdate())
    content = content_of_plan(plan, opened.rows)
    content_hash = hash_of(content)
    learner, assessor = _signatures(plan, content, content_hash)
    return Plan(
        code=plan.code,
        title=plan.title,
        notes=plan.notes,
        made_by=str(plan.made_by),
        made_at=plan.made_at,
        review_on=plan.review_on,
        is_archived=plan.archived_at is not None,
        rows=opened.rows,
        learner=learner,
        assessor=assessor,
        reviews=_reviews(plan),
        gaps=tuple(gaps_in(coverage, opened.rows)),
        content_hash=content_hash,
    )


def _signatures(plan: AssessmentPlan, content: Content, content_hash: str) -> tuple[Signed, Signed]:
    """The learner's and the assessors'; one that holds now comes before a newer that does not."""
    signatures = list(plan.signatures.select_related("user").order_by("pk"))
    learners = [each for each in signatures if each.is_learner]
    assessors = [each for each in signatures if not each.is_learner]
    return _newest(learners, content, content_hash), _newest(assessors, content, content_hash)


def _newest(signatures: Sequence[PlanSignature], content: Content, content_hash: str) -> Signed:
    if not signatures:
        return Signed()
    current = [each for each in signatures if each.content_hash == content_hash]
    if current:
        return Signed(str(current[-1].user), current[-1].signed_at, is_current=True)
    newest = signatures[-1]
    changes = changes_between(newest.content, content)
    return Signed(str(newest.user), newest.signed_at, changes=changes)


def _reviews(plan: AssessmentPlan) -> tuple[HeldReview, ...]:
    """The newest first."""
    rows = PlanReview.objects.filter(plan=plan).select_related("recorded_by", "reading")
    return tuple(
        HeldReview(
            id=row.pk,
            held_on=row.held_on,
            progress=row.progress,
            agreed=row.agreed,
            next_on=row.next_on,
            by=str(row.recorded_by),
            recorded_at=row.recorded_at,
            read_at=row.reading.read_at if hasattr(row, "reading") else None,
            comment=row.reading.comment if hasattr(row, "reading") else "",
        )
        for row in rows.order_by("-held_on", "-pk")
    )
