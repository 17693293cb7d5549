"""The cells of the skills matrix, of which there may be thousands."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from teams.models import Level
from teams.sheets.blocks import Block, Sheet
from teams.skilling import SkillRow, SkillsMatrix

register = template.Library()


@register.simple_tag
def level_buttons(row: SkillRow, matrix: SkillsMatrix) -> SafeString:
    """The row's cells as buttons of the form "levels"; each sends the level that follows its own.

    Named by the heads of their column and row. Joined by hand: as a partial, 2,000 of them would
    be most of the page's time. All values are numbers of ours.
    """
    skill = row.skill.pk
    cells = "".join(
        f'<td><button form="levels" name="cell" value="{member.pk}-{skill}-{(level + 1) % 5}" '
        f'id="c{member.pk}-{skill}" class="level l{level}" '
        f'aria-labelledby="m{member.pk} s{skill} c{member.pk}-{skill}">{level}</button>'
        for member, level in zip(matrix.members, row.levels, strict=True)
    )
    return mark_safe(cells)  # noqa: S308 - numbers


@register.simple_tag
def level_marks(levels: tuple[int, ...]) -> SafeString:
    """The row's cells where nothing can be changed."""
    cells = "".join(f'<td><span class="level l{level}">{level}</span></td>' for level in levels)
    return mark_safe(cells)  # noqa: S308 - numbers


@register.simple_tag
def all_levels() -> list[tuple[int, str]]:
    """The levels and their words, for a key."""
    return [(level.value, level.label) for level in Level]


@register.simple_tag
def without(sheet: Sheet, name: str) -> tuple[Block, ...]:
    """The sheet's blocks but those of a kind, which the page shows in its own way."""
    return tuple(block for block in sheet.blocks if name != block.NAME)
