"""What somebody asks of the timeline; comes with the address."""

import re
from datetime import date

from django import forms

from portfolio.people import tidy
from teams.models import Kind, Team
from teams.timelines import Asked

MONTH = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")


class MonthField(forms.CharField):
    """A month as addresses write it: "2026-03". Gives its first day; None for none."""

    def to_python(self, value):
        if not value:
            return None
        if not MONTH.fullmatch(value):
            raise forms.ValidationError("This is not a month.")
        year, month = value.split("-")
        return date(int(year), int(month), 1)


class TimelineForm(forms.Form):
    """A filter that does not understand a part of the address leaves that part out."""

    kind = forms.MultipleChoiceField(
        label="Kinds", choices=Kind, required=False, widget=forms.CheckboxSelectMultiple
    )
    member = forms.ModelChoiceField(
        None, label="Colleague", required=False, to_field_name="code", empty_label="Everybody"
    )
    q = forms.CharField(label="Words", required=False, max_length=100)
    month = MonthField(required=False)

    def __init__(self, *args, team: Team, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = team.members.all()

    @property
    def asked(self) -> Asked:
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            kinds=tuple(Kind(kind) for kind in said.get("kind", ())),
            member=said.get("member"),
            words=tidy(said.get("q", "")),
            month=said.get("month"),
        )
