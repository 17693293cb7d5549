"""The forms of a team and its members."""

import re

from crispy_forms.layout import Fieldset
from django import forms

from portfolio.forms.verbs import VerbForm
from teams.forms.records import OwnForm, side_by_side
from teams.models import Member, Team

# Shorter words of a name, such as "de", give nobody away.
TELLING = 3


class TeamForm(OwnForm, VerbForm):
    class Meta:
        model = Team
        fields = ["name", "workplace", "began_on", "purpose"]

    def layout(self):
        return ("name", side_by_side("workplace", "began_on"), "purpose")

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Team.objects.kept().filter(learner=self.team.learner).exclude(pk=self.team.pk)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError("You already keep a team of that name.")
        return name


class MemberForm(OwnForm, VerbForm):
    class Meta:
        model = Member
        fields = [
            "pseudonym",
            "real_name",
            "is_named",
            "job",
            "contracted_hours",
            "responsibilities",
            "strengths",
            "development_needs",
            "wishes",
            "preferred_communication",
            "access_needs",
            "joined_on",
            "left_on",
        ]

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, team=team, **kwargs)
        self.instance.team = team

    def layout(self):
        return (
            Fieldset(
                "What they are called",
                side_by_side("pseudonym", "real_name"),
                "is_named",
            ),
            Fieldset(
                "Their place in the team",
                side_by_side("job", "contracted_hours"),
                "responsibilities",
                side_by_side("joined_on", "left_on"),
            ),
            Fieldset(
                "What they are good at, and what is next",
                "strengths",
                side_by_side("development_needs", "wishes"),
            ),
            Fieldset(
                "How you work with them",
                side_by_side("preferred_communication", "access_needs"),
            ),
        )

    def clean_pseudonym(self):
        pseudonym = self.cleaned_data["pseudonym"]
        others = self.team.members.kept().exclude(pk=self.instance.pk)
        if others.filter(pseudonym__iexact=pseudonym).exists():
            raise forms.ValidationError("Somebody in this team already has that pseudonym.")
        return pseudonym

    def clean(self):
        said = self.cleaned_data
        real_name, pseudonym = said.get("real_name", ""), said.get("pseudonym", "")
        if real_name and pseudonym and not said.get("is_named"):
            # Not in the database yet, but to be hidden in this form's own texts.
            self.team.hidden_names[real_name] = pseudonym
            if _words(real_name) & _words(pseudonym):
                self.add_error("pseudonym", "This gives the real name away: choose another.")
        return super().clean()


def _words(name):
    return {word for word in re.findall(r"\w+", name.casefold()) if len(word) >= TELLING}
