"""The forms by which a learner keeps the witness status list and asks for a testimony."""

import uuid
from datetime import date
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.forms.models import fields_for_model
from django.utils import timezone

from portfolio.forms.evidence import past_day
from portfolio.forms.people import TidyField, plain_helper, side_by_side
from portfolio.forms.verbs import VerbForm, date_field
from portfolio.models import TestimonyRequest, Witness, WitnessStatus
from portfolio.witnessing import has_testified, tidy_lines


class WordsField(TidyField):
    """One line that says something: at least one letter or digit, which people can see."""

    def validate(self, value: str) -> None:
        super().validate(value if any(char.isalnum() for char in value) else "")


class LinesField(forms.CharField):
    """Text of several lines, without what cannot be seen."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return tidy_lines(super().to_python(value))


WITNESS = fields_for_model(
    Witness,
    ["name", "email", "job_title", "relationship", "status"],
    field_classes={"name": WordsField, "job_title": TidyField, "relationship": TidyField},
    help_texts={
        "email": "The link is sent there. Left empty: you get the link and pass it on yourself.",
        "job_title": "Such as shift manager, Larkfield Water.",
        "status": "Leave it open if you do not know: the witness says it when they sign.",
    },
    error_messages={"name": {"required": "Give the witness’s full name."}},
)
REQUEST = fields_for_model(
    TestimonyRequest,
    ["about", "message", "as_expert"],
    field_classes={"about": WordsField, "message": LinesField},
    error_messages={"about": {"required": "Say in a few words what the witness saw you do."}},
)
# These are other people's: the browser must not offer the learner's own.
for other_persons_field in WITNESS.values():
    other_persons_field.widget.attrs["autocomplete"] = "off"


class WitnessForm(VerbForm):
    name = WITNESS["name"]
    email = WITNESS["email"]
    job_title = WITNESS["job_title"]
    relationship = WITNESS["relationship"]
    status = WITNESS["status"]

    def __init__(self, *args: Any, witness: Witness | None = None, **kwargs: Any) -> None:
        if witness:
            names = WITNESS.keys()
            kwargs["initial"] = {name: getattr(witness, name) for name in names}
        super().__init__(*args, **kwargs)
        status = self.fields["status"]
        status.choices = [("", "Not known yet"), *WitnessStatus.choices]
        if witness and has_testified(witness):
            # A disabled field keeps its value whatever is sent.
            status.disabled = True
            status.help_text = "As the witness said when they signed."
        self.helper = plain_helper(
            self, side_by_side("name", "email"), side_by_side("job_title", "relationship"), "status"
        )


class AskForm(VerbForm):
    """``key`` becomes the request's code: sent twice, it is one request."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    about = REQUEST["about"]
    happened_on = date_field(
        "When", required=False, help_text="Left empty, the witness is asked for the day."
    )
    message = REQUEST["message"]
    as_expert = REQUEST["as_expert"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid.uuid4()}, **kwargs)
        self.fields["happened_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.fields["message"].label = "A few words to the witness"
        self.fields["message"].help_text = "Optional. It stands in the e-mail and on their page."
        self.fields["as_expert"].label = "Ask as an expert witness"
        self.fields[
            "as_expert"
        ].help_text = "Only for somebody who knows this work from doing it (status 1 or 2)."
        self.helper = plain_helper(
            self, "key", "about", "happened_on", Field("message", rows=3), "as_expert"
        )

    def clean_happened_on(self) -> date | None:
        return past_day(self.cleaned_data["happened_on"])

    @property
    def occasion(self) -> dict[str, Any]:
        """What ``witnessing.ask_for_testimony`` takes."""
        return {name: self.cleaned_data[name] for name in (*REQUEST, "happened_on")}
