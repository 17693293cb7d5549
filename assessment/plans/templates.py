"""Plans to start from, which a centre keeps for a qualification."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessment.models import AssessmentPlan, Criterion, Enrolment, PlanTemplate, TemplateItem
from assessment.plans.proposals import NewRow
from assessment.plans.rules import can_make_templates
from portfolio.models import Centre, Role, User

NAME_TAKEN = "There is a template of this name already. Give it another name."


def templates_for(enrolment: Enrolment) -> QuerySet[PlanTemplate]:
    """Those of the learner's centre for the qualification."""
    return PlanTemplate.objects.current().filter(
        centre=enrolment.learner.centre_id, qualification=enrolment.qualification_id
    )


def template_centres(user: User) -> set[int]:
    """The centres (primary keys) whose templates ``user`` keeps: as assessor or administrator."""
    if user.is_superuser:
        return set(Centre.objects.values_list("pk", flat=True))
    return {
        membership.centre_id
        for membership in user.current_memberships
        if membership.role in (Role.ASSESSOR, Role.ADMIN)
    }


def rows_from(template: PlanTemplate, first_day: date) -> list[NewRow]:
    """The template's rows, due so many weeks after ``first_day``. What the qualification no longer
    asks for is left out."""
    asked = set(
        Criterion.objects.filter(
            outcome__unit__specifications__uses__group__qualification=template.qualification_id
        ).values_list("pk", flat=True)
    )
    rows = []
    for item in template.items.prefetch_related("criteria"):
        criteria = [criterion.pk for criterion in item.criteria.all() if criterion.pk in asked]
        if criteria:
            due_on = first_day + timedelta(weeks=item.weeks)
            rows.append(NewRow(item.what, item.method, due_on, criteria))
    return rows


@transaction.atomic
def keep_as_template(*, plan: AssessmentPlan, user: User, title: str) -> PlanTemplate:
    """Keep the plan's rows for others to start from; days become weeks from the plan's first day.

    Raises ``ValidationError`` for a name that is taken, or a plan without rows.
    """
    enrolment = plan.enrolment
    if not can_make_templates(user, enrolment.learner):
        raise PermissionDenied
    rows = list(plan.items.kept().filter(closed_on=None).prefetch_related("criteria"))
    if not rows:
        raise ValidationError("This plan has no rows to keep. Add what will be gathered.")
    template = PlanTemplate(
        centre=enrolment.learner.centre,
        qualification=enrolment.qualification,
        title=title,
        made_by=user,
    )
    _refuse_name_in_use(template)
    template.full_clean(validate_constraints=False)
    template.save()
    first_day = timezone.localdate(plan.made_at)
    for row in rows:
        item = TemplateItem(
            template=template,
            what=row.what,
            method=row.method,
            weeks=max(0, -(-(row.due_on - first_day).days // 7)),
        )
        item.full_clean()
        item.save()
        item.criteria.set(row.criteria.all())
    return template


def archive_template(*, template: PlanTemplate, user: User) -> bool:
    """Offer it no more. False if it was put aside before."""
    _require_keeper(user, template)
    current = PlanTemplate.objects.current().filter(pk=template.pk)
    return bool(current.update(archived_at=timezone.now()))


@transaction.atomic
def restore_template(*, template: PlanTemplate, user: User) -> bool:
    """Offer it again; ``ValidationError`` where another has taken its name."""
    _require_keeper(user, template)
    _refuse_name_in_use(template)
    try:
        with transaction.atomic():
            away = PlanTemplate.objects.filter(pk=template.pk, archived_at__isnull=False)
            return bool(away.update(archived_at=None))
    except IntegrityError:
        raise ValidationError(NAME_TAKEN) from None


def _refuse_name_in_use(template: PlanTemplate) -> None:
    # Held, so that two of one name are never kept at once.
    Centre.objects.select_for_update(no_key=True).get(pk=template.centre_id)
    twins = PlanTemplate.objects.current().filter(
        centre=template.centre_id,
        qualification=template.qualification_id,
        title=template.title,
    )
    if twins.exclude(pk=template.pk).exists():
        raise ValidationError({"title": NAME_TAKEN})


def _require_keeper(user: User, template: PlanTemplate) -> None:
    if template.centre_id not in template_centres(user):
        raise PermissionDenied
