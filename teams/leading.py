"""Leading a team: starting to keep one, changing it, and its members."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portfolio.models import Learner, User
from portfolio.rules import keeps
from portfolio.saving import save_checked
from teams import rules
from teams.hiding import hide_in_what_was_written
from teams.keeping import list_under_members, touch_record
from teams.models import Member, Team, TeamProfile


@transaction.atomic
def start_team(*, team: Team, learner: Learner, user: User) -> Team:
    """Begin to keep a team, with the record of who is in it and who can do what."""
    if not keeps(user, learner):
        raise PermissionDenied
    team.learner = learner
    save_checked(team)
    profile = TeamProfile(team=team, title="Team and skills", happened_on=team.began_on)
    profile.full_clean()
    profile.save()
    return team


def change_team(*, team: Team, user: User, fields: list[str]) -> Team:
    """Save the ``fields`` of a team that were changed on it."""
    if not rules.can_change_team(user, team):
        raise PermissionDenied
    save_checked(team, fields)
    return team


def touch_profile(team: Team) -> TeamProfile:
    """Count a change of the record that says who is in the team and who can do what."""
    profile = TeamProfile.objects.get(team=team)
    touch_record(profile)
    return profile


def archive_team(*, team: Team, user: User) -> bool:
    """Put a team aside with all its records. False if it was archived."""
    if not rules.keeps_team(user, team):
        raise PermissionDenied
    kept = Team.objects.filter(pk=team.pk, archived_at=None)
    return bool(kept.update(archived_at=timezone.now()))


def restore_team(*, team: Team, user: User) -> bool:
    """Bring an archived team back; raises ``ValidationError`` where its name is taken by now."""
    if not rules.keeps_team(user, team):
        raise PermissionDenied
    if team.archived_at is None:
        return False
    team.archived_at = None
    save_checked(team, ["archived_at"])
    return True


@transaction.atomic
def keep_member(*, member: Member, user: User) -> Member:
    """Save a new or changed colleague; a real name goes from what was written."""
    if not rules.can_change_team(user, member.team):
        raise PermissionDenied
    save_checked(member)
    list_under_members(touch_profile(member.team))
    if member.real_name and not member.is_named:
        hide_in_what_was_written(Team.objects.get(pk=member.team_id))
    return member


@transaction.atomic
def archive_member(*, member: Member, user: User) -> bool:
    """Take a colleague out of lists and forms; records go on naming them."""
    if not rules.can_change_team(user, member.team):
        raise PermissionDenied
    kept = Member.objects.filter(pk=member.pk, archived_at=None)
    archived = bool(kept.update(archived_at=timezone.now()))
    list_under_members(touch_profile(member.team))
    return archived


@transaction.atomic
def restore_member(*, member: Member, user: User) -> bool:
    """Bring a colleague back; raises ``ValidationError`` where the pseudonym is taken by now."""
    if not rules.can_change_team(user, member.team):
        raise PermissionDenied
    if member.archived_at is None:
        return False
    member.archived_at = None
    save_checked(member, ["archived_at"])
    list_under_members(touch_profile(member.team))
    return True
