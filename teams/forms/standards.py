"""The form of a service standard."""

import json

from crispy_forms.layout import Fieldset
from django import forms

from teams.forms.readings import FigureField
from teams.forms.records import RecordForm, side_by_side
from teams.models import Direction, ServiceStandard
from teams.models.metrics import USUAL


class ServiceStandardForm(RecordForm):
    """What is left empty is taken from what is usual for the measure."""

    target = FigureField(
        required=False, help_text="The value that you are to reach. Minutes may be typed as 6:30."
    )

    class Meta:
        model = ServiceStandard
        fields = [
            "measure",
            "title",
            "happened_on",
            "unit",
            "direction",
            "target",
            "definition",
            "importance",
        ]
        labels = {"title": "Name", "happened_on": "In force since"}
        help_texts = {"title": "Left empty: the measure’s usual name."}

    class Media:
        js = (forms.Script("js/standards.js", type="module"),)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        direction = self.fields["direction"]
        direction.required = False
        direction.choices = [("", "As is usual for the measure"), *Direction.choices]
        if not self.instance.pk:
            self.initial["direction"] = ""
        usual = {measure: usual._asdict() for measure, usual in USUAL.items()}
        self.fields["measure"].widget.attrs["data-usual"] = json.dumps(usual)
        self.fields["target"].unit = self._typed_unit()

    def _typed_unit(self):
        """Which says what a target of 6:30 means."""
        if not self.is_bound:
            return self.instance.unit
        usual = USUAL.get(self.data.get("measure"))
        return self.data.get("unit", "").strip() or (usual.unit if usual else "")

    def layout(self):
        return (
            side_by_side("measure", "title"),
            side_by_side("unit", "direction"),
            side_by_side("target", "happened_on"),
            Fieldset("What it is", "definition", "importance"),
        )

    def clean(self):
        cleaned = super().clean()
        usual = USUAL.get(cleaned.get("measure"))
        if usual and not self.instance.pk:
            cleaned["unit"] = cleaned.get("unit") or usual.unit
        if not cleaned.get("title") and "title" not in self.errors:
            if usual:
                cleaned["title"] = usual.title
            else:
                self.add_error("title", "Give your measure a name.")
        if not cleaned.get("direction"):
            cleaned["direction"] = usual.direction if usual else Direction.HIGHER
        return cleaned
