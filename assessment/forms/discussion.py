"""Which questions an assessor takes into a record."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from assessment.sessions.words import WORDS
from portfolio.forms.verbs import VerbForm
from portfolio.models import Method

METHODS = (Method.DISCUSSION, Method.QUESTIONING)


class QuestionsForm(VerbForm):
    """``code`` makes it one record, however often the form is sent."""

    code = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    method = forms.ChoiceField(
        label="Record them as",
        choices=[(method.value, method.label) for method in METHODS],
        initial=Method.DISCUSSION.value,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": "Choose a professional discussion or questioning."},
    )
    chosen = forms.MultipleChoiceField(
        error_messages={
            "required": "Tick the questions that you want to ask.",
            "invalid_choice": "What can be asked has changed since. Look again, then send it.",
        }
    )

    def __init__(self, *args: Any, keys: Sequence[str], ticked: Sequence[str], **kwargs: Any):
        super().__init__(*args, initial={"chosen": list(ticked)}, **kwargs)
        self.fields["chosen"].choices = [(key, key) for key in keys]

    @property
    def ticked(self) -> frozenset[str]:
        """The keys of the boxes that are ticked, as they were sent or are offered."""
        return frozenset(self["chosen"].value() or ())

    @property
    def noun(self) -> str:
        return WORDS[self.cleaned_data["method"]].noun
