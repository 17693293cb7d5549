"""Readings of a service standard: one after the other, whose they are, and as a table."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams import access, readings, rules
from teams.amounts import figure
from teams.figures import chart_of
from teams.forms.readings import ReadingForm
from teams.keeping import ChangedMeanwhile
from teams.models import Member, Reading, Record, ServiceStandard
from teams.naming import Pseudonyms
from teams.sheets.writing import written

A_PAGE = 50
REMOVED = "removed_readings"  # in the session, by their former keys: what undo brings back
MOST_REMOVED = 20

StandardView = Callable[..., HttpResponse]


def standard_of(record: Record) -> ServiceStandard:
    """The record as a standard; 404 for one of another kind."""
    if not isinstance(record, ServiceStandard):
        raise Http404
    return record


def on_open_standard(view: StandardView) -> StandardView:
    """Give ``view`` the standard of the address; one that is archived is shown instead."""

    @wraps(view)
    def opened(request: HttpRequest, code: UUID, **kwargs: object) -> HttpResponse:
        standard = standard_of(access.get_kept_record(request.user, code))
        if not rules.can_change_record(request.user, standard):
            messages.warning(request, "This is archived. Bring it back to change it.")
            return redirect(standard)
        try:
            return view(request, standard, **kwargs)
        except ChangedMeanwhile:
            messages.warning(request, "This was archived in another window. Nothing was saved.")
            return redirect(standard)

    return opened


@require_safe
def readings_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """All readings of the team as a whole, or of the colleague that ``?member`` names."""
    standard = standard_of(access.get_own_record(request.user, code))
    return _readings_page(request, standard, _member(standard, request.GET.get("member", "")))


@require_http_methods(["GET", "POST"])
@on_open_standard
def add_reading(request: HttpRequest, standard: ServiceStandard) -> HttpResponse:
    """One more reading; then the page from which it was written."""
    form = ReadingForm(request.POST or None, standard=standard)
    if form.is_valid() and _kept(request, form):
        if request.POST.get("from") == "record":
            return redirect(standard)
        return redirect(readings_address(standard, form.instance.member))
    return _readings_page(request, standard, form=form)


@require_http_methods(["GET", "POST"])
@on_open_standard
def edit_reading(request: HttpRequest, standard: ServiceStandard, number: int) -> HttpResponse:
    """Correct a reading."""
    reading = _reading(standard, number)
    form = ReadingForm(request.POST or None, standard=standard, instance=reading)
    if form.is_valid() and _kept(request, form):
        return redirect(readings_address(standard, form.instance.member))
    context = {"form": form, "reading": _reading(standard, number), **_frame(request, standard)}
    return render(request, "teams/reading_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@on_open_standard
def remove_reading(request: HttpRequest, standard: ServiceStandard, number: int) -> HttpResponse:
    """Remove a reading; undo brings it back."""
    reading = _reading(standard, number)
    removed = readings.remove_reading(reading=reading, user=request.user)
    waiting = request.session.get(REMOVED, {})
    kept = dict(list(waiting.items())[1 - MOST_REMOVED :])
    request.session[REMOVED] = {**kept, str(number): removed}
    undo = reverse("reading-restore", args=[standard.code, number])
    messages.success(request, f"Removed: {_said(reading)}.", extra_tags=f"undo:{undo}")
    return redirect(readings_address(standard, reading.member))


@require_POST
@on_open_standard
def restore_reading(request: HttpRequest, standard: ServiceStandard, number: int) -> HttpResponse:
    """Undo a removal."""
    removed = request.session.get(REMOVED, {}).pop(str(number), None)
    request.session.modified = True
    if removed is None:
        messages.warning(request, "This reading can no longer be brought back. Add it again.")
        return redirect(readings_address(standard))
    try:
        reading = readings.restore_reading(standard=standard, removed=removed, user=request.user)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return redirect(readings_address(standard))
    messages.success(request, f"Back: {_said(reading)}.")
    return redirect(readings_address(standard, reading.member))


def readings_address(standard: ServiceStandard, member: Member | None = None) -> str:
    address = reverse("readings", args=[standard.code])
    return f"{address}?member={member.code}" if member else address


def _reading(standard: ServiceStandard, number: int) -> Reading:
    reading = get_object_or_404(standard.readings.select_related("member"), pk=number)
    reading.standard = standard
    return reading


def _member(standard: ServiceStandard, code: str) -> Member | None:
    """Whose readings the address asks for; of the whole team where it names nobody of it."""
    try:
        return Member.objects.filter(team=standard.team, code=UUID(code)).first()
    except ValueError:
        return None


def _kept(request: HttpRequest, form: ReadingForm) -> bool:
    try:
        reading = readings.keep_reading(reading=form.instance, user=request.user)
    except ValidationError as refused:  # another window was quicker
        form.add_error(None, refused.messages)
        return False
    messages.success(request, f"Saved: {_said(reading)}.")
    return True


def _said(reading: Reading) -> str:
    """Such as "62% on 3 May 2026, Robin"."""
    words = f"{figure(reading.value, reading.standard.unit)} on {written(reading.taken_on)}"
    return f"{words}, {reading.member}" if reading.member else words


def _readings_page(
    request: HttpRequest,
    standard: ServiceStandard,
    member: Member | None = None,
    form: ReadingForm | None = None,
) -> HttpResponse:
    newest_first = standard.readings.filter(member=member).order_by("-taken_on", "-pk")
    page = Paginator(newest_first, A_PAGE).get_page(request.GET.get("page"))
    hide = Pseudonyms(standard.team).hide
    for reading in page.object_list:
        reading.note = hide(reading.note)
    context = {
        "chart": chart_of(standard, member=member, has_list=False),
        "member": member,
        "measured": _measured(standard),
        "page": page,
        # A refused form goes back to the page that sent it, and stays that page's.
        "came_from": "record" if request.POST.get("from") == "record" else "readings",
        "reading_form": form
        or ReadingForm(standard=standard, initial={"member": member and member.pk}),
        **_frame(request, standard),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "teams/readings.html", context, status=status)


def _measured(standard: ServiceStandard) -> list[Member]:
    """The colleagues of whom there are readings."""
    return list(
        Member.objects.filter(pk__in=standard.readings.exclude(member=None).values("member"))
    )


def _frame(request: HttpRequest, standard: ServiceStandard) -> dict:
    return {
        "standard": standard,
        "team": standard.team,
        "here": standard.kind,
        "can_change": rules.can_change_record(request.user, standard),
        "archived": standard.archived_at,
    }
