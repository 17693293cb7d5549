"""The forms of the skills matrix."""

import re

from django import forms

from portfolio.forms.verbs import VerbForm
from teams.forms.records import OwnForm, side_by_side
from teams.models import Level, Skill

CELL = re.compile(r"([0-9]{1,18})-([0-9]{1,18})-([0-4])")


class SkillForm(OwnForm, VerbForm):
    class Meta:
        model = Skill
        fields = ["name", "wanted"]

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, team=team, **kwargs)
        self.instance.team = team

    def layout(self):
        return (side_by_side("name", "wanted"),)

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = self.team.skills.filter(archived_at=None).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError("This skill is already in the matrix.")
        return name


class CellField(forms.CharField):
    """A cell of the matrix and its new level: "member-skill-level"."""

    def to_python(self, value):
        found = CELL.fullmatch(value or "")
        if not found:
            raise forms.ValidationError("This is not a cell of the matrix.")
        member, skill, level = map(int, found.groups())
        return member, skill, Level(level)


class CellForm(forms.Form):
    cell = CellField()
