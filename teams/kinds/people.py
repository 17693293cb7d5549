"""What the site knows of the team's profile."""

from typing import Any

from teams.entries import Entry
from teams.forms.people import TeamProfileForm
from teams.forms.skills import SkillForm
from teams.models import TeamProfile
from teams.sheets.people import team_profile_sheet
from teams.skilling import matrix_of


def _matrix_page(record: TeamProfile) -> dict[str, Any]:
    """The matrix to work in, and what is needed to add to it."""
    return {
        "matrix": matrix_of(record.team),
        "archived_skills": record.team.skills.exclude(archived_at=None),
        "skill_form": SkillForm(team=record.team),
    }


ENTRIES = (
    Entry(
        model=TeamProfile,
        form=TeamProfileForm,
        sheet=team_profile_sheet,
        plural="Skills matrix",
        lead="Who is in the team and who can do what: the ground for giving work to people.",
        group="People",
        icon="grid-3x3-gap",
        page="teams/skills.html",
        page_context=_matrix_page,
        can_add=False,
    ),
)
