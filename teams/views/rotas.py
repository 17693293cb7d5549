"""Rotas: shifts written in place, and copying a week."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reselect, reswap, retarget

from portfolio.models import User
from teams import access, rostering, rules
from teams.forms.rotas import ShiftForm
from teams.keeping import ChangedMeanwhile
from teams.models import Day, Member, Rota, Shift
from teams.weeks import monday_of

RotaView = Callable[..., HttpResponse]


def _on_open_rota(view: RotaView) -> RotaView:
    """Give ``view`` the rota of the address; one that is archived is shown instead."""

    @wraps(view)
    def opened(request: HttpRequest, code: UUID, **kwargs: object) -> HttpResponse:
        rota = _kept_rota(request.user, code)
        if not rules.can_change_record(request.user, rota):
            messages.warning(request, "This is archived. Bring it back to change it.")
            return redirect(rota)
        try:
            return view(request, rota, **kwargs)
        except ChangedMeanwhile:
            messages.warning(request, "This was archived in another window. Nothing was saved.")
            return redirect(rota)

    return opened


@require_http_methods(["GET", "POST"])
@_on_open_rota
def add_shift(request: HttpRequest, rota: Rota) -> HttpResponse:
    """A further shift; ``?member=…&day=…`` say where in the week."""
    member, day = _place(request, rota)
    begun = {"member": member, "day": day, **rostering.usual_shift(rota, member)}
    form = ShiftForm(request.POST or None, team=rota.team, instance=Shift(rota=rota), initial=begun)
    if form.is_valid() and _kept(request, form):
        return redirect(rota)
    return _shift_page(request, form, rota)


@require_http_methods(["GET", "POST"])
@_on_open_rota
def change_shift(request: HttpRequest, rota: Rota, number: int) -> HttpResponse:
    """Other times, another day or person; or the same on further days."""
    shift = _shift(rota, number)
    form = ShiftForm(request.POST or None, team=rota.team, instance=shift)
    if form.is_valid() and _kept(request, form):
        return redirect(rota)
    return _shift_page(request, form, rota, _shift(rota, number))


@require_POST
@_on_open_rota
def remove_shift(request: HttpRequest, rota: Rota, number: int) -> HttpResponse:
    """Take a shift off the rota."""
    shift = _shift(rota, number)
    rostering.remove_shift(shift=shift, user=request.user)
    messages.success(request, f"Removed: {shift}.")
    return redirect(rota)


@require_POST
def copy_rota(request: HttpRequest, code: UUID) -> HttpResponse:
    """Copy a week to the Monday that the button named."""
    rota = _kept_rota(request.user, code)
    monday = _monday(request, rota)
    other = rota.others_of_week(monday).first()
    if other or monday == rota.happened_on:
        messages.warning(request, "There is a rota for this week already. It was left as it is.")
        return redirect(other or rota)
    try:
        copied = rostering.copy_week(rota=rota, monday=monday, user=request.user)
    except ValidationError as refused:  # another window was quicker
        messages.warning(request, " ".join(refused.messages))
        return redirect(rota)
    messages.success(request, _copied_words(rota, copied))
    return redirect(copied.rota)


def _kept_rota(user: User, code: UUID) -> Rota:
    record = access.get_kept_record(user, code)
    if not isinstance(record, Rota):
        raise Http404
    return record


def _shift(rota: Rota, number: int) -> Shift:
    shift = get_object_or_404(rota.shifts.select_related("member", "skill"), pk=number)
    shift.rota = rota
    return shift


def _place(request: HttpRequest, rota: Rota) -> tuple[Member | None, int | None]:
    """Whose shift on which day the address asks for."""
    day = request.GET.get("day", "")
    try:
        code = UUID(request.GET.get("member", ""))
    except ValueError:
        member = None
    else:
        member = Member.objects.filter(team=rota.team, code=code).first()
    return member, int(day) if day in map(str, Day.values) else None


def _kept(request: HttpRequest, form: ShiftForm) -> bool:
    """Save; where somebody would work twice at once, put that on the form."""
    try:
        kept = rostering.keep_shift(
            shift=form.instance, user=request.user, also_on=form.cleaned_data["also_on"]
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    days = rostering.days_words(shift.day for shift in kept)
    messages.success(request, f"Saved: {kept[0].member}, {days} {kept[0].hours}.")
    return True


def _shift_page(
    request: HttpRequest, form: ShiftForm, rota: Rota, shift: Shift | None = None
) -> HttpResponse:
    """The form: a page of its own, or in the dialog over the week."""
    context = {"form": form, "rota": rota, "shift": shift, "team": rota.team, "here": rota.kind}
    status = 422 if form.is_bound else 200
    answer = render(request, "teams/rota_shift.html", context, status=status)
    if form.is_bound and request.htmx:
        answer = retarget(answer, "#shift-dialog-body")
        answer = reswap(reselect(answer, "#shift-form"), "innerHTML")
    return answer


def _monday(request: HttpRequest, rota: Rota) -> date:
    """The Monday that was asked for, or the next free one."""
    try:
        asked = parse_date(request.POST.get("monday", ""))
    except ValueError:
        asked = None
    return monday_of(asked) if asked else rostering.next_free_monday(rota.team, rota.happened_on)


def _copied_words(rota: Rota, copied: rostering.CopiedWeek) -> str:
    said = (
        f"“{rota.title}” is copied. This is the new one: go through it and say how it was planned."
    )
    absent = ", ".join(member.shown_name for member in copied.left_out)
    return f"{said} Left out, as not in the team then: {absent}." if absent else said
