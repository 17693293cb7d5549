"""The skills matrix: who can do what, where too few can, and changing it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from portfolio.models import User
from portfolio.saving import save_checked
from teams import rules
from teams.leading import touch_profile
from teams.models import Level, Member, Skill, SkillLevel, Team


@dataclass(frozen=True)
class Gap:
    """How many can do something on their own, against how many should."""

    able: int
    wanted: int

    @property
    def missing(self) -> int:
        return max(self.wanted - self.able, 0)

    @property
    def words(self) -> str:
        if self.missing:
            return f"{self.able} of {self.wanted}: {self.missing} more wanted"
        return f"{self.able} of {self.wanted}: enough" if self.wanted else f"{self.able}"


@dataclass(frozen=True)
class SkillRow:
    """One skill: the level of each member of the matrix, in their order."""

    skill: Skill
    levels: tuple[int, ...]

    @property
    def gap(self) -> Gap:
        able = sum(level >= Level.ALONE for level in self.levels)
        return Gap(able, self.skill.wanted)


@dataclass(frozen=True)
class SkillsMatrix:
    """Everybody who is in the team today, and each skill that is not archived."""

    members: tuple[Member, ...]
    rows: tuple[SkillRow, ...]

    @property
    def short(self) -> tuple[SkillRow, ...]:
        """The skills that too few have."""
        return tuple(row for row in self.rows if row.gap.missing)


# -- Questions --------------------------------------------------------------------------------


def matrix_of(team: Team) -> SkillsMatrix:
    """The whole matrix; three queries."""
    members = tuple(team.members.present())
    skills = team.skills.filter(archived_at=None)
    found = SkillLevel.objects.filter(skill__team=team).values_list("skill", "member", "level")
    levels = {(skill, member): level for skill, member, level in found}
    rows = tuple(
        SkillRow(skill, tuple(levels.get((skill.pk, member.pk), Level.NONE) for member in members))
        for skill in skills
    )
    return SkillsMatrix(members, rows)


def gap_of(skill: Skill) -> Gap:
    """The gap of one skill; one query."""
    able = skill.levels.filter(level__gte=Level.ALONE, member__in=skill.team.members.present())
    return Gap(able.count(), skill.wanted)


def skills_of(member: Member) -> tuple[tuple[Skill, Level], ...]:
    """What a member can do, the best first; skills that they do not have yet come last."""
    levels = dict(member.levels.values_list("skill", "level"))
    skills = member.team.skills.filter(archived_at=None)
    rated = [(skill, Level(levels.get(skill.pk, Level.NONE))) for skill in skills]
    return tuple(sorted(rated, key=lambda each: -each[1]))


# -- Verbs ------------------------------------------------------------------------------------


@transaction.atomic
def set_level(*, member: Member, skill: Skill, level: Level, user: User) -> SkillLevel:
    """Say how well ``member`` can do ``skill``, as of today; the newest answer holds."""
    _require_leader(user, skill.team)
    if member.team_id != skill.team_id or member.archived_at or skill.archived_at:
        raise ValidationError("This is no longer in the matrix. Load the page again.")
    said = {"level": level, "assessed_on": timezone.localdate()}
    row, _ = SkillLevel.objects.update_or_create(member=member, skill=skill, defaults=said)
    touch_profile(skill.team)
    return row


@transaction.atomic
def keep_skill(*, skill: Skill, user: User) -> Skill:
    """Save a new or changed skill; raises ``ValidationError`` where its name is taken."""
    _require_leader(user, skill.team)
    save_checked(skill)
    touch_profile(skill.team)
    return skill


@transaction.atomic
def archive_skill(*, skill: Skill, user: User) -> bool:
    """Take a skill out of the matrix; its levels are kept. False if it was archived."""
    _require_leader(user, skill.team)
    kept = Skill.objects.filter(pk=skill.pk, archived_at=None)
    archived = bool(kept.update(archived_at=timezone.now()))
    touch_profile(skill.team)
    return archived


@transaction.atomic
def restore_skill(*, skill: Skill, user: User) -> bool:
    """Bring a skill back with its levels; raises ``ValidationError`` where its name is taken."""
    _require_leader(user, skill.team)
    if skill.archived_at is None:
        return False
    skill.archived_at = None
    save_checked(skill, ["archived_at"])
    touch_profile(skill.team)
    return True


def _require_leader(user: User, team: Team) -> None:
    if not rules.can_change_team(user, team):
        raise PermissionDenied
