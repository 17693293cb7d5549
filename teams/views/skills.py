"""The skills matrix: setting levels, and its skills. Its page is that of the team's profile."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teams import access, rules, skilling
from teams.forms.skills import CellForm, SkillForm
from teams.models import Member, Skill, Team, TeamProfile
from teams.views.saying import say_saved


@require_safe
def skills(request: HttpRequest, code: UUID) -> HttpResponse:
    """The way to the matrix."""
    return _to_matrix(access.get_own_team(request.user, code))


@require_POST
def set_level(request: HttpRequest, code: UUID) -> HttpResponse:
    """Set one cell; htmx gets the skill's gap as it is now."""
    team = access.get_kept_team(request.user, code)
    form = CellForm(request.POST)
    if not form.is_valid():
        raise Http404
    member_pk, skill_pk, level = form.cleaned_data["cell"]
    member = get_object_or_404(Member.objects.kept(), team=team, pk=member_pk)
    skill = get_object_or_404(Skill, team=team, pk=skill_pk, archived_at=None)
    skill.team = team
    skilling.set_level(member=member, skill=skill, level=level, user=request.user)
    if request.htmx:
        return render(request, "teams/_gap.html", {"gap": skilling.gap_of(skill)})
    return _to_matrix(team, f"c{member.pk}-{skill.pk}")


@require_http_methods(["GET", "POST"])
def add_skill(request: HttpRequest, code: UUID) -> HttpResponse:
    """Another row of the matrix."""
    team = access.get_kept_team(request.user, code)
    form = SkillForm(request.POST or None, team=team)
    if form.is_valid() and form.attempt(
        skilling.keep_skill, skill=form.instance, user=request.user
    ):
        say_saved(request, f"{form.instance.name} is in the matrix. Set everybody’s level.", form)
        return _to_matrix(team, f"s{form.instance.pk}")
    return _form_page(request, form, team)


@require_http_methods(["GET", "POST"])
def edit_skill(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    """Rename a skill, or want another number of people: on its own page, or in the matrix."""
    skill = access.get_kept_skill(request.user, code, pk)
    if request.htmx and "back" in request.GET:
        return _head(request, skill)
    form = SkillForm(request.POST or None, team=skill.team, instance=skill)
    if form.is_valid() and form.attempt(skilling.keep_skill, skill=skill, user=request.user):
        if request.htmx:
            return _head(request, skill)
        say_saved(request, f"{skill.name} is changed.", form)
        return _to_matrix(skill.team, f"s{skill.pk}")
    return _form_page(request, form, skill.team, skill)


@require_POST
def archive_skill(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    """Take a skill out of the matrix; undo brings it back with its levels."""
    skill = access.get_kept_skill(request.user, code, pk)
    if skilling.archive_skill(skill=skill, user=request.user):
        undo = reverse("skill-restore", args=[code, skill.pk])
        messages.success(request, f"{skill.name} is archived.", extra_tags=f"undo:{undo}")
    return _to_matrix(skill.team)


@require_POST
def restore_skill(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    """Bring a skill back."""
    skill = access.get_kept_skill(request.user, code, pk)
    try:
        if skilling.restore_skill(skill=skill, user=request.user):
            messages.success(request, f"{skill.name} is back, with its levels.")
    except ValidationError:
        messages.warning(request, f"There is another {skill.name} by now: rename that one first.")
    return _to_matrix(skill.team)


def _to_matrix(team: Team, place: str = "") -> HttpResponse:
    profile = get_object_or_404(TeamProfile, team=team)
    return redirect(profile.get_absolute_url() + (f"#{place}" if place else ""))


def _head(request: HttpRequest, skill: Skill) -> HttpResponse:
    """The head of the skill's row, as htmx puts it back."""
    context = {
        "team": skill.team,
        "skill": skill,
        "gap": skilling.gap_of(skill),
        "can_change": rules.can_change_team(request.user, skill.team),
    }
    return render(request, "teams/_skill_head.html", context)


def _form_page(
    request: HttpRequest, form: SkillForm, team: Team, skill: Skill | None = None
) -> HttpResponse:
    context = {"form": form, "team": team, "skill": skill, "here": "skills"}
    in_its_row = request.htmx and skill
    template = "teams/_skill_form.html" if in_its_row else "teams/skill_form.html"
    return render(request, template, context, status=422 if form.is_bound else 200)
