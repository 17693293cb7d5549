"""The pages about one learner, as tabs: who is offered which."""

from dataclasses import dataclass

from portfolio.models import Role

EVERYBODY = frozenset(Role)
STAFF = EVERYBODY - {Role.LEARNER}


@dataclass(frozen=True, slots=True)
class Tab:
    """``url_name`` takes the learner's code. ``roles``: towards the learner, see ``relation``."""

    key: str
    label: str
    icon: str
    url_name: str
    roles: frozenset[str] = EVERYBODY


TABS = (
    Tab("portfolio", "Portfolio", "folder", "learner"),
    Tab("plans", "Assessment plan", "calendar-check", "plans"),
    Tab("advice", "Advice", "lightbulb", "advice"),
    Tab("witnesses", "Witnesses", "person-check", "witnesses"),
    Tab("quality", "Quality assurance", "patch-check", "learner-quality", STAFF),
    Tab("claims", "Claims", "award", "learner-claims", STAFF),
    Tab("appeals", "Appeals", "megaphone", "learner-appeals"),
    Tab("adjustments", "Adjustments", "universal-access", "adjustments"),
)
