"""The form by which a learner puts advice aside."""

import uuid

from django import forms

from portfolio.forms.verbs import VerbForm


class DismissForm(VerbForm):
    """Why an advice does not fit. ``found`` is empty for all that the check found."""

    reason = forms.CharField(
        label="Why it does not fit",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
        help_text="Your assessor reads it. A sentence or two is enough.",
        error_messages={"required": "Say in a few words why this advice does not fit."},
    )
    check = forms.CharField(max_length=40, widget=forms.HiddenInput)
    found = forms.CharField(max_length=400, widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        # Several may be open on one page, and each label has to find its own field.
        super().__init__(*args, auto_id=f"aside-{uuid.uuid4().hex[:8]}-%s", **kwargs)
