"""The facts of prior learning."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from assessment.models import PriorLearning
from portfolio.forms.verbs import VerbForm, date_field


class PriorLearningForm(VerbForm, forms.ModelForm):
    """``revision`` is that of the item when its learner opened this form."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    achieved_on = date_field("When", error_messages={"required": "Give the day, or a day near it."})

    class Meta:
        model = PriorLearning
        fields = ["achievement", "awarded_by", "achieved_on", "comparison", "kept_current"]
        widgets = {
            "comparison": forms.Textarea(attrs={"rows": 6}),
            "kept_current": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "achievement": "A qualification, a course, or what you did in an earlier job.",
            "comparison": "Its level and content beside the criteria you claim, and where you used "
            "it.",
            "kept_current": "What you have done with it since.",
        }
        error_messages = {
            "achievement": {"required": "Say what you achieved."},
            "awarded_by": {"required": "Say who awarded it, or where it was."},
            "comparison": {"required": "Say how it compares with the criteria."},
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["achieved_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "revision",
            "achievement",
            Div(
                Div("awarded_by", css_class="col-sm-7"),
                Div("achieved_on", css_class="col-sm-5"),
                css_class="row",
            ),
            "comparison",
            "kept_current",
        )

    def clean_achieved_on(self):
        day = self.cleaned_data["achieved_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day has not come yet.")
        if day.year < 1950:
            raise forms.ValidationError("Check the year.")
        return day

    @property
    def facts(self) -> dict:
        """What ``keep_prior_learning`` takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
