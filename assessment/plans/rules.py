"""May they? Who plans assessment, who reviews a plan, and who keeps templates."""

from assessment.allocations import ASSESSING
from portfolio.models import Learner, Role, User
from portfolio.rules import administers, is_allocated, keeps, owns


def can_plan(user: User, learner: Learner) -> bool:
    """The learner, and who is allocated to assess them, trainees too."""
    return keeps(user, learner) or assesses(user, learner)


def assesses(user: User, learner: Learner) -> bool:
    """Whether ``user`` is the assessor's side of the plan."""
    return not owns(user, learner) and is_allocated(user, learner, ASSESSING)


def can_make_templates(user: User, learner: Learner) -> bool:
    """An assessor of the learner, not a trainee, or who administers the centre."""
    return administers(user, learner.centre) or (
        not owns(user, learner) and is_allocated(user, learner, (Role.ASSESSOR,))
    )
