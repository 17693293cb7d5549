"""The forms of readings: one at a time, or a table of them."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from teams.amounts import figure
from teams.forms.records import OwnForm, side_by_side
from teams.models import Reading
from teams.parsing import parse_figure

MOST_PASTED = 200_000


class FigureField(forms.CharField):
    """A number as people write it; ``unit`` is what it is counted in."""

    unit = ""

    def __init__(self, **options):
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(max_length=40, **options)

    def to_python(self, value):
        text = super().to_python(value)
        return parse_figure(text, self.unit) if text else None

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else f"{value.normalize():f}"

    def run_validators(self, value):
        """``parse_figure`` has said all; those of a text do not suit a number."""


class ReadingForm(OwnForm):
    """One reading of ``standard``."""

    value = FigureField(label="Reading")

    class Meta:
        model = Reading
        fields = ["taken_on", "value", "member", "note"]
        labels = {"taken_on": "Date", "member": "Whose"}

    def __init__(self, *args, standard, **kwargs):
        kwargs.setdefault("instance", Reading(standard=standard))
        super().__init__(*args, team=standard.team, **kwargs)
        self.standard = standard
        self.instance.standard = standard
        if not self.instance.pk:
            self.initial.setdefault("taken_on", timezone.localdate())
        value, member = self.fields["value"], self.fields["member"]
        value.unit = standard.unit
        value.label = f"Reading ({standard.unit})" if standard.unit else "Reading"
        member.empty_label = "The whole team"
        member.help_text = ""
        self.fields["note"].widget.attrs["placeholder"] = "Such as: two days of system trouble"

    def layout(self):
        return (side_by_side("taken_on", "value"), side_by_side("member", "note"))

    def clean(self):
        cleaned = super().clean()
        day, member = cleaned.get("taken_on"), cleaned.get("member")
        if day and "member" in cleaned:
            there = self.standard.readings.filter(taken_on=day, member=member)
            if other := there.exclude(pk=self.instance.pk).first():
                value = figure(other.value, self.standard.unit)
                self.add_error("taken_on", f"There is already a reading for that day: {value}.")
        return cleaned


class ReadingsForm(forms.Form):
    """A table of readings, pasted or in a file."""

    pasted = forms.CharField(
        label="Rows from your spreadsheet",
        required=False,
        strip=False,
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "pasted-table"}),
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        help_text="A CSV file or an Excel workbook (.xlsx), 2,000 rows and 2 MB at most.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"empty": "This file is empty."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        has_text, file = bool(cleaned.get("pasted", "").strip()), cleaned.get("file")
        if has_text == bool(file):
            both = "Paste rows or choose a file, not both."
            self.add_error("pasted", both if file else "Paste the rows, or choose a file.")
        return cleaned
