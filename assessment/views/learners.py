"""The learners somebody looks after, with how far each is."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.models import Enrolment
from assessment.summaries import summaries_of
from portfolio.models import Learner, Role

PER_PAGE = 25
STAFF = {Role.ASSESSOR, Role.TRAINEE, Role.IQA, Role.EQA, Role.ADMIN}


@require_safe
def learners(request: HttpRequest) -> HttpResponse:
    """Every learner the person may see, by name, with coverage of each enrolment."""
    user = request.user
    if not (user.roles & STAFF or user.is_superuser):
        raise PermissionDenied
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = _found(Learner.objects.visible_to(user).exclude(user=user), asked)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(list(page.object_list)),
        "asked": asked,
        "can_manage": Role.ADMIN in user.roles or user.is_superuser,
        "many_centres": len({m.centre_id for m in user.current_memberships}) != 1,
    }
    return render(request, "assessment/learners.html", context)


def _found(learners, asked: str):
    learners = learners.select_related("user", "centre").order_by("user__name", "pk")
    for word in asked.split():
        learners = learners.filter(
            Q(user__name__icontains=word)
            | Q(user__username__icontains=word)
            | Q(reference__icontains=word)
            | Q(workplace__icontains=word)
        )
    return learners


def _rows(learners: list[Learner]) -> list[tuple[Learner, list]]:
    """Each learner with the summaries of their current enrolments."""
    enrolments = (
        Enrolment.objects.current()
        .filter(learner__in=learners)
        .select_related("qualification")
        .order_by("started_on", "pk")
    )
    summaries = summaries_of(list(enrolments))
    return [
        (learner, [s for s in summaries if s.enrolment.learner_id == learner.pk])
        for learner in learners
    ]
