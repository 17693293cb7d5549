"""The forms by which a centre makes an EQA's visit, and by which the EQA answers."""

from uuid import uuid4

from django import forms

from assessment.models import VisitOutcome
from portfolio.forms.people import TidyField, plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm, date_field
from portfolio.models import Learner, Membership, Role


class EqaChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return str(membership.user)


class LearnersField(forms.ModelMultipleChoiceField):
    """Learners of the centre, by their codes; drawn by the page."""

    def __init__(self):
        super().__init__(
            Learner.objects.none(),
            to_field_name="code",
            required=False,
            error_messages={
                "invalid_choice": "One of these learners is not in this centre. Choose again."
            },
        )


class VisitDaysForm(VerbForm):
    """When the visit is and what for."""

    starts_on = date_field("First day", help_text="From then on the EQA sees the learners.")
    ends_on = date_field("Last day", help_text="After it the EQA sees nothing of them.")
    visits_on = date_field("Day of the visit itself", required=False)
    purpose = TidyField(
        label="Purpose", required=False, max_length=300, help_text="Such as “Second visit of 2026”."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(
            self, side_by_side("starts_on", "ends_on"), "visits_on", "purpose"
        )


class NewVisitForm(VisitDaysForm):
    """The same, with whom the centre asks and whose work they see."""

    membership = EqaChoice(
        Membership.objects.none(),
        label="EQA",
        required=False,
        empty_label="Somebody new, whom you invite",
    )
    name = TidyField(label="Name of a new EQA", required=False, max_length=120)
    email = forms.EmailField(
        label="E-mail address", required=False, help_text="They get a link to choose a password."
    )
    learners = LearnersField()
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, centre, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = eqas_of(centre)
        self.fields["learners"].queryset = Learner.objects.filter(centre=centre)
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.helper = plain_helper(
            self,
            "membership",
            side_by_side("name", "email"),
            side_by_side("starts_on", "ends_on"),
            "visits_on",
            "purpose",
            "key",
        )

    def clean(self):
        super().clean()
        sent = self.cleaned_data
        if not sent.get("learners") and "learners" not in self.errors:
            self.add_error("learners", "Choose at least one learner.")
        if sent.get("membership"):
            if sent.get("name") or sent.get("email"):
                self.add_error("membership", "Choose somebody here, or give a new name: not both.")
            return
        if "name" not in self.errors and not sent.get("name"):
            self.add_error("name", "Choose an EQA above, or give the name of a new one.")
        if "email" not in self.errors and not sent.get("email"):
            self.add_error("email", "Give the address that the invitation is sent to.")


class VisitLearnersForm(VerbForm):
    """Whose work the EQA sees."""

    learners = LearnersField()

    def __init__(self, *args, centre, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["learners"].queryset = Learner.objects.filter(centre=centre)


class ReportForm(VerbForm):
    """What came of the visit."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=VisitOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an outcome."},
    )
    words = forms.CharField(
        label="Report",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Actions and by when, or why certification is blocked. Needed for both.",
        error_messages={"max_length": "Keep the report within 8,000 characters."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)

    def clean(self):
        super().clean()
        outcome = self.cleaned_data.get("outcome")
        needs_words = outcome in (VisitOutcome.ACTIONS, VisitOutcome.BLOCKED)
        if needs_words and not self.cleaned_data.get("words") and "words" not in self.errors:
            self.add_error("words", "Say what has to be done.")


class MarkForm(forms.Form):
    """What the EQA marks as looked at: a learner, or a unit or an item of theirs."""

    learner = forms.UUIDField()
    unit = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    evidence = forms.UUIDField(required=False)
    note = forms.CharField(
        required=False,
        max_length=600,
        error_messages={"max_length": "Keep the note within 600 characters."},
    )


def eqas_of(centre):
    """The EQA's roles of the centre, past ones too: a visit lets one run on."""
    held = Membership.objects.filter(centre=centre, role=Role.EQA, user__is_active=True)
    return held.select_related("user", "centre").order_by("user__name")
