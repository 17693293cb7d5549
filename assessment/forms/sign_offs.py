"""What is sent when a unit is signed off, confirmed, declined or unlocked."""

from django import forms

from assessment.models import Confirmation, SignOff, Unlocking
from assessment.sign_off.signing_off import ASSESSORS_DECLARATION, LEARNERS_DECLARATION
from portfolio.forms.people import plain_helper
from portfolio.forms.verbs import VerbForm


def _declaration(words: str, unless_ticked: str) -> forms.BooleanField:
    return forms.BooleanField(label=words, error_messages={"required": unless_ticked})


def _reason(model: type, field: str, label: str, **options) -> forms.CharField:
    """Why something is opened again; as long as the column, in words of our own when empty."""
    longest = model._meta.get_field(field).max_length
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 3}),
        **options,
    )


class SignOffForm(VerbForm):
    """The assessor's declaration."""

    comment = SignOff._meta.get_field("comment").formfield(
        label="Feedback on the unit", widget=forms.Textarea(attrs={"rows": 3})
    )
    declared = _declaration(ASSESSORS_DECLARATION, "Tick the declaration to sign the unit off.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class ConfirmForm(VerbForm):
    """The learner's declaration."""

    declared = _declaration(LEARNERS_DECLARATION, "Tick the declaration to declare the same.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class DeclineForm(VerbForm):
    reason = _reason(
        Confirmation,
        "reason",
        "What is not right?",
        help_text="Your assessor reads it, and the unit is open again.",
        error_messages={"required": "Say what is not right, so that it can be mended."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)


class UnlockForm(VerbForm):
    reason = _reason(
        Unlocking,
        "reason",
        "Why is it opened again?",
        help_text="The assessor and the learner read it. It stays on record.",
        error_messages={"required": "Say why the unit is opened again."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(self)
