"""People from a table: upload, look, confirm. And the list of people as a table."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_q.tasks import async_task
from tablib import Dataset

from portfolio import access, tables
from portfolio.accounts.reauthenticating import asks_who_it_is
from portfolio.forms.people import ImportForm
from portfolio.importing import (
    PEOPLE,
    Checked,
    NothingStored,
    check_people,
    export_people,
    import_people,
    template,
)
from portfolio.models import Centre

WAITING = "people_to_import"  # in the session: the table that was looked at
SHOWN_ERRORS = 200
SHOWN_ROWS = 50
E_MAILS_PER_JOB = 50
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "POST"])
def upload_people(request: HttpRequest) -> HttpResponse:
    """Take a table and show what it would do. Nothing is stored before it is confirmed."""
    centres = access.administered_centres(request.user)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*given, centres=centres)
    table = _table(form) if form.is_valid() else None
    if table is None:
        return render(request, "portfolio/people_import.html", {"form": form})
    centre = form.cleaned_data["centre"]
    checked = check_people(table, centre=centre, by=request.user)
    return _preview(request, centre, table, checked)


def _table(form: ImportForm) -> tables.Table | None:
    """The table in the form's file; None after saying at the field why there is none."""
    file = form.cleaned_data["file"]
    try:
        return tables.read_table(file, file.size, PEOPLE)
    except tables.UnreadableTable as error:
        form.add_error("file", str(error))
        return None


def _preview(
    request: HttpRequest, centre: Centre, table: tables.Table, checked: Checked
) -> HttpResponse:
    key = ""
    if checked.is_good:
        # The table waits here, not in the page: what is confirmed is what was checked.
        key = get_random_string(22)
        request.session[WAITING] = {
            "key": key,
            "centre": centre.pk,
            "table": tables.pack(table),
        }
    errors = [row for row in checked.rows if row.kind == "error"]
    shown = errors[:SHOWN_ERRORS] or checked.rows[:SHOWN_ROWS]
    return render(
        request,
        "portfolio/people_import_preview.html",
        {
            "centre": centre,
            "checked": checked,
            "ignored": table.ignored,
            "headings": [cell.heading for cell in shown[0].cells],
            "shown": shown,
            "not_shown": (len(errors) or len(checked.rows)) - len(shown),
            "key": key,
            "has_addresses": "email" in table.columns,
        },
    )


@require_POST
@asks_who_it_is()
def confirm_people(request: HttpRequest) -> HttpResponse:
    """Store the table that was looked at, all of it or nothing."""
    centres = access.administered_centres(request.user)
    waiting = request.session.get(WAITING, {})
    # Another tab may have looked at another file since.
    if not waiting or request.POST.get("key") != waiting["key"]:
        messages.warning(request, "This list is no longer waiting. Choose the file again.")
        return redirect("people-import")
    del request.session[WAITING]
    centre = centres.filter(pk=waiting["centre"]).first()
    if centre is None:
        raise Http404
    try:
        checked = import_people(tables.unpack(waiting["table"]), centre=centre, by=request.user)
    except NothingStored as error:
        messages.warning(request, str(error))
        return redirect("people-import")
    if not checked.is_good:
        messages.warning(
            request, "Something has changed since. Nothing was stored. Choose the file again."
        )
        return redirect("people-import")
    counts = checked.counts
    messages.success(request, f"{_people(counts['new'])} added, {counts['changed']} changed.")
    if request.POST.get("invite") and checked.added:
        _invite_later(request, checked.added)
    return redirect("people")


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _invite_later(request: HttpRequest, people: tuple[int, ...]) -> None:
    """In small jobs: one that is done again after a failure repeats few e-mails."""
    site = request.build_absolute_uri("/")
    for first in range(0, len(people), E_MAILS_PER_JOB):
        some = list(people[first : first + E_MAILS_PER_JOB])
        transaction.on_commit(
            lambda some=some: async_task("portfolio.accounts.inviting.send_invitations", some, site)
        )
    messages.info(request, "Those with an e-mail address get their links within minutes.")


@require_safe
def people_template(request: HttpRequest, extension: str) -> HttpResponse:
    """An empty table to fill in."""
    access.administered_centres(request.user)
    return _download(template(), "people", extension)


@require_safe
def export_people_table(request: HttpRequest, extension: str) -> HttpResponse:
    """The people of one centre, to keep or to change and import again."""
    centres = access.administered_centres(request.user)
    wanted = request.GET.get("centre", "")
    # As text: a number of thousands of digits is no number to Python.
    centre = next((one for one in centres if wanted in ("", str(one.pk))), None)
    if centre is None:
        raise Http404
    dataset = export_people(centre, request.user)
    return _download(dataset, f"people-{slugify(centre.name)}", extension)


def _download(dataset: Dataset, name: str, extension: str) -> HttpResponse:
    if extension not in FORMATS:
        raise Http404
    content = dataset.export(extension)
    if isinstance(content, str):
        content = content.encode("utf-8-sig")  # Excel takes UTF-8 for cp1252 without the mark
    return HttpResponse(
        content,
        content_type=FORMATS[extension],
        headers={"Content-Disposition": f'attachment; filename="{name}.{extension}"'},
    )
