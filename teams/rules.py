"""May they? Yes-or-no questions about teams and their records."""

from portfolio.models import User
from portfolio.rules import keeps
from teams.models import Record, Team


def keeps_team(user: User, team: Team) -> bool:
    """Whether ``user`` may write in this team: the learner who leads it, while a learner."""
    return keeps(user, team.learner)


def can_change_team(user: User, team: Team) -> bool:
    """Whether ``user`` may change the team and who is in it: not while it is archived."""
    return keeps_team(user, team) and team.archived_at is None


def can_change_record(user: User, record: Record) -> bool:
    """Whether ``user`` may change the record; an archived one is brought back first."""
    return can_change_team(user, record.team) and record.archived_at is None
