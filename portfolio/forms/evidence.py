"""The form of one item of evidence."""

import unicodedata
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils import timezone

from portfolio.forms.widgets import NarrativeWidget
from portfolio.models import Evidence, Method
from portfolio.narrative import clean

EARLIEST_YEAR = 1950
UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}


def is_unseen(title: str) -> bool:
    """Format characters and spaces alone would be a link that nobody can see."""
    return all(unicodedata.category(each) in UNSEEN for each in title)


def past_day(day: date | None) -> date | None:
    """``day``, if something that is evidence can have happened then; ``ValidationError`` if not."""
    if day is None:
        return None
    if day > timezone.localdate():
        raise forms.ValidationError("This day has not come yet. Give the day it happened.")
    if day.year < EARLIEST_YEAR:
        raise forms.ValidationError("Check the year: evidence this old cannot be used.")
    return day


class EvidenceForm(forms.ModelForm):
    """What a learner writes about an item. ``revision`` is the one they started from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Evidence
        fields = ["title", "method", "happened_on", "narrative", "location", "seen_by"]
        widgets = {
            "happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "narrative": NarrativeWidget,
        }
        help_texts = {
            "title": "What it is, in a few words: “Team briefing on the new returns policy”.",
            "method": "Your assessor records observations, discussions and questioning, and a "
            "witness writes by a link: choose these here only for a form on paper.",
            "happened_on": "When what it shows happened.",
            "narrative": "What you did, why, and what came of it. Name colleagues by pseudonym.",
            "location": "For an original that must not be copied: where an assessor can see it.",
        }
        error_messages = {
            "title": {"required": "Give the item a title."},
            "happened_on": {"required": "Give the date of what it shows."},
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("revision", self.instance.revision)
        self.fields["happened_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.fields["narrative"].help_text = self.Meta.help_texts["narrative"]
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "revision",
            "title",
            _side_by_side("method", "happened_on"),
            Field("narrative"),
            _side_by_side("location", "seen_by"),
        )

    def clean_title(self):
        if is_unseen(self.cleaned_data["title"]):
            raise forms.ValidationError("Give the item a title that can be seen.")
        return self.cleaned_data["title"]

    def clean_happened_on(self):
        return past_day(self.cleaned_data["happened_on"])

    def clean_narrative(self):
        return clean(self.cleaned_data["narrative"])

    def clean(self):
        content = super().clean()
        if content.get("method") == Method.SIGNPOSTED and not content.get("location"):
            self.add_error("location", "Say where the original is kept, so that it can be seen.")
        return content

    @property
    def content(self) -> dict:
        """What the verbs of ``recording`` take."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def _side_by_side(wide: str, narrow: str) -> Div:
    return Div(Div(wide, css_class="col-sm-7"), Div(narrow, css_class="col-sm-5"), css_class="row")
