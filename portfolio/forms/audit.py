"""What is looked for in the audit trail."""

from crispy_forms.layout import Div
from django import forms

from portfolio.forms.people import TidyField, plain_helper
from portfolio.forms.verbs import date_field
from portfolio.models import Act


class TrailForm(forms.Form):
    act = forms.ChoiceField(
        label="What", choices=[("", "Everything"), *Act.choices], required=False
    )
    person = TidyField(label="Done by", max_length=100, required=False)
    learner = TidyField(label="Learner", max_length=100, required=False)
    first_day = date_field("From", required=False)
    last_day = date_field("Until", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = (Div(name, css_class="trail-field") for name in self.fields)
        self.helper = plain_helper(self, *fields)

    def clean(self):
        super().clean()
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        for name, day in (("first_day", first), ("last_day", last)):
            if day and not 2000 <= day.year <= 2200:
                self.add_error(name, "Give a day of this century.")
        if first and last and last < first:
            self.add_error("last_day", "This day is before the first one.")
