"""The team: where the learner's records are kept."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portfolio.models import Learner
from teams import access, leading, rules
from teams.forms.teams import TeamForm
from teams.models import Kind, Team
from teams.overview import standings_of, steps_of
from teams.upcoming import due_in
from teams.views.saying import say_saved

A_FEW = 8
# What is written most days.
QUICK = (
    (Kind.DIARY, "Write in the diary"),
    (Kind.COMMUNICATION, "Note a conversation"),
    (Kind.COACHING_SESSION, "Write up coaching"),
    (Kind.QUALITY_CHECK, "Note a quality check"),
    (Kind.PROBLEM, "Note a problem"),
)


@require_safe
def my_team(request: HttpRequest) -> HttpResponse:
    """The learner's present team, or the start of one."""
    team = Team.objects.visible_to(request.user).kept().first()
    return redirect(team or "team-start")


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """Every team of the learner's, those put aside too."""
    learner = _own_learner(request)
    teams = Team.objects.visible_to(request.user)
    context = {
        "teams": teams.kept(),
        "archived": teams.exclude(archived_at=None),
        "can_write": rules.keeps_team(request.user, Team(learner=learner)),
    }
    return render(request, "teams/teams.html", context)


@require_http_methods(["GET", "POST"])
def start_team(request: HttpRequest) -> HttpResponse:
    """Begin to keep a team."""
    learner = _own_learner(request)
    team = Team(learner=learner)
    form = TeamForm(request.POST or None, team=team, instance=team)
    if form.is_valid() and form.attempt(
        leading.start_team, team=team, learner=learner, user=request.user
    ):
        messages.success(request, f"{team.name} is set up. Add the people who are in it.")
        return redirect(team)
    context = {"form": form, "others": Team.objects.visible_to(request.user).exists()}
    return render(request, "teams/team_form.html", context, status=422 if form.is_bound else 200)


@require_safe
def team_page(request: HttpRequest, code: UUID) -> HttpResponse:
    """The team at a glance."""
    team = access.get_own_team(request.user, code)
    can_change = rules.can_change_team(request.user, team)
    context = {
        "team": team,
        "here": "overview",
        "steps": steps_of(team) if can_change else (),
        "standings": standings_of(team),
        "dues": due_in(team, timezone.localdate()),
        "latest": team.records.kept().prefetch_related("members")[:A_FEW],
        "quick": QUICK if can_change else (),
        "can_change": can_change,
        "can_write": rules.keeps_team(request.user, team),
    }
    return render(request, "teams/team.html", context)


@require_http_methods(["GET", "POST"])
def edit_team(request: HttpRequest, code: UUID) -> HttpResponse:
    """What the team is called and what it is for."""
    team = access.get_kept_team(request.user, code)
    shown = access.get_own_team(request.user, code)
    form = TeamForm(request.POST or None, team=team, instance=team)
    if form.is_valid() and form.attempt(
        leading.change_team, team=team, user=request.user, fields=form.changed_data
    ):
        say_saved(request, f"{team.name} is changed.", form)
        return redirect(team)
    context = {"form": form, "team": shown}
    return render(request, "teams/team_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def archive_team(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put a team aside with its records; undo brings it back."""
    team = access.get_kept_team(request.user, code)
    if leading.archive_team(team=team, user=request.user):
        undo = reverse("team-restore", args=[team.code])
        messages.success(request, f"{team.name} is archived.", extra_tags=f"undo:{undo}")
    return redirect("teams")


@require_POST
def restore_team(request: HttpRequest, code: UUID) -> HttpResponse:
    """Bring a team back as it was."""
    team = access.get_kept_team(request.user, code)
    try:
        if leading.restore_team(team=team, user=request.user):
            messages.success(request, f"{team.name} is back, as it was.")
    except ValidationError:
        messages.warning(request, f"You keep another {team.name} by now: rename that one first.")
        return redirect("teams")
    return redirect(team)


def _own_learner(request: HttpRequest) -> Learner:
    return get_object_or_404(Learner.objects.select_related("centre", "user"), user=request.user)
