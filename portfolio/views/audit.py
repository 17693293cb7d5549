"""The audit trail as its readers see it, and as a table to take away."""

import csv
from collections.abc import Iterable, Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portfolio.auditing import enter_of_person
from portfolio.drafts import escaped
from portfolio.forms.audit import TrailForm
from portfolio.models import Act, AuditEntry, Role
from portfolio.newest import all_of, page_of
from portfolio.trail import Wanted, entries_for, reads_trail

COLUMNS = ("When", "Who", "What", "Act", "Learner", "Trail", "Number", "Hash")


@require_safe
@never_cache
def audit_trail(request: HttpRequest) -> HttpResponse:
    """The newest entries first, by what is asked for."""
    form, wanted = _asked(request)
    before = request.GET.get("before", "")
    page = page_of(wanted.narrow(entries_for(request.user)), before=before)
    context = {
        "form": form,
        "page": page,
        "is_narrowed": wanted != Wanted(),
        "is_later_page": bool(before),
        "is_eqa_only": not request.user.is_superuser and Role.ADMIN not in request.user.roles,
    }
    return render(request, "portfolio/audit.html", context, status=200 if form.is_valid() else 422)


@require_safe
@never_cache
def export_trail(request: HttpRequest) -> HttpResponseBase:
    """What is asked for as CSV; that it was taken away is entered first."""
    form, wanted = _asked(request)
    if not form.is_valid():
        return render(request, "portfolio/audit.html", {"form": form}, status=422)
    entries = wanted.narrow(entries_for(request.user))
    if request.method == "GET":
        words = "Exported the audit trail."
        enter_of_person(Act.EXPORT, words, person=request.user, by=request.user)
    return StreamingHttpResponse(
        csv_lines(COLUMNS, map(_cells, all_of(entries))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit-trail.csv"'},
    )


def _asked(request: HttpRequest) -> tuple[TrailForm, Wanted]:
    if not reads_trail(request.user):
        raise PermissionDenied
    form = TrailForm(request.GET)
    return form, Wanted(**form.cleaned_data) if form.is_valid() else Wanted()


class _Echo:
    """What ``csv`` writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table for a spreadsheet program, line by line; each cell is text to it, never a formula."""
    writer = csv.writer(_Echo())
    # The mark tells Excel that it is UTF-8.
    yield "\ufeff" + writer.writerow(columns)
    for row in rows:
        yield writer.writerow(map(escaped, row))


def _cells(entry: AuditEntry) -> tuple[str, ...]:
    return (
        timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds"),
        entry.actor_name,
        entry.words,
        str(entry.get_act_display()),
        str(entry.learner or ""),
        str(entry.chain),
        str(entry.number),
        entry.hash,
    )
