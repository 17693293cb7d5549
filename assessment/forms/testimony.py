"""What a witness fills in: first what they saw, then their signature."""

from datetime import date
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.html import format_html

from assessment.models import Criterion
from assessment.witnesses.testifying import criteria_to_suggest
from portfolio.forms.evidence import past_day
from portfolio.forms.people import TidyField, plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm, date_field
from portfolio.forms.witnesses import LinesField, WordsField
from portfolio.models import TestimonyRequest
from portfolio.testifying import DECLARATION, NOT_EXPERT, PLAIN_STATUS
from portfolio.witnessing import EXPERTS

ACCOUNT = ("name", "job_title", "relationship", "status", "happened_on", "statement")


class AccountForm(VerbForm):
    """Who the witness is, what they saw, and which criteria they think it shows."""

    name = WordsField(
        label="Your full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Give your full name."},
    )
    job_title = WordsField(
        label="Your job title and employer",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        help_text="Such as shift manager, Larkfield Water. A customer writes “customer”.",
        error_messages={"required": "Give your job title and employer, or “customer”."},
    )
    relationship = WordsField(
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say how you know each other."},
    )
    status = forms.ChoiceField(
        label="How well do you know this work?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what fits you best."},
    )
    happened_on = date_field(
        "When was it?",
        help_text="If it was over a while, the last day.",
        error_messages={"required": "Give the day, or the last day of a longer time."},
    )
    statement = LinesField(
        label="What you saw",
        max_length=10_000,
        error_messages={"required": "Write what you saw."},
    )
    criteria = forms.MultipleChoiceField(
        required=False,
        error_messages={
            "invalid_choice": "One of the criteria is no longer asked for. Look at the ticks again."
        },
    )

    def __init__(self, data: Any, *, asked: TestimonyRequest) -> None:
        witness = asked.witness
        known = ("name", "job_title", "relationship", "status")
        initial = {name: getattr(witness, name) for name in known}
        super().__init__(data, initial=initial | {"happened_on": asked.happened_on})
        learner = witness.learner
        # Numbers that people make up never reach the database: they are compared as text.
        self.offered = {str(each.pk): each for each in criteria_to_suggest(learner)}
        self.fields["criteria"].choices = self.offered.items()
        self.fields["happened_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        relationship = self.fields["relationship"]
        relationship.label = f"How you know {learner}"
        relationship.help_text = "Such as line manager, colleague, customer."
        self._offer_statuses(as_expert=asked.as_expert)
        self.helper = plain_helper(
            self,
            Field("statement", rows=10, maxlength=10_000),
            "happened_on",
            side_by_side("name", "job_title"),
            "relationship",
            "status",
        )

    def _offer_statuses(self, *, as_expert: bool) -> None:
        status = self.fields["status"]
        status.choices = [
            (key, words) for key, words in PLAIN_STATUS.items() if not as_expert or key in EXPERTS
        ]
        if as_expert:
            status.help_text = NOT_EXPERT
            status.error_messages["invalid_choice"] = NOT_EXPERT

    def clean_happened_on(self) -> date | None:
        return past_day(self.cleaned_data["happened_on"])

    @property
    def account(self) -> dict[str, Any]:
        """What ``testifying.record_testimony`` takes, but for the signature."""
        return {name: self.cleaned_data[name] for name in ACCOUNT}

    @property
    def plain_status(self) -> str:
        """The chosen status, in the words it was chosen by."""
        return dict(self.fields["status"].choices)[self.cleaned_data["status"]]

    @property
    def ticked(self) -> tuple[Criterion, ...]:
        """The criteria that are ticked, of those offered, in their order."""
        ticked = set(self["criteria"].value() or ())
        return tuple(each for key, each in self.offered.items() if key in ticked)


class SignatureForm(VerbForm):
    declared = forms.BooleanField(
        label=DECLARATION, error_messages={"required": "Tick the declaration to sign."}
    )
    signature = TidyField(
        label="Your full name, as your signature",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type your full name to sign."},
    )

    def __init__(self, data: Any, *, name: str) -> None:
        super().__init__(data)
        self.name = name
        # Help texts are HTML to the form's templates.
        self.fields["signature"].help_text = format_html("Type it as above: {}.", name)
        self.helper = plain_helper(self)

    def clean_signature(self) -> str:
        signature = self.cleaned_data["signature"]
        if signature.casefold() != self.name.casefold():
            raise forms.ValidationError(f"Sign with your full name: {self.name}.")
        return signature


class DeclineForm(VerbForm):
    reason = WordsField(
        label="Why you cannot",
        max_length=300,
        help_text="Such as: I was on leave that week.",
        error_messages={"required": "Say in a few words why."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = plain_helper(self)
