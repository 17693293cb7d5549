"""Planning assessment: learner and assessor agree what is gathered, for which criteria, by when.

Everything about one plan happens while it is held, one thing after another.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TypedDict, Unpack
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from assessment.allocations import ASSESSING
from assessment.coverage import coverage_of
from assessment.models import AssessmentPlan, Criterion, Enrolment, PlannedEvidence
from assessment.plans.proposals import NewRow, gaps_in, rows_for
from assessment.plans.rows import plans_among, standings_in
from assessment.plans.rules import can_plan
from portfolio.models import Learner, User
from portfolio.notifying import notify, people_of

PUT_ASIDE = "This plan was put aside, so it stays as it is."
ENDED = "The enrolment has ended, so its plan stays as it is."
ONE_PLAN = "There is a plan for this qualification already. Open that one."
MOST_ROWS = 200
FARTHEST = timedelta(days=10 * 366)


class PlanChanged(Exception):
    """Somebody changed the plan meanwhile, and nothing was saved; the message says what to do."""


class RowWords(TypedDict):
    """What a row says. ``criteria``: primary keys, of the qualification that the plan is for."""

    what: str
    method: str
    due_on: date
    criteria: Collection[int]


def is_open(plan: AssessmentPlan) -> bool:
    """Whether anybody may still change the plan."""
    return plan.archived_at is None and plan.enrolment.ended_on is None


# -- A plan -------------------------------------------------------------------------------------


@transaction.atomic
def start_plan(
    *, enrolment: Enrolment, user: User, title: str, notes: str = "", rows: Sequence[NewRow] = ()
) -> AssessmentPlan:
    """Begin the plan of an enrolment. Raises ``ValidationError`` where there is one."""
    _require_planner(user, enrolment.learner)
    if enrolment.ended_on is not None:
        raise ValidationError(ENDED)
    plan = AssessmentPlan(enrolment=enrolment, title=title, notes=notes, made_by=user)
    if AssessmentPlan.objects.current().filter(enrolment=enrolment).exists():
        raise ValidationError(ONE_PLAN)
    # The constraint is asked by saving: between a question and that, somebody else may begin.
    plan.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:
        # Two began at once: the constraint keeps one.
        raise ValidationError(ONE_PLAN) from None
    add_rows(plan, rows)
    return plan


def add_rows(plan: AssessmentPlan, rows: Sequence[NewRow]) -> list[PlannedEvidence]:
    """Put rows into a plan that is held, or that nobody else sees yet."""
    made = []
    for what, method, due_on, criteria in rows:
        row = PlannedEvidence(plan=plan, what=what[:300], method=method, due_on=due_on)
        row.full_clean()
        row.save()
        row.criteria.set(criteria)
        made.append(row)
    return made


@transaction.atomic
def change_plan(
    *,
    plan: AssessmentPlan,
    user: User,
    revision: int,
    title: str,
    notes: str,
    review_on: date | None,
) -> AssessmentPlan:
    """Change what stands above the rows. Raises ``PlanChanged``."""
    held = hold_plan(plan, user)
    if held.revision != revision:
        raise PlanChanged("This was changed in another window after you opened it.")
    held.title, held.notes, held.review_on = title, notes.strip(), review_on
    held.revision += 1
    held.full_clean()
    held.save(update_fields=["title", "notes", "review_on", "revision"])
    _tell_signers(held, user)
    return held


@transaction.atomic
def put_aside(*, plan: AssessmentPlan, user: User) -> bool:
    """Begin anew some other time: the plan stays to be read. False if it was put aside before."""
    _require_planner(user, plan.enrolment.learner)
    current = AssessmentPlan.objects.current().filter(pk=plan.pk)
    return bool(current.update(archived_at=timezone.now(), revision=F("revision") + 1))


@transaction.atomic
def bring_back(*, plan: AssessmentPlan, user: User) -> bool:
    """Bring a plan back that was put aside; ``ValidationError`` where another took its place."""
    _require_planner(user, plan.enrolment.learner)
    try:
        with transaction.atomic():
            away = AssessmentPlan.objects.filter(pk=plan.pk, archived_at__isnull=False)
            return bool(away.update(archived_at=None, revision=F("revision") + 1))
    except IntegrityError:
        raise ValidationError(ONE_PLAN) from None


@transaction.atomic
def fill_gaps(*, plan: AssessmentPlan, user: User) -> int:
    """Add rows for what is unmapped and not planned; returns how many. Sent twice, the second
    finds nothing to add.
    """
    held = hold_plan(plan, user)
    today = timezone.localdate()
    coverage = coverage_of(held.enrolment, with_points=False)
    same = AssessmentPlan.objects.filter(pk=held.pk)
    (opened,) = plans_among(same, standings_in([coverage]), today)
    rows = rows_for(coverage, gaps_in(coverage, opened.rows), today)
    add_rows(held, rows)
    if rows:
        _tell_signers(held, user)
    return len(rows)


# -- Its rows -----------------------------------------------------------------------------------


@transaction.atomic
def add_row(
    *, plan: AssessmentPlan, user: User, code: UUID | None = None, **words: Unpack[RowWords]
) -> PlannedEvidence:
    """Add a row. ``code`` is that of the form: sent twice, it is one row."""
    held = hold_plan(plan, user)
    code = code or uuid4()
    sent = PlannedEvidence.objects.filter(code=code).first()
    if sent:
        if sent.plan_id != held.pk:
            raise PermissionDenied
        return sent
    if held.items.kept().count() >= MOST_ROWS:
        raise ValidationError(f"A plan has {MOST_ROWS} rows at most. Take one out first.")
    row = PlannedEvidence(plan=held, code=code)
    _write(row, words)
    _tell_signers(held, user)
    return row


@transaction.atomic
def change_row(
    *, row: PlannedEvidence, user: User, revision: int, **words: Unpack[RowWords]
) -> PlannedEvidence:
    """Change a row that is still at ``revision``; raises ``PlanChanged`` otherwise."""
    held = hold_plan(row.plan, user)
    row = _fresh(row)
    if row.removed_at is not None:
        raise PlanChanged("This row was taken out of the plan meanwhile.")
    if row.revision != revision:
        raise PlanChanged("This row was changed in another window after you opened it.")
    row.revision += 1
    _write(row, words)
    _tell_signers(held, user)
    return row


@transaction.atomic
def remove_row(*, row: PlannedEvidence, user: User) -> bool:
    """Take a row out of the plan. False if it was out."""
    held = hold_plan(row.plan, user)
    kept = PlannedEvidence.objects.kept().filter(pk=row.pk)
    is_out = kept.update(removed_at=timezone.now(), revision=F("revision") + 1)
    _tell_signers(held, user)
    return bool(is_out)


@transaction.atomic
def restore_row(*, row: PlannedEvidence, user: User) -> bool:
    """Put a row back that was taken out. False if it was there."""
    hold_plan(row.plan, user)
    out = PlannedEvidence.objects.filter(pk=row.pk, removed_at__isnull=False)
    return bool(out.update(removed_at=None, revision=F("revision") + 1))


@transaction.atomic
def close_row(*, row: PlannedEvidence, user: User, because: str) -> PlannedEvidence:
    """Note that a row is no longer needed, and why. Closed twice, the first reason stays."""
    held = hold_plan(row.plan, user)
    row = _fresh(row)
    if row.closed_on is None:
        row.closed_on, row.closed_because = timezone.localdate(), because.strip()
        if not row.closed_because:
            raise ValidationError({"because": "Say why it is no longer needed."})
        row.revision += 1
        row.full_clean()
        row.save(update_fields=["closed_on", "closed_because", "revision"])
        _tell_signers(held, user)
    return row


@transaction.atomic
def reopen_row(*, row: PlannedEvidence, user: User) -> bool:
    """It is needed after all. False if it was."""
    held = hold_plan(row.plan, user)
    closed = PlannedEvidence.objects.filter(pk=row.pk, closed_on__isnull=False)
    is_needed = closed.update(closed_on=None, closed_because="", revision=F("revision") + 1)
    _tell_signers(held, user)
    return bool(is_needed)


def hold_plan(plan: AssessmentPlan, user: User) -> AssessmentPlan:
    """Lock the plan until the transaction ends, read anew, if ``user`` may change it.

    Raises ``PlanChanged`` for one that nobody changes any more.
    """
    held = (
        AssessmentPlan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("enrolment__learner__user", "enrolment__qualification")
        .get(pk=plan.pk)
    )
    _require_planner(user, held.enrolment.learner)
    if held.archived_at is not None:
        raise PlanChanged(PUT_ASIDE)
    if held.enrolment.ended_on is not None:
        raise PlanChanged(ENDED)
    return held


def _require_planner(user: User, learner: Learner) -> None:
    if not can_plan(user, learner):
        raise PermissionDenied


def _fresh(row: PlannedEvidence) -> PlannedEvidence:
    return PlannedEvidence.objects.select_related("plan__enrolment").get(pk=row.pk)


def _write(row: PlannedEvidence, words: RowWords) -> None:
    criteria = list(words["criteria"])
    row.what, row.method, row.due_on = words["what"], words["method"], words["due_on"]
    _require_criteria(row.plan.enrolment, criteria)
    if abs(row.due_on - timezone.localdate()) > FARTHEST:
        raise ValidationError({"due_on": "Check the year."})
    row.full_clean()
    row.save()
    row.criteria.set(criteria)


def _require_criteria(enrolment: Enrolment, criteria: Collection[int]) -> None:
    if not criteria:
        raise ValidationError({"criteria": "Choose at least one criterion."})
    own = Criterion.objects.filter(
        pk__in=criteria,
        outcome__unit__specifications__uses__group__qualification=enrolment.qualification_id,
    )
    if own.distinct().count() != len(set(criteria)):
        raise ValidationError({"criteria": "Choose criteria of this qualification."})


def others_of(plan: AssessmentPlan, user: User) -> list[User]:
    """The people of both sides of the plan but ``user``."""
    learner = plan.enrolment.learner
    people = [learner.user, *people_of(learner, ASSESSING)]
    return [person for person in people if person.pk != user.pk]


def _tell_signers(plan: AssessmentPlan, user: User) -> None:
    """Whoever had signed it is told that it is not what they signed any more."""
    signers = set(plan.signatures.exclude(user=user).values_list("user", flat=True))
    if signers:
        notify(
            [person for person in others_of(plan, user) if person.pk in signers],
            f"{user} changed “{plan.title}” of {plan.enrolment.learner} after you signed it.",
            address=plan.get_absolute_url(),
            key=f"plan-changed-{plan.code}",
        )
