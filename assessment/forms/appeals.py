"""The forms of appeals and reasonable adjustments."""

import uuid

from django import forms
from django.forms.models import fields_for_model
from django.utils import timezone

from assessment.models import Adjustment, Hearing, Judgement
from portfolio.forms.people import plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm, date_field
from portfolio.models import Method, User


class DecisionsField(forms.ModelMultipleChoiceField):
    """Decisions to tick, each as its criterion, item and words."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, judgement: Judgement) -> str:
        mapping = judgement.mapping
        day = timezone.localdate(judgement.decided_at)
        return (
            f"{mapping.target_code} in {mapping.evidence.label}: "
            f"{judgement.get_decision_display().lower()}, {judgement.assessor}, {day:%-d %B %Y}"
        )


def _decisions(rows: list[Judgement], label: str, **options) -> DecisionsField:
    field = DecisionsField(
        Judgement.objects.filter(pk__in=[row.pk for row in rows]),
        label=label,
        error_messages={
            "required": "Choose at least one decision.",
            "invalid_choice": "This decision has been replaced. Choose again.",
        },
        **options,
    )
    # The rows are at hand with all that their labels say.
    field.choices = [(row.pk, field.label_from_instance(row)) for row in rows]
    return field


class AppealForm(VerbForm):
    """The decisions of one unit that the learner does not accept, and why."""

    grounds = forms.CharField(
        label="Why they are wrong",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What the assessor did not see or weigh, and where in the evidence it is.",
        error_messages={"required": "Say why you think that the decision is wrong."},
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, decisions: list[Judgement], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["judgements"] = _decisions(decisions, "Decisions")
        self.helper = plain_helper(self, "judgements", "grounds", "request_key")


class AppointForm(VerbForm):
    """Who hears a stage."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label="Who hears it",
        empty_label="Choose a person",
        error_messages={
            "required": "Choose a person.",
            "invalid_choice": "This person cannot hear it. Choose another.",
        },
    )

    def __init__(self, *args, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(pk__in=[one.pk for one in people])
        self.helper = plain_helper(self)


class HearingForm(VerbForm):
    """The outcome of a stage, with its reasons."""

    outcome = forms.ChoiceField(
        choices=Hearing.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the outcome."},
    )
    reasons = forms.CharField(
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The learner and the assessor read them.",
        error_messages={"required": "Give the reasons for it."},
    )

    def __init__(self, *args, decisions: list[Judgement], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["again"] = _decisions(
            decisions,
            "To be made again",
            required=False,
            help_text="Only where it is upheld in part: which decisions.",
        )
        self.helper = plain_helper(self, "outcome", "again", "reasons")


ADJUSTMENT = fields_for_model(Adjustment, ["what", "need", "reference"])


class AdjustmentForm(VerbForm):
    """What is done otherwise for a learner."""

    what = ADJUSTMENT["what"]
    methods = forms.MultipleChoiceField(
        label="For these methods",
        choices=Method,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all empty where it is for every method.",
    )
    need = ADJUSTMENT["need"]
    starts_on = date_field("From")
    ends_on = date_field("Until", required=False, help_text="Left empty: open-ended.")
    reference = ADJUSTMENT["reference"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].error_messages["required"] = "Say what is done otherwise."
        self.fields["need"].widget.attrs["rows"] = 3
        self.fields["starts_on"].initial = timezone.localdate()
        self.helper = plain_helper(
            self, "what", "methods", side_by_side("starts_on", "ends_on"), "need", "reference"
        )
