"""The members of the team."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams import access, leading, rules, skilling
from teams.forms.teams import MemberForm
from teams.models import Member, Team
from teams.views.saying import say_saved

A_FEW = 20


@require_safe
def members(request: HttpRequest, code: UUID) -> HttpResponse:
    """Everybody in the team; ``?archived`` shows those put aside."""
    team = access.get_own_team(request.user, code)
    archived = team.members.exclude(archived_at=None)
    shows_archived = "archived" in request.GET
    context = {
        "team": team,
        "here": "members",
        "members": archived if shows_archived else team.members.kept(),
        "hours": team.members.present().aggregate(sum=Sum("contracted_hours"))["sum"],
        "archived": archived.count(),
        "shows_archived": shows_archived,
        "today": timezone.localdate(),
        "can_change": rules.can_change_team(request.user, team),
    }
    return render(request, "teams/members.html", context)


@require_http_methods(["GET", "POST"])
def add_member(request: HttpRequest, code: UUID) -> HttpResponse:
    team = access.get_kept_team(request.user, code)
    form = MemberForm(request.POST or None, team=team)
    if _is_saved(request, form):
        say_saved(request, f"{form.instance.pseudonym} is in the team.", form)
        return redirect("members" if "another" not in request.POST else "member-add", team.code)
    return _form_page(request, form, team)


@require_http_methods(["GET", "POST"])
def edit_member(request: HttpRequest, code: UUID) -> HttpResponse:
    member = access.get_kept_member(request.user, code)
    form = MemberForm(request.POST or None, team=member.team, instance=member)
    if _is_saved(request, form):
        say_saved(request, f"What you keep of {member.shown_name} is changed.", form)
        return redirect(member)
    # The form has put what was typed on ``member``: the page's frame shows them as they were.
    return _form_page(request, form, member.team, access.get_own_member(request.user, code))


@require_safe
def member_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """One colleague: what is agreed with them, what they can do, and their latest records."""
    member = access.get_own_member(request.user, code)
    records = member.records.kept()
    context = {
        "team": member.team,
        "here": "members",
        "member": member,
        "skills": skilling.skills_of(member),
        "records": records.prefetch_related("members")[:A_FEW],
        "record_count": records.count(),
        "can_change": rules.can_change_team(request.user, member.team),
    }
    return render(request, "teams/member.html", context)


@require_POST
def archive_member(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put a colleague aside; records go on naming them, and undo brings them back."""
    member = access.get_kept_member(request.user, code)
    if leading.archive_member(member=member, user=request.user):
        undo = reverse("member-restore", args=[member.code])
        messages.success(request, f"{member.shown_name} is archived.", extra_tags=f"undo:{undo}")
    return redirect("members", member.team.code)


@require_POST
def restore_member(request: HttpRequest, code: UUID) -> HttpResponse:
    """Bring a colleague back as they were."""
    member = access.get_kept_member(request.user, code)
    try:
        if leading.restore_member(member=member, user=request.user):
            messages.success(request, f"{member.shown_name} is back in the team.")
    except ValidationError:
        messages.warning(
            request, f"Somebody else is called {member.pseudonym} by now: rename them first."
        )
    return redirect(member)


def _is_saved(request: HttpRequest, form: MemberForm) -> bool:
    return form.is_valid() and bool(
        form.attempt(leading.keep_member, member=form.instance, user=request.user)
    )


def _form_page(
    request: HttpRequest, form: MemberForm, team: Team, member: Member | None = None
) -> HttpResponse:
    context = {"form": form, "team": team, "here": "members", "member": member}
    status = 422 if form.is_bound else 200
    return render(request, "teams/member_form.html", context, status=status)
