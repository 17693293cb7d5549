"""The only ways from an address to an object of a team: 404 for whoever does not lead it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from portfolio.models import User
from teams import rules
from teams.catalogue import entry_of
from teams.models import Member, Record, Skill, Snapshot, Team


def get_own_team(user: User, code: UUID) -> Team:
    """Return the user's team, to read; 404 otherwise."""
    teams = Team.objects.visible_to(user).select_related("learner__user", "learner__centre")
    return get_object_or_404(teams, code=code)


def get_kept_team(user: User, code: UUID) -> Team:
    """Return the user's team, to write in; 403 for one who has left the centre."""
    return _kept(user, get_own_team(user, code))


def get_own_member(user: User, code: UUID) -> Member:
    """Return a colleague of one of the user's teams; 404 otherwise."""
    members = Member.objects.visible_to(user).select_related("team__learner")
    return get_object_or_404(members, code=code)


def get_kept_member(user: User, code: UUID) -> Member:
    """Return a colleague to change; 404 unseen, 403 for one who has left the centre."""
    member = get_own_member(user, code)
    _kept(user, member.team)
    return member


def get_kept_skill(user: User, code: UUID, pk: int) -> Skill:
    """Return a skill of the user's team ``code`` to change; 404 unseen, 403 for one who left."""
    team = get_kept_team(user, code)
    skill = get_object_or_404(Skill, team=team, pk=pk)
    skill.team = team
    return skill


def get_own_record(user: User, code: UUID) -> Record:
    """Return the user's record as its own kind, to read; 404 otherwise."""
    entry = entry_of(get_object_or_404(Record.objects.visible_to(user), code=code))
    rows = entry.model.objects.select_related("team__learner", *entry.select)
    # One that came in from an archive may be no more than what its evidence says of it.
    return get_object_or_404(rows, code=code)


def get_kept_record(user: User, code: UUID) -> Record:
    """Return the user's record to change; 404 unseen, 403 for one who has left the centre."""
    record = get_own_record(user, code)
    _kept(user, record.team)
    return record


def get_own_snapshot(user: User, code: UUID) -> Snapshot:
    """Return a snapshot in evidence the user keeps; 404 otherwise."""
    snapshots = Snapshot.objects.filter(evidence__learner__user=user)
    return get_object_or_404(
        snapshots.select_related("evidence__learner", "record__team"), code=code
    )


def _kept(user: User, team: Team) -> Team:
    if not rules.keeps_team(user, team):
        raise PermissionDenied
    return team
