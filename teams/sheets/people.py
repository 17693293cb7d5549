"""The sheet of the team's profile: who is in it, who can do what, how work is given to people."""

from teams.models import Member, TeamProfile
from teams.sheets.blocks import Block
from teams.sheets.matrix import Matrix
from teams.sheets.writing import facts, words
from teams.skilling import SkillsMatrix, matrix_of

# What is agreed with a member, in the order in which readers ask for it.
AGREED = (
    ("Role", "job"),
    ("Contracted hours a week", "contracted_hours"),
    ("Responsibilities", "responsibilities"),
    ("Strengths", "strengths"),
    ("Development needs", "development_needs"),
    ("Development wishes", "wishes"),
    ("Preferred communication", "preferred_communication"),
    ("Access needs", "access_needs"),
)


def team_profile_sheet(record: TeamProfile) -> tuple[Block, ...]:
    matrix = matrix_of(record.team)
    return (
        *facts(("Team", record.team.name), ("What it is for", record.team.purpose)),
        *_matrix(matrix),
        *words(record, "allocation", "authority"),
        *(block for member in matrix.members for block in _member(member)),
    )


def _matrix(matrix: SkillsMatrix) -> tuple[Block, ...]:
    if not (matrix.members and matrix.rows):
        return ()
    people = tuple(member.shown_name for member in matrix.members)
    rows = tuple(
        (row.skill.name, row.levels, row.gap.words, bool(row.gap.missing)) for row in matrix.rows
    )
    return (Matrix("Skills matrix", people, rows),)


def _member(member: Member) -> tuple[Block, ...]:
    agreed = ((label, getattr(member, name)) for label, name in AGREED)
    return facts(*agreed, heading=member.shown_name)
