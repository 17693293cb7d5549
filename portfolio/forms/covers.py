"""The form by which a centre's administrators set its covers."""

from django import forms
from django.forms.models import fields_for_model

from portfolio.forms.people import TidyField, plain_helper
from portfolio.forms.verbs import VerbForm
from portfolio.models import Centre

CENTRE = fields_for_model(Centre, ["cover_words"], field_classes={"cover_words": TidyField})
COLOUR = forms.RegexField(
    r"^#[0-9a-fA-F]{6}\Z",
    label="Colour",
    widget=forms.TextInput(attrs={"type": "color", "class": "form-control-color"}),
    error_messages={"invalid": "Choose a colour, such as #7a2b5e."},
)


class CoverForm(VerbForm):
    logo = forms.FileField(
        label="Logo",
        required=False,
        help_text="PNG or JPEG. It stands on white, up to 80 mm wide and 24 mm high.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    removes_logo = forms.BooleanField(label="Print the centre’s name instead", required=False)
    colour = COLOUR
    words = CENTRE["cover_words"]

    def __init__(self, *args, centre: Centre, **kwargs):
        initial = {"colour": centre.cover_colour, "words": centre.cover_words}
        super().__init__(*args, initial=initial, **kwargs)
        if not centre.logo_as:
            del self.fields["removes_logo"]
        self.helper = plain_helper(self, *self.fields)
