"""What an assessor sends from the marking screen."""

from django import forms

from assessment.marking.judging import ACTION_MISSING, FEEDBACK_MISSING
from assessment.models import Appraisal, Decision
from portfolio.forms.verbs import VerbForm


class JudgementForm(VerbForm):
    """A decision on one mapping of one submitted version."""

    decision = forms.ChoiceField(
        choices=Decision, error_messages={"required": "Choose “Met” or “Not yet”."}
    )
    feedback = forms.CharField(
        required=False,
        max_length=4000,
        error_messages={"max_length": "Keep the feedback within 4,000 characters."},
    )
    action = forms.CharField(
        required=False,
        max_length=2000,
        error_messages={"max_length": "Keep the action within 2,000 characters."},
    )
    reason = forms.CharField(
        required=False,
        max_length=300,
        error_messages={"max_length": "Keep the reason within 300 characters."},
    )
    submission = forms.UUIDField()
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    key = forms.UUIDField()

    def clean(self):
        super().clean()
        sent = self.cleaned_data
        if sent.get("decision") == Decision.NOT_YET:
            for name, words in (("feedback", FEEDBACK_MISSING), ("action", ACTION_MISSING)):
                if name not in self.errors and not sent.get(name):
                    self.add_error(name, words)
        elif "action" in sent:
            # Typed for a "not yet" that became "met": there is nothing to do any more.
            sent["action"] = ""
        return sent

    @property
    def words(self) -> dict[str, str]:
        """The decision and what is said with it, as ``record_judgement`` takes them."""
        return {
            name: self.cleaned_data[name] for name in ("decision", "feedback", "action", "reason")
        }


class DraftForm(forms.Form):
    """What is typed in a card and not recorded yet: incomplete, and kept as it is."""

    decision = forms.ChoiceField(choices=Decision, required=False)
    feedback = forms.CharField(required=False, max_length=4000, strip=False)
    action = forms.CharField(required=False, max_length=2000, strip=False)
    reason = forms.CharField(required=False, max_length=300, strip=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    mark = forms.CharField(required=False, max_length=40)

    @property
    def typed(self) -> dict[str, str]:
        return {
            name: self.cleaned_data[name] for name in ("decision", "feedback", "action", "reason")
        }


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
