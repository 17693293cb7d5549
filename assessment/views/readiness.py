"""Whether a unit is ready, why not, and what to do next."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment import access
from assessment.advice.of_unit.readiness import readiness_of
from assessment.advice.of_unit.sources import NoSuchUnit, Sources, sources_of
from assessment.advice.of_unit.steps import Reader, Steps, newest_team
from assessment.allocations import scope_of
from assessment.models import Enrolment
from portfolio.models import User
from portfolio.rules import keeps, owns


@require_safe
def readiness(request: HttpRequest, code: UUID, unit: str) -> HttpResponse:
    """The verdict on one unit, for whoever sees the learner."""
    enrolment = access.get_visible_enrolment(request.user, code)
    sources = get_sources(request.user, enrolment, unit)
    steps = steps_for(request.user, enrolment, sources)
    context = {
        "enrolment": enrolment,
        "learner": enrolment.learner,
        "is_own": sources.is_own,
        "unit": sources.unit,
        "coverages": sources.coverages,
        "months": sources.months,
        "readiness": readiness_of(sources, steps),
    }
    return render(request, "assessment/advice/readiness.html", context)


def get_sources(user: User, enrolment: Enrolment, unit: str) -> Sources:
    """What ``user`` may read about the unit; 404 where the enrolment has none of that code."""
    try:
        return sources_of(enrolment, unit, is_own=owns(user, enrolment.learner))
    except NoSuchUnit as missing:
        raise Http404 from missing


def steps_for(user: User, enrolment: Enrolment, sources: Sources) -> Steps:
    """What ``user`` can do next about the unit; one query."""
    learner, unit = enrolment.learner, sources.unit
    if sources.is_own:
        # Whoever has left the centre still reads, and changes nothing.
        reader = Reader.LEARNER if keeps(user, learner) else Reader.OTHER
        return Steps(reader, enrolment, unit.code, newest_team(learner))
    assesses = scope_of(user, learner).covers(unit.unit)
    return Steps(Reader.ASSESSOR if assesses else Reader.OTHER, enrolment, unit.code)
