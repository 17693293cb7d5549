"""What is looked for in the security log."""

from django import forms

from portfolio.forms.audit import TrailForm
from portfolio.forms.people import TidyField
from portfolio.models import Happening


class SecurityLogForm(TrailForm):
    """As for the audit trail, by the kinds of this log."""

    act = learner = None
    kind = forms.ChoiceField(
        label="What", choices=[("", "Everything"), *Happening.choices], required=False
    )
    person = TidyField(label="Who", max_length=100, required=False)
    field_order = ["kind", "person", "first_day", "last_day"]
