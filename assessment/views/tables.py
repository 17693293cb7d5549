"""The mapping grid and the evidence index as files for a spreadsheet program."""

import re
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from assessment import access, rules
from assessment.coverage import coverage_of, coverages_of
from assessment.grids import grid_of
from assessment.mapped import evidence_of
from assessment.models import Enrolment
from assessment.spreadsheets import TYPES, Table, content_of, grid_table, index_table
from portfolio.access import get_visible_learner
from portfolio.auditing import enter
from portfolio.files.filenames import safe_name
from portfolio.models import Act, Learner


@require_safe
def grid(request: HttpRequest, code: UUID, extension: str) -> HttpResponse:
    """The mapping grid of an enrolment."""
    enrolment = access.get_visible_enrolment(request.user, code)
    _require_export(request, enrolment.learner, extension)
    table = grid_table(grid_of(coverage_of(enrolment, with_points=False)))
    return _download(request, table, enrolment.learner, enrolment.qualification.code, extension)


@require_safe
def index(request: HttpRequest, code: UUID, extension: str) -> HttpResponse:
    """The evidence index of a learner, over all qualifications they are on."""
    learner = get_visible_learner(request.user, code)
    _require_export(request, learner, extension)
    enrolments = list(
        Enrolment.objects.current().filter(learner=learner).select_related("qualification")
    )
    evidence = evidence_of(learner.pk)
    table = index_table(evidence, coverages_of(enrolments, evidence=evidence), learner.pk)
    return _download(request, table, learner, "", extension)


def _require_export(request: HttpRequest, learner: Learner, extension: str) -> None:
    """403 for who only reads; 404 for another format."""
    if not rules.can_export(request.user, learner):
        raise PermissionDenied
    if extension not in TYPES:
        raise Http404


def _download(
    request: HttpRequest, table: Table, learner: Learner, of: str, extension: str
) -> HttpResponse:
    content = content_of(table, extension)
    if request.method == "GET":
        words = f"Took away the {table.title.lower()} as {extension.upper()}."
        enter(Act.EXPORT, words, by=request.user, learner=learner)
    name = safe_name(f"{learner} {of} {table.title}.{extension}")
    return HttpResponse(
        content,
        headers={
            "Content-Type": TYPES[extension],
            "Content-Disposition": f'attachment; filename="{_ascii(name)}"',
        },
    )


def _ascii(name: str) -> str:
    """For a header: letters that every program knows, with hyphens between the words."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-")
