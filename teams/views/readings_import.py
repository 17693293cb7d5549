"""Readings as a table: paste or choose a file, look, confirm. And to take away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from tablib import Dataset

from portfolio import tables
from teams import access
from teams.forms.readings import ReadingsForm
from teams.models import ServiceStandard
from teams.naming import Pseudonyms
from teams.readings import (
    LAYOUT,
    CheckedTable,
    NothingStored,
    check_readings,
    export_readings,
    import_readings,
)
from teams.views.readings import on_open_standard, readings_address, standard_of

WAITING = "readings_to_import"  # in the session: the table that was looked at
MOST_SHOWN = 200


@require_http_methods(["GET", "POST"])
@on_open_standard
def upload_readings(request: HttpRequest, standard: ServiceStandard) -> HttpResponse:
    """Take a table and show what it would do. Nothing is stored before it is confirmed."""
    form = ReadingsForm(*(request.POST, request.FILES) if request.method == "POST" else ())
    table = _table(form, standard) if form.is_valid() else None
    if table is None:
        status = 422 if form.is_bound else 200
        return render(request, "teams/readings_import.html", _frame(standard, form), status=status)
    checked = check_readings(table, standard=standard)
    return _preview(request, standard, form, table, checked)


def _table(form: ReadingsForm, standard: ServiceStandard) -> tables.Table | None:
    """The table that was given, without real names; None after saying why there is none."""
    file = form.cleaned_data["file"]
    try:
        if file:
            table = tables.read_table(file, file.size, LAYOUT)
        else:
            table = tables.read_pasted(form.cleaned_data["pasted"], LAYOUT)
    except tables.UnreadableTable as error:
        form.add_error("file" if file else "pasted", str(error))
        return None
    hide = Pseudonyms(standard.team).hide
    return tables.Table(table.columns, table.numbers, hide(table.rows), table.ignored)


def _preview(
    request: HttpRequest,
    standard: ServiceStandard,
    form: ReadingsForm,
    table: tables.Table,
    checked: CheckedTable,
) -> HttpResponse:
    key = ""
    if checked.is_good and checked.stores:
        # The table waits here, not in the page: what is confirmed is what was checked.
        key = get_random_string(22)
        request.session[WAITING] = {
            "key": key,
            "standard": standard.pk,
            "table": tables.pack(table),
        }
    errors = [row for row in checked.rows if row.kind == "error"]
    shown = (errors or checked.rows)[:MOST_SHOWN]
    context = {
        "checked": checked,
        "counts": checked.counts,
        "ignored": table.ignored,
        "headings": list(LAYOUT.columns.values()),
        "shown": shown,
        "not_shown": (len(errors) or len(checked.rows)) - len(shown),
        "key": key,
        **_frame(standard, form),
    }
    # Not 422 where rows are wrong: the form did its work, which is to name them.
    return render(request, "teams/readings_preview.html", context)


@require_POST
@on_open_standard
def confirm_readings(request: HttpRequest, standard: ServiceStandard) -> HttpResponse:
    """Store the table that was looked at, all of it or nothing."""
    waiting = request.session.get(WAITING, {})
    # Another tab may have looked at another table since.
    if waiting.get("standard") != standard.pk or request.POST.get("key") != waiting["key"]:
        messages.warning(request, "This table is no longer waiting. Paste or choose it again.")
        return redirect("readings-import", standard.code)
    del request.session[WAITING]
    try:
        checked = import_readings(
            tables.unpack(waiting["table"]), standard=standard, user=request.user
        )
    except NothingStored as error:
        messages.warning(request, str(error))
        return redirect("readings-import", standard.code)
    messages.success(request, _stored_words(checked))
    return redirect(readings_address(standard))


def _stored_words(checked: CheckedTable) -> str:
    new, changed = checked.counts["new"], checked.counts["changed"]
    added = "1 reading added" if new == 1 else f"{new} readings added"
    return f"{added}, {changed} changed." if changed else f"{added}."


@require_safe
def export_readings_table(request: HttpRequest, code) -> HttpResponse:
    """All readings as CSV, in the columns of an import."""
    standard = standard_of(access.get_own_record(request.user, code))
    dataset: Dataset = export_readings(standard)
    name = slugify(standard.title) or "standard"
    return HttpResponse(
        # Excel takes UTF-8 for cp1252 without the mark.
        dataset.export("csv").encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="readings-{name}.csv"'},
    )


def _frame(standard: ServiceStandard, form: ReadingsForm) -> dict:
    return {"form": form, "standard": standard, "team": standard.team, "here": standard.kind}
