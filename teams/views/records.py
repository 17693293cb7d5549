"""The pages that every kind of record has: list, detail, add, edit, archive."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import FieldError, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams import access, keeping, rules
from teams.catalogue import CATALOGUE, entry_of
from teams.entries import Entry
from teams.forms import RecordForm
from teams.models import Kind, Record, Team
from teams.presenting import sheet_of
from teams.views.saying import say_saved

A_PAGE = 50


@require_safe
def record_list(request: HttpRequest, code: UUID, kind: str) -> HttpResponse:
    """All records of a kind in its order; ``?archived`` shows those put aside."""
    team, entry = access.get_own_team(request.user, code), _entry(kind)
    records = entry.model.objects.filter(team=team).order_by(*entry.order)
    records = records.select_related(*entry.select)
    archived = records.exclude(archived_at=None)
    shows_archived = "archived" in request.GET
    shown = (archived if shows_archived else records.kept()).prefetch_related("members")
    context = {
        "team": team,
        "entry": entry,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "archived": archived.count(),
        "shows_archived": shows_archived,
        "can_write": rules.keeps_team(request.user, team),
        **entry.list_context(team),
    }
    return render(request, entry.list_page, context)


@require_safe
def record_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """One record as readers of the evidence would see it, and what can be done with it."""
    record = access.get_own_record(request.user, code)
    entry = entry_of(record)
    context = {
        "team": record.team,
        "entry": entry,
        "record": record,
        "sheet": sheet_of(record),
        "uses": record.snapshots.kept().select_related("evidence"),
        "can_write": rules.keeps_team(request.user, record.team),
        "can_change": rules.can_change_record(request.user, record),
        **entry.page_context(record),
    }
    return render(request, entry.page, context)


@require_http_methods(["GET", "POST"])
def add_record(request: HttpRequest, code: UUID, kind: str) -> HttpResponse:
    """A new record; the address may name what it begins with: ``?plan=…&member=…``."""
    team, entry = access.get_kept_team(request.user, code), _entry(kind)
    if not entry.can_add:
        raise Http404
    if team.archived_at:
        messages.warning(request, "This team is archived. Bring it back to add to it.")
        return redirect(team)
    begun = _begun(request, entry, team)
    form = entry.form(
        request.POST or None,
        team=team,
        initial={name: row.pk for name, row in begun.items()},
    )
    if form.is_valid() and _saved(request, form):
        say_saved(request, f"{entry.words} saved.", form)
        return redirect(entry.lands_on(form.instance))
    back = next((row for row in begun.values() if isinstance(row, Record)), None)
    return _form_page(request, form, entry, team, back=back)


@require_http_methods(["GET", "POST"])
def edit_record(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change a record; what another window saved is never overwritten."""
    record = access.get_kept_record(request.user, code)
    entry = entry_of(record)
    if not rules.can_change_record(request.user, record):
        messages.warning(request, "This is archived. Bring it back to change it.")
        return redirect(record)
    form = entry.form(request.POST or None, team=record.team, instance=record)
    if form.is_valid() and _saved(request, form):
        say_saved(request, f"{entry.words} saved.", form)
        return redirect(entry.lands_on(record))
    return _form_page(request, form, entry, record.team, record, back=record)


@require_POST
def archive_record(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put a record aside; undo brings it back."""
    record = access.get_kept_record(request.user, code)
    if not entry_of(record).can_add:
        raise Http404
    if keeping.archive_record(record=record, user=request.user):
        undo = reverse("record-restore", args=[record.code])
        messages.success(request, f"“{record.title}” is archived.", extra_tags=f"undo:{undo}")
    return redirect("record-list", record.team.code, record.kind)


@require_POST
def restore_record(request: HttpRequest, code: UUID) -> HttpResponse:
    """Bring an archived record back as it was."""
    record = access.get_kept_record(request.user, code)
    try:
        if keeping.restore_record(record=record, user=request.user):
            messages.success(request, f"“{record.title}” is back, as it was.")
    except ValidationError as reason:
        messages.warning(request, f"It stays archived. {' '.join(reason.messages)}")
    return redirect(record)


def _entry(kind: str) -> Entry:
    if kind not in Kind.values:
        raise Http404
    return CATALOGUE[Kind(kind)]


def _begun(request: HttpRequest, entry: Entry, team: Team) -> dict[str, Model]:
    """What a new record begins with: rows of the team, whose codes the address names."""
    begun: dict[str, Model] = {}
    for name, field in entry.form.base_fields.items():
        asked = request.GET.get(name, "")
        if asked and type(field) is ModelChoiceField:
            with suppress(ValueError, FieldError):  # no code; or rows that have none
                found = field.queryset.model.objects.filter(team=team, code=UUID(asked)).first()
                begun |= {name: found} if found else {}
    return begun


def _saved(request: HttpRequest, form: RecordForm) -> bool:
    """Save; what stands against it goes on the form, which keeps what was typed."""
    try:
        keeping.keep_record(user=request.user, **form.kept)
    except keeping.SentTwice:
        if _says_what_was_saved(request, form):
            return True  # A double click.
        form.add_error(
            None,
            "This form was saved before. Nothing of yours is lost: it is below. Open the record in "
            "a new tab and change it there.",
        )
        return False
    except ValidationError as error:
        form.add_error(None, error)
        return False
    except keeping.ChangedMeanwhile:
        form.add_error(
            None,
            "This was changed in another window after you opened it. Nothing of yours is lost: it "
            "is below. Open the record in a new tab, compare, and save again from there.",
        )
        return False
    return True


def _says_what_was_saved(request: HttpRequest, form: RecordForm) -> bool:
    rows = type(form.instance).objects.visible_to(request.user)
    saved = rows.filter(code=form.instance.code).first()
    if saved is None:
        return False  # Another's code, or that of a record of another kind.
    names = {field.name for field in saved._meta.concrete_fields} & set(form.Meta.fields)
    return all(getattr(saved, name) == getattr(form.instance, name) for name in names)


def _form_page(
    request: HttpRequest,
    form: RecordForm,
    entry: Entry,
    team: Team,
    record: Record | None = None,
    back: Record | None = None,
) -> HttpResponse:
    """``back``: the record whose page it came from, if it did not come from the list."""
    context = {"form": form, "entry": entry, "team": team, "record": record, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "teams/record_form.html", context, status=status)
