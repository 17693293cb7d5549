"""What an assessor sends from the marking screen."""

from django import forms

from assessment.models import Appraisal, Decision


class JudgementForm(forms.Form):
    """A decision on one mapping of one submitted version."""

    decision = forms.ChoiceField(
        choices=Decision, error_messages={"required": "Choose “Met” or “Not yet”."}
    )
    feedback = forms.CharField(
        required=False,
        max_length=4000,
        error_messages={"max_length": "Keep the feedback within 4,000 characters."},
    )
    submission = forms.UUIDField()
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    key = forms.UUIDField()

    def clean(self):
        sent = super().clean()
        if sent.get("decision") == Decision.NOT_YET and not sent.get("feedback"):
            self.add_error("feedback", "Say what is still missing, and what to do about it.")
        return sent


class AppraisalForm(forms.ModelForm):
    """VARCS and overall feedback."""

    class Meta:
        model = Appraisal
        fields = [*Appraisal.VARCS, "feedback"]
        widgets = {
            "feedback": forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
            **{
                name: forms.CheckboxInput(attrs={"class": "form-check-input"})
                for name in Appraisal.VARCS
            },
        }
        error_messages = {
            "feedback": {"max_length": "Keep the overall feedback within 8,000 characters."}
        }

    def clean(self):
        sent = super().clean()
        if not all(sent.get(name) for name in Appraisal.VARCS) and not sent.get("feedback"):
            self.add_error("feedback", "Say what is in doubt, so that the learner can mend it.")
        return sent
