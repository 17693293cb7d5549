"""The forms of the learner's own development."""

from crispy_forms.layout import Div, Fieldset
from django.forms import BaseInlineFormSet

from teams.assessing_oneself import proposed_criteria, source_last_time
from teams.forms.notes import Folded, NoteForm, Suggesting, dated, first_words, not_ahead
from teams.forms.records import OwnForm, Rows, side_by_side
from teams.models import (
    AssessedSkill,
    DevelopmentActivity,
    DevelopmentPlan,
    DiaryEntry,
    Feedback,
    FeedbackSource,
    Rating,
    SelfAssessment,
)

# Models and theories that leaders of service teams commonly relate their work to.
THEORIES = (
    "Gibbs’ reflective cycle",
    "Kolb’s learning cycle",
    "GROW coaching model",
    "Situational leadership",
    "Plan-do-check-act (PDCA)",
    "SMART objectives",
    "Root cause analysis: five whys",
    "LAAARN complaint handling",
    "LATER complaint handling",
    "Tuckman’s stages of a team",
    "Maslow’s hierarchy of needs",
    "Herzberg’s two factors",
    "Honey and Mumford’s learning styles",
    "Kotter’s eight steps of change",
    "Belbin’s team roles",
    "Moments of truth",
)


# -- Self-assessment --------------------------------------------------------------------------


class AssessedSkillForm(OwnForm):
    class Meta:
        model = AssessedSkill
        fields = ["criterion", "rating", "example", "is_to_improve"]
        help_texts = {"example": "A contact, a figure, what somebody said."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rated = [(rating.value, f"{rating.value} {rating.label}") for rating in Rating]
        self.fields["rating"].choices = [("", "Not rated"), *rated]

    def layout(self):
        return (_long_and_short("criterion", "rating"), _long_and_short("example", "is_to_improve"))


def _long_and_short(long, short):
    fields = Div(long, css_class="col-sm-8"), Div(short, css_class="col-sm-4 short-answer")
    return Div(*fields, css_class="row")


class CriteriaFormSet(BaseInlineFormSet):
    """A new self-assessment begins with the criteria of the one before, or with common ones.

    A proposed criterion that is not rated is not kept. No criterion stands here twice: the next
    self-assessment is compared by these words.
    """

    def __init__(self, *args, instance, form_kwargs, **kwargs):
        if not instance.pk:
            criteria = proposed_criteria(form_kwargs["team"])
            kwargs["initial"] = [{"criterion": criterion} for criterion in criteria]
            self.extra = len(criteria)
        super().__init__(*args, instance=instance, form_kwargs=form_kwargs, **kwargs)

    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            criterion = form.cleaned_data.get("criterion", "").casefold()
            if not criterion or form.cleaned_data.get("DELETE"):
                continue
            if criterion in seen:
                form.add_error("criterion", "This criterion is here already.")
            seen.add(criterion)


class SelfAssessmentForm(NoteForm):
    rows = (
        Rows(
            "skills",
            AssessedSkill,
            AssessedSkillForm,
            "Criteria",
            "Rate what applies, and say how you know. What you do not rate is left out.",
            one="criterion",
            formset=CriteriaFormSet,
        ),
    )

    class Meta:
        model = SelfAssessment
        fields = ["title", "happened_on", "criteria_source", "summary"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["criteria_source"] = self.initial.get(
                "criteria_source"
            ) or source_last_time(self.team)

    def layout(self):
        return ("criteria_source", side_by_side("happened_on", "title"), "summary")


# -- Development plan -------------------------------------------------------------------------


class DevelopmentActivityForm(OwnForm):
    class Meta:
        model = DevelopmentActivity
        fields = ["text", "support", "due_on", "done_on", "applied"]
        help_texts = {"applied": "What is different for customers since: a figure, an example."}

    def layout(self):
        return (
            side_by_side("text", "support"),
            side_by_side("due_on", "done_on"),
            "applied",
        )

    def clean_done_on(self):
        day = self.cleaned_data["done_on"]
        return day and not_ahead(day)


class DevelopmentPlanForm(NoteForm):
    rows = (
        Rows(
            "activities",
            DevelopmentActivity,
            DevelopmentActivityForm,
            "Activities",
            "What you will do, by when; later, when it was done and how you use it.",
            one="activity",
        ),
    )

    class Meta:
        model = DevelopmentPlan
        fields = ["title", "happened_on", "goal", "agreed_with", "review_on", "progress"]
        labels = {"happened_on": "Agreed on"}

    def layout(self):
        return (
            Fieldset(
                "What for",
                "goal",
                side_by_side("happened_on", "review_on"),
                side_by_side("agreed_with", "title"),
            ),
            Fieldset("How it goes", "progress"),
        )


# -- Feedback and diary -----------------------------------------------------------------------


class FeedbackForm(NoteForm):
    title_help = "Left empty: whom it is from, and the date."

    class Meta:
        model = Feedback
        fields = ["title", "happened_on", "source", "words", "response"]

    def layout(self):
        return (side_by_side("source", "happened_on"), "words", "response", "title")

    def proposed_title(self, cleaned):
        if not cleaned.get("source"):
            return ""
        source = FeedbackSource(cleaned["source"]).label
        return dated(f"Feedback from {source[:1].lower()}{source[1:]}", cleaned.get("happened_on"))


class DiaryEntryForm(NoteForm):
    """A reflection. The day it is about may be earlier; when it was written is not asked."""

    title_help = "Left empty: the first words."

    class Meta:
        model = DiaryEntry
        fields = ["title", "happened_on", "text", "theory", "learned", "members"]
        labels = {"happened_on": "The day it is about", "members": "Colleagues it is about"}
        help_texts = {
            "text": "Type it, or tap the microphone on your phone’s keyboard and say it.",
        }
        widgets = {"theory": Suggesting(*THEORIES, attrs={"autocomplete": "off"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 6

    def layout(self):
        return ("text", "learned", side_by_side("happened_on", "theory"), "title", "members")

    def proposed_title(self, cleaned):
        return first_words(cleaned.get("text", ""))


class QuickDiaryForm(DiaryEntryForm):
    """The same on a phone: what happened, and Save."""

    class Meta(DiaryEntryForm.Meta):
        fields = ["text", "happened_on", "title", "theory", "learned"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 4

    def layout(self):
        return (
            "text",
            Folded("Another day, a title, a theory …", "happened_on", "theory", "learned", "title"),
        )
