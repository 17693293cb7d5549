"""The home of whoever looks after learners: what waits, and who needs attention."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.caseload.caseload import Case, administered_by, assessed_by, assured_by, cases_of
from assessment.caseload.centre_overview import cohorts_of, waits_by_assessor
from assessment.caseload.tracking import RULE, Track
from assessment.caseload.waits import oldest
from assessment.plans.templates import template_centres
from assessment.quality.waiting import waiting_for_iqa
from portfolio.models import Role, User

PER_PAGE = 25


class Side(NamedTuple):
    """In which capacity somebody looks at learners. ``key`` is the word in the address."""

    key: str
    label: str
    learners: Callable


ASSESSING = Side("assessing", "My learners", assessed_by)
ASSURING = Side("assuring", "My assessors’ learners", assured_by)
CENTRE = Side("centre", "The centre", administered_by)


class Filter(NamedTuple):
    key: str
    label: str
    holds: Callable[[Case], object]


FILTERS = (
    Filter("all", "All", lambda case: True),
    Filter("waiting", "Waiting for a decision", lambda case: case.waits),
    Filter("off", "Off track or behind", lambda case: case.track in (Track.OFF, Track.BEHIND)),
    Filter(
        "overdue", "Plan or review overdue", lambda case: case.overdue_rows or case.overdue_reviews
    ),
    Filter("returned", "Returned", lambda case: case.returned),
    Filter("quiet", "Quiet for four weeks", lambda case: case.is_quiet),
)


@dataclass(frozen=True)
class Choice:
    """One filter: how many it leaves, and whether it is on."""

    key: str
    label: str
    count: int
    is_on: bool


@require_safe
def caseload(request: HttpRequest) -> HttpResponse:
    """In each capacity a list; whoever has several switches between them."""
    sides = _sides(request.user)
    if not sides:
        raise PermissionDenied
    side = next((each for each in sides if each.key == request.GET.get("as")), sides[0])
    waiting_for = request.user if side is ASSESSING else None
    cases = cases_of(side.learners(request.user), waiting_for=waiting_for)
    shown, choices, asked = _filtered(request, cases)
    waits = [wait for case in cases for wait in case.waits]
    context = {
        "sides": sides if len(sides) > 1 else (),
        "side": side,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "choices": choices,
        "show": next(choice.key for choice in choices if choice.is_on),
        "asked": asked,
        "total": len(cases),
        "rule": RULE,
        "waiting": len({wait.submission for wait in waits}),
        "oldest": oldest(waits),
        "can_keep_templates": bool(template_centres(request.user)),
    }
    if side is ASSURING:
        context["tasks"] = [task for task in waiting_for_iqa(request.user) if task.is_theirs]
    if side is CENTRE:
        context["cohorts"] = cohorts_of(cases)
        context["assessors"] = waits_by_assessor(waits)
    return render(request, "assessment/caseload.html", context)


def looks_after_learners(user: User) -> bool:
    """Whether the caseload is this person's home."""
    return bool(_sides(user))


def _sides(user: User) -> tuple[Side, ...]:
    roles = user.roles
    return tuple(
        side
        for side, is_theirs in (
            (ASSESSING, roles & {Role.ASSESSOR, Role.TRAINEE}),
            (ASSURING, Role.IQA in roles),
            (CENTRE, Role.ADMIN in roles or user.is_superuser),
        )
        if is_theirs
    )


def _filtered(
    request: HttpRequest, cases: list[Case]
) -> tuple[list[Case], tuple[Choice, ...], str]:
    """The cases to show, what else could be shown, and the name that was asked for."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    words = asked.casefold().split()
    named = [case for case in cases if _is_called(case, words)]
    keys = [each.key for each in FILTERS]
    show = request.GET.get("show", "")
    on = FILTERS[keys.index(show) if show in keys else 0]
    choices = tuple(
        Choice(each.key, each.label, sum(bool(each.holds(case)) for case in named), each is on)
        for each in FILTERS
    )
    return [case for case in named if on.holds(case)], choices, asked


def _is_called(case: Case, words: list[str]) -> bool:
    learner = case.learner
    text = f"{learner} {learner.reference} {learner.workplace}".casefold()
    return all(word in text for word in words)
