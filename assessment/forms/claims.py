"""The forms by which a centre claims, and records what the awarding body answered."""

from uuid import uuid4

from django import forms
from django.utils import timezone

from assessment.models import ClaimAnswer, Qualification
from portfolio.forms.people import CentreField, TidyField, plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm, date_field


class ClaimForm(VerbForm):
    """One claim; the key lets a double click be one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class AnswerForm(VerbForm):
    """What the awarding body said, or that the centre took the claim back."""

    answer = forms.ChoiceField(
        label="What happened",
        choices=ClaimAnswer.Answer,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened."},
    )
    certificate = TidyField(
        label="Certificate number",
        required=False,
        max_length=80,
        help_text="For a certificate: check it letter by letter, it cannot be changed later.",
    )
    answered_on = date_field("On")
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For a claim that was refused or withdrawn.",
        error_messages={"max_length": "Keep the reason within 600 characters."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answered_on"].initial = timezone.localdate()
        self.fields["certificate"].widget.attrs["autocomplete"] = "off"
        self.helper = plain_helper(self)

    def clean(self):
        super().clean()
        answer = self.cleaned_data.get("answer")
        if answer == ClaimAnswer.Answer.CERTIFICATED:
            self._require("certificate", "Give the number of the certificate.")
        elif answer:
            self._require("reason", "Say why.")

    def _require(self, name, sentence):
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)


class DirectClaimForm(VerbForm):
    """The awarding body's letter."""

    centre = CentreField()
    qualification = forms.ModelChoiceField(
        Qualification.objects.all(),
        empty_label="Choose a qualification",
        error_messages={"required": "Choose a qualification."},
    )
    reference = TidyField(
        label="Reference of the letter",
        max_length=80,
        error_messages={"required": "Give the reference of the awarding body’s letter."},
    )
    starts_on = date_field("From")
    ends_on = date_field("Until", required=False, help_text="Empty: until you end it.")
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, centres, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre"].offer(centres)
        self.fields["starts_on"].initial = timezone.localdate()
        self.fields["reference"].widget.attrs["autocomplete"] = "off"
        self.helper = plain_helper(
            self,
            "centre",
            "qualification",
            "reference",
            side_by_side("starts_on", "ends_on"),
            "key",
        )
